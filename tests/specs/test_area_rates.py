"""Many areas against one rate: the funnel of domain notes 3.19, and how often it is wrong."""

import numpy as np
import pytest

from wardmote.measuring.analysis.area_rates import area_rates, funnel_limits
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal


def test_350_burglaries_where_the_group_would_have_297() -> None:
    own = area_rates([350], [33_000], overall=9.0 / 1000, overdispersed=False).areas[0]
    assert own.expected == pytest.approx(297)
    assert own.rate == pytest.approx(10.61, abs=5e-3)
    assert (own.warning, own.control) == ((264, 331), (245, 352))
    assert own.band == "above warning"


@pytest.mark.parametrize(
    ("count", "band"),
    [
        (353, "above control"),
        (352, "above warning"),
        (331, "within"),
        (264, "within"),
        (263, "below warning"),
        (244, "below control"),
    ],
)
def test_the_bands_of_the_funnel(count: int, band: str) -> None:
    assert area_rates([count], [33_000], overall=0.009, overdispersed=False).areas[0].band == band


def test_the_funnel_is_the_poisson_distributions() -> None:
    assert funnel_limits(297) == (264, 331)
    assert funnel_limits(297, confidence=0.998) == (245, 352)


def test_an_area_without_a_denominator_cannot_say_and_disturbs_nobody() -> None:
    rates = area_rates([50, 10, 10, 10, 99, 99], [1000, 1000, 1000, 1000, 0, None], overdispersed=False)
    assert [area.flag for area in rates.areas[4:]] == ["cannot say", "cannot say"]
    assert rates.areas[0].flag == "above"
    assert rates.overall == 20.0
    assert rates.areas[5].rate is None


def test_chance_alone_hardly_ever_flags_an_area() -> None:
    chance = np.random.default_rng(2007)
    people = chance.integers(900, 2500, 52)
    flagged = [
        any(
            area.flag != "within"
            for area in area_rates(chance.poisson(people * 0.03), people, overdispersed=False).areas
        )
        for _ in range(200)
    ]
    assert sum(flagged) <= 0.05 * 200


def test_uneven_towns_where_no_area_stands_out_hardly_ever_have_a_flag() -> None:
    """Rates that differ by 30 % from area to area for no one reason; about one map in twenty, by design."""
    chance = np.random.default_rng(2006)
    flagged = 0
    for _ in range(200):
        counts = chance.poisson(chance.gamma(1 / 0.09, 200 * 0.09, 52))
        flagged += any(area.flag != "within" for area in area_rates(counts, [1600] * 52).areas)
    assert flagged <= 0.08 * 200


def test_a_town_centre_is_above_however_uneven_the_rest() -> None:
    chance = np.random.default_rng(2021)
    rates_of_rest = chance.gamma(6, 0.015, 51)
    counts = [1629, *chance.poisson(1600 * rates_of_rest)]
    rates = area_rates(counts, [1600] * 52)
    assert rates.phi > 1
    assert rates.areas[0].flag == "above"
    assert sum(area.flag == "above" for area in rates.areas) <= 5


def test_too_few_areas_and_wrong_lengths() -> None:
    assert area_rates([5, 5], [10, 10]).status == Status.INSUFFICIENT
    assert area_rates([0, 0, 0], [10, 10, 10]).status == Status.INSUFFICIENT
    with pytest.raises(Refusal):
        area_rates([1, 2, 3], [1, 2])
