"""Counts of a class by month and area, cut from the evidence for the methods that need them.

In: an open inquiry, a feed, a class key (or ``all``), a place and the unit to
count by. Out: a ``Series`` of whole months. A parent class includes its parts.
"""

from dataclasses import dataclass

import numpy as np

from wardmote.measuring.analysis.change import Stretch
from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.catalogue.classes import with_parts
from wardmote.measuring.catalogue.periods import Period, month_days
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry

ALL = "all"


@dataclass(frozen=True)
class Series:
    """``counts`` [month, area] int64 for the months asked; ``held`` says which months have evidence."""

    months: tuple[int, ...]
    held: tuple[bool, ...]
    areas: tuple[AreaId, ...]
    counts: np.ndarray
    unplaced: np.ndarray
    loads: frozenset[str]

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

    def stretch(self) -> Stretch:
        """The held months as a comparison takes them."""
        held = [
            (n, month_days(m)) for m, n, h in zip(self.months, self.by_month, self.held, strict=True) if h
        ]
        return Stretch(tuple(n for n, _ in held), tuple(d for _, d in held))


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
    held = tuple(m in position and counted.held[position[m]] for m in months)
    counts = np.zeros((len(months), len(counted.areas)), np.int64)
    unplaced = np.zeros(len(months), np.int64)
    for i, month in enumerate(months):
        if held[i]:
            counts[i] = counted.counts[rows, position[month]].sum(axis=0)
            unplaced[i] = counted.unplaced[rows, position[month]].sum()
    loads = frozenset().union(
        *(counted.loads.get(m, frozenset()) for m, h in zip(months, held, strict=True) if h)
    )
    return Series(months, held, counted.areas, counts, unplaced, loads)


def classes_in(inquiry: Inquiry, feed: str, *, area: str, period: Period) -> tuple[str, ...]:
    """Class keys with at least one row of the place in the period, as stored (most specific)."""
    counted = inquiry.evidence.monthly(feed, inquiry.place(area), "place")
    inside = [i for i, m in enumerate(counted.months) if m in period.months]
    seen = counted.counts[:, inside].sum(axis=(1, 2)) + counted.unplaced[:, inside].sum(axis=1)
    return tuple(cls for cls, n in zip(counted.classes, seen, strict=True) if n)
