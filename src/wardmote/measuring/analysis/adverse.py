"""Is a measure worse than chance would make it? Five one-sided questions of one month's evidence.

In: monthly counts up to the month that landed, the baselines (``signals``), the polarity, and where a
target is set its path for the year. Out: ``Adverse`` records, each with the count, what was expected and
``p``, the chance of something this bad or worse were all as before (or on the path):

``month``         the latest month against what is usual, with the ``evidence`` of a step (``steps``);
``two months``    the latest two together, against the same, which finds a step soonest;
``three months``  the latest three, which finds a smaller one;
``twelve months`` the latest twelve against the twelve before, month by month (direction of travel);
``target``        the year to date against its path, as past seasons share the year out.

The first three are asked of months after the baseline alone: what taught is not held against itself.
p allows for season, slope, unevenness beyond chance, and for how little the baseline
knows (``usual_months``). What owes a reply is decided for all measures together, in ``exceptions``. A
contextual measure has no tests: neither way is bad. Domain notes 3.5, 3.18, 3.20.

Errors: without a baseline, or with a month missing, the test that needs it is left out; ``why_none``
says why there is none.

How it misleads: p knows no recording change; mark it as a new baseline or it will be an exception.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import scipy

from wardmote.measuring.analysis.signals import Baseline, in_force, usual_in_force
from wardmote.measuring.analysis.steps import evidence, smallest_step
from wardmote.measuring.analysis.targets import CONTEXTUAL, HIGHER
from wardmote.measuring.analysis.usual_months import Usual
from wardmote.measuring.catalogue.periods import month_label

MONTH, TWO_MONTHS, THREE_MONTHS = "month", "two months", "three months"
YEAR, TARGET, ANSWERS = "twelve months", "target", "answers"
STEPS = (MONTH, TWO_MONTHS, THREE_MONTHS)
_YEAR = 12


@dataclass(frozen=True)
class Adverse:
    """``worse``: on the bad side of what was expected at all; ``p`` the chance of this or worse.

    ``evidence``: how much likelier a step makes it, in logarithms; 0 for what is not asked about a step.
    """

    kind: str
    count: float
    expected: float
    p: float
    worse: bool
    evidence: float = 0.0


@dataclass(frozen=True)
class YearPath:
    """Where a year should end: ``value`` counts in the twelve months from ``first``."""

    first: int
    value: float


def adverse_tests(
    first: int,
    counts: Sequence[int | None],
    *,
    baselines: Sequence[Baseline],
    polarity: str,
    target: YearPath | None = None,
) -> tuple[Adverse, ...]:
    """The tests this evidence allows, none where it allows none.

    >>> tests = adverse_tests(24000, [60] * 36 + [100], baselines=[Baseline(24000)], polarity="lower")
    >>> [(test.kind, test.p < 0.001) for test in tests]
    [('month', True), ('twelve months', False)]
    """
    last = first + len(counts) - 1
    baseline, taught = in_force(baselines, last), usual_in_force(first, counts, baselines)
    if polarity == CONTEXTUAL or baseline is None or taught is None:
        return ()
    found: list[Adverse | None] = []
    for back, kind in enumerate(STEPS, start=1):
        if last - back + 1 >= baseline.stop:
            months = range(last - back + 1, last + 1)
            found.append(
                _against_usual(kind, _held(first, counts, months), taught, months, polarity=polarity)
            )
    since = baseline.first if baseline.reason else first
    if last - 2 * _YEAR + 1 >= since:
        found.append(_year(_held(first, counts, range(last - 2 * _YEAR + 1, last + 1)), taught, polarity))
    if target is not None and target.first <= last < target.first + _YEAR:
        months = range(target.first, last + 1)
        found.append(_target(_held(first, counts, months), taught, target, months, polarity=polarity))
    return tuple(test for test in found if test is not None)


def answers_test(value: float, error: float, *, polarity: str) -> tuple[Adverse, ...]:
    """Two waves of a survey: the difference in points and its standard error (``surveys.difference``)."""
    if polarity == CONTEXTUAL or error <= 0:
        return ()
    bad = -value if polarity == HIGHER else value
    return (Adverse(ANSWERS, value, 0.0, float(scipy.special.ndtr(-bad / error)), bad > 0),)


def why_none(
    first: int, counts: Sequence[int | None], *, baselines: Sequence[Baseline], polarity: str
) -> str | None:
    """Why a measure cannot be judged; None where it can."""
    if polarity == CONTEXTUAL:
        return "It is contextual: neither way is bad, so it is never an exception."
    baseline = in_force(baselines, first + len(counts) - 1)
    if baseline is None or usual_in_force(first, counts, baselines) is None:
        return "It has no baseline yet: at least twelve months held, all of them past."
    if counts[-1] is None:
        return "The latest month is not held."
    if first + len(counts) <= baseline.stop:
        begins = month_label(baseline.stop)
        return f"All its months set what is usual: {begins} will be the first judged by them."
    return None


def _held(first: int, counts: Sequence[int | None], months: range) -> tuple[int, ...] | None:
    """The counts of these months; None when one is missing or before the series."""
    if months.start < first:
        return None
    found = [counts[month - first] for month in months]
    return tuple(n for n in found if n is not None) if None not in found else None


def _against_usual(
    kind: str, held: tuple[int, ...] | None, taught: Usual, months: range, *, polarity: str
) -> Adverse | None:
    if held is None:
        return None
    expected, count = taught.together(months), sum(held)
    p = expected.beyond(count, polarity=polarity)
    times = smallest_step(taught.phi, taught.monthly)
    found = evidence(count, expected, times=times, polarity=polarity)
    return Adverse(kind, count, expected.mean, p, _worse(count, expected.mean, polarity), found)


def _year(held: tuple[int, ...] | None, taught: Usual, polarity: str) -> Adverse | None:
    """The logarithm of the ratio over its error, widened by the baseline's unevenness; exact where few."""
    if held is None:
        return None
    before, now = sum(held[:_YEAR]), sum(held[_YEAR:])
    if not before + now:
        return None
    bad, good = (before, now) if polarity == HIGHER else (now, before)
    if min(before, now) < 10 and taught.phi < 1.05:
        p = float(scipy.special.bdtrc(bad - 1, before + now, 0.5)) if bad else 1.0
    else:
        z = math.log(max(bad, 0.5) / max(good, 0.5))
        z /= math.sqrt(taught.phi * (1 / max(bad, 0.5) + 1 / max(good, 0.5)))
        p = float(scipy.special.stdtr(taught.degrees, -z))
    return Adverse(YEAR, now, before, p, bad > good)


def _target(
    held: tuple[int, ...] | None, taught: Usual, target: YearPath, months: range, *, polarity: str
) -> Adverse | None:
    if held is None:
        return None
    year = range(target.first, target.first + _YEAR)
    whole = taught.together(year).mean
    if not whole:
        return None
    expected, count = taught.together(months, times=target.value / whole), sum(held)
    p = expected.beyond(count, polarity=polarity)
    return Adverse(TARGET, count, expected.mean, p, _worse(count, expected.mean, polarity))


def _worse(count: float, expected: float, polarity: str) -> bool:
    return count < expected if polarity == HIGHER else count > expected
