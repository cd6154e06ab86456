"""Boundaries from GeoJSON: areas of one kind and vintage, in longitude and latitude.

In: a ``.geojson`` (plain or ``.gz``), the kind and vintage it is said to be.
Out: ``Boundary`` rows in WGS84. British National Grid metres are recognised and
converted (to about 2 metres). Refused: another kind or vintage than the
properties say, a code missing or used twice, swapped coordinates, coordinates
outside the United Kingdom, shapes that are no areas (points are allowed for
kind ``place``). Places need no code: theirs is made from the name.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.headings import AreaHeading, area_heading
from wardmote.measuring.sources.opening import SourceText, read_text
from wardmote.measuring.sources.police_uk import LATITUDES, LONGITUDES
from wardmote.measuring.sources.rejects import shape_of

ODD_SIGN = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)
GRID_EAST, GRID_NORTH = (0, 700_000), (0, 1_300_000)


@dataclass(frozen=True)
class Boundary:
    """One area; ``district`` is its district's code when the file says it."""

    code: str
    name: str
    geometry: BaseGeometry
    district: str
    category: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Boundaries:
    """Every area of a file; ``synthetic`` when any feature says so."""

    kind: str
    vintage: str
    areas: tuple[Boundary, ...]
    notes: tuple[str, ...]
    synthetic: bool


def read_boundaries(entry: SourceText, *, kind: str, vintage: str) -> Boundaries:
    """The areas in a GeoJSON file."""
    features, crs = _features(entry)
    properties = [feature.get("properties") or {} for feature in features]
    code_key, name_key = _keys(entry, properties, kind=kind, vintage=vintage)
    shapes = [_shape(entry, number, feature, kind) for number, feature in enumerate(features, start=1)]
    shapes, notes = _in_degrees(entry, shapes, crs)
    areas, seen = [], set()
    for number, (row, shape) in enumerate(zip(properties, shapes, strict=True), start=1):
        name = str(row.get(name_key) or "").strip()
        code = str(row.get(code_key) or "").strip() or (slug(name) if kind == "place" else "")
        if not code or code in seen:
            raise Refusal(
                "Two areas have the same code." if code else "An area has no code.",
                where=f"{entry.name}, feature {number}, property {code_key or name_key}",
                found=shape_of(code) or "nothing",
                todo="Give every area its own code.",
            )
        seen.add(code)
        areas.append(Boundary(code, name or code, shape, _district(row), str(row.get("category") or ""), row))
    synthetic = any(row.get("synthetic") not in (None, "", False) for row in properties)
    return Boundaries(kind, vintage, tuple(areas), tuple(notes), synthetic)


def _features(entry: SourceText) -> tuple[list[dict[str, Any]], str]:
    text = read_text(entry)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "The file is not GeoJSON: it cannot be read as JSON.",
            where=f"{entry.name}, line {getattr(error, 'lineno', 1)}",
            found=f"character {getattr(error, 'colno', 1)}",
            todo="Download the boundaries again, as GeoJSON.",
        ) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise Refusal(
            "The file is JSON but not a GeoJSON FeatureCollection.",
            where=entry.name,
            found=f"an object of {counted(len(document), 'key', 'keys')}"
            if isinstance(document, dict)
            else type(document).__name__,
            todo="Download the boundaries again, as GeoJSON.",
        )
    if ODD_SIGN.search(text) and not _can_be_written(features):
        raise Refusal(
            "A name or code in the file holds a sign that is no letter.",
            where=entry.name,
            todo="Download the boundaries again, as GeoJSON.",
        )
    if not features:
        raise Refusal("The file holds no areas.", where=entry.name, todo="Download the boundaries again.")
    crs = document.get("crs")
    named = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    return features, str(named)


def _can_be_written(features: Sequence[Mapping[str, Any]]) -> bool:
    """Half a character, or none, passes for text in JSON, and nowhere else."""
    said = json.dumps([each.get("properties") for each in features], ensure_ascii=False)
    try:
        said.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in said


