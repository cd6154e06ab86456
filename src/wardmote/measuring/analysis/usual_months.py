"""What months usually hold: a level, a season and an unevenness, learned once from a baseline.

In: counts of a baseline's months (None where not held) and its first month. Out: ``Usual``,
which says for any later months together the count expected and its variance, and how likely a
count at least (or at most) as large as one seen would be if nothing had changed.

Level: counts a day. Season: for each month of the year observed / expected, drawn towards
an even year by tau^2 / (tau^2 + phi / expected) (empirical Bayes; tau^2 by moments), so that a year
without season gets none. It needs ``FOR_A_SEASON`` months. Unevenness phi: Pearson residuals
around level and season over their degrees of freedom (a month of the year drawn halfway takes half
a degree), never below 1. The variance of what is
expected holds chance (phi x mean), the level's error and each month's. Tails: negative binomial
with that mean and variance (Poisson at phi 1 and no error), mid-p, then Student's t with the
degrees phi was learned from. A count outside by chance is thus as rare as it says, which
``benchmarks/exceptions.py`` measures. Domain notes 3.18.

Errors: fewer than ``FEWEST`` months held give None; negative counts are a ``Refusal``.

How it misleads: a baseline that already drifts has a large phi and hides what comes after;
months are taken as independent of each other, which runs of one offender are not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray

from wardmote.measuring.catalogue.periods import month_days
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 12
FOR_A_SEASON = 24

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expected:
    """Months taken together, were nothing to change: ``variance`` holds chance and what is not known."""

    mean: float
    variance: float
    degrees: int

    def at_least(self, count: int) -> float:
        """The chance of more than this count and half the chance of exactly it (mid-p)."""
        return self._student(self._half_way(count))

    def at_most(self, count: int) -> float:
        """The chance of fewer than this count and half the chance of exactly it."""
        return self._student(1 - self._half_way(count))

    def beyond(self, count: int, *, polarity: str) -> float:
        """The chance of a count this bad or worse: high where lower is better."""
        return self.at_most(count) if polarity == "higher" else self.at_least(count)

    def limits(self, tail: float = 0.00135) -> tuple[float, float]:
        """Counts that chance leaves on either side ``tail`` of the time (default: as three sigma)."""
        z = float(scipy.special.stdtrit(self.degrees, 1 - tail))
        reach = z * math.sqrt(self.variance)
        # the third moment of a count pushes both limits up: Cornish-Fisher
        skew = (2 * self.variance / max(self.mean, 1e-9) - 1) * (z * z - 1) / 6
        return max(0.0, self.mean - reach + skew), self.mean + reach + skew

    def _half_way(self, count: int) -> float:
        return (self._tail(count) + (self._tail(count - 1) if count > 0 else 1.0)) / 2

    def _tail(self, count: int) -> float:
        """P(more than ``count``)."""
        if self.mean <= 0:
            return 0.0
        if self.variance <= self.mean * 1.000001:
            return float(scipy.special.pdtrc(count, self.mean))
        size = self.mean**2 / (self.variance - self.mean)
        return float(scipy.special.betainc(count + 1, size, self.mean / (self.mean + size)))

    def _student(self, p: float) -> float:
        if not 0 < p < 1:
            return min(max(p, 0.0), 1.0)
        return float(scipy.special.stdtr(self.degrees, scipy.special.ndtri(p)))


@dataclass(frozen=True)
class Usual:
    """``level`` counts a day; ``season`` and its error ``unsure`` (a variance) for January to December.

    ``slope``: the share by which the level rises each month from ``middle``, its variance ``slope_error``;
    ``people`` of each month from ``people_from`` over those of the baseline, empty where that is not known;
    ``months`` that taught it. The last three are learned in ``learned_months``.
    """

    level: float
    season: tuple[float, ...]
    unsure: tuple[float, ...]
    phi: float
    degrees: int
    total: int
    seasonal: bool
    slope: float = 0.0
    slope_error: float = 0.0
    middle: float = 0.0
    months: int = 0
    people_from: int = 0
    people: tuple[float, ...] = ()

    @property
    def monthly(self) -> float:
        """The level as counts a month, in the middle of the baseline."""
        return self.level * 365.25 / 12

    def month(self, month: int) -> Expected:
        """One month, by its index."""
        return self.together((month,))

    def together(self, months: Sequence[int], *, times: float = 1.0) -> Expected:
        """Several months as one count; ``times`` what the level has to be multiplied by (a target's path)."""
        each = [times * self._even(m) for m in months]
        by_month: dict[int, float] = {}
        for month, even in zip(months, each, strict=True):
            by_month[month % 12] = by_month.get(month % 12, 0.0) + even
        mean = sum(even * self.season[m] for m, even in by_month.items())
        error = sum(even**2 * self.unsure[m] for m, even in by_month.items())
        away = sum(months) / len(months) - self.middle
        level = self.phi / max(self.total, 1) + self.slope_error * away**2 if times == 1.0 else 0.0
        return Expected(mean, max(mean * self.phi + error + mean**2 * level, 1e-9), self.degrees)

    def _even(self, month: int) -> float:
        """What a month would hold in a year without season."""
        found = self.level * month_days(month)
        if self.people:
            found *= self.people[min(max(month - self.people_from, 0), len(self.people) - 1)]
        return found * math.exp(self.slope * (month - self.middle)) if self.slope else found

    def share_by(self, months: Sequence[int], year: Sequence[int]) -> float:
        """The share of a year's count that these of its months usually hold."""
        whole = self.together(year).mean
        return self.together(months).mean / whole if whole else len(months) / len(year)


def usual(first: int, counts: Sequence[int | None]) -> Usual | None:
    """What these months teach; None when fewer than ``FEWEST`` of them are held."""
    return _usual(first, tuple(counts))


@lru_cache(maxsize=4096)
def _usual(first: int, counts: tuple[int | None, ...]) -> Usual | None:
    held = [(first + i, n) for i, n in enumerate(counts) if n is not None]
    if any(n < 0 for _, n in held):
        raise Refusal("A count is not below zero.", found=str(min(n for _, n in held)))
    if len(held) < FEWEST:
        return None
    months = np.array([m % 12 for m, _ in held])
    seen = np.array([n for _, n in held], float)
    days = np.array([month_days(m) for m, _ in held], float)
    total = int(seen.sum())
    level = total / float(days.sum())
    even = level * days
    seasonal = len(held) >= FOR_A_SEASON and len(set(months.tolist())) == 12 and total > 0
    if not seasonal:
        phi = _dispersion(seen, even, len(held) - 1)
        return Usual(level, (1.0,) * 12, (0.0,) * 12, phi, len(held) - 1, total, seasonal=False)
    even_year = np.bincount(months, even, minlength=12)
    raw = np.bincount(months, seen, minlength=12) / even_year
    phi = _dispersion(seen, even * raw[months], len(held) - 12)
    chance = phi / even_year
    spread = max(0.0, float(((raw - 1) ** 2).sum() / 11 - chance.mean()))
    kept = spread / (spread + chance)
    season = 1 + kept * (raw - 1)
    degrees = len(held) - 1 - round(float(kept.sum()) * 11 / 12)
    phi = _dispersion(seen, even * season[months], degrees)
    unsure = kept * phi / even_year
    return Usual(level, tuple(season.tolist()), tuple(unsure.tolist()), phi, degrees, total, seasonal=True)


def _dispersion(seen: Floats, expected: Floats, degrees: int) -> float:
    some = expected > 0
    return max(1.0, float(((seen - expected)[some] ** 2 / expected[some]).sum()) / max(degrees, 1))
