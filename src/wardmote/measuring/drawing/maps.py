"""Choropleth and hotspot maps: quiet, north up, at most five steps, safe in black and white.

In: shapely geometry in WGS84 and plain values; ``None`` with a reason is
hatched. Out: a ``Drawing``. Each step's cuts and how many areas it holds are in the legend; flagged areas are
outlined and numbered, and the numbers are named beside the map. Points are
never drawn; cells only where the source has exact places.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.drawing import palette, scales, typefaces
from wardmote.measuring.drawing.canvas import Canvas, Drawing, Point
from wardmote.measuring.drawing.sheets import (
    MapPlace,
    MapSheet,
    furniture,
    inside,
    legend_width,
    outline_places,
    rings_of,
    sheet,
    simplified,
    swatch,
)


@dataclass(frozen=True, kw_only=True)
class MapArea:
    """``value`` None: hatched, with ``hidden`` as the legend's word. ``flag``: outlined and named.

    ``href``: where a click on the area leads, on a page.
    """

    label: str
    geometry: BaseGeometry
    value: float | None
    flag: str = ""
    hidden: str = "too few to show"
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Shading:
    """``cuts`` divide the values: k cuts make k + 1 steps, five at most; ``unit``: "per 1,000 residents"."""

    cuts: tuple[float, ...]
    unit: str
    how: str = ""


def even_shading(values: Sequence[float], unit: str, *, steps: int = 5) -> Shading:
    """Cuts at round numbers near even shares of the areas; ``how`` says so."""
    if len(set(values)) < 2:
        return Shading(cuts=(), unit=unit)
    raw = np.quantile(np.asarray(values, dtype=float), [i / steps for i in range(1, steps)])
    top = max(values)
    cuts = sorted({c for c in (_rounded(float(r)) for r in raw) if min(values) < c <= top})
    return Shading(cuts=tuple(cuts), unit=unit, how="About as many areas in each step.")


def _rounded(value: float) -> float:
    """Two figures: 187 to 190, 2.84 to 2.8."""
    if value <= 0:
        return 0.0
    power = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(round(value / power) * power, 10)


def choropleth(
    areas: Sequence[MapArea],
    *,
    shading: Shading,
    places: Sequence[MapPlace] = (),
    width: int = palette.FULL,
) -> Drawing:
    """Areas shaded by value; flagged ones outlined and numbered; the legend beside the map."""
    flagged = sorted((a for a in areas if a.flag), key=lambda a: (-(a.value or 0), a.label))
    heading = typefaces.wrapped(_capital(shading.unit), palette.SMALL, legend_width(width))
    height = _legend_height(areas, shading, lines=len(heading), width=width)
    page = sheet([a.geometry for a in areas], width=width, legend_height=height)
    drawn = simplified([page.projection.geometry(a.geometry) for a in areas])
    shapes = {id(area): shape for area, shape in zip(areas, drawn, strict=True)}
    for area in areas:
        _ground(page.canvas, area, rings_of(shapes[id(area)]), _fill(area, shading))
    for area in flagged:
        rings = rings_of(shapes[id(area)])
        page.canvas.path(rings, stroke=palette.PAPER, weight=4)
        page.canvas.path(rings, stroke=palette.INK, weight=2)
    badges = [inside(shapes[id(area)]) for area in flagged]
    outline_places(page, places, taken=[(x - 10, y - 10, x + 10, y + 10) for x, y in badges])
    for rank, at in enumerate(badges, start=1):
        _badge(page.canvas, at, rank)
    furniture(page)
    _legend(page, areas, shading, flagged)
    rows = [(a.label, a.value, a.flag or (a.hidden if a.value is None else "")) for a in _ranked(areas)]
    return page.canvas.drawing(("Area", _capital(shading.unit), "Note"), rows)


def _ground(canvas: Canvas, area: MapArea, rings: list[list[Point]], fill: str) -> None:
    if not area.href:
        canvas.path(rings, fill=fill, stroke=palette.AREA_LINE, weight=0.5)
        return
    said = area.hidden if area.value is None else scales.number(area.value)
    with canvas.link(area.href, f"{area.label}: {said}"):
        canvas.path(rings, fill=fill, stroke=palette.AREA_LINE, weight=0.5)


def _fill(area: MapArea, shading: Shading) -> str:
    if area.value is None:
        return "hatch"
    return _colours(shading)[sum(area.value >= cut for cut in shading.cuts)]


def _colours(shading: Shading) -> tuple[str, ...]:
    """The steps' colours, light to dark, as far apart as their number allows."""
    count = len(shading.cuts) + 1
    if count == 1:
        return (palette.STEPS[1],)
    last = len(palette.STEPS) - 1
    return tuple(palette.STEPS[round(i * last / (count - 1))] for i in range(count))


