"""The real files beside the checkout, against the numbers published with them and in the example pages."""

from pathlib import Path

import numpy as np
import pytest

from tests.measuring.store.making import TODAY
from wardmote.measuring.catalogue.periods import month_index, parse_period
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.open_load import load_areas, load_lookup, load_totals
from wardmote.measuring.store.police_uk_load import held_months, load_police_uk
from wardmote.measuring.store.receipts import list_receipts

FEED = "police-uk"
YEAR = range(month_index(2021, 1), month_index(2021, 12) + 1)
FORCE_ROWS = {
    (2018, 10): 9883, (2018, 11): 9175, (2018, 12): 8965, (2019, 1): 9206, (2019, 2): 9019, (2021, 1): 6914,
    (2021, 2): 6885, (2021, 3): 8300, (2021, 4): 8422, (2021, 5): 8961, (2021, 6): 9139, (2021, 7): 9551,
    (2021, 8): 8684, (2021, 9): 8806, (2021, 10): 8533, (2021, 11): 8474, (2021, 12): 7738,
}  # fmt: skip
TOWN_ROWS = [984, 897, 885, 873, 867, 671, 636, 797, 854, 951, 1017, 1043, 896, 998, 917, 864, 819]


@pytest.fixture(scope="module")
def data(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Folder(tmp_path_factory.mktemp("wardmote") / "data")
    police, places = shared_data / "police" / "hertfordshire", shared_data / "geography"
    files = [*police.glob("street/*.csv.gz"), *police.glob("outcomes/*.csv.gz")]
    load_police_uk(folder, files, released=None, today=TODAY, report=lambda line: None)
    load_areas(folder, places / "hertfordshire_lsoa11.geojson.gz", kind="lsoa", vintage="2011")
    load_areas(folder, places / "stevenage_ward13.geojson", kind="ward", vintage="2013")
    load_areas(folder, places / "stevenage_ward25.geojson", kind="ward", vintage="2025")
    for name in ("lookup_lsoa11_lsoa21_ltla22_hertfordshire", "lookup_ltla24_csp24_pfa24_england_wales"):
        load_lookup(folder, places / f"{name}.csv")
    load_lookup(folder, places / "lookup_lsoa11_ward17_hertfordshire.csv")
    counted = shared_data / "denominators"
    load_totals(folder, counted / "population_mid2020_lsoa11_hertfordshire.csv", what="population")
    census = counted / "census2021_residents_households_lsoa21_hertfordshire.csv"
    load_totals(folder, census, what="households")
    return folder.root


@pytest.fixture(scope="module")
def evidence(data: Path) -> Evidence:
    return Evidence(data)


def year(evidence: Evidence, unit: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...], tuple[str, ...]]:
    counted = evidence.monthly(FEED, evidence.place("Stevenage"), unit)
    inside = [i for i, month in enumerate(counted.months) if month in YEAR]
    return (
        counted.counts[:, inside].sum(axis=1),
        counted.unplaced[:, inside].sum(axis=1),
        counted.classes,
        tuple(area.code for area in counted.areas),
    )


def test_every_month_of_the_force_is_whole(data: Path) -> None:
    read = {
        (part.month // 12, part.month % 12 + 1): part.facts["read"]
        for receipt in list_receipts(Folder(data))
        for part in receipt.parts
        if part.table == "street" and part.month is not None
    }
    assert read == FORCE_ROWS
    assert held_months(Folder(data)) == (
        "hertfordshire: 17 months held, 2018-10 to 2021-12; missing 2019-03 to 2020-12",
    )


def test_stevenage_month_by_month(evidence: Evidence) -> None:
    place = evidence.place("Stevenage")
    assert len(place.members["lsoa:2011"]) == 52
    counted = evidence.monthly(FEED, place, "place")
    by_month = counted.counts.sum(axis=(0, 2))
    assert [int(n) for n, held in zip(by_month, counted.held, strict=True) if held] == TOWN_ROWS
    assert counted.held.count(False) == 22


def test_stevenage_2021_totals(evidence: Evidence) -> None:
    counts, unplaced, classes, _ = year(evidence, "place")
    totals = dict(zip(classes, counts[:, 0].tolist(), strict=True))
    assert (int(counts.sum()), int(unplaced.sum())) == (10_463, 0)
    assert totals["anti-social-behaviour"] == 2_655
    assert totals["violence-and-sexual-offences"] == 3_326


def test_the_town_centre_leads_the_lsoas(evidence: Evidence) -> None:
    counts, unplaced, _, codes = year(evidence, "lsoa:2011")
    by_area = dict(zip(codes, counts.sum(axis=0).tolist(), strict=True))
    assert len(by_area) == 52
    assert max(by_area, key=lambda code: by_area[code]) == "E01023758"
    assert by_area["E01023758"] == 1_629
    assert int(counts.sum() + unplaced.sum()) == 10_463
    assert sum(sorted(by_area.values())[-5:]) / 10_463 == pytest.approx(0.35, abs=0.005)


@pytest.mark.parametrize("unit", ["ward:2013", "ward:2025"])
def test_both_ward_sets_count_by_point_with_the_rest_in_none(unit: str, evidence: Evidence) -> None:
    counts, unplaced, _, codes = year(evidence, unit)
    assert len(codes) == 13
    assert 0 < int(unplaced.sum()) < 20
    assert int(counts.sum() + unplaced.sum()) == 10_463


def test_stevenage_against_the_rest_of_hertfordshire(evidence: Evidence) -> None:
    place = evidence.place("Stevenage")
    rest = evidence.rest_of_force(place)
    assert rest is not None
    assert rest.name == "rest of Hertfordshire"
    assert len(rest.members["lsoa:2011"]) == 690 - 52
    rates = []
    for each in (place, rest):
        counted = evidence.monthly(FEED, each, "place")
        inside = [i for i, month in enumerate(counted.months) if month in YEAR]
        base = evidence.denominator("population", each, "place", 2021)
        assert base is not None
        rates.append(round(counted.counts[:, inside].sum() / base.values[0] * 1000))
    assert rates == [119, 79]


def test_denominators_of_stevenage(evidence: Evidence) -> None:
    place = evidence.place("Stevenage")
    people = evidence.denominator("population", place, "place", 2021)
    homes = evidence.denominator("households", place, "place", 2021)
    centre = evidence.denominator("population", place, "lsoa:2011", 2021)
    wards = evidence.denominator("population", place, "ward:2013", 2021)
    assert people is not None
    assert homes is not None
    assert centre is not None
    assert wards is not None
    assert (people.values[0], people.year, homes.values[0]) == (88_104, 2020, 36_501)
    assert dict(zip((a.code for a in centre.areas), centre.values, strict=True))["E01023758"] == 2_644
    assert (len(wards.areas), sum(wards.values)) == (13, 88_104)


def test_ten_districts_of_hertfordshire(evidence: Evidence) -> None:
    places = evidence.places("district", parse_period("2021-01:2021-12"))
    assert len(places) == 10
    assert str(next(p.id for p in places if p.name == "Stevenage")) == "district:2024:E07000243"
    totals = evidence.force_totals(FEED, evidence.place("Stevenage"))
    assert totals.read == sum(FORCE_ROWS.values())
    assert totals.repeated == 3
    assert totals.kept == totals.place + totals.elsewhere + totals.outside + totals.unlocated
