"""Dates and times as partners write them.

In: one cell: ISO (``2007-03-01 23:15``), ``dd/mm/yyyy hh:mm`` (also with dots or
hyphens), or the serial number of a spreadsheet (43831.5). Out: minutes, as
``datetime64[m]``, and whether only the day is known; ``ValueError`` says what is
wrong in words. The day comes first, 03/12 is 3 December, unless ``month_first``. Local
time is meant; a time with a zone is refused, because half of a year would be an hour out.

A column with more dates that can only be written in the other order than in the one
that was meant is a ``Refusal`` as a whole: its other dates would be read, and wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import Reject, shape_of

EARLIEST_YEAR = 1950
_CLOCK = r"(?:[ T]+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?)?"
_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})" + _CLOCK + r"(?P<zone> ?(?:Z|[+-]\d\d:?\d\d))?"
)
_BRITISH = re.compile(r"(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})" + _CLOCK)
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_TIME = re.compile(r"(?P<h>\d{1,2}):?(?P<min>\d{2})(?::?\d{2}(?:\.\d+)?)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # spreadsheets count days from here (after February 1900)


@dataclass(frozen=True)
class Moments:
    """A column of times: ``when`` is NaT where blank or rejected; ``day_only`` where no time was given."""

    when: NDArray[np.datetime64]
    day_only: NDArray[np.bool_]
    rejects: tuple[Reject, ...]


def read_moments(
    values: Sequence[str], numbers: Sequence[int], column: str, *, today: date, month_first: bool = False
) -> Moments:
    """A column, each different cell parsed once."""
    _refuse_other_order(values, column, month_first=month_first)
    known: dict[str, tuple[np.datetime64, bool] | str] = {}
    nothing = (np.datetime64("NaT", "m"), False)
    rejects = []
    found = []
    for value, number in zip(values, numbers, strict=True):
        if value not in known:
            try:
                known[value] = moment(value, today=today, month_first=month_first) if value else nothing
            except ValueError as error:
                known[value] = str(error)
        answer = known[value]
        if isinstance(answer, str):
            rejects.append(Reject(number, column, shape_of(value), answer))
            answer = nothing
        found.append(answer)
    when = np.array([pair[0] for pair in found], dtype="datetime64[m]")
    return Moments(when, np.array([pair[1] for pair in found], dtype=bool), tuple(rejects))


def _refuse_other_order(values: Sequence[str], column: str, *, month_first: bool) -> None:
    """Refuse a column most of whose certain dates are in the other order than meant, or, where months come
    first, one some of whose dates a spreadsheet has already turned into days."""
    written = [match for value in values if (match := _BRITISH.fullmatch(value))]
    days_first = sum(int(each["d"]) > 12 >= int(each["m"]) for each in written)
    months_first = sum(int(each["m"]) > 12 >= int(each["d"]) for each in written)
    meant, other = (months_first, days_first) if month_first else (days_first, months_first)
    turned = sum(bool(_ISO.fullmatch(value) or _SERIAL.fullmatch(value)) for value in values)
    if other > meant:
        order = "day" if month_first else "month"
        option = "take month_first out of" if month_first else "write month_first = true in"
        raise Refusal(
            f"The dates of this column come with the {order} first, and are not read so.",
            where=column,
            found=f"{other:,} rows can only have the {order} first, {meant:,} only the other way round",
            todo=f"Export the dates as 2021-03-31, or {option} the mapping.",
        )
    if month_first and written and turned:
        raise Refusal(
            "Some of the dates of this column were read by a spreadsheet before, perhaps with the day first.",
            where=column,
            found=f"{turned:,} dates and {len(written):,} texts",
            todo="Export the file anew, with the dates as 2021-03-31, without opening it in a spreadsheet.",
        )


def moment(text: str, *, today: date, month_first: bool = False) -> tuple[np.datetime64, bool]:
    """One cell to (minute, only the day is known)."""
    if match := _ISO.fullmatch(text) or _BRITISH.fullmatch(text):
        if match.re is _ISO and match["zone"]:
            raise ValueError("a time with a zone; export it as local time")
        exchange = month_first and match.re is _BRITISH
        when, day_only = _of(match, exchange=exchange), match["h"] is None
    elif _SERIAL.fullmatch(text):
        when = _SERIAL_ZERO + timedelta(minutes=round(float(text) * 24 * 60))
        day_only = "." not in text
    else:
        raise ValueError("not a date and time; write 2021-03-31 23:15 or 31/03/2021 23:15")
    if when.year < EARLIEST_YEAR:
        raise ValueError(f"before {EARLIEST_YEAR}")
    if when.date() > today:
        raise ValueError("in the future")
    return np.datetime64(when, "m"), day_only


def clock(text: str) -> int:
    """A time of day (``23:55``, ``2355``) as minutes after midnight."""
    match = _TIME.fullmatch(text)
    if not match or int(match["h"]) > 23 or int(match["min"]) > 59:
        raise ValueError("not a time of day; write 23:15")
    return int(match["h"]) * 60 + int(match["min"])


def month(text: str, *, today: date) -> int:
    """A month (``2021-03``, ``03/2021``, or a date in it) as its index."""
    match = re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{2})", text) or re.fullmatch(
        r"(?P<m>\d{1,2})/(?P<y>\d{4})", text
    )
    if not match:
        when = moment(text, today=today)[0].astype("datetime64[M]").item()
        return month_index(when.year, when.month)
    if not 1 <= int(match["m"]) <= 12:
        raise ValueError("not a month; write 2021-03")
    index = month_index(int(match["y"]), int(match["m"]))
    if int(match["y"]) < EARLIEST_YEAR:
        raise ValueError(f"before {EARLIEST_YEAR}")
    if index > month_index(today.year, today.month):
        raise ValueError("in the future")
    return index


def _of(match: re.Match[str], *, exchange: bool) -> datetime:
    day, month = (int(match[part]) for part in (("m", "d") if exchange else ("d", "m")))
    if match["h"] is not None and match["h"] == "24":
        raise ValueError("24:00 is not a time; write 00:00 of the next day")
    try:
        return datetime(int(match["y"]), month, day, int(match["h"] or 0), int(match["min"] or 0))
    except ValueError:
        swapped = 12 < month <= 31 and day <= 12
        raise ValueError(
            "no such date; are day and month exchanged?" if swapped else "no such date or time"
        ) from None
