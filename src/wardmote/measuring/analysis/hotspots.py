"""Where it gathers beyond what the ground explains: cells above expectation after false-discovery control.

In: a count and an expectation for every cell of a grid (empty cells too),
incidents of one class and period with exact places, and which cells touch
(sparse matrix, itself included). Out: ``Hotspots``; an empty ``hot`` with
status ok is the finding "no hotspot".

The expectation is what the place would hold if nothing but the number at risk
mattered: households for burglary, other records for anything that follows
people. Only its proportions matter. The test (domain notes 3.10): of all the
events, does the neighbourhood of a cell (itself and the eight around it, as in
Gi*) hold more than its share of the expectation? Exactly binomial when the
expectation is a known number at risk, hypergeometric when it is itself a count
(``hotspots_among``); one-sided, all cells judged together (Benjamini and Hochberg
1995; neighbourhoods overlap, which it allows). A cell is hot when its
neighbourhood passes and its own count leans above its own expectation, by a
ratio of ``LEAST_RATIO`` or more.
``z`` is Gi* (Getis and Ord 1992; Ord and Getis 1995) of the standardised
excess, to describe: on uneven ground its null is not normal, so it decides
nothing here.

Errors: anonymised points are ``not_comparable``, fewer than ``FEWEST`` events
``insufficient``. Events in a neighbourhood without any expectation cannot be
judged and are counted in ``unjudged``.

How it misleads: a coarse expectation (households known by ward, cells within
it) makes hotspots of housing after all; repeat victims and station defaults
make cells that patrols cannot mend; cell size decides what can be seen.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

FEWEST = 20
LEANING = 0.2
LEAST_RATIO = 1.5
EXACT = "exact"

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Hotspots(Result):
    """``value`` the number of hot cells. ``hot``: their positions; ``clusters``: those that touch together,
    most events first; ``p`` and ``z`` for every cell (z None where Gi* is undefined); ``held``: events in
    hot cells, ``held_expected``: what the expectation gives them."""

    hot: tuple[int, ...] = ()
    clusters: tuple[tuple[int, ...], ...] = ()
    p: tuple[float, ...]
    z: tuple[float | None, ...]
    held: int = 0
    held_expected: float = 0.0
    unjudged: int = 0
    cells: int


def hotspots(
    observed: ArrayLike, expected: ArrayLike, neighbours: Any, *, rate: float = 0.05, precision: str = EXACT
) -> Hotspots:
    """Cells with more events than their share of a known expectation, at false-discovery ``rate``.

    >>> touching = queen_neighbours(grid_of(6, 6))
    >>> even, corner = [2] * 36, [12, 9, 2, 2, 2, 2, 8, 11] + [2] * 28
    >>> hotspots(even, even, touching).hot, hotspots(corner, even, touching).hot
    ((), (0, 1, 6, 7))
    >>> hotspots(corner, even, touching, precision="snapped").status
    <Status.NOT_COMPARABLE: 'not_comparable'>
    """
    return _refused(observed, precision) or _judged(observed, expected, neighbours, rate, counted=False)


def hotspots_among(
    observed: ArrayLike, others: ArrayLike, neighbours: Any, *, rate: float = 0.05, precision: str = EXACT
) -> Hotspots:
    """The same where the expectation is itself a count: ``others``, the other records of each cell."""
    return _refused(observed, precision) or _judged(observed, others, neighbours, rate, counted=True)


def gi_star(values: ArrayLike, neighbours: Any) -> Floats:
    """Gi* of every cell, binary weights with itself; NaN where all cells are neighbours or all are equal.

    >>> z = gi_star([10, 8, 1, 7, 2, 0, 1, 0, 1], queen_neighbours(grid_of(3, 3)))
    >>> round(float(z[0]), 3), round(float(z[8]), 3), bool(np.isnan(z[4]))
    (2.367, -1.79, True)
    """
    x = np.asarray(values, float)
    near = scipy.sparse.csr_matrix(neighbours).astype(float)
    n, weight = len(x), np.asarray(near.sum(axis=1)).ravel()
    spread = np.sqrt(np.maximum(n * weight - weight**2, 0) / max(n - 1, 1)) * x.std()
    above = near @ x - x.mean() * weight
    return np.asarray(np.divide(above, spread, out=np.full(n, np.nan), where=spread > 1e-12))


def grid_cells(x: ArrayLike, y: ArrayLike, size: float) -> Cells:
    """The (column, row) of the square of ``size`` metres each point lies in; points in metres, none missing.

    >>> grid_cells([530_010, 530_260], [220_010, 220_010], 250).tolist()
    [[2120, 880], [2121, 880]]
    """
    points = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
    if not np.isfinite(points).all() or size <= 0:
        raise Refusal("Cells need points with coordinates and a size above zero.")
    return np.floor(points / size).astype(np.int64)


def grid_of(columns: int, rows: int) -> Cells:
    """Every cell of a rectangle, row by row."""
    return np.array([(c, r) for r in range(rows) for c in range(columns)], np.int64).reshape(-1, 2)


def count_in_cells(cells: Cells, points: Cells) -> NDArray[np.int64]:
    """How many of the points' cells are each of ``cells``; points in no listed cell are left out.

    >>> count_in_cells(grid_of(2, 1), np.array([[1, 0], [1, 0], [5, 5]])).tolist()
    [0, 2]
    """
    at = {cell: i for i, cell in enumerate(map(tuple, cells.tolist()))}
    out = np.zeros(len(cells), np.int64)
    found, times = np.unique(points.reshape(-1, 2), axis=0, return_counts=True)
    for cell, count in zip(map(tuple, found.tolist()), times.tolist(), strict=True):
        if cell in at:
            out[at[cell]] = count
    return out


def queen_neighbours(cells: Cells) -> Any:
    """Sparse 0/1 matrix: each cell with itself and those of the eight around it that are listed."""
    at = {cell: i for i, cell in enumerate(map(tuple, cells.tolist()))}
    steps = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    pairs = [(i, at[c + a, r + b]) for (c, r), i in at.items() for a, b in steps if (c + a, r + b) in at]
    i, j = np.array(pairs, np.int64).reshape(-1, 2).T
    return scipy.sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(len(cells), len(cells)))


def nearest_neighbour_index(x: ArrayLike, y: ArrayLike, area: float) -> Result:
    """Mean distance to the nearest other point / that of scattered points (Clark and Evans 1954).

    Below 1 clustered, above 1 spread; no correction for edges. Repeat addresses alone pull it to 0.

    >>> nearest_neighbour_index([0, 100, 0, 100], [0, 0, 100, 100], 40_000).value
    2.0
    """
    points = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
    if len(points) < 2 or area <= 0:
        return Result(status=Status.UNDEFINED, reason="One point has no nearest neighbour.", n=len(points))
    distance, _ = scipy.spatial.cKDTree(points).query(points, k=2)
    return Result(value=float(distance[:, 1].mean() / (0.5 * np.sqrt(area / len(points)))), n=len(points))


def _refused(observed: ArrayLike, precision: str) -> Hotspots | None:
    if precision == EXACT:
        return None
    x = np.asarray(observed)
    reason = "These places are anonymised points shared by several addresses; they cannot show hotspots."
    return _none(len(x), int(x.sum()), Status.NOT_COMPARABLE, reason)


def _judged(
    observed: ArrayLike, expected: ArrayLike, neighbours: Any, rate: float, *, counted: bool
) -> Hotspots:
    x, base = np.asarray(observed, float), np.asarray(expected, float)
    near = scipy.sparse.csr_matrix(neighbours).astype(float)
    if not len(x) or x.shape != base.shape or near.shape != (len(x),) * 2 or min(x.min(), base.min()) < 0:
        raise Refusal("Counts, expectations and neighbours must be of the same cells, none below zero.")
    judged = near @ base > 0
    events, ground = float(x[judged].sum()), float(base[judged].sum())
    if events < FEWEST:
        reason = f"{int(events)} events are too few for a map of hotspots."
        return _none(len(x), int(x.sum()), Status.INSUFFICIENT, reason)
    excess = _Excess(events, ground, counted)
    together, own = np.ones(len(x)), np.ones(len(x))
    sums, shares = (near @ (x * judged))[judged], (near @ base)[judged]
    together[judged] = benjamini_hochberg(excess.p(sums, shares))
    own[judged] = excess.p(x[judged], base[judged])
    fair = np.where(judged, base * events / ground, 0.0)
    hot = np.flatnonzero((together <= rate) & (own <= LEANING) & (x >= LEAST_RATIO * fair))
    return _found(x, fair, near, together, hot)


def _found(x: Floats, fair: Floats, near: Any, p: Floats, hot: NDArray[np.intp]) -> Hotspots:
    events = round(float(fair.sum()))
    return Hotspots(
        value=float(len(hot)),
        n=events,
        assumptions=("independent_events", "expectation_known"),
        hot=tuple(int(i) for i in hot),
        clusters=_clusters(hot, near, x),
        p=tuple(float(value) for value in p),
        z=_described(x, fair, near),
        held=int(x[hot].sum()),
        held_expected=float(fair[hot].sum()),
        unjudged=int(x.sum()) - events,
        cells=len(x),
    )


@dataclass(frozen=True)
class _Excess:
    """The chance of at least so many events when they fall by the expectation alone."""

    events: float
    ground: float
    counted: bool

    def p(self, sums: Floats, shares: Floats) -> Floats:
        if self.counted:
            all_rows = round(self.events + self.ground)
            return np.asarray(
                scipy.stats.hypergeom.sf(sums - 1, all_rows, round(self.events), np.rint(sums + shares))
            )
        return np.asarray(scipy.stats.binom.sf(sums - 1, self.events, np.minimum(shares / self.ground, 1.0)))


def _described(x: Floats, fair: Floats, near: Any) -> tuple[float | None, ...]:
    standardised = np.divide(x - fair, np.sqrt(fair), out=np.zeros(len(x)), where=fair > 0)
    return tuple(None if np.isnan(z) else float(z) for z in gi_star(standardised, near))


def _clusters(hot: NDArray[np.intp], near: Any, x: Floats) -> tuple[tuple[int, ...], ...]:
    count, label = scipy.sparse.csgraph.connected_components(near[hot][:, hot], directed=False)
    groups = [tuple(int(i) for i in hot[label == k]) for k in range(count)]
    return tuple(sorted(groups, key=lambda group: (-x[list(group)].sum(), group)))


def _none(cells: int, events: int, status: Status, reason: str) -> Hotspots:
    p, z = (1.0,) * cells, (None,) * cells
    return Hotspots(status=status, reason=reason, n=events, p=p, z=z, cells=cells)
