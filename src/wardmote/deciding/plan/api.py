"""The plan as other programs read it: editions, actions, measures, readings and exceptions as plain values.

In: a partnership and filters. Out: frozen values with everything a reader must know beside a number: unit,
interval, status, whose it is, what may not be said of it, and the hash of its figure. From stored rows alone;
nothing of HTTP is here. What is restricted (values of similar partnerships) is not read at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar, cast

from wardmote.deciding.plan.measures.measure_status import MeasureStatus, statuses_of
from wardmote.deciding.plan.models import EnteredReading, MeasureReading, PlanEdition, PlanException
from wardmote.deciding.plan.records.edition_rows import prefetch_tables
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.deciding.plan.records.progress import Stands, matching, stands
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.measures import Measure, measure, measures
from wardmote.measuring.catalogue.periods import month_code, parse_month, parse_period
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.sources.mapping_files import public_words_of
from wardmote.measuring.sources.public_words import is_public

Value = TypeVar("Value")
COMPUTED, ENTERED, WAVE = "computed", "entered", "survey"


@dataclass(frozen=True)
class Edition:
    """One year's edition of the plan."""

    key: str
    title: str
    year: str
    period: str
    status: str
    regime: str
    place: str
    owner: str
    approved_on: date | None
    invented: bool


@dataclass(frozen=True)
class PriorityOf:
    """A priority with the bodies that lead it, its sub-priorities and the measures that watch it."""

    key: str
    title: str
    led_by: tuple[str, ...]
    sub_priorities: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class EditionWhole(Edition):
    """An edition with its priorities in order."""

    priorities: tuple[PriorityOf, ...] = ()


@dataclass(frozen=True)
class ActionNow:
    """An action and where it stands; ``same_as``: the deliverable it repeats, counted once."""

    edition: str
    key: str
    words: str
    priority: str
    sub_priority: str
    led_by: tuple[str, ...]
    with_: tuple[str, ...]
    kind: str
    due: date
    state: str
    overdue: bool
    stale: bool
    left_open: bool
    last_update: date | None
    last_words: str
    counted: int
    places: tuple[str, ...]
    spent: float
    same_as: str


@dataclass(frozen=True)
class MeasureNow:
    """A measure and how it stands: two marks, the direction, and why there is none of them."""

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


# ---- editions and actions ----


def editions(partnership: Partnership) -> list[Edition]:
    """Every edition held, the newest first."""
    return [_filled(Edition, each) for each in PlanEdition.objects.filter(partnership=partnership)]


def edition_whole(edition: PlanEdition) -> EditionWhole:
    """One edition with its priorities."""
    prefetch_tables(edition, "priorities", "sub_priorities", "indicators", "bodies")
    names = {body.key: body.name for body in edition.bodies.all()}
    uses = list(edition.indicators.all())
    found = []
    for each in edition.priorities.all():
        subs = tuple(sub.title for sub in edition.sub_priorities.all() if sub.priority_id == each.pk)
        keys = dict.fromkeys(key for use in uses if use.priority == each.key for key in use.measures)
        led_by = tuple(names[key] for key in each.lead)
        found.append(PriorityOf(each.key, each.title, led_by, subs, tuple(keys)))
    return _filled(EditionWhole, edition, priorities=tuple(found))


def _filled(kind: type[Value], row: object, /, **given: Any) -> Value:
    """A value with what is given; its other fields as the row has them under the same names."""
    same = {field.name for field in fields(cast(Any, kind))} - given.keys()
    return kind(**{name: getattr(row, name) for name in same}, **given)


def actions(edition: PlanEdition, *, on: date, **wanted: str) -> list[ActionNow]:
    """Every action of the edition as on a day; ``wanted``: a body, a state, a way of being late."""
    return [_action(edition, each) for each in matching(stands(edition, on=on), **wanted)]


def _action(edition: PlanEdition, each: Stands) -> ActionNow:
    action, last = each.action, each.last
    return _filled(
        ActionNow,
        each,
        edition=edition.key,
        key=action.key,
        words=action.words,
        priority=action.sub_priority.priority.key,
        sub_priority=action.sub_priority.title,
        led_by=each.printed,
        with_=each.helping,
        kind=action.type,
        overdue=each.standing.overdue,
        stale=each.standing.stale,
        left_open=each.standing.left_open,
        last_update=last.on if last else None,
        last_words=last.words if last else "",
        counted=each.made,
        spent=float(each.spent),
        same_as=action.same_as,
    )


# ---- measures and readings ----


def measures_now(partnership: Partnership) -> list[MeasureNow]:
    """Every measure the plan in force watches, as its page says it; none without a plan."""
    edition = edition_in_force(partnership)
    return [_measure(one, partnership) for one in (statuses_of(edition, beside=False) if edition else ())]


def _measure(one: MeasureStatus, partnership: Partnership) -> MeasureNow:
    item, (count, base) = one.item, one.counts
    low, high = one.interval or (None, None)
    read = one.reading if one.reading and one.source == one.reading.feed_title else None
    same = ("key", "id", "national", "name", "unit", "polarity")
    return _filled(
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
    return _filled(
        ReadingAt,
        row,
        kind=ENTERED,
        low=None,
        high=None,
        unit=item.unit,
        area=label,
        provisional=False,
        synthetic=row.invented,
        note=row.about,
        figure="",
    )


# ---- exceptions ----


def exceptions(partnership: Partnership, *, state: str = "") -> list[ExceptionOf]:
    """Exceptions, the gravest first, each with its steps."""
    rows = PlanException.objects.filter(partnership=partnership)
    rows = rows.filter(state=state) if state else rows
    return [_exception(row) for row in rows.select_related("lead").prefetch_related("steps__owner")]


def _exception(row: PlanException) -> ExceptionOf:
    steps = (_filled(StepOf, step, owner=step.owner.name if step.owner else "") for step in row.steps.all())
    return _filled(
        ExceptionOf,
        row,
        id=row.pk,
        measures=tuple(row.measures),
        lead=row.led_by,
        months_inside=row.inside,
        steps=tuple(steps),
    )
