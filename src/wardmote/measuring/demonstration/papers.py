"""Writes the papers of SYN-2007: CSV, GeoJSON, mappings and the list of loads.

In: columns of equal length, parcels. Out: files, the same bytes
every time on one platform; every CSV row and every GeoJSON feature says that it
is synthetic. Boundaries are turned to WGS84 with six decimals.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry import mapping

from wardmote.measuring.demonstration.ground_plan import Parcel

LABEL = "SYN-2007 synthetic"
Columns = Mapping[str, npt.NDArray[np.generic] | Sequence[object]]


def write_table(path: Path, columns: Columns) -> Path:
    """One CSV with a ``synthetic`` column at the end of every row."""
    lists = [_plain(column) for column in columns.values()]
    with path.open("w", encoding="utf-8", newline="") as paper:
        writer = csv.writer(paper, lineterminator="\n")
        writer.writerow([*columns, "synthetic"])
        writer.writerows((*row, LABEL) for row in zip(*lists, strict=True))
    return path


def write_boundaries(path: Path, parcels: Sequence[Parcel]) -> Path:
    """One GeoJSON; each feature has code, name, synthetic, schematic and what else the parcel says."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": parcel.code,
                "name": parcel.name,
                "synthetic": LABEL,
                "schematic": True,
                **{key: value for key, value in parcel.says.items() if isinstance(value, str)},
            },
            "geometry": mapping(_wgs84(parcel.shape)),
        }
        for parcel in parcels
    ]
    collection = {"type": "FeatureCollection", "name": f"{path.stem} (schematic)", "features": features}
    path.write_text(json.dumps(collection, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def write_mappings(folder: Path) -> list[Path]:
    """The saved mappings of the five partner files, in ``mappings/``."""
    folder.mkdir(exist_ok=True)
    shelf = files("wardmote.measuring.demonstration").joinpath("mappings")
    written = []
    for sheet in sorted(shelf.iterdir(), key=lambda item: item.name):
        path = folder / sheet.name
        path.write_text(sheet.read_text("utf-8"), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _plain(column: npt.NDArray[np.generic] | Sequence[object]) -> list[object]:
    if not isinstance(column, np.ndarray):
        return list(column)
    if column.dtype.kind == "M":
        moments = np.datetime_as_string(column.astype("datetime64[m]"))
        return [str(moment).replace("T", " ") for moment in moments]
    listed: list[object] = column.tolist()
    return listed


@cache
def _grid_to_wgs84() -> Transformer:
    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def _wgs84(shape: shapely.Geometry) -> shapely.Geometry:
    def turned(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        east, north = _grid_to_wgs84().transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([east, north]), 6)

    return shapely.transform(shape, turned)
