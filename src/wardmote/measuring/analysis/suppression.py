"""Small numbers that leave the circle: hide them so that nobody can work them out again.

In: a table of counts (rows by columns) that is published with its row totals,
column totals and grand total; one row alone is published with its total. Out:
``SuppressedTable`` with None where a number is hidden. ``rounded`` rounds
instead. What was published before is looked at by ``differencing``.

Primary: counts from 1 to ``threshold`` - 1 (zeros too with ``hide_zeros``), in
cells and totals. Complementary: for each hidden number the range it can be
worked out to lie in, given all that is shown and that no count is below zero,
must be at least ``threshold`` wide; where it is not, the cheapest round of
numbers through it is hidden too (Kelly, Golden and Assad 1992; small before
large, cells before totals), or, where no round is wide enough, the smallest
number that shares a total with it; and whatever proves needless is shown
again, totals and large numbers first. The ranges are the exact linear bounds: a
table with its totals is a network, so a number can rise or fall by as much as
can flow around it (Willenborg and de Waal 2001; domain notes 4.7). Cells marked
``already_open`` are public at this grain at their source and are shown.

Errors: a table that cannot be made safe without hiding what is already open is
hidden whole and ``not_comparable``; negative or fractional counts are a
``Refusal``.

How it misleads: a hidden number is not zero and not missing; shares and rates
of hidden numbers must be hidden by the caller; zero can tell on everybody in a
group; another table of the same rows undoes all this (``differencing``).
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

GENERAL, SENSITIVE = 5, 10
BASE = 5

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Cell = tuple[int, int]
Shown = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class SuppressedTable(Result):
    """``value`` numbers hidden: ``primary`` for being small, ``complementary`` to protect them."""

    cells: tuple[Shown, ...]
    row_totals: Shown
    column_totals: Shown
    total: int | None
    primary: int
    complementary: int


def suppress(
    table: ArrayLike,
    *,
    threshold: int = GENERAL,
    already_open: ArrayLike | None = None,
    hide_zeros: bool = False,
) -> SuppressedTable:
    """Hide what is small, and what would give it away.

    >>> row = suppress([3, 12, 20])
    >>> row.cells, row.row_totals
    (((None, None, 20),), (35,))
    """
    body = _checked(table, threshold)
    full = _with_totals(body)
    shown = np.zeros(full.shape, bool)
    if already_open is not None:
        shown[:-1, :-1] = np.asarray(already_open, bool).reshape(body.shape)
    shown = _totals_of_open(shown)
    unpublished = np.zeros(full.shape, bool)
    unpublished[-1, :] = len(body) == 1
    primary = (full < threshold) & ((full > 0) | hide_zeros) & ~shown & ~unpublished
    hidden = _protected(full, primary, shown, unpublished, threshold)
    if hidden is None:
        return _hidden_whole(full, int(primary.sum()))
    return _told(full, hidden, primary)


def rounded(table: ArrayLike, *, base: int = BASE) -> SuppressedTable:
    """Every cell and every total rounded by itself, so totals may not add up.

    >>> rounded([3, 12, 20]).cells, rounded([3, 12, 20]).row_totals
    (((5, 10, 20),), (35,))
    """
    full = _with_totals(_checked(table, base))
    nearest = (2 * full + base) // (2 * base) * base
    return _told(nearest, np.zeros(full.shape, bool), np.zeros(full.shape, bool))


def _checked(table: ArrayLike, threshold: int) -> Counts:
    x = np.atleast_2d(np.asarray(table))
    if x.ndim != 2 or not x.size or (x < 0).any() or (x != np.floor(x)).any() or threshold < 1:
        raise Refusal("A table holds whole numbers, none below zero, in rows and columns.", found=str(table))
    return x.astype(np.int64)


def _with_totals(body: Counts) -> Counts:
    rows = np.hstack([body, body.sum(axis=1, keepdims=True)])
    return np.vstack([rows, rows.sum(axis=0, keepdims=True)])


def _totals_of_open(shown: Mask) -> Mask:
    """A total of open numbers is open too."""
    shown[:-1, -1] = shown[:-1, :-1].all(axis=1)
    shown[-1, :-1] = shown[:-1, :-1].all(axis=0)
    shown[-1, -1] = shown[:-1, :-1].all()
    return shown


class _Network:
    """A table with its totals as arcs between lines; a hidden number is an arc whose flow may change.

    Nodes: the rows, the columns, the row of totals and the column of totals.
    """

    def __init__(self, full: Counts, most: int) -> None:
        self.full, self.most = full, most
        self.rows, self.columns = full.shape[0], full.shape[1]
        self.capacity: dict[Cell, int] = {}

    def arc(self, cell: Cell) -> Cell:
        """The two lines a number belongs to, from and to."""
        row, column = cell
        across = self.rows + column
        forward = (row == self.rows - 1) == (column == self.columns - 1)
        return (row, across) if forward else (across, row)

    def hide(self, cell: Cell) -> None:
        start, end = self.arc(cell)
        self.capacity[start, end] = self.most
        self.capacity[end, start] = min(int(self.full[cell]), self.most)

    def reveal(self, cell: Cell) -> None:
        start, end = self.arc(cell)
        del self.capacity[start, end], self.capacity[end, start]

    def width(self, cell: Cell) -> int:
        """How wide the range of a hidden number is, as far as ``most``."""
        start, end = self.arc(cell)
        rest = {pair: c for pair, c in self.capacity.items() if pair not in ((start, end), (end, start))}
        rise = self._flow(rest, end, start)
        if rise >= self.most:
            return self.most
        return min(self.most, rise + min(int(self.full[cell]), self._flow(rest, start, end)))

    def _flow(self, capacity: dict[Cell, int], source: int, sink: int) -> int:
        if not capacity:
            return 0
        pairs = np.array(list(capacity), np.int32)
        size = self.rows + self.columns
        values = np.array(list(capacity.values()), np.int32)
        graph = scipy.sparse.csr_matrix((values, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
        return int(scipy.sparse.csgraph.maximum_flow(graph, source, sink).flow_value)


def _protected(full: Counts, primary: Mask, shown: Mask, unpublished: Mask, threshold: int) -> Mask | None:
    """The primary mask and whatever else must be hidden, or None when open numbers stand in the way."""
    network = _Network(full, threshold)
    hidden = primary.copy()
    for cell in _cells(hidden | unpublished):
        network.hide(cell)
    unsafe = _cells(hidden)
    while unsafe:
        cell = unsafe[-1]
        if network.width(cell) >= threshold:
            unsafe.pop()
            continue
        more = _round(full, network, shown, cell)
        if not more:
            more = _next(full, hidden, hidden | shown | unpublished, network, cell)
        if not more:
            return None
        for another in more:
            hidden[another] = True
            network.hide(another)
        unsafe[:0] = more
    return _lightened(full, hidden, primary, network)


def _round(full: Counts, network: _Network, shown: Mask, cell: Cell) -> list[Cell]:
    """What to hide so that ``cell`` may rise by ``network.most``, totals as they are; [] if nothing will."""
    dear = float(full[-1, -1]) + 2
    size = network.rows + network.columns
    weights, cells = scipy.sparse.lil_matrix((size, size)), {}
    for other in _cells(~shown):
        start, end = network.arc(other)
        count = int(full[other])
        total, zero, _, _ = _cost(full, other)
        price = 1.0 if (start, end) in network.capacity else 1 + count + dear * size * (zero + size * total)
        if other != cell:
            weights[start, end] = price
            cells[start, end] = cells[end, start] = other
            if count >= network.most:
                weights[end, start] = price
    source, sink = reversed(network.arc(cell))
    _, before = scipy.sparse.csgraph.dijkstra(weights.tocsr(), indices=source, return_predecessors=True)
    node, found = sink, []
    while node != source:
        if before[node] < 0:
            return []
        found.append(cells[int(before[node]), node])
        node = int(before[node])
    return [other for other in found if network.arc(other) not in network.capacity]


def _lightened(full: Counts, hidden: Mask, primary: Mask, network: _Network) -> Mask:
    """Show again, the most telling first, what turned out not to be needed."""
    for cell in sorted(_cells(hidden & ~primary), key=lambda other: _cost(full, other), reverse=True):
        network.reveal(cell)
        hidden[cell] = False
        near = set(network.arc(cell))
        rest = sorted(_cells(hidden), key=lambda other: not near & set(network.arc(other)))
        if any(network.width(other) < network.most for other in rest):
            network.hide(cell)
            hidden[cell] = True
    return hidden


def _next(full: Counts, hidden: Mask, taken: Mask, network: _Network, cell: Cell) -> list[Cell]:
    """The next number to hide for ``cell``: in its own lines if any is left, else anywhere.

    First in a line where it stands alone, and where the other line hides something already (so that
    nothing more need be hidden there); cells before totals, counts before zeros, small before large.
    """
    free = _cells(~taken)
    lines = set(network.arc(cell))
    used = [line for other in _cells(hidden) if other != cell for line in network.arc(other)]
    for wanted in (lines.difference(used), lines):
        near = [other for other in free if wanted & set(network.arc(other))]
        if near:
            opens = {other: bool(set(network.arc(other)) - lines - set(used)) for other in near}
            return [min(near, key=lambda other: (_cost(full, other)[:2], opens[other], _cost(full, other)))]
    return sorted(free, key=lambda other: _cost(full, other))[:1]


def _cost(full: Counts, cell: Cell) -> tuple[bool, bool, int, Cell]:
    total = cell[0] == full.shape[0] - 1 or cell[1] == full.shape[1] - 1
    return total, full[cell] == 0, int(full[cell]), cell


def _cells(mask: Mask) -> list[Cell]:
    return [(int(row), int(column)) for row, column in np.argwhere(mask)]


def _told(full: Counts, hidden: Mask, primary: Mask) -> SuppressedTable:
    shown = [
        tuple(None if h else int(v) for v, h in zip(values, masks, strict=True))
        for values, masks in zip(full, hidden, strict=True)
    ]
    if len(full) == 2:
        shown[-1] = shown[0][-1:]  # one row alone has no column totals, and its total is the whole
    return SuppressedTable(
        value=float(hidden.sum()),
        n=int(full[-1, -1]),
        cells=tuple(line[:-1] for line in shown[:-1]),
        row_totals=tuple(line[-1] for line in shown[:-1]),
        column_totals=shown[-1][:-1],
        total=shown[-1][-1],
        primary=int(primary.sum()),
        complementary=int((hidden & ~primary).sum()),
    )


def _hidden_whole(full: Counts, primary: int) -> SuppressedTable:
    rows, columns = full.shape[0] - 1, full.shape[1] - 1
    return SuppressedTable(
        status=Status.NOT_COMPARABLE,
        reason="This table cannot be shown without giving small numbers away.",
        cells=((None,) * columns,) * rows,
        row_totals=(None,) * rows,
        column_totals=(None,) * columns if rows > 1 else (),
        total=None,
        primary=primary,
        complementary=full.size - primary,
    )
