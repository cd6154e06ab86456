"""Hit rates of a ranked map: domain notes 3.11, values as published with the software they come from."""

import pytest

from wardmote.measuring.analysis.prediction import hit_rate_index, predicted_well
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal


@pytest.mark.parametrize(("found", "area", "index"), [(25, 50, 0.5), (20, 10, 2.0)])
def test_share_of_crime_found_over_share_of_area_searched(found: float, area: float, index: float) -> None:
    assert hit_rate_index(found, 100, area, 100) == pytest.approx(index)


def test_three_equal_areas_searched_one_by_one() -> None:
    result = predicted_well([6, 3, 0], [3, 2, 1], [1, 1, 1])
    assert result.pai == pytest.approx((2, 1.5, 1))
    assert result.pei == pytest.approx((1, 1, 1))
    assert result.rri == pytest.approx((0.500, 0.556, 0.667), abs=5e-4)


def test_a_map_the_wrong_way_round() -> None:
    result = predicted_well([6, 3, 0], [1, 2, 3], [1, 1, 1])
    assert result.order == (2, 1, 0)
    assert result.pai == pytest.approx((0, 0.5, 1))
    assert result.pei == pytest.approx((0, 1 / 3, 1))


def test_nothing_afterwards_judges_no_map() -> None:
    assert predicted_well([0, 0], [1, 2], [1, 1]).status == Status.UNDEFINED
    with pytest.raises(Refusal):
        predicted_well([1, 1], [1, 2], [1, 0])
