"""The numbers of rows that a finding's sentences and pictures tell beside its own counts, or let work out.

In: a finding and its figure. Out: these numbers, by the question that the finding answers: a public
assessment leaves out a finding of partners' rows where one of them is small. A question that is not in
``TOLD`` tells nothing beside the finding's own counts; a house test asks that it is named in one of both.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

NAMED_AREAS: Final = 5
NumbersOf = Callable[[Any], Iterable[float]]


def told_numbers(finding: Finding, figure: Figure) -> tuple[float, ...]:
    """What is told, in rows; fractions where only a share of a known number is."""
    if finding.question == "signal" and not finding.id.endswith(f"/{ALL}"):
        return ()  # no chart: its months are named where they are charted anyway
    return tuple(TOLD[finding.question](figure.result)) if finding.question in TOLD else ()


def areas_named(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The areas whose rates a sentence names: those above, the highest first."""
    above = sorted((row for row in rows if row["flag"] == "above"), key=lambda row: -row["rate"])
    return above[:NAMED_AREAS]


def _contrast(result: Any) -> Iterable[float]:
    """Rows in a place or circumstance, those that were not, and both among other records."""
    yield from (result.count, result.base - result.count)
    yield from (result.count_others, result.base_others - result.count_others)


def _night(result: Any) -> Iterable[float]:
    """Rows of the night and of the day, and both among other records."""
    base, others = sum(result.weights), sum(result.weights_others)
    rows = base * result.night, others * result.night_others
    return (*rows, base - rows[0], others - rows[1])


def _few_offenders(result: Any) -> Iterable[float]:
    """Rows linked to the few, before and now."""
    if result.without_before is not None and result.without_now is not None:
        yield from (result.before - result.without_before, result.now - result.without_now)


def _deprived(result: Any) -> Iterable[float]:
    """Rows in the most deprived areas and outside, in the busiest of them and in the others of them."""
    yield from (result.count, result.rows - result.count)
    yield from (result.busiest_count, result.count - result.busiest_count)


TOLD: Final[Mapping[str, NumbersOf]] = {
    "signal": lambda result: result.counts,  # months before the period too
    "event_window": lambda result: (result.inside, result.outside),
    "holidays": lambda result: (result.inside, result.outside),
    "hours": _night,
    "area": lambda result: (row["count"] for row in areas_named(result.rows)),
    "concentration": lambda result: (result.rows[0]["count"], result.n - result.rows[0]["count"]),
    "deprivation": _deprived,
    "hotspot": lambda result: (row["count"] for row in result.rows[:1]),
    "named_place": _contrast,
    "circumstance": _contrast,
    "offenders": _few_offenders,
    "victims": lambda result: (result.repeat_victims, result.n * (1 - (result.value or 0))),
}
OWN_COUNTS: Final = (
    *("level", "comparison_area", "change", "contribution", "elsewhere", "persistence", "flag", "fires"),
    *("feeling_safe", "residents_say", "intelligence"),
    "season",  # told where its months are charted
)
