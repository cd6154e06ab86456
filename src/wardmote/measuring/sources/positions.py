"""Where rows are: coordinates checked, and held both as degrees and as metres.

In: two columns of text, British National Grid or WGS84 degrees. Out:
``Positions``: longitude, latitude, and metres east and north, NaN where a row
has no location. Blank, and 0 with 0, is no location, never an error; a place
outside Great Britain, a pair the wrong way round, or half a pair is a reject.
Metres are of the National Grid, or with ``anywhere`` of the UTM zone of the
middle of the data. Degrees and grid agree to about 5 m (no grid-shift file).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.rejects import Reject, shape_of

Floats = NDArray[np.float64]
# EPSG operation 1314, written out: by its code alone PROJ chooses between shifts by point and by what
# grid files a machine has, and at sea there and back would be 130 m apart
GRID = (
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs"
)
DEGREES = "EPSG:4326"
# Great Britain with its islands: degrees and grid metres, (lowest, highest)
LONGITUDE, LATITUDE = (-8.8, 2.0), (49.8, 61.0)
EASTING, NORTHING = (4_000.0, 660_000.0), (4_000.0, 1_225_000.0)  # degrees in a grid column lie below
MOSTLY = 0.5
# The coast of Great Britain in grid kilometres, east then north, coarse and drawn by hand, clockwise from
# Land's End, the islands of the north and west inside. Only for telling a file with exchanged columns.
_OUTLINE = """
133 24, 171 10, 205 35, 283 36, 296 80, 367 67, 450 74, 485 91, 560 94, 609 116, 637 143, 641 171,
600 186, 650 250, 656 293, 650 321, 622 343, 567 344, 541 336, 557 363, 541 411, 517 468, 526 471,
491 512, 453 535, 437 570, 424 637, 392 670, 362 690, 365 741, 396 800, 414 846, 401 869, 322 872,
296 889, 340 950, 342 974, 370 1000, 475 1115, 475 1222, 425 1180, 320 1035, 225 976, 151 968, 5 905,
50 778, 92 735, 110 640, 155 605, 195 640, 193 572, 215 529, 219 556, 234 542, 246 533, 265 545,
298 553, 315 563, 293 515, 315 461, 340 464, 326 407, 275 384, 220 384, 211 320, 258 336, 257 300,
258 281, 215 248, 170 230, 170 206, 197 192, 240 186, 291 167, 325 172, 342 183, 330 162, 296 148,
250 149, 222 128, 184 77, 151 42, 82 15, 82 4
"""
COAST = shapely.Polygon([[float(part) for part in point.split()] for point in _OUTLINE.split(",")]).buffer(4)


@dataclass(frozen=True)
class Positions:
    """Parallel arrays; ``rejects`` have no location here and are not to be used."""

    longitude: Floats
    latitude: Floats
    x: Floats
    y: Floats
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class ColumnPair:
    """Two columns of a file: the one that goes east first."""

    headings: tuple[str, str]
    east: Sequence[str]
    north: Sequence[str]
    degrees: bool


def read_positions(
    pair: ColumnPair, numbers: Sequence[int], *, where: str, anywhere: bool = False
) -> Positions:
    """Positions of every row; ``Refusal`` when most of the file is the wrong way round."""
    east, bad_east = _numbers(pair.east)
    north, bad_north = _numbers(pair.north)
    nowhere = (east == 0) & (north == 0)
    east[nowhere], north[nowhere] = np.nan, np.nan
    spans = _spans(pair.degrees, anywhere)
    reasons = np.full(len(east), "", dtype=object)
    known = np.isfinite(east) & np.isfinite(north)
    inside = known & _within(east, spans[0]) & _within(north, spans[1])
    turned = known & ~inside & _within(north, spans[0]) & _within(east, spans[1])
    if pair.degrees:
        suspect = turned
    else:
        at_sea = known & ~shapely.contains_xy(COAST, east / 1000, north / 1000)
        suspect = at_sea & shapely.contains_xy(COAST, north / 1000, east / 1000)
    if suspect.sum() > MOSTLY * max(1, known.sum()):
        row = int(np.flatnonzero(suspect)[0])
        raise Refusal(
            f"{pair.headings[0]} and {pair.headings[1]} are the wrong way round.",
            where=f"{where}, row {numbers[row]}, column {pair.headings[0]}",
            found=f"{suspect.sum():,} of {known.sum():,} places",
            todo="Exchange the two columns in the mapping.",
        )
    reasons[known & ~inside] = "outside Great Britain" if not anywhere else "not a place on Earth"
    reasons[turned] = f"{pair.headings[0]} and {pair.headings[1]} look exchanged"
    half = np.isfinite(east) != np.isfinite(north)
    reasons[half] = "half of a pair of coordinates"
    reasons[bad_east | bad_north] = "not a number"
    bad = np.flatnonzero(reasons != "")
    east[bad], north[bad] = np.nan, np.nan
    rejects = []
    for row in bad.tolist():
        east_is_wrong = not (bad_north[row] and not bad_east[row])
        column = pair.headings[0] if east_is_wrong else pair.headings[1]
        found = shape_of(pair.east[row], pair.north[row])
        rejects.append(Reject(numbers[row], column, found, str(reasons[row])))
    return _both(east, north, degrees=pair.degrees, anywhere=anywhere, rejects=tuple(rejects))


def in_great_britain(shape: BaseGeometry) -> bool:
    """Whether a shape of WGS84 degrees lies where rows of Great Britain may lie."""
    return bool(shapely.box(LONGITUDE[0], LATITUDE[0], LONGITUDE[1], LATITUDE[1]).contains(shape))


def no_positions(rows: int) -> Positions:
    """For a file without coordinates."""
    empty = np.full(rows, np.nan)
    return Positions(empty, empty, empty, empty, ())


def exchanged(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude of grid positions whose two columns were read for each other."""
    from pyproj import (
        Transformer,  # where positions are turned; every page about evidence imports this module
    )

    longitude, latitude = Transformer.from_crs(GRID, DEGREES, always_xy=True).transform(y, x)
    return np.asarray(longitude), np.asarray(latitude)


