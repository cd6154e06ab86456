"""No cell of a file we give away is run by the spreadsheet that opens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.catalogue.spreadsheets import safe_cell


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1",
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
    assert once.removeprefix("'") == cell or once == cell
