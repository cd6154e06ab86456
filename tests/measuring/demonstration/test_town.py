"""SYN-2007 holds the reference table to the last row, says that it is synthetic, and is always the same."""

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.offence_codes import classify
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.demonstration.town import TWINS, Town, write_town

Written = Callable[[str | None], Town]
Table = list[dict[str, str]]

# Domain notes 1.10, the reference dataset SYN-2007: class, 2006, 2007.
REFERENCE = [
    ("all crime", 8000, 6960),
    ("violence-against-the-person", 1350, 1165),
    ("serious-violence", 75, 58),
    ("robbery", 110, 85),
    ("burglary", 605, 528),
    ("theft-of-vehicle", 300, 226),
    ("theft-from-vehicle", 600, 730),
    ("criminal-damage", 2107, 1740),
    ("all other", 2928, 2486),
]
NAMED = {name for name, _, _ in REFERENCE} | {"burglary-dwelling", "arson", "damage-to-vehicle"}


def table(town: Town, name: str) -> Table:
    return read(town.folder / name)


@lru_cache(maxsize=3)
def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as paper:
        rows = csv.reader(paper)
        headers = next(rows)
        return [dict(zip(headers, row, strict=True)) for row in rows]  # half the time of a DictReader


@cache
def class_of(code: str) -> str:
    return classify(code, "ho-2007-08")


def class_counts(rows: Table, year: str) -> Counter[str]:
    """Rows of a year by class; a part also counts in its parent, and every row in "all crime"."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row["From"].startswith(year):
            key = class_of(row["Offence code"])
            counts.update({key, "all crime"} | {offence_classes()[key].parent} - {""})
            counts["all other"] += key not in NAMED
    return counts


@pytest.mark.parametrize("without", [None, *TWINS])
def test_totals_are_those_of_the_reference_table_in_the_town_and_every_twin(
    town_of: Written, without: str | None
) -> None:
    rows = table(town_of(without), "crime.csv")
    before, after = class_counts(rows, "2006"), class_counts(rows, "2007")
    assert [(name, before[name], after[name]) for name, _, _ in REFERENCE] == REFERENCE


def test_a_row_belongs_to_one_year_by_from_to_and_reported_alike(town_of: Written) -> None:
    for row in table(town_of(None), "crime.csv"):
        assert row["From"] <= row["To"] <= row["Reported"]
        assert row["From"][:4] == row["To"][:4] == row["Reported"][:4]


def test_flags_of_2007_are_those_of_the_reference_table(town_of: Written) -> None:
    rows = [row for row in table(town_of(None), "crime.csv") if row["From"].startswith("2007")]
    violent = [row for row in rows if row["Alcohol related"]]
    assert len(violent) == 1165
    assert sum(row["Alcohol related"] == "Y" for row in violent) == 419
    assert sum(row["Domestic"] == "Y" for row in violent) == 285
    assert any(row["Domestic"] == row["Alcohol related"] == "Y" for row in violent), "the flags overlap"
    assert all(row["Flags set by"] for row in violent)
    vehicles = sum(row["Offence code"] in ("58C", "58G") for row in rows)
    assert (vehicles, round(100 * vehicles / 1740, 1)) == (783, 45.0)


def test_fires_are_counted_apart_from_police_arson(town_of: Written) -> None:
    fires = Counter(
        row["Type"] for row in table(town_of(None), "fires.csv") if row["Call time"].startswith("2007")
    )
    assert fires == {"Deliberate primary fire": 36, "Deliberate secondary fire": 220}
    arson = class_counts(table(town_of(None), "crime.csv"), "2007")["arson"]
    assert 0 < arson != 256


def test_replies_are_195_inside_the_window_over_the_plans_channels_and_themes(town_of: Written) -> None:
    rows = table(town_of(None), "replies.csv")
    assert len(rows) == 195
    assert all("2008-01-01" <= row["Received"] <= "2008-02-29" for row in rows)
    assert len({row["Channel"] for row in rows}) == 4
    themes = Counter(row[f"Theme {n}"] for row in rows for n in (1, 2, 3) if row[f"Theme {n}"])
    assert len(themes) == 3
    assert themes.total() > 195


def test_the_survey_has_the_plans_shares_and_a_design_effect_of_1_3(town_of: Written) -> None:
    rows = table(town_of(None), "survey.csv")
    weights = [float(row["Weight"]) for row in rows]
    total = sum(weights)
    assert len(rows) == 1000
    assert len(rows) * sum(w * w for w in weights) / total**2 == pytest.approx(1.3, abs=0.005)
    for header, share in (("Walking alone by day", 92.0), ("Walking alone after dark", 49.0)):
        safe = sum(w for w, row in zip(weights, rows, strict=True) if row[header] in ("safe", "fairly safe"))
        assert round(100 * safe / total, 1) == share


def test_the_ground_has_13_wards_80000_people_and_33000_households(town_of: Written) -> None:
    town = town_of(None)
    wards = json.loads((town.folder / "wards.geojson").read_text("utf-8"))["features"]
    committees = Counter(ward["properties"]["committee"] for ward in wards)
    assert sorted(committees.values()) == [2, 2, 2, 2, 2, 3]
    for kind, total in (("population", 80_000), ("households", 33_000)):
        for name in (f"{kind}.csv", f"{kind}_town.csv", f"{kind}_output_areas.csv"):
            assert sum(int(row[kind]) for row in table(town, name)) == total


def test_every_row_and_every_feature_says_that_it_is_synthetic(town_of: Written) -> None:
    town = town_of(None)
    for path in town.files:
        if path.suffix == ".csv":
            assert {row["synthetic"] for row in table(town, path.name)} == {"SYN-2007 synthetic"}
        elif path.suffix == ".geojson":
            features = json.loads(path.read_text("utf-8"))["features"]
            assert all(f["properties"]["synthetic"] and f["properties"]["schematic"] for f in features)
    for path in town.mappings:
        assert "synthetic" in tomllib.loads(path.read_text("utf-8"))["title"]


def test_the_same_bytes_are_written_every_time(town_of: Written, tmp_path: Path) -> None:
    first, second = town_of(None), write_town(tmp_path)
    for path in (*first.files, *first.mappings):
        assert (tmp_path / path.relative_to(first.folder)).read_bytes() == path.read_bytes(), path.name
    assert len(second.files) == len(first.files)


def test_every_load_names_a_file_that_was_written(town_of: Written) -> None:
    town = town_of(None)
    names = {path.name for path in town.files}
    mappings = {path.stem for path in town.mappings}
    for load in town.loads:
        assert load[1] in names
        assert "--mapping" not in load or load[load.index("--mapping") + 1] in mappings
    assert [item["source"] for item in town.intelligence] == ["OPG intelligence, not counted"]


def test_an_unknown_twin_is_refused_with_the_twins_there_are(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        write_town(tmp_path, without="rain")
    assert "christmas-robbery" in refused.value.todo
