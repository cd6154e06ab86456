"""What made up a change of the whole: each class's points, which add up to the total.

In: counts by class in two periods. Out: ``Decomposition`` with contributions
(x1 - x0) / X0 x 100 in percentage points. Misleads when the two periods differ
in length (compare equal ones) and when a headline hides its largest opponent,
which is why ``opposing`` travels with the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wardmote.measuring.analysis.result import Result, Status


@dataclass(frozen=True, kw_only=True)
class Decomposition(Result):
    """``value`` change of the whole in per cent; ``opposing`` the class furthest against it, or empty."""

    contributions: Mapping[str, float]
    before: Mapping[str, int]
    now: Mapping[str, int]
    opposing: str


def decompose(before: Mapping[str, int], now: Mapping[str, int]) -> Decomposition:
    """Points each class added or took away, largest first.

    >>> decompose({"a": 60, "b": 40}, {"a": 50, "b": 45}).contributions
    {'a': -10.0, 'b': 5.0}
    """
    keys = sorted({*before, *now})
    old = {key: int(before.get(key, 0)) for key in keys}
    new = {key: int(now.get(key, 0)) for key in keys}
    whole = sum(old.values())
    if whole == 0:
        return Decomposition(
            status=Status.UNDEFINED,
            reason="Nothing was counted before, so there is no change to split.",
            contributions={},
            before=old,
            now=new,
            opposing="",
        )
    points = {key: (new[key] - old[key]) / whole * 100 for key in keys}
    total = (sum(new.values()) - whole) / whole * 100
    against = {key: value for key, value in points.items() if value * total < 0}
    return Decomposition(
        value=total,
        n=whole + sum(new.values()),
        contributions=dict(sorted(points.items(), key=lambda item: -abs(item[1]))),
        before=old,
        now=new,
        opposing=max(against, key=lambda key: abs(against[key])) if against else "",
    )
