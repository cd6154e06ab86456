"""The read side of the store: what is loaded, asked in the words of the trade.

In: the data folder and a partnership. Out: places, feeds, counts, incidents and
denominators as the frozen values of ``answers``. Only parts named in receipts
are read; everything is cached for the life of the object, so that asking twice
is cheap. police.uk rows belong to an area by their LSOA code, to wards by point
in polygon, with the rows in no ward given as ``unplaced``; units smaller than
an LSOA are refused for them, because their points are anonymous map points.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.catalogue.periods import Period, month_code
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.police_uk import STREET, TRANSPORT_POLICE
from wardmote.measuring.store.answers import (
    Area,
    Denominator,
    Feed,
    ForceTotals,
    MonthlyCounts,
    Place,
)
from wardmote.measuring.store.atlas import Atlas, areas_at
from wardmote.measuring.store.bases import Bases
from wardmote.measuring.store.engine import connect
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.gazetteer import Gazetteer
from wardmote.measuring.store.police_uk_rows import Cube, PoliceUkRows
from wardmote.measuring.store.receipts import Receipt, list_receipts
from wardmote.measuring.store.releases import versions
from wardmote.measuring.store.revisions import difference

__all__ = ["Area", "Denominator", "Evidence", "Feed", "ForceTotals", "MonthlyCounts", "Place"]

POLICE_UK = "police-uk"
TOO_SMALL_FOR_SNAPPED = ("oa", "place")
PLACE_UNIT = "place"


class Evidence:
    """Everything one partnership may count."""

    def __init__(self, data: Path, partnership: str = "own") -> None:
        self.folder = Folder(data)
        self.partnership = partnership
        self._receipts = list_receipts(self.folder)
        self._connection = connect()
        self._versions = versions(self._receipts)
        self.atlas = Atlas(self.folder, self._receipts, self._connection)
        self._bases = Bases(self.folder, self._receipts, self._connection)
        self._rows = PoliceUkRows(self.folder, self._versions, self._connection)
        self._gazetteer = Gazetteer(self.atlas, self._rows, self._bases.counted_lsoas)
        self._counts: dict[tuple[str, str, str], MonthlyCounts] = {}
        self._units: dict[tuple[str, str], tuple[Area, ...]] = {}

    def receipts(self) -> tuple[Receipt, ...]:
        """Every load, by sha256."""
        return self._receipts

    def receipts_for(self, loads: Iterable[str]) -> tuple[Receipt, ...]:
        """The receipts of these loads, by sha256."""
        wanted = set(loads)
        return tuple(receipt for receipt in self._receipts if receipt.sha256 in wanted)

    def place(self, text: str) -> Place:
        """The place an id or a unique name means; ``Refusal`` with the candidates."""
        return self._gazetteer.place(text)

    def places(self, kind: str, period: Period) -> tuple[Place, ...]:
        """Every district or csp with rows in the period."""
        return self._gazetteer.places(kind, period)

    def rest_of_force(self, place: Place) -> Place | None:
        """The force area's other LSOAs."""
        return self._gazetteer.rest_of_force(place)

    def feeds(self, place: Place) -> tuple[Feed, ...]:
        """The streams of rows that there are for a place."""
        cube = self._cube(place)
        if cube is None or not self._has_rows(place, cube):
            return ()
        return (
            Feed(
                source=POLICE_UK,
                name=POLICE_UK,
                title="Police recorded crime and anti-social behaviour (data.police.uk)",
                precision="snapped",
                units=self._units_for(place, cube),
                synthetic=any(r.synthetic for r in self.receipts_for(set().union(*cube.loads.values()))),
                months=cube.months,
                provider=cube.force.replace("-", " ").title() + " police force",
            ),
        )

    def units(self, place: Place, unit: str) -> tuple[Area, ...]:
        """The areas of a unit (``lsoa:2011``) in a place, by code; ``place`` is the place itself."""
        key = (str(place.id), unit)
        if key not in self._units:
            self._units[key] = self._areas(place, unit)
        return self._units[key]

    def monthly(self, feed: str, place: Place, unit: str) -> MonthlyCounts:
        """Rows by class, month and area of the unit."""
        key = (feed, str(place.id), unit)
        if key not in self._counts:
            if feed != POLICE_UK:
                raise _no_feed(feed, place)
            self._counts[key] = self._count(place, unit)
        return self._counts[key]

    def denominator(self, kind: str, place: Place, unit: str, year: int | None) -> Denominator | None:
        """Residents (``population``) or ``households`` of each area of the unit."""
        if unit == PLACE_UNIT:
            return self._bases.of_place(kind, place, year, row_vintages=self._row_vintages(place))
        return self._bases.by_area(kind, [area.id for area in self.units(place, unit)], year)

    def force_totals(self, feed: str, place: Place) -> ForceTotals:
        """What became of the rows of the force that holds the place."""
        cube = self._cube(place)
        if feed != POLICE_UK or cube is None:
            raise _no_feed(feed, place)
        parts = [self._versions[STREET, cube.force, month][-1].part for month in cube.months]
        sums = {
            key: sum(int(part.facts[key]) for part in parts)
            for key in ("read", "kept", "rejected", "repeated", "unlocated")
        }
        rest = self._gazetteer.rest_of_force(place)
        own = self._rows_of(place, cube)
        elsewhere = self._rows_of(rest, cube) if rest is not None else 0
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
            missing=tuple(m for m in range(cube.months[0], cube.months[-1]) if m not in cube.months),
            conflicts=tuple(month for month in cube.months if self._conflict(cube.force, month)),
            released={month: self._versions[STREET, cube.force, month][-1].released for month in cube.months},
            loads=frozenset().union(*cube.loads.values()),
        )

    def named_places(self, place: Place) -> tuple[Area, ...]:
        """Town centres, parks, schools …: loaded areas of kind ``place`` that lie in the place."""
        vintages = [vintage for kind, vintage in self.atlas.shape_sets if kind == "place"]
        return tuple(area for vintage in vintages for area in self.units(place, f"place:{vintage}"))

    def _cube(self, place: Place) -> Cube | None:
        force = self._gazetteer.home_force(place)
        return self._rows.cube(force) if force is not None else None

    def _has_rows(self, place: Place, cube: Cube) -> bool:
        if place.id.kind in TOO_SMALL_FOR_SNAPPED:
            return False
        return self._rows_of(place, cube) > 0 if place.members else place.geometry is not None

    def _rows_of(self, place: Place, cube: Cube) -> int:
        return int(cube.rows[self._of_place(place, cube)].sum())

    def _of_place(self, place: Place, cube: Cube) -> NDArray[np.bool_]:
        """Which entries of the cube belong to the place, by the codes of each month's vintage."""
        mine = np.zeros(len(cube.rows), dtype=bool)
        for vintage in sorted(set(cube.vintage.values())):
            codes = place.members.get(f"lsoa:{vintage}", frozenset())
            months = [month for month, held in cube.vintage.items() if held == vintage]
            known = np.array([code in codes for code in cube.codes], dtype=bool)
            mine |= known[cube.at_code] & np.isin(cube.at_month, months)
        return mine

    def _row_vintages(self, place: Place) -> tuple[str, ...]:
        cube = self._cube(place)
        return tuple(sorted(set(cube.vintage.values()))) if cube is not None else ()

    def _units_for(self, place: Place, cube: Cube) -> tuple[str, ...]:
        found = [f"lsoa:{vintage}" for vintage in sorted(set(cube.vintage.values()))]
        found = [unit for unit in found if place.members.get(unit)]
        for kind, vintage in self.atlas.names:
            if kind in ("msoa", "ward", "district") and (kind, vintage) != (place.id.kind, place.id.vintage):
                by_shape = (kind, vintage) in self.atlas.shape_sets
                if (by_shape or kind == "msoa") and len(self.units(place, f"{kind}:{vintage}")) > 1:
                    found.append(f"{kind}:{vintage}")
        return tuple(found)

    def _areas(self, place: Place, unit: str) -> tuple[Area, ...]:
        if unit == PLACE_UNIT:
            return (Area(place.id, place.name, place.geometry),)
        kind, _, vintage = unit.partition(":")
        codes = place.members.get(unit)
        if codes is None and kind == "msoa":
            codes = frozenset(
                code
                for lsoas, members in place.members.items()
                for lsoa in members
                for code in self.atlas.linked("lsoa", lsoas[5:], lsoa).get((kind, vintage), ())
            )
        if codes:
            return tuple(self._area(AreaId(kind, vintage, code), place) for code in sorted(codes))
        if (kind, vintage) not in self.atlas.shape_sets:
            raise Refusal(
                f"No {kind} boundaries of {vintage or 'any vintage'} are loaded.",
                where=str(place.id),
                todo=f"Load them: ./wardmote load areas FILE --kind {kind} --vintage {vintage or 'YEAR'}",
            )
        return self._inside(place, kind, vintage)

    def _area(self, area: AreaId, place: Place) -> Area:
        name = self.atlas.name(area)
        if not name:
            cube = self._cube(place)
            name = cube.names.get(area.code, "") if cube is not None else ""
        shapes = self.atlas.shapes(area.kind, area.vintage)
        shape = shapes.get(area.code)
        return Area(area, name or area.code, shape.area.geometry if shape else None)

    def _inside(self, place: Place, kind: str, vintage: str) -> tuple[Area, ...]:
        """Areas with most of themselves in the place: by code, by shape, else by its points."""
        shapes = list(self.atlas.shapes(kind, vintage).values())
        if place.id.kind == "district" and all(shape.district for shape in shapes):
            own = tuple(shape.area for shape in shapes if shape.district == place.id.code)
            if own:
                return own
        if place.geometry is not None:
            ground = place.geometry
            return tuple(
                shape.area
                for shape in shapes
                if shape.area.geometry is not None and _mostly_in(shape.area.geometry, ground)
            )
        cube = self._cube(place)
        if cube is None:
            return ()
        points = self._rows.points(cube.force, frozenset().union(*place.members.values()), None)
        areas = tuple(shape.area for shape in shapes)
        return tuple(areas[index] for index in sorted(set(areas_at(areas, points.lon, points.lat)) - {-1}))

    def _count(self, place: Place, unit: str) -> MonthlyCounts:
        cube = self._cube(place)
        if cube is None or not self._has_rows(place, cube):
            raise _no_feed(POLICE_UK, place)
        kind, _, vintage = unit.partition(":")
        if kind in TOO_SMALL_FOR_SNAPPED and unit != PLACE_UNIT:
            raise Refusal(
                "data.police.uk rows cannot be counted in areas as small as this.",
                where=str(place.id),
                found=unit,
                todo="Their points are anonymous map points; count by LSOA, ward or district.",
            )
        areas = self.units(place, unit)
        if not place.members:
            return self._by_point(place, cube, areas)
        if unit == PLACE_UNIT:
            mine = self._of_place(place, cube)
            return _tally(
                cube,
                areas,
                cube.at_month[mine],
                cube.at_class[mine],
                np.zeros(int(mine.sum()), dtype=np.intp),
                cube.rows[mine],
            )
        if kind == "lsoa" and set(cube.vintage.values()) == {vintage}:
            mine = self._of_place(place, cube)
            index = {area.id.code: position for position, area in enumerate(areas)}
            known = np.array([index.get(code, -1) for code in cube.codes], dtype=np.intp)
            return _tally(
                cube,
                areas,
                cube.at_month[mine],
                cube.at_class[mine],
                known[cube.at_code[mine]],
                cube.rows[mine],
            )
        return self._by_point(place, cube, areas)

    def _by_point(self, place: Place, cube: Cube, areas: Sequence[Area]) -> MonthlyCounts:
        codes = frozenset().union(*place.members.values()) if place.members else frozenset()
        box = place.geometry.bounds if not codes and place.geometry is not None else None
        points = self._rows.points(cube.force, codes, box)
        where = areas_at(tuple(areas), points.lon, points.lat)
        inside = np.ones(len(where), dtype=bool)
        if box is not None:
            inside = areas_at((Area(place.id, place.name, place.geometry),), points.lon, points.lat) == 0
        return _tally(
            cube,
            tuple(areas),
            points.month[inside],
            points.at_class[inside],
            where[inside],
            points.rows[inside],
        )

    def _revised(self, cube: Cube) -> int:
        """Crimes added, removed or changed by the release that counts, against the one before it."""
        found = [self._comparison(cube.force, month) for month in cube.months]
        return sum(each["added"] + each["removed"] + each["changed"] for each in found if each)

    def _conflict(self, force: str, month: int) -> bool:
        held = self._versions[STREET, force, month][-2:]
        return held[0].released == held[-1].released and bool(
            (found := self._comparison(force, month)) and found["differing_rows"]
        )

    def _comparison(self, force: str, month: int) -> Mapping[str, int] | None:
        """What changed between the two versions that count last: from a receipt, else compared now."""
        held = self._versions[STREET, force, month]
        if len(held) < 2:
            return None
        pair = {version.receipt.sha256 for version in held[-2:]}
        for version in held:
            found = version.receipt.revisions.get(f"{STREET}/{force}/{month_code(month)}")
            if found and {found["older"], found["newer"]} == pair:
                return dict(found)
        return difference(self._connection, held[-2], held[-1], self.folder.at)


def _tally(
    cube: Cube,
    areas: tuple[Area, ...],
    month: NDArray[np.int64],
    at_class: NDArray[np.int64],
    where: NDArray[np.intp],
    rows: NDArray[np.int64],
) -> MonthlyCounts:
    first, last = cube.months[0], cube.months[-1]
    months = tuple(range(first, last + 1))
    counts = np.zeros((len(cube.classes), len(months), len(areas) + 1), dtype=np.int64)
    np.add.at(counts, (at_class, month - first, where), rows)
    return MonthlyCounts(
        classes=cube.classes,
        months=months,
        held=tuple(m in cube.loads for m in months),
        areas=tuple(area.id for area in areas),
        counts=counts[:, :, :-1],
        unplaced=counts[:, :, -1],
        loads=cube.loads,
    )


def _mostly_in(shape: BaseGeometry, ground: BaseGeometry) -> bool:
    if shape.area == 0:
        return bool(ground.intersects(shape))
    return bool(ground.intersection(shape).area > shape.area / 2)


def _no_feed(feed: str, place: Place) -> Refusal:
    return Refusal(
        "No such rows are loaded for this place.",
        where=str(place.id),
        found=feed,
        todo="Load them, or ask for a feed that the place has.",
    )
