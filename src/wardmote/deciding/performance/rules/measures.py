"""What makes a setting of a measure whole. Pure: values in, a reason or ``None`` out.

Who may write them stands in the access table. Each function answers for one write of ``measures.settings``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wardmote.measuring.analysis.targets import COMPOUND, LINEAR
from wardmote.measuring.catalogue.measures import POLARITIES, Measure
from wardmote.measuring.catalogue.periods import Period, day_words, month_end, month_label, parse_month

PATHS: Final = (
    (LINEAR, "linear: the same step each year"),
    (COMPOUND, "compound: the same share each year"),
)
LEAST_MONTHS: Final = 12
CLUSTERED: Final = ("change", "frequency")


@dataclass(frozen=True, kw_only=True)
class TargetWanted:
    """``value`` None: not set. ``tolerance`` in per cent of the path."""

    value: float | None
    unit: str = ""
    start: float | None = None
    until: date
    path: str = "linear"
    tolerance: float = 5.0
    reason: str
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class BaselineWanted:
    """The months that are to set the limits, from ``first`` (2007-01), and why."""

    first: str
    months: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """A value somebody brings; ``corrects``: the row it takes the place of; ``invented``: made up to show."""

    period: Period
    area_kind: str
    area: str
    count: float | None = None
    base: float | None = None
    value: float | None = None
    expected: float | None = None
    people: float | None = None
    source: str
    about: str = ""
    definition: str = ""
    corrects: int | None = None
    invented: bool = False


NUMBERS = ("count", "base", "value", "expected", "people")


def why_not_have_target(item: Measure) -> str | None:
    """Why a measure takes no target, or None: neither more nor less of it is better."""
    if item.coloured:
        return None
    return f"{item.name} takes no target: neither more nor less of it is better by itself."


def why_not_agree_target(item: Measure, wanted: TargetWanted) -> str | None:
    """Why a target cannot be agreed as it is wanted, or None; ``value`` None, "not set", is a legal state."""
    value, path = wanted.value, wanted.path
    if reason := why_not_have_target(item):
        return reason
    if value is None:
        return None
    if not wanted.unit.strip():
        return f"Give the unit of the target: {item.unit}."
    if " ".join(wanted.unit.split()).casefold() != item.unit.casefold():
        return f"The target must be in the unit of its measure: {item.unit}."
    if path not in dict(PATHS):
        return "A path is linear or compound."
    if wanted.tolerance < 0:
        return "A tolerance is not below zero."
    if item.form == "share" and not 0 <= value <= 100:
        return "A share lies between 0 and 100 %."
    if item.form != "change" and value < 0:
        return "The value is below zero."
    if path == COMPOUND and (wanted.start is None or min(wanted.start, value) <= 0):
        return "A compound path needs what it starts from, and both above zero."
    return None


def why_not_end(until: date, *, begins: date) -> str | None:
    """Why a target cannot be reached by that day, or None."""
    if until <= begins:
        return f"The day to reach it by lies before its beginning, {day_words(begins)}."
    return None


def why_not_draw_baseline(
    *, first: int, months: int, reason: str, before: Sequence[tuple[int, int]], held: range
) -> str | None:
    """Why limits cannot be drawn from these months, or None.

    ``before``: first month and length of each baseline there is; ``held``: the months that are held.
    """
    if not reason.strip():
        return "Give the reason: a baseline is drawn anew only on a cause that is written down."
    if months < LEAST_MONTHS:
        return f"A baseline needs at least {LEAST_MONTHS} months."
    for begins, length in before:
        if first < begins + length:
            return (
                f"It overlaps the baseline of {month_label(begins)} to {month_label(begins + length - 1)}: "
                f"begin in {month_label(begins + length)} or later."
            )
    if not held:
        return "No months of this measure are held."
    if first < held.start:
        return f"The months held begin in {month_label(held.start)}."
    if first + months > held.stop:
        return (
            f"Its last month would be {month_label(first + months - 1)}; the latest held is "
            f"{month_label(held.stop - 1)}. Until its months are over, answer an exception by a decision "
            "that names the cause."
        )
    return None


def why_not_enter(item: Measure, given: Given, *, today: date) -> tuple[str, str] | None:
    """Why a value cannot be entered as it is given: the field and the reason of the first fault, or None."""
    if item.starts and given.period.start < item.starts:
        return (
            "period",
            f"This series begins on {day_words(item.starts)}; an earlier value is another series.",
        )
    if given.period.end > today:
        return "period", "The period is not over yet."
    if given.area_kind not in item.areas:
        return "area_kind", f"It is not made for a {given.area_kind}, only for: {', '.join(item.areas)}."
    if not given.source.strip():
        return "source", "Say where the value comes from."
    return _numbers(item, given)


def _numbers(item: Measure, given: Given) -> tuple[str, str] | None:
    count, base, value = given.count, given.base, given.value
    for field in ("count", "base", "expected", "people"):
        number = getattr(given, field)
        if number is not None and number < 0:
            return field, "It is below zero."
    if (count is None) != (base is None):
        return "base" if base is None else "count", "Give both counts, or neither."
    if value is not None and count is not None:
        return "value", "Give the two counts or the published value, not both."
    if value is None and count is None:
        return "count", "Give the two counts, or the value as it was published."
    if value is not None and item.by_hand == "counts":
        return "value", "This measure is entered with its two counts: a percentage alone cannot be checked."
    if count is not None and item.form == "number":
        return "count", "It has no denominator: give the number as the value."
    if base is not None and base <= 0:
        return "base", "It must be above zero."
    if item.form == "share" and count is not None and count > (base or 0):
        return "count", "It is a part of the base and cannot be larger."
    return _beside(item, given)


def _beside(item: Measure, given: Given) -> tuple[str, str] | None:
    people, count = given.people, given.count
    if people is not None and item.form not in CLUSTERED:
        return "people", "Only a count of offences by named people has this."
    if people is not None and (count is None or people > count or people <= 0):
        return "people", "Each of them has at least one of the offences counted."
    if people is not None and item.form == "frequency" and people > (given.base or 0):
        return "people", "They are part of the group and cannot be more than it."
    if given.expected is not None and item.against != "caseload":
        return "expected", "Nothing is predicted for this measure."
    return None


def why_not_choose_feed(feed: str, offered: Collection[str], why_not: str | None) -> str | None:
    """Why a source cannot be chosen, or None; "" gives the choice back to the program."""
    if feed and feed not in offered:
        return "No such source is loaded for this place."
    return why_not


LATE_DAYS = 123
"""Days after the end of its newest month from which a source is late: the police publish a month's crimes
within two, and partners owe their data every quarter (SI 2007/1831)."""


def late_from(month: str) -> date:
    """The day from which newer months than one are late.

    >>> late_from("2007-12")
    datetime.date(2008, 5, 2)
    """
    return month_end(parse_month(month)) + timedelta(days=LATE_DAYS)


VALUE, IN_COUNTS, CHANGE, AS_NOW = "value", "count", "change", "now"
MEASURED: Final = (
    (VALUE, "A value, in the measure's unit"),
    (IN_COUNTS, "A count over twelve months"),
    (CHANGE, "Per cent more or less than now: -5 is five per cent less"),
    (AS_NOW, "No worse than now"),
)
"""How a target may be said; it is kept as a value in its measure's unit."""
TEN_TIMES: Final = 10


