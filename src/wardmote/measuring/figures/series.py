"""Counts of a class by month and area, cut from the evidence for the methods that need them.

In: an open inquiry, a feed, a class key (or ``all``), a place and the unit to
count by. Out: a ``Series`` of whole months. A parent class includes its parts.
A month in which the class did not exist, or in which a count of it is withheld,
is not ``held``: what is known of it is in ``counts``, so that a total is a floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.catalogue.class_breaks import exists
from wardmote.measuring.catalogue.classes import with_parts
from wardmote.measuring.catalogue.periods import Period, month_days
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry

ALL = "all"
LEARNED_AROUND = 24
"""Months before and after those compared from which it is learned how much a class varies."""


@dataclass(frozen=True)
class Series:
    """``counts`` [month, area] int64 for the months asked; ``held`` says which months are known whole.

    ``known`` [month, area]: which cells are; ``gaps``: whether some month has no evidence at all;
    ``withheld``: whether some month has evidence and yet is not known whole;
    ``left_out``: whether cells were taken out, because those beside them are not known (``comparable``).
    """

    months: tuple[int, ...]
    held: tuple[bool, ...]
    areas: tuple[AreaId, ...]
    counts: np.ndarray
    unplaced: np.ndarray
    loads: frozenset[str]
    known: np.ndarray
    gaps: bool = False
    withheld: bool = False
    left_out: bool = False

    @property
    def by_month(self) -> tuple[int, ...]:
        """Rows of the place in each month, whichever area they fall in."""
        return tuple(int(n) for n in self.counts.sum(axis=1) + self.unplaced)

    @property
    def by_area(self) -> tuple[int, ...]:
        return tuple(int(n) for n in self.counts.sum(axis=0))

    @property
    def total(self) -> int:
        return sum(self.by_month)

    @property
    def held_months(self) -> tuple[int, ...]:
        return tuple(m for m, held in zip(self.months, self.held, strict=True) if held)


def series(
    inquiry: Inquiry, feed: str, key: str, *, area: str, period: Period, unit: str = "place"
) -> Series:
    """The months of ``period``; months without evidence are zero and not ``held``."""
    if not period.whole_months:
        raise Refusal(
            "This figure is counted in whole months.",
            found=period.code,
            todo="Give a period of whole months, as 2021-01:2021-12.",
        )
    counted = inquiry.evidence.monthly(feed, inquiry.place(area), unit)
    keys = set(counted.classes) if key == ALL else with_parts(key)
    rows = [i for i, cls in enumerate(counted.classes) if cls in keys]
    months = tuple(period.months)
    position = {month: i for i, month in enumerate(counted.months)}
    evidence = tuple(m in position and counted.held[position[m]] for m in months)
    counts = np.zeros((len(months), len(counted.areas)), np.int64)
    known = np.zeros(counts.shape, bool)
    unplaced = np.zeros(len(months), np.int64)
    whole = np.zeros(len(months), bool)
    there = np.array(evidence, bool)
    told = [month for month, h in zip(months, evidence, strict=True) if h]
    places = [position[month] for month in told]
    at = np.ix_(rows, places)
    counts[there] = counted.counts[at].sum(axis=0)
    unplaced[there] = counted.unplaced[at].sum(axis=0)
    existed = np.array([exists(counted.source, key, month) for month in told], bool)
    known[there] = ~counted.unknown_cells(rows, places) & existed[:, None]
    whole[there] = known[there].all(axis=1) & counted.whole(rows, places)
    held = tuple(whole.tolist())
    loads = frozenset().union(
        *(counted.loads.get(m, frozenset()) for m, h in zip(months, evidence, strict=True) if h)
    )
    return Series(
        months,
        held,
        counted.areas,
        counts,
        unplaced,
        loads,
        known=known,
        gaps=not all(evidence),
        withheld=held != evidence,
    )


def months_around(period: Period, against: Period) -> range:
    """The months from which it is learned how much a class varies, those compared among them."""
    first = min(period.first_month, against.first_month) - LEARNED_AROUND
    return range(first, max(period.last_month, against.last_month) + LEARNED_AROUND + 1)


def compared_months(
    counts: NDArray[np.int64], months: Sequence[int], *, period: Period, against: Period
) -> HeldMonths:
    """Counts [class, month] of the months held, with those that are compared."""
    before, now = (frozenset(months) & frozenset(each.months) for each in (against, period))
    apart = period.first_month - against.first_month
    return HeldMonths(
        counts=np.asarray(counts, float),
        months=tuple(months),
        days=tuple(month_days(month) for month in months),
        before=before,
        now=now,
        paired=apart % 12 == 0 and {month + apart for month in before} == now,
    )


def classes_in(inquiry: Inquiry, feed: str, *, area: str, period: Period) -> tuple[str, ...]:
    """Class keys with at least one row of the place in the period, as stored (most specific)."""
    counted = inquiry.evidence.monthly(feed, inquiry.place(area), "place")
    inside = [i for i, m in enumerate(counted.months) if m in period.months and counted.held[i]]
    seen = counted.counts[:, inside].sum(axis=(1, 2)) + counted.unplaced[:, inside].sum(axis=1)
    return tuple(cls for cls, n in zip(counted.classes, seen, strict=True) if n)
