"""Counting police.uk street rows of a place by month, class and area, and telling what became of the rest.

In: a place and the areas of a unit. Out: ``MonthlyCounts`` and ``ForceTotals``.
A row belongs to a place by its LSOA code, under the vintage its month carries;
to an area of another kind by its map point, with the rows in none ``unplaced``.
Rows of the British Transport Police are kept apart and never counted here. A
month that looks incomplete is not held until a person says that it is right
(``completeness``); a part of a force's file holds a month for the places in it
only, and never for the rest of the force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.periods import month_code, month_label
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.sources.police_uk import STREET, TRANSPORT_POLICE
from wardmote.measuring.store.answers import (
    AreaShape,
    Feed,
    ForceMonths,
    ForceTotals,
    MonthlyCounts,
    Place,
    RowsAtPoints,
    no_rows,
)
from wardmote.measuring.store.atlas import Atlas, areas_at
from wardmote.measuring.store.completeness import LOCATION, Doubt, DoubtAnswer, holes
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.gazetteer import WITHOUT, Gazetteer
from wardmote.measuring.store.police_uk_months import force_doubts, force_title
from wardmote.measuring.store.police_uk_rows import CLASS, WITH_OUTCOME, Cube, Points, PoliceUkRows
from wardmote.measuring.store.revisions import difference
from wardmote.measuring.store.searches import Searches, searches_in
from wardmote.measuring.store.units import PLACE_UNIT, Units

TITLE = "Police recorded crime and anti-social behaviour (data.police.uk)"
TOO_SMALL_FOR_SNAPPED = ("oa", "place")
LEAST_OF_PLACE, LEAST_PART = 20, 0.5
"""A part of a file holds a place's month when it has half of its usual rows; few rows tell nothing."""


