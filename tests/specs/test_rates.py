"""Counts, rates and shares with their limits: domain notes 3.3 and 3.4, published values where there are."""

import pytest

from wardmote.measuring.analysis.intervals import count_limits, count_limits_array, ratio_limits, wilson
from wardmote.measuring.analysis.rates import proportion, rate, rate_ratio
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal

# count, low, high: Byar as published in the test data of PHEindicatormethods, exact Poisson below 10.
COUNTS = [
    (65, 50.163, 82.849),
    (1045, 982.593, 1110.331),
    (3, 0.619, 8.767),
    (0, 0.0, 3.689),
    (1, 0.025, 5.572),  # Garwood 1936
    (9, 4.115, 17.085),  # Garwood 1936
]


@pytest.mark.parametrize(("count", "low", "high"), COUNTS)
def test_limits_of_a_count(count: int, low: float, high: float) -> None:
    assert count_limits(count) == pytest.approx((low, high), abs=5e-4)


def test_limits_of_many_counts_are_those_of_each() -> None:
    low, high = count_limits_array([count for count, _, _ in COUNTS])
    assert low.tolist() == pytest.approx([low for _, low, _ in COUNTS], abs=5e-4)
    assert high.tolist() == pytest.approx([high for _, _, high in COUNTS], abs=5e-4)


# x, n, low, high: Newcombe 1998 (81 of 263; 15 of 148; 0 of 20; 1 of 29), PHEindicatormethods (65 of 100).
SHARES = [
    (81, 263, 0.2553, 0.3662),
    (65, 100, 0.5525, 0.7364),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("x", "n", "low", "high"), SHARES)
def test_limits_of_a_share(x: int, n: int, low: float, high: float) -> None:
    assert wilson(x, n) == pytest.approx((low, high), abs=6e-5)
    assert proportion(x, n).interval == wilson(x, n)


def test_256_arsons_for_80_000_people() -> None:
    arson = rate(256, 80_000, per=10_000)
    assert arson.value == 32.0
    assert arson.interval == pytest.approx((28.20, 36.17), abs=5e-3)


def test_burglaries_by_people_and_by_households() -> None:
    people, households = rate(400, 80_000), rate(400, 33_000, denominator_kind="households")
    assert (people.value, households.value) == (5.0, pytest.approx(12.12, abs=5e-3))
    assert households.denominator_kind == "households"


def test_violence_for_each_100_000_visits() -> None:
    assert rate(300, 2_000_000, per=100_000, denominator_kind="visits").value == 15.0


def test_a_percentage_of_a_small_base_is_refused_and_the_counts_stay() -> None:
    few = proportion(7, 19)
    assert (few.status, few.value, few.interval, few.count, few.n) == (Status.INSUFFICIENT, None, None, 7, 19)
    assert proportion(7, 20).value == 0.35


@pytest.mark.parametrize(
    "result",
    [
        rate(5, 0),
        rate_ratio(5, 100, 0, 100),
        rate_ratio(5, 0, 5, 100),
        rate_ratio(5, 100, 5, 0),
        proportion(0, 0),
    ],
)
def test_nothing_to_divide_by_is_undefined(result: object) -> None:
    assert (result.status, result.value, result.interval) == (Status.UNDEFINED, None, None)  # type: ignore[attr-defined]
    assert result.reason  # type: ignore[attr-defined]


def test_none_here_against_some_there_is_a_ratio_of_nothing_with_an_upper_limit() -> None:
    none = rate_ratio(0, 1000, 10, 1000)
    assert none.value == 0.0
    assert none.interval is not None
    # Rule of thumb made exact: P(0 of 10 | share) = 0.025, share 0.3085, odds 0.4461.
    assert none.interval == pytest.approx((0.0, 0.4461), abs=5e-4)


@pytest.mark.parametrize("call", [lambda: wilson(3, 2), lambda: count_limits(-1), lambda: ratio_limits(1, 0)])
def test_impossible_counts_are_refused(call: object) -> None:
    with pytest.raises(Refusal):
        call()  # type: ignore[operator]
