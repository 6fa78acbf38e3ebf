"""Run enilint and other tools on the same inventories and print a table.

    python3 benches/compare/run.py --enilint target/release/enilint --guard cfn-guard

Needs PyYAML with its C loader; OPA takes part if `opa_bindings` can be imported, CloudFormation Guard if
it is named. The tools take turns, so that a busy minute hits each of them. Every tool must find exactly the
attaches that fail, but for the rules that it is known to lack; else this ends with an error.
"""

import argparse
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from check import cold, limits

HERE = Path(__file__).resolve().parent
FORMATS = ("yaml", "json")


def enilint_finds(report):
    """Failing attaches with their rules, in the report of enilint."""
    return {v["pointer"]: v["rules"] for v in report["verdicts"] if v["verdict"] == "fail"}


def guard_finds(report):
    """Failing attaches with their rules: the places and messages of clauses that do not hold."""
    found = {}
    pending = [report]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            if "messages" in item and "check" in item:
                place = re.search(r'"(/attachments/\d+)', json.dumps(item["check"]))[1]
                found.setdefault(place, set()).add(item["messages"]["custom_message"])
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return {place: sorted(rules) for place, rules in found.items()}


class Tool:
    """A command, how its output is read, and what it lacks."""

    def __init__(self, name, command, finds=dict, lacks=(), most=None):
        self.name, self.command, self.finds, self.lacks, self.most = name, command, finds, lacks, most

    def run(self, inventory, output):
        """Seconds that passed, seconds of work, and the peak of memory in MB."""
        with open(output, "wb") as out:
            start = time.perf_counter()
            child = subprocess.Popen([*self.command, inventory], stdout=out)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def verify(self, inventory, output):
        """Compare with what the inventory is known to have."""
        with open(inventory + ".failing.json", encoding="ascii") as file:
            known = json.load(file)
        with open(output, encoding="utf-8") as file:
            found = self.finds(json.load(file))
        expected = {place: rules for place, rules in known.items() if not set(rules) & set(self.lacks)}
        if found != expected:
            differ = sorted(place for place in {*found, *expected} if found.get(place) != expected.get(place))
            sys.exit(f"{self.name} is wrong about {len(differ)} attaches of {inventory}, first {differ[0]}")


def tools(options, folder):
    found = [Tool("enilint", [options.enilint, "check", "--output-format", "json"], enilint_finds)]
    found.append(Tool("check.py", [sys.executable, str(HERE / "check.py")]))
    if importlib.util.find_spec("opa_bindings"):
        found.append(Tool("OPA, check.rego", [sys.executable, str(HERE / "opa.py")]))
    else:
        print("OPA is not measured: there is no opa_bindings", file=sys.stderr)
    if options.guard:
        command = [options.guard, "validate", "--structured", "--output-format", "json"]
        command += ["--show-summary", "none", "--rules", str(HERE / "check.guard")]
        command += ["--input-params", guard_parameters(folder), "--data"]
        lacks = ["dup-attach-other"]
        found.append(Tool("cfn-guard, check.guard", command, guard_finds, lacks, options.guard_most))
    else:
        print("CloudFormation Guard is not measured: --guard names none", file=sys.stderr)
    return found


def guard_parameters(folder):
    """The tables of the catalog that check.guard asks for."""
    path = os.path.join(folder, "parameters.json")
    with open(path, "w", encoding="ascii") as file:
        json.dump({"limits": limits(), "cold": cold()}, file)
    return path


def measure(participants, inventory, runs, outputs):
    """The medians of each tool, and its last output by name in `outputs`."""
    measured = {tool: [] for tool in participants}
    for _ in range(runs):
        for number, tool in enumerate(participants):
            outputs[tool, inventory] = f"{inventory}.{number}.out"
            measured[tool].append(tool.run(inventory, outputs[tool, inventory]))
    return {tool: [statistics.median(column) for column in zip(*rows)] for tool, rows in measured.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--enilint", default="target/release/enilint", help="built with --release")
    parser.add_argument("--guard", help="the program cfn-guard")
    parser.add_argument(
        "--guard-most", type=int, default=200, metavar="N", help="attaches it is given at most"
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("attaches", type=int, nargs="*", default=[200, 10_000, 100_000])
    options = parser.parse_args()

    # Outputs are read only after all is measured: a child starts with the peak memory of its parent.
    outputs = {}
    with tempfile.TemporaryDirectory() as folder:
        participants = tools(options, folder)
        print("| attaches | format | MB | tool | seconds | of work | / enilint | peak MB |")
        print("| ---: | --- | ---: | --- | ---: | ---: | ---: | ---: |")
        for attaches in options.attaches:
            for notation in FORMATS:
                inventory = os.path.join(folder, f"fleet-{attaches}.{notation}")
                subprocess.run([sys.executable, HERE / "inventory.py", str(attaches), inventory], check=True)
                size = os.path.getsize(inventory) / 1e6
                able = [tool for tool in participants if tool.most is None or attaches <= tool.most]
                medians = measure(able, inventory, options.runs, outputs)
                base = medians[able[0]][0]
                for tool, (seconds, work, peak) in medians.items():
                    print(
                        f"| {attaches:,} | {notation.upper()} | {size:.1f} | {tool.name} | {seconds:.2f} "
                        f"| {work:.2f} | {seconds / base:.1f} | {peak:.0f} |",
                        flush=True,
                    )
        for (tool, inventory), output in outputs.items():
            tool.verify(inventory, output)
    print("\nEvery tool found exactly the attaches that fail, but for the rules that it lacks.")


if __name__ == "__main__":
    main()
