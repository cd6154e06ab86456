"""Where it changed: an area beside the rest of its place. Counts and what is expected are worked by hand."""

import numpy as np
import pytest

from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.analysis.moves import AreaMoves, ClassByArea, area_moves

JANUARY = 24240
AREAS = 12


def by_area(counts: np.ndarray, *, unplaced: float = 0.0, months: int = 24) -> ClassByArea:
    """The second half of the months against the first, which are a year apart where there are 24."""
    half, span = months // 2, tuple(range(JANUARY, JANUARY + months))
    before, now = frozenset(span[:half]), frozenset(span[half:])
    held = HeldMonths(np.asarray(counts, float), span, (30,) * months, before, now, half == 12)
    return ClassByArea(held, np.full(months, unplaced), 0.024)


def steady(areas: int = AREAS, *, a_month: float = 10, months: int = 24) -> np.ndarray:
    return np.random.default_rng(11).poisson(a_month, (areas, months)).astype(float)


def moved(found: AreaMoves, of: int = 0) -> list[int]:
    return [int(i) for i in np.flatnonzero(found.moved[of])]


def test_a_class_that_rises_everywhere_moves_nowhere() -> None:
    counts = steady()
    counts[:, 12:] *= 3
    assert moved(area_moves([by_area(counts)])) == []


def test_an_area_that_goes_another_way_than_the_rest_moved_and_what_was_expected_is_told() -> None:
    """Eleven areas double from 10 to 20 a month; the first stays: 120 then and now; 240 was expected."""
    counts = np.full((AREAS, 24), 10.0)
    counts[1:, 12:] = 20
    found = area_moves([by_area(counts)])
    assert moved(found) == [0]
    assert (found.before[0, 0], found.now[0, 0], found.expected[0, 0]) == (120, 120, 240)


def test_a_centre_that_rises_does_not_make_the_others_seem_to_fall() -> None:
    """The centre has as much as all others together and rises to three times that."""
    counts = steady()
    counts[0] = np.random.default_rng(2).poisson([110.0] * 12 + [330.0] * 12)
    found = area_moves([by_area(counts)])
    assert moved(found) == [0]
    rest = counts[1:, 12:].sum() / counts[1:, :12].sum()
    assert found.expected[0, 0] == pytest.approx(counts[0, :12].sum() * rest)
    others = np.delete(np.arange(AREAS), [0, 5])
    alike = counts[others, 12:].sum() / counts[others, :12].sum()
    assert found.expected[0, 5] == pytest.approx(counts[5, :12].sum() * alike)


def test_rows_in_no_area_belong_to_the_rest() -> None:
    """Two areas of 5 a month and 90 a month in none: one that doubles is held against all of these."""
    counts = np.full((2, 24), 5.0)
    counts[0, 12:] = 20
    found = area_moves([by_area(counts, unplaced=90)])
    assert moved(found) == [0]
    assert found.expected[0, 0] == pytest.approx(60)


@pytest.mark.parametrize(("before", "now", "looked"), [(9, 10, False), (2, 18, True), (0, 30, True)])
def test_fewer_than_twenty_rows_are_too_few_to_say(before: int, now: int, looked: bool) -> None:
    counts = steady()
    counts[0] = 0
    counts[0, 0], counts[0, 12] = before, now
    found = area_moves([by_area(counts)])
    assert bool(found.looked[0, 0]) is looked
    assert looked or not found.moved[0, 0]


def test_under_twelve_months_nothing_is_judged() -> None:
    counts = steady(months=10)
    counts[0, 5:] *= 10
    assert not area_moves([by_area(counts, months=10)]).looked.any()


def test_where_an_area_jumps_about_by_itself_it_must_jump_further() -> None:
    """Both go from 1,200 to 1,800; one evenly, one in months of 20 and 180, then 270 and 30."""
    counts = np.full((AREAS, 24), 100.0)
    counts[0] = [100] * 12 + [150] * 12
    counts[1] = [20, 180] * 6 + [270, 30] * 6
    assert moved(area_moves([by_area(counts)])) == [0]


def test_all_areas_and_classes_are_judged_together() -> None:
    """What is clear among the areas of one class is not among forty classes of as many areas."""
    counts = steady(a_month=20)
    counts[0, 12:] = np.random.default_rng(4).poisson(30, 12)
    alone = area_moves([by_area(counts)])
    beside = [by_area(np.random.default_rng(seed).poisson(20, (AREAS, 24))) for seed in range(40)]
    among = area_moves([by_area(counts), *beside])
    assert alone.p[0, 0] == among.p[0, 0]
    assert among.p_together[0, 0] == pytest.approx(alone.p_together[0, 0] * 41, rel=1e-6)


def test_where_nothing_moved_hardly_any_map_names_an_area() -> None:
    """Forty maps of twelve areas and two classes, counts with 1.7 times the variance of chance."""
    rng = np.random.default_rng(7)
    maps = [
        [by_area(rng.negative_binomial(mean / 0.7, 1 / 1.7, (AREAS, 24))) for mean in (5, 20)]
        for _ in range(40)
    ]
    assert sum(area_moves(each).moved.any() for each in maps) <= 4
