"""Which areas of a unit lie in a place: by membership, by district code, by shape, else by its rows.

In: a place and a unit such as ``lsoa:2011`` or ``ward:2025``. Out: areas by
code, with boundaries where they are loaded. A unit nobody loaded is refused
with the command that loads it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.answers import AreaShape, Place
from wardmote.measuring.store.atlas import Atlas, areas_at

PLACE_UNIT = "place"
PointsOf = Callable[[Place], tuple[NDArray[np.float64], NDArray[np.float64]]]
NameOf = Callable[[Place, str], str]


class Units:
    """Cuts places into areas. ``points_of`` and ``name_of`` ask the place's rows where no boundary tells."""

    def __init__(self, atlas: Atlas, *, points_of: PointsOf, name_of: NameOf) -> None:
        self._atlas = atlas
        self._points_of = points_of
        self._name_of = name_of
        self._found: dict[tuple[str, str], tuple[AreaShape, ...]] = {}

    def of(self, place: Place, unit: str) -> tuple[AreaShape, ...]:
        """The areas of a unit in a place; ``place`` is the place itself."""
        key = (str(place.id), unit)
        if key not in self._found:
            self._found[key] = self._areas(place, unit)
        return self._found[key]

    def known(self, place: Place, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Units of these kinds that cut the place into more than one area."""
        found = []
        for kind, vintage in self._atlas.names:
            own = (kind, vintage) == (place.id.kind, place.id.vintage)
            by_shape = (kind, vintage) in self._atlas.shape_sets
            if kind in kinds and not own and (by_shape or kind == "msoa"):
                codes = self._members(place, kind, vintage)
                if (codes or by_shape) and len(self.of(place, f"{kind}:{vintage}")) > 1:
                    found.append(f"{kind}:{vintage}")
        return tuple(found)

    def _areas(self, place: Place, unit: str) -> tuple[AreaShape, ...]:
        if unit == PLACE_UNIT:
            return (AreaShape(place.id, place.name, place.geometry),)
        kind, _, vintage = unit.partition(":")
        codes = self._members(place, kind, vintage)
        if codes:
            return tuple(self._area(AreaId(kind, vintage, code), place) for code in sorted(codes))
        if (kind, vintage) in self._atlas.shape_sets:
            return self._inside(place, kind, vintage)
        raise Refusal(
            f"No {kind} boundaries of {vintage or 'any vintage'} are loaded.",
            where=str(place.id),
            todo=f"Load them: ./wardmote load areas FILE --kind {kind} --vintage {vintage or 'YEAR'}",
        )

    def _members(self, place: Place, kind: str, vintage: str) -> frozenset[str]:
        """Codes the place is known to be made of; MSOAs from the LSOAs that nest in them."""
        codes = place.members.get(f"{kind}:{vintage}", frozenset())
        if codes or kind != "msoa":
            return codes
        return frozenset(
            code
            for unit, members in place.members.items()
            for lsoa in members
            for code in self._atlas.linked("lsoa", unit.partition(":")[2], lsoa).get((kind, vintage), ())
        )

    def _area(self, area: AreaId, place: Place) -> AreaShape:
        name = self._atlas.name(area) or self._name_of(place, area.code) or area.code
        shape = self._atlas.shapes(area.kind, area.vintage).get(area.code)
        return AreaShape(area, name, shape.area.geometry if shape else None)

    def _inside(self, place: Place, kind: str, vintage: str) -> tuple[AreaShape, ...]:
        shapes = list(self._atlas.shapes(kind, vintage).values())
        if place.id.kind == "district":
            own = tuple(shape.area for shape in shapes if shape.district == place.id.code)
            if own and all(shape.district for shape in shapes):
                return own
        if place.geometry is not None:
            ground = place.geometry
            return tuple(
                shape.area
                for shape in shapes
                if shape.area.geometry is not None and _mostly_in(shape.area.geometry, ground)
            )
        areas = tuple(shape.area for shape in shapes)
        return tuple(areas[index] for index in sorted(set(areas_at(areas, *self._points_of(place))) - {-1}))


def _mostly_in(shape: BaseGeometry, ground: BaseGeometry) -> bool:
    if shape.area == 0:
        return bool(ground.intersects(shape))
    return bool(ground.intersection(shape).area > shape.area / 2)
