"""Values entered by hand, judged against each other: which way they go, and whether that owes a reply.

In: a measure and its ``EnteredReading`` rows that no later one corrects, at least one. Out:
``JudgedEntered``: of the area that is read (the partnership's own before the county's) the newest value, the
one before it that was counted alike, the direction between them, and the tests for the month's review.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from wardmote.deciding.performance.models import EnteredReading
from wardmote.measuring.analysis.adverse import Adverse
from wardmote.measuring.analysis.direction import Direction
from wardmote.measuring.analysis.entered_values import Entered, EnteredResult, between, latest_pair, shown
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.measures import Measure

COUNTY = "county"


@dataclass(frozen=True)
class JudgedEntered:
    """``now`` and ``before`` are rows; ``shown`` the newest value in the measure's unit."""

    now: EnteredReading
    before: EnteredReading | None
    shown: EnteredResult
    direction: Direction
    tests: tuple[Adverse, ...]


def judged_entered(measure: Measure, rows: Iterable[EnteredReading]) -> JudgedEntered:
    """The newest value of the nearest area against the one before it."""
    series: dict[tuple[bool, str, str, str], list[EnteredReading]] = {}
    for row in rows:
        key = (row.area_kind == COUNTY, row.area_kind, slug(row.area), slug(row.definition))
        series.setdefault(key, []).append(row)
    nearest = min(series, key=lambda key: (key[0], -_newest(series[key])))
    values = {value_of(row): row for row in series[nearest]}
    before, now = latest_pair(tuple(values))
    assert now is not None, "an area stands here only with a row"
    found = between(measure, before, now)
    return JudgedEntered(
        values[now],
        values[before] if before else None,
        shown(measure, now),
        found.direction,
        found.tests,
    )


def _newest(rows: Iterable[EnteredReading]) -> int:
    """The last month that values of an area are of."""
    return max(int(row.period.last_month) for row in rows)


def value_of(row: EnteredReading) -> Entered:
    """A row as the analysis takes it."""
    return Entered(
        period=row.period,
        count=row.count,
        base=row.base,
        value=row.value,
        expected=row.expected,
        people=row.people,
    )
