"""Every row that stands has a break that its tests must notice: `./wardmote test rows` tries them."""

import pytest

from tools.row_breaks import breaks, failed
from wardmote.measuring.catalogue.coverage import coverage

BREAKS = breaks()


def test_every_row_that_has_tests_has_a_break_and_no_other() -> None:
    held = {row.key for row in coverage().values() if row.tests}
    assert sorted(held - set(BREAKS)) == [], "write its break in tests/rows/breaks.toml"
    assert sorted(set(BREAKS) - held) == []


def test_a_break_still_applies_to_the_program() -> None:
    assert {key: why for key, each in BREAKS.items() if (why := each.why_not_applied())} == {}
    for each in BREAKS.values():
        assert each.file.startswith("src/wardmote/"), each
        assert each.find != each.put, each
        assert each.seen, each


OUT = """
=========================== short test summary info ============================
FAILED tests/a/test_b.py::test_one - AssertionError
FAILED tests/a/test_b.py::test_three[x-1] - KeyError: 'FAILED tests/a/test_b.py::test_two'
ERROR tests/a/test_b.py::test_four - Refusal
2 failed, 3 passed, 1 error in 0.10s
"""


@pytest.mark.parametrize(
    ("name", "noticed"),
    [("test_one", True), ("test_on", False), ("test_two", False), ("test_three", True), ("test_four", False)],
)
def test_a_row_is_proven_by_a_test_that_failed_and_by_no_other_word(name: str, noticed: bool) -> None:
    assert failed(OUT, f"tests/a/test_b.py::{name}") is noticed
