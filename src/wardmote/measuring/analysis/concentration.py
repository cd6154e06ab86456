"""How concentrated: the generalised Gini and the share the busiest units hold.

In: a count for every unit, empty units too. Out: ``Concentration``. With fewer
rows than units the plain Gini looks concentrated by arithmetic alone, so the
value is G' = max(n/c, 1)(G - 1) + 1 (Bernasco & Steenbeek 2017); the top share
stands beside it. Misleads when units differ much in size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wardmote.measuring.analysis.result import Result, Status


@dataclass(frozen=True, kw_only=True)
class Concentration(Result):
    """``value`` is G' (0 even, 1 all in one unit); ``top_fifth`` the share the busiest fifth of units hold."""

    gini: float
    top_fifth: float
    units: int


def gini(counts: Sequence[int]) -> float:
    """Plain Gini coefficient.

    >>> round(gini([40, 20, 10, 10, 8, 5, 4, 2, 1, 0]), 3)
    0.554
    """
    x = np.sort(np.asarray(counts, dtype=float))
    n, total = len(x), x.sum()
    return float((2 * (np.arange(1, n + 1) * x).sum() / (n * total)) - (n + 1) / n) if total else 0.0


def top_share(counts: Sequence[int], share: float) -> float:
    """Share of all rows held by the busiest ``share`` of units (at least one unit).

    >>> top_share([40, 20, 10, 10, 8, 5, 4, 2, 1, 0], 0.2)
    0.6
    """
    x = np.sort(np.asarray(counts, dtype=float))[::-1]
    top = max(1, round(len(x) * share))
    return float(x[:top].sum() / x.sum()) if x.sum() else 0.0


def units_holding(counts: Sequence[int], share: float) -> int:
    """The fewest units that together hold at least ``share`` of the rows."""
    x = np.sort(np.asarray(counts, dtype=float))[::-1]
    return int(np.searchsorted(np.cumsum(x), share * x.sum() - 1e-9) + 1) if x.sum() else 0


def concentration(counts: Sequence[int]) -> Concentration:
    """G', G and the top fifth's share of a set of units.

    >>> round(concentration([1] * 5 + [0] * 95).value, 2), concentration([5] + [0] * 99).value
    (0.0, 0.8)
    """
    n, total = len(counts), int(sum(counts))
    if total == 0 or n < 2:
        return Concentration(
            status=Status.UNDEFINED, reason="Nothing to concentrate.", n=total, gini=0.0, top_fifth=0.0, units=n
        )
    plain = gini(counts)
    value = max(n / total, 1) * (plain - 1) + 1
    return Concentration(
        value=round(value, 12) + 0.0, n=total, gini=plain, top_fifth=top_share(counts, 0.2), units=n
    )
