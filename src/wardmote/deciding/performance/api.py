"""Measures, readings and exceptions as other programs read them: plain values.

In: a partnership and filters. Out: frozen values with everything a reader must know beside a number: unit,
interval, status, whose it is, what may not be said of it, and the hash of its figure. From stored rows alone;
nothing of HTTP is here. What is restricted (values of similar partnerships) is not read at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wardmote.deciding.performance.measures.measure_status import MeasureView, statuses_of
from wardmote.deciding.performance.models import EnteredReading, MeasureReading, PlanException
from wardmote.deciding.plan.api import filled
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.analysis.entered_values import unit_of
from wardmote.measuring.catalogue.measures import Measure, measure, measures
from wardmote.measuring.catalogue.periods import month_code, parse_month, parse_period
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.sources.mapping_files import public_words_of
from wardmote.measuring.sources.public_words import is_public

COMPUTED, ENTERED, WAVE = "computed", "entered", "survey"


@dataclass(frozen=True)
class MeasureNow:
    """A measure and how it stands: two marks, the direction, and why there is none of them.

    ``usual_change_a_year``: the share by which what is usual of its months rises in a year, as its baseline
    did.
    """

    key: str
    id: str
    national: str
    name: str
    unit: str
    polarity: str
    priority: str
    status: str
    month: str
    value: float | None
    low: float | None
    high: float | None
    count: int | None
    base: float | None
    against_target: str
    against_chance: str
    usual_change_a_year: float | None
    direction: str
    direction_means: str
    words: str
    reason: str
    source: str
    synthetic: bool
    caveats: tuple[str, ...]
    figure: str


@dataclass(frozen=True)
class ReadingAt:
    """One value of a measure: of a month (computed), of a wave (survey), or as somebody entered it."""

    measure: str
    kind: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    count: float | None
    base: float | None
    unit: str
    area: str
    provisional: bool
    synthetic: bool
    source: str
    note: str
    figure: str


@dataclass(frozen=True)
class StepOf:
    """A step in the life of an exception, in somebody's words."""

    kind: str
    words: str
    owner: str
    due: date | None
    by: str
    on: date


@dataclass(frozen=True)
class ExceptionOf:
    """A measure worse beyond chance, and what came of it."""

    id: int
    measure: str
    measures: tuple[str, ...]
    title: str
    words: str
    state: str
    lead: str
    opened_on: date
    opened_month: str
    reply_due: date
    months_inside: int
    closed_on: date | None
    held_until: str
    figure: str
    steps: tuple[StepOf, ...]


# ---- measures and readings ----


def measures_now(partnership: Partnership) -> list[MeasureNow]:
    """Every measure the plan in force watches, as its page says it; none without a plan."""
    edition = edition_in_force(partnership)
    return [_measure(one, partnership) for one in (statuses_of(edition, beside=False) if edition else ())]


def _measure(one: MeasureView, partnership: Partnership) -> MeasureNow:
    item, (count, base) = one.item, one.counts
    low, high = one.interval or (None, None)
    read = one.reading if one.reading and one.source == one.reading.feed_title else None
    same = ("key", "id", "national", "name", "unit", "polarity")
    return filled(
        MeasureNow,
        one,
        **{name: getattr(item, name) for name in same},
        priority=one.each.priority,
        low=low,
        high=high,
        count=int(count) if count is not None and float(count).is_integer() else None,
        base=base,
        against_target=one.colour[1],
        against_chance=one.signal_mark,
        usual_change_a_year=(one.judged.get("usual") or {}).get("slope"),
        direction=one.trend.words,
        direction_means=one.trend.meaning,
        words=one.where if one.value is not None else "",
        reason=one.why_none or one.trend.reason,
        caveats=tuple(one.caveats),
        figure=one.year_figure,
        source=_source(read, partnership) if read else one.source,
    )


