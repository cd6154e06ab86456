"""``wardmote answer``: months that look incomplete, and a person's answer whether their rows are right."""

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.folder import Folder, partnership_named
from wardmote.site.commands.load import PARTNERSHIP
from wardmote.site.commands.starting import who_runs

if TYPE_CHECKING:
    from wardmote.measuring.store.completeness import Doubt

EXAMPLE = './wardmote answer police-uk/kent/2022-08 right --because "the force confirmed it"'
RIGHT, WRONG = "right", "wrong"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", help="which question; without one all are listed")
    parser.add_argument(
        "answer",
        nargs="?",
        choices=(RIGHT, WRONG),
        help="are the rows right as they are, or are some missing?",
    )
    parser.add_argument("--because", default="", metavar="TEXT", help="how you know; it is kept and printed")
    parser.add_argument("--partnership", **PARTNERSHIP)


def run(args: argparse.Namespace) -> int:
    """0 answered, or nothing is open; 1 a question is open."""
    from wardmote.measuring.store.answering import keep_answer, make_answer
    from wardmote.measuring.store.evidence import Evidence

    slug = partnership_named(args.partnership)
    doubts = Evidence(args.data, slug).doubts()
    if not args.key:
        print(json.dumps([_as_json(each) for each in doubts], indent=1) if args.json else _listed(doubts))
        return 1 if any(each.open for each in doubts) else 0
    found = next((each for each in doubts if each.key == args.key), None)
    if found is None or not args.answer:
        raise Refusal(
            "There is no such question." if found is None else "The answer is missing.",
            found=args.key,
            todo="./wardmote answer lists them; say right or wrong and --because after the key.",
        )
    said = found.answered(
        stands=args.answer == RIGHT,
        because=args.because,
        by=who_runs(),
        at=datetime.now(UTC),
    )
    receipt = make_answer(found, said, partnership=slug)
    keep_answer(Folder(args.data), receipt)
    told = {"key": found.key, "answer": args.answer, "load": receipt.sha256}
    print(json.dumps(told) if args.json else f"Kept: {found.key} is {args.answer}.")
    return 0


def _listed(doubts: "tuple[Doubt, ...]") -> str:
    if not doubts:
        return "No month looks incomplete."
    return "\n".join(f"{each.key}\n  {each.words}\n  {_answer(each)}" for each in doubts)


def _answer(doubt: "Doubt") -> str:
    if doubt.answer is None:
        return f"Open: {doubt.consequence}"
    said = RIGHT if doubt.answer.stands else WRONG
    return f"Answered {said} by {doubt.answer.by}, {doubt.answer.at[:10]}: {doubt.answer.because}"


def _as_json(doubt: "Doubt") -> dict[str, object]:
    answered = (
        None if doubt.answer is None else {"right": doubt.answer.stands, "because": doubt.answer.because}
    )
    return {"key": doubt.key, "words": doubt.words, "consequence": doubt.consequence, "answer": answered}