def _keys(
    entry: SourceText, properties: Sequence[Mapping[str, Any]], *, kind: str, vintage: str
) -> tuple[str, str]:
    """The properties that hold the code and the name."""
    known = {key: area_heading(key) for key in properties[0]}
    columns = {key: heading for key, heading in known.items() if heading is not None}
    code_key = _key(columns, kind, vintage, "code") or _plain(properties[0], ("code", "CODE", "Code"))
    name_key = _key(columns, kind, vintage, "name") or _plain(properties[0], ("name", "NAME", "Name"))
    if code_key or (kind == "place" and name_key):
        return code_key, name_key
    others = sorted({f"{heading.kind} {heading.vintage}".strip() for heading in columns.values()})
    raise Refusal(
        f"No property holds codes of kind {kind} and vintage {vintage}.",
        where=f"{entry.name}, feature 1",
        found=f"properties {', '.join(list(properties[0])[:12])}"
        + (f" (of {', '.join(others)})" if others else ""),
        todo="Give the --kind and --vintage of the file, or name the properties code and name.",
    )


def _key(columns: Mapping[str, AreaHeading], kind: str, vintage: str, holds: str) -> str:
    mine = {key: h for key, h in columns.items() if h.kind == kind and h.holds == holds}
    exact = [key for key, heading in mine.items() if heading.vintage == vintage]
    open_ = [key for key, heading in mine.items() if not heading.vintage and "active" not in key.lower()]
    return (exact or open_ or [""])[0]


def _plain(properties: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((name for name in names if name in properties), "")


def _district(properties: Mapping[str, Any]) -> str:
    for key, value in properties.items():
        heading = area_heading(key)
        if heading and heading.kind == "district" and heading.holds == "code" and value:
            return str(value)
    return ""


def _shape(entry: SourceText, number: int, feature: Mapping[str, Any], kind: str) -> BaseGeometry:
    try:
        shape = shapely.geometry.shape(feature["geometry"])
        shape = shape if shape.is_valid else shapely.make_valid(shape)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, shapely.errors.ShapelyError):
        raise _bad_shape(entry, number, "coordinates that draw no shape") from None
    allowed = {"Polygon", "MultiPolygon", "GeometryCollection"} | ({"Point"} if kind == "place" else set())
    if shape.is_empty or shape.geom_type not in allowed:
        raise _bad_shape(entry, number, "an empty shape" if shape.is_empty else f"a {shape.geom_type}")
    return shape


def _bad_shape(entry: SourceText, number: int, found: str) -> Refusal:
    return Refusal(
        "An area has no usable shape.",
        where=f"{entry.name}, feature {number}, geometry",
        found=found,
        todo="Download the boundaries again; areas are polygons.",
    )


def _in_degrees(
    entry: SourceText, shapes: list[BaseGeometry], crs: str
) -> tuple[list[BaseGeometry], list[str]]:
    boxes = shapely.bounds(shapes)
    if _within(boxes, LONGITUDES, LATITUDES):
        return shapes, []
    west, south, east, north = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    where, found = (
        f"{entry.name}, geometry",
        f"from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g} ({crs})",
    )
    if _within(boxes, LATITUDES, LONGITUDES):
        raise Refusal(
            "Longitude and latitude are swapped.",
            where=where,
            found=found,
            todo="GeoJSON writes the longitude (about -9 to 2) first; export it again.",
        )
    if east > 180 and _within(boxes, GRID_EAST, GRID_NORTH):
        from pyproj import Transformer  # for the few files in grid metres

        to_degrees = Transformer.from_crs(27700, 4326, always_xy=True)
        turned = [shapely.transform(s, to_degrees.transform, interleaved=False) for s in shapes]
        return turned, ["The coordinates are British National Grid metres; they were turned into degrees."]
    raise Refusal(
        "The areas do not lie in the United Kingdom.",
        where=where,
        found=found,
        todo="Use boundaries in longitude and latitude (WGS84) or British National Grid.",
    )


def _within(boxes: Any, x: tuple[float, float], y: tuple[float, float]) -> bool:
    inside = (boxes[:, 0] >= x[0]) & (boxes[:, 2] <= x[1]) & (boxes[:, 1] >= y[0]) & (boxes[:, 3] <= y[1])
    return bool(inside.all())
