"""The time of year: months against an even share of the days, and known windows against the rest.

In: counts by month index (``periods``), or a count with its days inside and
outside a window. Out: ``SeasonIndex`` (100 = an even share), ``WindowRatio``
and ``DailyRatio`` (1 = as the rest of the year), the ratios with intervals.

Index: mean for the month / mean of all months x 100; day-adjusted: (count /
days) / (all / all days) x 100 (classical decomposition). Window: observed /
(annual x days / 365), Byar or exact limits when the year is taken as known; a
window left out of its own baseline is compared with the rest of the year as
two counts (``intervals.ratio_limits``). Domain notes 3.7, 3.8.

Errors: nothing counted, or no days on a side, is ``undefined``; a window longer
than its year is a ``Refusal``. Fewer than 24 months carry ``one_year``.

How it misleads: Christmas and New Year are cut in two by the calendar year; a
peak inside its own baseline hides part of itself; holidays move and summer has
light evenings; one bad year is not a season (look at ``years``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.analysis.intervals import count_limits, ratio_limits
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.periods import month_days
from wardmote.measuring.catalogue.refusals import Refusal

TWO_YEARS = 24

Months = Mapping[int, int] | Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class SeasonIndex(Result):
    """``value`` the highest index; ``indices`` by month index, or by month of the year (1 to 12).

    ``years``: for each month of the year, (year, index in that year) of every year held.
    """

    indices: Mapping[int, float]
    years: Mapping[int, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, kw_only=True)
class WindowRatio(Result):
    """``value`` observed over ``expected`` rows."""

    expected: float


@dataclass(frozen=True, kw_only=True)
class DailyRatio(Result):
    """``value`` = ``daily`` / ``daily_other``, rows a day."""

    daily: float
    daily_other: float


def day_adjusted_index(counts_by_month: Months) -> SeasonIndex:
    """(count / days) / (total / all days) x 100 for each month index held.

    >>> year = {2001 * 12 + m: 14 if m == 11 else 0 for m in range(12)} | {2001 * 12: 82}
    >>> round(day_adjusted_index(year).indices[2001 * 12 + 11], 1)
    171.7
    """
    counts = dict(counts_by_month)
    total, days = sum(counts.values()), sum(month_days(m) for m in counts)
    if total == 0:
        return _nothing()
    indices = {m: (n / month_days(m)) / (total / days) * 100 for m, n in counts.items()}
    return _index(counts, indices, {m % 12 + 1: ((m // 12, i),) for m, i in indices.items()})


def monthly_index(counts_by_month: Months) -> SeasonIndex:
    """Mean for each month of the year / mean of all months x 100, over whole years.

    >>> round(monthly_index({m: 14 if m % 12 == 11 else 82 / 11 for m in range(24)}).indices[12], 6)
    175.0
    """
    counts = dict(counts_by_month)
    if not sum(counts.values()):
        return _nothing()
    overall = sum(counts.values()) / len(counts)
    by_month: dict[int, list[tuple[int, float]]] = {}
    for m, n in sorted(counts.items()):
        by_month.setdefault(m % 12 + 1, []).append((m // 12, n / overall * 100))
    years = {month: tuple(dots) for month, dots in sorted(by_month.items())}
    indices = {month: sum(i for _, i in dots) / len(dots) for month, dots in years.items()}
    return _index(counts, indices, years)


def window_ratio(
    in_window: int, window_days: int, annual: int, *, annual_days: int = 365, exclude_window: bool = False
) -> WindowRatio:
    """Rows in a window against what its days would hold at the rate of the year, or of the year without it.

    >>> bonfire = window_ratio(84, 14, 1200)
    >>> round(bonfire.expected, 2), round(bonfire.value, 3), [round(x, 3) for x in bonfire.interval]
    (46.03, 1.825, [1.456, 2.26])
    >>> round(window_ratio(84, 14, 1200, exclude_window=True).value, 3)
    1.887
    """
    if not 0 < window_days < annual_days or not 0 <= in_window <= annual:
        found = f"{in_window} in {window_days} days of {annual} in {annual_days}"
        raise Refusal("A window is part of its year, in days and in rows.", found=found)
    rows = annual - in_window if exclude_window else annual
    days = annual_days - window_days if exclude_window else annual_days
    expected = rows * window_days / days
    if expected == 0:
        reason = "Nothing was counted outside the window, so nothing is expected in it."
        return WindowRatio(status=Status.UNDEFINED, reason=reason, n=in_window, expected=0.0)
    low, high = count_limits(in_window)
    interval = (low / expected, high / expected)
    if exclude_window:
        interval = ratio_limits(in_window, rows, exposure=window_days / days)
    return WindowRatio(
        value=in_window / expected,
        interval=interval,
        n=in_window,
        assumptions=("independent_events",),
        expected=expected,
    )


def daily_rate_ratio(count: int, days: int, other_count: int, other_days: int) -> DailyRatio:
    """Rows a day in one set of days over rows a day in another.

    >>> holidays = daily_rate_ratio(390, 91, 810, 274)
    >>> round(holidays.value, 3), [round(limit, 3) for limit in holidays.interval]
    (1.45, [1.285, 1.636])
    """
    usable = other_count > 0 and days > 0 and other_days > 0
    exposure = days / other_days if usable else 1.0
    return DailyRatio(
        value=count / other_count / exposure if usable else None,
        interval=ratio_limits(count, other_count, exposure=exposure) if usable else None,
        n=count + other_count,
        assumptions=("independent_events",),
        status=Status.OK if usable else Status.UNDEFINED,
        reason="" if usable else "One side has no days, or nothing was counted to compare with.",
        daily=count / days if days > 0 else 0.0,
        daily_other=other_count / other_days if other_days > 0 else 0.0,
    )


def _index(
    counts: Mapping[int, int],
    indices: Mapping[int, float],
    years: Mapping[int, tuple[tuple[int, float], ...]],
) -> SeasonIndex:
    return SeasonIndex(
        value=max(indices.values()),
        n=int(sum(counts.values())),
        caveats=("one_year",) if len(counts) < TWO_YEARS else (),
        indices=indices,
        years=years,
    )


def _nothing() -> SeasonIndex:
    return SeasonIndex(status=Status.UNDEFINED, reason="Nothing was counted.", n=0, indices={}, years={})
