"""How far chance alone can move a count, a share or a ratio of two counts.

In: counts (whole numbers, one or an array), bases (weighted bases may be
fractions). Out: ``(low, high)`` in the unit of what went in: counts for counts,
0 to 1 for shares, a bare ratio for ratios. The level is 95 % unless
``confidence`` says otherwise; the period is the caller's.

Counts: Byar's approximation from 10 up, exact Poisson below (Breslow and Day
1987; APHO Technical Briefing 3, 2008). Shares: Wilson 1927 (Newcombe 1998).
Ratios: logarithm of the rate ratio (Wheeler 2016); exact (conditional binomial,
Clopper and Pearson) when either count is below 10.

Errors: a negative or fractional count and a share above one are ``Refusal``.

How it misleads: the interval knows chance only, and only chance of independent
events. A recording change, a series by one offender or a changed boundary is
not in it.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.distributions import beta_isf, beta_ppf, chi2_isf, chi2_ppf, normal_isf
from wardmote.measuring.catalogue.refusals import Refusal

EXACT_BELOW = 10

Floats = NDArray[np.float64]


def count_limits(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The limits of one count.

    >>> low, high = count_limits(65)
    >>> round(low, 3), round(high, 3)
    (50.163, 82.849)
    >>> round(count_limits(0)[1], 3)
    3.689
    """
    low, high = count_limits_array([count], confidence)
    return float(low[0]), float(high[0])


def count_limits_array(counts: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The limits of each count of an array, lows and highs in its shape."""
    x = np.asarray(counts, float)
    if (x < 0).any() or (x != np.floor(x)).any():
        raise Refusal("A count is a whole number and not below zero.", found=str(counts))
    tail = (1 - confidence) / 2
    z = float(normal_isf(tail))
    exact = x < EXACT_BELOW
    some = np.where(x > 0, x, 1.0)
    low = np.where(exact, chi2_ppf(tail, 2 * some) / 2, _byar(some, -z))
    high = np.where(exact, chi2_isf(tail, 2 * (x + 1)) / 2, _byar(x + 1, z))
    return np.where(x > 0, low, 0.0), high


def _byar(x: Floats, z: float) -> Floats:
    return x * (1 - 1 / (9 * x) + z / (3 * np.sqrt(x))) ** 3


def wilson(x: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """The limits of the share x of n; both may be weighted. With no base: nothing is known, 0 to 1.

    >>> low, high = wilson(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    if x < 0 or x > n:
        raise Refusal("A part is not below zero and not more than its whole.", found=f"{x} of {n}")
    if n == 0:
        return 0.0, 1.0
    z = float(normal_isf((1 - confidence) / 2))
    half = z * math.sqrt(z * z + 4 * x * (1 - x / n))
    centre, whole = 2 * x + z * z, 2 * (n + z * z)
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def ratio_limits(a: int, b: int, *, exposure: float = 1.0, confidence: float = 0.95) -> tuple[float, float]:
    """The limits of (a / time of a) / (b / time of b); ``exposure`` = time (or people) of a / that of b.

    ``b`` must not be zero: a ratio over nothing has no limits.

    >>> low, high = ratio_limits(85, 110)
    >>> round(low, 3), round(high, 3)
    (0.582, 1.026)
    """
    if min(a, b) < 0 or b == 0 or exposure <= 0:
        raise Refusal("A ratio needs counts and something to divide by.", found=f"{a} over {b}")
    tail = (1 - confidence) / 2
    if min(a, b) < EXACT_BELOW:
        low = float(beta_ppf(tail, a, b + 1)) if a else 0.0
        high = float(beta_isf(tail, a + 1, b))
        return low / (1 - low) / exposure, high / (1 - high) / exposure
    spread = float(normal_isf(tail)) * math.sqrt(1 / a + 1 / b)
    value = a / b / exposure
    return value * math.exp(-spread), value * math.exp(spread)
