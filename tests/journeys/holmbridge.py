"""Files of an invented town as a newcomer would download them: a police.uk archive, boundaries, residents.

Holmbridge has 16 areas of 1,500 people in a square, Otherham 8 beside it. 24
months, 2020 and 2021. Each month of 2021 holds twice the vehicle crime of the
same month of 2020 in Holmbridge (20 a month, then 40), all else is level; so
the year's counts are 240 and 480. Everything is made here; codes are of areas
far away, as the format wants real-looking ones.
"""

import csv
import io
import json
import zipfile
from pathlib import Path

HEAD = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
WEST, SOUTH, SIDE = -0.30, 51.80, 0.01
A_MONTH = {"Anti-social behaviour": 60, "Burglary": 16, "Vehicle crime": 20, "Shoplifting": 24}
FORCE = "Hertfordshire Constabulary"


def areas() -> list[tuple[str, str, float, float]]:
    """Code, name, and the south-west corner of each area."""
    named = [("Holmbridge", i) for i in range(16)] + [("Otherham", i) for i in range(8)]
    return [
        (
            f"E0102{3700 + number}",
            f"{town} {1 + i // 4:03}{'ABCD'[i % 4]}",
            WEST + SIDE * (number % 4),
            SOUTH + SIDE * (number // 4),
        )
        for number, (town, i) in enumerate(named)
    ]


def months() -> list[str]:
    return [f"{year}-{month:02}" for year in (2020, 2021) for month in range(1, 13)]


def street(month: str) -> str:
    """One month of the force as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    number = 0
    for town, first, count in (("Holmbridge", 0, 16), ("Otherham", 16, 8)):
        for kind, usual in A_MONTH.items():
            doubled = town == "Holmbridge" and kind == "Vehicle crime" and month >= "2021"
            for i in range(usual * (2 if doubled else 1) // (1 if town == "Holmbridge" else 2)):
                code, name, west, south = areas()[first + (i * 7 + len(kind)) % count]
                number += 1
                writer.writerow(row(month, number, kind, (code, name, west, south)))
    return text.getvalue()


def row(month: str, number: int, kind: str, area: tuple[str, str, float, float]) -> list[str]:
    code, name, west, south = area
    crime = "" if kind == "Anti-social behaviour" else f"{number:08x}{month.replace('-', '')}".rjust(64, "0")
    east, north = f"{west + SIDE / 2:.6f}", f"{south + SIDE / 2:.6f}"
    outcome = "" if not crime else "Under investigation"
    return [crime, month, FORCE, FORCE, east, north, "On or near High Street", code, name, kind, outcome, ""]


def write_archive(path: Path) -> Path:
    """The archive as data.police.uk packs one: a folder for each month."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for month in months():
            archive.writestr(f"{month}/{month}-hertfordshire-street.csv", street(month))
    return path


def write_boundaries(path: Path) -> Path:
    """The areas' outlines as GeoJSON, LSOAs of 2011."""
    features = []
    for code, name, west, south in areas():
        ring = [
            [west, south],
            [west + SIDE, south],
            [west + SIDE, south + SIDE],
            [west, south + SIDE],
            [west, south],
        ]
        features.append(
            {
                "type": "Feature",
                "properties": {"LSOA11CD": code, "LSOA11NM": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def write_residents(path: Path) -> Path:
    """1,500 people in each area."""
    lines = [
        "lsoa11_name,lsoa11_code,total_population",
        *(f"{name},{code},1500" for code, name, _, _ in areas()),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
