"""What months usually hold, learned of all measures together: level, season, slope and unevenness.

In: one ``History`` a measure: its counts (None where not held), how many people they are of, and which of its
months are the baseline. Out: ``Learned``: a ``Usual`` for each (None where fewer than ``FEWEST`` months are
held) and the slope they share. Counts are taken per day and, where residents are known, per resident.

What one measure's months leave unsure the others tell, each by as much as chance leaves open (empirical
Bayes):

season      the twelve months' ratios are a yearly wave and twelve remainders. Each is drawn towards none by
            s2 / (s2 + error); s2 by moments, three quarters the partnership's and one quarter the measure's.
slope       b = sum t (x - e) / sum e t2, v = phi / sum e t2, t months from the middle. Drawn towards the
            weighted mean of all by tau2 / (tau2 + v); tau2 of DerSimonian and Laird (1986) with Q less its
            mean and one standard deviation; the mean itself towards none as far as ``COMMON`` allows. It is
            carried on, at most ``STEEPEST`` a year, and its error grows with the distance.
unevenness  phi = (nu s2 + d0 s02) / (nu + d0), never below 1; d0 and s02 from mean and variance of ln s2
            over the measures (limma: Smyth 2004), d0 between 1 and 60.

Fewer than ``FOR_A_SEASON`` months teach neither season nor slope: ``NO_SEASON`` is then the variance of a
month's ratio. Fewer than ``FOR_A_SLOPE`` teach a slope that is little more than a guess.
Domain notes 3.7, 3.18; ``docs/explanation/exceptions.md``.

Errors: negative counts are a ``Refusal``.

How it misleads: a level that wanders is carried on as a slope for a while; a step inside the baseline is
taken for a slope. Measures that count the same records teach each other twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from wardmote.measuring.analysis.usual_months import FEWEST, FOR_A_SEASON, Usual
from wardmote.measuring.catalogue.periods import month_days
from wardmote.measuring.catalogue.refusals import Refusal

FOR_A_SLOPE = 36
NO_SEASON = 0.01
STEEPEST = 0.1 / 12
COMMON = (0.05 / 12) ** 2
MOST_TAUGHT = 60.0
_ROUNDS = 3
_WAVE = np.exp(2j * np.pi * np.arange(12) / 12)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """Counts by month from ``first``; ``baseline``: the months that teach, as a range of month numbers.

    ``people``: how many there were in each month, of whom the counts are; empty where that is not known.
    """

    first: int
    counts: Sequence[int | None]
    baseline: range
    people: Sequence[float | None] = ()


@dataclass(frozen=True)
class Learned:
    """``slope``: by what share a month all measures together rise; None where none is long enough."""

    each: tuple[Usual | None, ...]
    slope: float | None


@dataclass
class _Table:
    """Measures in rows, months in columns: counts, days of people, whether held in the baseline."""

    first: int
    seen: Floats
    at_risk: Floats
    held: NDArray[np.bool_]
    long: NDArray[np.bool_]
    middle: Floats

    @property
    def months(self) -> NDArray[np.int64]:
        return self.first + np.arange(self.seen.shape[1])

    @property
    def away(self) -> Floats:
        """Months from the middle of each measure's baseline."""
        return np.asarray(self.months - self.middle[:, None])

    def trend(self, slope: Floats) -> Floats:
        """Days of people, as the slopes of the measures move them."""
        return np.asarray(self.at_risk * np.exp(slope[:, None] * self.away))

    def by_month(self, values: Floats) -> Floats:
        """Sums over each month of the year."""
        found = np.zeros((len(values), 12))
        np.add.at(found.T, self.months % 12, values.T)
        return found


@dataclass
class _Season:
    """``ratio`` and its error ``unsure`` for January to December; ``degrees`` it took."""

    ratio: Floats
    unsure: Floats
    degrees: Floats


def learn(histories: Sequence[History]) -> Learned:
    """Every measure's usual months.

    >>> found = learn([History(24000, [60] * 36 + [90], range(24000, 24036))])
    >>> round(found.each[0].month(24036).mean)
    61
    """
    able = [place for place, each in enumerate(histories) if len(_taught(each)) >= FEWEST]
    if not able:
        return Learned((None,) * len(histories), None)
    people = [_people(histories[place]) for place in able]
    fit = _fit(_table([histories[place] for place in able], people))
    found: list[Usual | None] = [None] * len(histories)
    for row, place in enumerate(able):
        found[place] = fit.usual(row, people_from=histories[place].first, people=people[row])
    return Learned(tuple(found), fit.common)


