"""What the public may read: no small number of partners' rows, nothing that gives one away, all that is open.

The demonstration town, with one more feed whose classes are few: records of a hospital's nurses.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.telling import done, findings, number, page, quickly, table, wardmote
from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.drafting import same_rows
from wardmote.measuring.drafting.public_counts import GivenAway, given_away
from wardmote.measuring.drafting.told_numbers import OWN_COUNTS, TOLD

PLACE = "Stevenage (SYN-2007)"
FEED = "ward-nurses"
HERE = ("522131", "223532")
CLASSES: Mapping[str, tuple[str, int, int]] = {
    "Assault": ("violence-against-the-person", 60, 44),
    "Thing taken": ("other-theft", 30, 26),
    "Phone snatched": ("theft-from-the-person", 12, 3),
    "Robbed": ("robbery", 4, 7),
    "Weapon seen": ("public-order", 1, 2),
    "Rape or assault by penetration": ("sexual-offences", 11, 8),
}
"""Word -> our class, rows in 2006, rows in 2007."""
TOTAL_2006, TOTAL_2007 = 118, 90
MAPPING = f"""\
schema = 1
name = "{FEED}"
kind = "incidents"
confirmed = true
provider = "Hospital"
title = "Records of the ward nurses"
place = "{PLACE}"
[columns]
reference = "No"
from = "Came"
easting = "Easting"
northing = "Northing"
category = "What"
[categories]
"""


RANGERS = "rangers"
SUMMER = (3, 3, 3, 3, 3, 14, 15, 15, 14, 3, 3, 3)
"""Their records in each month of 2007: a season beyond chance, most months of it small."""


def _rangers(folder: Path, data: Path) -> Path:
    """A feed of one class, three of whose victims come back."""
    text = MAPPING.replace(FEED, RANGERS).replace("Records of the ward nurses", "Incidents in the area")
    text = text.replace('category = "What"', 'category = "What"\nvictim = "Whom"')
    (data / "mappings" / f"{RANGERS}.toml").write_text(f'{text}"Theft" = "other-theft"\n', encoding="utf-8")
    days = [f"2007-{month:02}-{day + 1:02}" for month, count in enumerate(SUMMER, 1) for day in range(count)]
    where = ",".join(HERE)
    rows = [f"{n},{day} 12:00,Theft,{where},V{n if n > 5 else n % 3}" for n, day in enumerate(days)]
    file = folder / f"{RANGERS}.csv"
    file.write_text("\n".join(["No,Came,What,Easting,Northing,Whom", *rows]) + "\n", encoding="utf-8")
    return file


def _rows() -> list[str]:
    """A row a day from 1 January of each year, round after round of the words."""
    lines = ["No,Came,What,Easting,Northing"]
    for year, column in ((2006, 1), (2007, 2)):
        words = [word for word, row in CLASSES.items() for _ in range(int(row[column]))]
        lines += [
            f"{year}-{n},{year}-{n % 12 + 1:02}-{n % 28 + 1:02} 12:00,{word},{','.join(HERE)}"
            for n, word in enumerate(words)
        ]
    return lines


@pytest.fixture(scope="module")
def outs(town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The town assessed for partners and for the public."""
    folder = tmp_path_factory.mktemp("audiences")
    words = "".join(f'"{word}" = "{row[0]}"\n' for word, row in CLASSES.items())
    (town / "mappings" / f"{FEED}.toml").write_text(MAPPING + words, encoding="utf-8")
    file = folder / f"{FEED}.csv"
    file.write_text("\n".join(_rows()) + "\n", encoding="utf-8")
    done("load", "incidents", file, "--mapping", FEED, "--data", town)
    done("load", "incidents", _rangers(folder, town), "--mapping", RANGERS, "--data", town)
    for audience in ("partner", "public"):
        told = quickly(town, folder / audience, "--audience", audience, place=PLACE, year=2007)
        assert told.status == 0, told.err
    return {audience: folder / audience for audience in ("partner", "public")}


def _feed_tables(out: Path) -> dict[str, list[list[str]]]:
    """Every table that counts rows of a partner; survey answers, weights and scores are no rows."""
    names = [path.stem for path in (out / "tables").glob("*.csv")]
    counted = ("levels", "change", "contribution", "counts", "areas", "months", "named_place", "circumstance")
    return {name: table(out, name) for name in names if name.split("-")[0] in counted or "months" in name}


