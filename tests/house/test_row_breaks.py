"""Every row that stands has a break that its tests must notice: `./wardmote test rows` tries them."""

import pytest

from tools.row_breaks import Break, breaks
from wardmote.measuring.catalogue.coverage import coverage

BREAKS = breaks()
WITHOUT = frozenset(
    {
        "PB-01",
        "PB-04",
        "PB-05",
        "A2.3.2",
        "A3.1.1",
        "F-22",
        "F-23",
    }
)
"""Rows whose break is still to be written; it may only shrink."""


def test_every_row_that_has_tests_has_a_break_and_no_other() -> None:
    held = {row.key for row in coverage().values() if row.tests}
    assert sorted(held - set(BREAKS) - WITHOUT) == [], "write its break in tests/rows/breaks.toml"
    assert sorted(set(BREAKS) - held) == []
    assert sorted(WITHOUT & set(BREAKS)) == [], "it has a break now: take it off the list"


@pytest.mark.parametrize("each", BREAKS.values(), ids=list(BREAKS))
def test_a_break_still_applies_to_the_program(each: Break) -> None:
    assert each.why_not_applied() is None
    assert each.file.startswith("src/wardmote/")
    assert each.find != each.put
    assert each.seen
