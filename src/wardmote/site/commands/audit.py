"""``wardmote audit``: is the log whole, its signed heads to keep elsewhere, a year past its retention.

``verify``: exit status 0 when every row fits and every head covers what it should, 1 when not: what is
altered, missing or reordered is told by row and day. ``heads``: a line of JSON each. ``retire``: what would
go, and with ``--confirm`` it goes.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.commands.starting import who_runs

if TYPE_CHECKING:
    from wardmote.ground.audit.heads import HeadLine
    from wardmote.ground.audit.verifying import LogFault, Verified

EXAMPLE = "wardmote audit verify --heads /mnt/safe/heads.jsonl"
TOLD = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["verify", "heads", "retire"],
        help="check the log; print its signed heads, to be kept elsewhere; take away a year",
    )
    parser.add_argument("--year", type=int, default=0, help="which year to retire, past its retention")
    parser.add_argument(
        "--confirm", default="", metavar="CODE", help="take it away: the code that retire printed before"
    )
    parser.add_argument(
        "--noted",
        default="",
        metavar="HASH",
        help="a last hash written down earlier: also checks that the log was not cut off before it",
    )
    parser.add_argument(
        "--over-gap",
        action="store_true",
        help="sign though nobody signed for days, the reason being known; the head says who did",
    )
    parser.add_argument(
        "--heads",
        type=Path,
        metavar="FILE",
        help="what wardmote audit heads printed earlier: also checks that nothing was written anew",
    )


def run(args: argparse.Namespace) -> int:
    """Do one of them."""
    from wardmote.site.commands.starting import start

    start(args.data)
    if args.what == "retire":
        return _retire(args)
    return _heads(args.over_gap) if args.what == "heads" else _verify(args)


def _retire(args: argparse.Namespace) -> int:
    from wardmote.ground.audit import retiring
    from wardmote.site.commands.starting import as_owner

    by = who_runs()
    with as_owner():
        due = retiring.year_due(args.year)
        if args.confirm:
            head = retiring.retire(due, args.confirm, by=by)
            print(f"The year {due.year} is gone. Its certificate, to be kept:\n{head}")
            return 0
    print(f"The log of {due.year}: {due.rows:,} rows, up to row {due.row}; a year is kept {due.kept} years.")
    print("They go for good; their signed head stays, with a certificate. To take them away:")
    print(f"wardmote audit retire --year {due.year} --confirm {due.code}")
    return 0


def _heads(over_gap: bool) -> int:
    from wardmote.ground.audit import heads
    from wardmote.ground.audit.models import HeadKind

    by = who_runs() if over_gap else ""
    try:
        heads.sign(HeadKind.DAY, over_gap=by)
    except Refusal:
        print("\n".join(heads.lines()))  # those that were signed before are worth keeping all the more
        raise
    print("\n".join(heads.lines()))
    return 0


def _verify(args: argparse.Namespace) -> int:
    from wardmote.ground.audit.pending import chain_pending
    from wardmote.ground.audit.verifying import verify
    from wardmote.ground.partners.models import Partnership

    chain_pending()
    elsewhere = heads_in(args.heads) if args.heads else ()
    found = verify(args.noted, elsewhere=elsewhere, begun=Partnership.objects.exists())
    if args.json:
        print(json.dumps({**asdict(found), "whole": found.whole, "broken_at": found.broken_at}))
    else:
        print("\n".join(_words(found)))
    return 0 if found.whole else 1


def heads_in(file: Path) -> "list[HeadLine]":
    """The heads that were kept elsewhere; what is no text is no head."""
    from wardmote.ground.audit import heads

    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return heads.read_lines(opened)
    except FileNotFoundError:
        raise Refusal("There is no such file.", where=str(file)) from None


def _words(found: "Verified") -> list[str]:
    told = [f"- {_fault(fault)}" for fault in found.faults[:TOLD]]
    if len(found.faults) > TOLD:
        told.append(f"- and {len(found.faults) - TOLD} more")
    if not found.noted_found:
        told.append("- No row has the hash you noted: the end was cut off, or all of it was written anew.")
    if told:
        told = [f"The log is NOT whole; {found.rows:,} rows were read.", *told]
    else:
        heads = counted(found.heads, "signed head fits", "signed heads fit")
        told = [f"The log is whole: {found.rows:,} rows, {heads}."]
    return [*told, *found.remarks, f"Last hash, to note elsewhere:\n{found.last}"]


def _fault(fault: "LogFault") -> str:
    rows = f"row {fault.first}" if fault.first == fault.last else f"rows {fault.first} to {fault.last}"
    parts = [f"{fault.kind}: {rows}" if fault.first else fault.kind]
    parts += [f"of {fault.day}"] if fault.day else []
    parts += [f"({fault.what})"] if fault.what else []
    return " ".join(parts) + (f": {fault.words}" if fault.words else "")
