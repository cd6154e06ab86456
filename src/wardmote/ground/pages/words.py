"""Days, counts and roles as people say them. Pure: values in, text out.

Moments are told in local time. Nothing here knows a page.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import ngettext

from wardmote.measuring.catalogue.periods import day_words, month_index, month_label, parse_month

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime | None) -> str:
    """A day in full.

    >>> day(date(2008, 4, 8))
    'Tuesday 8 April 2008'
    """
    if value is None:
        return ""
    value = _local(value)
    return f"{DAYS[value.weekday()]} {short_day(value)}"


def short_day(value: date | datetime | None) -> str:
    """A day without its weekday, as in tables.

    >>> short_day(date(2008, 4, 8))
    '8 April 2008'
    """
    if value is None:
        return ""
    return day_words(_local(value))


def clock(value: datetime | None) -> str:
    """The time by a 24-hour clock."""
    return f"{_local(value):%H:%M}" if isinstance(value, datetime) else ""


def moment(value: datetime | None) -> str:
    """A day with its time.

    >>> moment(datetime(2008, 4, 8, 18, 5))
    'Tuesday 8 April 2008, 18:05'
    """
    return f"{day(value)}, {clock(value)}" if value else ""


def month(value: date | str | None) -> str:
    """A month from a day of it or from "YYYY-MM".

    >>> month("2008-04"), month(date(2008, 4, 8))
    ('April 2008', 'April 2008')
    """
    if not value:
        return ""
    index = parse_month(value[:7]) if isinstance(value, str) else month_index(value.year, value.month)
    return month_label(index)


def count(value: object) -> str:
    """A whole number with commas, a share with one decimal; what is no number as it stands.

    >>> count(10463), count(2.25), count(-1200), count("none")
    ('10,463', '2.2', '-1,200', 'none')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def counted(value: int, names: str) -> str:
    """A count with the right noun: "one,many".

    >>> counted(1, "robbery,robberies"), counted(1200, "robbery,robberies")
    ('1 robbery', '1,200 robberies')
    """
    one, many = names.split(",", 1)
    return f"{count(value)} {ngettext(one, many, value)}"


def agree(value: int, words: str) -> str:
    """The word that goes with one, or with any other number: "one,many".

    >>> agree(1, "is,are"), agree(0, "is,are")
    ('is', 'are')
    """
    one, many = words.split(",", 1)
    return ngettext(one, many, value)
