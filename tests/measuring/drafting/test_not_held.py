"""What is not held is not zero: classes that began or changed, rows that fell out of files, counts held back.

Small invented files stand here; ``journeys/test_cases.py`` meets the same kinds from elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import pytest

from tests.measuring.store.making import load, row, street
from tests.measuring.store.test_evidence import PLUMSTEAD, A, with_county
from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE, NOT_COMPARED
from wardmote.measuring.catalogue.periods import parse_month, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import BulletList, Document, FindingBlock, Heading, Paragraph, Run
from wardmote.measuring.drafting.assessment import compose
from wardmote.measuring.drafting.draft import Draft, draft
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.study import Study, open_study
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.answering import keep_answer, make_answer
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.withdrawing import withdraw

POLICE, ASB = "police-uk", "anti-social-behaviour"
CLEAR = (CLEAR_FALL, CLEAR_RISE)


@dataclass(frozen=True)
class Assessed:
    """``front`` and ``whole`` are the document's words: its first pages, and all of it."""

    made: Draft

    @property
    def study(self) -> Study:
        return self.made.study

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        return {item.finding.id: item.finding for item in self.made.findings}

    @cached_property
    def document(self) -> Document:
        return compose(self.made, date="1 May 2026")

    @property
    def front(self) -> str:
        return _words(self.document.front)

    @property
    def whole(self) -> str:
        return " ".join((self.front, _words(self.document.body), _words(self.document.annex)))

    @property
    def missing(self) -> Mapping[str, str]:
        """Why each part is missing."""
        return {part.key: part.missing for part in self.made.parts}

    def change(self, key: str, feed: str = POLICE) -> Finding:
        return self.findings[f"change/{feed}/{key}"]

    @property
    def clear(self) -> list[str]:
        return [f.id for f in self.findings.values() if f.question == "change" and f.change in CLEAR]


def assessed(data: Path, place: str, period: str, *, against: str = "") -> Assessed:
    inquiry = open_inquiry(data)
    study = open_study(
        inquiry,
        inquiry.evidence.place(place),
        parse_period(period),
        against=parse_period(against) if against else None,
        audience="partner",
    )
    return Assessed(draft(study, read_judgement(data / "none.toml")))


def _words(blocks: Iterable[object]) -> str:
    said: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            said.append(block.text)
        runs: tuple[Run, ...] = ()
        if isinstance(block, Paragraph):
            runs = block.runs
        elif isinstance(block, BulletList):
            runs = tuple(run for item in block.items for run in item)
        elif isinstance(block, FindingBlock):
            runs = (*block.headline, *block.body, *block.limit)
        said.append("".join(run.text for run in runs))
    return plain(" ".join(said))


def town(
    folder: Path,
    months: Iterable[str],
    words: Mapping[str, int],
    *,
    lost: int = 0,
    name: str = "-street.csv",
) -> list[Path]:
    """Files of Barchester, two areas of it in turn; the last ``lost`` rows of each month have no location."""
    made = []
    for month in months:
        rows = []
        every = [word for word, number in words.items() for _ in range(number)]
        for number, word in enumerate(every):
            key = 0 if word == "Anti-social behaviour" else parse_month(month) * 10_000 + number + 1
            lsoa = f"E0100000{number % 2 + 1},Barchester 00{number % 2 + 1}A"
            there = {"lsoa": lsoa} if number < len(every) - lost else {"point": ",", "lsoa": ","}
            rows.append(row(key, month=month, word=word, **there))
        made.append(street(folder, rows, name=f"{month}-barchester{name}"))
    return made


def year(number: int) -> list[str]:
    return [f"{number}-{month:02d}" for month in range(1, 13)]


# ---- classes that began, ended or changed ----
OLD = {
    "Violent crime": 30,
    "Public disorder and weapons": 20,
    "Other theft": 45,
    "Other crime": 10,
    "Burglary": 20,
}
NEW = {
    "Violence and sexual offences": 36,
    "Public order": 16,
    "Possession of weapons": 4,
    "Other theft": 25,
    "Bicycle theft": 12,
    "Theft from the person": 8,
    "Other crime": 4,
    "Burglary": 20,
}
CHANGED_IN_2013 = (
    "violent-crime",
    "public-disorder-and-weapons",
    "violence-and-sexual-offences",
    "public-order",
    "possession-of-weapons",
    "other-theft",
    "bicycle-theft",
    "theft-from-the-person",
    "other-crime",
)
JOINED_IN_2013 = ("public-order-and-weapons", "theft-before-may-2013", "violence-and-other-crime")


def across_2013() -> tuple[list[str], list[str]]:
    before = [*year(2012)[4:], *year(2013)[:4]]
    return before, [*year(2013)[4:], *year(2014)[:4]]


