"""The read side of the store: what is loaded, asked in the words of the trade.

In: the data folder and a partnership. Out: places, feeds, counts, incidents and
denominators as the frozen values of ``answers``. Only parts named in receipts
are read; everything is cached for the life of the object, so that asking twice
is cheap. police.uk rows belong to an area by their LSOA code, to wards by point
in polygon, with the rows in no ward given as ``unplaced``; units smaller than
an LSOA are refused for them, because their points are anonymous map points.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.periods import Period, month_index
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.store.answering import answers_in
from wardmote.measuring.store.answers import (
    AreaShape,
    Deciles,
    Denominator,
    Feed,
    ForceMonths,
    ForceTotals,
    MonthlyCounts,
    Place,
    RowsAtPoints,
    no_rows,
)
from wardmote.measuring.store.atlas import Atlas
from wardmote.measuring.store.bases import Bases
from wardmote.measuring.store.completeness import Doubt
from wardmote.measuring.store.deprived import DeprivationEditions
from wardmote.measuring.store.engine import connect
from wardmote.measuring.store.folder import OWN, Folder
from wardmote.measuring.store.gazetteer import Gazetteer
from wardmote.measuring.store.partner_answers import Incidents, ReplySet, SurveyWave
from wardmote.measuring.store.partner_feeds import PartnerFeeds
from wardmote.measuring.store.partner_rows import PartnerRows
from wardmote.measuring.store.police_uk_counts import PoliceUkCounts
from wardmote.measuring.store.police_uk_rows import PoliceUkRows
from wardmote.measuring.store.receipts import Receipt, list_receipts, visible
from wardmote.measuring.store.releases import versions
from wardmote.measuring.store.searches import Searches
from wardmote.measuring.store.units import PLACE_UNIT

__all__ = ["AreaShape", "Denominator", "Evidence", "Feed", "ForceTotals", "MonthlyCounts", "Place"]

REDRAWN = ("ward", "district")
ELECTIONS = 5
"""The month from which new wards are in force: that of the first election held by them."""


class Evidence:
    """Everything one partnership may count."""

    def __init__(self, data: Path, partnership: str = OWN) -> None:
        self.folder = Folder(data)
        self.partnership = partnership
        self._receipts = visible(list_receipts(self.folder), partnership)
        self._connection = connect()
        self.atlas = Atlas(self.folder, self._receipts, self._connection)
        self._bases = Bases(self.folder, self._receipts, self._connection, self.atlas)
        rows = PoliceUkRows(self.folder, versions(self._receipts), self._connection)
        self.own = PartnerRows(self.folder, self._receipts, self._connection, partnership=partnership)
        answers = answers_in(self._receipts)
        self._partner = PartnerFeeds(
            self.own, self.atlas, self.units, answers=answers, country_of=self._country_of
        )
        self._gazetteer = Gazetteer(self.atlas, rows, self._bases.counted_lsoas, named=self._partner.places)
        self._police = PoliceUkCounts(self.folder, rows, self._gazetteer, self.atlas, answers=answers)
        self._deprived = DeprivationEditions(self.folder, self._receipts, self._connection)
        self._counts: dict[tuple[str, str, str], MonthlyCounts] = {}
        self._feeds: dict[str, tuple[Feed, ...]] = {}

    def receipts(self) -> tuple[Receipt, ...]:
        """Every load that counts for the partnership, by sha256."""
        return self._receipts

    def receipts_for(self, loads: Iterable[str]) -> tuple[Receipt, ...]:
        """The receipts of these loads, by sha256."""
        wanted = set(loads)
        return tuple(receipt for receipt in self._receipts if receipt.sha256 in wanted)

    def place(self, text: str) -> Place:
        """The place an id or a unique name means; ``Refusal`` with the candidates."""
        return self._gazetteer.place(text)

    def _country_of(self, name: str) -> str:
        """The country of a place that a file names, "" where no loaded place has the name."""
        try:
            return self.place(name).country if name else ""
        except Refusal:
            return ""

    def places(self, kind: str, period: Period) -> tuple[Place, ...]:
        """Every district or csp with rows in the period, by name."""
        found = {place.id: place for place in self._gazetteer.places(kind, period)}
        for name in self._partner.places.values():
            place = self.place(name)
            if place.id.kind == kind and any(
                set(feed.months) & set(period.months) for feed in self._partner.feeds(place)
            ):
                found[place.id] = place
        return tuple(sorted(found.values(), key=lambda place: (place.name, str(place.id))))

    def rest_of_force(self, place: Place) -> Place | None:
        """The force area's other LSOAs; None when they, or their rows, are not loaded."""
        return self._gazetteer.rest_of_force(place)

    def feeds(self, place: Place) -> tuple[Feed, ...]:
        """The streams of rows that there are for a place."""
        area = str(place.id)
        if area not in self._feeds:
            police = self._police.feed(place)
            self._feeds[area] = (*((police,) if police is not None else ()), *self._partner.feeds(place))
        return self._feeds[area]

    def units(self, place: Place, unit: str) -> tuple[AreaShape, ...]:
        """The areas of a unit (``lsoa:2011``) in a place, by code; ``place`` is the place itself."""
        brought = self._partner.areas(place, unit)
        try:
            known = self._police.units.of(place, unit)
        except Refusal:
            if not brought:
                raise
            known = ()
        ids = {area.id for area in known}
        return (*known, *(area for area in brought if area.id not in ids))

    def in_force(self, place: Place, feed: Feed, period: Period) -> Feed:
        """The feed with the units that are told of a period: of several sets of wards (or districts) only
        the one in force, so that one page has one verdict.

        A set is in force from the May of its first year until the next one's, and the period is where its
        middle is. Before the first set there is only that.
        """
        middle = (period.first_month + period.last_month) // 2
        best: dict[str, tuple[bool, int, str]] = {}
        for unit in feed.units:
            kind, _, vintage = unit.partition(":")
            if kind in REDRAWN:
                codes = frozenset(area.id.code for area in self.units(place, unit))
                first = month_index(int(self.atlas.first_vintage(kind, codes) or vintage), ELECTIONS)
                rank = (first <= middle, first if first <= middle else -first, unit)
                best[kind] = max(best.get(kind, rank), rank)
        kept = {unit for *_, unit in best.values()}
        told = tuple(unit for unit in feed.units if unit in kept or unit.partition(":")[0] not in best)
        return replace(feed, units=told)

    def monthly(self, feed: str, place: Place, unit: str) -> MonthlyCounts:
        """Rows by class, month and area of the unit."""
        key = (feed, str(place.id), unit)
        if key not in self._counts:
            asked = self._partner.monthly if self._partner.has(feed) else self._monthly_police
            self._counts[key] = asked(feed, place, unit)
        return self._counts[key]

    def outcomes(self, feed: str, place: Place) -> MonthlyCounts:
        """Rows by month, and by class and what came of it: ``burglary/Offender fined``; the police's only."""
        key = (feed, str(place.id), "outcomes")
        if key not in self._counts:
            if feed != POLICE_UK:
                raise no_rows(feed, place)
            self._counts[key] = self._police.outcomes(place)
        return self._counts[key]

    def searches(self, place: Place) -> Searches | None:
        """The police's searches of the place's force; None where no file of them is loaded."""
        return self._police.searches(place)

    def incidents(self, feed: str, place: Place) -> Incidents:
        """The rows of an exact feed in a place."""
        return self._partner.incidents(feed, place)

    def points(self, feed: str, place: Place, unit: str) -> RowsAtPoints | None:
        """Where in the unit's areas the rows of each class and month lie; None where they have no points."""
        if self._partner.has(feed):
            return self._partner.points(feed, place, unit)
        return self._police.points(place, unit)

    def area_of(self, incidents: Incidents, unit: str) -> NDArray[np.str_]:
        """For each row the id of the area of the unit that holds its point, "" for none."""
        return self._partner.area_of(incidents, unit)

    def unconfirmed_words(self, place: Place) -> dict[str, list[str]]:
        """Feed -> words that partners' files or mappings brought and nobody confirmed as public."""
        return self._partner.unconfirmed(place)

    def surveys(self, place: Place) -> tuple[SurveyWave, ...]:
        """Waves of residents' surveys of the place."""
        return self._partner.surveys(place)

    def replies(self, place: Place) -> tuple[ReplySet, ...]:
        """Replies to consultations of the place, one set for each."""
        return self._partner.replies(place)

    def denominator(self, kind: str, place: Place, unit: str, year: int | None) -> Denominator | None:
        """Residents (``population``) or ``households`` of each area of the unit; else what counts carry."""
        if unit == PLACE_UNIT:
            found = self._bases.of_place(kind, place, year, row_vintages=self._police.row_vintages(place))
        else:
            found = self._bases.by_area(kind, [area.id for area in self.units(place, unit)], year)
        if found is None or found.qualifier:
            return self._partner.denominator(kind, place, unit) or found
        return found

    def deciles(self, place: Place, unit: str, year: int) -> Deciles | None:
        """Each LSOA's decile of deprivation; None without an edition of the unit's vintage."""
        return self._deprived.deciles([area.id for area in self.units(place, unit)], year)

    def force_totals(self, feed: str, place: Place) -> ForceTotals:
        """What became of the rows of the force that holds the place."""
        if feed != POLICE_UK:
            raise no_rows(feed, place)
        return self._police.totals(place)

    def force_months(self, place: Place) -> ForceMonths:
        """How whole the months are of the force that holds the place."""
        return self._police.force_months(place)

    def doubts(self) -> tuple[Doubt, ...]:
        """Months that look incomplete, of every force and every feed, answered or not."""
        return (*self._police.all_doubts(), *self._partner.doubts())

    def why_not_held(self, place: Place, months: Iterable[int]) -> str:
        """Why rows that are loaded of these months do not count for a place; "" where none are."""
        return self._police.why_not_held(place, months)

    def _monthly_police(self, feed: str, place: Place, unit: str) -> MonthlyCounts:
        if feed != POLICE_UK:
            raise no_rows(feed, place)
        return self._police.monthly(place, unit)

    def named_places(self, place: Place) -> tuple[AreaShape, ...]:
        """Town centres, parks, schools …: loaded areas of kind ``place`` that lie in the place."""
        vintages = [vintage for kind, vintage in self.atlas.shape_sets if kind == "place"]
        return tuple(area for vintage in vintages for area in self.units(place, f"place:{vintage}"))
