"""No cell of a file we give away is run by the spreadsheet that opens it."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.catalogue.spreadsheets import safe_cell
from wardmote.measuring.documents.csv import table_csv
from wardmote.measuring.documents.model import Sheet


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1+1",
        "=HYPERLINK(\"http://x\")", "-2+3+cmd|' /C calc'!A0", "+44 1438 242242", "-", "--1",
    ],
)  # fmt: skip
def test_what_would_run_is_quoted(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Bedwell", "-12", "+3", "-1,234.5", "-12%", "0", "a=b", "'=1", "1 - 2"])
def test_words_and_numbers_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


@given(st.text())
def test_guarding_twice_is_guarding_once_and_nothing_is_lost(cell: str) -> None:
    once = safe_cell(cell)
    assert safe_cell(once) == once
    assert without(once) == without(re.sub("\r\n?", "\n", cell))


def without(cell: str) -> str:
    return re.sub("^'", "", cell, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("\r=1", "'\n'=1"),
        ("\n=1", "'\n'=1"),
        ("tool\r=1+2", "tool\n'=1+2"),
        ("Two ideas:\r\n- a gate\r\n-12", "Two ideas:\n'- a gate\n-12"),
    ],
)
def test_no_later_line_of_a_cell_runs_and_the_file_is_read_as_one_row(cell: str, written: str) -> None:
    """Where a bare carriage return is not quoted, what follows it begins a row of its own."""
    assert safe_cell(cell) == written
    text = table_csv(Sheet("Words", ["Words", "n"], [[cell, "1"]]))
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [["Words", "n"], [written, "1"]]
