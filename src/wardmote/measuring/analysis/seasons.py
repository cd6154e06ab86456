"""Season and known windows of the year: day-adjusted indices and daily rates inside against outside.

In: counts by month index, or counts and days inside and outside a window. Out:
indices (100 = an even share of the days) or a ratio with interval. Classical
decomposition; ratios as R exp(+/- z sqrt(1/a + 1/b)), or against a fixed
expectation with Byar limits (``window_ratio``). Misleads when a peak sits in
its own baseline (leave the window out), straddles the year's end, or rests on one year.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scipy import stats

from wardmote.measuring.analysis.intervals import count_limits
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.periods import month_days

_Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True, kw_only=True)
class SeasonIndex(Result):
    """``value`` the highest index; ``indices`` by month index or, over years, by month of the year (1-12)."""

    indices: Mapping[int, float]


@dataclass(frozen=True, kw_only=True)
class WindowRatio(Result):
    """``value`` observed over expected; ``expected`` rows."""

    expected: float


def day_adjusted_index(counts: Mapping[int, int]) -> SeasonIndex:
    """(count / days) / (total / all days) x 100 for each month index held.

    >>> year = {2001 * 12 + m: 14 if m == 11 else 0 for m in range(12)} | {2001 * 12: 82}
    >>> round(day_adjusted_index(year).indices[2001 * 12 + 11], 1)
    171.7
    """
    total, days = sum(counts.values()), sum(month_days(m) for m in counts)
    if total == 0:
        return SeasonIndex(status=Status.UNDEFINED, reason="Nothing was counted.", n=0, indices={})
    indices = {m: (n / month_days(m)) / (total / days) * 100 for m, n in counts.items()}
    caveats = ("one_year",) if len(counts) < 24 else ()
    return SeasonIndex(value=max(indices.values()), n=total, indices=indices, caveats=caveats)


def monthly_index(counts: Mapping[int, int]) -> SeasonIndex:
    """Mean for each month of the year / mean of all months x 100, over whole years.

    >>> round(monthly_index({m: 14 if m % 12 == 11 else 82 / 11 for m in range(24)}).indices[12], 6)
    175.0
    """
    by_month = {m: [n for index, n in counts.items() if index % 12 + 1 == m] for m in range(1, 13)}
    seen = {m: sum(values) / len(values) for m, values in by_month.items() if values}
    overall = sum(counts.values()) / len(counts) if counts else 0
    if overall == 0:
        return SeasonIndex(status=Status.UNDEFINED, reason="Nothing was counted.", n=0, indices={})
    indices = {m: mean / overall * 100 for m, mean in seen.items()}
    caveats = ("one_year",) if len(counts) < 24 else ()
    return SeasonIndex(value=max(indices.values()), n=int(sum(counts.values())), indices=indices, caveats=caveats)


def window_ratio(
    in_window: int, window_days: int, annual: int, *, annual_days: int = 365, exclude_window: bool = False
) -> WindowRatio:
    """Rows in a window against the rows its days would hold at the year's rate.

    >>> result = window_ratio(84, 14, 1200)
    >>> round(result.expected, 2), round(result.value, 3), [round(x, 3) for x in result.interval]
    (46.03, 1.825, [1.456, 2.26])
    >>> round(window_ratio(84, 14, 1200, exclude_window=True).value, 3)
    1.887
    """
    rows = annual - in_window if exclude_window else annual
    days = annual_days - window_days if exclude_window else annual_days
    expected = rows * window_days / days if days > 0 else 0.0
    if expected <= 0:
        return WindowRatio(status=Status.UNDEFINED, reason="Nothing is expected in these days.", n=in_window, expected=0.0)
    low, high = count_limits(in_window)
    return WindowRatio(
        value=in_window / expected, interval=(low / expected, high / expected), n=in_window, expected=expected
    )


def daily_rate_ratio(count: int, days: int, other_count: int, other_days: int) -> Result:
    """Rows a day in one set of days over rows a day in another.

    >>> result = daily_rate_ratio(390, 91, 810, 274)
    >>> round(result.value, 3), [round(limit, 3) for limit in result.interval]
    (1.45, [1.285, 1.636])
    """
    if min(count, other_count, days, other_days) <= 0:
        return Result(status=Status.UNDEFINED, reason="One side has no rows or no days.", n=count + other_count)
    value = (count / days) / (other_count / other_days)
    spread = math.exp(_Z * math.sqrt(1 / count + 1 / other_count))
    return Result(value=value, interval=(value / spread, value * spread), n=count + other_count)
