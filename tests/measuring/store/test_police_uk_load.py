"""data.police.uk files: every trap they hold, as a small file made here."""

import gzip
import zipfile
from pathlib import Path

import pytest

from tests.measuring.store.making import HEADER, SEARCH_HEADER, load, row, search, street
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.engine import connect, parquet
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt, list_receipts

GOOD = [row(n) for n in range(1, 31)]


def stored(data: Path, receipt: Receipt, columns: str) -> list[tuple[object, ...]]:
    paths = [Folder(data).at(part.path) for part in receipt.parts]
    return connect().execute(f"SELECT {columns} FROM {parquet(paths)} ORDER BY ALL").fetchall()


def test_rows_keep_type_month_place_and_outcome(tmp_path: Path) -> None:
    (outcome,) = load(tmp_path / "data", [street(tmp_path, [row(1, word="Criminal damage and arson")])])
    assert stored(tmp_path / "data", outcome.receipt, "word, month, lon, lsoa_code, outcome") == [
        ("Criminal damage and arson", 2021 * 12 + 2, -0.2, "E01000001", "Under investigation")
    ]
    assert outcome.receipt.parts[0].path == (
        f"evidence/police-uk/force=barchester/month=2021-03/{outcome.receipt.sha256[:12]}.parquet"
    )


def test_a_repeated_crime_keeps_the_located_row_else_the_first(tmp_path: Path) -> None:
    nowhere = {"point": ",", "lsoa": ","}
    rows = [
        row(1, outcome="unlocated", **nowhere),
        row(1, outcome="located"),
        row(2, outcome="first", **nowhere),
        row(2, outcome="second", **nowhere),
    ]
    (outcome,) = load(tmp_path / "data", [street(tmp_path, rows)])
    assert stored(tmp_path / "data", outcome.receipt, "outcome") == [("first",), ("located",)]
    assert outcome.receipt.counts == {
        "read": 4,
        "kept": 2,
        "repeated": 2,
        "rejected": 0,
        "unlocated": 1,
    }
    assert [(r.row, r.reason.split(":")[0]) for r in outcome.receipt.rejects] == [
        (2, "repeated_in_release"),
        (5, "repeated_in_release"),
    ]


def test_anti_social_behaviour_is_never_deduplicated(tmp_path: Path) -> None:
    asb = row(0, word="Anti-social behaviour", outcome="")
    (outcome,) = load(tmp_path / "data", [street(tmp_path, [asb, asb, asb])])
    assert outcome.receipt.counts["kept"] == 3


def test_rows_without_location_stay(tmp_path: Path) -> None:
    (outcome,) = load(tmp_path / "data", [street(tmp_path, [*GOOD, row(99, point=",", lsoa=",")])])
    assert (outcome.receipt.counts["kept"], outcome.receipt.counts["unlocated"]) == (31, 1)


def test_a_point_outside_the_kingdom_loses_its_place_and_is_looked_at(tmp_path: Path) -> None:
    (outcome,) = load(tmp_path / "data", [street(tmp_path, [*GOOD, row(99, point="12.5,41.9", lsoa=",")])])
    assert (outcome.receipt.counts["kept"], outcome.receipt.counts["unlocated"]) == (31, 1)
    assert outcome.must_look
    assert outcome.receipt.rejects[0].row == 32


def test_an_unknown_crime_type_is_left_out_and_looked_at(tmp_path: Path) -> None:
    (outcome,) = load(tmp_path / "data", [street(tmp_path, [*GOOD, row(99, word="Witchcraft")])])
    assert (outcome.receipt.counts["read"], outcome.receipt.counts["kept"]) == (31, 30)
    assert outcome.must_look
    assert (outcome.receipt.rejects[0].row, outcome.receipt.rejects[0].found) == (
        32,
        "10 characters, letters",
    )


def test_crime_types_of_before_2013_are_kept_with_a_note(tmp_path: Path) -> None:
    path = street(
        tmp_path, [row(1, word="Violent crime", month="2011-03")], name="2011-03-barchester-street.csv"
    )
    (outcome,) = load(tmp_path / "data", [path])
    assert stored(tmp_path / "data", outcome.receipt, "word") == [("Violent crime",)]
    assert "April 2013" in outcome.receipt.notes[0]


