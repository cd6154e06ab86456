"""The sheet a map is drawn on: projection, division of the page, scale bar, place outlines.

In: shapely geometry in WGS84. Out: pixels on a ``Canvas``. The projection is
local (equirectangular about the middle, north up): for a district its lengths
are right to a part in a thousand. Borders are thinned together, so that
neighbours still meet.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.drawing import palette, typefaces
from wardmote.measuring.drawing.canvas import Box, Canvas, Point, meet

_METRES = 111_320.0  # a degree of latitude
_LEGEND = 196.0


@dataclass(frozen=True, kw_only=True)
class MapPlace:
    """A named outline over the map: town centre, leisure park."""

    label: str
    geometry: BaseGeometry


class Projection:
    """WGS84 to pixels: fitted to the box, north up."""

    def __init__(self, geometries: Sequence[BaseGeometry], box: tuple[float, float, float, float]) -> None:
        bounds = shapely.total_bounds(np.asarray(geometries, dtype=object))
        west, south, east, north = (float(b) for b in bounds)
        self._cos = math.cos(math.radians((south + north) / 2))
        self._west, self._north = west, north
        self.wide = max((east - west) * self._cos * _METRES, 1.0)
        self.high = max((north - south) * _METRES, 1.0)
        left, top, width, height = box
        self.scale = min(width / self.wide, height / self.high)  # px a metre
        self._left = left + (width - self.wide * self.scale) / 2
        self._top = top

    def points(self, coords: NDArray[np.float64]) -> NDArray[np.float64]:
        x = self._left + (coords[:, 0] - self._west) * self._cos * _METRES * self.scale
        y = self._top + (self._north - coords[:, 1]) * _METRES * self.scale
        return np.column_stack([x, y])

    def geometry(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, self.points)


@dataclass(frozen=True)
class MapSheet:
    """A page with the map on the left and the legend's column on the right."""

    canvas: Canvas
    projection: Projection
    legend_left: float
    legend_width: float
    map_width: float

    @property
    def roomy(self) -> bool:
        return self.legend_width >= _LEGEND


def legend_width(width: int) -> float:
    """The legend's share of a page."""
    return _LEGEND if width >= palette.NARROW else width * 0.37


def sheet(geometries: Sequence[BaseGeometry], *, width: int, legend_height: float) -> MapSheet:
    """Divide the page and fit the map to its part."""
    legend = legend_width(width)
    room = width - legend - (24 if width >= palette.NARROW else 10)
    trial = Projection(geometries, (2, 2, room - 4, 1e9))
    height = min(trial.high * trial.scale, room * (0.82 if width >= palette.NARROW else 1.15))
    projection = Projection(geometries, (2, 2, room - 4, height))
    canvas = Canvas(width, max(height + 34, legend_height))
    return MapSheet(canvas, projection, width - legend, legend, room)


def simplified(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Shared borders thinned together, to under half a pixel."""
    polygonal = all(s.geom_type in ("Polygon", "MultiPolygon") for s in shapes)
    if not shapes or not polygonal:
        return shapes
    return list(shapely.coverage_simplify(np.asarray(shapes, dtype=object), 0.6))


def rings_of(shape: BaseGeometry) -> list[list[Point]]:
    rings: list[list[Point]] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                rings.append([(float(x), float(y)) for x, y in shapely.get_coordinates(ring)])
        elif part.geom_type in ("LineString", "LinearRing"):
            rings.append([(float(x), float(y)) for x, y in shapely.get_coordinates(part)])
    return rings


def inside(shape: BaseGeometry) -> Point:
    largest = max(shapely.get_parts(shape), key=lambda p: p.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=1.0).coords[0]
    return float(point[0]), float(point[1])


def outline_places(page: MapSheet, places: Sequence[MapPlace], *, taken: Sequence[Box] = ()) -> None:
    """Dashed outlines, legible on light and dark, each named where no other name or number stands."""
    shapes = [page.projection.geometry(place.geometry) for place in places]
    for shape in shapes:
        page.canvas.path(rings_of(shape), stroke=palette.PAPER, weight=3)
        page.canvas.path(rings_of(shape), stroke=palette.INK, weight=1.25, dash="3 2")
    boxes = list(taken)
    for place, shape in zip(places, shapes, strict=True):
        at, box = _free_place(page, shape.bounds, place.label, boxes)
        boxes.append(box)
        page.canvas.text(at, place.label, size=palette.SMALL, italic=True, halo=True)


def _free_place(
    page: MapSheet, bounds: tuple[float, float, float, float], label: str, taken: Sequence[Box]
) -> tuple[Point, Box]:
    """Above, below, right or left of a shape: the first that is free, else above."""
    west, top, east, bottom = bounds
    wide, tall = typefaces.text_width(label, palette.SMALL), palette.SMALL
    middle, centre = (west + east - wide) / 2, (top + bottom + tall * 0.7) / 2
    tries = [(middle, top - 4), (middle, bottom + tall), (east + 5, centre), (west - wide - 5, centre)]
    tries += [(middle, top - 4 - tall), (middle, bottom + 2 * tall)]
    found = []
    for x, y in tries:
        left = min(max(x, 2), page.map_width - wide - 2)
        base = max(y, tall)
        box = (left - 2, base - tall, left + wide + 2, base + 3)
        if not any(meet(box, other) for other in taken):
            return (left, base), box
        found.append(((left, base), box))
    return found[0]


def furniture(page: MapSheet) -> None:
    """Scale bar and north arrow under the map."""
    canvas, projection = page.canvas, page.projection
    base = 2 + projection.high * projection.scale + 24
    lengths = [m * 10**power for power in range(2, 6) for m in (1, 2, 5)]
    length = max((m for m in lengths if m * projection.scale < page.map_width * 0.3), default=100)
    end = 2 + length * projection.scale
    canvas.path([[(2, base - 5), (2, base), (end, base), (end, base - 5)]], stroke=palette.INK, weight=1.25)
    said = f"{length // 1000:,} km" if length >= 1000 else f"{length} m"
    canvas.text((end + 6, base + 1), said, size=palette.SMALL)
    x = end + 22 + typefaces.text_width(said, palette.SMALL)
    canvas.path([[(x, base - 14), (x + 5, base + 1), (x, base - 3), (x - 5, base + 1)]], fill=palette.INK)
    canvas.text((x + 9, base + 1), "north", size=palette.SMALL)


def swatch(page: MapSheet, y: float, *, fill: str, words: str, count: str = "") -> None:
    """One line of the legend; the count stands at the right where there is room for it."""
    left, canvas = page.legend_left, page.canvas
    wide = 24 if page.roomy else 16
    box = [(left, y - 11), (left + wide, y - 11), (left + wide, y + 2), (left, y + 2)]
    canvas.path([box], fill=fill, stroke=palette.AREA_LINE, weight=0.75)
    room = page.legend_width - wide - 6
    canvas.text((left + wide + 6, y), typefaces.shortened(words, palette.SMALL, room), size=palette.SMALL)
    if count and page.roomy:
        right = (left + page.legend_width, y)
        canvas.text(right, count, size=palette.SMALL, anchor="end", colour=palette.QUIET)
