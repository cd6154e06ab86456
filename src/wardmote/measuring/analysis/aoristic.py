"""The time of day of things nobody saw: each record spread over the hours it can have happened in.

In: the earliest and latest time of each record (``datetime64[m]`` arrays, NaT
where unknown; local clock time). Out: ``AoristicHours``: weights by hour of the day
(24) and by hour of the week (168, from Monday 00:00) that add up to the records
used.

Each record has weight 1, spread evenly over the time between its two times; a
known instant gives all of it to its hour (Ratcliffe and McCullagh 1998;
Ratcliffe 2000; tested by Ashby and Bowers 2013). Records with an unknown time,
with times in the wrong order, or spread over more than ``longest_hours`` are
dropped and counted. A night runs from 18:00 to 06:00 and has the name of the
day it starts on: Friday night ends on Saturday morning.

Errors: times known by day or month only are ``not_comparable``; no usable
record is ``insufficient``.

How it misleads: the start, end or midpoint of a span invents peaks; long spans
add noise to every hour; midnight is often written when no time was known; the
hour the clocks change is off by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

HOURS, WEEK = 24, 168
NIGHT_FROM, NIGHT_TO = 18, 6
NIGHTS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_THURSDAY = 3 * HOURS  # 1970-01-01, where datetime64 starts, was a Thursday

Minutes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class AoristicHours(Result):
    """``value`` and ``n`` the records used; ``weights`` by hour of the day, ``weights_week`` of the week.

    ``dropped`` = ``dropped_unknown`` (a time missing or in the wrong order) + ``dropped_long``.
    """

    weights: tuple[float, ...]
    weights_week: tuple[float, ...]
    dropped: int
    dropped_unknown: int
    dropped_long: int


@dataclass(frozen=True, kw_only=True)
class Nights(Result):
    """``value`` share of all weight between 18:00 and 06:00; ``shares`` that of each night, from Monday."""

    shares: tuple[float, ...]


def hour_weights(
    start: ArrayLike, end: ArrayLike, *, longest_hours: int = 48, precision: str = "minute"
) -> AoristicHours:
    """Spread every record over the hours between its earliest and latest time.

    >>> out, back = np.array(["2007-06-01T08:00"], "M8[m]"), np.array(["2007-06-01T16:00"], "M8[m]")
    >>> hour_weights(out, back).weights[7:17]
    (0.0, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.0)
    """
    first, last = (np.asarray(times, "M8[m]") for times in (start, end))
    if first.shape != last.shape or first.ndim != 1:
        raise Refusal("Each record needs one earliest and one latest time.")
    if precision != "minute":
        reason = f"These records give the {precision} only, so nothing can be said about hours."
        return _hours(np.zeros(WEEK), 0, 0, status=Status.NOT_COMPARABLE, reason=reason)
    known = ~(np.isnat(first) | np.isnat(last))
    known[known] &= first[known] <= last[known]
    a, b = first[known].astype(np.int64), last[known].astype(np.int64)
    short = b - a <= longest_hours * 60
    week = _spread(a[short], b[short])
    lost = int((~known).sum()), int((~short).sum())
    if not short.any():
        return _hours(
            week, *lost, status=Status.INSUFFICIENT, reason="No record has times close enough to use."
        )
    return _hours(week, *lost)


def night_shares(hours: AoristicHours) -> Nights:
    """What share of the weight each night of the week holds, and all nights together.

    >>> late = np.array(["2007-06-01T23:00", "2007-06-02T02:00", "2007-06-02T12:00"], "M8[m]")
    >>> nights = night_shares(hour_weights(late, late))
    >>> round(nights.value, 3), round(nights.shares[4], 3), NIGHTS[4]
    (0.667, 0.667, 'Friday')
    """
    week = np.array(hours.weights_week)
    total = week.sum()
    if not total:
        return Nights(status=Status.UNDEFINED, reason=hours.reason or "No hours are known.", n=0, shares=())
    length = HOURS - NIGHT_FROM + NIGHT_TO
    at = (np.arange(7)[:, None] * HOURS + NIGHT_FROM + np.arange(length)) % WEEK
    shares = week[at].sum(axis=1) / total
    return Nights(value=float(shares.sum()), n=hours.n, shares=tuple(float(share) for share in shares))


def _spread(a: Minutes, b: Minutes) -> Floats:
    """Weights by hour of the week of spans a to b, in minutes since 1970."""
    week = np.zeros(WEEK)
    length = b - a
    hour = a // 60
    still = np.arange(len(a))
    while len(still):
        h = hour[still]
        inside = np.minimum(b[still], (h + 1) * 60) - np.maximum(a[still], h * 60)
        weight = np.where(length[still] > 0, inside / np.maximum(length[still], 1), 1.0)
        week += np.bincount((h + _THURSDAY) % WEEK, weights=weight, minlength=WEEK)
        still = still[(h + 1) * 60 < b[still]]
        hour[still] += 1
    return week


def _hours(
    week: Floats, unknown: int, long: int, *, status: Status = Status.OK, reason: str = ""
) -> AoristicHours:
    used = round(float(week.sum()))
    return AoristicHours(
        value=float(used) if used else None,
        n=used,
        assumptions=("even_over_span",),
        status=status,
        reason=reason,
        weights=tuple(float(w) for w in week.reshape(7, HOURS).sum(axis=0)),
        weights_week=tuple(float(w) for w in week),
        dropped=unknown + long,
        dropped_unknown=unknown,
        dropped_long=long,
    )
