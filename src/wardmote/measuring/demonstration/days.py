"""When things happen in SYN-2007: day, hour and the span of from/to times.

In: a year, a count, a profile of the week's hours and the windows that carry
more. Out: numpy ``datetime64[m]`` arrays. Each window's share of the year is a
quota, not a draw, so a planted pattern has the size it was given and a twin
without it has none. Nothing leaves its year: a span that would is cut at
31 December 23:59, so totals by year hold for from, to and reported alike.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from wardmote.measuring.catalogue.event_windows import windows
from wardmote.measuring.demonstration.chance import Floats, Ints, dealt, quotas
from wardmote.measuring.demonstration.strands import week_blocks

Times = npt.NDArray[np.datetime64]
DAY, HOUR = 24 * 60, 60
# kind of span: earliest and latest minute of the day it starts, shortest and longest length in minutes
SPANS = {
    "workday": (7 * HOUR, 9 * HOUR, 7 * HOUR, 9 * HOUR),
    "overnight": (18 * HOUR, 23 * HOUR, 7 * HOUR, 13 * HOUR),
    "long": (8 * HOUR, 20 * HOUR, 30 * HOUR, 70 * HOUR),
}


def week_hours(name: str) -> Floats:
    """Weight of each hour of the week, shape (7 days, 24 hours), over a floor of 1; Monday first."""
    table = np.ones((7, 24))
    for days, first, after, weight in week_blocks(name):
        for day in days:
            table[int(day), first:after] += weight
    return table


def happenings(
    rng: np.random.Generator, count: int, year: int, *, week: str, lift: Mapping[str, float]
) -> Times:
    """``count`` times in a year; a day inside a window of ``lift`` carries that many ordinary days."""
    days = np.arange(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01"))
    weekday = (days.astype(np.int64) + 3) % 7
    hours = week_hours(week)
    weight = hours.sum(axis=1)[weekday]
    window = window_of(days, tuple(lift))
    lifted = weight * np.array([1.0, *lift.values()])[window + 1]
    shares = [lifted[window == kind].sum() for kind in range(-1, len(lift))]
    chosen = [
        rng.choice(np.flatnonzero(window == kind), number, p=_share(weight[window == kind]))
        for kind, number in zip(range(-1, len(lift)), quotas(shares, count), strict=True)
        if number
    ]
    day = rng.permutation(np.concatenate(chosen))
    up_to = np.array([_share(of_day).cumsum() for of_day in hours])
    hour = (up_to[weekday[day]] / up_to[weekday[day], -1:] <= rng.random(count)[:, None]).sum(axis=1)
    minute = hour * HOUR + rng.integers(0, HOUR, count)
    times: Times = days[day].astype("datetime64[m]") + minute.astype("timedelta64[m]")
    return times


def window_of(days: Times, names: tuple[str, ...]) -> Ints:
    """For each day the position of the first window in ``names`` that holds it, else -1."""
    found = np.full(len(days), -1, dtype=np.int64)
    for position, name in reversed(list(enumerate(names))):
        kind = "school-holiday" if name == "school-holiday" else "event"
        for window in windows(kind):
            if name in (window.key, window.kind):
                inside = (days >= np.datetime64(window.start)) & (days <= np.datetime64(window.end))
                found[inside] = position
    return found


def spanned(rng: np.random.Generator, times: Times, shares: Mapping[str, float]) -> tuple[Times, Times]:
    """From and to: an exact row keeps its time for both; the others get a span that starts on their day."""
    kinds = dealt(rng, shares, len(times))
    start, end = times.copy(), times.copy()
    for kind, (earliest, latest, shortest, longest) in SPANS.items():
        these = kinds == kind
        minute = rng.integers(earliest // 15, latest // 15 + 1, len(times)) * 15
        length = rng.integers(shortest // 15, longest // 15 + 1, len(times)) * 15
        begins = times.astype("datetime64[D]").astype("datetime64[m]") + minute.astype("timedelta64[m]")
        start[these] = begins[these]
        end[these] = (begins + length.astype("timedelta64[m]"))[these]
    return start, np.minimum(end, _last_minute(start))


def reported(rng: np.random.Generator, end: Times, hours: float) -> Times:
    """When it was told to the police: some ``hours`` after it ended, within the same year."""
    delay = np.rint(rng.exponential(hours * HOUR, len(end))).astype("timedelta64[m]")
    told: Times = np.minimum(end + delay, _last_minute(end))
    return told


def _last_minute(times: Times) -> Times:
    next_year: Times = (times.astype("datetime64[Y]") + np.timedelta64(1, "Y")).astype("datetime64[m]")
    return next_year - np.timedelta64(1, "m")


def _share(weights: Floats) -> Floats:
    share: Floats = weights / weights.sum()
    return share