COUNTED = re.compile(r"^(Count|Records|Before|After|Of|\d{4}|(\w+ )+(to )?(\w+ )?\d{4})$")


def _counts(rows: list[list[str]], *, months: bool) -> list[int]:
    """The cells of the columns that hold counts."""
    header = rows[0]
    columns = [i for i, name in enumerate(header) if i and (months or COUNTED.match(name))]
    assert columns, header
    cells = [row[i] for row in rows[1:] for i in columns]
    return [number(cell) for cell in cells if re.fullmatch(r"[\d,]+", cell)]


def test_partners_read_the_small_numbers(outs: dict[str, Path]) -> None:
    levels = {row[0]: row[1] for row in table(outs["partner"], f"levels-{FEED}")}
    assert (levels["Theft from the person"], levels["Public order offences"]) == ("3", "2")
    assert findings(outs["partner"])[f"change/{FEED}/robbery"]["count_against"] == 4


def test_no_public_table_holds_a_count_of_one_to_four(outs: dict[str, Path]) -> None:
    tables = _feed_tables(outs["public"])
    assert f"levels-{FEED}" in tables
    for name, rows in tables.items():
        small = [count for count in _counts(rows, months="months" in name) if 1 <= count <= 4]
        assert not small, f"{name}: {rows}"


def test_no_public_finding_rests_on_a_count_of_one_to_four(outs: dict[str, Path]) -> None:
    for finding in findings(outs["public"]).values():
        for key in ("count", "count_against"):
            assert finding[key] is None or finding[key] == 0 or finding[key] >= 5, finding["id"]


def test_no_public_sentence_tells_a_small_number_of_its_own(outs: dict[str, Path]) -> None:
    """The lowest month of a season, people harmed again: numbers in no table and no finding's count."""
    told = {audience: findings(out) for audience, out in outs.items()}
    season, victims = f"season/{RANGERS}/other-theft", f"victims/{RANGERS}/other-theft"
    assert (
        "(3)" in told["partner"][season]["words"] and "against 3 people" in told["partner"][victims]["words"]
    )
    assert not {season, victims} & told["public"].keys()
    assert told["public"][f"level/{RANGERS}/other-theft"]["count"] == sum(SUMMER)
    words = " ".join(
        each["words"]
        for key, each in told["public"].items()
        if key.startswith(("season/", "victims/", "hotspot/"))
    )
    small = re.findall(
        r"(?:January|February|March|April|May|June|July|August|\w+ember|October) \([1-4]\)", words
    )
    assert not small and not re.search(r"against [1-4] people|\([1-4], where", words)


def test_every_question_says_which_numbers_its_sentences_tell() -> None:
    assert {*TOLD, *OWN_COUNTS} == set(questions())


def test_a_hidden_class_is_named_and_says_hidden_and_nothing_else_is_said_of_it(
    outs: dict[str, Path],
) -> None:
    levels = {row[0]: row[1:] for row in table(outs["public"], f"levels-{FEED}")}
    for name in ("Theft from the person", "Public order offences", "Sexual offences"):  # 3, 2 and 8 of 10
        assert set(levels[name]) == {"hidden"}
    told, words = findings(outs["public"]), page(outs["public"])
    for key in ("theft-from-the-person", "public-order", "sexual-offences"):
        assert not [each for each in told if each.split("/")[1:3] == [FEED, key]]
        assert f"{key} ({FEED})" not in words, "the annex tells the number"
    made_up = told.get(f"contribution/{FEED}/all", {"words": ""})["words"]
    assert "theft from the person" not in made_up


def test_what_is_hidden_cannot_be_worked_out_from_the_total(outs: dict[str, Path]) -> None:
    levels = table(outs["public"], f"levels-{FEED}")[1:]
    shown = [number(row[1]) for row in levels[:-1] if row[1] != "hidden"]
    hidden = [row for row in levels[:-1] if row[1] == "hidden"]
    assert levels[-1][1] == str(TOTAL_2007)
    assert len(hidden) >= 2
    assert TOTAL_2007 - sum(shown) >= 5
    change = table(outs["public"], f"change-{FEED}")
    named = {row[0] for row in change[1:]}
    assert not {"Theft from the person", "Public order offences", "Robbery"} & named


