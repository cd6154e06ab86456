"""The common distributions: what ``scipy.stats`` answers, to the last digit, without its costs."""

import numpy as np
import scipy  # its parts come when they are asked: else each process that collects this waits
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis import distributions as ours

chances = st.floats(1e-15, 1 - 1e-15)
numbers = st.floats(-40, 40)
some = st.floats(0.01, 1e6)


@given(chances, numbers)
def test_normal(p: float, x: float) -> None:
    assert ours.normal_isf(p) == scipy.stats.norm.isf(p)
    assert ours.normal_ppf(p) == scipy.stats.norm.ppf(p)
    assert ours.normal_sf(x) == scipy.stats.norm.sf(x)


def test_a_95_per_cent_interval_reaches_1_96_standard_errors() -> None:
    assert scipy.stats.norm.isf(0.025) == ours.Z_95


@given(chances, numbers, st.integers(1, 5000))
def test_student_s_t(p: float, x: float, degrees: int) -> None:
    assert ours.t_ppf(p, degrees) == scipy.stats.t.ppf(p, degrees)
    assert ours.t_sf(x, degrees) == scipy.stats.t.sf(x, degrees)


@given(chances, some, st.integers(1, 20_000))
def test_chi_squared(p: float, x: float, degrees: int) -> None:
    assert ours.chi2_ppf(p, degrees) == scipy.stats.chi2.ppf(p, degrees)
    assert ours.chi2_isf(p, degrees) == scipy.stats.chi2.isf(p, degrees)
    assert ours.chi2_sf(x, degrees) == scipy.stats.chi2.sf(x, degrees)


@given(chances, st.integers(1, 500), st.integers(1, 500))
def test_beta(p: float, a: int, b: int) -> None:
    assert ours.beta_ppf(p, a, b) == scipy.stats.beta.ppf(p, a, b)
    assert ours.beta_isf(p, a, b) == scipy.stats.beta.isf(p, a, b)


@given(some)
def test_poisson(mean: float) -> None:
    counts = np.arange(-1, 200)
    assert (ours.poisson_sf(counts, mean) == scipy.stats.poisson.sf(counts, mean)).all()
    assert (ours.poisson_pmf(counts[1:], mean) == scipy.stats.poisson.pmf(counts[1:], mean)).all()
