"""Files to take away: numbers stay numbers, and no text runs as a formula."""

import pytest

from wardmote.knowing.asking.downloads import table_file


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+44 1438", "'+44 1438"),
        ("-cmd", "'-cmd"),
        ("@home", "'@home"),
        (-3.5, "-3.5"),
        (1440, "1440"),
        (None, ""),
        ("High Street", "High Street"),
    ],
)
def test_a_cell_is_written_safely(cell: str | int | float | None, written: str) -> None:
    text = table_file("classes", ["Cell", "n"], [[cell, 1]]).content.decode("utf-8-sig")
    assert text.splitlines()[1] == f"{written},1"
