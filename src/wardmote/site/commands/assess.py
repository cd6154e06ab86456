"""``wardmote assess``: drafts the strategic assessment of a place and period into a folder."""

import argparse
from dataclasses import replace
from pathlib import Path

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.store.folder import partnership_named
from wardmote.site.commands.load import PARTNERSHIP

EXAMPLE = "./wardmote assess --place Stevenage --period 2021-01:2021-12 --out stevenage-2021"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--place", required=True, help="a name that is unique among what is loaded, or an area id"
    )
    parser.add_argument(
        "--period", required=True, metavar="FROM:TO", help="as 2021-01:2021-12, both ends inside"
    )
    parser.add_argument(
        "--against", metavar="FROM:TO", help="what to compare with (default: the year before, or like months)"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder to write to")
    parser.add_argument(
        "--audience",
        choices=("partner", "public"),
        default="partner",
        help="public hides small numbers of partners' rows (default: partner)",
    )
    parser.add_argument(
        "--each", choices=("district", "csp"), help="one assessment for each of these inside the place"
    )
    parser.add_argument("--partnership", **PARTNERSHIP)


def run(args: argparse.Namespace) -> int:
    """0 drafted; 1 drafted but a person must look (an edit was flagged, or a sign-off cannot stand)."""
    from wardmote.measuring.figures.methods import open_inquiry
    from wardmote.site.commands.assess_place import Commission, assess, each_inside, say

    period = parse_period(args.period)
    against = parse_period(args.against) if args.against else None
    inquiry = open_inquiry(args.data, partnership_named(args.partnership))
    place = inquiry.evidence.place(args.place)
    wanted = Commission(period, against, args.audience, args.out, args.data, args.json)
    if not args.each:
        return assess(inquiry, place, wanted)
    inside = each_inside(inquiry, place, args.each, period)
    statuses = []
    for number, part in enumerate(inside, 1):
        say(f"{number} of {len(inside)}: {part.name}")
        statuses.append(assess(inquiry, part, replace(wanted, out=args.out / slug(part.name))))
    return max(statuses, default=0)
