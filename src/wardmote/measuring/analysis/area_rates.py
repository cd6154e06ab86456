"""Which areas stand out: rates of many areas against one overall rate, with funnel limits and false-discovery control.

In: a count and a denominator for each area (zero or None where unknown). Out:
``AreaRates`` with one row an area: rate and interval, expected count at the
overall rate, two-sided Poisson p, p after Benjamini and Hochberg, and a flag.
An area is ``above`` or ``below`` only when its adjusted p is under 5 % and the
count differs from expected by a tenth; areas vary for more reasons than chance,
so the p allows for overdispersion (multiplicative phi on winsorised z scores,
Spiegelhalter 2005). Misleads with residents as denominator where many more
people come than live; a league position without the funnel means nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from wardmote.measuring.analysis.intervals import count_limits_array
from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.result import Result, Status

FALSE_DISCOVERIES = 0.05
WORTH_SAYING = 0.1
WINSORISED = 0.1
FEWEST_AREAS = 3


@dataclass(frozen=True, kw_only=True)
class AreaRate:
    """One area; rates per ``per``. ``flag``: above, below, within, or "cannot say" without a denominator."""

    count: int
    denominator: float | None
    rate: float | None
    low: float | None
    high: float | None
    expected: float | None
    p: float | None
    flag: str


@dataclass(frozen=True, kw_only=True)
class AreaRates(Result):
    """``value`` the number of areas above; ``overall`` the rate they are held against; ``phi`` the dispersion."""

    areas: tuple[AreaRate, ...]
    overall: float
    per: int
    phi: float


def funnel_limits(expected: float, *, confidence: float = 0.95) -> tuple[int, int]:
    """Counts between which an area of this expectation stays by chance (exact Poisson quantiles).

    >>> funnel_limits(297), funnel_limits(297, confidence=0.998)
    ((264, 331), (245, 352))
    """
    tail = (1 - confidence) / 2
    return int(stats.poisson.ppf(tail, expected)), int(stats.poisson.ppf(1 - tail, expected))


def area_rates(
    counts: Sequence[int],
    denominators: Sequence[float | None],
    *,
    per: int = 1000,
    overall: float | None = None,
    overdispersed: bool = True,
) -> AreaRates:
    """Rates of areas against ``overall`` (rows per head; the areas' own pooled rate when None)."""
    x = np.asarray(counts, dtype=float)
    base = np.array([float(d) if d else np.nan for d in denominators])
    known = np.isfinite(base) & (base > 0)
    if known.sum() < FEWEST_AREAS or x[known].sum() == 0:
        return AreaRates(
            status=Status.INSUFFICIENT,
            reason="Fewer than three areas have a denominator, or nothing was counted in them.",
            n=int(x.sum()),
            areas=tuple(_unknown(int(n)) for n in x),
            overall=0.0,
            per=per,
            phi=1.0,
        )
    reference = overall if overall is not None else float(x[known].sum() / base[known].sum())
    expected = base * reference
    phi = _dispersion(x[known], expected[known]) if overdispersed else 1.0
    p = np.full(len(x), np.nan)
    p[known] = _p_values(x[known], expected[known], phi)
    together = np.full(len(x), np.nan)
    together[known] = benjamini_hochberg(p[known].tolist())
    low, high = count_limits_array(x)
    rows = tuple(
        _row(i, x, base, expected, (low, high), together, per) if known[i] else _unknown(int(x[i]))
        for i in range(len(x))
    )
    return AreaRates(
        value=float(sum(row.flag == "above" for row in rows)),
        n=int(x.sum()),
        areas=rows,
        overall=reference * per,
        per=per,
        phi=phi,
    )


Floats = NDArray[np.float64]


def _row(
    i: int, x: Floats, base: Floats, expected: Floats, limits: tuple[Floats, Floats], p: Floats, per: int
) -> AreaRate:
    differs = abs(x[i] / expected[i] - 1) >= WORTH_SAYING
    flag = "within"
    if p[i] <= FALSE_DISCOVERIES and differs:
        flag = "above" if x[i] > expected[i] else "below"
    return AreaRate(
        count=int(x[i]),
        denominator=float(base[i]),
        rate=float(x[i] / base[i] * per),
        low=float(limits[0][i] / base[i] * per),
        high=float(limits[1][i] / base[i] * per),
        expected=float(expected[i]),
        p=float(p[i]),
        flag=flag,
    )


def _unknown(count: int) -> AreaRate:
    return AreaRate(
        count=count, denominator=None, rate=None, low=None, high=None, expected=None, p=None, flag="cannot say"
    )


def _dispersion(x: Floats, expected: Floats) -> float:
    """Mean squared winsorised z on the square-root scale, never below 1."""
    z = 2 * (np.sqrt(x) - np.sqrt(expected))
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return max(1.0, float((np.clip(z, low, high) ** 2).mean()))


def _p_values(x: Floats, expected: Floats, phi: float) -> Floats:
    """Two-sided: exact Poisson when not overdispersed, else the square-root z shrunk by phi."""
    if phi <= 1:
        lower, upper = stats.poisson.cdf(x, expected), stats.poisson.sf(x - 1, expected)
        return np.asarray(np.minimum(1.0, 2 * np.minimum(lower, upper)))
    z = 2 * (np.sqrt(x) - np.sqrt(expected)) / np.sqrt(phi)
    return np.asarray(2 * stats.norm.sf(np.abs(z)))
