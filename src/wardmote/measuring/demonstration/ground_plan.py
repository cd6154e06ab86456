"""The schematic ground of SYN-2007: wards, output areas, places and dwellings (``ground_plan.toml``).

In: approximate centres in metres of the British National Grid. Out: convex
polygons on that grid, households and people by output area (33,000 and 80,000
in all), and points to put rows at, by kind of place. A dwelling is a uniform
point of its output area, so rows at dwellings are in proportion to households,
by any area that the output areas make up. Nothing here is an official boundary.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.demonstration.chance import Floats, Ints, quotas, stream

TOWN, TOWN_CODE = "Stevenage (SYN-2007)", "99SY"
HOUSEHOLDS, PEOPLE = 33_000, 80_000
HOMES_PER_OUTPUT_AREA = 132
POINTS_PER_PLACE = 400
NOT_LIVED_IN = ("town-centre", "leisure", "walkway", "high-street", "station", "park", "school", "underpass")
NIGHT_LIFE = ("town-centre", "leisure", "walkway")
Corners = list[tuple[float, float]]


@dataclass(frozen=True)
class Parcel:
    """One polygon with its name and what else its file says of it."""

    code: str
    name: str
    shape: Polygon
    says: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class GroundPlan:
    """The whole town; ``stock`` holds points by kind of place, ``homes`` one point for each dwelling."""

    town: Parcel
    wards: tuple[Parcel, ...]
    output_areas: tuple[Parcel, ...]
    places: tuple[Parcel, ...]
    stock: Mapping[str, Ints]
    lit: Mapping[str, float]
    cctv: Mapping[str, float]
    hot_sites: tuple[tuple[str, float, float], ...]
    hot_spread: float


@cache
def ground_plan() -> GroundPlan:
    """The one ground plan; the same on every call."""
    sheet = tomllib.loads(
        files("wardmote.measuring.demonstration").joinpath("ground_plan.toml").read_text("utf-8")
    )
    outline = [(float(x), float(y)) for x, y in sheet["outline"]]
    wards = _wards(sheet["ward"], outline)
    places = _places(sheet["places"])
    output_areas = _output_areas(wards, places)
    sites = [("fringe", x, y) for x, y in sheet["hot_sites"]["fringe"]]
    east, north = sheet["hot_sites"]["beside_centre"]
    sites += [
        ("neighbourhood-centre", x + east, y + north)
        for _, x, y, _, _ in sheet["places"]["neighbourhood-centre"]
    ]
    return GroundPlan(
        town=Parcel(TOWN_CODE, TOWN, Polygon(outline)),
        wards=wards,
        output_areas=output_areas,
        places=places,
        stock=_stock(output_areas, places, sheet["spot"]),
        lit={kind: row["lit"] for kind, row in sheet["kinds"].items()},
        cctv={kind: row["cctv"] for kind, row in sheet["kinds"].items()},
        hot_sites=tuple(sites),
        hot_spread=float(sheet["hot_sites"]["spread"]),
    )


def _wards(rows: Sequence[Mapping[str, Any]], outline: Corners) -> tuple[Parcel, ...]:
    cells = voronoi(outline, [tuple(row["centre"]) for row in rows])
    return tuple(
        Parcel(row["code"], row["name"], Polygon(cell), {**row, "lad08_code": TOWN_CODE})
        for row, cell in zip(rows, cells, strict=True)
    )


def _places(kinds: Mapping[str, Sequence[tuple[str, float, float, float, float]]]) -> tuple[Parcel, ...]:
    parcels = [
        Parcel(f"syn-{slug(name)}", name, box(x - wide, y - high, x + wide, y + high), {"category": kind})
        for kind, rows in kinds.items()
        for name, x, y, wide, high in rows
    ]
    night = unary_union([p.shape for p in parcels if p.says["category"] in NIGHT_LIFE])
    taken = unary_union([p.shape for p in parcels])
    ring = night.buffer(250, quad_segs=4).difference(taken)
    name = "Town centre and leisure park fringe"
    return (*parcels, Parcel(f"syn-{slug(name)}", name, ring, {"category": "fringe"}))


def _output_areas(wards: Sequence[Parcel], places: Sequence[Parcel]) -> tuple[Parcel, ...]:
    empty = unary_union([p.shape for p in places if p.says["category"] in NOT_LIVED_IN])
    room = [w.shape.difference(empty).area * float(str(w.says["density"])) for w in wards]
    cells = [
        (ward, cell)
        for ward, homes in zip(wards, quotas(room, HOUSEHOLDS), strict=True)
        for cell in _cut(ward, round(homes / HOMES_PER_OUTPUT_AREA))
    ]
    unevenness = stream("density of homes").lognormal(0.0, 0.4, len(cells))
    shares = np.array(
        [
            uneven * float(str(ward.says["density"])) * (cell.area - 0.9 * cell.intersection(empty).area)
            for uneven, (ward, cell) in zip(unevenness, cells, strict=True)
        ]
    )
    households = quotas(shares, HOUSEHOLDS)
    people = quotas(households * np.array([float(str(w.says["people"])) for w, _ in cells]), PEOPLE)
    return tuple(
        Parcel(
            f"{ward.code}{number:03d}",
            f"Schematic area {number}",
            cell,
            {
                "ward08_code": ward.code,
                "ward08_name": ward.name,
                "lad08_code": TOWN_CODE,
                "households": int(homes),
                "people": int(persons),
            },
        )
        for number, ((ward, cell), homes, persons) in enumerate(
            zip(cells, households, people, strict=True), start=1
        )
    )


def _cut(ward: Parcel, pieces: int) -> list[Polygon]:
    corners = list(ward.shape.exterior.coords)[:-1]
    seeds = points_inside(ward.shape, pieces, stream("cut", ward.code)).astype(float)
    for _ in range(3):
        cells = [Polygon(cell) for cell in voronoi(corners, [(x, y) for x, y in seeds])]
        seeds = np.array([(cell.centroid.x, cell.centroid.y) for cell in cells])
    return cells


def _stock(
    output_areas: Sequence[Parcel], places: Sequence[Parcel], spot: Mapping[str, Any]
) -> dict[str, Ints]:
    rng = stream("dwellings")
    stock = {
        "homes": np.concatenate(
            [points_inside(area.shape, int(str(area.says["households"])), rng) for area in output_areas]
        )
    }
    for place in places:
        kind = str(place.says["category"])
        points = points_inside(place.shape, POINTS_PER_PLACE, stream("place", place.code))
        stock[kind] = np.concatenate([stock[kind], points]) if kind in stock else points
    near = stream("spot").normal(spot["centre"], spot["spread"], (POINTS_PER_PLACE, 2))
    return stock | {"spot": np.rint(near).astype(np.int64)}


def points_inside(shape: Polygon, count: int, rng: np.random.Generator) -> Ints:
    """``count`` uniform points of a polygon, in whole metres, at least a metre from its edge."""
    inner = shape.buffer(-1.0)
    west, south, east, north = inner.bounds
    found: list[Floats] = [np.empty((0, 2))]
    while sum(map(len, found)) < count:
        tried = np.rint(rng.uniform((west, south), (east, north), (2 * count + 8, 2)))
        found.append(tried[shapely.contains_xy(inner, tried)])
    return np.concatenate(found)[:count].astype(np.int64)


def voronoi(outline: Corners, seeds: Sequence[tuple[float, float]]) -> list[Corners]:
    """For each seed the part of a convex outline that is nearer to it than to any other seed."""
    cells = []
    for x, y in seeds:
        cell = outline
        for other_x, other_y in seeds:
            if (other_x, other_y) != (x, y):
                cell = _nearer(cell, (x, y), (other_x, other_y))
        cells.append([(round(east, 1), round(north, 1)) for east, north in cell])
    return cells


def _nearer(cell: Corners, seed: tuple[float, float], other: tuple[float, float]) -> Corners:
    """A convex polygon cut by the middle line between two seeds, keeping the first seed's side."""
    across = (other[0] - seed[0], other[1] - seed[1])
    middle = ((other[0] + seed[0]) / 2, (other[1] + seed[1]) / 2)
    beyond = [(x - middle[0]) * across[0] + (y - middle[1]) * across[1] for x, y in cell]
    kept: Corners = []
    for i, (x, y) in enumerate(cell):
        before, now = beyond[i - 1], beyond[i]
        if (before > 0) != (now > 0):
            way = before / (before - now)
            last_x, last_y = cell[i - 1]
            kept.append((last_x + way * (x - last_x), last_y + way * (y - last_y)))
        if now <= 0:
            kept.append((x, y))
    return kept
