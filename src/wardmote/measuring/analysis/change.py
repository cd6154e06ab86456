"""Did it change? Two periods compared, with words chosen by the interval.

In: counts by month (or one count) for two periods and the days each covers.
Out: the rate ratio now / before with a 95 % interval, and words from a fixed
list: ``clear fall``, ``clear rise``, ``no clear change``, ``too few to say``.
A change is *clear* when the interval excludes no change, the change is at
least ``WORTHWHILE`` and the finding survives the false-discovery control of
everything compared with it (``judge_together``).

The interval is R exp(+/- q sqrt(phi (1/a + 1/b))) (Wheeler 2016; domain notes
3.5). ``phi`` is the Pearson dispersion of the months around their periods (never below
1) and q Student's t with its degrees of freedom, so that a class that jumps
about by itself must change more before the word is "clear". Months paired with
the same month of another year are compared pair by pair, which takes the season
out; there phi is 1 and q normal unless the pairs vary by more than chance
(chi-square, p under ``UNEVEN``). Fewer than ``LEAST_DEGREES`` degrees of freedom
cannot show dispersion: phi is taken as 1 and the result says so. Below ten rows in a period the interval
is exact (conditional binomial).

How it misleads: a recording change is not chance and no interval shows it; a
period that was picked because it looked high will fall by itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy

from wardmote.measuring.analysis.distributions import chi2_sf, normal_ppf, normal_sf, t_ppf, t_sf
from wardmote.measuring.analysis.intervals import ratio_limits
from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.result import Result, Status

CLEAR_FALL = "clear fall"
CLEAR_RISE = "clear rise"
NO_CLEAR_CHANGE = "no clear change"
TOO_FEW = "too few to say"

WORTHWHILE = 0.05
FEWEST = 20
LEAST_DEGREES = 5
FALSE_DISCOVERIES = 0.05
LARGE = 1.4
BEYOND_CHANCE = 0.001
UNEVEN = 0.05


@dataclass(frozen=True, kw_only=True)
class Comparison(Result):
    """``value`` = rate now / rate before. ``p`` two-sided; ``p_together`` after false-discovery control.

    ``p_chance`` is the p if the months varied by chance alone: a change can be
    beyond chance and yet not clear, where a class jumps about by itself.
    ``clear_from``: the count before from which the same ratio would be clear
    by itself; ``smallest_clear_fall``: the fall (0 to 1) these counts can show.
    """

    count: int
    count_against: int
    words: str
    p: float
    p_together: float
    p_chance: float
    dispersion: float
    clear_from: int | None
    smallest_clear_fall: float | None

    @property
    def clear(self) -> bool:
        return self.words in (CLEAR_FALL, CLEAR_RISE)

    @property
    def large_rise(self) -> bool:
        """Worth watching though not clear: far beyond chance, in a class that varies by more than chance."""
        unclear = self.words == NO_CLEAR_CHANGE and self.dispersion > 1
        return unclear and self.value is not None and self.value >= LARGE and self.p_chance <= BEYOND_CHANCE


@dataclass(frozen=True)
class Stretch:
    """Counts of consecutive parts of a period (usually months) and the days of each."""

    counts: tuple[int, ...]
    days: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def compare_counts(before: int, now: int, *, ratio_of_time: float = 1.0) -> Comparison:
    """Two bare counts; ``ratio_of_time`` = length of now / length of before.

    >>> compare_counts(110, 85).words
    'no clear change'
    >>> compare_counts(600, 730).words
    'clear rise'
    """
    return _compare(before, now, ratio_of_time, dispersion=1.0, degrees=0)


def compare(before: Stretch, now: Stretch, *, paired: bool) -> Comparison:
    """Two stretches of months; ``paired``: the same months of two years (a leap day is left alone)."""
    ratio_of_time = 1.0 if paired else sum(now.days) / sum(before.days)
    dispersion, degrees = _dispersion(before, now, paired=paired)
    result = _compare(before.total, now.total, ratio_of_time, dispersion=dispersion, degrees=degrees)
    if degrees < LEAST_DEGREES:
        return replace(result, caveats=(*result.caveats, "no_dispersion"))
    if dispersion > 1.5:
        return replace(result, caveats=(*result.caveats, "overdispersed"))
    return result


def judge_together(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The same comparisons with words that allow for how many were made (Benjamini and Hochberg 1995)."""
    judged = [i for i, c in enumerate(comparisons) if c.status == Status.OK]
    together = benjamini_hochberg([comparisons[i].p for i in judged])
    out = list(comparisons)
    for i, p in zip(judged, together, strict=True):
        still_clear = comparisons[i].clear and p <= FALSE_DISCOVERIES
        words = comparisons[i].words if still_clear or not comparisons[i].clear else NO_CLEAR_CHANGE
        out[i] = replace(comparisons[i], p_together=float(p), words=words)
    return tuple(out)


