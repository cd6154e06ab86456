"""Every row that stands has a break that its tests must notice: `./wardmote test rows` tries them."""

import pytest

from tools.row_breaks import Break, breaks
from wardmote.measuring.catalogue.coverage import coverage

BREAKS = breaks()
WITHOUT = frozenset(
    {
        "A-01",
        "A-03",
        "A-04",
        "A-05",
        "A-06",
        "A-07",
        "A-08",
        "A-09",
        "A-10",
        "A-11",
        "A-12",
        "A-13",
        "A-14",
        "A-15",
        "A-16",
        "A-17",
        "A-18",
        "A-19",
        "ID-01",
        "ID-02",
        "ID-03",
        "ID-04",
        "ID-05",
        "ID-06",
        "ID-07",
        "ID-08",
        "ID-09",
        "ID-10",
        "ID-11",
        "ID-12",
        "ID-13",
        "ID-14",
        "ID-15",
        "ID-16",
        "GR-03",
        "PB-01",
        "PB-02",
        "PB-03",
        "PB-04",
        "PB-05",
        "PB-09",
        "PB-12",
        "PB-13",
        "PR-1",
        "PR-2",
        "PR-3",
        "PR-4",
        "PR-5",
        "PR-6",
        "PR-7",
        "PR-X1",
        "PR-X4",
        "PR-X5",
        "A1.1.4",
        "A2.1.3",
        "A2.2.3",
        "A2.3.2",
        "A3.1.1",
        "A3.1.2",
        "A3.2.2",
        "A3.2.4",
        "I-01",
        "I-02",
        "I-03",
        "I-04",
        "I-05",
        "I-06",
        "I-07a",
        "I-07b",
        "I-08",
        "I-09",
        "I-10",
        "I-11",
        "I-12",
        "I-13",
        "I-14",
        "I-15",
        "I-16",
        "I-17",
        "I-18",
        "I-19",
        "PM-01",
        "PM-02",
        "PM-03",
        "PM-04",
        "PM-05",
        "F-01",
        "F-02",
        "F-03",
        "F-04",
        "F-05",
        "F-06",
        "F-07",
        "F-08",
        "F-09",
        "F-10",
        "F-11",
        "F-12",
        "F-13",
        "F-14",
        "F-15",
        "F-16",
        "F-17",
        "F-18",
        "F-19",
        "F-20",
        "F-21",
        "F-22",
        "F-23",
        "F-24",
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
