"""What the evidence answers with: places, areas, feeds and counts as plain frozen values.

Geometry is in WGS84 degrees, months are integers (see ``periods``), counts are
rows. ``loads`` always name the loads whose rows were used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.area_ids import AreaId, country_of
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.positions import in_great_britain
from wardmote.measuring.store.completeness import Doubt


@dataclass(frozen=True)
class Place:
    """Somewhere an assessment is about. ``members``: ``lsoa:2011`` -> the codes that make it up."""

    id: AreaId
    name: str
    geometry: BaseGeometry | None = None
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def country(self) -> str:
        """``England``: by its official code or those of what makes it up. Where there are none, England if
        its boundary lies in Great Britain: official codes would say another country. Else ""."""
        codes = (self.id.code, *(code for _, held in sorted(self.members.items()) for code in sorted(held)))
        told = next(filter(None, map(country_of, codes)), "")
        return told or ("England" if self.geometry is not None and in_great_britain(self.geometry) else "")


@dataclass(frozen=True)
class AreaShape:
    """One area of a set, or one named place (then ``category`` says which kind: town-centre, pub, school)."""

    id: AreaId
    name: str
    geometry: BaseGeometry | None = None
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """A stream of counted rows. ``precision``: snapped, exact or area; ``units`` it can be counted by."""

    source: str
    name: str
    title: str
    precision: str
    units: tuple[str, ...]
    synthetic: bool
    months: tuple[int, ...]
    provider: str


@dataclass(frozen=True)
class MonthlyCounts:
    """Rows by class, month and area; ``unplaced`` are the place's rows in no area of the unit.

    ``source``: whose words the classes are (``class_breaks``). ``not_known``: as ``counts``, with one more
    area for the unplaced; True where rows are withheld or missing, so that the count is only a floor.
    """

    classes: tuple[str, ...]
    months: tuple[int, ...]
    held: tuple[bool, ...]
    areas: tuple[AreaId, ...]
    counts: NDArray[np.int64]
    unplaced: NDArray[np.int64]
    loads: Mapping[int, frozenset[str]]
    source: str = ""
    not_known: NDArray[np.bool_] | None = None

    def unknown_cells(self, classes: Sequence[int], months: Sequence[int]) -> NDArray[np.bool_]:
        """Which areas are not known in each of these months, of these classes (both by their places)."""
        if self.not_known is None:
            return np.zeros((len(months), len(self.areas)), dtype=bool)
        return np.asarray(self.not_known[np.ix_(classes, months)][:, :, :-1].any(axis=0))

    def known_months(self, classes: Sequence[int]) -> NDArray[np.bool_]:
        """Which months are known whole of these classes (their places)."""
        held: NDArray[np.bool_] = np.array(self.held, dtype=bool)
        if self.not_known is None:
            return held
        return np.asarray(held & ~self.not_known[classes].any(axis=(0, 2)))

    def whole(self, classes: Sequence[int], months: Sequence[int]) -> NDArray[np.bool_]:
        """In which of these months nothing of these classes is withheld, in no area either."""
        if self.not_known is None:
            return np.ones(len(months), dtype=bool)
        return np.asarray(~self.not_known[np.ix_(classes, months)].any(axis=(0, 2)))

    @classmethod
    def tallied(
        cls,
        classes: Iterable[str],
        areas: Sequence[AreaShape],
        loads: Mapping[int, frozenset[str]],
        at: tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.intp]],
        rows: NDArray[np.int64],
    ) -> "MonthlyCounts":
        """Rows added up; ``at``: of which class (its place), month and area (its place, -1 for none)."""
        first, last = min(loads), max(loads)
        names = tuple(map(str, classes))
        counts = np.zeros((len(names), last - first + 1, len(areas) + 1), dtype=np.int64)
        np.add.at(counts, (at[0], at[1] - first, at[2]), rows)
        months = tuple(range(first, last + 1))
        return cls(
            classes=names,
            months=months,
            held=tuple(month in loads for month in months),
            areas=tuple(area.id for area in areas),
            counts=counts[:, :, :-1],
            unplaced=counts[:, :, -1],
            loads=loads,
        )


@dataclass(frozen=True)
class RowsAtPoints:
    """Parallel arrays, one entry for each month, class and point with rows: where in a unit's areas rows lie.

    ``area`` is the place of the area in ``areas``, -1 for none; ``point`` a number that is the point's own.
    """

    areas: tuple[AreaId, ...]
    month: NDArray[np.int64]
    cls: NDArray[np.object_]
    area: NDArray[np.intp]
    point: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def at(
        cls,
        areas: Sequence[AreaShape],
        where: tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]],
        rows: tuple[NDArray[np.int64], NDArray[np.object_], NDArray[np.int64]],
    ) -> "RowsAtPoints":
        """``where``: area, longitude and latitude of each entry; ``rows``: its month, class and rows."""
        area, lon, lat = where
        located = np.isfinite(lon) & (area >= 0)
        _, point = np.unique((lon + 1j * lat)[located], return_inverse=True)
        month, key, number = rows
        return cls(
            areas=tuple(each.id for each in areas),
            month=month[located],
            cls=key[located],
            area=area[located],
            point=point.astype(np.int64),
            rows=number[located],
        )


@dataclass(frozen=True)
class Denominator:
    """People, households or visits by area. ``qualifier``: "" or "at least" (some areas have no number)."""

    kind: str
    title: str
    year: int
    areas: tuple[AreaId, ...]
    values: tuple[float, ...]
    loads: frozenset[str]
    qualifier: str = ""


@dataclass(frozen=True)
class Deciles:
    """Deciles of deprivation, 1 the most deprived tenth of England; ``edition`` the index's year."""

    edition: int
    areas: tuple[AreaId, ...]
    values: tuple[int, ...]
    loads: frozenset[str]


