"""Evaluate check.rego on an inventory with the Open Policy Agent's own engine.

    python3 opa.py INVENTORY.yaml|INVENTORY.json

Prints what check.py prints. The engine is OPA's Go code as a shared library, from the package
`opa-golib-python-bindings`. OPA reads the text of the inventory, not Python.
"""

import json
import sys
from pathlib import Path

from opa_bindings import OpaEngine

from check import cold, limits

POLICY = Path(__file__).resolve().parent / "check.rego"


def main():
    path = sys.argv[1]
    text = Path(path).read_bytes()
    if not path.endswith(".json"):
        text = json.dumps({"yaml": text.decode()}).encode()
    with OpaEngine() as engine:
        engine.add_policy(POLICY.name, POLICY.read_text(encoding="utf-8"))
        engine.add_data({"limits": limits(), "cold": dict.fromkeys(cold(), True)})
        # `eval_document` would write the inventory anew as JSON; the text is that already.
        call = engine._lib.OpaEvalDocument
        result = engine._call(call, b"compare.failing", text, 0, 0)["result"]
    failing = result[0]["expressions"][0]["value"]
    json.dump(failing, sys.stdout)
    print()
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
