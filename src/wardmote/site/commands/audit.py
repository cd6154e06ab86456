"""``wardmote audit verify``: is the log whole, from the first row to the last?

Exit status 0 when every row fits the row before it, 1 when one does not (its
number is told) or when a hash noted earlier is no longer there.
"""

import argparse
import json
from dataclasses import asdict

EXAMPLE = "wardmote audit verify"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"], help="check the chain")
    parser.add_argument(
        "--noted",
        default="",
        metavar="HASH",
        help="a last hash written down earlier: also checks that the log was not cut off before it",
    )


def run(args: argparse.Namespace) -> int:
    """Check and tell."""
    from wardmote.site.commands.starting import start

    start(args.data)
    from wardmote.ground.audit import log

    found = log.verify(args.noted)
    if args.json:
        print(json.dumps(asdict(found)))
    elif found.broken_at:
        print(
            f"The log does not fit at row {found.broken_at}: it or the row before it was changed or cut out."
        )
        print(f"The rows before it are as they were written ({found.rows - 1:,}).")
    elif not found.noted_found:
        print(f"The log's {found.rows:,} rows fit, but none has the hash you noted: its end was cut off.")
    else:
        print(f"The log is whole: {found.rows:,} rows. Last hash, to note elsewhere:\n{found.last}")
    return 1 if found.broken_at or not found.noted_found else 0
