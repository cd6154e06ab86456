"""Every kind of bad row is found, with its column, what stood there and why; good rows are read as meant."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.incidents import read_incidents
from wardmote.measuring.sources.mapping import FlagColumn, Offenders, PartnerMapping, Scheme
from wardmote.measuring.sources.moments import moment
from wardmote.measuring.sources.partner_source import PartnerSource
from wardmote.measuring.sources.partner_tables import read_partner_table
from wardmote.measuring.sources.positions import ColumnPair, read_positions
from wardmote.measuring.sources.tables import SourceTable

TODAY = date(2024, 6, 1)
HEADER = ("Ref", "From", "To", "E", "N", "Code", "What", "Alcohol", "Who")
ROW = ("A1", "2007-03-01 23:15", "2007-03-02 01:00", "523800", "224300", "28A", "", "Y", "P1")
MAPPING = PartnerMapping(
    name="police",
    kind="incidents",
    columns={
        "reference": "Ref",
        "from": "From",
        "to": "To",
        "easting": "E",
        "northing": "N",
        "code": "Code",
        "category": "What",
    },
    scheme=Scheme("ho-2007-08"),
    categories={"rowdy behaviour": "anti-social-behaviour", "total": "leave-out"},
    offenders=Offenders(("Who",)),
    flags={"alcohol": FlagColumn("Alcohol", ("y",), ("n",), set_by_text="Police")},
)


def rows(*given: tuple[str, ...], mapping: PartnerMapping = MAPPING) -> PartnerSource:
    table = SourceTable("crime.csv", HEADER, given, tuple(range(2, 2 + len(given))))
    return read_incidents(table, mapping, today=TODAY)


def changed(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADER, ROW, strict=True))


@pytest.mark.parametrize(
    ("text", "minute", "day_only"),
    [
        ("2007-03-01 23:15", "2007-03-01T23:15", False),
        ("2007-03-01T23:15:59.000", "2007-03-01T23:15", False),
        ("01/03/2007 23:15", "2007-03-01T23:15", False),
        ("1.3.2007", "2007-03-01T00:00", True),
        ("2007-03-01", "2007-03-01T00:00", True),
        ("39142", "2007-03-01T00:00", True),  # a spreadsheet's day
        ("39142.96875", "2007-03-01T23:15", False),
    ],
)
def test_dates_are_read_as_partners_write_them(text: str, minute: str, day_only: bool) -> None:
    assert moment(text, today=TODAY) == (np.datetime64(minute, "m"), day_only)


BAD = [
    ({"From": ""}, "From", "no date"),
    ({"From": "yesterday"}, "From", "not a date and time"),
    ({"From": "2007-02-30"}, "From", "no such date"),
    ({"From": "2007-03-01 24:00"}, "From", "00:00 of the next day"),
    ({"From": "2007-03-01T23:15Z"}, "From", "zone"),
    ({"From": "2024-06-02", "To": ""}, "From", "in the future"),
    ({"From": "1900-01-01"}, "From", "before 1950"),
    ({"To": "2007-03-01 23:14"}, "To", "before the time it started"),
    ({"E": "224300", "N": "923800"}, "E", ""),
    ({"E": "x"}, "E", "not a number"),
    ({"N": ""}, "E", "half of a pair"),
    ({"E": "52380000"}, "E", "outside Great Britain"),
    ({"Code": "8G"}, "Code", "not in"),  # came in April 2008
    ({"Code": "999"}, "Code", "not in"),
    ({"Code": "", "What": "Shouting"}, "What", "[categories]"),
    ({"Code": ""}, "Code", "does not say what happened"),
    ({"Alcohol": "perhaps"}, "Alcohol", "neither a yes nor a no"),
]


def test_one_date_the_other_way_round_is_a_bad_row_of_a_file_with_the_day_first() -> None:
    found = rows(changed(From="28/02/2007 10:00"), changed(Ref="A2", From="02/25/2007 10:00"))
    assert [(r.row, r.reason) for r in found.rejects] == [(3, "no such date; are day and month exchanged?")]


@pytest.mark.parametrize(("cells", "column", "reason"), BAD)
def test_a_bad_row_is_rejected_with_its_reason(cells: dict[str, str], column: str, reason: str) -> None:
    if reason == "":  # inside the grid all the same
        assert not rows(changed(**cells)).rejects
        return
    found = rows(ROW, changed(Ref="A2", **cells))
    assert [(r.row, r.column) for r in found.rejects] == [(3, column)]
    assert reason in found.rejects[0].reason
    assert found.keys["reference"].tolist() == ["A1"]


def test_a_row_that_is_good_is_read_as_meant() -> None:
    found = rows(ROW)
    kept = {name: column.tolist()[0] for name, column in found.columns.items()}
    assert (kept["cls"], kept["flag_alcohol"]) == ("burglary-dwelling", 1)
    assert found.keys["set_by_alcohol"].tolist() == ["Police"]
    # Stevenage, from the grid: 0.204 W, 51.90 N
    assert kept["longitude"] == pytest.approx(-0.20, abs=0.01)
    assert kept["latitude"] == pytest.approx(51.90, abs=0.01)
    assert found.keys["offender_1"].tolist() == ["P1"]


def test_unknown_ends_and_whole_days() -> None:
    given = (ROW, changed(Ref="A2", To=""), changed(Ref="A3", From="2007-03-01", To="2007-03-03"))
    found = rows(*given, changed(Ref="A4", From="2007-03-01", To=""))
    ends = found.columns["end"].astype("datetime64[m]").astype(str).tolist()
    assert ends == ["2007-03-02T01:00", "NaT", "2007-03-04T00:00", "2007-03-02T00:00"]
    no_to = replace(MAPPING, columns={k: v for k, v in MAPPING.columns.items() if k != "to"})
    assert rows(ROW, mapping=no_to).columns["end"][0] == np.datetime64("2007-03-01T23:15")


def test_a_row_repeated_word_for_word_counts_once_and_a_reference_used_twice_is_rejected() -> None:
    found = rows(ROW, ROW, changed(Code="34B"))
    assert (len(found.columns["row"]), found.counts["repeated"]) == (1, 1)
    assert [(r.row, r.column) for r in found.rejects] == [(4, "Ref")]


def test_words_to_leave_out_are_left_out_and_no_location_is_no_error() -> None:
    found = rows(
        changed(E="0", N="0"), changed(Ref="A2", Code="", What="Total"), changed(Ref="A3", E="", N="")
    )
    assert (found.counts["left_out"], found.rejects) == (1, ())
    assert np.isnan(found.columns["x"]).tolist() == [True, True]


def test_degrees_the_wrong_way_round_are_refused_whole_and_rejected_singly() -> None:
    pair = ColumnPair(("Lon", "Lat"), ("51.9", "51.8", "-0.2"), ("-0.2", "-0.1", "51.9"), degrees=True)
    with pytest.raises(Refusal, match="wrong way round"):
        read_positions(pair, (2, 3, 4), where="crime.csv")
    pair = ColumnPair(("Lon", "Lat"), ("51.9", "-0.1", "-0.2"), ("-0.2", "51.8", "51.9"), degrees=True)
    found = read_positions(pair, (2, 3, 4), where="crime.csv")
    assert [(r.row, "exchanged" in r.reason) for r in found.rejects] == [(2, True)]


def test_a_file_without_the_columns_of_the_mapping_is_refused() -> None:
    table = SourceTable("crime.csv", HEADER[1:], (ROW[1:],), (2,))
    with pytest.raises(Refusal, match="column is missing") as refused:
        read_incidents(table, MAPPING, today=TODAY)
    assert "Ref" in refused.value.where


def workbook(folder: Path, *sheets: str) -> Path:
    path = folder / "crime.xlsx"
    book = xlsxwriter.Workbook(path)
    moments = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
        sheet.write_number(1, 1, 39142.96875, moments)  # 1 March 2007 23:15
        sheet.write_number(1, 3, 523800)
    book.close()
    return path


def test_a_spreadsheet_gives_the_same_rows_as_its_csv(tmp_path: Path) -> None:
    found = read_incidents(read_partner_table(workbook(tmp_path, "Crimes")), MAPPING, today=TODAY)
    expected = rows(ROW)
    assert not found.rejects
    for name, column in expected.columns.items():
        assert str(found.columns[name].tolist()) == str(column.tolist()), name


def test_several_sheets_need_a_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, "Crimes", "Old")
    with pytest.raises(Refusal, match="Several sheets"):
        read_partner_table(path)
    assert len(read_partner_table(path, sheet="Old").rows) == 1
    with pytest.raises(Refusal, match="no such sheet"):
        read_partner_table(path, sheet="New")


def _bytes(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_bytes("a.csv", b""), "empty"),
        (_bytes("a.xlsx", b""), "empty"),
        (_bytes("a.xlsx", b"Ref,From\n1,2\n"), "named as a spreadsheet"),
        (_bytes("a.xlsx", b"PK\x03\x04 and no more"), "cut off or damaged"),
        (_bytes("a.xls", b"\xd0\xcf\x11\xe0"), "Old Excel"),
        (_bytes("a.csv", b"PK\x03\x04 and no more"), "zip or spreadsheet"),
        (_bytes("a.csv", b"<!DOCTYPE html><html>"), "web page"),
        (_bytes("a.csv", b"Ref,From\n\x00,1\n"), "binary"),
        (_bytes("a.csv.gz", b"\x1f\x8b\x08\x00 cut"), "cut off or damaged"),
        (_bytes("a.csv", b"Ref,From\n"), "no rows"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read_partner_table(make(tmp_path))
