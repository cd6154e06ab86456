"""Intervals for counts and proportions, as English public-health practice sets them.

In: counts (rows, whole numbers) or x of n. Out: (low, high) in the same unit.
Counts of ten or more: Byar's approximation (Breslow & Day 1987); below ten:
exact Poisson (Garwood 1936); APHO Technical Briefing 3 (2008). Proportions:
Wilson (1927). They cover chance alone: never recording, never a picked period.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

EXACT_BELOW = 10


def count_limits(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the expected count behind an observed one.

    >>> [round(limit, 3) for limit in count_limits(65)]
    [50.163, 82.849]
    >>> [round(limit, 3) for limit in count_limits(3)]
    [0.619, 8.767]
    """
    low, high = count_limits_array(np.array([count]), confidence)
    return float(low[0]), float(high[0])


def count_limits_array(
    counts: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same for many counts at once: two arrays, low and high."""
    x = np.asarray(counts, dtype=float)
    tail = (1 - confidence) / 2
    z = float(stats.norm.ppf(1 - tail))
    with np.errstate(divide="ignore", invalid="ignore"):
        low = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    few = x < EXACT_BELOW
    low[few] = np.where(x[few] > 0, stats.chi2.ppf(tail, 2 * np.maximum(x[few], 0.5)) / 2, 0.0)
    high[few] = stats.chi2.ppf(1 - tail, 2 * (x[few] + 1)) / 2
    return low, high


def wilson(x: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a proportion x / n; ``n`` may be an effective sample size.

    >>> [round(limit, 4) for limit in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    z = float(stats.norm.ppf(1 - (1 - confidence) / 2))
    centre = 2 * x + z**2
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    below = 2 * (n + z**2)
    return max(0.0, float((centre - spread) / below)), min(1.0, float((centre + spread) / below))