@pytest.mark.parametrize(
    ("code", "vintage"), [("E01033768", "2011"), ("E01033769", "2021"), ("W01001959", "2021")]
)
def test_the_vintage_of_the_lsoas_is_carried(code: str, vintage: str, tmp_path: Path) -> None:
    (outcome,) = load(tmp_path / "data", [street(tmp_path, [row(1), row(2, lsoa=f"{code},Barchester 009Z")])])
    assert outcome.receipt.parts[0].facts["lsoa_vintage"] == vintage


def test_a_file_of_several_months_and_forces_is_parted(tmp_path: Path) -> None:
    rows = [row(1), row(2, month="2021-04"), row(3, force="Plumstead Constabulary"), row(3)]
    (outcome,) = load(tmp_path / "data", [street(tmp_path, rows, name="merged.csv")])
    assert [(p.force, p.month, p.rows) for p in outcome.receipt.parts] == [
        ("barchester", 24254, 2),
        ("barchester", 24255, 1),
        ("plumstead", 24254, 1),
    ]


def test_names_of_forces_become_the_published_slugs(tmp_path: Path) -> None:
    names = ["Devon & Cornwall Police", "Metropolitan Police Service", "British Transport Police"]
    path = street(tmp_path, [row(i, force=name) for i, name in enumerate(names, 1)], name="merged.csv")
    (outcome,) = load(tmp_path / "data", [path])
    assert {p.force for p in outcome.receipt.parts} == {"devon-and-cornwall", "metropolitan", "btp"}


def swapped(number: int) -> str:
    return row(number, point="51.9,-0.2")


FILES = {
    "a future month": ("2024-07-barchester-street.csv", [row(1, month="2024-07")], "future", "row 2"),
    "a row of another month": (None, [*GOOD, row(99, month="2021-04")], "another month", "row 32"),
    "a row of another force": (None, [*GOOD, row(99, force="Plumstead Police")], "another force", "row 32"),
    "a month that is none": ("merged.csv", [*GOOD, row(99, month="2021-13")], "YYYY-MM", "row 32"),
    "a month missing": ("merged.csv", [*GOOD, row(99, month="")], "YYYY-MM", "row 32"),
    "a month before the site": ("merged.csv", [row(1, month="2010-11")], "December 2010", "row 2"),
    "swapped coordinates": (None, [swapped(n) for n in range(1, 9)], "swapped", "row 2"),
    "one swapped row": (None, [*GOOD, swapped(99)], "swapped", "row 32"),
    "National Grid": (None, [row(1, point="523000,224000")], "National Grid", "row 2"),
    "coordinates in words": (None, [*GOOD, row(99, point="west,51.9")], "not a number", "row 32"),
    "most rows abroad": (None, [row(n, point="12.5,41.9") for n in range(1, 9)], "United Kingdom", "row 2"),
    "words of another file": (None, [row(n, word="Fraud") for n in range(1, 9)], "crime type", "row 2"),
    "no rows": (None, [], "no rows", "2021-03-barchester-street.csv"),
    "a row cut off": (None, [*GOOD, row(99)[:90]], "columns of the header", "row 32"),
    "no force": ("merged.csv", [row(1, force="")], "names no force", "row 2"),
    "a month in the name that is none": (
        "2021-13-barchester-street.csv",
        GOOD,
        "file's name is none",
        "2021-13",
    ),
}


@pytest.mark.parametrize("case", FILES, ids=str)
def test_a_wrong_file_is_refused_with_its_row_and_nothing_is_loaded(case: str, tmp_path: Path) -> None:
    name, rows, words, where = FILES[case]
    path = street(tmp_path, rows, name=name or "2021-03-barchester-street.csv")
    with pytest.raises(Refusal) as refused:
        load(tmp_path / "data", [path])
    assert words in refused.value.what
    assert where in refused.value.where
    assert path.name in refused.value.where
    assert list_receipts(Folder(tmp_path / "data")) == ()
    assert not list((tmp_path / "data").rglob("*.parquet"))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "2021-03-barchester-street.csv"
    path.write_text(HEADER.replace("LSOA code,", "") + "\n" + row(1) + "\n")
    with pytest.raises(Refusal) as refused:
        load(tmp_path / "data", [path])
    assert refused.value.where == "2021-03-barchester-street.csv, row 1, column LSOA code"


