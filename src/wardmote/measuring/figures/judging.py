"""One measure judged from its reading: two marks, direction, and what it brings to the month's review.

In: a monthly ``Reading``, the measure, its baselines, and the target with the year that is running. Out:
``JudgedReading``: the status against the target's path, the signal against chance, the direction of travel,
the tests for ``analysis.exceptions``, and words that read both marks together; "beyond chance" there means
that a reply is owed, were it one of twenty like it (the review knows the others). ``history_of`` is what it
brings to what all learn together. Nothing is asked of the evidence here. A target is in the unit of the
measure, for a year; the counts it means are its value x denominator / per. The year to date is held against
the season of the baseline.

A reading that is not available, or not counted by month, is judged as far as it goes: no tests, and
``why_none`` says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.adverse import YearPath, adverse_tests, why_none
from wardmote.measuring.analysis.direction import Direction, direction_of_travel
from wardmote.measuring.analysis.exceptions import Watched, owes
from wardmote.measuring.analysis.learned_months import History
from wardmote.measuring.analysis.signals import (
    Baseline,
    SignalChart,
    signal_chart,
    usual_in_force,
)
from wardmote.measuring.analysis.steps import MEASURES, bar
from wardmote.measuring.analysis.targets import AgainstTarget, TargetPath, against_target, path, two_marks
from wardmote.measuring.analysis.usual_months import Usual
from wardmote.measuring.catalogue.classes import offence_classes, with_parts
from wardmote.measuring.catalogue.measures import Measure
from wardmote.measuring.catalogue.periods import parse_month
from wardmote.measuring.figures.readings import Reading

YEAR = 12
OF_TWENTY = bar([1.0] * MEASURES, looks=MEASURES * 12.0)


@dataclass(frozen=True)
class RunningTarget:
    """A target in its year ``number`` (1 the first), which began in the month ``first``."""

    target: TargetPath
    first: int
    number: int = 1

    @property
    def reaches(self) -> float | None:
        """Where the path ends in that year; None where it has no such year."""
        ends = path(self.target)
        return ends[self.number - 1] if 0 < self.number <= len(ends) else None


@dataclass(frozen=True)
class JudgedReading:
    """``path``: where each month of the series should be, in the unit of the measure, None without one."""

    colour: AgainstTarget
    signal: SignalChart
    direction: Direction
    watched: Watched
    words: str
    why_none: str | None
    path: tuple[float | None, ...]


def judged(
    reading: Reading,
    item: Measure,
    *,
    baselines: Sequence[Baseline],
    running: RunningTarget | None = None,
) -> JudgedReading:
    """Everything the month's evidence says of the measure; ``running`` None: the target is not set."""
    first, counts = parse_month(reading.months[0]), until_held(reading.counts)
    last = first + len(counts) - 1
    bases = [base for base in reading.denominators if base is not None]
    scale = item.per / bases[-1] if bases and item.per else 1.0
    year = _year_path(running, scale)
    tests = adverse_tests(first, counts, baselines=baselines, polarity=item.polarity, target=year)
    taught = usual_in_force(first, counts, baselines)
    phi = taught.phi if taught else None
    watched = Watched(item.key, last, basket(item), tests, harm=harm(item), phi=phi)
    expected = _by_month(first, counts, taught, year)
    colour = _colour((first, counts), year, expected, running=running, item=item)
    beyond = owes(watched, OF_TWENTY) is not None
    breaks = [parse_month(month) for month, _ in reading.breaks]
    return JudgedReading(
        colour=colour,
        signal=signal_chart(first, counts, baselines=baselines, polarity=item.polarity),
        direction=direction_of_travel(first, counts, polarity=item.polarity, breaks=breaks),
        watched=watched,
        words=two_marks(colour.colour, worse_beyond_chance=beyond),
        why_none=why_none(first, counts, baselines=baselines, polarity=item.polarity),
        path=tuple(n * scale if n is not None else None for n in expected),
    )


def history_of(reading: Reading, counts: Sequence[int | None], baseline: Baseline) -> History | None:
    """What teaches the usual months of these counts of a reading; None until the baseline's are all past."""
    first = parse_month(reading.months[0])
    months = range(baseline.first, baseline.stop)
    if months.start < first or months.stop > first + len(until_held(counts)):
        return None
    return History(first, counts, months, reading.denominators)


def basket(item: Measure) -> frozenset[str]:
    """Every class a measure counts in any of its baskets, parts included: what overlaps is judged by it."""
    keys = {key for keys in item.basket.values() for key in keys}
    return frozenset().union(*(with_parts(key) for key in keys)) or frozenset({item.key})


def harm(item: Measure) -> int:
    """The gravest of its classes, 1 to 4, a judgement of the catalogue; 2 where it has none."""
    keys = {key for keys in item.basket.values() for key in keys}
    return max((offence_classes()[key].harm for key in keys), default=2)


def until_held(counts: Sequence[int | None]) -> tuple[int | None, ...]:
    """Without the months after the last one held: what has not landed yet is not missing."""
    last = max((i for i, n in enumerate(counts) if n is not None), default=len(counts) - 1)
    return tuple(counts[: last + 1])


def _year_path(running: RunningTarget | None, scale: float) -> YearPath | None:
    reaches = running.reaches if running else None
    if running is None or reaches is None:
        return None
    return YearPath(running.first, reaches / scale)


def _by_month(
    first: int, counts: Sequence[int | None], taught: Usual | None, year: YearPath | None
) -> list[float | None]:
    """The count the path means for each month of the running year, as the baseline's season shares it out."""
    none: list[float | None] = [None] * len(counts)
    if year is None:
        return none
    months = range(year.first, year.first + YEAR)
    for place in range(len(counts)):
        if first + place in months:
            share = taught.share_by((first + place,), months) if taught else 1 / YEAR
            none[place] = year.value * share
    return none


def _colour(
    series: tuple[int, Sequence[int | None]],
    year: YearPath | None,
    expected: Sequence[float | None],
    *,
    running: RunningTarget | None,
    item: Measure,
) -> AgainstTarget:
    """The year to date against the path's; no colour where a month of it is missing."""
    first, counts = series
    if running is None or year is None:
        return against_target(None, None, polarity=item.polarity)
    months = [i for i in range(len(counts)) if first + i >= year.first and expected[i] is not None]
    held = [counts[i] for i in months]
    known = [n for n in held if n is not None]
    whole = bool(held) and len(known) == len(held)
    aim = sum(e for i in months if (e := expected[i]) is not None)
    actual = float(sum(known)) if whole else None
    return against_target(actual, aim, polarity=item.polarity, tolerance=running.target.tolerance)