def _numbers(values: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
    found = np.full(len(values), np.nan)
    bad = np.zeros(len(values), dtype=bool)
    for row, value in enumerate(values):
        if value:
            try:
                found[row] = float(value.replace(",", ""))
            except ValueError:
                bad[row] = True
    return found, bad | np.isinf(found)


def _spans(degrees: bool, anywhere: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    if anywhere and degrees:
        return (-180.0, 180.0), (-90.0, 90.0)
    return (LONGITUDE, LATITUDE) if degrees else (EASTING, NORTHING)


def _within(values: Floats, span: tuple[float, float]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (values >= span[0]) & (values <= span[1])
    return found


def _both(
    east: Floats, north: Floats, *, degrees: bool, anywhere: bool, rejects: tuple[Reject, ...]
) -> Positions:
    if not np.isfinite(east).any():
        return Positions(east, north, east.copy(), north.copy(), rejects)
    from pyproj import CRS, Transformer

    metres = GRID
    if anywhere and degrees:
        zone = int((np.nanmedian(east) + 180) // 6) % 60 + 1
        metres = CRS.from_dict({"proj": "utm", "zone": zone, "south": bool(np.nanmedian(north) < 0)}).to_wkt()
    transformer = Transformer.from_crs(
        DEGREES if degrees else metres, metres if degrees else DEGREES, always_xy=True
    )
    known = np.isfinite(east) & np.isfinite(north)
    a, b = np.full(len(east), np.nan), np.full(len(east), np.nan)
    a[known], b[known] = transformer.transform(east[known], north[known])
    if degrees:
        return Positions(east, north, a, b, rejects)
    return Positions(a, b, east, north, rejects)