def test_the_totals_of_the_town_stay(outs: dict[str, Path]) -> None:
    public, partner = findings(outs["public"]), findings(outs["partner"])
    for key in (f"level/{FEED}/all", "level/syn-2007-crime/all", "change/syn-2007-crime/all"):
        assert public[key]["count"] == partner[key]["count"]
    assert public[f"level/{FEED}/all"]["count"] == TOTAL_2007
    assert public["level/syn-2007-crime/all"]["count"] == 6_960


def test_the_page_is_marked_for_its_readers(outs: dict[str, Path]) -> None:
    assert "OFFICIAL" in page(outs["partner"])
    assert "OFFICIAL" not in page(outs["public"])
    assert "PUBLIC" in page(outs["public"])


def test_no_public_picture_holds_a_count_of_one_to_four(outs: dict[str, Path]) -> None:
    for path in (outs["public"] / "figures").glob(f"c*-{FEED}.svg"):
        pairs = re.findall(r"([\d,]+) → ([\d,]+)", path.read_text("utf-8"))
        small = [pair for pair in pairs if any(1 <= number(count) <= 4 for count in pair)]
        assert not small, path.name


def test_open_police_numbers_by_small_area_are_shown_as_they_are_open(
    stevenage: Path, tmp_path: Path
) -> None:
    told = quickly(stevenage, tmp_path, "--audience", "public")
    assert told.status == 0, told.err
    areas = table(tmp_path, "areas-police-uk-lsoa-2011")[1:]
    assert len(areas) == 52
    assert sum(number(row[1]) for row in areas) == 10_463
    assert "hidden" not in page(tmp_path)


def _rows_by_hour(out: Path, name: str) -> list[float]:
    """Rows of each hour worked out from a chart's shares and the totals printed elsewhere."""
    key = name.split("syn-2007-crime-")[1]
    told = findings(out)
    counted = {
        each.split("/")[2]: told[each]["count"] for each in told if each.startswith("level/syn-2007-crime/")
    }
    cls = max((each for each in counted if key.startswith(each)), key=len)
    mine, whole = counted[cls], counted["all"]
    shares = [[float(cell) for cell in row[1:]] for row in table(out, name)[1:]]
    return [
        share / 100 * base for row in shares for share, base in zip(row, (mine, whole - mine), strict=True)
    ]


def test_no_hour_of_the_day_gives_a_small_number_away(outs: dict[str, Path]) -> None:
    """A share of two decimals beside a printed total is a count."""
    small: dict[str, list[float]] = {}
    for audience, out in outs.items():
        charts = [path.stem for path in (out / "tables").glob("hours-syn-2007-crime-*.csv")]
        rows = [n for chart in charts for n in _rows_by_hour(out, chart)]
        small[audience] = [n for n in rows if 0.5 <= n < 4.5]
    assert small["partner"], "the partners' charts hold small hours, or this test tests nothing"
    assert not small["public"]


# ---- a second release ----


def test_a_second_release_that_would_give_december_away_is_refused_with_what_mends_it(
    town: Path, outs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The year is published. Of the ward nurses' rows December holds, by hand: in 2007 3 assaults, 2 things
    taken and 2 of all that is hidden, in 2006 2 things taken and 2 hidden. January to November tells each."""
    asked, out = "2007-01:2007-11", tmp_path / "out"
    words = ("--place", PLACE, "--period", asked, "--out", out, "--data", town, "--audience", "public")
    found: list[tuple[GivenAway, ...]] = []

    def noted(*about: Any) -> tuple[GivenAway, ...]:
        found.append(given_away(*about))
        return found[-1]

    monkeypatch.setattr(same_rows, "given_away", noted)
    told = wardmote("assess", *words)
    assert told.status == 2 and not out.exists()
    assert re.search(r"found: \d+ small numbers .* this and the release of Stevenage", told.err)
    assert "January to December 2007" in told.err
    assert "to do: Choose January to December 2007 (2007-01:2007-12)" in told.err
    assert len([each for each in found[0] if each.feed == FEED]) == 5