class PoliceUkCounts:
    """The feed ``police-uk``."""

    def __init__(
        self,
        folder: Folder,
        rows: PoliceUkRows,
        gazetteer: Gazetteer,
        atlas: Atlas,
        *,
        answers: Mapping[str, DoubtAnswer],
    ) -> None:
        self._folder = folder
        self._answers = answers
        self._doubts: dict[str, tuple[Doubt, ...]] = {}
        self._held: dict[tuple[str, str], tuple[int, ...]] = {}
        self._rows = rows
        self._gazetteer = gazetteer
        self._atlas = atlas
        self.units = Units(atlas, points_of=self._points_of, name_of=self._name_of)

    def feed(self, place: Place) -> Feed | None:
        """The feed as this place sees it; None when it has no rows here."""
        cube = self.cube(place)
        if cube is None or not self._has_rows(place, cube) or not self.months_held(place, cube):
            return None
        own = [unit for unit in (f"lsoa:{v}" for v in self.row_vintages(place)) if place.members.get(unit)]
        return Feed(
            source=POLICE_UK,
            name=POLICE_UK,
            title=TITLE,
            precision="snapped",
            units=(*own, *self.units.known(place, ("msoa", "ward", "district"))),
            synthetic=any(version.receipt.synthetic for version in self._rows.counting[cube.force].values()),
            months=self.months_held(place, cube),
            provider=f"{force_title(cube.force)} police force",
        )

    def cube(self, place: Place) -> Cube | None:
        """The rows of the force that holds the place."""
        force = self._gazetteer.home_force(place)
        return self._rows.cube(force) if force is not None else None

    def row_vintages(self, place: Place) -> tuple[str, ...]:
        """The LSOA vintages that the rows of the place's force carry."""
        cube = self.cube(place)
        return tuple(sorted(set(cube.vintage.values()))) if cube is not None else ()

    def outcomes(self, place: Place) -> MonthlyCounts:
        """Rows of the place by month, and by class and outcome together: ``burglary/Offender fined``."""
        return self.monthly(place, PLACE_UNIT, by=WITH_OUTCOME)

    def searches(self, place: Place) -> Searches | None:
        """The searches of the place's force; None where no file of them is loaded."""
        force = self._gazetteer.home_force(place)
        return searches_in(self._rows, force, place) if force is not None else None

    def monthly(self, place: Place, unit: str, *, by: str = CLASS) -> MonthlyCounts:
        """Rows by class (and what else ``by`` says), month and area of the unit."""
        cube = self._needed(place)
        if by != CLASS:
            cube = self._rows.cube(cube.force, by=by, codes=frozenset().union(*place.members.values()))
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
            found = self._by_code(place, cube, areas, None if unit == PLACE_UNIT else vintage)
        else:
            found = self._by_point(place, cube, areas, by=by)
        return self._without_holes(place, cube, found)

    def points(self, place: Place, unit: str) -> RowsAtPoints:
        """The place's located rows by map point, in the areas of the unit."""
        cube, areas = self._needed(place), self.units.of(place, unit)
        kind, _, vintage = unit.partition(":")
        found = self._rows.points(cube.force, frozenset().union(*place.members.values()), None)
        if kind == "lsoa":
            index = {area.id.code: position for position, area in enumerate(areas)}
            carried = [cube.vintage[month] for month in found.at_month.tolist()]
            at = [
                index.get(self._same_lsoa(code, held, vintage), -1)
                for code, held in zip(found.code.tolist(), carried, strict=True)
            ]
            where = np.array(at, dtype=np.intp)
        else:
            where = areas_at(areas, found.lon, found.lat)
        keys = np.array(cube.classes, dtype=object)[found.at_class]
        return RowsAtPoints.at(areas, (where, found.lon, found.lat), (found.at_month, keys, found.rows))

    def why_not_held(self, place: Place, months: Iterable[int]) -> str:
        """Why months of the place do not count though files of them are loaded, as a sentence; "" else."""
        cube = self.cube(place)
        if cube is None:
            return ""
        wanted = set(months)
        doubted = [d for d in self.doubts(cube.force) if d.month in wanted & holes([d])[0]]
        if doubted:
            return f"{doubted[0].words} {doubted[0].consequence}"
        parts = sorted(self._not_in_extracts(place, cube) & wanted)
        if not parts:
            return ""
        name = self._rows.counting[cube.force][parts[0]].receipt.name
        when = month_label(parts[0])
        return f"For {when} only a part of the force's file counts, {name}, without {place.name}."

    def doubts(self, force: str) -> tuple[Doubt, ...]:
        """The force's months that look incomplete."""
        if force not in self._doubts:
            self._doubts[force] = force_doubts(force, self._rows.counting[force], self._answers)
        return self._doubts[force]

    def all_doubts(self) -> tuple[Doubt, ...]:
        """Those of every force."""
        forces = sorted(force for force in self._rows.counting if force != TRANSPORT_POLICE)
        return tuple(doubt for force in forces for doubt in self.doubts(force))

    def months_held(self, place: Place, cube: Cube) -> tuple[int, ...]:
        """The months that count for a place."""
        key = (cube.force, str(place.id))
        if key not in self._held:
            gone, _ = holes(self.doubts(cube.force))
            gone |= self._not_in_extracts(place, cube)
            self._held[key] = tuple(month for month in cube.months if month not in gone)
        return self._held[key]

    def _without_holes(self, place: Place, cube: Cube, found: MonthlyCounts) -> MonthlyCounts:
        """The counts with what is doubted not held; an answer is among the loads of the month it is about."""
        held, (_, by_class) = set(self.months_held(place, cube)), holes(self.doubts(cube.force))
        unknown = None
        for cls, months in by_class.items():
            of_class = [i for i, key in enumerate(found.classes) if key.partition("/")[0] == cls]
            if of_class:
                if unknown is None:
                    unknown = np.zeros((*found.counts.shape[:2], len(found.areas) + 1), dtype=bool)
                unknown[np.ix_(of_class, [month - found.months[0] for month in months])] = True
        loads = dict(found.loads)
        for doubt in self.doubts(cube.force):
            if doubt.answer is not None and doubt.stands and doubt.kind != LOCATION:
                loads[doubt.month] = loads[doubt.month] | {doubt.answer.load}
        return replace(
            found,
            held=tuple(
                there and month in held for month, there in zip(found.months, found.held, strict=True)
            ),
            source=POLICE_UK,
            not_known=unknown,
            loads=loads,
        )

    def _not_in_extracts(self, place: Place, cube: Cube) -> frozenset[int]:
        """Months of which only a part of the force's file counts, and this place is not (all) in it."""
        parts = {month for month in cube.months if self.extract(cube.force, month)}
        if not parts or WITHOUT in place.id.code:
            return frozenset(parts)
        if not place.members:
            return frozenset()
        mine = self._of_place(place, cube)
        rows = dict.fromkeys(cube.months, 0)
        for month, number in zip(cube.at_month[mine].tolist(), cube.rows[mine].tolist(), strict=True):
            rows[month] += number
        usual = median([n for month, n in rows.items() if month not in parts] or rows.values())
        if usual < LEAST_OF_PLACE:
            return frozenset(month for month in parts if not rows[month])
        return frozenset(month for month in parts if rows[month] < LEAST_PART * usual)

    def extract(self, force: str, month: int) -> str:
        """What the name of a month's file says it is a part of; "" for a whole file."""
        return str(self._rows.counting[force][month].part.facts.get("extract") or "")

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

    def force_months(self, place: Place) -> ForceMonths:
        """How whole the months are of the force that holds the place."""
        cube = self._needed(place)
        counting = self._rows.counting[cube.force]
        return ForceMonths(
            rows={month: version.part.rows for month, version in counting.items()},
            without_location={m: int(v.part.facts["unlocated"]) for m, v in counting.items()},
            extracts={m: named for m in cube.months if (named := self.extract(cube.force, m))},
            by_force=self._by_force(place),
            force=cube.force,
            doubts=self.doubts(cube.force),
        )

    def _by_force(self, place: Place) -> Mapping[str, int]:
        """Rows of a district in each force's files."""
        if place.id.kind != "district":
            return {}
        held = {force: months for force, months in self._rows.counting.items() if force != TRANSPORT_POLICE}
        return {
            force: rows
            for force, months in held.items()
            if (rows := sum(each.part.facts["stems"].get(place.name, 0) for each in months.values()))
        }

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

    def _by_point(self, place: Place, cube: Cube, areas: tuple[AreaShape, ...], *, by: str) -> MonthlyCounts:
        codes = frozenset().union(*place.members.values())
        box = place.geometry.bounds if not codes and place.geometry is not None else None
        points = self._rows.points(cube.force, codes, box, by=by)
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
