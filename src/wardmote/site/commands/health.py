"""``wardmote health``: can this installation work, in detail; ``/healthz`` tells outsiders one word of it.

Status 0: well; 1: a person must look; 2: pages do not work.
"""

import argparse
import json

EXAMPLE = "wardmote health --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    """Every check with its answer."""
    from wardmote.site.commands.starting import begin, check_there

    check_there(args.data)
    begin(args.data)
    from wardmote.site.health import checks, worst

    found = checks()
    status = worst(found)
    if args.json:
        print(json.dumps({"status": status, "checks": found}))
    else:
        lines = [f"{each['status']:5} {name}" + _told(each) for name, each in found.items()]
        print("\n".join([*lines, f"All in all: {status}"]))
    return {"ok": 0, "look": 1}.get(status, 2)


def _told(check: dict[str, object]) -> str:
    words = [str(check[key]) for key in ("words", "todo") if key in check]
    more = [f"{key} {value}" for key, value in check.items() if key not in ("status", "words", "todo")]
    told = " ".join([*words, ", ".join(more).replace("_", " ")]).strip()
    return f": {told}" if told else ""
