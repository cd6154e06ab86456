"""Dates and times as partners write them: each is read as meant, or refused in words."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.catalogue.periods import month_index
from wardmote.measuring.sources.moments import clock, moment, month, read_moments

TODAY = date(2024, 6, 15)
MINUTE, DAY = False, True
READ = {
    "2007-03-01 23:15": ("2007-03-01T23:15", MINUTE),
    "2007-03-01T23:15:59": ("2007-03-01T23:15", MINUTE),
    "2007-3-1": ("2007-03-01", DAY),
    "01/03/2007 23:15": ("2007-03-01T23:15", MINUTE),
    "1/3/2007 7:05": ("2007-03-01T07:05", MINUTE),
    "01.03.2007": ("2007-03-01", DAY),
    "01-03-2007 00:00": ("2007-03-01T00:00", MINUTE),
    "03/12/2007": ("2007-12-03", DAY),
    "29/02/2008": ("2008-02-29", DAY),
    "43831": ("2020-01-01", DAY),
    "43831.5": ("2020-01-01T12:00", MINUTE),
    "39142.96875": ("2007-03-01T23:15", MINUTE),
    "2024-06-15 23:59": ("2024-06-15T23:59", MINUTE),
}
REFUSED = {
    "31/02/2021": "no such date",
    "2021-13-01": "no such date",
    "29/02/2007": "no such date",
    "03/25/2021": "are day and month exchanged?",
    "2021-03-01 25:00": "no such date or time",
    "2021-03-01 24:00": "00:00 of the next day",
    "2024-06-16": "in the future",
    "16/06/2024 00:00": "in the future",
    "1949-12-31": "before 1950",
    "2021-06-01T10:00Z": "local time",
    "2021-06-01 10:00+01:00": "local time",
    "yesterday": "not a date",
    "01/03/07": "not a date",
    "01/03.2007": "not a date",
    "2007-03-01 23:15 or so": "not a date",
    "12": "not a date",
}


@pytest.mark.parametrize("text", READ)
def test_a_time_is_read_with_its_precision(text: str) -> None:
    when, day_only = READ[text]
    assert moment(text, today=TODAY) == (np.datetime64(when, "m"), day_only)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=REFUSED[text].replace("?", r"\?")):
        moment(text, today=TODAY)


WRITTEN = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y %H:%M")
MINUTES = st.datetimes(datetime(1955, 1, 1), datetime(2024, 6, 14)).map(
    lambda when: when.replace(second=0, microsecond=0)
)


@given(when=MINUTES, form=st.sampled_from(WRITTEN))
def test_every_minute_comes_back_however_it_is_written(when: datetime, form: str) -> None:
    assert moment(when.strftime(form), today=TODAY) == (np.datetime64(when, "m"), MINUTE)


@given(when=MINUTES)
def test_every_minute_comes_back_from_a_spreadsheets_number(when: datetime) -> None:
    days = (when - datetime(1899, 12, 30)) / timedelta(days=1)
    written = repr(days) if days % 1 else f"{int(days)}"
    assert moment(written, today=TODAY) == (np.datetime64(when, "m"), days % 1 == 0)


@given(text=st.text(max_size=24))
def test_any_text_is_a_time_or_a_reason(text: str) -> None:
    read = read_moments([text or "-"], [2], "From", today=TODAY)
    assert len(read.rejects) == np.isnat(read.when).sum()
    assert all(reject.reason for reject in read.rejects)
    assert not (read.when >= np.datetime64("2024-06-16", "m")).any()


def test_a_column_names_the_rows_that_are_wrong_and_leaves_blanks_alone() -> None:
    read = read_moments(["2007-03-01 10:00", "", "soon", "soon"], [2, 3, 4, 7], "From", today=TODAY)
    assert [(r.row, r.column, r.found) for r in read.rejects] == [
        (4, "From", "4 characters, letters"),
        (7, "From", "4 characters, letters"),
    ]
    assert np.isnat(read.when).tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("2007-03", month_index(2007, 3)),
        ("03/2007", month_index(2007, 3)),
        ("2007-03-31", month_index(2007, 3)),
        ("2024-06", month_index(2024, 6)),
    ],
)
def test_a_month_is_read(text: str, index: int) -> None:
    assert month(text, today=TODAY) == index


@pytest.mark.parametrize("text", ["2007-13", "2024-07", "March", "1949-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|in the future|before 1950"):
        month(text, today=TODAY)


@pytest.mark.parametrize(("text", "minutes"), [("23:15", 1395), ("0005", 5), ("9:30:10", 570)])
def test_a_time_of_day_is_read(text: str, minutes: int) -> None:
    assert clock(text) == minutes


@pytest.mark.parametrize("text", ["24:00", "12:60", "noon"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        clock(text)
