"""Time of day: weights worked by hand from the definition (domain notes 3.9)."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.aoristic import AoristicHours, hour_weights, night_shares
from wardmote.measuring.analysis.result import Status

UNKNOWN = "NaT"


def spread(*spans: tuple[str, str]) -> AoristicHours:
    return hour_weights(
        np.array([start for start, _ in spans], "M8[m]"), np.array([end for _, end in spans], "M8[m]")
    )


# (earliest, latest, weight of each hour that has any)
WORKED = [
    ("2007-06-01T08:00", "2007-06-01T16:00", dict.fromkeys(range(8, 16), 0.125)),
    ("2007-06-01T08:30", "2007-06-01T10:00", {8: 1 / 3, 9: 2 / 3}),
    ("2007-06-01T23:30", "2007-06-02T01:30", {23: 0.25, 0: 0.5, 1: 0.25}),
    ("2007-06-01T22:15", "2007-06-01T22:15", {22: 1.0}),
    ("2007-06-01T22:00", "2007-06-01T22:00", {22: 1.0}),
    ("2007-06-01T22:10", "2007-06-01T22:40", {22: 1.0}),
    ("2007-06-01T00:00", "2007-06-03T00:00", dict.fromkeys(range(24), 1 / 24)),
]


@pytest.mark.parametrize(("start", "end", "expected"), WORKED)
def test_each_record_is_spread_evenly_over_its_possible_time(
    start: str, end: str, expected: dict[int, float]
) -> None:
    assert spread((start, end)).weights == pytest.approx([expected.get(hour, 0.0) for hour in range(24)])


def test_the_week_starts_on_monday() -> None:
    friday_to_saturday = spread(("2007-06-01T23:00", "2007-06-02T01:00"))
    held = {hour: w for hour, w in enumerate(friday_to_saturday.weights_week) if w}
    assert held == {4 * 24 + 23: 0.5, 5 * 24: 0.5}


def test_unknown_and_long_spans_are_dropped_and_counted() -> None:
    hours = spread(
        ("2007-06-01T08:00", "2007-06-01T09:00"),
        (UNKNOWN, "2007-06-01T09:00"),
        ("2007-06-01T08:00", UNKNOWN),
        ("2007-06-01T09:00", "2007-06-01T08:00"),
        ("2007-06-01T08:00", "2007-06-03T08:01"),
    )
    assert (hours.n, hours.dropped_unknown, hours.dropped_long, hours.dropped) == (1, 3, 1, 4)
    assert sum(hours.weights) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("hours", "status"),
    [
        (spread((UNKNOWN, UNKNOWN)), Status.INSUFFICIENT),
        (spread(), Status.INSUFFICIENT),
        (hour_weights(np.array([], "M8[m]"), np.array([], "M8[m]"), precision="day"), Status.NOT_COMPARABLE),
    ],
)
def test_nothing_usable_is_said_and_not_raised(hours: AoristicHours, status: Status) -> None:
    assert (hours.status, hours.value, sum(hours.weights)) == (status, None, 0.0)
    assert hours.reason


def test_a_friday_night_ends_on_saturday_morning() -> None:
    late = np.array(["2007-06-01T17:59", "2007-06-01T18:00", "2007-06-02T05:59", "2007-06-02T06:00"], "M8[m]")
    nights = night_shares(hour_weights(late, late))
    assert (nights.value, nights.shares[4], sum(nights.shares)) == (0.5, 0.5, 0.5)


@given(
    st.lists(
        st.tuples(st.datetimes(datetime(2004, 1, 1), datetime(2026, 12, 31)), st.integers(0, 48 * 60)),
        min_size=1,
        max_size=20,
    )
)
def test_weights_add_up_to_the_records(spans: list[tuple[datetime, int]]) -> None:
    start = np.array([at for at, _ in spans], "M8[m]")
    end = start + np.array([np.timedelta64(timedelta(minutes=long)) for _, long in spans]).astype("m8[m]")
    hours = hour_weights(start, end)
    assert hours.dropped == 0
    assert sum(hours.weights) == pytest.approx(len(spans))
    assert sum(hours.weights_week) == pytest.approx(len(spans))
