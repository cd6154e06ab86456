"""What a dropped file is recognised as: every published file, the town's, and every wrong one."""

import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kept_evidence import town_files
from tests.measuring.sources.test_geography import STEVENAGE, WARD, geojson
from tests.measuring.sources.test_opening import BAD
from tests.measuring.sources.test_partner_tables import WRONG
from tests.measuring.store.making import HEADER, SEARCH_HEADER, row, search, street
from wardmote.measuring.catalogue.periods import parse_month
from wardmote.measuring.sources.opening import SourceText
from wardmote.measuring.store import recognised_tables
from wardmote.measuring.store.recognised import Recognised, kept_recognised
from wardmote.measuring.store.recognising import recognise

MONTHS_2021 = tuple(range(2021 * 12, 2021 * 12 + 12))


def told(path: Path) -> Recognised:
    return recognise(path, path.name)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# ---- data.police.uk ----


def test_a_street_file_tells_force_month_and_districts_by_rows(tmp_path: Path) -> None:
    rows = [row(n) for n in range(1, 4)] + [row(9, lsoa="E01000002,Great Wick 002B")]
    found = told(street(tmp_path, rows))
    assert found.kind == "police-uk"
    assert found.words == "Street-level crimes of Barchester, March 2021, from data.police.uk"
    assert found.districts == (("Barchester", 3), ("Great Wick", 1))
    assert found.months == (parse_month("2021-03"),)
    assert found.problem is None


def test_rows_tell_the_month_where_the_name_does_not(tmp_path: Path) -> None:
    rows = [row(1), row(2, month="2021-05")]
    found = told(street(tmp_path, rows, name="download (3).csv"))
    assert found.words == (
        "Street-level crimes of Barchester, March to May 2021 (2 of 3 months), from data.police.uk"
    )


