"""Which way is it going? The latest twelve months against the twelve before, month by month.

In: a monthly series (None where a month is not held) with its first month, the polarity of the measure, and
months from which it is not the same series. Out: ``Direction``: the ratio of the two years with its
interval, words from the fixed vocabulary (``clear rise``, ``clear fall``, ``no clear
change``, ``too few to say``) and what that means: ``better``, ``worse``, or neither.

The comparison is ``change.compare_classes`` with each month set against the same month a year earlier, so the
season falls out; how much months vary is learned from every month of the same series. It stands apart from
the colour against a target and from the control chart. Domain notes 3.5, 3.20.

Errors: a month missing in either year is ``insufficient``; a break inside them is ``not_comparable``.

How it misleads: a year against a year moves slowly, and a bad month stays in it for a year; a
``contextual`` measure that rises is neither better nor worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wardmote.measuring.analysis.change import (
    CLEAR_FALL,
    CLEAR_RISE,
    NO_CLEAR_CHANGE,
    TOO_FEW,
    Comparison,
    compare_classes,
)
from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.surveys import Gap
from wardmote.measuring.analysis.targets import CONTEXTUAL, HIGHER, LOWER
from wardmote.measuring.catalogue.periods import month_days, month_label
from wardmote.measuring.catalogue.refusals import Refusal

YEAR = 12
LEARNED_FROM = 48
"""The latest months from which it is learned how much they vary."""
BETTER, WORSE, NEITHER = "better", "worse", ""


@dataclass(frozen=True, kw_only=True)
class Direction(Result):
    """``value`` = now / before (points for answers). ``meaning``: better, worse or "" (neither)."""

    words: str
    meaning: str
    count: int | None = None
    count_against: int | None = None


def direction_of_travel(
    first: int, counts: Sequence[int | None], *, polarity: str, breaks: Sequence[int] = ()
) -> Direction:
    """The latest twelve months against the twelve before; ``breaks``: months from which it is another series.

    >>> direction_of_travel(24000, [50] * 12 + [60] * 12, polarity="lower").meaning
    'worse'
    """
    end = first + len(counts)
    broken = [month for month in breaks if end - 2 * YEAR < month < end]
    if broken:
        reason = f"The series is not the same before and after {month_label(broken[-1])}."
        return Direction(status=Status.NOT_COMPARABLE, reason=reason, words=TOO_FEW, meaning=NEITHER)
    start = max([end - LEARNED_FROM, *(month for month in breaks if month < end)])
    held = {month: n for month, n in enumerate(counts, first) if n is not None and month >= start}
    now = frozenset(range(end - YEAR, end))
    before = frozenset(month - YEAR for month in now)
    compared = len((before | now) & held.keys())
    if compared < 2 * YEAR:
        reason = f"A year against a year needs 24 months; {compared} are held."
        return Direction(status=Status.INSUFFICIENT, reason=reason, words=TOO_FEW, meaning=NEITHER)
    months = HeldMonths(
        counts=np.array([list(held.values())], float),
        months=tuple(held),
        days=tuple(map(month_days, held)),
        before=before,
        now=now,
        paired=True,
    )
    return _of_comparison(compare_classes(months, [""], teach=[True])[0], polarity)


def direction_of_answers(gap: Gap, *, polarity: str) -> Direction:
    """The same for a share of answers, from ``surveys.difference`` of two waves with one wording."""
    return Direction(
        value=gap.value,
        interval=gap.interval,
        n=gap.n,
        assumptions=gap.assumptions,
        caveats=gap.caveats,
        status=gap.status,
        reason=gap.reason,
        words=gap.words or NO_CLEAR_CHANGE,
        meaning=meaning(gap.words, polarity),
    )


def meaning(words: str, polarity: str) -> str:
    """Better, worse, or "" for no clear change and for a measure with no good way.

    >>> meaning("clear rise", "higher"), meaning("clear rise", "contextual")
    ('better', '')
    """
    if polarity not in (LOWER, HIGHER, CONTEXTUAL):
        raise Refusal("Lower is better, higher is better, or neither.", found=polarity)
    if words not in (CLEAR_RISE, CLEAR_FALL) or polarity == CONTEXTUAL:
        return NEITHER
    return BETTER if (words == CLEAR_RISE) == (polarity == HIGHER) else WORSE


def _of_comparison(found: Comparison, polarity: str) -> Direction:
    return Direction(
        value=found.value,
        interval=found.interval,
        n=found.n,
        assumptions=found.assumptions,
        caveats=found.caveats,
        status=found.status,
        reason=found.reason,
        words=found.words,
        meaning=meaning(found.words, polarity),
        count=found.count,
        count_against=found.count_against,
    )
