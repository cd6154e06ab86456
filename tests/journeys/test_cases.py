"""The folders of shared/data/cases that issue 11 names, as a person at the command line meets them.

Each is loaded and assessed by the ordinary commands, and the folder that was written is read back. What each
holds, what was told of it once and what is right stands in its own README.
"""

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.telling import Told, findings, first_pages, page, quick_documents, wardmote
from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE, NOT_COMPARED
from wardmote.measuring.store.evidence import Evidence

CLEAR = (CLEAR_FALL, CLEAR_RISE)
CHANGED_IN_2013 = (
    "violent-crime", "public-disorder-and-weapons", "violence-and-sexual-offences", "public-order",
    "possession-of-weapons", "other-theft", "bicycle-theft", "theft-from-the-person", "other-crime",
)  # fmt: skip


class Written:
    """What an assessment's folder says."""

    def __init__(self, out: Path) -> None:
        self.front, self.whole, self._out = first_pages(out), page(out), out

    @cached_property
    def found(self) -> dict[str, dict[str, Any]]:
        return findings(self._out)

    def change(self, key: str, feed: str = "police-uk") -> dict[str, Any]:
        return self.found[f"change/{feed}/{key}"]

    @property
    def clear(self) -> list[str]:
        return [key for key, finding in self.found.items() if finding["change"] in CLEAR]


class Case:
    """A folder's files, and a data folder of their own."""

    def __init__(self, files: Path, work: Path) -> None:
        self.files, self.data, self.work = files, work / "data", work
        (self.data / "mappings").mkdir(parents=True)
        for mapping in files.glob("*.toml"):
            shutil.copyfile(mapping, self.data / "mappings" / mapping.name)

    def load(self, kind: str, pattern: str, *more: object) -> Told:
        return wardmote("load", kind, *sorted(self.files.glob(pattern)), *more, "--data", self.data)

    def assess(self, place: str, period: str, *more: object) -> Written:
        out = self.work / "out"
        words = ("--place", place, "--period", period, "--out", out, "--data", self.data)
        with quick_documents():
            told = wardmote("assess", *words, *more)
        assert told.status in (0, 1), told.err
        return Written(out)


@pytest.fixture
def case(shared_data: Path, tmp_path: Path) -> Callable[[str], Case]:
    """The case whose folder has that number."""

    def opened(number: str) -> Case:
        (folder,) = (shared_data / "cases").glob(f"{number}-*")
        return Case(folder, tmp_path)

    return opened


def test_01_a_class_that_began_or_changed_is_refused_with_the_month_and_never_a_zero(
    case: Callable[[str], Case],
) -> None:
    one = case("01")
    assert one.load("police-uk", "*.csv").status == 0
    told = one.assess("Stevenage", "2013-05:2014-04", "--against", "2012-05:2013-04")
    for key in CHANGED_IN_2013:
        change = told.change(key)
        assert (change["status"], change["change"], change["value"]) == ("not_comparable", NOT_COMPARED, None)
        assert "cannot be compared across May 2013" in change["words"]
        assert 0 not in (change["count"], change["count_against"])
    assert not {key.rpartition("/")[2] for key in told.clear} & set(CHANGED_IN_2013)
    assert not [finding["id"] for finding in told.found.values() if " 0 in " in finding["words"]]
    assert told.change("all")["status"] == "ok"
    assert "cannot be compared across May 2013" in told.front
    assert "down 100 %" not in told.whole


def test_02_rows_that_lost_their_location_are_not_told_as_a_fall(case: Callable[[str], Case]) -> None:
    one = case("02")
    assert one.load("police-uk", "*.csv").status in (0, 1)
    told = one.assess("Stevenage", "2022-01:2022-12")
    assert told.clear == []
    assert "fell by" not in told.front
    assert "0.6 % in 2021 and 26 % in 2022" in told.whole


