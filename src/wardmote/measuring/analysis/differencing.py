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

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

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
    all_told, told_before = _Ranges(releases, groups), _Ranges(previous, groups)
    if all_told.of(frozenset()) is None:
        reason = "The releases contradict each other, as when data were revised between them."
        return Differencing(status=Status.NOT_COMPARABLE, reason=reason, n=len(releases), exposed=())
    found = []
    for target, known in _targets(releases, groups).items():
        if known is None and all_told.is_wide(target, threshold):
            continue
        now = all_told.of(target) if known is None else (known, known)
        if _exposes(now, threshold) and not _exposes(told_before.of(target), threshold):
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


def _targets(releases: Sequence[Release], groups: Collection[Parts]) -> Mapping[Parts, int | None]:
    """What is judged, small groups first; with its count where one release, or one less another, tells it."""
    inside = {b.parts - a.parts: b.count - a.count for a in releases for b in releases if a.parts < b.parts}
    known = {**inside, **{release.parts: release.count for release in releases}}
    wanted = sorted({*groups, *inside}, key=lambda parts: (len(parts), sorted(parts)))
    return {parts: known.get(parts) for parts in wanted}


class _Ranges:
    """Between which counts the releases leave a group of parts. Every solution found is kept: where two of
    them lie far enough apart, a group is wide without another being looked for."""

    def __init__(self, releases: Sequence[Release], groups: Sequence[Parts]) -> None:
        self.groups = groups
        held = [[group <= release.parts for group in groups] for release in releases]
        self.held = scipy.sparse.csr_matrix(np.array(held, float).reshape(len(releases), len(groups)))
        self.counts = [release.count for release in releases]
        self.solutions: list[NDArray[np.float64]] = []

    def of(self, target: Parts) -> tuple[int, int | None] | None:
        """Lowest and highest count of the target (None: no upper limit); None when nothing fits."""
        wanted, ends = self._wanted(target), []
        for sign in (1, -1):
            solved = scipy.optimize.linprog(sign * wanted, A_eq=self.held, b_eq=self.counts, method="highs")
            if solved.status == 2:
                return None
            self.solutions += [] if solved.x is None else [solved.x]
            ends.append(None if solved.status == 3 else sign * float(solved.fun))
        low, high = ends
        return int(np.ceil((low or 0.0) - 1e-6)), None if high is None else int(np.floor(high + 1e-6))

    def is_wide(self, target: Parts, threshold: int) -> bool:
        """Whether solutions found so far lie at least ``threshold`` apart; False where more must be asked."""
        return bool(np.ptp(np.array(self.solutions) @ self._wanted(target)) >= threshold)

    def _wanted(self, target: Parts) -> NDArray[np.float64]:
        return np.array([float(group <= target) for group in self.groups])


def _exposes(bounds: tuple[int, int | None] | None, threshold: int) -> bool:
    low, high = bounds or (0, None)
    return high is not None and high > 0 and low < threshold and high - low < threshold
