"""Is it still the same process? A regular series against limits it set itself.

In: a regular series (months, weeks) without season, the first ``baseline``
points of which set the limits; a new baseline only on a recorded cause. Out:
``ControlChart`` with limits in the unit of the series, and the signals.

``xmr``: mean +/- 2.66 x mean moving range, range limit 3.267 x that mean
(Shewhart; Wheeler, *Understanding Variation*). ``c_chart``: mean +/- 3
sqrt(mean), for counts of independent events. Signals: a point outside; the
eighth in a row on one side of the mean; the sixth in a row rising or falling.
Domain notes 3.18.

Errors: a baseline of fewer than ``FEWEST`` points is ``insufficient``; missing
or, for counts, negative values are a ``Refusal``.

How it misleads: a season breaks the limits every December, so take it out
first; limits computed anew each month hide a shift; a c-chart signals too often
when one offender or one place makes many events.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 12
ONE_SIDE = 8
IN_A_ROW = 6
OUTSIDE, SIDE, RISING, FALLING = "outside", "one side", "rising", "falling"

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ControlChart(Result):
    """``value`` the centre line, ``interval`` the limits (three sigma, not 95 %). ``signals``: (position,
    rule), a run named at the point that completes it and at each after; ``moving_range`` 0 for a c-chart."""

    points: tuple[float, ...]
    baseline: int
    moving_range: float
    moving_range_limit: float
    signals: tuple[tuple[int, str], ...]


def xmr(values: ArrayLike, *, baseline: int | None = None) -> ControlChart:
    """Limits from point-to-point movement; the first ``baseline`` points (all when None) set them.

    >>> chart = xmr([42, 38, 45, 40, 36, 44, 41, 39, 43, 37, 46, 41])
    >>> chart.value, [round(limit, 2) for limit in chart.interval], round(chart.moving_range_limit, 2)
    (41.0, [27.22, 54.78], 16.93)
    """
    x, first = _series(values, baseline)
    moved = float(np.abs(np.diff(first)).mean()) if len(first) > 1 else 0.0
    centre = float(first.mean()) if len(first) else 0.0
    return _chart(x, len(first), (centre - 2.66 * moved, centre, centre + 2.66 * moved), moved)


def c_chart(counts: ArrayLike, *, baseline: int | None = None) -> ControlChart:
    """Limits for counts of independent events; the lower one is never below zero.

    >>> chart = c_chart([42, 38, 45, 40, 36, 44, 41, 39, 43, 37, 46, 41])
    >>> [round(limit, 2) for limit in chart.interval]
    [21.79, 60.21]
    """
    x, first = _series(counts, baseline)
    if (x < 0).any():
        raise Refusal("A count is not below zero.", found=str(counts))
    centre = float(first.mean()) if len(first) else 0.0
    half = 3 * centre**0.5
    return _chart(x, len(first), (max(centre - half, 0.0), centre, centre + half), 0.0)


def _series(values: ArrayLike, baseline: int | None) -> tuple[Floats, Floats]:
    x = np.asarray(values, float)
    if x.ndim != 1 or not np.isfinite(x).all():
        raise Refusal("A control chart needs one value for every period.", todo="Leave out periods not held.")
    if baseline is not None and not 0 < baseline <= len(x):
        raise Refusal("The baseline is a first part of the series.", found=f"{baseline} of {len(x)}")
    return x, x[:baseline]


def _chart(x: Floats, baseline: int, lines: tuple[float, float, float], moved: float) -> ControlChart:
    """``lines``: lower limit, centre, upper limit."""
    centre, limits = lines[1], (lines[0], lines[2])
    enough = baseline >= FEWEST
    return ControlChart(
        value=centre if enough else None,
        interval=limits if enough else None,
        n=len(x),
        assumptions=("no_season", "independent_points"),
        status=Status.OK if enough else Status.INSUFFICIENT,
        reason="" if enough else f"{baseline} points are too few to set limits; {FEWEST} are needed.",
        points=tuple(float(v) for v in x),
        baseline=baseline,
        moving_range=moved,
        moving_range_limit=3.267 * moved,
        signals=_signals(x, centre, limits) if enough else (),
    )


def _signals(x: Floats, centre: float, limits: tuple[float, float]) -> tuple[tuple[int, str], ...]:
    found = [(i, OUTSIDE) for i, v in enumerate(x) if not limits[0] <= v <= limits[1]]
    found += [(i, SIDE) for i in _runs(x > centre, ONE_SIDE) + _runs(x < centre, ONE_SIDE)]
    steps = np.diff(x)
    found += [(i + 1, RISING) for i in _runs(steps > 0, IN_A_ROW - 1)]
    found += [(i + 1, FALLING) for i in _runs(steps < 0, IN_A_ROW - 1)]
    return tuple(sorted(found))


def _runs(holds: NDArray[np.bool_], length: int) -> list[int]:
    """Positions at which ``holds`` has been true ``length`` times in a row or more."""
    out, run = [], 0
    for i, true in enumerate(holds):
        run = run + 1 if true else 0
        out += [i] if run >= length else []
    return out