def _badge(canvas: Canvas, at: Point, rank: int) -> None:
    canvas.dot(at, radius=8.5, filled=False, colour=palette.INK)
    canvas.text((at[0], at[1] + 4), str(rank), size=palette.SMALL, anchor="middle", bold=True)


def _legend_height(areas: Sequence[MapArea], shading: Shading, *, lines: int, width: int) -> float:
    room = legend_width(width)
    names = sum(17 + 13 * (len(_name_lines(a, room)) - 1) for a in areas if a.flag)
    swatches = len(shading.cuts) + 1 + len({a.hidden for a in areas if a.value is None})
    how = len(typefaces.wrapped(shading.how, palette.SMALL - 0.5, room)) if shading.how else 0
    return 10 + lines * 14 + swatches * 19 + how * 14 + (26 + names if names else 0) + 8


def _legend(page: MapSheet, areas: Sequence[MapArea], shading: Shading, flagged: Sequence[MapArea]) -> None:
    left, y = page.legend_left, 12.0
    for line in typefaces.wrapped(_capital(shading.unit), palette.SMALL, page.legend_width):
        page.canvas.text((left, y), line, size=palette.SMALL, bold=True)
        y += 14
    y -= 14
    values = [a.value for a in areas if a.value is not None]
    for fill, said, held in _steps(values, shading):
        y += 19
        swatch(page, y, fill=fill, words=said, count=counted(held, "area", "areas"))
    for reason in sorted({a.hidden for a in areas if a.value is None}):
        y += 19
        held = sum(a.value is None and a.hidden == reason for a in areas)
        swatch(page, y, fill="hatch", words=reason, count=counted(held, "area", "areas"))
    for line in typefaces.wrapped(shading.how, palette.SMALL - 0.5, page.legend_width) if shading.how else ():
        y += 14
        page.canvas.text((left, y + 3), line, size=palette.SMALL - 0.5, colour=palette.QUIET)
    if flagged:
        _names(page, y + 26, flagged)


def _names(page: MapSheet, y: float, flagged: Sequence[MapArea]) -> None:
    """The outlined areas by number, with their values; long names take two lines."""
    left, size = page.legend_left, palette.SMALL
    page.canvas.text((left, y), "Outlined", size=size, bold=True)
    for rank, area in enumerate(flagged, start=1):
        y += 17
        value = scales.number(area.value)
        page.canvas.text((left, y), str(rank), size=size, bold=True)
        page.canvas.text((left + page.legend_width, y), value, size=size, anchor="end")
        for place, line in enumerate(_name_lines(area, page.legend_width)):
            y += 13 if place else 0
            page.canvas.text((left + 15, y), line, size=size)


def _name_lines(area: MapArea, room: float) -> list[str]:
    size = palette.SMALL
    room -= 15 + typefaces.text_width(scales.number(area.value), size) + 5
    lines = typefaces.wrapped(area.label, size, room)
    kept = [lines[0]] if len(lines) == 1 else [lines[0], " ".join(lines[1:])]
    return [typefaces.shortened(line, size, room) for line in kept]


def _steps(values: Sequence[float], shading: Shading) -> list[tuple[str, str, int]]:
    """Darkest first: colour, range in words, how many areas."""
    cuts = (-math.inf, *shading.cuts, math.inf)
    steps = []
    for i, fill in enumerate(_colours(shading)):
        low, high = cuts[i], cuts[i + 1]
        held = sum(low <= v < high for v in values)
        if math.isinf(low) and math.isinf(high):
            said = "every area alike"
        elif math.isinf(low):
            said = f"under {scales.number(high)}"
        elif math.isinf(high):
            said = f"{scales.number(low)} or more"
        else:
            said = f"{scales.number(low)} to under {scales.number(high)}"
        steps.append((fill, said, held))
    return steps[::-1]


def _ranked(areas: Sequence[MapArea]) -> list[MapArea]:
    return sorted(areas, key=lambda a: (a.value is None, -(a.value or 0), a.label))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
