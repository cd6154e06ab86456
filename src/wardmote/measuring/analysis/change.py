"""Did it change? Two periods compared, with words chosen by what months vary by themselves.

In: the counts of classes in every month held (``HeldMonths``), or two bare counts. Out: for each class the
rate ratio now / before with a 95 % interval, and words from a fixed list: ``clear fall``, ``clear rise``,
``no clear change``, ``too few to say``, ``too few months to say``.

A change is *clear* when it is more than month-to-month variation brings (``dispersion``), allowing for all
comparisons made with it, of its own source and of others (Holm 1979, 5 % for the whole), its interval
excludes no change, and it is at least ``WORTHWHILE``. It is *out of the ordinary* when it is clear and also
more than such a class drifts from period to period. Where fewer than ``FEWEST_MONTHS`` months are held,
nobody can know how the months vary.

The interval of a class by itself is R exp(+/- q sqrt(1/a + 1/b)) (domain notes 3.5), q from ``dispersion``;
below ten rows in a period it is exact (conditional binomial) at the same level. Of two bare counts no month
is known: how much they vary is what such classes show elsewhere; counts of people, which no months bring,
are given ``months`` 0 and chance alone is allowed for.

How it misleads: a recording change is not chance and no interval shows it; a
period that was picked because it looked high will fall by itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import scipy

from wardmote.measuring.analysis.dispersion import HeldMonths, Surprise, surprises
from wardmote.measuring.analysis.distributions import Z_95, normal_sf
from wardmote.measuring.analysis.intervals import EXACT_BELOW, ratio_limits
from wardmote.measuring.analysis.multiplicity import holm
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.dispersions import usual_dispersion

CLEAR_FALL = "clear fall"
CLEAR_RISE = "clear rise"
NO_CLEAR_CHANGE = "no clear change"
TOO_FEW = "too few to say"
TOO_FEW_MONTHS = "too few months to say"
NOT_COMPARED = "not compared"
FIXED_WORDS = (CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE, TOO_FEW, TOO_FEW_MONTHS, NOT_COMPARED)

WORTHWHILE = 0.05
FEWEST = 20
FEWEST_MONTHS = 12
LITTLE_HISTORY = 10
FALSE_FINDINGS = 0.05
LARGE = 1.4
BEYOND_CHANCE = 0.001
WIDEST_EXACT = 7.0


@dataclass(frozen=True, kw_only=True)
class Comparison(Result):
    """``value`` = rate now / rate before. ``p`` two-sided; ``p_together`` allowing for all compared with it.

    ``p_chance`` is the p if the months varied by chance alone: a change can be
    beyond chance and yet not clear, where a class jumps about by itself.
    ``dispersion``: variance of the two counts over that of chance. ``p_drift``: as ``p_together``, were
    drift no change. ``out_of_ordinary``: clear, and more than such a class drifts.
    ``clear_from``: the count before from which the same ratio would be clear
    by itself; ``smallest_clear_fall``: the fall (0 to 1) these counts can show.
    A count is None where it is not known, or there was no such class.
    """

    count: int | None
    count_against: int | None
    words: str
    p: float
    p_together: float
    p_chance: float
    p_drift: float
    dispersion: float
    out_of_ordinary: bool = False
    clear_from: int | None
    smallest_clear_fall: float | None

    @property
    def clear(self) -> bool:
        return self.words in (CLEAR_FALL, CLEAR_RISE)

    @property
    def beyond_interval(self) -> bool:
        """Whether its own interval excludes no change, clear or not."""
        return self.interval is not None and not self.interval[0] <= 1 <= self.interval[1]

    @property
    def small(self) -> bool:
        """Whether it is under the floor of what matters, however sure."""
        return self.value is not None and abs(self.value - 1) < WORTHWHILE

    @property
    def large_rise(self) -> bool:
        """Worth watching though not clear: far beyond chance, in a class that varies by more than chance."""
        unclear = self.words == NO_CLEAR_CHANGE and self.dispersion > 1
        return unclear and self.value is not None and self.value >= LARGE and self.p_chance <= BEYOND_CHANCE


@dataclass(frozen=True)
class _Spread:
    """What the two counts vary by: ``width`` times chance's standard error is a 95 % interval.

    ``level``: the part of the variance of the log ratio that no number of rows makes smaller. ``p`` and
    ``p_drift``: how surely the difference is more than that, the second were drift no change.
    """

    p: float
    p_drift: float
    width: float = Z_95
    dispersion: float = 1.0
    level: float = 0.0

    @property
    def reach(self) -> float:
        """How many standard errors an interval reaches: the normal's, or more where little is known."""
        return self.width / math.sqrt(self.dispersion)


