"""Counting police.uk street rows of a place by month, class and area, and telling what became of the rest.

In: a place and the areas of a unit. Out: ``MonthlyCounts`` and ``ForceTotals``.
A row belongs to a place by its LSOA code, under the vintage its month carries;
to an area of another kind by its map point, with the rows in none ``unplaced``.
Rows of the British Transport Police are kept apart and never counted here.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.police_uk import STREET, TRANSPORT_POLICE
from wardmote.measuring.store.answers import AreaShape, Feed, ForceTotals, MonthlyCounts, Place, no_rows
from wardmote.measuring.store.atlas import Atlas, areas_at
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.gazetteer import Gazetteer
from wardmote.measuring.store.police_uk_rows import Cube, Points, PoliceUkRows
from wardmote.measuring.store.revisions import difference
from wardmote.measuring.store.units import PLACE_UNIT, Units

POLICE_UK = "police-uk"
TITLE = "Police recorded crime and anti-social behaviour (data.police.uk)"
TOO_SMALL_FOR_SNAPPED = ("oa", "place")


class PoliceUkCounts:
    """The feed ``police-uk``."""

    def __init__(self, folder: Folder, rows: PoliceUkRows, gazetteer: Gazetteer, atlas: Atlas) -> None:
        self._folder = folder
        self._rows = rows
        self._gazetteer = gazetteer
        self._atlas = atlas
        self.units = Units(atlas, points_of=self._points_of, name_of=self._name_of)

    def feed(self, place: Place) -> Feed | None:
        """The feed as this place sees it; None when it has no rows here."""
        cube = self.cube(place)
        if cube is None or not self._has_rows(place, cube):
            return None
        own = [unit for unit in (f"lsoa:{v}" for v in self.row_vintages(place)) if place.members.get(unit)]
        return Feed(
            source=POLICE_UK,
            name=POLICE_UK,
            title=TITLE,
            precision="snapped",
            units=(*own, *self.units.known(place, ("msoa", "ward", "district"))),
            synthetic=any(version.receipt.synthetic for version in self._rows.counting[cube.force].values()),
            months=cube.months,
            provider=f"{cube.force.replace('-', ' ').title()} police force",
        )

    def cube(self, place: Place) -> Cube | None:
        """The rows of the force that holds the place."""
        force = self._gazetteer.home_force(place)
        return self._rows.cube(force) if force is not None else None

    def row_vintages(self, place: Place) -> tuple[str, ...]:
        """The LSOA vintages that the rows of the place's force carry."""
        cube = self.cube(place)
        return tuple(sorted(set(cube.vintage.values()))) if cube is not None else ()

    def monthly(self, place: Place, unit: str) -> MonthlyCounts:
        """Rows by class, month and area of the unit."""
        cube = self._needed(place)
        kind, _, vintage = unit.partition(":")
        if kind in TOO_SMALL_FOR_SNAPPED and unit != PLACE_UNIT:
            raise Refusal(
                "data.police.uk rows cannot be counted in areas as small as this.",
                where=str(place.id),
                found=unit,
                todo="Their points are anonymous map points; count by LSOA, ward or district.",
            )
        areas = self.units.of(place, unit)
        if place.members and (unit == PLACE_UNIT or kind == "lsoa"):
            return self._by_code(place, cube, areas, None if unit == PLACE_UNIT else vintage)
        return self._by_point(place, cube, areas)

    def totals(self, place: Place) -> ForceTotals:
        """What became of the rows of the force that holds the place."""
        cube = self._needed(place)
        versions = self._rows.held
        counting = {month: versions[STREET, cube.force, month][-1] for month in cube.months}
        sums = {
            key: sum(int(version.part.facts[key]) for version in counting.values())
            for key in ("read", "kept", "rejected", "repeated", "unlocated")
        }
        rest = self._gazetteer.rest_of_force(place)
        own = self._number(place, cube)
        elsewhere = self._number(rest, cube) if rest is not None else 0
        coded = int(cube.rows[cube.codes[cube.at_code] != ""].sum())
        transport = self._rows.counting.get(TRANSPORT_POLICE, {})
        return ForceTotals(
            force=cube.force,
            **sums,
            outside=coded - own - elsewhere if rest is not None else 0,
            place=own,
            elsewhere=elsewhere,
            revised=self._revised(cube),
            transport_police=sum(v.part.facts["stems"].get(place.name, 0) for v in transport.values()),
            months=cube.months,
            missing=tuple(m for m in range(cube.months[0], cube.months[-1]) if m not in cube.loads),
            conflicts=tuple(month for month in cube.months if self._conflict(cube.force, month)),
            released={month: version.released for month, version in counting.items()},
            loads=frozenset().union(*cube.loads.values()),
        )

    def _needed(self, place: Place) -> Cube:
        cube = self.cube(place)
        if cube is None or not self._has_rows(place, cube):
            raise no_rows(POLICE_UK, place)
        return cube

    def _has_rows(self, place: Place, cube: Cube) -> bool:
        if place.id.kind in TOO_SMALL_FOR_SNAPPED:
            return False
        return self._number(place, cube) > 0 if place.members else place.geometry is not None

    def _number(self, place: Place, cube: Cube) -> int:
        return int(cube.rows[self._of_place(place, cube)].sum())

    def _of_place(self, place: Place, cube: Cube) -> NDArray[np.bool_]:
        """Which entries of the cube belong to the place, by the codes of each month's vintage."""
        mine = np.zeros(len(cube.rows), dtype=bool)
        for vintage in sorted(set(cube.vintage.values())):
            codes = place.members.get(f"lsoa:{vintage}", frozenset())
            known = np.array([code in codes for code in cube.codes], dtype=bool)
            mine |= known[cube.at_code] & np.isin(cube.at_month, cube.months_of(vintage))
        return mine

    def _by_code(
        self, place: Place, cube: Cube, areas: tuple[AreaShape, ...], vintage: str | None
    ) -> MonthlyCounts:
        """Counted by LSOA code; ``vintage`` None counts the place whole."""
        mine = self._of_place(place, cube)
        index = {area.id.code: position for position, area in enumerate(areas)}
        where = np.zeros(len(cube.rows), dtype=np.intp)
        for carried in sorted(set(cube.vintage.values())) if vintage is not None else ():
            known = [index.get(self._same_lsoa(code, carried, str(vintage)), -1) for code in cube.codes]
            months = np.isin(cube.at_month, cube.months_of(carried))
            where[months] = np.array(known, dtype=np.intp)[cube.at_code[months]]
        return _tallied(cube, areas, cube, mine, where)

    def _same_lsoa(self, code: str, carried: str, wanted: str) -> str:
        """The LSOA of another vintage that holds all of this one, "" when there is none."""
        if carried == wanted or not code:
            return code
        linked = self._atlas.linked("lsoa", carried, code).get(("lsoa", wanted), frozenset())
        return next(iter(linked)) if len(linked) == 1 else ""

    def _by_point(self, place: Place, cube: Cube, areas: tuple[AreaShape, ...]) -> MonthlyCounts:
        codes = frozenset().union(*place.members.values())
        box = place.geometry.bounds if not codes and place.geometry is not None else None
        points = self._rows.points(cube.force, codes, box)
        where = areas_at(areas, points.lon, points.lat)
        inside = np.ones(len(where), dtype=bool)
        if box is not None:
            inside = areas_at((AreaShape(place.id, place.name, place.geometry),), points.lon, points.lat) == 0
        return _tallied(cube, areas, points, inside, where)

    def _points_of(self, place: Place) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        cube = self.cube(place)
        if cube is None:
            return np.empty(0), np.empty(0)
        points = self._rows.points(cube.force, frozenset().union(*place.members.values()), None)
        return points.lon, points.lat

    def _name_of(self, place: Place, code: str) -> str:
        cube = self.cube(place)
        return cube.names.get(code, "") if cube is not None else ""

    def _revised(self, cube: Cube) -> int:
        """Crimes added, removed or changed by the release that counts, against the one before it."""
        found = [self._comparison(cube.force, month) for month in cube.months]
        return sum(each["added"] + each["removed"] + each["changed"] for each in found if each)

    def _conflict(self, force: str, month: int) -> bool:
        held = self._rows.held[STREET, force, month][-2:]
        return held[0].released == held[-1].released and bool(
            (found := self._comparison(force, month)) and found["differing_rows"]
        )

    def _comparison(self, force: str, month: int) -> Mapping[str, int] | None:
        """What changed between the two versions that count last: from a receipt, else compared now."""
        held = self._rows.held[STREET, force, month]
        if len(held) < 2:
            return None
        pair = {version.receipt.sha256 for version in held[-2:]}
        for version in held:
            found = version.receipt.revisions.get(f"{STREET}/{force}/{month_code(month)}")
            if found and {found["older"], found["newer"]} == pair:
                return dict(found)
        return difference(self._rows.connection, held[-2], held[-1], self._folder.at)


def _tallied(
    cube: Cube,
    areas: tuple[AreaShape, ...],
    groups: Cube | Points,
    mine: NDArray[np.bool_],
    where: NDArray[np.intp],
) -> MonthlyCounts:
    """The ``mine`` entries of ``groups`` added up; ``where`` is each entry's area, -1 for none."""
    at = (groups.at_class[mine], groups.at_month[mine], where[mine])
    return MonthlyCounts.tallied(cube.classes, areas, cube.loads, at, groups.rows[mine])
