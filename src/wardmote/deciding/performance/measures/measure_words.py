"""A target in words: what it means in counts, and what the counts can show of it.

In: a measure, its reading and its value entered last (either may be missing), and the value wanted. Out:
sentences. The change asked about is the wanted value against what it starts from, else against the
newest value; unevenness beyond chance is learned from the months of the latest baseline. Methods:
``analysis.targets.detectable`` and ``detectable_share``; domain notes 3.20.

Where nothing but a published value is held, that nobody can say is said.
"""

from collections.abc import Sequence

from wardmote.deciding.performance.measures.entered import value_of
from wardmote.deciding.performance.models import EnteredReading, MeasureReading
from wardmote.measuring.analysis.targets import detectable, detectable_share
from wardmote.measuring.analysis.usual_months import usual
from wardmote.measuring.catalogue.measures import Measure
from wardmote.measuring.catalogue.periods import parse_month

YEAR = 12


def what_counts_show(
    item: Measure,
    reading: MeasureReading | None,
    entered: EnteredReading | None = None,
    *,
    value: float,
    start: float | None = None,
) -> str:
    """What two years, or two surveys, set against each other can show; told before a target is saved."""
    counts = reading.series.get("counts") if reading else None
    if reading and counts:
        return _of_months(reading, counts, value=value, start=start)
    if reading and item.form == "share" and reading.value is not None and reading.base:
        return _of_share(reading.value, reading.base, value=value, start=start)
    if entered is not None and entered.count is not None and entered.base:
        return _of_entered(item, entered, value=value, start=start)
    if entered is not None:
        return "Its value came as published, without counts, so nobody can say what change they could show."
    return "Nothing is held of it yet, so nobody can say what change its counts could show."


def _of_months(
    reading: MeasureReading, counts: Sequence[int | None], *, value: float, start: float | None
) -> str:
    held = [n for n in counts if n is not None]
    latest = held[-YEAR:]
    if len(latest) < YEAR:
        return f"Only {len(latest)} months are held: too few to say what change they could show."
    monthly = sum(latest) / YEAR
    about = float(f"{monthly:.2g}") if monthly < 100 else round(monthly)
    change = _change(value, reading.value if start is None else start)
    return detectable(about, change=change, phi=_unevenness(reading, counts)).words


def _unevenness(reading: MeasureReading, counts: Sequence[int | None]) -> float:
    first = parse_month(reading.series["first"])
    until = len(counts) - YEAR if len(counts) >= 2 * YEAR else len(counts)
    taught = usual(first, list(counts[:until]))
    return taught.phi if taught else 1.0


def _of_share(current: float, base: float, *, value: float, start: float | None) -> str:
    points = (value - (current if start is None else start)) / 100
    return detectable_share(current / 100, base, change=points or None).words


def _of_entered(item: Measure, entered: EnteredReading, *, value: float, start: float | None) -> str:
    count, base = entered.count or 0.0, entered.base or 1.0
    if item.form == "share":
        return _of_share(count / base * 100, base, value=value, start=start)
    if item.form == "change":
        return "It is a change from a baseline: its interval is shown beside each value entered."
    months = len(value_of(entered).period.months)
    current = count / base * item.per
    change = _change(value, current if start is None else start)
    return detectable(round(count / months, 1), months=months, change=change).words


def _change(value: float, current: float | None) -> float | None:
    """The change the target asks for, as a share; None where there is none to tell."""
    if not current or value <= 0 or value == current:
        return None
    return value / current - 1


def in_counts(reading: MeasureReading | None, item: Measure, value: float) -> str:
    """The target as a number of events a year, where the denominator is held."""
    if reading is None or not reading.base or item.form != "rate":
        return ""
    number = value * reading.base / item.per
    return f"{value:g} {item.unit} is about {number:,.0f} a year for {reading.base:,.0f}."
