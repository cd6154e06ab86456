"""``wardmote load``: takes evidence in and says what became of every row.

Each kind of file is a word after ``load``. Progress goes to standard error, the
result to standard output (``--json`` for a program). Exit status 0 loaded or
already loaded, 1 loaded but a person must look, 2 refused and nothing loaded.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.area_ids import KINDS
from wardmote.measuring.sources.mapping import PARTNER_KINDS, REPLIES
from wardmote.measuring.store.folder import OWN, Folder, partnership_named
from wardmote.measuring.store.loading import LoadOutcome, Progress, files_named
from wardmote.measuring.store.receipts import Receipt

EXAMPLE = "./wardmote load police-uk ~/Downloads/police-2021 --released 2022-02"
SHOWN_REJECTS = 5
PARTNERSHIP: dict[str, Any] = {
    "default": OWN,
    "metavar": "SLUG",
    "help": "whose partner files these are, by the short name of its web address (default: own)",
}
TOTALS = {
    "population": "residents by area",
    "households": "households by area",
    "deprivation": "indices of deprivation by LSOA",
}
BRING_NAMES = {
    "areas": ("kind", "vintage"),
    "lookup": (),
    "population": ("year", "vintage"),
    "households": ("year", "vintage"),
}
"""What brings names of areas, and the options that say how it is read."""
EXAMPLES = {
    "police-uk": "~/Downloads/police-2021 --released 2022-02",
    "areas": "wards_2025.geojson --kind ward --vintage 2025",
    "lookup": "lookup_lsoa11_lsoa21_ltla22.csv",
    "population": "population_mid2020_lsoa11.csv",
    "households": "census2021_households_lsoa21.csv",
    "deprivation": "imd2019_lsoa11.csv",
    "counts": "crime_by_msoa.csv --mapping leeds-crime",
    "incidents": "crime_2007.xlsx --mapping police-crime --keep-good",
    "survey": "residents_survey.csv --mapping residents-survey",
    "replies": "replies.csv --mapping plan-replies",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--partnership", **PARTNERSHIP)
    kinds = parser.add_subparsers(dest="what", required=True, metavar="KIND")
    police = _kind(
        kinds, "police-uk", "files of data.police.uk: street, outcomes, stop and search (.csv, .gz, .zip)"
    )
    police.add_argument("files", nargs="+", metavar="FILE", help="files, folders or patterns")
    police.add_argument(
        "--released", metavar="YYYY-MM", help="the month of the download (a .zip: its newest month)"
    )
    areas = _kind(kinds, "areas", "boundaries as GeoJSON")
    areas.add_argument("file", type=Path, metavar="FILE")
    areas.add_argument("--kind", required=True, choices=KINDS, help="what the areas are")
    areas.add_argument("--vintage", required=True, metavar="YEAR", help="the year the boundaries are of")
    _ask_names(areas)
    lookup = _kind(kinds, "lookup", "which area belongs to which (lsoa11_code, ltla22_code, …)")
    lookup.add_argument("file", type=Path, metavar="FILE")
    _ask_names(lookup)
    for kind, what in TOTALS.items():
        totals = _kind(kinds, kind, what)
        totals.add_argument("file", type=Path, metavar="FILE")
        totals.add_argument("--year", type=int, help="the year counted, when the file's name does not say it")
        totals.add_argument(
            "--vintage", metavar="YEAR", help="of the area codes, when the file does not say it"
        )
        if kind in BRING_NAMES:
            _ask_names(totals)
    for kind, what in PARTNER_KINDS.items():
        partner = _kind(kinds, kind, what)
        partner.add_argument("file", type=Path, metavar="FILE")
        partner.add_argument(
            "--mapping", required=True, metavar="NAME", help="how its columns are to be read"
        )
        partner.add_argument("--keep-good", action="store_true", help="load the good rows, report the bad")
        partner.add_argument(
            "--released", metavar="YYYY-MM", help="when it was supplied: of two files the later one counts"
        )


def _ask_names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--names-are-public",
        action="store_true",
        help="none of the areas is called by a person's name (asked where they have no official codes)",
    )


def _kind(
    kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=f"example:\n  ./wardmote load {name} {EXAMPLES[name]}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # The same words as before the kind; SUPPRESS keeps what was said there.
    parser.add_argument("--partnership", **PARTNERSHIP | {"default": argparse.SUPPRESS})
    parser.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the data folder")
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print the result as JSON"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """0 loaded, 1 loaded but a person must look; a refusal is raised."""
    from wardmote.measuring.store.police_uk_load import held_months

    folder = Folder(args.data)
    partnership_named(args.partnership)
    outcomes = _load(args, folder)
    if args.json:
        print(json.dumps([_as_json(outcome) for outcome in outcomes], indent=1, ensure_ascii=False))
    else:
        for outcome in outcomes:
            print("\n".join(_lines(outcome)))
        if args.what == "police-uk":
            print("\n".join(held_months(folder)))
    return 1 if any(outcome.must_look for outcome in outcomes) else 0


def _load(args: argparse.Namespace, folder: Folder) -> Sequence[LoadOutcome]:
    # The loaders bring numpy, shapely and the engine: not for ``--help``.
    from wardmote.measuring.store.loading import load_in_child
    from wardmote.measuring.store.open_load import (
        load_areas,
        load_deprivation,
        load_lookup,
        load_totals,
        load_unasked,
    )
    from wardmote.measuring.store.partner_load import load_partner
    from wardmote.measuring.store.police_uk_load import ENDINGS, load_police_uk

    if args.what == "police-uk":
        paths = files_named(args.files, endings=ENDINGS)
        return load_in_child(
            load_police_uk, folder, paths, report=_report, released=args.released, today=date.today()
        )
    if args.what in BRING_NAMES:
        said = {name: getattr(args, name) for name in BRING_NAMES[args.what]}
        if not args.names_are_public:
            return [load_in_child(load_unasked, folder, args.file, what=args.what, **said)]
        if args.what in TOTALS:
            return [load_in_child(load_totals, folder, args.file, what=args.what, **said)]
        if args.what == "areas":
            return [load_in_child(load_areas, folder, args.file, **said)]
        return [load_in_child(load_lookup, folder, args.file, **said)]
    if args.what == "deprivation":
        return [load_in_child(load_deprivation, folder, args.file, year=args.year, vintage=args.vintage)]
    outcome = load_in_child(
        load_partner,
        folder,
        args.file,
        kind=args.what,
        mapping=args.mapping,
        keep_good=args.keep_good,
        released=args.released,
        partnership=args.partnership,
    )
    return [outcome]


def _report(progress: Progress) -> None:
    print(progress.words, file=sys.stderr, flush=True)


def _as_json(outcome: LoadOutcome) -> dict[str, object]:
    state = "already loaded" if outcome.already else outcome.receipt.status
    return {"state": state, "changed": list(outcome.changed), **asdict(outcome.receipt)}


def _lines(outcome: LoadOutcome) -> list[str]:
    receipt = outcome.receipt
    if outcome.already:
        return _again(outcome)
    counts = receipt.counts
    if not receipt.parts and not counts.get("read"):
        return [f"{receipt.name}: nothing loaded; please look:", *(f"  {note}" for note in receipt.notes)]
    words = {
        "rejected": "not used",
        "repeated": "repeated in the release",
        "unlocated": "without a location",
        "outside": "outside the window" if receipt.source == REPLIES else "outside the area",
        "left_out": "left out as the mapping says",
        "alike": "word for word like another, each counted",
    }
    extra = [f"{counts[key]:,} {what}" for key, what in words.items() if counts.get(key)]
    lines = [
        f"{receipt.name}: {counts.get('kept', 0):,} of {counts.get('read', 0):,} rows loaded"
        + (f" ({', '.join(extra)})" if extra else "")
        + ("; please look:" if outcome.must_look else ".")
    ]
    return [*lines, *(f"  {note}" for note in receipt.notes), *_rejected(receipt)]


def _again(outcome: LoadOutcome) -> list[str]:
    """Of a file that is loaded already: what a later release changed, and again the rows not used."""
    receipt = outcome.receipt
    rejected = receipt.counts.get("rejected", 0)
    lines = [f"{receipt.name}: already loaded{'; please look:' if outcome.must_look else '.'}"]
    lines += [f"  {change}" for change in outcome.changed]
    if rejected:
        read = receipt.counts.get("read", 0)
        lines.append(f"  {rejected:,} of its {read:,} rows are not used:")
        lines += _rejected(receipt)
    return lines


def _rejected(receipt: Receipt) -> list[str]:
    shown = receipt.rejects[:SHOWN_REJECTS]
    lines = [f"  row {r.row}, {r.where}: {r.found or 'nothing'}: {r.reason}" for r in shown]
    if len(receipt.rejects) > len(shown):
        lines.append(f"  … all of them in loads/{receipt.sha256}/rejects.csv")
    return lines
