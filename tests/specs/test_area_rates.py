"""Many areas against one rate: the funnel of domain notes 3.19, and how often it is wrong."""

import csv
import gzip
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from wardmote.measuring.analysis.area_rates import AreaRates, area_rates, funnel_limits
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal


def test_350_burglaries_where_the_group_would_have_297() -> None:
    own = area_rates([350], [33_000], overall=9.0 / 1000, overdispersed=False).areas[0]
    assert own.expected == pytest.approx(297)
    assert own.rate == pytest.approx(10.61, abs=5e-3)
    assert (own.warning, own.control) == ((264, 331), (245, 352))
    assert own.band == "above warning"


@pytest.mark.parametrize(
    ("count", "band"),
    [
        (353, "above control"),
        (352, "above warning"),
        (331, "within"),
        (264, "within"),
        (263, "below warning"),
        (244, "below control"),
    ],
)
def test_the_bands_of_the_funnel(count: int, band: str) -> None:
    assert area_rates([count], [33_000], overall=0.009, overdispersed=False).areas[0].band == band


def test_the_funnel_is_the_poisson_distributions() -> None:
    assert funnel_limits(297) == (264, 331)
    assert funnel_limits(297, confidence=0.998) == (245, 352)


def test_an_area_without_a_denominator_cannot_say_and_disturbs_nobody() -> None:
    rates = area_rates([50, 10, 10, 10, 99, 99], [1000, 1000, 1000, 1000, 0, None], overdispersed=False)
    assert [area.flag for area in rates.areas[4:]] == ["cannot say", "cannot say"]
    assert rates.areas[0].flag == "above"
    assert rates.overall == 20.0
    assert rates.areas[5].rate is None


def false_alarms(maps: list[AreaRates]) -> dict[str, float]:
    """The share of maps with an area above, and with one below."""
    found = [{area.flag for area in each.areas} for each in maps]
    return {side: sum(side in flags for flags in found) / len(maps) for side in ("above", "below")}


def test_chance_alone_hardly_ever_flags_an_area() -> None:
    chance = np.random.default_rng(2007)
    people = chance.integers(900, 2500, 52)
    maps = [area_rates(chance.poisson(people * 0.03), people, overdispersed=False) for _ in range(200)]
    assert max(false_alarms(maps).values()) <= 0.08  # one in twenty, and what 200 maps leave open


def test_uneven_towns_where_no_area_stands_out_hardly_ever_have_a_flag() -> None:
    """Rates that differ by 30 % from area to area for no one reason; about one map in twenty, by design."""
    chance = np.random.default_rng(2006)
    counts = [chance.poisson(chance.gamma(1 / 0.09, 200 * 0.09, 52)) for _ in range(200)]
    alarms = false_alarms([area_rates(each, [1600] * 52) for each in counts])
    assert max(alarms.values()) <= 0.08  # one in twenty, and what 200 maps leave open


def test_a_town_centre_is_above_however_uneven_the_rest() -> None:
    chance = np.random.default_rng(2021)
    rates_of_rest = chance.gamma(6, 0.015, 51)
    counts = [1629, *chance.poisson(1600 * rates_of_rest)]
    rates = area_rates(counts, [1600] * 52)
    assert rates.phi > 1
    assert rates.areas[0].flag == "above"
    assert sum(area.flag == "above" for area in rates.areas) <= 5


def test_too_few_areas_and_wrong_lengths() -> None:
    assert area_rates([5, 5], [10, 10]).status == Status.INSUFFICIENT
    assert area_rates([0, 0, 0], [10, 10, 10]).status == Status.INSUFFICIENT
    with pytest.raises(Refusal):
        area_rates([1, 2, 3], [1, 2])


WARDS = [400, 600, 700, 500, 650, 720, 800, 450, 550, 600, 620, 690]


@pytest.mark.parametrize("centre", [700, 1_200, 2_436, 10_000])
def test_an_extreme_area_neither_widens_its_own_limit_nor_lifts_what_it_is_held_against(centre: int) -> None:
    rates = area_rates([centre, *WARDS], [7_000] * 13)
    assert rates.areas[0].expected == pytest.approx(sum(WARDS) / 12)
    usual = area_rates([607, *WARDS], [7_000] * 13).areas[0]
    assert rates.areas[0].control == usual.control


def test_an_area_that_stands_out_goes_on_standing_out_as_it_grows() -> None:
    flags = [area_rates([n, *WARDS], [7_000] * 13).areas[0].flag for n in range(600, 6_000, 100)]
    first = flags.index("above")
    assert set(flags[:first]) == {"within"}
    assert set(flags[first:]) == {"above"}


def test_two_centres_do_not_hide_each_other() -> None:
    rates = area_rates([2_436, 2_300, *WARDS], [7_000] * 14)
    assert [area.flag for area in rates.areas[:3]] == ["above", "above", "within"]


def test_leeds_and_its_city_centre_from_month_to_month(shared_data: Path) -> None:
    """Thirteen years that each end a month later: an area's verdict changes once at most, not to and fro."""
    path = shared_data / "police/leeds/leeds_msoa_monthly_crime_to_2024-07.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    months = sorted({row["month"] for row in rows})
    people = {row["msoa_hocl_name"]: float(row["census_population"]) for row in rows}
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["msoa_hocl_name"], row["month"]] += int(row["crime_count"])
    verdicts = []
    for first in range(len(months) - 11):
        year = months[first : first + 12]
        found = area_rates([sum(counts[a, m] for m in year) for a in people], list(people.values()))
        verdicts.append({a for a, area in zip(people, found.areas, strict=True) if area.flag == "above"})
    assert all("Leeds City Centre" in above for above in verdicts)
    changes = {a: sum((a in x) != (a in y) for x, y in pairwise(verdicts)) for a in people}
    assert max(changes.values()) <= 1


def test_stevenage_s_town_centre_stands_out_however_many_months_are_taken(shared_data: Path) -> None:
    """Of its twelve MSOAs one has twice the rate of all others but one, in every window of 2021."""
    with (shared_data / "denominators/population_mid2020_lsoa11_hertfordshire.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["lsoa11_name"].startswith("Stevenage ")]
    msoa = {row["lsoa11_code"]: row["lsoa11_name"][10:13] for row in rows}
    people: Counter[str] = Counter()
    for row in rows:
        people[msoa[row["lsoa11_code"]]] += int(float(row["total_population"]))
    counts: Counter[str] = Counter()
    for month in range(1, 13):
        name = f"police/stevenage/street/2021-{month:02}-hertfordshire-street-stevenage.csv"
        with (shared_data / name).open(encoding="utf-8") as file:
            counts.update(msoa[row["LSOA code"]] for row in csv.DictReader(file) if row["LSOA code"] in msoa)
        found = area_rates([counts[area] for area in people], list(people.values()))
        above = {area for area, rate in zip(people, found.areas, strict=True) if rate.flag == "above"}
        assert month < 6 or above == {"008"}, f"January to month {month}"
