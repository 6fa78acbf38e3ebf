"""Write an inventory with N planned attaches, about one in a hundred of which fails.

    python3 inventory.py N OUT.yaml|OUT.json

The same N gives the same bytes. Beside it, OUT.failing.json says which attaches fail, and why: an object
from pointers (`/attachments/84`) to names of rules. No attach fails for two reasons.
"""

import json
import sys

EVERY = 100  # attaches per violation
RULES = [
    "zone-mismatch",
    "vpc-mismatch",
    "eni-state",
    "instance-state",
    "eni-limit",
    "dangling-ref",
    "dup-attach-other",
    "sg-mixed",
]
# Instance types with their number of ENIs, the primary one included.
TYPES = [("ecs.g6.large", 2), ("ecs.g7.large", 3), ("ecs.g7.xlarge", 4), ("ecs.c7.4xlarge", 8)]
ZONES = ["cn-hangzhou-h", "cn-hangzhou-i"]
LANES = 10  # vSwitches per VPC and zone: each ENI of an instance is in one of its own
BLOCK = 4000  # instances per VPC; a /20 holds 4,092 addresses
GROUP = 5000  # ENIs per basic security group; 6,000 addresses are the limit
FOREIGN = 190  # the VPC of ENIs that are in the wrong one


def ident(kind, number):
    """An ID of the length that real ones have."""
    digits = 18 if kind in ("vpc", "vsw") else 17
    return f"{kind}-bp1{number:0{digits}d}"


class Plan:
    """All that the inventory lists, decided one instance after the other."""

    def __init__(self, attaches):
        self.attaches = attaches
        self.vswitches, self.groups = {}, {}
        self.instances, self.enis, self.attachments = [], [], []
        self.failing = {}
        self.sound = {}  # VPC and zone: an ENI that a later instance may be given, too
        turn = 0
        while len(self.attachments) < attaches:
            rule = None
            if len(self.attachments) >= (turn + 1) * EVERY:
                rule = RULES[turn % len(RULES)]
                turn += 1
            self.instance(rule)

    def instance(self, rule):
        number = len(self.instances)
        vpc, zone = number // BLOCK, number % len(ZONES)
        name, room = TYPES[0] if rule == "eni-limit" else TYPES[(number * 7 + number // 5) % len(TYPES)]
        status = "Starting" if rule == "instance-state" else "Running"
        self.place(number, vpc, zone, name, status)
        if rule == "eni-limit":  # full already
            self.eni(vpc, zone, 8, number, "Secondary", "InUse", number)
        for lane in range(1, room):
            if len(self.attachments) < self.attaches:
                self.attach(number, vpc, zone, lane, rule if lane == 1 or rule == "instance-state" else None)

    def place(self, number, vpc, zone, name, status):
        """An instance with its primary ENI."""
        self.instances.append(
            {
                "id": ident("i", number),
                "instance_type": name,
                "status": status,
                "start_time": "2026-01-05T08:00Z",
                "zone_id": ZONES[zone],
                "vpc_id": ident("vpc", vpc),
                "vswitch_id": self.vswitch(vpc, zone, 0),
                "security_group_ids": [self.group(vpc)],
            }
        )
        self.eni(vpc, zone, 0, number, "Primary", "InUse", number)

    def attach(self, number, vpc, zone, lane, rule):
        self.attachments.append({"instance_id": ident("i", number), "network_interface_id": None})
        if rule == "dangling-ref":
            eni = ident("eni", 10**12 + number)
        elif rule == "dup-attach-other":
            eni = self.sound[vpc, zone]
        else:
            holder = number + 1 if rule == "eni-state" else None
            eni = self.eni(
                FOREIGN if rule == "vpc-mismatch" else vpc,
                1 - zone if rule == "zone-mismatch" else zone,
                lane,
                number,
                "Secondary",
                "Available" if holder is None else "InUse",
                holder,
            )
        self.attachments[-1]["network_interface_id"] = eni
        if rule == "eni-state":
            self.place(number + 1, vpc, zone, "ecs.c7.4xlarge", "Running")
        elif rule == "sg-mixed":
            self.enis[-1]["security_group_ids"].append(self.group(vpc, "enterprise"))
        if rule is None:
            self.sound[vpc, zone] = eni
        else:
            self.failing[f"/attachments/{len(self.attachments) - 1}"] = [rule]

    def eni(self, vpc, zone, lane, number, kind, status, holder):
        entry = {"id": ident("eni", len(self.enis)), "type": kind, "status": status}
        if holder is not None:
            entry["instance_id"] = ident("i", holder)
        entry["vswitch_id"] = self.vswitch(vpc, zone, lane)
        entry["security_group_ids"] = [self.group(vpc)]
        # Each instance has its own host number, so no address is taken twice in a vSwitch.
        entry["private_ips"] = [address(vpc, zone, lane, 4 + number % BLOCK)]
        self.enis.append(entry)
        return entry["id"]

    def vswitch(self, vpc, zone, lane):
        return self.vswitches.setdefault((vpc, zone, lane), ident("vsw", (vpc * 2 + zone) * LANES + lane))

    def group(self, vpc, kind="normal"):
        number = 0 if kind == "enterprise" else len(self.enis) // GROUP + 1
        return self.groups.setdefault((vpc, kind, number), ident("sg", vpc * 10**6 + number))

    def sections(self):
        vpcs = sorted({vpc for vpc, _, _ in self.vswitches})
        yield "vpcs", [{"id": ident("vpc", vpc), "cidr_block": "10.0.0.0/8"} for vpc in vpcs]
        yield (
            "vswitches",
            [
                {
                    "id": name,
                    "vpc_id": ident("vpc", place[0]),
                    "zone_id": ZONES[place[1]],
                    "cidr_block": address(*place, 0) + "/20",
                }
                for place, name in sorted(self.vswitches.items())
            ],
        )
        yield (
            "security_groups",
            [
                {"id": name, "vpc_id": ident("vpc", vpc), "security_group_type": kind}
                for (vpc, kind, _), name in sorted(self.groups.items())
            ],
        )
        yield "instances", self.instances
        yield "enis", self.enis
        yield "attachments", self.attachments


def address(vpc, zone, lane, host):
    """An address in the /20 of a vSwitch."""
    bits = (((vpc * 2 + zone) * LANES + lane) << 12) + host
    return f"10.{bits >> 16 & 255}.{bits >> 8 & 255}.{bits & 255}"


def write_yaml(plan, out):
    """Block YAML with flow lists, as people write it."""
    out.write("version: 1\nregion: cn-hangzhou\ncomplete: true\n")
    for name, entries in plan.sections():
        out.write(f"{name}:\n")
        for entry in entries:
            lead = "  - "
            for key, value in entry.items():
                text = f"[{', '.join(value)}]" if isinstance(value, list) else value
                out.write(f"{lead}{key}: {text}\n")
                lead = "    "


def write_json(plan, out):
    """JSON without blanks."""
    whole = {"version": 1, "region": "cn-hangzhou", "complete": True, **dict(plan.sections())}
    json.dump(whole, out, separators=(",", ":"))


def main():
    attaches, path = int(sys.argv[1]), sys.argv[2]
    plan = Plan(attaches)
    with open(path, "w", encoding="ascii", newline="\n") as out:
        (write_json if path.endswith(".json") else write_yaml)(plan, out)
    with open(path + ".failing.json", "w", encoding="ascii") as out:
        json.dump(plan.failing, out)


if __name__ == "__main__":
    main()
