"""Is the difference of two small counts more than chance?

In: two counts of periods (or places) of equal exposure unless ``exposure``
says otherwise. Out: a ``SmallCounts`` whose ``value`` is z or p.

``poisson_difference``: z = 2 (sqrt(now) - sqrt(before)), about standard normal
when counts are not tiny (Wheeler 2016). ``e_test``: the probability of a
difference at least this large when both have one rate, summed over all pairs of
counts (Krishnamoorthy and Thomson 2004), right for counts of any size.
``at_least``: P(X >= count) when ``expected`` is known without error.

Errors: negative counts are a ``Refusal``; two zeros have p = 1.

How it misleads: a place picked because its count was high will look different
next time whatever is done; looking at many pairs finds some (``multiplicity``).
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from wardmote.measuring.analysis.distributions import normal_sf, poisson_pmf, poisson_sf
from wardmote.measuring.analysis.result import Result
from wardmote.measuring.catalogue.refusals import Refusal

_LOST_TAIL = 1e-13


@dataclass(frozen=True, kw_only=True)
class SmallCounts(Result):
    """``value`` is z (``poisson_difference``); ``p`` two-sided (one-sided for ``at_least``)."""

    p: float


def poisson_difference(before: float, now: int) -> SmallCounts:
    """How many standard errors now lies from before (a count, or the mean of past years).

    >>> poisson_difference(16, 25).value
    2.0
    """
    _check(before, now)
    z = 2 * (math.sqrt(now) - math.sqrt(before))
    p = float(2 * normal_sf(abs(z)))
    return SmallCounts(value=z, n=now, assumptions=("independent_events",), p=p)


def e_test(a: int, b: int, *, exposure: float = 1.0) -> SmallCounts:
    """Two-sided p (also ``value``) that a and b come from one rate; ``exposure`` = that of a / that of b.

    >>> round(e_test(6, 2).p, 4), round(e_test(0, 3).p, 4)
    (0.1749, 0.0884)
    """
    _check(a, b)
    p = _e_test(a, b, exposure) if a + b else 1.0
    return SmallCounts(value=p, n=a + b, assumptions=("independent_events",), p=p)


def at_least(count: int, expected: float) -> SmallCounts:
    """The chance (also ``value``) of at least ``count`` events where ``expected`` are expected.

    >>> round(at_least(14, 8).p, 4)
    0.0342
    """
    _check(expected, count)
    p = float(poisson_sf(count - 1, expected))
    return SmallCounts(value=p, n=count, assumptions=("independent_events", "expected_known"), p=p)


def _e_test(a: int, b: int, exposure: float) -> float:
    pooled = (a + b) / (exposure + 1)
    observed = abs(a / exposure - b) / math.sqrt(a / exposure**2 + b)
    one, two = _likely(pooled * exposure), _likely(pooled)
    gap = np.abs(one[:, None] / exposure - two[None, :])
    spread = np.sqrt(one[:, None] / exposure**2 + two[None, :])
    with np.errstate(invalid="ignore"):
        extreme = np.where(spread > 0, gap / spread, 0.0) >= observed - 1e-12
    weights = np.outer(poisson_pmf(one, pooled * exposure), poisson_pmf(two, pooled))
    return float(min(1.0, weights[extreme].sum())) if observed else 1.0


def _likely(mean: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Every count that is not practically impossible at this mean."""
    low, high = scipy.stats.poisson.ppf(_LOST_TAIL, mean), scipy.stats.poisson.isf(_LOST_TAIL, mean)
    return np.arange(max(0, int(low) - 1), int(high) + 2, dtype=np.float64)


def _check(*counts: float) -> None:
    if min(counts) < 0:
        raise Refusal("A count is not below zero.", found=str(counts))
