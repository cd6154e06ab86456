"""What the evidence answers, on a small county made here: Barchester's district has LSOAs 001A and 001B."""

import json
from pathlib import Path

import pytest

from tests.measuring.store.making import load, row, street
from wardmote.measuring.catalogue.periods import month_index, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.open_load import load_areas, load_lookup, load_totals

FEED = "police-uk"
MARCH, MAY = month_index(2021, 3), month_index(2021, 5)
WEST, EAST = "-0.2,51.9", "-0.1,51.9"
A, B = "E01000001,Barchester 001A", "E01000002,Barchester 001B"
PLUMSTEAD, FAR = "E01000003,Plumstead 002A", "E01000009,Framley 001A"


def county(tmp_path: Path) -> Path:
    """March and May 2021, no April: Barchester 3 + 2, Plumstead 1, one row far away, one nowhere."""
    data = tmp_path / "data"
    march = [
        barset(1, point=WEST, lsoa=A),
        barset(2, point=EAST, lsoa=B),
        barset(3, point="-0.1,51.5", lsoa=B, word="Robbery"),
        barset(4, point="-0.5,51.9", lsoa=PLUMSTEAD),
        barset(5, point="-1.5,53.9", lsoa=FAR),
        barset(6, point=",", lsoa=","),
    ]
    may = [barset(n, month="2021-05", point=WEST, lsoa=A) for n in (11, 12)]
    files = {"2021-03-barset-street.csv": march, "2021-05-barset-street.csv": may}
    load(data, [street(tmp_path, rows, name=name) for name, rows in files.items()])
    return data


def barset(number: int, **more: str) -> str:
    return row(number, force="Barset Constabulary", **more)