def check_2013(found: Assessed) -> None:
    """A class whose meaning changed is refused with the month and the reason, never set beside a zero."""
    for key in CHANGED_IN_2013:
        change = found.change(key)
        assert (change.status, change.change, change.value) == ("not_comparable", NOT_COMPARED, None)
        assert "cannot be compared across May 2013" in change.words
        assert 0 not in (change.count, change.count_against)
    assert not [key for key in found.clear if key.rpartition("/")[2] in CHANGED_IN_2013]
    assert not any(" 0 in " in plain(f.words) for f in found.findings.values())
    assert found.change("burglary").change == NO_CLEAR_CHANGE
    assert found.change("all").status == "ok"
    assert "cannot be compared across May 2013" in found.front


def test_a_class_that_changed_its_meaning_is_refused_and_what_held_it_is_joined(tmp_path: Path) -> None:
    before, now = across_2013()
    load(tmp_path, [*town(tmp_path / "f", before, OLD), *town(tmp_path / "f", now, NEW)])
    found = assessed(tmp_path, "Barchester", "2013-05:2014-04")
    check_2013(found)
    joined = {key: found.change(key) for key in JOINED_IN_2013}
    assert {key: (f.count_against, f.count) for key, f in joined.items()} == {
        "public-order-and-weapons": (240, 240),
        "theft-before-may-2013": (540, 540),
        "violence-and-other-crime": (480, 480),
    }
    assert {f.change for f in joined.values()} == {NO_CLEAR_CHANGE}
    assert found.change("violent-crime").count is None
    assert found.change("violence-and-sexual-offences").count_against is None


def test_a_class_that_began_inside_the_period_has_no_months_before_it(tmp_path: Path) -> None:
    load(tmp_path, [*town(tmp_path / "f", year(2013)[:4], OLD), *town(tmp_path / "f", year(2013)[4:], NEW)])
    found = assessed(tmp_path, "Barchester", "2013-01:2013-12")
    months = found.study.ask("months", found.study.main, "bicycle-theft").result.counts
    assert months == (None,) * 4 + (12,) * 8
    share = found.study.ask("share", found.study.main, "bicycle-theft", of="all").result
    assert share.value == pytest.approx(12 / 125)
    words = plain(found.findings["level/police-uk/bicycle-theft"].words)
    assert "at least 96 bicycle thefts" in words
    assert "changed in May 2013" in words


# ---- rows that fell out of a file ----
CRIMES = {"Burglary": 40, "Vehicle crime": 60, "Shoplifting": 60, "Violence and sexual offences": 140}


def test_a_month_that_is_nearly_empty_is_asked_about_and_left_out(tmp_path: Path) -> None:
    made = town(tmp_path / "f", [*year(2021), *year(2022)], CRIMES)
    made = [path for path in made if "2022-08" not in path.name]
    made += town(tmp_path / "f", ["2022-08"], {"Burglary": 14})
    outcomes = load(tmp_path / "data", made)
    asks = [outcome for outcome in outcomes if outcome.must_look]
    assert [outcome.receipt.name for outcome in asks] == ["2022-08-barchester-street.csv"]
    assert "14 rows in August 2022, where about 300 are usual" in asks[0].receipt.notes[0]
    found = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert found.clear == []
    assert found.study.ask("months", found.study.main, "all").result.counts[7] is None
    assert "the 11 months held of 2022" in found.front
    assert "14 rows in August 2022" in found.front

    answer(tmp_path / "data", "police-uk/barchester/2022-08", stands=True)
    again = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert again.study.ask("months", again.study.main, "all").result.counts[7] == 14
    assert "right as it is" in again.front
    hashes = [each.study.ask("count", each.study.main, "all").hash for each in (found, again)]
    assert hashes[0] != hashes[1]


def test_one_month_that_lost_its_locations_is_asked_about_and_is_not_the_lowest(tmp_path: Path) -> None:
    """150 of its 300 rows: over the year 4 points, too few to move a comparison, and half of that month."""
    made = [
        path for path in town(tmp_path / "f", [*year(2021), *year(2022)], CRIMES) if "22-06" not in path.name
    ]
    outcomes = load(tmp_path / "data", [*made, *town(tmp_path / "f", ["2022-06"], CRIMES, lost=150)])
    (asks,) = [outcome for outcome in outcomes if outcome.must_look]
    assert "50 % of the rows of June 2022 have no location, 0.0 % in other months" in asks.receipt.notes[0]
    found = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert found.study.ask("months", found.study.main, "all").result.counts[5] is None
    assert "of the rows of June 2022 have no location" in found.front
    assert "lowest June" not in found.whole
    answer(tmp_path / "data", "police-uk/barchester/2022-06/location", stands=True)
    again = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert again.study.ask("months", again.study.main, "all").result.counts[5] == 150


