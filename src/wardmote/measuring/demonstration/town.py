"""The demonstration town SYN-2007, written as ordinary partner files.

In: an empty folder, and the name of a decoy twin or none. Out: the files that
``loads.toml`` lists, in the order to load them, read by the ordinary loader and
by nothing else. Seed fixed: the same files byte for byte. What is the plan's and
what is invented: docs/explanation/demonstration-town.md.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from wardmote.measuring.demonstration import papers
from wardmote.measuring.demonstration.chance import stream
from wardmote.measuring.demonstration.ground_plan import TOWN, TOWN_CODE, GroundPlan, ground_plan
from wardmote.measuring.demonstration.rows import Column, Rows, rows_of
from wardmote.measuring.demonstration.strands import TWINS, YEARS, strands, survey_shares
from wardmote.measuring.demonstration.voices import replies, survey

__all__ = ["TOWN", "TWINS", "Town", "write_town"]

# for each file of rows: our column -> its header, and the letter its references start with
HEADERS: Mapping[str, Mapping[str, str]] = {
    "crime": {
        "Reference": "Reference",
        "From": "From",
        "To": "To",
        "Reported": "Reported",
        "Word": "Offence code",
        "Easting": "Easting",
        "Northing": "Northing",
        "Lighting": "Lighting",
        "CCTV": "CCTV",
        "Property": "Property taken",
        "Alcohol": "Alcohol related",
        "Domestic": "Domestic",
        "Hate": "Hate motivated",
        "Flags set by": "Flags set by",
        "Victim": "Victim key",
        "Victim age": "Victim age band",
        "Offender 1": "Offender 1",
        "Offender 2": "Offender 2",
        "Offender 3": "Offender 3",
    },
    "asb": {
        "Reference": "Reference",
        "From": "Received",
        "Word": "Category",
        "Easting": "Easting",
        "Northing": "Northing",
        "Lighting": "Lighting",
        "CCTV": "CCTV",
    },
    "fires": {
        "Reference": "Reference",
        "From": "Call time",
        "Word": "Type",
        "Easting": "Easting",
        "Northing": "Northing",
    },
}


@dataclass(frozen=True)
class Town:
    """What was written: ``loads`` are argument lists for ``load``, file paths inside ``folder``."""

    folder: Path
    place: str
    period: str
    against: str
    without: str | None
    files: tuple[Path, ...]
    mappings: tuple[Path, ...]
    loads: tuple[tuple[str, ...], ...]
    intelligence: tuple[Mapping[str, str], ...]


def write_town(folder: Path, *, without: str | None = None) -> Town:
    """Write the town, or the twin ``without`` one pattern; ``Refusal`` lists the twins there are."""
    kinds, plan = strands(without), ground_plan()
    folder.mkdir(parents=True, exist_ok=True)
    written = _write_ground(folder, plan)
    for file, headers in HEADERS.items():
        batches = [rows_of(s, year, plan) for year in YEARS for s in kinds if s.file == file]
        rows = _in_order_of_time(batches, file[0].upper())
        columns = {header: rows[name] for name, header in headers.items()}
        written.append(papers.write_table(folder / f"{file}.csv", columns))
    written.append(papers.write_table(folder / "survey.csv", survey(survey_shares(without), plan)))
    written.append(papers.write_table(folder / "replies.csv", replies()))
    text = files("wardmote.measuring.demonstration").joinpath("loads.toml").read_text("utf-8")
    (folder / "loads.toml").write_text(text, encoding="utf-8", newline="\n")
    sheet: dict[str, Any] = tomllib.loads(text)
    return Town(
        folder=folder,
        place=sheet["place"],
        period=sheet["period"],
        against=sheet["against"],
        without=without,
        files=(*written, folder / "loads.toml"),
        mappings=tuple(papers.write_mappings(folder / "mappings")),
        loads=tuple(tuple(arguments) for arguments in sheet["loads"]),
        intelligence=tuple(sheet["intelligence"]),
    )


def _in_order_of_time(batches: Sequence[Rows], letter: str) -> Rows:
    """All batches as one, by time; a reference is given before, so it stays the same in every twin."""
    counts = np.array([len(batch["From"]) for batch in batches])
    rows: dict[str, Column] = {
        name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]
    }
    numbers = stream("references", letter).permutation(int(counts.sum())) + 1
    rows["Reference"] = np.array([f"SYN-{letter}-{number:06d}" for number in numbers.tolist()])
    order = np.lexsort((rows["Reference"], rows["From"]))
    return {name: column[order] for name, column in rows.items()}


def _write_ground(folder: Path, plan: GroundPlan) -> list[Path]:
    areas = plan.output_areas
    people, homes = _numbers(plan, "people"), _numbers(plan, "households")
    area_codes: dict[str, Sequence[object]] = {
        "oa08_code": [a.code for a in areas],
        "oa08_name": [a.name for a in areas],
    }
    ward_codes: dict[str, Sequence[object]] = {
        "ward08_code": [w.code for w in plan.wards],
        "ward08_name": [w.name for w in plan.wards],
    }
    town_code: dict[str, Sequence[object]] = {"lad08_code": [TOWN_CODE], "lad08_name": [TOWN]}
    above: dict[str, Sequence[object]] = {
        "ward08_code": [a.says["ward08_code"] for a in areas],
        "ward08_name": [a.says["ward08_name"] for a in areas],
        "lad08_code": [TOWN_CODE] * len(areas),
        "lad08_name": [TOWN] * len(areas),
    }
    tables: Mapping[str, papers.Columns] = {
        "lookup.csv": area_codes | above,
        "population_town.csv": town_code | {"population": [sum(people)]},
        "households_town.csv": town_code | {"households": [sum(homes)]},
        "population.csv": ward_codes | {"population": _by_ward(plan, people)},
        "households.csv": ward_codes | {"households": _by_ward(plan, homes)},
        "population_output_areas.csv": area_codes | {"population": people},
        "households_output_areas.csv": area_codes | {"households": homes},
    }
    boundaries = {
        "district.geojson": [plan.town],
        "wards.geojson": plan.wards,
        "output_areas.geojson": areas,
        "places.geojson": plan.places,
    }
    return [
        *(papers.write_boundaries(folder / name, parcels) for name, parcels in boundaries.items()),
        *(papers.write_table(folder / name, columns) for name, columns in tables.items()),
    ]


def _numbers(plan: GroundPlan, name: str) -> list[int]:
    return [int(str(area.says[name])) for area in plan.output_areas]


def _by_ward(plan: GroundPlan, numbers: Sequence[int]) -> list[int]:
    wards = [area.says["ward08_code"] for area in plan.output_areas]
    return [
        sum(number for number, code in zip(numbers, wards, strict=True) if code == ward.code)
        for ward in plan.wards
    ]