def compare_counts(before: int, now: int, *, months: int = 0, ratio_of_time: float = 1.0) -> Comparison:
    """Two bare counts by themselves, of ``months`` each, or of no months at all (0: chance alone is allowed
    for); ``ratio_of_time`` = length of now (or what was at risk) / that of before.

    >>> compare_counts(600, 730).words, compare_counts(600, 730, months=12).words
    ('clear rise', 'no clear change')
    """
    if months and before + now:
        held = HeldMonths.of_sums(before, now, months=months, ratio=ratio_of_time)
        learned = surprises(held, [usual_dispersion("")], [False])[0]
        found = _compared(before, now, ratio_of_time, _spread(held, before + now, learned))
        found = replace(found, caveats=_caveats(found, learned.degrees))
    else:
        p = _p_chance(before, now, ratio_of_time)
        found = _compared(before, now, ratio_of_time, _Spread(p, p))
    return replace(found, words=_words(found)) if found.status == Status.OK else found


def compare_classes(
    held: HeldMonths, classes: Sequence[str], *, teach: Sequence[bool]
) -> tuple[Comparison, ...]:
    """Every class (a row of ``held.counts``) now against before, judged together; see ``compare_apart``."""
    return judge_together(compare_apart(held, classes, teach=teach))


def compare_apart(
    held: HeldMonths, classes: Sequence[str], *, teach: Sequence[bool]
) -> tuple[Comparison, ...]:
    """Every class now against before, each by itself; what is compared goes to ``judge_together``.

    ``teach``: which rows count nothing that another row counts (not the whole, not a part): what they show
    is learned from for all.
    """
    usual = [usual_dispersion(key) for key in classes]
    learned = surprises(held, usual, [not each for each in teach])
    counts = [_counts(held, row) for row in range(len(classes))]
    compared = [
        _compared(*pair, held.ratio_of_time, _spread(held, sum(pair), each))
        for pair, each in zip(counts, learned, strict=True)
    ]
    if len(held.months) < FEWEST_MONTHS:
        return tuple(_too_few_months(each, len(held.months)) for each in compared)
    return tuple(
        replace(each, caveats=_caveats(each, found.degrees))
        for each, found in zip(compared, learned, strict=True)
    )


def not_compared(reason: str, *, before: int | None, now: int | None) -> Comparison:
    """Two counts that may not be set beside each other, and why; nothing is said of the change."""
    return Comparison(
        status=Status.NOT_COMPARABLE,
        reason=reason,
        n=(before or 0) + (now or 0),
        count=now,
        count_against=before,
        words=NOT_COMPARED,
        p=1.0,
        p_together=1.0,
        p_chance=1.0,
        p_drift=1.0,
        dispersion=1.0,
        clear_from=None,
        smallest_clear_fall=None,
    )


def _counts(held: HeldMonths, row: int) -> tuple[int, int]:
    before, now = held.masks
    return int(held.counts[row, before].sum()), int(held.counts[row, now].sum())


def _spread(held: HeldMonths, rows: int, learned: Surprise) -> _Spread:
    level = learned.kappa * (1 / len(held.before) + 1 / len(held.now))
    dispersion = 1 + learned.kappa * rows / (len(held.before) + len(held.now))
    return _Spread(learned.p, learned.p_drifting, learned.width, dispersion, level)


def judge_together(compared: Sequence[Comparison], *, beside: int = 0) -> tuple[Comparison, ...]:
    """The same comparisons with words of both kinds that allow for how many were made (Holm 1979), and for
    ``beside`` more that are told with them and judged apart."""
    judged = [i for i, each in enumerate(compared) if each.status == Status.OK]
    together = holm([compared[i].p for i in judged], beside=beside)
    drifts = holm([compared[i].p_drift for i in judged], beside=beside)
    out = list(compared)
    for i, p, drift in zip(judged, together, drifts, strict=True):
        found = replace(compared[i], p_together=p, p_drift=drift)
        found = replace(found, words=_words(found))
        out[i] = replace(found, out_of_ordinary=found.clear and drift <= FALSE_FINDINGS)
    return tuple(out)