@dataclass
class _Fit:
    """What all months together say of each measure."""

    table: _Table
    season: _Season
    slope: Floats
    error: Floats
    common: float | None
    phi: Floats
    degrees: Floats

    def usual(self, row: int, *, people_from: int, people: tuple[float, ...]) -> Usual:
        table, season = self.table, self.season
        level = _level(table, table.trend(self.slope) * season.ratio[:, table.months % 12])
        return Usual(
            level=float(level[row]),
            season=tuple(season.ratio[row].tolist()),
            unsure=tuple(season.unsure[row].tolist()),
            phi=float(self.phi[row]),
            degrees=int(self.degrees[row]),
            total=int(table.seen[row].sum()),
            seasonal=bool(table.long[row]),
            slope=float(self.slope[row]),
            slope_error=float(self.error[row]),
            middle=float(table.middle[row]),
            months=int(table.held[row].sum()),
            people_from=people_from,
            people=people,
        )


def _fit(table: _Table) -> _Fit:
    """Season, slope and unevenness in turn: each is learned with what the others say so far."""
    count = len(table.seen)
    nothing, even = np.zeros(count), _Season(np.ones((count, 12)), np.zeros((count, 12)), np.zeros(count))
    fit = _Fit(table, even, nothing, nothing, None, np.ones(count), np.ones(count))
    for _ in range(_ROUNDS):
        trend = table.trend(fit.slope)
        fit.season = _season(table, trend, fit.phi)
        ratio = fit.season.ratio[:, table.months % 12]
        flat = _level(table, trend * ratio)[:, None] * table.at_risk * ratio
        fit.slope, fit.error, kept, fit.common = _slopes(table, flat, fit.phi)
        expected = flat * np.exp(fit.slope[:, None] * table.away)
        fit.phi, fit.degrees = _dispersion(table, expected, 1 + fit.season.degrees + kept)
    return fit


def _taught(each: History) -> list[int]:
    """The months of the baseline that are held."""
    held = range(each.first, each.first + len(each.counts))
    found = [m for m in each.baseline if m in held and each.counts[m - each.first] is not None]
    least = min((n for n in each.counts if n is not None), default=0)
    if least < 0:
        raise Refusal("A count is not below zero.", found=str(least))
    return found


