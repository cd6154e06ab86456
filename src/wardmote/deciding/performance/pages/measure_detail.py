"""What a measure's page shows below its head: chart, parts, denominators, values by hand, comparison.

In: a ``MeasureView`` and stored rows. Out: values for the template, numbers as they are printed. The chart
is of counts: what is usual, limits and the target's path are in the same unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.deciding.performance.measures.entered import value_of
from wardmote.deciding.performance.measures.measure_status import MeasureView
from wardmote.deciding.performance.measures.printed import number, plain
from wardmote.deciding.performance.measures.trends import Trend, trend_of
from wardmote.deciding.performance.models import EnteredReading, MeasureBaseline
from wardmote.measuring.analysis.direction import direction_of_travel
from wardmote.measuring.analysis.entered_values import shown
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.measures import Measure
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.periods import Period, month_label, parse_month
from wardmote.measuring.drawing.measure_chart import MeasureDrawing, MeasureLine, measure_chart

YEAR = 12
EVENTS = {"fires": "fires a month", "offences": "offences a month", "incidents": "incidents a month"}


# ---- the chart ----


def chart(one: MeasureView) -> MeasureDrawing | None:
    """Its months with limits, path, breaks and new baselines; None where there are no months."""
    if not one.months or one.reading is None:
        return None
    series, signal = one.reading.series, one.judged.get("signal", {})
    first = parse_month(series["first"])
    line = MeasureLine(
        name=one.item.name,
        unit=EVENTS.get(one.item.unit.split()[0], "a month"),
        first=first,
        values=tuple(series["counts"]),
        usual=tuple(signal.get("usual", ())),
        limits=tuple(tuple(pair) if pair else None for pair in signal.get("limits", ())),
        path=_path(one),
        breaks=tuple(breaks_of(one)),
        provisional=frozenset(parse_month(month) for month in series.get("provisional", ())),
        signals=frozenset(parse_month(month) for month, *_ in signal.get("signals", ())),
    )
    return measure_chart(line, finding=f"{one.item.name}: {one.trend.words or one.where}")


def _path(one: MeasureView) -> tuple[float | None, ...]:
    """The target's path in counts a month; nothing where none is set."""
    kept = one.judged.get("path") or []
    reading = one.reading
    if reading is None or not any(value is not None for value in kept):
        return ()
    scale = (reading.base or 1.0) / one.item.per if one.item.per else 1.0
    return tuple(None if value is None else value * scale for value in kept)


def breaks_of(one: MeasureView) -> list[tuple[int, str]]:
    """Breaks of the series and baselines drawn anew, within the months held."""
    assert one.reading is not None, "asked only where months are held"
    series = one.reading.series
    first = parse_month(series["first"])
    months = range(first, first + len(series["counts"]))
    found = [(parse_month(month), str(what)) for month, what in series.get("breaks", ())]
    found += [
        (parse_month(each.first), f"new limits: {each.reason}") for each in one.each.baselines if each.reason
    ]
    return sorted((month, what) for month, what in found if month in months)


# ---- parts and denominators ----


@dataclass(frozen=True)
class PartShown:
    """A part split out: its two years and where it goes."""

    name: str
    now: str
    before: str
    trend: Trend


def parts(one: MeasureView) -> list[PartShown]:
    """Every part the catalogue names, always split; in the measure's order."""
    if not one.months or one.reading is None:
        return []
    series = one.reading.series
    kept = one.judged.get("parts", {})
    last = month_label(parse_month(one.reading.month))
    first = parse_month(series["first"])
    found = []
    for key, counts in (series.get("parts") or {}).items():
        held = list(counts[: parse_month(one.reading.month) - first + 1])
        direction = kept.get(key, {}).get("direction")
        shown = trend_of(direction, last) if direction else _counted_trend(first, held, one.item, last)
        now, before = _year(held[-YEAR:]), _year(held[-2 * YEAR : -YEAR])
        found.append(PartShown(offence_class(key).label, now, before, shown))
    return found


def _counted_trend(first: int, counts: Sequence[int | None], item: Measure, last: str) -> Trend:
    found = direction_of_travel(first, counts, polarity=item.polarity)
    low, high = found.interval or (None, None)
    return trend_of({**vars(found), "low": low, "high": high}, last)


def _year(counts: Sequence[int | None]) -> str:
    if len(counts) < YEAR or None in counts:
        return "not held"
    return f"{sum(n for n in counts if n is not None):,}"


@dataclass(frozen=True)
class MeasureRate:
    """The same count over one denominator."""

    value: str
    unit: str
    interval: str
    over: str
    figure: str


def rates(one: MeasureView) -> list[MeasureRate]:
    """The rate by the plan's denominator and, beside it, by every other one that is loaded."""
    reading, item = one.reading, one.item
    if reading is None or reading.value is None or not item.also_against:
        return []
    interval = one.interval_words
    base = f"{plain(reading.base or 0)}: {reading.series.get('denominator', '')}"
    found = [MeasureRate(one.value_words, item.unit, interval, base, reading.year_figure)]
    for also in reading.series.get("also", ()):
        per = f"{plain(item.per)} {also['against']}"
        unit = f"{item.unit.split(' per ')[0]} per {per}"
        limits = (
            "" if also["low"] is None else " to ".join(number(also[key], item) for key in ("low", "high"))
        )
        over = f"{plain(also['base'])}: {also['denominator']}"
        found.append(MeasureRate(number(also["value"], item), unit, limits, over, also["figure"]))
    return found


# ---- entered, limits ----


@dataclass(frozen=True)
class EnteredShown:
    """A row of the table of values entered by hand."""

    row: EnteredReading
    period: str
    value: str
    interval: str
    counts: str
    beside: tuple[str, ...]
    corrected: bool


def entered_rows(one: MeasureView) -> list[EnteredShown]:
    """Newest first; a corrected one stays and is marked."""
    found = []
    for row in sorted(one.rows, key=lambda each: (each.period.end, each.pk), reverse=True):
        came = shown(one.item, value_of(row))
        limits = " to ".join(number(limit, one.item) for limit in came.interval) if came.interval else ""
        counts = "" if row.count is None or row.base is None else f"{plain(row.count)} / {plain(row.base)}"
        found.append(
            EnteredShown(
                row,
                row.period.label,
                number(came.value, one.item),
                limits,
                counts or "published value only",
                came.beside,
                row.pk in one.corrected,
            )
        )
    return found


@dataclass(frozen=True)
class BaselineShown:
    """A baseline: its months, who drew it and why."""

    months: str
    reason: str
    by: str


def baselines(rows: Sequence[MeasureBaseline]) -> list[BaselineShown]:
    """Every baseline there was, with its reason; the first was taken by the program."""
    found = []
    for row in rows:
        first = parse_month(row.first)
        period = Period.of_months(first, first + row.months - 1).label
        found.append(
            BaselineShown(period, row.reason or "The program took them when it was first read.", row.by)
        )
    return found


def baskets(item: Measure) -> list[tuple[str, str]]:
    """What is counted, by kind of codes; another basket is another series."""
    names = {"partner": "a partner's own words", "police-uk": "the classes of data.police.uk"}
    return [
        (
            names.get(scheme) or code_schemes()[scheme].title,
            ", ".join(offence_class(key).in_sentence for key in keys),
        )
        for scheme, keys in item.basket.items()
    ]
