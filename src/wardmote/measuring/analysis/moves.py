"""Where did it change? Each area of each class, now against before, beside the rest of its place.

In: for each class its counts [area, month] in every month held (``HeldMonths``), and the rows of the place in
no area. Out: ``AreaMoves``: for each class and area the counts, the count to be expected now, p, and whether
it *moved*: its count changed otherwise than the rest of the place did.

An area's months are held against those of the rest of the place, so that what all share (a trend, a season,
a change of recording everywhere) is no move. How far they vary around them is learned for each area from all
months held, leaning on the class's other areas and the catalogue (``dispersion``). All areas and classes are
judged together (Benjamini and Hochberg 1995, ``FALSE_MOVES``), so that where nothing moved at most one map in
twenty names any area. A move is at least ``WORTHWHILE``. An area that moved is no measure for the others:
what moved the way the clearest did is set aside (at most an eighth of the areas, or two), and the others are
asked again. Fewer than ``FEWEST`` rows in both periods, in the area or in the rest, are too few to say.

Errors: none; where fewer than ``FEWEST_MONTHS`` months are held nothing is judged.

How it misleads: a place that is put on the map elsewhere moves its rows to another area; a class or an area
that has a season of its own seems to move where unlike months are compared; with two areas, that one moved
and that the other did are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.analysis.dispersion import HeldMonths, chances
from wardmote.measuring.analysis.multiplicity import benjamini_hochberg

FALSE_MOVES = 0.05
WORTHWHILE = 0.2
FEWEST = 20
FEWEST_MONTHS = 12
FEW_SET_ASIDE, SHARE_SET_ASIDE, MOST_ROUNDS = 2, 8, 12

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ClassByArea:
    """``held.counts`` [area, month] of one class; ``unplaced`` [month] the place's rows in none of the areas;
    ``usual``: how far such a class varies elsewhere."""

    held: HeldMonths
    unplaced: Floats
    usual: float


@dataclass(frozen=True)
class AreaMoves:
    """Arrays [class, area]: rows before and now, rows expected now had the area gone with the rest, p, the
    same allowing for all that was looked at; ``looked``: which were judged, ``moved``: which moved."""

    before: Floats
    now: Floats
    expected: Floats
    p: Floats
    p_together: Floats
    looked: Mask
    moved: Mask


def area_moves(classes: Sequence[ClassByArea]) -> AreaMoves:
    """Every area of every class (all of the same areas), judged together.

    >>> months = HeldMonths(np.full((5, 24), 20.0), tuple(range(24)), (30,) * 24,
    ...     frozenset(range(12)), frozenset(range(12, 24)), True)
    >>> months.counts[2, 12:] = 60
    >>> found = area_moves([ClassByArea(months, np.zeros(24), 0.02)])
    >>> found.moved[0].tolist(), float(found.now[0, 2]), float(found.expected[0, 2])
    ([False, False, True, False, False], 720.0, 240.0)
    """
    asked = [_Class(each) for each in classes]
    for _ in range(MOST_ROUNDS):
        together = _together(asked)
        found = [each.set_aside(p) for each, p in zip(asked, together, strict=True)]
        if not any(found):
            break
    return AreaMoves(
        before=np.array([each.before for each in asked]),
        now=np.array([each.now for each in asked]),
        expected=np.array([each.expected for each in asked]),
        p=np.array([each.p for each in asked]),
        p_together=np.array(together),
        looked=np.array([each.looked for each in asked]),
        moved=np.array([each.moved(p) for each, p in zip(asked, together, strict=True)]),
    )


def _together(asked: Sequence["_Class"]) -> list[Floats]:
    """p of every area, allowing for all areas and classes that are looked at."""
    looked = np.array([each.looked for each in asked])
    out = np.ones(looked.shape)
    out[looked] = benjamini_hochberg(np.array([each.p for each in asked])[looked])
    return list(out)


class _Class:
    """One class while its areas are asked: which are set aside, and what the others say of each."""

    def __init__(self, given: ClassByArea) -> None:
        self.given = given
        self.counts = np.asarray(given.held.counts, float)
        before, now = given.held.masks
        self.before, self.now = self.counts[:, before].sum(axis=1), self.counts[:, now].sum(axis=1)
        self.aside = np.zeros(len(self.counts), bool)
        self._ask()

    def _ask(self) -> None:
        """p of each area and the count expected of it, going by the rest that is not set aside."""
        held = self.given.held
        before, now = held.masks
        kept = self.counts * ~self.aside[:, None]
        rest = kept.sum(axis=0) + self.given.unplaced - kept
        was, is_now = rest[:, before].sum(axis=1), rest[:, now].sum(axis=1)
        enough = (self.before + self.now >= FEWEST) & (was + is_now >= FEWEST) & (np.minimum(was, is_now) > 0)
        self.looked = enough & (len(held.months) >= FEWEST_MONTHS)
        self.expected = self.before * np.divide(is_now, was, out=np.zeros_like(was), where=was > 0)
        self.p = np.ones(len(self.counts))
        if self.looked.any():
            at = self.looked
            asked = replace(held, counts=self.counts[at], beside=rest[at])
            self.p[at] = chances(asked, [self.given.usual] * int(at.sum()))

    def moved(self, together: Floats) -> Mask:
        """Which areas moved, by p that allows for all."""
        by = np.abs(self.now - self.expected) >= WORTHWHILE * self.expected
        return np.asarray(self.looked & by & (together <= FALSE_MOVES))

    def set_aside(self, together: Floats) -> bool:
        """Set aside what moved the way the clearest of it did, and ask again; whether there was any."""
        most = min(max(FEW_SET_ASIDE, len(self.aside) // SHARE_SET_ASIDE), len(self.aside) - 2)
        new = np.flatnonzero(self.moved(together) & ~self.aside)
        new = new[np.argsort(self.p[new], kind="stable")]
        rises = self.now[new] > self.expected[new]
        new = new[rises == rises[:1]][: max(most - int(self.aside.sum()), 0)]
        if not len(new):
            return False
        self.aside[new] = True
        self._ask()
        return True
