"""Do the worst places stay or move: this month's worst cells against last month's, chance, and staying.

In: sets of cells (or areas), each set one period's worst, out of a universe of
``universe`` cells; or a table of counts, months by cells. Out: ``Overlap`` of two
sets, ``MonthToMonth`` of a run of them, ``Moving`` of a table.

Overlap: Jaccard |A and B| / |A or B|; by chance k x k / n cells are shared, with
the hypergeometric tail (domain notes 3.12). Over a run the chance of at least
the whole overlap is the convolution of those tails. Low overlap alone does not
show that hotspots move: monthly counts are small, and places whose risk never
changes trade ranks by chance. ``moving`` therefore also shuffles the months
among the events, which is what constant risk would give: places "move" when clearly fewer
are shared than that, "stay" when not and more are shared than by chance. Ties
are broken by lot.

Errors: a universe smaller than a set is a ``Refusal``; an empty set is
``undefined``; fewer than three months or few events is ``insufficient``.

How it misleads: low overlap called random though far above chance; a grid much
finer than the places makes everything move.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.refusals import Refusal

MOVE, STAY, CHANCE, CANNOT_SAY = "move", "stay", "no more than chance", "cannot say"
SURE = 0.05
FEWEST_A_MONTH = 20
CORE = 0.75


@dataclass(frozen=True, kw_only=True)
class Overlap(Result):
    """``value`` Jaccard; ``shared`` cells, ``expected`` by chance, ``p`` of at least that many."""

    shared: int
    expected: float
    p: float


@dataclass(frozen=True, kw_only=True)
class MonthToMonth(Result):
    """``value`` mean Jaccard of neighbouring months; ``shared`` and ``expected`` are sums over them;
    ``core``: what is among the worst in at least three of four months."""

    shared: int
    expected: float
    p: float
    jaccard: tuple[float, ...]
    core: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Moving(Result):
    """``value`` cells shared by neighbouring months, on average; ``by_chance`` if cells were drawn by lot;
    ``if_constant`` if risk never changed (``constant_low`` to ``constant_high`` in 95 % of shuffles);
    ``p_chance`` and ``p_constant`` one-sided; ``words``: move, stay, no more than chance, cannot say."""

    by_chance: float = 0.0
    if_constant: float = 0.0
    constant_low: float = 0.0
    constant_high: float = 0.0
    p_chance: float = 1.0
    p_constant: float = 1.0
    most: int
    words: str = CANNOT_SAY


def overlap(before: Collection[object], now: Collection[object], *, universe: int) -> Overlap:
    """Two sets of worst cells out of ``universe``.

    >>> ten = overlap(range(10), range(7, 17), universe=200)
    >>> round(ten.value, 3), ten.shared, ten.expected, round(ten.p, 4)
    (0.176, 3, 0.5, 0.0091)
    """
    a, b = set(before), set(now)
    if universe < len(a | b):
        raise Refusal("There are fewer cells than the sets hold.", found=f"{universe} for {len(a | b)}")
    shared = len(a & b)
    empty = not a or not b
    return Overlap(
        value=None if empty else shared / len(a | b),
        n=len(a | b),
        status=Status.UNDEFINED if empty else Status.OK,
        reason="One of the two periods has no worst cells." if empty else "",
        shared=shared,
        expected=len(a) * len(b) / universe if universe else 0.0,
        p=1.0 if empty else float(scipy.stats.hypergeom.sf(shared - 1, universe, len(a), len(b))),
    )


def month_to_month(sets: Sequence[Collection[object]], *, universe: int) -> MonthToMonth:
    """Each month's worst cells against the month before, over a run of months.

    >>> run = month_to_month([{1, 2}, {2, 3}, {3, 4}], universe=100)
    >>> run.shared, run.expected, round(run.value, 3), run.p < 0.01
    (2, 0.08, 0.333, True)
    """
    pairs = [overlap(a, b, universe=universe) for a, b in pairwise(sets)]
    usable = [(pair, len(set(a)), len(set(b))) for pair, a, b in zip(pairs, sets[:-1], sets[1:], strict=True)]
    usable = [row for row in usable if row[0].status == Status.OK]
    shared = sum(pair.shared for pair, _, _ in usable)
    enough = len(usable) >= 2
    months = Counter(cell for worst in sets for cell in set(worst))
    return MonthToMonth(
        value=float(np.mean([pair.value for pair, _, _ in usable])) if enough else None,
        n=len(usable),
        status=Status.OK if enough else Status.INSUFFICIENT,
        reason="" if enough else "Fewer than three months in a row have worst cells.",
        shared=shared,
        expected=sum(pair.expected for pair, _, _ in usable),
        p=_tail(shared, [(a, b) for _, a, b in usable], universe) if enough else 1.0,
        jaccard=tuple(float(pair.value or 0.0) for pair, _, _ in usable),
        core=tuple(sorted((c for c in months if months[c] >= CORE * len(sets)), key=str)) if enough else (),
    )


def top_cells(counts: ArrayLike, most: int, *, seed: int = 1) -> frozenset[int]:
    """Positions of the ``most`` highest counts above zero; ties are broken by lot, the same lot each time.

    >>> sorted(top_cells([5, 0, 9, 0], 3))
    [0, 2]
    """
    return frozenset(_top(np.asarray(counts), most, np.random.default_rng(seed)).tolist())


def moving(counts: ArrayLike, *, most: int = 10, shuffles: int = 199, seed: int = 1) -> Moving:
    """Do the ``most`` worst cells of each month (rows of ``counts``) stay, move, or come by chance?

    >>> stays = np.tile([30] * 5 + [1] * 95, (12, 1))
    >>> turns = np.array([np.roll(month, 50 * (i % 2)) for i, month in enumerate(stays)])
    >>> moving(stays, most=5).words, moving(turns, most=5).words
    ('stay', 'move')
    """
    table = np.asarray(counts, np.int64)
    if table.ndim != 2 or (table < 0).any() or not 0 < most <= table.shape[1]:
        raise Refusal("Moving needs counts of at least as many cells as are picked, month by month.")
    events = int(table.sum())
    if len(table) < 3 or events < FEWEST_A_MONTH * len(table):
        return _cannot_say(events, most)
    rng = np.random.default_rng(seed)
    seen = float(np.mean([_shared(table, most, rng) for _ in range(20)]))
    constant = np.array([_shared(_shuffled(table, rng), most, rng) for _ in range(shuffles)])
    sizes = [min(most, int((row > 0).sum())) for row in table]
    sets = list(pairwise(sizes))
    by_chance = float(np.mean([a * b / table.shape[1] for a, b in sets]))
    p_chance = _tail(round(seen * len(sets)), sets, table.shape[1])
    p_constant = float(((constant <= seen).sum() + 1) / (shuffles + 1))
    low, high = np.quantile(constant, [0.025, 0.975])
    words = MOVE if p_constant <= SURE else STAY if p_chance <= SURE else CHANCE
    return Moving(
        value=seen,
        n=events,
        assumptions=("independent_events",),
        by_chance=by_chance,
        if_constant=float(constant.mean()),
        constant_low=float(low),
        constant_high=float(high),
        p_chance=p_chance,
        p_constant=p_constant,
        most=most,
        words=words,
    )


def _shared(table: NDArray[np.int64], most: int, rng: np.random.Generator) -> float:
    """Mean number of worst cells that neighbouring months share."""
    lots = table + rng.random(table.shape)
    worst = np.zeros(table.shape, bool)
    np.put_along_axis(worst, np.argpartition(-lots, most - 1, axis=1)[:, :most], True, axis=1)
    worst &= table > 0
    return float((worst[:-1] & worst[1:]).sum(axis=1).mean())


def _shuffled(table: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """The same events with the months dealt out anew: month totals and cell totals stay."""
    months = rng.permutation(np.repeat(np.arange(len(table)), table.sum(axis=1)))
    cells = np.repeat(np.arange(table.shape[1]), table.sum(axis=0))
    flat = np.bincount(months * table.shape[1] + cells, minlength=table.size)
    return flat.reshape(table.shape)


def _top(counts: NDArray[np.int64], most: int, rng: np.random.Generator) -> NDArray[np.intp]:
    order = np.argsort(-(counts + rng.random(len(counts))), kind="stable")[:most]
    return order[counts[order] > 0]


def _tail(shared: int, sizes: Sequence[tuple[int, int]], universe: int) -> float:
    """P(at least ``shared`` over all pairs) when every set is drawn by lot."""
    chance = np.ones(1)
    for a, b in sizes:
        chance = np.convolve(chance, scipy.stats.hypergeom.pmf(np.arange(min(a, b) + 1), universe, a, b))
    return float(min(1.0, chance[shared:].sum()))


def _cannot_say(events: int, most: int) -> Moving:
    return Moving(
        status=Status.INSUFFICIENT,
        reason="Too few months, or too few events a month, to say whether the worst places move.",
        n=events,
        most=most,
    )