@dataclass(frozen=True)
class ForceTotals:
    """What became of a feed's rows, for the sources annex.

    ``outside``: located rows in no area of the force's county; ``elsewhere``:
    rows of other places inside it; ``missing``: months between first and last
    that are not held; ``conflicts``: months held twice for one release.
    """

    force: str
    read: int
    kept: int
    rejected: int
    repeated: int
    unlocated: int
    outside: int
    place: int
    elsewhere: int
    revised: int
    transport_police: int
    months: tuple[int, ...]
    missing: tuple[int, ...]
    conflicts: tuple[int, ...]
    released: Mapping[int, str]
    loads: frozenset[str]


@dataclass(frozen=True)
class ForceMonths:
    """How whole the months of a place's force are: rows, how many have no location, parts of files, doubts.

    ``by_force``: rows of the place in each force's files, of which only ``force``'s are counted.
    """

    rows: Mapping[int, int]
    without_location: Mapping[int, int]
    extracts: Mapping[int, str]
    by_force: Mapping[str, int]
    force: str
    doubts: tuple[Doubt, ...]

    @property
    def other_forces(self) -> Mapping[str, int]:
        """Rows of the place that stand in other forces' files and are not counted."""
        return {force: rows for force, rows in self.by_force.items() if force != self.force}

    @property
    def uncounted_share(self) -> float:
        """The share of the place's rows that stand in other forces' files."""
        rows = sum(self.by_force.values())
        return sum(self.other_forces.values()) / rows if rows else 0.0

    def unlocated_share(self, months: Iterable[int]) -> float:
        """Rows without a location among the force's rows of these months."""
        held = [month for month in months if month in self.rows]
        rows = sum(self.rows[month] for month in held)
        return sum(self.without_location[month] for month in held) / rows if rows else 0.0


def no_rows(feed: str, place: Place) -> Refusal:
    """The refusal for a feed that a place does not have."""
    todo = "Load them, or ask for a feed that the place has."
    return Refusal("No such rows are loaded for this place.", where=str(place.id), found=feed, todo=todo)