def test_an_archive_of_many_forces_is_known_by_names_and_newest_rows(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for year in (2020, 2021):
            for month in range(1, 13):
                for force in ("kent", "essex", "surrey"):
                    name = f"{year}-{month:02d}/{year}-{month:02d}-{force}-street.csv"
                    archive.writestr(name, f"{HEADER}\n{row(1, month=f'{year}-{month:02d}', force=force)}\n")
    found = told(path)
    assert found.sampled
    assert "and 2 more forces, January 2020 to December 2021, from" in found.words


def test_searches_are_known_by_the_name_of_their_file(tmp_path: Path) -> None:
    text = f"{SEARCH_HEADER}\n{search(day='2023-06-01')}\n"
    found = told(written(tmp_path, "2023-06-kent-stop-and-search.csv", text))
    assert found.problem is None
    assert found.words == "Stops and searches of Kent, June 2023, from data.police.uk"
    unnamed = told(written(tmp_path, "stops.csv", text))
    assert unnamed.problem is not None
    assert unnamed.problem.todo.startswith("Give the file its published name")


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Bytes read, by text, and 0 where one was read to its end; seconds are for benchmarks/recognise.py."""
    sizes: list[tuple[str, int]] = []
    chunks = SourceText.chunks

    def counted(text: SourceText) -> Iterator[bytes]:
        for chunk in chunks(text):
            sizes.append((text.name, len(chunk)))
            yield chunk
        sizes.append((text.name, 0))

    monkeypatch.setattr(SourceText, "chunks", counted)
    return sizes


def test_a_year_of_a_force_is_recognised_in_one_look_through(
    shared_data: Path, tmp_path: Path, unpacked: list[tuple[str, int]]
) -> None:
    path = tmp_path / "hertfordshire.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for source in sorted((shared_data / "police/hertfordshire/street").glob("2021-*.csv.gz")):
            name = source.name.removesuffix(".gz")
            archive.writestr(f"{name[:7]}/{name}", gzip.decompress(source.read_bytes()))
    found = told(path)
    looked_through = [name for name, size in unpacked if not size]
    assert len(looked_through) == len(set(looked_through)) == 12
    assert found.words == (
        "Street-level crimes of Hertfordshire, January to December 2021, from data.police.uk"
    )
    assert found.months == MONTHS_2021
    assert dict(found.districts)["Stevenage"] == 10_463  # the shared data's README counts them
    assert not found.sampled


# ---- every published file ----

PUBLISHED: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "geography/stevenage_lsoa11.geojson": ("areas", {"kind": "lsoa", "vintage": "2011"}, ()),
    "geography/stevenage_lsoa21.geojson": ("areas", {"kind": "lsoa", "vintage": "2021"}, ()),
    "geography/stevenage_msoa11.geojson": ("areas", {"kind": "msoa", "vintage": "2011"}, ()),
    "geography/stevenage_oa11.geojson": ("areas", {"kind": "oa", "vintage": "2011"}, ()),
    "geography/stevenage_ward13.geojson": ("areas", {"kind": "ward", "vintage": "2013"}, ()),
    "geography/stevenage_ward25.geojson": ("areas", {"kind": "ward", "vintage": "2025"}, ()),
    "geography/hertfordshire_lsoa21.geojson.gz": ("areas", {"kind": "lsoa", "vintage": "2021"}, ()),
    "geography/hertfordshire_districts_from_lsoa21.geojson": (
        "areas",
        {"kind": "district", "vintage": "2021"},
        ("vintage",),
    ),
    "geography/lookup_lsoa11_lsoa21_ltla22_hertfordshire.csv": ("lookup", {}, ()),
    "geography/lookup_ltla24_csp24_pfa24_england_wales.csv": ("lookup", {}, ()),
    "denominators/population_mid2020_lsoa11_hertfordshire.csv": ("population", {}, ()),
    "denominators/population_mid2020_ward20_by_age_persons_hertfordshire.csv": ("population", {}, ()),
    "denominators/census2011_residents_households_lsoa11_hertfordshire.csv": ("population", {}, ()),
    "denominators/households_2021_ltla21_england_wales.csv": ("households", {}, ()),
    "deprivation/imd2004_hertfordshire_lsoa01.csv": ("deprivation", {}, ()),
    "deprivation/imd2019_hertfordshire_lsoa11_indicators.csv": ("deprivation", {}, ()),
    "deprivation/imd2025_england_lsoa21_rank_decile_all_england.csv.gz": ("deprivation", {}, ()),
    "police/hertfordshire/outcomes/2021-06-hertfordshire-outcomes.csv.gz": (
        "police-uk",
        {"forces": ["hertfordshire"]},
        (),
    ),
    "fire/london_fire_brigade_incidents_2017_jan_apr.csv.gz": ("partner", {}, ()),
    "incidents/nyc_vehicle_thefts_2014_2017.csv.gz": ("partner", {}, ()),
    "survey/bcs_2007_08_teaching.csv.gz": ("partner", {}, ()),
    "police/leeds/leeds_msoa_monthly_crime_to_2024-07.csv.gz": ("partner", {}, ()),
    "incidents/memphis_population_points.csv.gz": ("unknown", {}, ()),
    "recorded_crime/ons_table_C2_recorded_crime_by_CSP_ye_june_2025.csv": ("unknown", {}, ()),
    "police/police_uk_api_street_crimes_sample_2025-09.json.gz": ("unknown", {}, ()),
}


def told_in_bounds(path: Path, unpacked: list[tuple[str, int]]) -> Recognised:
    """A published file is not too much to look at, and what it is has words and can be kept."""
    unpacked.clear()
    found = told(path)
    assert sum(size for _, size in unpacked) < 24 << 20, path.name
    assert found.words
    assert kept_recognised(json.loads(json.dumps(found.as_json()))) == found
    return found


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_file_is_what_it_is(
    name: str, shared_data: Path, unpacked: list[tuple[str, int]]
) -> None:
    kind, options, asks = PUBLISHED[name]
    found = told_in_bounds(shared_data / name, unpacked)
    assert (found.kind, dict(found.options), found.asks) == (kind, options, asks)


def test_no_other_published_file_is_too_much(shared_data: Path, unpacked: list[tuple[str, int]]) -> None:
    for path in sorted({*shared_data.rglob("*.*")} - {shared_data / name for name in PUBLISHED}):
        told_in_bounds(path, unpacked)


def test_partner_files_are_told_apart(shared_data: Path) -> None:
    kinds = {
        "fire/london_fire_brigade_incidents_2017_jan_apr.csv.gz": "incidents",
        "police/leeds/leeds_msoa_monthly_crime_to_2024-07.csv.gz": "counts",
        "survey/bcs_2007_08_teaching.csv.gz": "survey",
    }
    assert {name: told(shared_data / name).partner_kind for name in kinds} == kinds


def test_one_census_table_gives_residents_households_and_a_lookup(shared_data: Path) -> None:
    found = told(shared_data / "denominators/census2021_residents_households_lsoa21_hertfordshire.csv")
    assert (found.kind, found.also) == ("population", ("households", "lookup"))
    assert found.words.startswith("Residents, Census 2021 and households, Census 2021: 713 lower super")


# ---- the demonstration's town ----

TOWN = {
    "crime.csv": ("partner", "incidents"),
    "asb.csv": ("partner", "incidents"),
    "fires.csv": ("partner", "incidents"),
    "survey.csv": ("partner", "survey"),
    "replies.csv": ("partner", "replies"),
    "lookup.csv": ("lookup", ""),
    "population.csv": ("population", ""),
    "households_output_areas.csv": ("households", ""),
    "wards.geojson": ("areas", ""),
    "places.geojson": ("areas", ""),
    "output_areas.geojson": ("areas", ""),
    "district.geojson": ("areas", ""),
}


def test_the_demonstrations_files_are_recognised_and_synthetic(tmp_path: Path) -> None:
    town_files(None, tmp_path)
    found = {name: told(tmp_path / name) for name in TOWN}
    assert {name: (each.kind, each.partner_kind) for name, each in found.items()} == TOWN
    assert all(each.synthetic for each in found.values())
    kinds = {name: each.options["kind"] for name, each in found.items() if each.kind == "areas"}
    assert kinds == {
        "wards.geojson": "ward",
        "places.geojson": "place",
        "output_areas.geojson": "oa",
        "district.geojson": "district",
    }
    assert found["population.csv"].asks == ("year", "names"), "its codes are invented"
    assert found["wards.geojson"].options["vintage"] == "2008"


# ---- tables as Nomis gives them ----

NOMIS = (
    '"date","geography","geography code","Residence type: Total; measures: Value"\n'
    '2021,"Barchester 001A","E01000001",1600\n2021,"Barchester 001B","E01000002",1400\n'
)


def test_a_census_table_of_nomis_is_recognised_in_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "census2021-ts001.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for area in ("ctry", "ltla", "msoa", "oa"):
            archive.writestr(f"census2021-ts001-{area}.csv", NOMIS)
        archive.writestr("census2021-ts001-lsoa.csv", NOMIS)
    found = told(path)
    assert found.words == "Residents, Census 2021: 2 lower super output areas (LSOAs) of 2021"
    assert (found.kind, found.asks) == ("population", ())


# ---- what cannot be used ----


@pytest.mark.parametrize("case", BAD, ids=str)
def test_a_bad_file_is_a_problem_and_no_exception(case: str, tmp_path: Path) -> None:
    name, content, words = BAD[case]
    path = tmp_path / name
    path.write_bytes(content() if callable(content) else content)
    found = told(path)
    assert found.problem is not None
    assert words in found.problem.what
    assert found.problem.todo


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_partner_file_is_a_problem(case: str, tmp_path: Path) -> None:
    make, words = WRONG[case]
    found = told(make(tmp_path))
    assert found.problem is not None
    assert words in found.problem.what


def test_more_columns_than_a_spreadsheet_has_are_told_and_not_looked_through(tmp_path: Path) -> None:
    """Each was looked for among all: a million took the whole minute a file may take."""
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join(f"h{number}" for number in range(17_000)), "1," * 16_999 + "1"]))
    found = told(path).problem
    assert found is not None
    assert "more columns" in found.what
    assert found.found == "17,000 columns"


def test_a_long_text_that_cannot_be_taken_apart_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognised_tables, "READ_WHOLE", 1000)
    path = tmp_path / "rows.csv"
    path.write_text('name,count\n"' + "a,b\n" * 40_000)
    found = told(path).problem
    assert found is not None
    assert (found.what, found.where) == ("The CSV cannot be taken apart.", "rows.csv, line 32770")


def test_an_archive_of_thousands_of_files_is_opened_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list was read again for each file in it: 49,000 were not looked through within a minute."""
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for month in range(1, 10):
            text = f"{HEADER}\n{row(1, month=f'2021-0{month}')}\n"
            archive.writestr(f"2021-0{month}/2021-0{month}-kent-street.csv", text)
    opened: list[object] = []
    make = zipfile.ZipFile.__init__
    monkeypatch.setattr(
        zipfile.ZipFile, "__init__", lambda self, *args: (opened.append(args), make(self, *args))[1]
    )
    assert len(told(path).months) == 9
    assert len(opened) == 2, "once to list what it holds, once to read it"


OTHER = {
    "a PDF named csv": ("crime.csv", b"%PDF-1.7 ...", "a PDF"),
    "a PDF": ("minutes.pdf", b"%PDF-1.7 ...", "document"),
    "a shapefile": ("wards.shp", b"\x00\x00\x27\x0a", "map in a form"),
    "a packed folder": ("all.7z", b"7z\xbc\xaf\x27\x1c", "archive that is not read"),
    "a line of text": ("notes.txt", b"just a line\n", "one column only"),
    "deep JSON": ("deep.geojson", b"[" * 200_000, "cannot be read as JSON"),
    "a bad number": ("a.geojson", b'{"type": NaN', "cannot be read as JSON"),
    "a police file cut short": ("2021-01-kent-street.csv", HEADER.encode() + b"\n", "header and no rows"),
    "no such month": (
        "2021-13-kent-street.csv",
        f"{HEADER}\n{row(1, month='2021-12')}\n".encode(),
        "month in the file's name is none",
    ),
}


@pytest.mark.parametrize("case", OTHER)
def test_other_kinds_of_file_are_named(case: str, tmp_path: Path) -> None:
    name, content, words = OTHER[case]
    (tmp_path / name).write_bytes(content)
    found = told(tmp_path / name)
    assert found.problem is not None
    assert words in found.problem.what or words in found.problem.found


def test_areas_that_lie_elsewhere_are_a_problem(tmp_path: Path) -> None:
    swapped = told(geojson(tmp_path, points=[(y, x) for x, y in STEVENAGE]))
    assert swapped.problem is not None
    assert "swapped" in swapped.problem.what
    twice = told(geojson(tmp_path, properties=[WARD, WARD]))
    assert twice.problem is not None
    assert "same code" in twice.problem.what


def test_codes_alone_tell_the_kind_and_the_year_is_asked(tmp_path: Path) -> None:
    found = told(geojson(tmp_path, properties=[{"code": "E05004806", "name": "Bedwell"}]))
    assert found.options["kind"] == "ward"
    assert found.asks == ("vintage",)
    lsoa = told(geojson(tmp_path, properties=[{"lsoa21_code": "E01023750", "lsoa21_name": "Stevenage 009A"}]))
    assert (dict(lsoa.options), lsoa.asks) == ({"kind": "lsoa", "vintage": "2021"}, ())
    assert lsoa.districts == (("Stevenage", 1),)
