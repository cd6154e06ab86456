"""Cells that hold more than expected, over the outlines of their town.

In: squares in WGS84 with their counts, of which some are hotspots after
false-discovery control; outlines for the ground. Out: a ``Drawing``. Only for
sources with exact places. No hotspot is a result: the map then says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from wardmote.measuring.drawing import palette, scales
from wardmote.measuring.drawing.canvas import Canvas, Drawing, Point
from wardmote.measuring.drawing.sheets import (
    MapPlace,
    furniture,
    outline_places,
    rings_of,
    sheet,
    simplified,
    swatch,
)


@dataclass(frozen=True, kw_only=True)
class MapCell:
    """One square. ``hot``: above expectation after false-discovery control."""

    label: str
    geometry: BaseGeometry
    count: int
    expected: float | None = None
    hot: bool = False


def hotspot_map(
    cells: Sequence[MapCell],
    *,
    ground: Sequence[BaseGeometry],
    places: Sequence[MapPlace] = (),
    width: int = palette.FULL,
) -> Drawing:
    """Hot cells dark with their counts; other cells with any incident pale."""
    projection, canvas, legend = sheet(list(ground) or [c.geometry for c in cells], width, 90)
    for shape in simplified([projection.geometry(g) for g in ground]):
        canvas.path(rings_of(shape), fill=palette.PAPER, stroke=palette.AREA_LINE, weight=0.75)
    hot = sorted((c for c in cells if c.hot), key=lambda c: (-c.count, c.label))
    for cell in cells:
        if cell.count and not cell.hot:
            canvas.path(rings_of(projection.geometry(cell.geometry)), fill=palette.STEPS[1])
    for cell in hot:
        shape = projection.geometry(cell.geometry)
        canvas.path(rings_of(shape), fill=palette.STEPS[4], stroke=palette.INK, weight=1)
    outline_places(canvas, projection, places)
    furniture(canvas, projection, width)
    _legend(canvas, legend, cells, hot)
    shown = sorted((c for c in cells if c.count), key=lambda c: (-c.count, c.label))
    rows = [(c.label, c.count, c.expected, "hotspot" if c.hot else "") for c in shown]
    return canvas.drawing(("Cell", "Count", "Expected", "Note"), rows)


def _legend(canvas: Canvas, at: Point, cells: Sequence[MapCell], hot: Sequence[MapCell]) -> None:
    left, top = at
    if hot:
        inside = sum(c.count for c in hot)
        said = f"{len(hot)} hotspot{'s' if len(hot) != 1 else ''}"
        swatch(canvas, (left, top + 12), palette.STEPS[4], said, f"{scales.number(inside)} incidents")
    else:
        canvas.text((left, top + 12), "No hotspot", size=palette.SMALL, bold=True)
    rest = sum(c.count for c in cells if not c.hot)
    swatch(canvas, (left, top + 34), palette.STEPS[1], "other cells", f"{scales.number(rest)} incidents")
