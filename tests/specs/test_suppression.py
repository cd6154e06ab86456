"""Small numbers: the worked values of domain notes 4.7, and an attacker who tries every table."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from wardmote.measuring.analysis.differencing import Exposed, Release, safe_against
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.analysis.suppression import SuppressedTable, rounded, suppress
from wardmote.measuring.catalogue.refusals import Refusal

Counts = NDArray[np.int64]
LARGEST, THRESHOLD = 4, 3


def test_the_next_smallest_is_hidden_beside_the_small_one() -> None:
    row = suppress([3, 12, 20], threshold=5)
    assert (row.cells, row.row_totals) == (((None, None, 20),), (35,))
    assert (row.primary, row.complementary) == (1, 1)


def test_rounding_rounds_each_number_by_itself() -> None:
    row = rounded([3, 12, 20], base=5)
    assert (row.cells, row.row_totals) == (((5, 10, 20),), (35,))


# nothing small; small cells that protect each other; a small total; zeros shown and hidden
@pytest.mark.parametrize(
    ("row", "hide_zeros", "cells", "total"),
    [
        ([6, 12, 20], False, (6, 12, 20), 38),
        ([4, 4, 20], False, (None, None, 20), 28),
        ([1, 1], False, (None, None), None),
        ([0, 12, 20], False, (0, 12, 20), 32),
        ([0, 12, 20], True, (None, None, 20), 32),
    ],
)
def test_rows(row: list[int], hide_zeros: bool, cells: tuple[int | None, ...], total: int | None) -> None:
    found = suppress(row, threshold=5, hide_zeros=hide_zeros)
    assert (found.cells, found.row_totals) == ((cells,), (total,))


def test_one_small_cell_in_a_table_takes_three_more() -> None:
    """A rectangle is the least that hides one cell from row and column totals at once."""
    found = suppress([[3, 20, 30], [40, 11, 50], [60, 70, 80]], threshold=5)
    assert found.cells == ((None, None, 30), (None, None, 50), (60, 70, 80))
    assert (found.row_totals, found.column_totals, found.total) == ((53, 101, 210), (103, 101, 160), 364)


def test_what_is_open_at_its_source_is_shown() -> None:
    found = suppress([3, 12, 20], threshold=5, already_open=[True, False, False])
    assert (found.cells, found.status) == (((3, 12, 20),), Status.OK)


def test_a_table_that_open_numbers_give_away_is_hidden_whole() -> None:
    found = suppress([[3, 12], [20, 30]], threshold=5, already_open=[[False, True], [True, True]])
    shown = [v for row in found.cells for v in row if v is not None]
    assert found.status != Status.OK or 3 not in shown


def test_the_empty_and_the_impossible_table_are_refused() -> None:
    for table in ([], [-1, 3], [1.5, 2]):
        with pytest.raises(Refusal):
            suppress(table)


@cache
def every_table(rows: int, columns: int) -> Counts:
    """All tables of small counts with their totals; large enough that no wanted range is cut short."""
    size, top = rows * columns, LARGEST + THRESHOLD + 1
    cells = np.indices((top,) * size).reshape(size, -1).T.reshape(-1, rows, columns)
    wide = np.concatenate([cells, cells.sum(axis=2, keepdims=True)], axis=2)
    return np.concatenate([wide, wide.sum(axis=1, keepdims=True)], axis=1)


def published(found: SuppressedTable) -> list[list[int | None]]:
    body = [[*cells, total] for cells, total in zip(found.cells, found.row_totals, strict=True)]
    columns = found.column_totals or (None,) * len(found.cells[0])
    return [*body, [*columns, found.total]]


TABLES = st.sampled_from([(1, 3), (1, 4), (2, 2), (2, 3), (3, 2)]).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, LARGEST), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(TABLES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_nobody_can_work_a_hidden_number_out(table: list[list[int]], hide_zeros: bool) -> None:
    """Of all tables that agree with what is shown, each hidden number takes values a threshold apart."""
    found = suppress(table, threshold=THRESHOLD, hide_zeros=hide_zeros)
    full = every_table(len(table), len(table[0]))
    shown = published(found)
    agree = np.ones(len(full), bool)
    for (r, c), value in np.ndenumerate(np.array(shown, dtype=object)):
        agree &= (full[:, r, c] == value) if value is not None else True
    for (r, c), count in np.ndenumerate(np.array(table)):
        possible = full[agree, r, c]
        assert count in possible
        small = count < THRESHOLD and (count > 0 or hide_zeros)
        assert (shown[r][c] is None) or not small
        if shown[r][c] is None:
            assert possible.max() - possible.min() >= THRESHOLD


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_is_true(table: list[list[int]]) -> None:
    found = suppress(table, threshold=THRESHOLD)
    for row, cells, total in zip(table, found.cells, found.row_totals, strict=True):
        assert all(cell in (None, count) for cell, count in zip(cells, row, strict=True))
        assert total in (None, sum(row))


BOTH, APRIL = Release(frozenset({"april", "may"}), 40), Release(frozenset({"april"}), 38)


def test_a_month_alone_is_blocked_when_the_other_is_two() -> None:
    found = safe_against([APRIL], [BOTH], threshold=5)
    assert found.exposed == (Exposed(("may",), 2, 2),)
    assert found.status != Status.OK


def test_a_month_alone_may_go_out_when_the_other_is_large_or_nothing() -> None:
    for april in (30, 40):
        assert safe_against([Release(APRIL.parts, april)], [BOTH], threshold=5).status == Status.OK


def test_revised_releases_cannot_be_judged() -> None:
    assert safe_against([Release(APRIL.parts, 41)], [BOTH]).status == Status.NOT_COMPARABLE
