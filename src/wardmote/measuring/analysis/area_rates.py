"""Which areas stand out: the rates of many areas against one overall rate, judged together.

In: a count and a denominator for each area of one period (None, NaN or zero
where unknown). Out: ``AreaRates`` with one ``AreaRate`` an area, in the order
given: rate and limits per ``per``, the count expected at the overall rate,
funnel limits, p after false-discovery control, and a flag.

Overall rate: pooled over the areas, or ``overall`` (events per one of the
denominator, as of a comparison group). Limits of a rate: Byar or exact Poisson.
Funnel (Spiegelhalter 2005): exact quantiles of the expected count at 95 % and
99.8 %, Poisson or, where areas differ by more than chance, negative binomial.

Areas held against each other: what an area would have, and how far areas differ
(tau^2, DerSimonian and Laird 1986), are learned from the *others* only, so that
an extreme area neither lifts the rate it is held against nor widens its own
limit. Areas are set aside one by one, the most extreme first, and all learned
anew (generalized extreme Studentized deviate, Rosner 1983: two town centres do
not hide each other), at most an eighth of them, or two: where more lie far out, as shops
do, areas are of two kinds and no few of them stand out. p: mid-p of the negative
binomial to the side the area lies on, as Student's t with the others' degrees of
freedom, times the number of areas (Bonferroni, as Rosner's limits are). ``above`` or
``below`` needs p at most ``FALSE_ALARMS`` and a difference of ``WORTH_SAYING``. On
simulated towns of uneven rates (gamma, 30 % apart) and no area that stands out, at
most one map in twenty has an area above, and as many one below. ``expected`` is the
count at the rate of the others that do not stand out.

Held against ``overall`` (peers): expected at that rate; the funnel widens by phi,
the squared middle spread (median absolute deviation) of the z scores on the
square-root scale, raised by ``LEARNED_FROM_FEW`` / areas because it is itself
learned from few, never below 1; p adjusted by Benjamini and Hochberg 1995.

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

from wardmote.measuring.analysis.distributions import normal_ppf, normal_sf, t_sf
from wardmote.measuring.analysis.intervals import count_limits_array
from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FALSE_ALARMS = 0.05
WORTH_SAYING = 0.1
NORMAL_MAD = 1.4826
LEARNED_FROM_FEW = 12
FEWEST_AREAS = 3
BARELY, TINY = 1 + 1e-6, 1e-9
MOST_SET_ASIDE, FEW_SET_ASIDE, SHARE_SET_ASIDE = 20, 2, 8
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
    if overall is None:
        judged = _against_others(x[known], base[known], overdispersed=overdispersed)
    else:
        phi = _dispersion(x[known], expected) if overdispersed else 1.0
        together = benjamini_hochberg(_p_values(x[known], expected, phi))
        judged = _Judged(expected, np.full(len(expected), phi), np.array(together))
    rows = iter(_rows(x[known], base[known], judged, per))
    areas = tuple(next(rows) if k else AreaRate(count=int(n)) for k, n in zip(known, x, strict=True))
    return AreaRates(
        value=float(sum(area.flag == ABOVE for area in areas)),
        n=int(x.sum()),
        assumptions=("independent_events", "denominator_known"),
        areas=areas,
        overall=reference * per,
        per=per,
        phi=float(np.median(judged.phi)),
    )


@dataclass(frozen=True)
class _Judged:
    """For each area the count expected, its variance over its mean, and p, all areas judged together."""

    expected: Floats
    phi: Floats
    p: Floats


@dataclass
class _Others:
    """What every area would have going by the others that are not ``aside``; arrays with a value an area."""

    x: Floats
    base: Floats
    overdispersed: bool

    def learn(self, aside: NDArray[np.bool_]) -> _Judged:
        """p not yet allowing for the number of areas; the areas set aside do not teach."""
        x, base = np.where(aside, 0.0, self.x), np.where(aside, 0.0, self.base)
        squares = np.divide(x**2, base, out=np.zeros_like(x), where=base > 0)
        count, people, several = x.sum() - x, base.sum() - base, (~aside).sum() - (~aside)
        rate = np.maximum(count, 0.5) / people
        chi = (squares.sum() - squares) / rate - count
        even = np.maximum(rate * (people - ((base**2).sum() - base**2) / people), TINY)
        tau = np.maximum(0.0, (chi - (several - 1)) / even) if self.overdispersed else np.zeros_like(x)
        mean = rate * self.base
        unsure = 1 / np.maximum(count, 0.5) + tau * ((base**2).sum() - base**2) / people**2
        phi = 1 + mean * (tau + unsure)
        return _Judged(mean, phi, self._p(mean, phi, several - 1))

    def _p(self, mean: Floats, phi: Floats, degrees: NDArray[np.int64]) -> Floats:
        """Mid-p of the nearer side as a normal deviate; Student's t where few areas teach the spread."""
        over = (_more_than(self.x, mean, phi) + _more_than(self.x - 1, mean, phi)) / 2
        z = np.abs(normal_ppf(np.minimum(over, 1 - over)))
        tail = t_sf(z, np.maximum(degrees, 1)) if self.overdispersed else normal_sf(z)
        return np.asarray(tail)