def test_03_a_month_that_is_nearly_empty_is_asked_about_and_left_out(case: Callable[[str], Case]) -> None:
    one = case("03")
    loaded = one.load("police-uk", "*.csv")
    assert loaded.status == 1
    assert "2022-08-greater-manchester-street.csv" in loaded.out + loaded.err
    told = one.assess("Manchester", "2022-01:2022-12")
    assert told.clear == []
    assert "August, the lowest" not in told.whole
    assert "the 11 months held of 2022" in told.front
    assert "August 2022" in told.front


def test_08_dates_with_the_month_first_are_asked_about_and_not_read_the_other_way_round(
    case: Callable[[str], Case],
) -> None:
    one = case("08")
    for name in ("us.csv", "mixdates.xlsx"):
        told = one.load("incidents", name, "--mapping", "us", "--keep-good")
        assert told.status == 2
        assert "can only have the month first" in told.err
        assert "month_first = true" in told.err
    mapping = one.data / "mappings" / "us.toml"
    mapping.write_text("month_first = true\n" + mapping.read_text("utf-8"), encoding="utf-8")
    assert "read by a spreadsheet before" in one.load("incidents", "mixdates.xlsx", "--mapping", "us").err
    assert one.load("incidents", "us.csv", "--mapping", "us").status == 0
    loaded = Evidence(one.data)
    start = loaded.incidents("us", loaded.place("Northtown")).start
    lines = (one.files / "us.csv").read_text("utf-8").splitlines()[1:]
    dates = [line.split(",")[1] for line in lines]
    written = sorted(datetime.strptime(each, "%m/%d/%Y %H:%M") for each in dates)
    assert sorted(start.tolist()) == written


@pytest.mark.parametrize("name", ["c_blank", "c_star", "c_supp"])
def test_09_a_cell_that_is_held_back_is_left_out_on_both_sides(
    name: str, case: Callable[[str], Case]
) -> None:
    """Two wards of 30 a month are known in both years; the third is not known in 2024."""
    one = case("09")
    assert one.load("counts", f"{name}.csv", "--mapping", "blank", "--keep-good").status == 1
    told = one.assess("Northtown", "2024-01:2024-12")
    assert told.clear == []
    change = told.change("anti-social-behaviour", "blank")
    assert (change["count_against"], change["count"], change["change"]) == (720, 720, NO_CLEAR_CHANGE)


def test_12_one_question_of_a_survey_is_told_and_a_missing_part_says_why(case: Callable[[str], Case]) -> None:
    one = case("12")
    assert one.load("survey", "norm.csv", "--mapping", "norm").status == 0
    assert one.load("counts", "c_ok.csv", "--mapping", "c").status == 0
    told = one.assess("Northtown", "2024-01:2024-12")
    lines = (one.files / "norm.csv").read_text("utf-8").splitlines()[1:]
    answers = [answer for line in lines if (answer := line.rsplit(",", 1)[1])]
    share = sum(answer in ("Fairly safe", "Very safe") for answer in answers) / len(answers)
    safe = told.found["feeling_safe/norm/night"]
    assert safe["value"] == pytest.approx(share)
    assert safe["interval"][0] < share < safe["interval"][1]
    assert "no survey or replies are loaded" not in told.whole
    assert "no earlier months are loaded" not in told.whole
    assert "Only one kind of record is counted" in told.whole


def test_14_a_year_like_the_year_before_has_no_parts_of_a_change_and_no_minus_zero(
    case: Callable[[str], Case],
) -> None:
    one = case("14")
    assert one.load("police-uk", "*.csv").status == 0
    told = one.assess("Bournemouth, Christchurch and Poole", "2024-01:2024-12")
    assert not [key for key in told.found if key.startswith("contribution/")]
    assert "clearly changed compared with 2023" in told.front
    for finding in told.found.values():
        assert "-0.0" not in finding["words"] and "−0.0" not in finding["words"]
        assert "from ." not in finding["words"]