def value_meant(measured: str, given: float, *, now: float | None, count: float | None) -> float | None:
    """What a target comes to in its measure's unit, or None where what it hangs on is not held.

    ``now``: the measure's value, ``count``: the count behind it.

    >>> [value_meant(how, 80, now=1.0625, count=85) for how in ("value", "count", "change", "now")]
    [80, 1.0, 1.9125, 1.0625]
    """
    if measured == VALUE:
        return given
    if now is None or (measured == IN_COUNTS and not count):
        return None
    if measured == IN_COUNTS:
        return round(now * given / (count or 1), 6)
    return round(now * (1 + given / 100), 6) if measured == CHANGE else now


def target_questions(item: Measure, value: float, *, now: float | None) -> tuple[str, ...]:
    """What is asked of a target before it is saved: ten times off, or worse than the value now."""
    if not now or item.form == "change":
        return ()
    asked = []
    times = value / now
    if times >= TEN_TIMES or times <= 1 / TEN_TIMES:
        share = f"{times:,.0f} times" if times >= TEN_TIMES else "a tenth or less of"
        asked.append(f"Is that meant? It is {share} the value now, {now:.3g}.")
    if (value > now) if item.polarity == "lower" else (value < now):
        asked.append(f"It is worse than the value now, {now:.3g}: {POLARITIES[item.polarity]}.")
    return tuple(asked)