def _more_than(x: Floats, mean: Floats, phi: Floats) -> Floats:
    """The chance of more than x, negative binomial with a variance of phi times the mean."""
    wide = np.maximum(phi, BARELY)
    found = scipy.special.betainc(np.maximum(x, 0) + 1, mean / (wide - 1), (wide - 1) / wide)
    return np.where(x < 0, 1.0, found)


def _against_others(x: Floats, base: Floats, *, overdispersed: bool) -> _Judged:
    """Every area against the others, the extreme ones set aside one by one."""
    others = _Others(x, base, overdispersed)
    aside = np.zeros(len(x), bool)
    order: list[int] = []
    together: list[float] = []
    most = min(MOST_SET_ASIDE, max(FEW_SET_ASIDE, len(x) // SHARE_SET_ASIDE), len(x) - FEWEST_AREAS + 1)
    for _ in range(most):
        found = others.learn(aside)
        left = np.flatnonzero(~aside)
        apart = np.abs(x - found.expected) / np.sqrt(found.expected * found.phi)
        worst = int(left[np.lexsort((-apart[left], found.p[left]))[0]])
        order.append(worst)
        together.append(min(1.0, float(found.p[worst]) * len(left)))
        aside[worst] = True
    out = max((i + 1 for i, p in enumerate(together) if p <= FALSE_ALARMS), default=0)
    aside = np.isin(np.arange(len(x)), order[:out])
    found = others.learn(aside)
    p = np.minimum(1.0, found.p * (len(x) - out))
    p[~aside] = np.maximum(p[~aside], np.nextafter(FALSE_ALARMS, 1))  # none of these was the most extreme
    for place, area in enumerate(order[:out]):
        p[area] = min(together[place:out])
    return _Judged(found.expected, found.phi, p)


def _rows(x: Floats, base: Floats, judged: _Judged, per: int) -> list[AreaRate]:
    expected, phi, together = judged.expected, judged.phi, judged.p
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
            p=float(together[i]),
            flag=_flag(x[i], expected[i], float(together[i])),
            warning=(float(warning[0][i]), float(warning[1][i])),
            control=(float(control[0][i]), float(control[1][i])),
            band=_band(x[i], (warning[0][i], warning[1][i]), (control[0][i], control[1][i])),
        )
        for i in range(len(x))
    ]


def _flag(count: float, expected: float, p: float) -> str:
    if p > FALSE_ALARMS or abs(count / expected - 1) < WORTH_SAYING:
        return WITHIN
    return ABOVE if count > expected else BELOW


def _band(count: float, warning: tuple[float, float], control: tuple[float, float]) -> str:
    for name, (low, high) in (("control", control), ("warning", warning)):
        if not low <= count <= high:
            return f"{ABOVE if count > high else BELOW} {name}"
    return WITHIN


def _funnel(expected: Floats, confidence: float, phi: float | Floats) -> tuple[Floats, Floats]:
    tail = (1 - confidence) / 2
    chance = _chance(expected, phi)
    return np.asarray(chance.ppf(tail)), np.asarray(chance.isf(tail))


def _chance(expected: Floats, phi: float | Floats) -> Any:
    """Counts of these means when variance is phi times the mean: Poisson, or negative binomial above 1."""
    if np.all(np.asarray(phi) <= 1):
        return scipy.stats.poisson(expected)
    wide = np.maximum(phi, BARELY)
    return scipy.stats.nbinom(expected / (wide - 1), 1 / wide)


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
        reason=f"Fewer than {least} areas have a population to be rated by, or nothing was counted in them.",
        n=int(x.sum()),
        areas=tuple(AreaRate(count=int(n)) for n in x),
        overall=0.0,
        per=per,
        phi=1.0,
    )