def square(west: float, code: str, name: str, prefix: str = "WD13") -> dict[str, object]:
    corners = [[west, 51.8], [west + 0.1, 51.8], [west + 0.1, 52.0], [west, 52.0], [west, 51.8]]
    return {
        "type": "Feature",
        "properties": {f"{prefix}CD": code, f"{prefix}NM": name},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


def with_wards(
    tmp_path: Path, data: Path, *, vintage: str = "2013", prefix: str = "WD13", first: int = 1
) -> None:
    features = [
        square(-0.25, f"E0500000{first}", "West", prefix),
        square(-0.15, f"E0500000{first + 1}", "East", prefix),
    ]
    path = tmp_path / f"wards{vintage}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    load_areas(Folder(data), path, kind="ward", vintage=vintage)


def with_county(tmp_path: Path, data: Path) -> None:
    lsoas = tmp_path / "lookup_lsoa.csv"
    lsoas.write_text(
        "lsoa11_code,lsoa11_name,ltla22_code,ltla22_name\n"
        f"{A},E07000001,Barchester\n{B},E07000001,Barchester\n{PLUMSTEAD},E07000002,Plumstead\n"
        "E01000004,Plumstead 002B,E07000002,Plumstead\n"
    )
    districts = tmp_path / "lookup_districts.csv"
    districts.write_text(
        "ltla22_code,ltla22_name,csp22_code,csp22_name,pfa22_code,pfa22_name\n"
        "E07000001,Barchester,E22000001,Barchester,E23000001,Barset\n"
        "E07000002,Plumstead,E22000002,Plumstead,E23000001,Barset\n"
    )
    people = tmp_path / "population_mid2020_lsoa11.csv"
    people.write_text(
        "lsoa11_code,total_population\nE01000001,1500\nE01000002,1600\nE01000003,1700\nE01000004,1800\n"
    )
    load_lookup(Folder(data), lsoas)
    load_lookup(Folder(data), districts)
    load_totals(Folder(data), people, what="population")


def test_a_place_is_the_lsoas_that_carry_its_name(tmp_path: Path) -> None:
    place = Evidence(county(tmp_path)).place("barchester")
    assert (str(place.id), place.name) == ("district:2011:barchester", "Barchester")
    assert place.members == {"lsoa:2011": frozenset({"E01000001", "E01000002"})}


def test_months_between_are_known_gaps_and_count_nothing(tmp_path: Path) -> None:
    evidence = Evidence(county(tmp_path))
    counted = evidence.monthly(FEED, evidence.place("Barchester"), "place")
    assert counted.months == (MARCH, MARCH + 1, MAY)
    assert counted.held == (True, False, True)
    assert counted.classes == ("burglary", "robbery")
    assert counted.counts[:, :, 0].tolist() == [[2, 0, 2], [1, 0, 0]]
    assert set(counted.loads) == {MARCH, MAY}


def test_wards_count_by_point_and_say_how_many_lie_in_none(tmp_path: Path) -> None:
    data = county(tmp_path)
    with_wards(tmp_path, data)
    evidence = Evidence(data)
    counted = evidence.monthly(FEED, evidence.place("Barchester"), "ward:2013")
    assert [str(area) for area in counted.areas] == ["ward:2013:E05000001", "ward:2013:E05000002"]
    assert counted.counts.sum(axis=0).tolist() == [[1, 1], [0, 0], [2, 0]]
    assert counted.unplaced.sum(axis=0).tolist() == [1, 0, 0]


def test_two_ward_sets_are_never_mixed(tmp_path: Path) -> None:
    data = county(tmp_path)
    with_wards(tmp_path, data)
    with_wards(tmp_path, data, vintage="2025", prefix="WD25", first=3)
    evidence = Evidence(data)
    place = evidence.place("Barchester")
    (feed,) = evidence.feeds(place)
    assert feed.units == ("lsoa:2011", "ward:2013", "ward:2025")
    assert {a.vintage for a in evidence.monthly(FEED, place, "ward:2025").areas} == {"2025"}
    with pytest.raises(Refusal) as refused:
        evidence.place("West")
    assert "ward:2013:E05000001" in refused.value.todo
    assert "ward:2025:E05000003" in refused.value.todo


def test_of_two_ward_sets_a_period_has_the_one_in_force(tmp_path: Path) -> None:
    data = county(tmp_path)
    with_wards(tmp_path, data)
    with_wards(tmp_path, data, vintage="2025", prefix="WD25", first=3)

    def wards_in(period: str) -> list[str]:
        evidence = Evidence(data)
        place = evidence.place("Barchester")
        told = evidence.in_force(place, evidence.feeds(place)[0], parse_period(period))
        assert told.units[0] == "lsoa:2011"
        return [unit for unit in told.units if unit.startswith("ward:")]

    since_may_2025 = {
        "2012-01:2012-12": "ward:2013", "2021-10:2021-12": "ward:2013", "2024-01:2024-12": "ward:2013",
        "2025-01:2025-03": "ward:2013", "2025-01:2025-12": "ward:2025", "2026-01:2026-03": "ward:2025",
    }  # fmt: skip
    assert {period: wards_in(period) for period in since_may_2025} == {
        period: [unit] for period, unit in since_may_2025.items()
    }
    lookup = tmp_path / "lookup_wards.csv"
    lookup.write_text(
        f"lsoa11_code,lsoa11_name,ward24_code,ward24_name\n{A},E05000003,West\n{B},E05000004,East\n"
    )
    load_lookup(Folder(data), lookup)
    assert wards_in("2024-01:2024-12") == ["ward:2025"], "a lookup of 2024 has the same wards"
    assert wards_in("2023-04:2024-03") == ["ward:2013"]


@pytest.mark.parametrize("unit", ["oa:2011", "place:2008"])
def test_units_too_small_for_map_points_are_refused(unit: str, tmp_path: Path) -> None:
    evidence = Evidence(county(tmp_path))
    with pytest.raises(Refusal, match="as small as this"):
        evidence.monthly(FEED, evidence.place("Barchester"), unit)


def test_what_is_not_loaded_is_said_with_its_command(tmp_path: Path) -> None:
    evidence = Evidence(county(tmp_path))
    with pytest.raises(Refusal) as refused:
        evidence.monthly(FEED, evidence.place("Barchester"), "ward:2019")
    assert "load areas FILE --kind ward --vintage 2019" in refused.value.todo
    with pytest.raises(Refusal, match="No such place"):
        evidence.place("Nowhere")
    with pytest.raises(Refusal, match="No such area"):
        evidence.place("lsoa:2011:E01999999")
    assert Evidence(tmp_path / "empty").receipts() == ()


def test_the_rest_of_the_force_is_the_countys_other_lsoas(tmp_path: Path) -> None:
    data = county(tmp_path)
    with_county(tmp_path, data)
    evidence = Evidence(data)
    place = evidence.place("Barchester")
    assert str(place.id) == "district:2022:E07000001"
    rest = evidence.rest_of_force(place)
    assert rest is not None
    assert rest.name == "rest of Barset"
    assert rest.members == {"lsoa:2011": frozenset({"E01000003", "E01000004"})}
    assert evidence.place(str(rest.id)) == rest
    assert evidence.monthly(FEED, rest, "place").counts.sum() == 1
    found = evidence.denominator("population", rest, "place", 2021)
    assert found is not None
    assert (found.values, found.year) == ((3500.0,), 2020)


def test_rows_outside_the_county_stay_in_the_force_totals(tmp_path: Path) -> None:
    data = county(tmp_path)
    with_county(tmp_path, data)
    evidence = Evidence(data)
    totals = evidence.force_totals(FEED, evidence.place("Barchester"))
    assert (totals.read, totals.place, totals.elsewhere, totals.outside, totals.unlocated) == (8, 5, 1, 1, 1)
    assert totals.missing == (MARCH + 1,)


def test_districts_with_rows_in_the_period_are_gone_through(tmp_path: Path) -> None:
    data = county(tmp_path)
    with_county(tmp_path, data)
    evidence = Evidence(data)
    assert [p.name for p in evidence.places("district", parse_period("2021-03:2021-03"))] == [
        "Barchester",
        "Plumstead",
    ]
    assert [p.name for p in evidence.places("district", parse_period("2021-05:2021-05"))] == ["Barchester"]
    assert [str(p.id) for p in evidence.places("csp", parse_period("2021-05:2021-05"))] == [
        "csp:2022:E22000001"
    ]
    assert evidence.place("Barset").members == {
        "lsoa:2011": frozenset({"E01000001", "E01000002", "E01000003", "E01000004"})
    }


def test_the_year_of_a_base_is_the_nearest_not_later(tmp_path: Path) -> None:
    data = county(tmp_path)
    for year, people in ((2017, 10), (2019, 20), (2022, 30)):
        path = tmp_path / f"population_mid{year}_lsoa11.csv"
        path.write_text(f"lsoa11_code,total_population\nE01000001,{people}\nE01000002,{people}\n")
        load_totals(Folder(data), path, what="population")
    evidence = Evidence(data)
    place = evidence.place("Barchester")
    years = {
        wanted: found.year
        for wanted in (2018, 2021, 2022, 2012)
        if (found := evidence.denominator("population", place, "lsoa:2011", wanted))
    }
    assert years == {2018: 2017, 2021: 2019, 2022: 2022, 2012: 2017}
    assert evidence.denominator("households", place, "place", 2021) is None


def test_areas_without_a_number_make_the_base_at_least(tmp_path: Path) -> None:
    data = county(tmp_path)
    path = tmp_path / "population_mid2020_lsoa11.csv"
    path.write_text("lsoa11_code,total_population\nE01000001,1500\n")
    load_totals(Folder(data), path, what="population")
    evidence = Evidence(data)
    found = evidence.denominator("population", evidence.place("Barchester"), "place", 2021)
    assert found is not None
    assert (found.values, found.qualifier) == ((1500.0,), "at least")


def test_rows_of_two_vintages_meet_where_a_lookup_says_how(tmp_path: Path) -> None:
    """001A is unchanged; 001B was split into E01034001 and E01034002, so only back to 2011 is known."""
    data = tmp_path / "data"
    old = [row(1, lsoa=A), row(2, lsoa=B)]
    new = [
        row(n, month="2021-04", lsoa=lsoa)
        for n, lsoa in enumerate((A, "E01034001,Barchester 001C", "E01034002,Barchester 001D"), 3)
    ]
    load(data, [street(tmp_path, old), street(tmp_path, new, name="2021-04-barchester-street.csv")])
    lookup = tmp_path / "lookup.csv"
    lookup.write_text(
        "lsoa11_code,lsoa11_name,change_code,lsoa21_code,lsoa21_name\n"
        f"{A},U,{A}\n{B},S,E01034001,Barchester 001C\n{B},S,E01034002,Barchester 001D\n"
    )
    load_lookup(Folder(data), lookup)
    evidence = Evidence(data)
    place = evidence.place("Barchester")
    (feed,) = evidence.feeds(place)
    assert feed.units[:2] == ("lsoa:2011", "lsoa:2021")
    back = evidence.monthly(FEED, place, "lsoa:2011")
    assert back.counts.sum(axis=0).tolist() == [[1, 1], [1, 2]]
    assert back.unplaced.sum() == 0
    forth = evidence.monthly(FEED, place, "lsoa:2021")
    assert forth.counts.sum(axis=0).tolist() == [[1, 0, 0], [1, 1, 1]]
    assert forth.unplaced.sum(axis=0).tolist() == [1, 0]


def test_british_transport_police_are_kept_apart(tmp_path: Path) -> None:
    data = county(tmp_path)
    rail = [row(n, force="British Transport Police", lsoa=A) for n in (1, 2)]
    load(data, [street(tmp_path, rail, name="2021-03-btp-street.csv")])
    evidence = Evidence(data)
    place = evidence.place("Barchester")
    assert evidence.monthly(FEED, place, "place").counts.sum() == 5
    assert evidence.force_totals(FEED, place).transport_police == 2


@pytest.mark.parametrize(("mark", "synthetic"), [("yes", True), ("", False)])
def test_made_up_rows_are_marked_for_ever(mark: str, synthetic: bool, tmp_path: Path) -> None:
    data = tmp_path / "data"
    path = street(tmp_path, [row(1)])
    header, line = path.read_text().splitlines()
    path.write_text(f"{header},synthetic\n{line},{mark}\n")
    load(data, [path])
    evidence = Evidence(data)
    assert evidence.feeds(evidence.place("Barchester"))[0].synthetic is synthetic
    assert evidence.receipts()[0].synthetic is synthetic
