"""Hotspots: the worked values of domain notes 3.10, and how often the test is wrong and right.

The simulated town has very uneven housing, as towns do: a map of it must not
become a map of hotspots.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from wardmote.measuring.analysis.hotspots import (
    count_in_cells,
    gi_star,
    grid_cells,
    grid_of,
    hotspots,
    hotspots_among,
    nearest_neighbour_index,
    queen_neighbours,
)
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal

SIDE, MAPS = 20, 200
TOUCHING = queen_neighbours(grid_of(SIDE, SIDE))
CLUSTER = [r * SIDE + c for r in (9, 10) for c in (9, 10)]


def uneven_town() -> NDArray[np.float64]:
    """Expected events of each cell, from a few hundredths to tens; five or more where the cluster will be."""
    expected = np.random.default_rng(20).lognormal(0.5, 1.2, SIDE * SIDE)
    expected[CLUSTER] = (5, 6, 7, 8)
    return expected


def test_gi_star_of_the_worked_grid() -> None:
    z = gi_star([10, 8, 1, 7, 2, 0, 1, 0, 1], queen_neighbours(grid_of(3, 3)))
    assert z[[0, 8]] == pytest.approx([2.367, -1.790], abs=5e-4)
    assert np.isnan(z[4])


def test_gi_star_of_equal_cells_is_undefined() -> None:
    assert np.isnan(gi_star([4.0] * 16, queen_neighbours(grid_of(4, 4)))).all()


def test_queen_neighbours_are_the_cell_and_those_around_it() -> None:
    near = queen_neighbours(grid_of(3, 3))
    assert near.sum(axis=1).tolist() == [[4], [6], [4], [6], [9], [6], [4], [6], [4]]


SQUARE = ([0, 100, 0, 100], [0, 0, 100, 100])
PAIRS = ([0, 5, 100, 105], [0, 0, 100, 100])


@pytest.mark.parametrize(("points", "index"), [(SQUARE, 2.0), (PAIRS, 0.1)])
def test_nearest_neighbour_index(points: tuple[list[int], list[int]], index: float) -> None:
    assert nearest_neighbour_index(*points, 40_000).value == pytest.approx(index)
    assert nearest_neighbour_index([1], [1], 40_000).status == Status.UNDEFINED


def test_points_fall_into_cells() -> None:
    cells = grid_cells([0, 249.9, 250, -1], [0, 0, 0, 0], 250)
    assert cells.tolist() == [[0, 0], [0, 0], [1, 0], [-1, 0]]
    assert count_in_cells(grid_of(2, 2), cells).tolist() == [2, 1, 0, 0]


def test_uneven_housing_alone_makes_a_hotspot_on_one_map_in_twenty_at_most() -> None:
    rng, expected = np.random.default_rng(1), uneven_town()
    flagged = [bool(hotspots(rng.poisson(expected), expected, TOUCHING).hot) for _ in range(MAPS)]
    assert sum(flagged) <= 0.05 * MAPS


def test_three_times_the_risk_in_four_cells_is_found() -> None:
    rng, expected = np.random.default_rng(2), uneven_town()
    risk = expected.copy()
    risk[CLUSTER] *= 3
    found = [set(CLUSTER) & set(hotspots(rng.poisson(risk), expected, TOUCHING).hot) for _ in range(MAPS)]
    assert sum(map(bool, found)) >= 0.8 * MAPS


def test_no_hotspot_is_a_finding_and_not_a_failure() -> None:
    even = [3] * SIDE**2
    found = hotspots(even, even, TOUCHING)
    assert (found.status, found.value, found.hot, found.reason) == (Status.OK, 0.0, (), "")


def test_a_little_more_of_very_much_is_no_hotspot() -> None:
    """A fifth above its share is beyond chance here, and not worth a patrol."""
    expected = np.full(SIDE**2, 500.0)
    observed = expected.copy()
    observed[CLUSTER] *= 1.2
    assert hotspots(observed, expected, TOUCHING).hot == ()


def test_a_cell_at_its_own_expectation_is_not_hot_beside_one_that_is() -> None:
    expected = np.full(SIDE**2, 10.0)
    observed = expected.copy()
    observed[CLUSTER] = 60
    assert set(hotspots(observed, expected, TOUCHING).hot) == set(CLUSTER)
    assert hotspots(observed, expected, TOUCHING).clusters == (tuple(CLUSTER),)


def test_against_other_records_the_ground_may_be_a_count() -> None:
    rng, expected = np.random.default_rng(3), uneven_town()
    flagged = [
        bool(hotspots_among(rng.poisson(expected), rng.poisson(4 * expected), TOUCHING).hot)
        for _ in range(MAPS)
    ]
    assert sum(flagged) <= 0.05 * MAPS


def test_anonymised_points_and_few_events_are_not_mapped() -> None:
    even = [3] * SIDE**2
    assert hotspots(even, even, TOUCHING, precision="snapped").status == Status.NOT_COMPARABLE
    assert hotspots([1] * 19 + [0] * 381, even, TOUCHING).status == Status.INSUFFICIENT
    with pytest.raises(Refusal):
        hotspots(even[1:], even, TOUCHING)
