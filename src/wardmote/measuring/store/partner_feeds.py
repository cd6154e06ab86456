"""What a partnership's own feeds answer for a place: counts by month, incidents, numbers of people.

In: the rows of ``partner_rows`` and the geography that is loaded. Out: the same
frozen values as for police.uk. A feed's rows belong to the place that its
mapping names; in any other place they count by point in polygon (incidents) or
by the codes of their areas (counts). Months go by the earliest possible time.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.area_ids import KINDS, AreaId, slug
from wardmote.measuring.catalogue.class_breaks import source_of
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS, REPLIES, SURVEY, fold
from wardmote.measuring.sources.public_words import is_public
from wardmote.measuring.store.answers import (
    AreaShape,
    Denominator,
    Feed,
    MonthlyCounts,
    Place,
    RowsAtPoints,
    no_rows,
)
from wardmote.measuring.store.atlas import Atlas, areas_at
from wardmote.measuring.store.completeness import Doubt, DoubtAnswer, SourceMonths, doubts, holes
from wardmote.measuring.store.partner_answers import Incidents, ReplySet, SurveyWave
from wardmote.measuring.store.partner_rows import CountedRows, PartnerFeed, PartnerRows, main_part, months_of

PLACE_UNIT = "place"
LABELS = {
    "population": "Residents",
    "households": "Households",
    "workday_population": "People there on a working day",
    "visits": "Visits",
}
Units = Callable[[Place, str], tuple[AreaShape, ...]]


class PartnerFeeds:
    """Answers for one partnership; ``units`` gives the areas of a unit that loaded boundaries make up,
    ``country_of`` the country of a place by its name."""

    def __init__(
        self,
        rows: PartnerRows,
        atlas: Atlas,
        units: Units,
        *,
        answers: Mapping[str, DoubtAnswer],
        country_of: Callable[[str], str],
    ) -> None:
        self._rows = rows
        self._answers = answers
        self._doubts: dict[str, tuple[Doubt, ...]] = {}
        self._atlas = atlas
        self._units = units
        self._country_of = country_of
        self._taken: dict[tuple[str, str], Incidents] = {}

    @cached_property
    def places(self) -> Mapping[AreaId, str]:
        """Places that mappings name, with ids of their own: used where nothing loaded has the name."""
        return {
            AreaId("district", str(feed.facts["place_vintage"]), slug(feed.place)): feed.place
            for _, feed in sorted(self._rows.feeds.items())
            if feed.place and feed.place.partition(":")[0] not in KINDS
        }

    def has(self, name: str) -> bool:
        """Is it a feed of incidents or counts?"""
        return (INCIDENTS, name) in self._rows.feeds or (COUNTS, name) in self._rows.feeds

    def feeds(self, place: Place) -> tuple[Feed, ...]:
        """Feeds with at least one row in the place, by name."""
        found = []
        for feed in (*self._rows.of_kind(INCIDENTS), *self._rows.of_kind(COUNTS)):
            exact = feed.kind == INCIDENTS
            if exact and not len(self.incidents(feed.name, place)):
                continue
            if not exact and not self._of_place(feed, self._rows.counts(feed.name), place).any():
                continue
            if not self._held(feed):
                continue
            found.append(
                Feed(
                    source=feed.kind,
                    name=feed.name,
                    title=str(feed.facts["title"]),
                    precision="exact" if exact else "area",
                    units=self._exact_units(feed, place) if exact else self._counted_units(feed, place),
                    synthetic=feed.synthetic,
                    months=tuple(sorted(self._held(feed))),
                    provider=str(feed.facts["provider"]),
                )
            )
        return tuple(found)

    def monthly(self, name: str, place: Place, unit: str) -> MonthlyCounts:
        """Rows by class, month and area."""
        if (INCIDENTS, name) in self._rows.feeds:
            return self._monthly_incidents(self._rows.feeds[INCIDENTS, name], place, unit)
        return self._monthly_counts(self._rows.feeds[COUNTS, name], place, unit)

    def incidents(self, name: str, place: Place) -> Incidents:
        """The feed's rows in the place, each with the smallest named place that holds it."""
        key = (name, str(place.id))
        if (INCIDENTS, name) not in self._rows.feeds:
            raise no_rows(name, place)
        if key not in self._taken:
            rows = self._rows.incidents(name)
            if not _is(place, self._rows.feeds[INCIDENTS, name]):
                inside = np.zeros(len(rows), dtype=bool)
                if place.geometry is not None:
                    ground = (AreaShape(place.id, place.name, place.geometry),)
                    inside = areas_at(ground, rows.longitude, rows.latitude) == 0
                rows = rows.where(inside)
            self._taken[key] = replace(rows, place_names=self._place_names(rows))
        return self._taken[key]

    def points(self, name: str, place: Place, unit: str) -> RowsAtPoints | None:
        """Where in the unit's areas rows lie; None for counts, which have no points."""
        if (INCIDENTS, name) not in self._rows.feeds:
            return None
        rows, areas = self.incidents(name, place), self._units(place, unit)
        where = areas_at(areas, rows.longitude, rows.latitude)
        ones = np.ones(len(rows), np.int64)
        at = (where, rows.longitude, rows.latitude)
        return RowsAtPoints.at(areas, at, (months_of(rows), rows.cls.astype(object), ones))

    def area_of(self, rows: Incidents, unit: str) -> NDArray[np.str_]:
        """For each row the id of the loaded area that holds it, "" for none."""
        kind, _, vintage = unit.partition(":")
        if (kind, vintage) not in self._atlas.shape_sets:
            raise Refusal(
                f"No {kind} boundaries of {vintage or 'any vintage'} are loaded.",
                todo=f"Load them: ./wardmote load areas FILE --kind {kind} --vintage {vintage or 'YEAR'}",
            )
        areas = tuple(shape.area for shape in self._atlas.shapes(kind, vintage).values())
        where = areas_at(areas, rows.longitude, rows.latitude)
        names = np.array([*(str(area.id) for area in areas), ""])
        found: NDArray[np.str_] = names[where]
        return found

    def areas(self, place: Place, unit: str) -> tuple[AreaShape, ...]:
        """The areas of a unit that a counts feed brings with it, with their shapes where loaded."""
        found: dict[AreaId, AreaShape] = {}
        kind, _, vintage = unit.partition(":")
        for feed in self._rows.of_kind(COUNTS):
            if feed.facts["areas"] != [kind, vintage]:
                continue
            rows = self._rows.counts(feed.name)
            mine = set(rows.area[self._of_place(feed, rows, place)].tolist())
            if _is(place, feed):
                mine = set(rows.names)
            for code in mine:
                area = AreaId(kind, vintage, code)
                name = self._atlas.name(area) or rows.names[code]
                found[area] = AreaShape(area, name, self._atlas.shape_of(area))
        return tuple(found[area] for area in sorted(found))

    def denominator(self, kind: str, place: Place, unit: str) -> Denominator | None:
        """Numbers of people that a counts file carries for its own areas; the place's is their sum."""
        for feed in self._rows.of_kind(COUNTS):
            bases = self._rows.counts(feed.name).bases.get(kind, {})
            if unit == PLACE_UNIT and _is(place, feed) and bases:
                wanted: tuple[AreaId, ...] = (place.id,)
                values: tuple[float, ...] = (sum(bases[code] for code in sorted(bases)),)
                whole = set(bases) == set(self._rows.counts(feed.name).names)
            else:
                areas = self.areas(place, unit) if unit != PLACE_UNIT else ()
                areas = areas if feed.facts["areas"] == unit.split(":") else ()
                wanted = tuple(area.id for area in areas if area.id.code in bases)
                values = tuple(bases[area.code] for area in wanted)
                whole = len(wanted) == len(areas)
            if wanted:
                return Denominator(
                    kind=kind,
                    title=f"{LABELS[kind]}, as given in {feed.facts['title']}",
                    year=int(feed.facts["base_year"]),
                    areas=wanted,
                    values=values,
                    loads=frozenset({self._rows.counts(feed.name).base_load}),
                    qualifier="" if whole else "at least",
                )
        return None

    def unconfirmed(self, place: Place) -> dict[str, list[str]]:
        """Feed -> words of it, in the place, that nobody confirmed as public: what it and its attributes are
        called, names of its areas that no loaded boundaries know."""
        found = {}
        for (_, name), feed in sorted(self._rows.feeds.items()):
            if self._holds(feed, place):
                confirmed = self._rows.public_words(feed)
                words = dict.fromkeys((name, str(feed.facts["title"]), *self._words(feed, place)))
                found[name] = [each for each in words if not is_public(each, confirmed, place=place.name)]
        return {name: words for name, words in found.items() if words}

    def _holds(self, feed: PartnerFeed, place: Place) -> bool:
        if feed.kind == INCIDENTS:
            return bool(len(self.incidents(feed.name, place)))
        return _is(place, feed) or (feed.kind == COUNTS and any(self._area_names(feed, place)))

    def _words(self, feed: PartnerFeed, place: Place) -> list[str]:
        if feed.kind == COUNTS:
            return list(self._area_names(feed, place).values())
        return [str(word) for word in (*feed.facts.get("attributes", ()), *feed.facts.get("flags", ()))]

    def _area_names(self, feed: PartnerFeed, place: Place) -> dict[str, str]:
        """Each area's code -> what the feed alone calls it: "" where loaded boundaries have its name."""
        if feed.facts["areas"] is None:
            return {}
        rows, (kind, vintage) = self._rows.counts(feed.name), feed.facts["areas"]
        codes = set(rows.area[self._of_place(feed, rows, place)].tolist())
        known = {code for code in codes if self._atlas.name(AreaId(kind, vintage, code))}
        return {code: "" if code in known else rows.names[code] for code in sorted(codes)}

    def surveys(self, place: Place) -> tuple[SurveyWave, ...]:
        """Waves of surveys of the place (its mapping names it, or names none), by name."""
        return tuple(self._rows.survey(f) for f in self._rows.of_kind(SURVEY) if _is(place, f))

    def replies(self, place: Place) -> tuple[ReplySet, ...]:
        """Consultations of the place, by name."""
        return tuple(self._rows.replies(f) for f in self._rows.of_kind(REPLIES) if _is(place, f))

    def doubts(self) -> tuple[Doubt, ...]:
        """Months of the feeds that look incomplete."""
        feeds = (*self._rows.of_kind(INCIDENTS), *self._rows.of_kind(COUNTS))
        return tuple(doubt for feed in feeds for doubt in self._doubts_of(feed))

    def _doubts_of(self, feed: PartnerFeed) -> tuple[Doubt, ...]:
        name = f"{feed.kind}/{feed.name}"
        if name not in self._doubts:
            rows = {**dict.fromkeys(self._loads(feed), 0), **self._rows.by_month(feed)}
            if feed.kind == COUNTS:
                counts = self._rows.counts(feed.name)
                withheld = set(counts.month[~counts.known].tolist())
                rows = {month: number for month, number in rows.items() if month not in withheld}
            told = SourceMonths(
                name,
                str(feed.facts["title"]),
                feed.kind,
                rows,
                unlocated={},
                by_class={},
                country=self._country_of(feed.place),
            )
            self._doubts[name] = doubts(told, self._answers, steady=False)
        return self._doubts[name]

    def _held(self, feed: PartnerFeed) -> Mapping[int, frozenset[str]]:
        """Month -> the loads that hold it, and the answer about it; without months that look incomplete."""
        gone, _ = holes(self._doubts_of(feed))
        found = {month: loads for month, loads in self._loads(feed).items() if month not in gone}
        for doubt in self._doubts_of(feed):
            if doubt.answer is not None and doubt.stands and doubt.month in found:
                found[doubt.month] |= {doubt.answer.load}
        return found

    def _loads(self, feed: PartnerFeed) -> Mapping[int, frozenset[str]]:
        """Month -> the loads that hold it."""
        found: dict[int, set[str]] = {}
        if feed.kind == COUNTS:
            return {m: frozenset({sha}) for m, sha in self._rows.counts(feed.name).held.items()}
        for receipt in feed.receipts:
            first, last = main_part(receipt).facts["months"]
            for month in range(first, last + 1):
                found.setdefault(month, set()).add(receipt.sha256)
        return {month: frozenset(held) for month, held in found.items()}

    def _exact_units(self, feed: PartnerFeed, place: Place) -> tuple[str, ...]:
        found = []
        for kind, vintage in self._atlas.shape_sets:
            if kind == PLACE_UNIT or (kind, vintage) == (place.id.kind, place.id.vintage):
                continue
            unit = f"{kind}:{vintage}"
            if len(self._units(place, unit)) > 1:
                found.append(unit)
        return tuple(found)

    def _counted_units(self, feed: PartnerFeed, place: Place) -> tuple[str, ...]:
        if feed.facts["areas"] is None:
            return ()
        unit = ":".join(feed.facts["areas"])
        return (unit,) if len(self.areas(place, unit)) > 1 else ()

    def _monthly_incidents(self, feed: PartnerFeed, place: Place, unit: str) -> MonthlyCounts:
        rows = self.incidents(feed.name, place)
        if not len(rows):
            raise no_rows(feed.name, place)
        areas = self._units(place, unit)
        where = np.zeros(len(rows), dtype=np.intp)
        if unit != PLACE_UNIT:
            where = areas_at(areas, rows.longitude, rows.latitude)
        months = months_of(rows)
        held = self._held(feed)
        if not held:
            raise no_rows(feed.name, place)
        known = np.isin(months, sorted(held))
        classes, at_class = np.unique(rows.cls[known], return_inverse=True)
        at = (at_class, months[known], where[known])
        found = MonthlyCounts.tallied(classes, areas, held, at, np.ones(int(known.sum()), np.int64))
        return replace(found, source=feed.kind)

    def _monthly_counts(self, feed: PartnerFeed, place: Place, unit: str) -> MonthlyCounts:
        rows = self._rows.counts(feed.name)
        mine = self._of_place(feed, rows, place)
        if not mine.any():
            raise no_rows(feed.name, place)
        areas: tuple[AreaShape, ...] = (AreaShape(place.id, place.name, place.geometry),)
        where = np.zeros(len(rows.month), dtype=np.intp)
        if unit != PLACE_UNIT:
            if feed.facts["areas"] != unit.split(":"):
                raise Refusal(
                    "These counts are not made by such areas.",
                    where=feed.name,
                    found=unit,
                    todo=f"Count by {':'.join(feed.facts['areas'] or ['place'])}.",
                )
            areas = self._units(place, unit)
            index = {area.id.code: position for position, area in enumerate(areas)}
            where = np.array([index.get(code, -1) for code in rows.area.tolist()], dtype=np.intp)
        held = self._held(feed)
        mine &= np.isin(rows.month, sorted(held))
        if not held:
            raise no_rows(feed.name, place)
        named = mine & (rows.cls != "")
        classes, at_class = np.unique(rows.cls[named], return_inverse=True)
        at = (at_class, rows.month[named], where[named])
        found = MonthlyCounts.tallied(classes, areas, held, at, rows.count[named])
        source = source_of(feed.kind, found.classes)
        return replace(found, source=source, not_known=_withheld(found, rows, mine & ~rows.known, where))

    def _of_place(self, feed: PartnerFeed, rows: CountedRows, place: Place) -> NDArray[np.bool_]:
        if _is(place, feed):
            return np.ones(len(rows.month), dtype=bool)
        if feed.facts["areas"] is None:
            return np.zeros(len(rows.month), dtype=bool)
        kind, vintage = feed.facts["areas"]
        codes = set(place.members.get(f"{kind}:{vintage}", ()))
        if (place.id.kind, place.id.vintage) == (kind, vintage):
            codes.add(place.id.code)
        return np.isin(rows.area, sorted(codes)) if codes else np.zeros(len(rows.month), dtype=bool)

    def _place_names(self, rows: Incidents) -> NDArray[np.str_]:
        """The smallest named place at each point."""
        places = [
            shape.area
            for kind, vintage in self._atlas.shape_sets
            if kind == PLACE_UNIT
            for shape in self._atlas.shapes(kind, vintage).values()
            if shape.area.geometry is not None and shape.area.geometry.area > 0
        ]
        places.sort(key=lambda area: (area.geometry.area if area.geometry else 0.0, area.id))
        where = areas_at(tuple(places), rows.longitude, rows.latitude)
        names = np.array([*(area.name for area in places), ""])
        found: NDArray[np.str_] = names[where]
        return found


def _withheld(
    found: MonthlyCounts, rows: CountedRows, mine: NDArray[np.bool_], where: NDArray[np.intp]
) -> NDArray[np.bool_] | None:
    """Which cells of the counts are withheld, by these rows; None where none is."""
    if not mine.any():
        return None
    mask = np.zeros((len(found.classes), len(found.months), len(found.areas) + 1), dtype=bool)
    at_class = {key: place for place, key in enumerate(found.classes)}
    for key, month, area in zip(rows.cls[mine].tolist(), rows.month[mine], where[mine], strict=True):
        mask[at_class.get(key, slice(None)), month - found.months[0], area] = True
    return mask


def _is(place: Place, feed: PartnerFeed) -> bool:
    """Does the feed's mapping name this place?"""
    return bool(feed.place) and (feed.place == str(place.id) or fold(feed.place) == fold(place.name))
