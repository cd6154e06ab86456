"""``wardmote figure HASH``: what a number is, from which rows, by which method, and what it is today."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.store.folder import partnership_named
from wardmote.measuring.store.receipts import list_receipts, visible
from wardmote.site.commands.load import PARTNERSHIP

if TYPE_CHECKING:
    from wardmote.measuring.figures.keeping import Recomputed

EXAMPLE = "./wardmote figure 3f9a2c41b7d0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("hash", help="the figure's hash, or its first six digits or more")
    parser.add_argument("--partnership", **PARTNERSHIP)


def run(args: argparse.Namespace) -> int:
    """0 when the number comes out the same, 1 when evidence or method changed it."""
    # The methods bring numpy and the store: not for ``--help``.
    from wardmote.measuring.figures.canonical import plain
    from wardmote.measuring.figures.keeping import kept, recompute
    from wardmote.measuring.figures.methods import open_inquiry

    figure = kept(args.hash, args.data)
    inquiry = open_inquiry(args.data, partnership_named(args.partnership))
    again = recompute(figure, inquiry)
    evidence = inquiry.evidence
    loads = visible(list_receipts(evidence.folder, withdrawn=True), evidence.partnership)
    receipts = {receipt.sha256: receipt for receipt in loads}
    rows = [_load_line(sha, receipts) for sha in figure["loads"]]
    if args.json:
        told = {"kept": figure, "now": plain(again.now.result), "evidence_changed": again.evidence_changed}
        print(json.dumps({**told, "same_result": again.same_result}, indent=2, ensure_ascii=False))
    else:
        print("\n".join([*_what(figure, again), "", "From these loads:", *rows, "", *_today(again)]))
    return 0 if again.same_result and not again.evidence_changed else 1


def _what(figure: dict[str, Any], again: "Recomputed") -> list[str]:
    result = figure["result"]
    params = ", ".join(f"{key} {value}" for key, value in figure["params"].items())
    against = f" against {figure['against']}" if figure["against"] else ""
    lines = [
        f"Figure {figure['hash']}",
        f"  what:    {again.title}",
        f"  of:      {params}",
        f"  where:   {figure['area']}",
        f"  when:    {figure['period']}{against}",
        f"  method:  {figure['method']}, version {figure['method_version']}",
        f"  value:   {_number(result['value'])}{_interval(result['interval'])} (status {result['status']})",
    ]
    lines += [f"  reason:  {result['reason']}"] if result["reason"] else []
    lines += [f"  rows:    {result['n']:,}"] if result["n"] is not None else []
    known = caveats()
    return lines + [f"  caveat:  {known.get(key, key)}" for key in result["caveats"]]


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,.6g}" if value != int(value) else f"{int(value):,}"


def _interval(interval: list[float | None] | None) -> str:
    return f", likely between {_number(interval[0])} and {_number(interval[1])}" if interval else ""


def _load_line(sha: str, receipts: dict[str, Any]) -> str:
    receipt = receipts.get(sha)
    if receipt is None:
        return f"  {sha[:12]}  no longer among the loads of this folder"
    released = f", released {receipt.released}" if receipt.released else ""
    withdrawn = f", withdrawn: {receipt.withdrawn.because}" if receipt.withdrawn else ""
    return f"  {sha[:12]}  {receipt.source}: {receipt.name}{released}{withdrawn}"


def _today(again: "Recomputed") -> list[str]:
    if again.same_result and not again.evidence_changed:
        return ["Worked out again today: the same."]
    lines = []
    if again.evidence_changed:
        lines.append("Evidence has changed since: other files count today.")
    if again.method_changed:
        lines.append(f"The method has changed since: version {again.now.version} answers today.")
    value, interval = again.now.result.value, again.now.result.interval
    same = "the same value" if again.same_result else f"{_number(value)}{_interval(interval)}"
    return [*lines, f"Worked out again today: {same} (figure {again.now.hash[:12]})."]