def test_a_file_with_its_rows_twice_does_not_double_what_has_no_number(tmp_path: Path) -> None:
    """Crimes are told apart by their numbers; 60 reports of anti-social behaviour would be 120."""
    words = {**CRIMES, "Anti-social behaviour": 60}
    made = town(tmp_path / "f", [*year(2021), *year(2022)], words)
    (twice,) = [path for path in made if "2022-05" in path.name]
    head, *rows = twice.read_text("utf-8").splitlines()
    twice.write_text("\n".join([head, *rows, *rows]) + "\n", "utf-8")
    outcomes = load(tmp_path / "data", made)
    (asks,) = [outcome for outcome in outcomes if outcome.must_look]
    assert "300 rows of May 2022 were in their file again" in asks.receipt.notes[0]
    found = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    months = {
        key: found.study.ask("months", found.study.main, key).result.counts for key in (ASB, "burglary")
    }
    assert (months[ASB][4], months["burglary"][4]) == (None, 40)
    assert "120 rows of anti-social behaviour have no number" in found.front
    assert "May (120)" not in found.whole


def test_rows_of_the_place_in_another_forces_files_are_told_where_they_matter(tmp_path: Path) -> None:
    """30 rows beside 3,600 are a line of the annex; 600 are said on the first page. Neither is counted."""
    made = town(tmp_path / "f", year(2022), CRIMES)
    for number, told in ((30, False), (600, True)):
        lsoa = "E01000001,Barchester 001A"
        rows = [row(n + 1, month="2022-03", force="Framley Police", lsoa=lsoa) for n in range(number)]
        other = street(tmp_path / "f", rows, name="2022-03-framley-street.csv")
        load(tmp_path / f"data{number}", [*made, other])
        found = assessed(tmp_path / f"data{number}", "Barchester", "2022-01:2022-12")
        words = f"which are not counted: {number} records of Framley police."
        assert words in found.whole
        assert (words in found.front) == told
        assert found.study.ask("count", found.study.main, "all").result.value == 3_600


def answer(data: Path, key: str, *, stands: bool) -> str:
    doubt = next(each for each in Evidence(data).doubts() if each.key == key)
    said = doubt.answered(stands=stands, because="the force said so", by="Amira", at=datetime.now(UTC))
    made = make_answer(doubt, said)
    keep_answer(Folder(data), made)
    return made.sha256


def test_an_answer_survives_new_data_and_can_be_taken_back(tmp_path: Path) -> None:
    data, files = tmp_path / "data", tmp_path / "f"
    load(data, [*town(files, year(2022)[:7], CRIMES), *town(files, ["2022-08"], {"Burglary": 14})])
    sha256 = answer(data, "police-uk/barchester/2022-08", stands=True)
    outcomes = load(data, town(files, year(2022)[8:], CRIMES))
    assert not any(outcome.must_look for outcome in outcomes)
    place = Evidence(data).place("Barchester")
    assert parse_month("2022-08") in Evidence(data).feeds(place)[0].months
    later = town(tmp_path / "later", ["2022-08"], {"Burglary": 60})
    load(data, later, released="2022-12")
    (doubt,) = Evidence(data).doubts()
    assert doubt.stands
    assert "look again" in doubt.consequence
    withdraw(Folder(data), sha256, by="Amira", because="it was wrong", at=datetime.now(UTC))
    assert parse_month("2022-08") not in Evidence(data).feeds(place)[0].months


def test_a_class_that_vanished_from_a_month_is_a_hole_and_no_fall(tmp_path: Path) -> None:
    without = {word: number for word, number in CRIMES.items() if word != "Vehicle crime"}
    files = [*town(tmp_path / "f", [*year(2021), *year(2022)[:9]], CRIMES)]
    files += town(tmp_path / "f", year(2022)[9:], without)
    load(tmp_path / "data", files)
    found = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert found.clear == []
    vehicle = found.change("vehicle-crime")
    assert (vehicle.count_against, vehicle.count) == (540, 540)
    assert "known_on_both_sides" in vehicle.caveats
    assert found.study.ask("months", found.study.main, "vehicle-crime").result.counts[9:] == (None,) * 3
    assert found.study.ask("months", found.study.main, "burglary").result.counts[9:] == (40,) * 3


