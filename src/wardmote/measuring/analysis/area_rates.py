"""Which areas stand out: the rates of many areas against one overall rate, judged together.

In: a count and a denominator for each area of one period (None, NaN or zero
where unknown). Out: ``AreaRates`` with one ``AreaRate`` an area, in the order
given: rate and limits per ``per``, the count expected at the overall rate,
funnel limits, p after false-discovery control, and a flag.

Overall rate: pooled over the areas, or ``overall`` (events per one of the
denominator, as of a comparison group). Limits of a rate: Byar or exact Poisson.
Funnel (Spiegelhalter 2005): exact Poisson quantiles of the expected count at
95 % and 99.8 %. Areas differ for more reasons than chance, so by default the
funnel widens by phi: the squared middle spread (median absolute deviation) of
the z scores on the square-root scale, raised by ``LEARNED_FROM_FEW`` / areas
because it is itself learned from few, never below 1; counts are then negative
binomial. p: two-sided, adjusted by Benjamini and Hochberg 1995. ``above`` or
``below`` needs p at most ``FALSE_DISCOVERIES`` and a difference of
``WORTH_SAYING``. On simulated towns of uneven rates and no areas that stand out,
about one map in twenty has any flag.

Errors: an area without a denominator "cannot say"; fewer than ``FEWEST_AREAS``
with one (unless ``overall`` is given) or nothing counted is ``insufficient``.

How it misleads: residents are the wrong denominator where many more people
come than live; a league position without the funnel means nothing; with phi
large, only the most extreme areas can stand out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.intervals import count_limits_array
from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FALSE_DISCOVERIES = 0.05
WORTH_SAYING = 0.1
NORMAL_MAD = 1.4826
LEARNED_FROM_FEW = 12
FEWEST_AREAS = 3
WARNING, CONTROL = 0.95, 0.998
ABOVE, BELOW, WITHIN, CANNOT_SAY = "above", "below", "within", "cannot say"

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class AreaRate:
    """One area; ``rate``, ``low`` and ``high`` per ``per``. ``warning`` and ``control``: counts between
    which chance leaves it. ``band``: within, or above/below "warning" or "control" of the funnel, the area
    taken alone; ``flag``: above, below, within, or "cannot say", all areas judged together."""

    count: int
    denominator: float | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    p: float | None = None
    flag: str = CANNOT_SAY
    warning: tuple[float, float] | None = None
    control: tuple[float, float] | None = None
    band: str = CANNOT_SAY


@dataclass(frozen=True, kw_only=True)
class AreaRates(Result):
    """``value`` the number of areas above; ``overall`` the rate per ``per`` they are held against."""

    areas: tuple[AreaRate, ...]
    overall: float
    per: int
    phi: float


def funnel_limits(expected: float, *, confidence: float = WARNING, phi: float = 1.0) -> tuple[float, float]:
    """Counts between which an area of this expectation stays by chance.

    Exact quantiles, Poisson or (``phi`` above 1) negative binomial.

    >>> funnel_limits(297), funnel_limits(297, confidence=0.998)
    ((264.0, 331.0), (245.0, 352.0))
    """
    low, high = _funnel(np.array([expected]), confidence, phi)
    return float(low[0]), float(high[0])


def area_rates(
    counts: ArrayLike,
    denominators: Sequence[float | None],
    *,
    per: int = 1000,
    overall: float | None = None,
    overdispersed: bool = True,
) -> AreaRates:
    """Every area against ``overall`` (events per one of the denominator), or against all areas pooled.

    >>> rates = area_rates([30, 11, 9, 10, 0], [1000, 1000, 1000, 1000, None], overdispersed=False)
    >>> [area.flag for area in rates.areas], rates.overall
    (['above', 'within', 'within', 'within', 'cannot say'], 15.0)
    """
    x = np.asarray(counts, float)
    base = np.array([np.nan if d is None else float(d) for d in denominators])
    if x.shape != base.shape or (x < 0).any() or (base < 0).any():
        raise Refusal("Each area needs one count and one denominator, none below zero.")
    known = np.isfinite(base) & (base > 0)
    least = 1 if overall is not None else FEWEST_AREAS
    if known.sum() < least or (overall is None and x[known].sum() == 0):
        return _too_few(x, per, least)
    reference = overall if overall is not None else float(x[known].sum() / base[known].sum())
    expected = base[known] * reference
    phi = _dispersion(x[known], expected) if overdispersed else 1.0
    rows = iter(_rows(x[known], base[known], expected, phi, per))
    areas = tuple(next(rows) if k else AreaRate(count=int(n)) for k, n in zip(known, x, strict=True))
    return AreaRates(
        value=float(sum(area.flag == ABOVE for area in areas)),
        n=int(x.sum()),
        assumptions=("independent_events", "denominator_known"),
        areas=areas,
        overall=reference * per,
        per=per,
        phi=phi,
    )


def _rows(x: Floats, base: Floats, expected: Floats, phi: float, per: int) -> list[AreaRate]:
    together = benjamini_hochberg(_p_values(x, expected, phi))
    low, high = (limit / base * per for limit in count_limits_array(x))
    warning, control = _funnel(expected, WARNING, phi), _funnel(expected, CONTROL, phi)
    return [
        AreaRate(
            count=int(x[i]),
            denominator=float(base[i]),
            rate=float(x[i] / base[i] * per),
            low=float(low[i]),
            high=float(high[i]),
            expected=float(expected[i]),
            p=together[i],
            flag=_flag(x[i], expected[i], together[i]),
            warning=(float(warning[0][i]), float(warning[1][i])),
            control=(float(control[0][i]), float(control[1][i])),
            band=_band(x[i], (warning[0][i], warning[1][i]), (control[0][i], control[1][i])),
        )
        for i in range(len(x))
    ]


def _flag(count: float, expected: float, p: float) -> str:
    if p > FALSE_DISCOVERIES or abs(count / expected - 1) < WORTH_SAYING:
        return WITHIN
    return ABOVE if count > expected else BELOW


def _band(count: float, warning: tuple[float, float], control: tuple[float, float]) -> str:
    for name, (low, high) in (("control", control), ("warning", warning)):
        if not low <= count <= high:
            return f"{ABOVE if count > high else BELOW} {name}"
    return WITHIN


def _funnel(expected: Floats, confidence: float, phi: float) -> tuple[Floats, Floats]:
    tail = (1 - confidence) / 2
    chance = _chance(expected, phi)
    return np.asarray(chance.ppf(tail)), np.asarray(chance.isf(tail))


def _chance(expected: Floats, phi: float) -> Any:
    """Counts of these means when variance is phi times the mean: Poisson, or negative binomial above 1."""
    if phi <= 1:
        return scipy.stats.poisson(expected)
    return scipy.stats.nbinom(expected / (phi - 1), 1 / phi)


def _dispersion(x: Floats, expected: Floats) -> float:
    """The middle spread of z, so that one town centre does not hide itself by widening the funnel."""
    z = 2 * (np.sqrt(x) - np.sqrt(expected))
    spread = NORMAL_MAD * float(np.median(np.abs(z - np.median(z))))
    return max(1.0, spread**2 * (1 + LEARNED_FROM_FEW / len(z)))


def _p_values(x: Floats, expected: Floats, phi: float) -> Floats:
    chance = _chance(expected, phi)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(chance.cdf(x), chance.sf(x - 1))))


def _too_few(x: Floats, per: int, least: int) -> AreaRates:
    return AreaRates(
        status=Status.INSUFFICIENT,
        reason=f"Fewer than {least} areas have a denominator, or nothing was counted in them.",
        n=int(x.sum()),
        areas=tuple(AreaRate(count=int(n)) for n in x),
        overall=0.0,
        per=per,
        phi=1.0,
    )