def readings(partnership: Partnership, *, key: str = "", first: str = "", last: str = "") -> list[ReadingAt]:
    """Values by measure and period; ``first`` and ``last`` months (2007-12), both inside."""
    rows = MeasureReading.objects.filter(partnership=partnership)
    entered = EnteredReading.objects.filter(partnership=partnership).current()
    if key:
        rows, entered = rows.filter(measure=key), entered.filter(measure=key)
    found = [reading for row in rows.order_by("measure") for reading in _of_row(row, partnership)]
    found += [_of_entered(row) for row in entered if row.measure in measures()]
    wanted = [each for each in found if _inside(each.period, first, last)]
    return sorted(wanted, key=lambda each: (each.measure, each.period, each.kind))


def _inside(period: str, first: str, last: str) -> bool:
    begins, ends = (period, period) if len(period) == 7 else _months(period)
    return (not first or ends >= first) and (not last or begins <= last)


def _months(period: str) -> tuple[str, str]:
    months = parse_period(period).months
    return month_code(months[0]), month_code(months[-1])


def _of_row(row: MeasureReading, partnership: Partnership) -> Iterator[ReadingAt]:
    item, series = measure(row.measure), row.series
    area = partnership.place.name if partnership.place else ""
    same: dict[str, Any] = {
        "measure": row.measure, "unit": item.unit, "area": area,
        "synthetic": row.synthetic, "source": _source(row, partnership),
    }  # fmt: skip
    for wave in series.get("waves", []):
        told = {name: wave[name] for name in ("value", "low", "high", "count", "base", "figure")}
        yield ReadingAt(
            kind=WAVE, period=wave["month"], provisional=False, note=wave["reason"] or "", **told, **same
        )
    first = parse_month(series["first"]) if series.get("first") else 0
    held = zip(
        series.get("counts", []), series.get("values", []), series.get("low", []), series.get("high", []),
        series.get("denominators", []), strict=True,
    )  # fmt: skip
    for place, (count, value, low, high, base) in enumerate(held):
        month = month_code(first + place)
        yield ReadingAt(
            kind=COMPUTED,
            period=month,
            value=value,
            low=low,
            high=high,
            count=count,
            base=base,
            provisional=month in series.get("provisional", []),
            note="" if count is not None else "not held",
            figure=row.figure,
            **same,
        )


def _source(row: MeasureReading, partnership: Partnership) -> str:
    """What the source is called, as far as it may leave the partnership."""
    confirmed = public_words_of(folder().mapping(partnership.slug, row.feed)) if row.feed else ()
    place = partnership.place.name if partnership.place else ""
    public = row.feed in ("", POLICE_UK) or is_public(row.feed_title, confirmed, place=place)
    return row.feed_title if public else "a source of the partnership"


def _of_entered(row: EnteredReading) -> ReadingAt:
    item: Measure = measure(row.measure)
    label = f"{row.area} (county)" if row.area_kind == "county" else row.area
    return filled(
        ReadingAt,
        row,
        kind=ENTERED,
        low=None,
        high=None,
        unit=unit_of(item, counted=row.count is not None),
        area=label,
        provisional=False,
        synthetic=row.invented,
        note=" ".join(filter(None, (row.otherwise, row.about))),
        figure="",
    )


# ---- exceptions ----


def exceptions(partnership: Partnership, *, state: str = "") -> list[ExceptionOf]:
    """Exceptions, the gravest first, each with its steps."""
    rows = PlanException.objects.filter(partnership=partnership)
    rows = rows.filter(state=state) if state else rows
    return [_exception(row) for row in rows.with_leads().prefetch_related("steps__owner")]


def _exception(row: PlanException) -> ExceptionOf:
    steps = (filled(StepOf, step, owner=step.owner.name if step.owner else "") for step in row.steps.all())
    return filled(
        ExceptionOf,
        row,
        id=row.pk,
        measures=tuple(row.measures),
        lead=row.led_by,
        months_inside=row.inside,
        steps=tuple(steps),
    )
