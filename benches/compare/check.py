"""Say which planned attaches of an inventory fail: the checks that a team writes first, and no more.

    python3 check.py INVENTORY.yaml|INVENTORY.json

Prints an object from pointers (`/attachments/84`) to names of rules, as enilint has them. Needs PyYAML with
its C loader for YAML, and the tables in rules/catalog. It takes an inventory in canonical spelling that lists
everything: it does not say where a value stands, which facts are missing, or which order of steps is safe.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

CATALOG = Path(__file__).resolve().parents[2] / "rules" / "catalog"
GROUPS_PER_ENI = 10


def load(path):
    """Read YAML or JSON, by the name of the file."""
    if path.endswith(".json"):
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    import yaml  # here, so that JSON does not pay for it

    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def table(name):
    """The rows of a table of the catalog."""
    with open(CATALOG / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def limits():
    """ENIs by instance type, the primary one included."""
    rows = table("instance-types.csv")
    return {row["instance_type"]: int(row["eni_quantity"]) for row in rows if row["eni_quantity"]}


def cold():
    """The instance types that take no ENI while they run."""
    return [row["instance_type"] for row in table("no-hot-plug.csv")]


class Estate:
    """An inventory by ID, and what changes as attaches are planned."""

    def __init__(self, inventory):
        for section in ("vpcs", "vswitches", "security_groups", "instances", "enis"):
            setattr(self, section, {entry["id"]: entry for entry in inventory.get(section, [])})
        self.limits, self.cold = limits(), set(cold())
        self.held = Counter(eni["instance_id"] for eni in self.enis.values() if "instance_id" in eni)
        self.planned = {}  # by ENI, its first attach

    def check(self, attach):
        """The names of the rules that an attach breaks."""
        instance = self.instances.get(attach["instance_id"])
        eni = self.enis.get(attach["network_interface_id"])
        first = self.planned.setdefault(attach["network_interface_id"], attach)
        again = first is not attach and first["instance_id"] == attach["instance_id"]
        if again or (eni and eni.get("instance_id") == attach["instance_id"] and eni["type"] != "Primary"):
            return []  # nothing is left to do; enilint warns
        rules = set()
        if first is not attach:
            rules.add("dup-attach-other")
        if instance is None or eni is None:
            rules.add("dangling-ref")
        if instance is not None:
            rules.update(self.of_instance(instance))
        if eni is not None:
            rules.update(self.of_eni(eni))
            if instance is not None:
                rules.update(self.of_both(instance, eni))
        return sorted(rules)

    def of_instance(self, instance):
        if instance["status"] not in ("Running", "Stopped"):
            yield "instance-state"
        if instance["status"] == "Running" and instance["instance_type"] in self.cold:
            yield "no-hot-plug"
        limit = self.limits.get(instance["instance_type"])
        if limit is not None and self.held[instance["id"]] >= limit:
            yield "eni-limit"
        else:
            self.held[instance["id"]] += 1

    def of_eni(self, eni):
        vswitch = self.vswitches.get(eni["vswitch_id"])
        groups = [self.security_groups.get(group) for group in eni["security_group_ids"]]
        if vswitch is None or None in groups:
            yield "dangling-ref"
            return
        if any(group["vpc_id"] != vswitch["vpc_id"] for group in groups):
            yield "sg-vpc"
        if len({group.get("security_group_type", "normal") for group in groups}) > 1:
            yield "sg-mixed"
        if not 1 <= len(groups) <= GROUPS_PER_ENI:
            yield "sg-count"

    def of_both(self, instance, eni):
        if eni["type"] == "Primary":
            yield "primary-attach"
            return
        if eni["status"] != "Available":
            yield "eni-state"
        vswitch = self.vswitches.get(eni["vswitch_id"])
        if vswitch is None:
            return
        if vswitch["vpc_id"] != instance["vpc_id"]:
            yield "vpc-mismatch"
        elif vswitch["zone_id"] != instance["zone_id"]:
            yield "zone-mismatch"


def main():
    inventory = load(sys.argv[1])
    estate = Estate(inventory)
    failing = {}
    for index, attach in enumerate(inventory["attachments"]):
        rules = estate.check(attach)
        if rules:
            failing[f"/attachments/{index}"] = rules
    json.dump(failing, sys.stdout)
    print()
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
