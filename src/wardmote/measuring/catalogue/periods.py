"""Periods of days, inclusive at both ends, and months counted as integers.

In: ``2021-01:2021-12`` or ``2021-01-01:2021-12-31`` (contract). Out: a
``Period`` of two dates. A month is also an integer ``year * 12 + month - 1``,
so that "a year before" is a subtraction and no engine's interval type is used.
"""

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from wardmote.measuring.catalogue.refusals import Refusal

MONTH_NAMES = tuple(calendar.month_name[1:])


def month_index(year: int, month: int) -> int:
    """The integer name of a month: year x 12 + (month - 1)."""
    return year * 12 + month - 1


def month_start(index: int) -> date:
    """First day of the month."""
    return date(index // 12, index % 12 + 1, 1)


def month_end(index: int) -> date:
    """Last day of the month."""
    return month_start(index + 1) - timedelta(days=1)


@lru_cache(maxsize=4096)
def month_days(index: int) -> int:
    """Days in the month."""
    return (month_start(index + 1) - month_start(index)).days


def month_code(index: int) -> str:
    """``2021-03``."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_label(index: int) -> str:
    """``March 2021``."""
    return f"{MONTH_NAMES[index % 12]} {index // 12}"


def months_words(first: int, last: int, name: Callable[[int], str] = month_label) -> str:
    """``March 2021``, or ``March 2020 to May 2021``."""
    return name(first) if first == last else f"{name(first)} to {name(last)}"


def stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each unbroken run of months (or other numbers).

    >>> stretches([9, 3, 7, 8])
    [(3, 3), (7, 9)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        begun = found.pop()[0] if found and found[-1][1] == number - 1 else number
        found.append((begun, number))
    return found


def parse_month(text: str) -> int:
    """``2021-03`` to its index; ``ValueError`` when it is not a month."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if not match or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"{text!r} is not a month written YYYY-MM")
    return month_index(int(match[1]), int(match[2]))


@dataclass(frozen=True, order=True)
class Period:
    """Two dates, both inside the period."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Refusal(
                "A period must not end before it starts.",
                found=f"{self.start} to {self.end}",
                todo="Write the earlier date first, as in 2021-01:2021-12.",
            )

    @classmethod
    def of_months(cls, first: int, last: int) -> "Period":
        """From the first day of one month index to the last day of another."""
        return cls(month_start(first), month_end(last))

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def first_month(self) -> int:
        return month_index(self.start.year, self.start.month)

    @property
    def last_month(self) -> int:
        return month_index(self.end.year, self.end.month)

    @property
    def months(self) -> range:
        """Indices of every month the period touches."""
        return range(self.first_month, self.last_month + 1)

    @property
    def whole_months(self) -> bool:
        return self.start.day == 1 and self.end == month_end(self.last_month)

    @property
    def code(self) -> str:
        """The form a person types; parsing it gives the period again."""
        if self.whole_months:
            return f"{month_code(self.first_month)}:{month_code(self.last_month)}"
        return f"{self.start.isoformat()}:{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """As a sentence says it: ``January to December 2021``; a day is named once.

        >>> parse_period("2008-04-01:2008-04-01").label
        '1 April 2008'
        """
        if self.start == self.end:
            return day_words(self.start)
        if not self.whole_months:
            return f"{day_words(self.start)} to {day_words(self.end)}"
        first, last = self.first_month, self.last_month
        if first == last:
            return month_label(first)
        if first // 12 == last // 12:
            return f"{MONTH_NAMES[first % 12]} to {month_label(last)}"
        return f"{month_label(first)} to {month_label(last)}"

    @property
    def short_label(self) -> str:
        """``2021`` for a calendar year, ``2008/09`` for a financial year, else the label."""
        if self.whole_months and len(self.months) == 12:
            if self.first_month % 12 == 0:
                return str(self.start.year)
            if self.first_month % 12 == 3:
                return f"{self.start.year}/{self.end.year % 100:02d}"
        return self.label

    def back(self, months: int) -> "Period":
        """The same months ``months`` earlier (whole months only)."""
        return Period.of_months(self.first_month - months, self.last_month - months)


def year_to(month: str) -> Period:
    """The twelve months that end with one: ``2007-12`` gives January to December 2007."""
    last = parse_month(month)
    return Period.of_months(last - 11, last)


def day_words(day: date) -> str:
    """``1 February 2022``."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def parse_period(text: str) -> Period:
    """A period as typed on the command line; ``Refusal`` says how to write one."""
    first, _, last = text.partition(":")
    try:
        return Period(_edge(first, start=True), _edge(last or first, start=False))
    except ValueError as error:
        raise Refusal(
            "The period could not be read.",
            found=f"{text!r}: {error}",
            todo="Write it as 2021-01:2021-12 or 2021-01-01:2021-12-31 (both ends inside).",
        ) from None


def _edge(text: str, *, start: bool) -> date:
    if re.fullmatch(r"\d{4}-\d{2}", text.strip()):
        index = parse_month(text)
        return month_start(index) if start else month_end(index)
    return date.fromisoformat(text.strip())
