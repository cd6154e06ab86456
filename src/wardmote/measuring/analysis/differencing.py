"""Two safe tables that together are not: what a new release and the old ones give away by subtraction.

In: releases, each a published count of a set of smallest parts (``ward/month``
keys, say), new ones and those published before. Out: ``Differencing``: status
ok when the new releases may go out, else what would be exposed.

From all releases together, every group of parts that no release tells apart,
and every remainder of one release inside another, has a range it must lie in
(linear bounds, counts not below zero; domain notes 4.7). It is exposed when the
range is narrower than ``threshold``, reaches below it and is not zero for
certain, and was not so before.

Errors: releases that contradict each other (data revised between them) cannot
be judged and are ``not_comparable``; two counts of the same parts likewise.

How it misleads: it knows only the releases it is given; what others publish of
the same rows, and what a neighbour knows, are not among them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from wardmote.measuring.analysis.result import Result, Status

Parts = frozenset[str]


@dataclass(frozen=True)
class Release:
    """A published count of everything in ``parts``."""

    parts: Parts
    count: int


@dataclass(frozen=True)
class Exposed:
    """Parts whose count would be known to lie between ``low`` and ``high``."""

    parts: tuple[str, ...]
    low: int
    high: int | None


@dataclass(frozen=True, kw_only=True)
class Differencing(Result):
    """``value`` the number of groups the new releases would expose."""

    exposed: tuple[Exposed, ...]


def safe_against(new: Sequence[Release], previous: Sequence[Release], *, threshold: int = 5) -> Differencing:
    """May the new releases go out beside the previous ones?

    >>> both, april = Release(frozenset({"april", "may"}), 9), Release(frozenset({"april"}), 7)
    >>> safe_against([april], [both]).exposed
    (Exposed(parts=('may',), low=2, high=2),)
    """
    releases = [*previous, *new]
    groups = _groups(releases)
    if _bounds(frozenset(), releases, groups) is None:
        reason = "The releases contradict each other, as when data were revised between them."
        return Differencing(status=Status.NOT_COMPARABLE, reason=reason, n=len(releases), exposed=())
    found = []
    for target in _targets(releases, groups):
        now = _bounds(target, releases, groups)
        if _exposes(now, threshold) and not _exposes(_bounds(target, previous, groups), threshold):
            assert now is not None
            found.append(Exposed(tuple(sorted(target)), now[0], now[1]))
    return Differencing(
        value=float(len(found)),
        n=len(releases),
        status=Status.NOT_COMPARABLE if found else Status.OK,
        reason=f"Beside earlier releases, {len(found)} small counts could be worked out." if found else "",
        exposed=tuple(found),
    )


def _groups(releases: Sequence[Release]) -> tuple[Parts, ...]:
    """Parts that the same releases hold, together."""
    by_holders: dict[tuple[int, ...], set[str]] = {}
    for part in sorted(frozenset().union(*(release.parts for release in releases))):
        holders = tuple(i for i, release in enumerate(releases) if part in release.parts)
        by_holders.setdefault(holders, set()).add(part)
    return tuple(frozenset(parts) for parts in by_holders.values())


def _targets(releases: Sequence[Release], groups: Collection[Parts]) -> tuple[Parts, ...]:
    inside = {b.parts - a.parts for a in releases for b in releases if a.parts < b.parts}
    return tuple(sorted({*groups, *inside}, key=lambda parts: (len(parts), sorted(parts))))


def _bounds(
    target: Parts, releases: Sequence[Release], groups: Sequence[Parts]
) -> tuple[int, int | None] | None:
    """Lowest and highest count of the target (None: no upper limit); None when nothing fits."""
    held = np.array([[group <= release.parts for group in groups] for release in releases], float)
    held = held.reshape(len(releases), len(groups))
    counts = [release.count for release in releases]
    wanted = np.array([float(group <= target) for group in groups])
    ends = []
    for sign in (1, -1):
        solved = scipy.optimize.linprog(sign * wanted, A_eq=held, b_eq=counts, method="highs")
        if solved.status == 2:
            return None
        ends.append(None if solved.status == 3 else sign * float(solved.fun))
    low, high = ends
    return int(np.ceil((low or 0.0) - 1e-6)), None if high is None else int(np.floor(high + 1e-6))


def _exposes(bounds: tuple[int, int | None] | None, threshold: int) -> bool:
    low, high = bounds or (0, None)
    return high is not None and high > 0 and low < threshold and high - low < threshold
