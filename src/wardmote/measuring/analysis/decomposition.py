"""What a total change is made of: each class's part, in percentage points of the whole.

In: counts by class for two periods of equal length, over the same place; the
classes must not overlap. Out: ``Decomposition`` whose ``value`` is the change
of the whole in percent of its start and whose ``contributions`` add up to it.

Source: arithmetic, (now - before of the class) / (before of the whole) x 100;
domain notes 3.6.

Errors: a whole that was zero before is ``undefined``; negative counts are a
``Refusal``. No interval is given: points describe, whether a class changed is
asked of ``change``.

How it misleads: a large class moves the whole without having changed much
itself, and a class that rises can vanish behind a total that falls. Hence
``opposing``: the largest class that went the other way, to be named with any
headline.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Decomposition(Result):
    """``value`` percent change of the whole; ``contributions`` in points, largest first whatever the sign.

    ``opposing`` is "" when no class went the other way; when the whole did not
    change it is the class that moved most.
    """

    before: Mapping[str, int]
    now: Mapping[str, int]
    contributions: Mapping[str, float]
    opposing: str
    opposing_points: float


def decompose(before: Mapping[str, int], now: Mapping[str, int]) -> Decomposition:
    """The contribution of every class seen in either period.

    >>> parts = decompose({"damage": 80, "theft": 20}, {"damage": 60, "theft": 25})
    >>> parts.value, dict(parts.contributions), parts.opposing
    (-15.0, {'damage': -20.0, 'theft': 5.0}, 'theft')
    """
    if any(count < 0 for count in (*before.values(), *now.values())):
        raise Refusal("A count is not below zero.", found=f"{dict(before)} and {dict(now)}")
    start, end = sum(before.values()), sum(now.values())
    if start == 0:
        return Decomposition(
            n=end,
            status=Status.UNDEFINED,
            reason="Nothing was counted in the first period, so no change can be put in percent.",
            before=dict(before),
            now=dict(now),
            contributions={},
            opposing="",
            opposing_points=0.0,
        )
    keys = sorted({*before, *now})
    points = {key: (now.get(key, 0) - before.get(key, 0)) / start * 100 for key in keys}
    ordered = sorted(keys, key=lambda key: (-abs(points[key]), key))
    against = [key for key in ordered if points[key] * (end - start) < 0 or (end == start and points[key])]
    return Decomposition(
        value=(end - start) / start * 100,
        n=start + end,
        assumptions=("classes_do_not_overlap",),
        before={key: before.get(key, 0) for key in ordered},
        now={key: now.get(key, 0) for key in ordered},
        contributions={key: points[key] for key in ordered},
        opposing=against[0] if against else "",
        opposing_points=points[against[0]] if against else 0.0,
    )
