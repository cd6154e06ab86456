"""A partner's file as a table: the same rows from CSV, XLSX and ODS, and words for what is no table."""

import gzip
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.partner_tables import read_partner_table

HEADER = ("Reference", "From", "Day", "Easting", "Offence")
# midnight stands in a column of times, and is one; a column of days has no times
CELLS = (
    ("R1", datetime(2007, 3, 1, 23, 15), date(2007, 3, 1), 523800, "Robbery"),
    ("R2", datetime(2007, 3, 2, 0, 0), date(2007, 12, 3), 523900.5, "Burglary – dwelling"),
    ("007", None, date(2007, 3, 4), None, ""),
)
ROWS = (
    ("R1", "2007-03-01 23:15:00", "2007-03-01", "523800", "Robbery"),
    ("R2", "2007-03-02 00:00:00", "2007-12-03", "523900.5", "Burglary – dwelling"),
    ("007", "", "2007-03-04", "", ""),
)


def csv(path: Path, cells: Sequence[Sequence[object]] = CELLS) -> Path:
    lines = [",".join("" if cell is None else str(cell) for cell in line) for line in (HEADER, *cells)]
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    return path


def csv_gz(path: Path) -> Path:
    path = path.with_name(path.name + ".gz")
    path.write_bytes(gzip.compress(csv(path.with_name("plain.csv")).read_bytes()))
    return path


def xlsx(path: Path, *sheets: str) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(path)) as book:
        time, day = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy hh:mm", "dd/mm/yyyy"))
        for name in sheets or ("Crimes",):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            for row, line in enumerate(CELLS, start=1):
                for column, cell in enumerate(line):
                    if isinstance(cell, date):
                        form = time if isinstance(cell, datetime) else day
                        sheet.write_datetime(row, column, cell, form)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
    return path


def ods(path: Path) -> Path:
    """The least that is an OpenDocument spreadsheet."""
    path = path.with_suffix(".ods")
    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell) for cell in line)}</table:table-row>"
        for line in (HEADER, *CELLS)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"><manifest:file-entry '
            'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
        book.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
            f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table '
            f'table:name="Crimes">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return path


def _ods_cell(cell: object) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        value = 'office:value-type="string"'
    else:
        value = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"


@pytest.mark.parametrize("make", [csv, csv_gz, xlsx, ods])
def test_every_kind_of_file_gives_the_same_table(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    table = read_partner_table(make(tmp_path / "crimes.csv"))
    assert table.header == HEADER
    assert table.rows == ROWS
    assert table.numbers == (2, 3, 4)


def test_of_several_sheets_the_mapping_names_one(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "crimes.csv", "January", "February")
    assert read_partner_table(path, sheet="February").rows == ROWS
    with pytest.raises(Refusal, match="Several sheets") as refused:
        read_partner_table(path)
    assert "January; February" in refused.value.found
    with pytest.raises(Refusal, match="no such sheet"):
        read_partner_table(path, sheet="March")


def _written(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def _cut(folder: Path) -> Path:
    path = xlsx(folder / "cut.csv")
    path.write_bytes(path.read_bytes()[:-400])
    return path


def _bomb(folder: Path) -> Path:
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<a/>" * 20_000_000)
    return path


WRONG: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a web page named as a spreadsheet": (
        _written("a.xlsx", b"<html>Sign in</html>"),
        "named as a spreadsheet but is none",
    ),
    "a locked spreadsheet": (
        _written("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        "locked with a password",
    ),
    "an empty spreadsheet": (_written("a.xlsx", b""), "empty"),
    "a damaged spreadsheet": (_written("a.ods", b"PK\x03\x04 and no more"), "cut off or damaged"),
    "an old spreadsheet": (_written("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "Old Excel"),
    "a web page": (_written("a.csv", b"<html>Sign in</html>"), "web page"),
    "an empty file": (_written("a.csv", b""), "empty"),
    "a binary file": (_written("a.csv", b"Ref,From\n\x00\x01\x02,\n"), "binary"),
    "Windows text": (_written("a.csv", "Ref,Place\nR1,Café\n".encode("cp1252")), "not UTF-8"),
    "UTF-16": (_written("a.csv", "Ref,Place\nR1,x\n".encode("utf-16")), "not UTF-8"),
    "a header alone": (_written("a.csv", b"Ref,Place\n"), "no rows"),
    "a gzip cut off": (
        _written("a.csv.gz", gzip.compress(b"Ref,Place\nR1,x\n" * 99)[:-9]),
        "cut off or damaged",
    ),
    "a spreadsheet cut off": (_cut, "cut off or damaged"),
    "a zip bomb": (_bomb, "unpacks to far more"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, case: str) -> None:
    make, words = WRONG[case]
    path = make(tmp_path)
    with pytest.raises(Refusal) as refused:
        read_partner_table(path)
    assert words in refused.value.what
    assert path.name in refused.value.where
    assert refused.value.todo


def test_the_words_about_a_wrong_letter_quote_its_own_cell_only(tmp_path: Path) -> None:
    """The cells beside it may hold the key of a person."""
    path = tmp_path / "a.csv"
    path.write_bytes("Ref,Place,Offender\nR1,Café,N4711\n".encode("cp1252"))
    with pytest.raises(Refusal) as refused:
        read_partner_table(path)
    assert refused.value.where == "a.csv, row 2, column Place"
    assert refused.value.found == "byte 0xE9"
    assert "4711" not in str(refused.value)