def _words(found: Comparison) -> str:
    if found.small or not found.beyond_interval or found.p_together > FALSE_FINDINGS:
        return NO_CLEAR_CHANGE
    return CLEAR_RISE if (found.value or 0) > 1 else CLEAR_FALL


def _caveats(found: Comparison, degrees: int) -> tuple[str, ...]:
    little = ("little_history",) if degrees < LITTLE_HISTORY else ()
    jumpy = ("overdispersed",) if found.dispersion > 1.5 else ()
    return (*found.caveats, *little, *jumpy)


def _too_few_months(found: Comparison, months: int) -> Comparison:
    if found.status != Status.OK:
        return found
    reason = f"{months} months are held; nobody can tell from fewer than {FEWEST_MONTHS} how much they vary."
    return replace(found, words=TOO_FEW_MONTHS, status=Status.INSUFFICIENT, reason=reason, clear_from=None)


def _compared(before: int, now: int, ratio_of_time: float, spread: _Spread) -> Comparison:
    common: dict[str, Any] = {
        "count": now,
        "count_against": before,
        "n": now + before,
        "p": spread.p,
        "p_together": spread.p,
        "p_drift": spread.p_drift,
        "p_chance": _p_chance(before, now, ratio_of_time),
        "dispersion": spread.dispersion,
        "assumptions": ("independent_events",),
        "smallest_clear_fall": _smallest_clear_fall(before * ratio_of_time, spread),
        "value": now / before / ratio_of_time if before else None,
        "interval": _interval(before, now, ratio_of_time, spread) if before else None,
    }
    if before == 0 or now + before < FEWEST:
        return Comparison(
            status=Status.INSUFFICIENT if before else Status.UNDEFINED,
            reason=f"{now + before} in both periods together are too few to say.",
            words=TOO_FEW,
            clear_from=None,
            **common,
        )
    return Comparison(words=NO_CLEAR_CHANGE, clear_from=_clear_from(common["value"], spread), **common)


def _interval(before: int, now: int, ratio_of_time: float, spread: _Spread) -> tuple[float, float]:
    if min(before, now) < EXACT_BELOW:
        level = 1 - 2 * float(normal_sf(min(spread.width, WIDEST_EXACT)))
        return ratio_limits(now, before, exposure=ratio_of_time, confidence=level)
    value, reach = now / before / ratio_of_time, spread.width * math.sqrt(1 / now + 1 / before)
    return value * math.exp(-reach), value * math.exp(reach)


def _p_chance(before: int, now: int, ratio_of_time: float) -> float:
    if before + now == 0:
        return 1.0
    if min(before, now) < EXACT_BELOW:
        share = ratio_of_time / (1 + ratio_of_time)
        return float(scipy.stats.binomtest(now, now + before, share).pvalue)
    z = abs(math.log(now / before / ratio_of_time)) / math.sqrt(1 / now + 1 / before)
    return float(2 * normal_sf(z))


def _clear_from(value: float, spread: _Spread) -> int | None:
    """Smallest count before at which ``value`` would be clear by itself; None where no count would do.

    (1 + 1/R) / (ln^2 R / q^2 - level), with level the variance that is there whatever the count.
    """
    if value <= 0 or abs(value - 1) < WORTHWHILE:
        return None
    room = (math.log(value) / spread.reach) ** 2 - spread.level
    return math.ceil((1 + 1 / value) / room) if room > 0 else None


def _smallest_clear_fall(expected: float, spread: _Spread) -> float | None:
    """The smallest fall whose interval would exclude no change at this count; None when none would."""
    if expected <= 0:
        return None

    def gap(ratio: float) -> float:
        return -math.log(ratio) - spread.reach * math.sqrt((1 + 1 / ratio) / expected + spread.level)

    if gap(0.02) <= 0:
        return None
    return 1 - float(scipy.optimize.brentq(gap, 0.02, 0.9999))
