"""How concentrated: how much of it the busiest few places (or people, or shops) hold.

In: a count for every unit of the period, empty units included. Out:
``Concentration``: ``value`` is the generalised Gini G' (0 as even as that many
events can be, 1 all in one unit), with the shares of the busiest beside it.

G from sorted counts; G' = max(n/c, 1)(G - 1) + 1 for n units and c events
(Bernasco and Steenbeek 2017): with fewer events than units the plain Gini looks
concentrated by arithmetic alone. Domain notes 3.16.

Errors: nothing counted, or fewer than two units, is ``undefined``; a negative
count is a ``Refusal``. No interval: it describes, whether an area stands out is
asked of ``area_rates`` or ``hotspots``.

How it misleads: units of unequal size are uneven without any cause; leaving out
empty units makes everything look even; chance alone makes counts uneven.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FIFTH = 0.2
HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Concentration(Result):
    """``value`` is G'. ``top_fifth``: share the busiest fifth of ``units`` hold; ``holding_half``: fewest
    units that hold half; ``lorenz``: (share of units, share of events), busiest first."""

    gini: float
    top_fifth: float
    units: int
    holding_half: int
    lorenz: tuple[tuple[float, float], ...]


def gini(counts: ArrayLike) -> float:
    """Plain Gini coefficient of non-negative counts; 0 when nothing was counted.

    >>> round(gini([40, 20, 10, 10, 8, 5, 4, 2, 1, 0]), 3)
    0.554
    """
    x = _busiest_first(counts)[::-1]
    n, total = len(x), x.sum()
    return float(2 * (np.arange(1, n + 1) * x).sum() / (n * total) - (n + 1) / n) if total else 0.0


def generalised_gini(counts: ArrayLike) -> float:
    """G', which five crimes in five of a hundred streets do not raise.

    >>> generalised_gini([1] * 5 + [0] * 95), round(generalised_gini([5] + [0] * 99), 3)
    (0.0, 0.8)
    """
    x = _busiest_first(counts)
    if not x.sum():
        return 0.0
    return round(max(len(x) / float(x.sum()), 1.0) * (gini(x) - 1) + 1, 12) + 0.0


def top_share(counts: ArrayLike, share: float) -> float:
    """Share of all events held by the busiest ``share`` of units (to the nearest unit, at least one).

    >>> top_share([40, 20, 10, 10, 8, 5, 4, 2, 1, 0], 0.2)
    0.6
    """
    x = _busiest_first(counts)
    top = max(1, int(len(x) * share + 0.5))
    return float(x[:top].sum() / x.sum()) if x.sum() else 0.0


def units_holding(counts: ArrayLike, share: float) -> int:
    """The fewest units that together hold at least ``share`` of the events.

    >>> units_holding([40, 20, 10, 10, 8, 5, 4, 2, 1, 0], 0.5)
    2
    """
    x = _busiest_first(counts)
    return int(np.searchsorted(np.cumsum(x), share * x.sum() - 1e-9) + 1) if x.sum() else 0


def concentration(counts: Sequence[int]) -> Concentration:
    """G' with the plain Gini, the top fifth, the fewest holding half and the Lorenz points.

    >>> shops = concentration([40, 20, 10, 10, 8, 5, 4, 2, 1, 0])
    >>> round(shops.value, 3), shops.top_fifth, shops.holding_half, shops.lorenz[2]
    (0.554, 0.6, 2, (0.2, 0.6))
    """
    x = _busiest_first(counts)
    usable = x.sum() > 0 and len(x) > 1
    return Concentration(
        value=generalised_gini(x) if usable else None,
        n=int(x.sum()),
        status=Status.OK if usable else Status.UNDEFINED,
        reason="" if usable else "Nothing was counted, or there is only one area to count it in.",
        gini=gini(x),
        top_fifth=top_share(x, FIFTH),
        units=len(x),
        holding_half=units_holding(x, HALF),
        lorenz=_lorenz(x),
    )


def _lorenz(x: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    if not x.sum():
        return ()
    held = np.concatenate([[0.0], np.cumsum(x) / x.sum()])
    return tuple((i / len(x), float(share)) for i, share in enumerate(held))


def _busiest_first(counts: ArrayLike) -> NDArray[np.float64]:
    x = np.sort(np.asarray(counts, float))[::-1]
    if (x < 0).any():
        raise Refusal("A count is not below zero.", found=str(counts))
    return x