def test_wrong_encoding_names_the_row(tmp_path: Path) -> None:
    path = street(tmp_path, GOOD)
    path.write_bytes(path.read_bytes() + row(99).replace("High", "Caf\xe9").encode("cp1252") + b"\n")
    with pytest.raises(Refusal) as refused:
        load(tmp_path / "data", [path])
    assert "not UTF-8" in refused.value.what
    assert "row 32, column Location" in refused.value.where


def test_one_wrong_file_among_several_and_none_is_loaded(tmp_path: Path) -> None:
    good = street(tmp_path, GOOD)
    bad = street(tmp_path, [row(1, month="2021-05")], name="2021-04-barchester-street.csv")
    with pytest.raises(Refusal, match="1 of 2 files"):
        load(tmp_path / "data", [good, bad])
    assert list_receipts(Folder(tmp_path / "data")) == ()
    assert not list((tmp_path / "data" / "loads").glob(".staging-*"))
    assert [outcome.already for outcome in load(tmp_path / "data", [good])] == [False]


def archive(tmp_path: Path) -> Path:
    outcomes = HEADER.replace("Crime type,Last outcome category,Context", "Outcome type")
    cells = row(1).rsplit(",", 3)[0]
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for month in ("2021-03", "2021-04"):
            for force in ("barchester", "plumstead"):
                rows = [row(n, month=month, force=f"{force.title()} Police") for n in (1, 2, 3)]
                made.writestr(f"{month}/{month}-{force}-street.csv", "\n".join([HEADER, *rows]) + "\n")
        twice = [f"{cells},Suspect charged", f"{cells},Offender sent to prison"]
        made.writestr("2021-03/2021-03-barchester-outcomes.csv", "\n".join([outcomes, *twice]) + "\n")
        searches = f"{SEARCH_HEADER}\n{search()}\n"
        made.writestr("2021-03/2021-03-barchester-stop-and-search.csv", searches)
        made.writestr("2021-03/read-me.txt", "about these files")
    return path


def test_an_archive_as_published_is_one_load(tmp_path: Path) -> None:
    (outcome,) = load(tmp_path / "data", [archive(tmp_path)])
    parts = [(part.table, part.force, part.rows) for part in outcome.receipt.parts]
    assert parts.count(("street", "barchester", 3)) == 2
    assert parts.count(("street", "plumstead", 3)) == 2
    assert parts.count(("outcomes", "barchester", 2)) == 1  # two outcomes of one crime are both kept
    assert outcome.receipt.released == "2021-04"
    assert parts.count(("stop-and-search", "barchester", 1)) == 1
    assert "1 other file left out, not counted here: 2021-03/read-me.txt" in outcome.receipt.notes[0]


def test_gzip_and_plain_hold_the_same_rows_and_do_not_conflict(tmp_path: Path) -> None:
    plain = street(tmp_path, GOOD)
    packed = tmp_path / "2021-03-barchester-street.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    outcomes = load(tmp_path / "data", [plain, packed])
    assert [outcome.must_look for outcome in outcomes] == [False, False]


@pytest.mark.parametrize("change", [lambda b: b.replace(b"\n", b"\r\n"), lambda b: b"\xef\xbb\xbf" + b])
def test_line_ends_and_byte_order_marks_do_not_matter(change: object, tmp_path: Path) -> None:
    path = street(tmp_path, [*GOOD, row(99, point=",", lsoa=",")])
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    (outcome,) = load(tmp_path / "data", [path])
    assert (outcome.receipt.counts["kept"], outcome.receipt.counts["unlocated"]) == (31, 1)
    assert (
        stored(tmp_path / "data", outcome.receipt, "DISTINCT location, lsoa_name")[0][0]
        == "On or near High Street"
    )


def test_the_same_file_twice_is_already_loaded(tmp_path: Path) -> None:
    path = street(tmp_path, GOOD)
    assert [outcome.already for outcome in load(tmp_path / "data", [path])] == [False]
    before = (
        Folder(tmp_path / "data").receipt(list_receipts(Folder(tmp_path / "data"))[0].sha256)
    ).read_bytes()
    copy = tmp_path / "copy" / path.name
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    assert [outcome.already for outcome in load(tmp_path / "data", [path, copy])] == [True, True]
    (receipt,) = list_receipts(Folder(tmp_path / "data"))
    assert Folder(tmp_path / "data").receipt(receipt.sha256).read_bytes() == before
