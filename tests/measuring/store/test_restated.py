"""Two files of a feed that speak of the same thing: which counts, and when a person is asked to look."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import LoadOutcome
from wardmote.measuring.store.partner_load import load_partner

MAPPINGS = {
    "police": """
name = "police"
kind = "incidents"
confirmed = true
place = "Barchester"
[columns]
reference = "Ref"
from = "From"
easting = "E"
northing = "N"
category = "What"
""",
    "counts": """
name = "counts"
kind = "counts"
confirmed = true
place = "Barchester"
[columns]
month = "Month"
class = "Type"
count = "N"
""",
    "talk": """
name = "talk"
kind = "replies"
confirmed = true
place = "Barchester"
[columns]
received = "Received"
channel = "Channel"
""",
}
POLICE, COUNTS = "Ref,From,E,N,What", "Month,Type,N"
MARCH = "2021-03-30 10:00,523800,224100"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "mappings").mkdir(parents=True)
    for name, text in MAPPINGS.items():
        (folder / "mappings" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def load(
    data: Path, name: str, lines: Sequence[str], *, kind: str = "incidents", released: str | None = None
) -> LoadOutcome:
    path = data.parent / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = {"incidents": "police", "counts": "counts", "replies": "talk"}[kind]
    return load_partner(Folder(data), path, kind=kind, mapping=mapping, keep_good=False, released=released)


def classes(data: Path) -> dict[str, int]:
    evidence = Evidence(data)
    rows = evidence.incidents("police", evidence.place("Barchester"))
    names, counts = np.unique(rows.cls, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


FIRST = [POLICE, f"1,{MARCH},Burglary", f"2,{MARCH},Drugs", "3,2021-01-05 10:00,,,Drugs"]
CORRECTED = [POLICE, f"1,{MARCH},Robbery", f"2,{MARCH},Drugs"]


def test_a_reference_that_says_something_else_makes_a_person_look(data: Path) -> None:
    assert not load(data, "first.csv", FIRST).must_look
    outcome = load(data, "second.csv", CORRECTED)
    assert outcome.must_look
    assert outcome.receipt.revisions == {"restated": 2, "changed": 1}
    (note,) = outcome.receipt.notes
    assert "1 references are not what first.csv says" in note
    assert "--released" in note
    assert classes(data) == {"burglary": 1, "drugs": 2}  # nothing says which is later: more rows


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_file_said_to_be_later_counts_in_any_order(data: Path, order: Sequence[int]) -> None:
    given = [
        ("first.csv", FIRST, "2021-04"),
        ("second.csv", CORRECTED, "2021-06"),
        ("third.csv", [POLICE, f"1,{MARCH},Shoplifting", f"4,{MARCH},Arson"], "2021-05"),
    ]
    for index in order:
        name, lines, released = given[index]
        assert not load(data, name, lines, released=released).must_look
    assert classes(data) == {"arson": 1, "drugs": 2, "robbery": 1}


def test_a_file_loaded_before_can_be_said_to_be_later(data: Path) -> None:
    load(data, "second.csv", CORRECTED)
    assert load(data, "first.csv", FIRST).must_look
    assert classes(data) == {"burglary": 1, "drugs": 2}
    again = load(data, "second.csv", CORRECTED, released="2021-06")
    assert (again.already, again.receipt.released) == (True, "2021-06")
    assert again.must_look  # the numbers change
    assert "first.csv" in again.changed[0]
    assert classes(data) == {"drugs": 2, "robbery": 1}


@pytest.mark.parametrize("released", ["June", "2021-13", "2999-01"])
def test_a_release_is_a_month_that_has_been(data: Path, released: str) -> None:
    with pytest.raises(Refusal, match="release"):
        load(data, "first.csv", FIRST, released=released)


def test_the_same_again_and_a_later_correction_are_logged_only(data: Path) -> None:
    load(data, "first.csv", FIRST)
    same = load(data, "same.csv", [*FIRST[:3], f"9,{MARCH},Drugs"])
    assert (same.must_look, same.receipt.revisions) == (False, {"restated": 2, "changed": 0})
    further = load(data, "further.csv", [POLICE, f"1,{MARCH},Arson", "5,2021-04-01 09:00,,,Drugs"])
    assert not further.must_look
    assert further.receipt.revisions == {"restated": 1, "changed": 1}, "once, though two files hold it"


def test_a_file_without_a_release_does_not_silently_give_way(data: Path) -> None:
    load(data, "first.csv", FIRST, released="2021-04")
    outcome = load(data, "next.csv", [POLICE, f"1,{MARCH},Arson", "5,2021-04-01 09:00,,,Drugs"])
    assert "released in 2021-04" in outcome.receipt.notes[0]
    assert classes(data) == {"burglary": 1, "drugs": 3}


def test_counts_of_one_month_that_differ_make_a_person_look(data: Path) -> None:
    first = [COUNTS, "2021-01,Burglary,5", "2021-02,Burglary,7", "2021-02,Drugs,0"]
    assert not load(data, "a.csv", first, kind="counts").must_look
    assert not load(data, "b.csv", [COUNTS, "2021-02,Burglary,7"], kind="counts").must_look
    outcome = load(data, "c.csv", [COUNTS, "2021-02,Burglary,7", "2021-02,Drugs,1"], kind="counts")
    assert outcome.must_look
    assert "counts are not what" in outcome.receipt.notes[0]
    assert outcome.receipt.revisions == {"restated": 1, "changed": 0, "added": 1}, "one cell is in both"
    later = [COUNTS, "2021-02,Burglary,8"]
    assert not load(data, "d.csv", later, kind="counts", released="2021-05").must_look
    evidence = Evidence(data)
    counted = evidence.monthly("counts", evidence.place("Barchester"), "place")
    assert counted.counts[counted.classes.index("burglary"), :, 0].tolist() == [5, 8]
    assert "drugs" not in counted.classes or not counted.counts[counted.classes.index("drugs")].any()


def test_two_files_of_replies_under_one_mapping_are_not_silently_one(data: Path) -> None:
    head = "Received,Channel"
    january = [head, *(f"2008-01-{day:02d},Leaflet" for day in range(1, 11))]
    load(data, "january.csv", january, kind="replies")
    outcome = load(data, "february.csv", [head, "2008-02-01,Letter"], kind="replies")
    assert outcome.must_look
    assert "january.csv is loaded under the same mapping" in outcome.receipt.notes[0]