def test_rows_that_lost_their_location_are_not_told_as_a_fall(tmp_path: Path) -> None:
    files = town(tmp_path / "f", year(2021), CRIMES, lost=2) + town(
        tmp_path / "f", year(2022), CRIMES, lost=80
    )
    load(tmp_path / "data", files)
    found = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert found.clear == []
    violence = found.change("violence-and-sexual-offences")
    assert (violence.status, violence.count_against, violence.count) == ("not_comparable", 138 * 12, 60 * 12)
    assert "0.7 % of the force's rows had no location then and 27 % now" in violence.words
    assert "fell by" not in found.front
    assert "0.7 % in 2021 and 27 % in 2022" in found.whole

    answer(tmp_path / "data", "police-uk/barchester/2022-01/location", stands=True)
    again = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert again.change("violence-and-sexual-offences").change == CLEAR_FALL


# ---- parts of files, and the rest of the force ----
def test_the_rest_of_the_force_is_not_held_where_only_a_part_of_its_file_is(tmp_path: Path) -> None:
    def rows(month: str, *, whole: bool) -> list[str]:
        first = parse_month(month) * 10_000
        places = (A, *((PLUMSTEAD,) * 2 if whole else ()))
        return [
            row(first + 100 * each + n + 1, month=month, lsoa=lsoa, force="Barset Constabulary")
            for each, lsoa in enumerate(places)
            for n in range(50)
        ]

    files = [
        street(
            tmp_path / "f",
            rows(month, whole=month.startswith("2022")),
            name=f"{month}-barset-street{'' if month.startswith('2022') else '-barchester'}.csv",
        )
        for month in (*year(2021), *year(2022))
    ]
    load(tmp_path / "data", files)
    with_county(tmp_path, tmp_path / "data")
    evidence = Evidence(tmp_path / "data")
    place = evidence.place("Barchester")
    rest = evidence.rest_of_force(place)
    assert rest is not None
    assert evidence.feeds(place)[0].months == tuple(range(parse_month("2021-01"), parse_month("2023-01")))
    assert evidence.feeds(rest)[0].months == tuple(range(parse_month("2022-01"), parse_month("2023-01")))
    asked = ("elsewhere", "comparison_area")
    found = assessed(tmp_path / "data", "Barchester", "2022-01:2022-12")
    assert [f.question for f in found.findings.values() if f.question in asked] == ["comparison_area"]
    half = assessed(tmp_path / "data", "Barchester", "2021-07:2022-06")
    assert not [f.question for f in half.findings.values() if f.question in asked]
    assert "only a part of the force's file is loaded (barchester)" in found.whole
    with pytest.raises(Refusal, match=r"No rows count for Plumstead") as refused:
        assessed(tmp_path / "data", "Plumstead", "2021-01:2021-12")
    assert "2021-01-barset-street-barchester.csv" in str(refused.value)


# ---- counts that are held back ----
MAPPING = """\
schema = 1
name = "c"
kind = "counts"
confirmed = true
provider = "Council"
title = "Reports"
place = "Northtown"
every_row = "anti-social-behaviour"
[columns]
month = "Month"
area = "Ward"
class = "Type"
count = "Count"
[areas]
kind = "ward"
vintage = "2024"
prefix = "northtown"
"""


def load_counts(data: Path, path: Path, mapping: str = "c", kind: str = "counts") -> LoadOutcome:
    return load_partner(Folder(data), path, kind=kind, mapping=mapping, keep_good=True)


def counts(tmp_path: Path, cells: Mapping[tuple[str, int], str]) -> Path:
    (tmp_path / "data" / "mappings").mkdir(parents=True, exist_ok=True)
    (tmp_path / "data" / "mappings" / "c.toml").write_text(MAPPING, encoding="utf-8")
    lines = ["Month,Ward,Type,Count"]
    for month in (*year(2023), *year(2024)):
        lines += [f"{month},Ward {ward},Noise,{cells.get((month, ward), '30')}" for ward in range(3)]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_count_that_is_held_back_is_left_out_on_both_sides(tmp_path: Path) -> None:
    marks = ["", "<5", "*", "c", ":", "..", "[x]", "12.5", "-1", "≤ 4", "n/a", "suppressed"]
    held_back = {
        (month, at % 3): mark for at, (month, mark) in enumerate(zip(year(2024), marks, strict=True))
    }
    outcome = load_counts(tmp_path / "data", counts(tmp_path, held_back))
    assert outcome.must_look
    found = assessed(tmp_path / "data", "Northtown", "2024-01:2024-12")
    change = found.change("anti-social-behaviour", "c")
    assert (change.count_against, change.count, change.change) == (720, 720, NO_CLEAR_CHANGE)
    assert "known in both periods" in change.words
    level = plain(found.findings["level/c/anti-social-behaviour"].words)
    assert "at least 720 reports" in level
    assert found.study.ask("months", found.study.main, "all").result.counts == (None,) * 12
