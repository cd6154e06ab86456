"""Would last period's map have found this period's crime? Hit rates of a ranked map.

In: for each area the events it later had, the events (or score) the map gave
it, and its size in any unit. Out: ``Prediction`` with one entry for the best
area of the map, the best two, and so on, until all are taken.

PAI = share of events found / share of area searched (Chainey, Tompson and Uhlig
2008); PEI = PAI / the best PAI any map of that size could have had; RRI =
predicted / observed (Levine 2008). Domain notes 3.11.

Errors: no events or no area is ``undefined``; negative values and areas without
a size are a ``Refusal``.

How it misleads: a tiny area gives a huge PAI, so fix beforehand the share of
area that can be patrolled; events that fell on the boundary belong to one side only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Prediction(Result):
    """``value`` PAI of the map's best area; ``area_share`` searched at each step, with PAI, PEI and RRI."""

    order: tuple[int, ...] = ()
    area_share: tuple[float, ...] = ()
    pai: tuple[float, ...] = ()
    pei: tuple[float, ...] = ()
    rri: tuple[float, ...] = ()


def hit_rate_index(found: float, events: float, area: float, whole: float) -> float:
    """PAI of one searched area.

    >>> hit_rate_index(25, 100, 50, 100), hit_rate_index(20, 100, 10, 100)
    (0.5, 2.0)
    """
    if min(events, area, whole) <= 0 or found < 0:
        raise Refusal(
            "A hit rate needs events, a searched area and a whole.", found=f"{events}, {area}, {whole}"
        )
    return (found / events) / (area / whole)


def predicted_well(observed: ArrayLike, predicted: ArrayLike, areas: ArrayLike) -> Prediction:
    """The map's areas taken from its highest score down.

    >>> result = predicted_well([6, 3, 0], [3, 2, 1], [1, 1, 1])
    >>> [round(x, 3) for x in (*result.pai, *result.pei, *result.rri)]
    [2.0, 1.5, 1.0, 1.0, 1.0, 1.0, 0.5, 0.556, 0.667]
    """
    seen, told, size = (np.asarray(values, float) for values in (observed, predicted, areas))
    if not seen.shape == told.shape == size.shape or min(map(np.min, (seen, told)), default=0) < 0:
        raise Refusal("Each area needs what was observed, what was predicted and its size.")
    if (size <= 0).any():
        raise Refusal("Each area needs a size.", found=str(areas))
    if not seen.sum():
        reason = "Nothing happened afterwards, so no map can be judged."
        return Prediction(status=Status.UNDEFINED, reason=reason, n=0)
    order = np.argsort(-told / size, kind="stable")
    best = np.argsort(-seen / size, kind="stable")
    searched = np.cumsum(size[order]) / size.sum()
    found = np.cumsum(seen[order])
    pai = found / seen.sum() / searched
    possible = np.interp(searched, np.cumsum(size[best]) / size.sum(), np.cumsum(seen[best]) / seen.sum())
    rri = np.divide(np.cumsum(told[order]), found, out=np.full(len(found), np.inf), where=found > 0)
    return Prediction(
        value=float(pai[0]),
        n=int(seen.sum()),
        order=tuple(int(i) for i in order),
        area_share=tuple(float(v) for v in searched),
        pai=tuple(float(v) for v in pai),
        pei=tuple(float(v) for v in pai / (possible / searched)),
        rri=tuple(float(v) for v in rri),
    )
