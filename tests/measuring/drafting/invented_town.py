"""Towns drawn by lot, answered as ``Evidence`` answers, without files.

In: a seed. Out: an ``InventedTown`` of a few classes over two years, whose classes rise, fall or stay,
whose wards are even or have a centre, with or without residents; the seed also draws the period, so that
whole years, single months, gaps and towns with nothing earlier all occur.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.drafting.study import Study, open_study
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.methods import open_inquiry  # noqa: F401  registers the methods
from wardmote.measuring.store.answers import AreaShape, Deciles, Denominator, Feed, MonthlyCounts, Place

CLASSES = (
    "anti-social-behaviour", "burglary", "criminal-damage-and-arson", "drugs", "other-theft", "public-order",
    "robbery", "shoplifting", "vehicle-crime", "violence-and-sexual-offences",
)  # fmt: skip
FIRST = 2021 * 12
UNIT = "ward:2024"
MOVES = (0.5, 0.8, 1.0, 1.0, 1.0, 1.25, 2.0)
LOADS = frozenset({"0" * 64})
PLACE = Place(AreaId("district", "2024", "invented"), "Northtown", shapely.box(0, 0, 1, 1))


@dataclass
class InventedTown:
    """``counts`` [class, month, ward] from ``FIRST`` on; ``held`` the months there are."""

    classes: tuple[str, ...]
    counts: np.ndarray
    held: tuple[int, ...]
    residents: tuple[float, ...]
    period: Period
    workday: tuple[float, ...] = ()

    @classmethod
    def drawn(cls, seed: int) -> "InventedTown":
        chance = np.random.default_rng(seed)
        classes = tuple(sorted(chance.choice(CLASSES, int(chance.integers(2, 8)), replace=False)))
        wards = int(chance.integers(4, 14))
        size = chance.uniform(1, 60, len(classes))
        move = chance.choice(MOVES, len(classes)) if seed % 3 else np.ones(len(classes))
        draw = chance.gamma(8, 1 / 8, wards)
        draw[0] *= chance.choice([1, 1, 5])
        months = np.arange(24)
        rate = size[:, None] * np.where(months >= 12, move[:, None], 1.0)
        counts = chance.poisson(rate[:, :, None] * (draw / draw.sum())[None, None, :])
        held = set(range(FIRST, FIRST + 24))
        last, length = FIRST + 23, int(chance.choice([12, 12, 12, 3, 1]))
        if seed % 5 == 4:
            held -= set(range(FIRST, FIRST + 12))
        elif seed % 7 == 6:
            held -= set(range(FIRST + 4, FIRST + 12))
        people = chance.integers(4_000, 9_000, wards).astype(float) if seed % 4 else np.zeros(0)
        return cls(
            classes, counts, tuple(sorted(held)), tuple(people), Period.of_months(last - length + 1, last)
        )

    def study(self) -> Study:
        """The town opened as an assessment opens it."""
        return open_study(Inquiry(self), PLACE, self.period, against=None, audience="partner")  # type: ignore[arg-type]

    @property
    def wards(self) -> tuple[AreaShape, ...]:
        return tuple(
            AreaShape(AreaId("ward", "2024", f"w{i}"), f"Ward {i}", shapely.box(i, 0, i + 1, 1))
            for i in range(self.counts.shape[2])
        )

    # ---- as Evidence ----

    def place(self, text: str) -> Place:
        return PLACE

    def feeds(self, place: Place) -> tuple[Feed, ...]:
        title = "Recorded crime of an invented town"
        return (Feed("counts", "invented", title, "area", (UNIT,), False, self.held, "Nobody"),)

    def in_force(self, place: Place, feed: Feed, period: Period) -> Feed:
        return feed

    def units(self, place: Place, unit: str) -> tuple[AreaShape, ...]:
        return self.wards

    def monthly(self, feed: str, place: Place, unit: str) -> MonthlyCounts:
        whole = unit == "place"
        held = tuple(FIRST + i in self.held for i in range(24))
        counts = self.counts * np.array(held)[None, :, None]
        return MonthlyCounts(
            classes=self.classes,
            months=tuple(range(FIRST, FIRST + 24)),
            held=held,
            areas=(PLACE.id,) if whole else tuple(ward.id for ward in self.wards),
            counts=counts.sum(axis=2, keepdims=True) if whole else counts,
            unplaced=np.zeros(counts.shape[:2], np.int64),
            loads=dict.fromkeys(self.held, LOADS),
        )

    def denominator(self, kind: str, place: Place, unit: str, year: int | None) -> Denominator | None:
        values = {"population": self.residents, "workday_population": self.workday}.get(kind)
        if not values:
            return None
        if unit == "place":
            return Denominator(kind, kind, 2022, (PLACE.id,), (sum(values),), LOADS)
        return Denominator(kind, kind, 2022, tuple(w.id for w in self.wards), values, LOADS)

    def deciles(self, place: Place, unit: str, year: int) -> Deciles | None:
        return None

    def rest_of_force(self, place: Place) -> None:
        return None

    def unconfirmed_words(self, place: Place) -> dict[str, list[str]]:
        return {}

    def points(self, feed: str, place: Place, unit: str) -> None:
        return None

    def surveys(self, place: Place) -> tuple[Any, ...]:
        return ()

    def searches(self, place: Place) -> None:
        return None

    def doubts(self) -> tuple[Any, ...]:
        return ()

    receipts = doubts
    replies = named_places = receipts_for = surveys
