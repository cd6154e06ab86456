"""``wardmote plan load|check|remind|template``: take an edition in, check its thread, remind who owes.

An edition is named by its shipped name (``stevenage-2008-09``), by a folder of data files or by a filled
workbook. ``check`` ends with 1 where the thread breaks; ``load`` of what is held already changes nothing.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from wardmote.ground.row_security.scope import narrow
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.commands.starting import who_runs

EXAMPLE = "wardmote plan load stevenage-2008-09 --partnership stevenage"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="load|check|remind|template")
    load = verbs.add_parser("load", help="take an edition in", allow_abbrev=False)
    load.add_argument("edition", help="a shipped edition, a folder of data files or a workbook (.xlsx)")
    load.add_argument("--partnership", required=True, metavar="SLUG", help="whose plan it is")
    check = verbs.add_parser(
        "check",
        help="find where the golden thread breaks, and numbers that are not their facts'",
        allow_abbrev=False,
    )
    check.add_argument("edition", help="an edition's name, a folder, a workbook, or the key of one held")
    check.add_argument("--partnership", metavar="SLUG", help="look among the editions this one holds")
    remind = verbs.add_parser(
        "remind",
        help="write to whoever owes a reply, a decision, a task or an action that comes due",
        allow_abbrev=False,
    )
    remind.add_argument("--partnership", required=True, metavar="SLUG", help="whose plan it is")
    template = verbs.add_parser("template", help="write an empty workbook to fill in", allow_abbrev=False)
    template.add_argument("file", type=Path, help="where it is written (.xlsx)")


def run(args: argparse.Namespace) -> int:
    """Do one of them."""
    from wardmote.site.commands.starting import prepare

    if args.verb == "template":
        from wardmote.deciding.plan.exchange.workbook import write_template

        write_template(args.file)
        return _say(args, {"written": str(args.file)}, [f"Written: {args.file}"], 0)
    prepare(args.data, lambda text: None)
    return {"load": _load, "check": _check, "remind": _remind}[args.verb](args)


def _remind(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from wardmote.ground.partners.reminding import remind

    by = who_runs()
    letters = remind(_partnership(args.partnership), on=timezone.localdate(), by=by)
    found = [{"body": each.by.name, "things": len(each.things), "to": list(each.to)} for each in letters]
    lines = [f"{each.by}: {len(each.things)} owed, to {', '.join(each.to)}" for each in letters]
    return _say(args, {"letters": found}, lines or ["Nobody is to be reminded today."], 0)


def _load(args: argparse.Namespace) -> int:
    from wardmote.deciding.plan.records import import_edition

    file = import_edition.file_named(args.edition)
    found = import_edition.load(_partnership(args.partnership), file, by=who_runs())
    counts = {
        "priorities": len(file.priorities),
        "sub-priorities": len(file.sub_priorities),
        "actions": len(file.actions),
        "indicators": len(file.indicators),
        "measures": len(file.measures),
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    state = "Loaded" if found.new else "Held already"
    return _say(
        args,
        {"edition": file.head.key, "new": found.new, **counts},
        [f"{state}: {file.head.key}. {told}."],
        0,
    )


def _check(args: argparse.Namespace) -> int:
    from wardmote.deciding.performance.measures.known import known_of
    from wardmote.deciding.plan.models import PlanEdition
    from wardmote.deciding.plan.records import import_edition
    from wardmote.deciding.plan.records.edition_rows import read_edition
    from wardmote.deciding.plan.records.golden_thread import KINDS, broken_in, findings_unanswered
    from wardmote.deciding.plan.records.number_reasons import doubts_of

    unanswered: list[str] = []
    whose = _partnership(args.partnership) if args.partnership else None
    if args.partnership:
        wanted = PlanEdition.objects.filter(partnership=whose, key=args.edition)
        edition = wanted.first()
        if edition is None:
            raise Refusal("This partnership holds no such edition.", found=args.edition)
        file, unanswered, known = read_edition(edition), findings_unanswered(edition), known_of(edition)
    else:
        file, known = import_edition.file_named(args.edition), None
    broken, doubts = broken_in(file, known), doubts_of(file, whose)
    lines = [f"Finding no priority answers: {words}" for words in unanswered]
    lines += [f"{KINDS[kind]}: {each.key} {each.words}" for kind, found in broken.items() for each in found]
    lines += [f"Number and fact: {doubt.words}" for doubt in doubts]
    listed = {kind: [each.key for each in found] for kind, found in broken.items()}
    told = [*lines, f"{len(lines)} breaks." if lines else "The thread holds."]
    found = {"broken": listed, "unanswered": unanswered, "numbers": [each.words for each in doubts]}
    return _say(args, found, told, 1 if lines else 0)


def _partnership(slug: str) -> Any:
    from wardmote.ground.partners.models import Partnership

    found = Partnership.objects.filter(slug=slug).first()
    if found is None:
        raise Refusal(
            "There is no such partnership.", found=slug, todo="wardmote partnership list shows them."
        )
    narrow(slug)
    return found


def _say(args: argparse.Namespace, found: dict[str, Any], lines: list[str], status: int) -> int:
    print(json.dumps(found) if args.json else "\n".join(lines))
    return status
