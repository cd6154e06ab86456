"""Every row that stands has a break that its tests must notice: `./wardmote test rows` tries them."""

import pytest

from tools.row_breaks import Break, breaks
from wardmote.measuring.catalogue.coverage import coverage

BREAKS = breaks()


def test_every_row_that_has_tests_has_a_break_and_no_other() -> None:
    held = {row.key for row in coverage().values() if row.tests}
    assert sorted(held - set(BREAKS)) == [], "write its break in tests/rows/breaks.toml"
    assert sorted(set(BREAKS) - held) == []


@pytest.mark.parametrize("each", BREAKS.values(), ids=list(BREAKS))
def test_a_break_still_applies_to_the_program(each: Break) -> None:
    assert each.why_not_applied() is None
    assert each.file.startswith("src/wardmote/")
    assert each.find != each.put
    assert each.seen