def _people(each: History) -> tuple[float, ...]:
    """Residents in each month over those in the middle of the baseline; not known: as the last known."""
    if not any(each.people):
        return ()
    known, last = [], next(n for n in each.people if n)
    for number in each.people:
        last = number or last
        known.append(float(last))
    middle = min(max(each.baseline[len(each.baseline) // 2] - each.first, 0), len(known) - 1)
    return tuple(number / known[middle] for number in known)


def _table(histories: Sequence[History], people: Sequence[tuple[float, ...]]) -> _Table:
    first = min(each.baseline.start for each in histories)
    width = max(each.baseline.stop for each in histories) - first
    shape = (len(histories), width)
    seen, at_risk, held = np.zeros(shape), np.zeros(shape), np.zeros(shape, bool)
    for row, each in enumerate(histories):
        for month in _taught(each):
            seen[row, month - first] = each.counts[month - each.first]
            many = people[row][month - each.first] if people[row] else 1.0
            at_risk[row, month - first] = month_days(month) * many
            held[row, month - first] = True
    of_year = (first + np.arange(width)) % 12
    every = np.stack([held[:, of_year == month].any(axis=1) for month in range(12)]).all(axis=0)
    long = (held.sum(axis=1) >= FOR_A_SEASON) & every & (seen.sum(axis=1) > 0)
    middle = (at_risk * (first + np.arange(width))).sum(axis=1) / at_risk.sum(axis=1)
    return _Table(first, seen, at_risk, held, long, middle)


def _level(table: _Table, shape: Floats) -> Floats:
    """Counts a day; where nothing was counted, as if half a one had been: the next is not impossible."""
    return np.asarray(np.maximum(table.seen.sum(axis=1), 0.5) / np.maximum(shape.sum(axis=1), 1e-12))


def _season(table: _Table, trend: Floats, phi: Floats) -> _Season:
    """Wave and remainders, each drawn towards none as far as chance explains it."""
    level = np.maximum(_level(table, trend), 1e-12)
    even = np.maximum(table.by_month(level[:, None] * trend), 1e-9)
    gap = table.by_month(table.seen) / even - 1
    error = phi[:, None] / even
    wave = gap @ _WAVE.conj() / 6
    rest = gap - (wave[:, None] * _WAVE).real
    wave_error, rest_error = error.mean(axis=1) / 6, error.mean(axis=1)
    long = table.long
    kept_wave = _kept(np.abs(wave) ** 2 / 2 - wave_error, wave_error[:, None], long)
    kept_rest = _kept((rest**2).sum(axis=1) / 9 - rest_error, error, long)
    ratio = 1 + kept_wave * (wave[:, None] * _WAVE).real + kept_rest * rest
    ratio = np.maximum(ratio, 0.05)
    ratio *= even.sum(axis=1, keepdims=True) / (even * ratio).sum(axis=1, keepdims=True)
    unsure = kept_wave * wave_error[:, None] + 0.75 * kept_rest * error
    ratio[~long], unsure[~long] = 1.0, NO_SEASON
    return _Season(ratio, unsure, 2 * kept_wave[:, 0] + 9 * kept_rest.mean(axis=1))


def _kept(own: Floats, error: Floats, long: NDArray[np.bool_]) -> Floats:
    """The shares to keep, s2 / (s2 + error): ``own`` is what each measure says of s2, ``error`` by column."""
    weights = np.where(long, 1 / (error.mean(axis=1) + NO_SEASON) ** 2, 0.0)
    every = max(float((weights * own).sum() / weights.sum()), 0.0) if long.any() else 0.0
    spread = (0.75 * every + 0.25 * np.maximum(own, 0.0))[:, None]
    return np.where(long[:, None], spread / (spread + error), 0.0)


def _slopes(table: _Table, flat: Floats, phi: Floats) -> tuple[Floats, Floats, Floats, float | None]:
    """(slope a month, its variance, how much of a degree it took) of each, and the slope all share."""
    nothing = np.zeros(len(flat))
    long = table.long
    if not long.any():
        return nothing, nothing, nothing, None
    away = table.away
    weight = np.maximum((flat * away**2).sum(axis=1), 1e-9)
    own = (away * (table.seen - flat)).sum(axis=1) / weight
    error = np.where(long, phi / weight, np.inf)
    tau = _spread(own[long], error[long])
    precise = 1 / (error + tau)
    known = float(precise.sum()) + 1 / COMMON
    common = float((precise * np.where(long, own, 0.0)).sum() / known)
    kept = tau / (tau + error)
    slope = common + kept * (np.where(long, own, common) - common)
    variance = kept * np.where(long, error, 0.0) + (1 - kept) ** 2 / known
    slope = np.where(long, np.clip(slope, -STEEPEST, STEEPEST), 0.0)
    return slope, np.where(long, variance, 0.0), np.where(long, kept + (1 - kept) / len(flat), 0.0), common


def _spread(own: Floats, error: Floats) -> float:
    """How much slopes differ beyond chance, a variance; 0 unless it is more than chance often makes it.

    >>> float(_spread(np.array([1.0, 3.0, 5.0]), np.ones(3)))  # Q 8, less 2 and one sigma of 2, over 3 - 1
    2.0
    """
    weights = 1 / error
    free = len(own) - 1
    if not free:
        return 0.0
    mean = (weights * own).sum() / weights.sum()
    beyond = (weights * (own - mean) ** 2).sum() - free - np.sqrt(2 * free)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(float(beyond / scale), 0.0)


def _dispersion(table: _Table, expected: Floats, spent: Floats) -> tuple[Floats, Floats]:
    """(phi, degrees) of each, drawn towards what all have."""
    free = np.maximum(table.held.sum(axis=1) - spent, 1.0)
    some = table.held & (expected > 0)
    pearson = np.where(some, (table.seen - expected) ** 2 / np.where(some, expected, 1.0), 0.0)
    own = np.maximum(pearson.sum(axis=1) / free, 0.05)
    if len(own) == 1:
        return np.maximum(own, 1.0), free
    heights = np.log(own) - scipy.special.digamma(free / 2) + np.log(free / 2)
    beyond = heights.var(ddof=1) - scipy.special.polygamma(1, free / 2).mean()
    prior = float(np.clip(2 * _inverse_trigamma(beyond), 1.0, MOST_TAUGHT)) if beyond > 0 else MOST_TAUGHT
    usual = np.exp(heights.mean() + scipy.special.digamma(prior / 2) - np.log(prior / 2))
    return np.maximum((free * own + prior * usual) / (free + prior), 1.0), free + prior


def _inverse_trigamma(value: float) -> float:
    """y with trigamma(y) = value, by Newton's steps (Smyth 2004, appendix).

    >>> round(_inverse_trigamma(np.pi**2 / 6), 9), round(_inverse_trigamma(np.pi**2 / 6 - 1), 9)
    (1.0, 2.0)
    """
    y = 0.5 + 1 / value
    for _ in range(50):
        now = float(scipy.special.polygamma(1, y))
        step = now * (1 - now / value) / float(scipy.special.polygamma(2, y))
        y += step
        if -step / y < 1e-8:
            break
    return y
