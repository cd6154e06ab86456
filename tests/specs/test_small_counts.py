"""Small counts: published values (Wheeler 2016; Krishnamoorthy and Thomson 2004; domain notes 3.5, 3.7)."""

from math import erfc, sqrt

import pytest

from wardmote.measuring.analysis.small_counts import at_least, e_test, poisson_difference
from wardmote.measuring.catalogue.refusals import Refusal


def test_twenty_five_against_sixteen_is_two_standard_errors() -> None:
    found = poisson_difference(16, 25)
    assert found.value == pytest.approx(2.0)
    assert found.p == pytest.approx(erfc(2 / sqrt(2)))
    assert poisson_difference(25, 16).value == pytest.approx(-2.0)


@pytest.mark.parametrize(("a", "b", "p"), [(6, 2, 0.1749), (0, 3, 0.0884), (0, 0, 1.0), (5, 5, 1.0)])
def test_e_test(a: int, b: int, p: float) -> None:
    assert e_test(a, b).p == pytest.approx(p, abs=5e-5)
    assert e_test(b, a).p == pytest.approx(p, abs=5e-5)


def test_e_test_with_other_exposure_asks_about_the_rate() -> None:
    """Twice the events in twice the time are the same rate."""
    assert e_test(20, 10, exposure=2.0).p == pytest.approx(1.0)
    assert e_test(6, 2, exposure=0.5).p < e_test(6, 2).p


def test_a_december_of_fourteen_where_eight_are_expected() -> None:
    assert at_least(14, 8).p == pytest.approx(0.0342, abs=5e-5)
    assert at_least(0, 8).p == 1.0


def test_counts_below_zero_are_refused() -> None:
    for test in (e_test, poisson_difference, at_least):
        with pytest.raises(Refusal):
            test(-1, 2)
