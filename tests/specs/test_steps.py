"""Evidence of a step against two negative binomials, and the bar by hand."""

import math

import pytest

from wardmote.measuring.analysis.steps import Bar, bar, evidence, least_count, smallest_step
from wardmote.measuring.analysis.usual_months import Expected

# count, mean, variance, step, which way is better -> scipy.stats.nbinom.logpmf after the step less before:
# size a = mean / (f - 1), or r a, and probability 1 / f, with f = variance / mean
CASES = [
    (171, 120.0, 180.0, 1.25, "lower", 5.230526793784),
    (9, 3.0, 4.5, 1.56, "lower", 1.390355689298),
    (250, 120.0, 900.0, 2.5, "lower", 5.530732637815),
    (40, 60.0, 120.0, 1.25, "higher", 1.601523786936),
]


@pytest.mark.parametrize("case", CASES)
def test_evidence_is_the_ratio_of_two_negative_binomials(
    case: tuple[int, float, float, float, str, float],
) -> None:
    count, mean, variance, times, polarity, expected = case
    found = evidence(count, Expected(mean, variance, 100), times=times, polarity=polarity)
    assert found == pytest.approx(expected, abs=1e-9)
    assert evidence(count, Expected(mean, variance, 100), times=times, polarity="lower") == (
        found if polarity == "lower" else 0
    )


def test_nothing_is_evidence_on_the_good_side_or_where_nothing_is_expected() -> None:
    assert evidence(59, Expected(60, 90, 100), times=1.25, polarity="lower") == 0
    assert evidence(3, Expected(0, 1e-9, 100), times=1.25, polarity="lower") == 0


def test_the_bar_follows_the_allowance_the_number_of_measures_and_their_unevenness() -> None:
    twenty = bar([1.0] * 20, looks=240)
    # 2.58; twice the allowance, 0.7 ln 2 lower; twelve measures, 0.7 ln 0.6; unevenness of e, 0.31
    assert twenty.evidence == pytest.approx(2.58)
    assert bar([1.0] * 20, looks=240, replies=4.4).evidence == pytest.approx(2.58 - 0.7 * math.log(2))
    assert bar([1.0] * 12, looks=144).evidence == pytest.approx(2.58 + 0.7 * math.log(0.6))
    assert bar([math.e] * 20, looks=240).evidence == pytest.approx(2.58 - 0.31)
    assert twenty.years == pytest.approx(0.25 / 240)
    assert bar([1.0], looks=12).evidence == 1.5  # one measure alone is asked no more than this
    assert bar([], looks=1).answers == 0.025


def test_small_and_uneven_measures_are_asked_about_large_steps() -> None:
    assert smallest_step(1.0, 60.0) == 1.25
    assert smallest_step(1.5, 3.0) == pytest.approx(1 + 0.25 * math.sqrt(6))
    assert smallest_step(3.0, 0.1) == pytest.approx(1 + 0.25 * math.sqrt(360))
    assert smallest_step(1.0, 0.001) == 8


def test_the_count_that_would_ask_is_the_first_whose_evidence_reaches_the_bar() -> None:
    # of the cases above: 171 has 5.23 and 40, where higher is better, 1.60
    asked = least_count(Expected(120, 180, 100), Bar(5.23, 0, 0), times=1.25, polarity="lower")
    fallen = least_count(Expected(60, 120, 100), Bar(1.6, 0, 0), times=1.25, polarity="higher")
    assert (asked, fallen) == (171, 40)
    assert least_count(Expected(2, 2, 100), Bar(9.0, 0, 0), times=1.25, polarity="higher") is None
