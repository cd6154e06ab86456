"""Cells that hold more than expected, over the outlines of their town.

In: squares in WGS84 with their counts, of which some are hotspots after
false-discovery control; outlines for the ground. Out: a ``Drawing``. Only for
sources with exact places. No hotspot is a result: the map then says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.drawing import palette
from wardmote.measuring.drawing.canvas import Drawing
from wardmote.measuring.drawing.sheets import (
    MapPlace,
    MapSheet,
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
    page = sheet(list(ground) or [c.geometry for c in cells], width=width, legend_height=90)
    place = page.projection.geometry
    outlines = simplified([place(g) for g in ground])
    hot = sorted((c for c in cells if c.hot), key=lambda c: (-c.count, c.label))
    for cell in cells:
        if cell.count and not cell.hot:
            page.canvas.path(rings_of(place(cell.geometry)), fill=palette.STEPS[1])
    for shape in outlines:
        page.canvas.path(rings_of(shape), stroke=palette.AREA_LINE, weight=0.75)
    for cell in hot:
        page.canvas.path(rings_of(place(cell.geometry)), fill=palette.STEPS[4], stroke=palette.INK, weight=1)
    outline_places(page, places)
    furniture(page)
    _legend(page, cells, hot)
    shown = sorted((c for c in cells if c.count), key=lambda c: (-c.count, c.label))
    rows = [(c.label, c.count, c.expected, "hotspot" if c.hot else "") for c in shown]
    return page.canvas.drawing(("Cell", "Count", "Expected", "Note"), rows)


def _legend(page: MapSheet, cells: Sequence[MapCell], hot: Sequence[MapCell]) -> None:
    if hot:
        inside = f"{sum(c.count for c in hot):,} incidents"
        said = counted(len(hot), "hotspot", "hotspots")
        swatch(page, 14, fill=palette.STEPS[4], words=said, count=inside)
    else:
        page.canvas.text((page.legend_left, 14), "No hotspot", size=palette.SMALL, bold=True)
    rest = sum(c.count for c in cells if not c.hot)
    swatch(page, 36, fill=palette.STEPS[1], words="other cells", count=f"{rest:,} incidents")