def _compare(before: int, now: int, ratio_of_time: float, *, dispersion: float, degrees: int) -> Comparison:
    p = _p_value(before, now, ratio_of_time, dispersion, degrees)
    q = _quantile(dispersion, degrees)
    common = {
        "count": now,
        "count_against": before,
        "n": now + before,
        "p": p,
        "p_together": p,
        "p_chance": _p_value(before, now, ratio_of_time, 1.0, 0),
        "dispersion": dispersion,
        "assumptions": ("independent_events",),
        "smallest_clear_fall": _smallest_clear_fall(before * ratio_of_time, q, dispersion),
    }
    if before == 0 or now + before < FEWEST:
        return Comparison(
            value=now / before / ratio_of_time if before else None,
            interval=_interval(before, now, ratio_of_time, q, dispersion) if before else None,
            status=Status.INSUFFICIENT if before else Status.UNDEFINED,
            reason=f"{now + before} in both periods together are too few to say.",
            words=TOO_FEW,
            clear_from=None,
            **common,  # type: ignore[arg-type]
        )
    value = now / before / ratio_of_time
    interval = _interval(before, now, ratio_of_time, q, dispersion)
    return Comparison(
        value=value,
        interval=interval,
        words=_words(value, interval),
        clear_from=_clear_from(value, q, dispersion),
        **common,  # type: ignore[arg-type]
    )


def _words(value: float, interval: tuple[float, float]) -> str:
    if abs(value - 1) < WORTHWHILE or interval[0] <= 1 <= interval[1]:
        return NO_CLEAR_CHANGE
    return CLEAR_RISE if value > 1 else CLEAR_FALL


def _quantile(dispersion: float, degrees: int) -> float:
    """Student's t where the dispersion was learned from few months, else the normal's."""
    return float(t_ppf(0.975, degrees)) if dispersion > 1 and degrees else float(normal_ppf(0.975))


def _interval(
    before: int, now: int, ratio_of_time: float, q: float, dispersion: float
) -> tuple[float, float]:
    if dispersion == 1:
        return ratio_limits(now, before, exposure=ratio_of_time)
    spread = q * math.sqrt(dispersion * (1 / max(now, 0.5) + 1 / before))
    value = max(now, 0.5) / before / ratio_of_time
    return value * math.exp(-spread), value * math.exp(spread)


def _p_value(before: int, now: int, ratio_of_time: float, dispersion: float, degrees: int) -> float:
    if before + now == 0:
        return 1.0
    if min(before, now) < 10 and dispersion == 1:
        share = ratio_of_time / (1 + ratio_of_time)
        return float(scipy.stats.binomtest(now, now + before, share).pvalue)
    z = abs(math.log(max(now, 0.5) / max(before, 0.5) / ratio_of_time))
    z /= math.sqrt(dispersion * (1 / max(now, 0.5) + 1 / max(before, 0.5)))
    return float(2 * (t_sf(z, degrees) if dispersion > 1 and degrees else normal_sf(z)))


def _dispersion(before: Stretch, now: Stretch, *, paired: bool) -> tuple[float, int]:
    """Pearson dispersion of the months around what their periods (and pairs) expect, and its degrees."""
    counts = np.array([*before.counts, *now.counts], float)
    days = np.array([*before.days, *now.days], float)
    split = len(before.counts)
    if paired:
        pair_totals = counts[:split] + counts[split:]
        share_before = before.total / max(before.total + now.total, 1)
        expected = np.concatenate([pair_totals * share_before, pair_totals * (1 - share_before)])
        degrees = split - 1
    else:
        expected = np.concatenate(
            [before.total / sum(before.days) * days[:split], now.total / sum(now.days) * days[split:]]
        )
        degrees = len(counts) - 2
    seen = expected > 0
    if degrees < LEAST_DEGREES or not seen.any():
        return 1.0, 0
    pearson = float((((counts - expected)[seen]) ** 2 / expected[seen]).sum())
    if paired and chi2_sf(pearson, degrees) > UNEVEN:
        return 1.0, degrees
    return max(1.0, pearson / degrees), degrees


def _clear_from(value: float, q: float, dispersion: float) -> int | None:
    """Smallest count before at which ``value`` would be clear by itself: (q / ln R)^2 (1 + 1/R) phi."""
    if value <= 0 or abs(value - 1) < WORTHWHILE:
        return None
    return math.ceil((q / math.log(value)) ** 2 * (1 + 1 / value) * dispersion)


def _smallest_clear_fall(expected: float, q: float, dispersion: float) -> float | None:
    """The smallest fall whose interval would exclude no change at this count; None when none would."""
    if expected <= 0:
        return None

    def gap(ratio: float) -> float:
        return -math.log(ratio) - q * math.sqrt(dispersion / expected * (1 + 1 / ratio))

    if gap(0.02) <= 0:
        return None
    return 1 - float(scipy.optimize.brentq(gap, 0.02, 0.9999))
