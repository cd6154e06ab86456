"""Boundaries, lookups, denominators and deprivation: what a file says it is, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.boundaries import Boundaries, read_boundaries
from wardmote.measuring.sources.denominators import AreaTotals, read_totals
from wardmote.measuring.sources.deprivation import read_deprivation
from wardmote.measuring.sources.headings import AreaHeading, area_heading
from wardmote.measuring.sources.lookups import read_lookup
from wardmote.measuring.sources.opening import SourceText
from wardmote.measuring.sources.tables import SourceTable, read_table

STEVENAGE = ((-0.21, 51.89), (-0.19, 51.89), (-0.19, 51.91), (-0.21, 51.91), (-0.21, 51.89))
WARD: dict[str, Any] = {"WD13CD": "E05004806", "WD13NM": "Bedwell", "LAD13CD": "E07000243"}
# ONS publishes both positions of LSOA E01023750: 526734, 222800 and -0.15982, 51.88936.
GRID = ((526_634, 222_700), (526_834, 222_700), (526_834, 222_900), (526_634, 222_900), (526_634, 222_700))


def geojson(tmp_path: Path, *, points: Any = STEVENAGE, properties: Any = None, **more: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": item,
            "geometry": {"type": "Polygon", "coordinates": [[list(point) for point in points]]},
        }
        for item in properties or [WARD]
    ]
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def boundaries(path: Path, kind: str = "ward", vintage: str = "2013") -> Boundaries:
    return read_boundaries(SourceText(path), kind=kind, vintage=vintage)


def test_code_name_and_district_are_found(tmp_path: Path) -> None:
    (area,) = boundaries(geojson(tmp_path)).areas
    assert (area.code, area.name, area.district) == ("E05004806", "Bedwell", "E07000243")


def test_national_grid_is_recognised_and_converted(tmp_path: Path) -> None:
    found = boundaries(geojson(tmp_path, points=GRID))
    assert "British National Grid" in found.notes[0]
    middle = found.areas[0].geometry.centroid
    assert (middle.x, middle.y) == pytest.approx((-0.15982, 51.88936), abs=5e-5)


REFUSED: dict[str, tuple[Callable[[Path], Boundaries], str]] = {
    "swapped coordinates": (
        lambda tmp: boundaries(geojson(tmp, points=[(y, x) for x, y in STEVENAGE])),
        "swapped",
    ),
    "outside the United Kingdom": (
        lambda tmp: boundaries(geojson(tmp, points=[(x + 13, y) for x, y in STEVENAGE])),
        "United Kingdom",
    ),
    "another vintage": (lambda tmp: boundaries(geojson(tmp), vintage="2025"), "vintage 2025"),
    "another kind": (lambda tmp: boundaries(geojson(tmp), kind="lsoa", vintage="2011"), "kind lsoa"),
    "a code twice": (lambda tmp: boundaries(geojson(tmp, properties=[WARD, WARD])), "same code"),
    "a code missing": (
        lambda tmp: boundaries(geojson(tmp, properties=[WARD, {**WARD, "WD13CD": None}])),
        "no code",
    ),
    "a number out of all bounds": (
        lambda tmp: boundaries(geojson(tmp, points=[*STEVENAGE[:2], (10**400, 52), *STEVENAGE[2:]])),
        "no usable shape",
    ),
    "a line for an area": (lambda tmp: boundaries(geojson(tmp, points=STEVENAGE[:2])), "no usable shape"),
    "no feature": (
        lambda tmp: boundaries(_written(tmp, '{"type": "FeatureCollection", "features": []}')),
        "no areas",
    ),
    "JSON of another kind": (lambda tmp: boundaries(_written(tmp, '{"error": "none"}')), "not a GeoJSON"),
    "half a character": (
        lambda tmp: boundaries(geojson(tmp, properties=[{**WARD, "WD13NM": "\ud800"}])),
        "no letter",
    ),
    "a null character": (
        lambda tmp: boundaries(geojson(tmp, properties=[{**WARD, "WD13CD": "E\0"}])),
        "no letter",
    ),
    "no JSON": (lambda tmp: boundaries(_written(tmp, '{"type": ')), "cannot be read as JSON"),
}


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "wards.geojson"
    path.write_text(text)
    return path


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_wrong_boundaries_are_refused(case: str, tmp_path: Path) -> None:
    read, words = REFUSED[case]
    with pytest.raises(Refusal) as refused:
        read(tmp_path)
    assert words in refused.value.what
    assert "wards.geojson" in refused.value.where


def test_a_place_needs_only_a_name_and_may_be_synthetic(tmp_path: Path) -> None:
    path = geojson(
        tmp_path, properties=[{"name": "Town Centre", "category": "town-centre", "synthetic": "yes"}]
    )
    found = boundaries(path, kind="place", vintage="2008")
    assert (found.areas[0].code, found.areas[0].category, found.synthetic) == (
        "town-centre",
        "town-centre",
        True,
    )


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("lsoa11_code", AreaHeading("lsoa", "2011", "code")),
        ("LSOA21NM", AreaHeading("lsoa", "2021", "name")),
        ("WD25CD", AreaHeading("ward", "2025", "code")),
        ("LADCD", AreaHeading("district", "", "code")),
        ("ltla22_name", AreaHeading("district", "2022", "name")),
        ("pfa24_code", AreaHeading("force", "2024", "code")),
        ("LA Code (2021 boundaries)", AreaHeading("district", "2021", "code")),
        ("Ward Code 1", AreaHeading("ward", "", "code")),
        ("RGNCD", None),
        ("total_population", None),
    ],
)
def test_official_headings_are_understood(heading: str, expected: AreaHeading | None) -> None:
    assert area_heading(heading) == expected


def table(header: str, *rows: str, name: str = "population_mid2020_lsoa11.csv") -> SourceTable:
    cells = tuple(tuple(cell for cell in line.split(";")) for line in rows)
    return SourceTable(name, tuple(header.split(";")), cells, tuple(range(2, len(rows) + 2)))


def totals(source: SourceTable, **options: Any) -> AreaTotals:
    return read_totals(source, **{"what": "population", "year": None, "vintage": None, **options})


def test_thousands_commas_year_and_vintage_are_read() -> None:
    found = totals(table("lsoa11_code;total_population", "E01000001;1,446", "E01000002;987"))
    assert (found.kind, found.vintage, found.year, found.title) == (
        "lsoa",
        "2011",
        2020,
        "Residents, mid-2020",
    )
    assert found.values == (1446, 987)


def test_a_long_table_counts_each_area_once() -> None:
    rows = ("E01000001;900;White;600", "E01000001;900;Other;300", "E01000002;50;White;50")
    found = totals(table("lsoa21_code;total_residents;ethnic_group;n", *rows, name="census2021_e.csv"))
    assert found.values == (900, 50)
    assert found.title == "Residents, Census 2021"


def test_another_year_than_the_name_says_is_noted() -> None:
    found = totals(table("lsoa11_code;total_population", "E01000001;5"), year=2021)
    assert found.year == 2021
    assert "name says 2020" in found.notes[0]


ONE = "E01000001;5"
BAD_TOTALS: dict[str, tuple[SourceTable, dict[str, Any], str]] = {
    "one sex": (table("Ward Code 1;All Ages", ONE, name="mid2020_ward20_females.csv"), {}, "one sex only"),
    "no number": (table("lsoa11_code;total_population", "E01000001;n/a"), {}, "not a number"),
    "a negative number": (table("lsoa11_code;total_population", "E01000001;-5"), {}, "not a number"),
    "no total": (table("lsoa11_code;density", ONE), {}, "No column holds the total"),
    "no codes": (table("area;total_population", ONE), {}, "No column holds area codes"),
    "a name for a code": (table("lsoa11_code;total_population", "Luton 1;5"), {}, "not the code"),
    "two totals": (table("lsoa11_code;total_population", ONE, "E01000001;6"), {}, "different totals"),
    "no year": (table("lsoa11_code;total_population", ONE, name="pop.csv"), {}, "which year"),
    "no vintage": (table("LSOA Code;Persons", ONE, name="pop.csv"), {"year": 2011}, "which vintage"),
    "another vintage": (table("lsoa11_code;persons", ONE), {"vintage": "2021"}, "not the one"),
}


@pytest.mark.parametrize("case", BAD_TOTALS, ids=str)
def test_wrong_totals_are_refused(case: str) -> None:
    source, options, words = BAD_TOTALS[case]
    with pytest.raises(Refusal) as refused:
        totals(source, **options)
    assert words in refused.value.what
    assert source.name in refused.value.where


def test_a_lookup_needs_two_sets_of_areas() -> None:
    with pytest.raises(Refusal, match="two sets"):
        read_lookup(table("lsoa11_code;ruc11_code", "E01000001;D1"))
    with pytest.raises(Refusal, match="no area code"):
        read_lookup(table("lsoa11_code;ltla22_code", "E01000001;"))
    found = read_lookup(table("lsoa11_code;lsoa11_name;ltla22_code", "E01000001;Luton 001A;E07000001"))
    assert found.columns["lsoa", "2011"] == (("E01000001",), ("Luton 001A",))


@pytest.mark.parametrize(
    ("column", "value"),
    [("IMD_decile", "11"), ("IMD_rank", "0"), ("IMD_score", "high"), ("IMD_decile", "nan")],
)
def test_a_deprivation_value_out_of_range_is_refused(column: str, value: str) -> None:
    source = table(f"lsoa11_code;{column}", f"E01000001;{value}", name="imd2019.csv")
    with pytest.raises(Refusal, match="does not belong"):
        read_deprivation(source, year=None, vintage=None)


def test_deprivation_knows_its_edition_and_vintage() -> None:
    found = read_deprivation(
        table("lsoa21_code;IMD_decile;Crime_rank", "E01000001;3;812", name="imd2025_x.csv"),
        year=None,
        vintage=None,
    )
    assert (found.year, found.vintage) == (2025, "2021")
    assert ("E01000001", "Crime_rank", 812.0) in found.rows


def test_every_published_geography_file_is_read_or_refused_in_words(shared_data: Path) -> None:
    for path in sorted((shared_data / "geography").glob("lookup_*.csv")):
        assert len(read_lookup(read_table(SourceText(path))).columns) >= 2, path.name
    path = shared_data / "denominators" / "census2011_residents_households_lsoa11_hertfordshire.csv"
    source = read_table(SourceText(path))
    assert sum(totals(source).values) == 1_116_062  # Census 2011, Hertfordshire usual residents
    assert len(totals(source, what="households").codes) == 690
