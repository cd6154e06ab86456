"""Each pattern of the plan is in the rows and gone from its twin, counted without the analysis room.

Places are rectangles read from the ground plan, so that no geometry library has a say. What is planted as a
quota has a plain limit. What is drawn (days inside a window, homes, hours) has a limit that one seed in a
thousand passes on the wrong side: what the strands plant, times e to the 3.09 standard errors of two Poisson
counts.
"""

import csv
import math
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, norm

from wardmote.measuring.catalogue.offence_codes import classify
from wardmote.measuring.demonstration.days import week_hours, window_of
from wardmote.measuring.demonstration.ground_plan import ground_plan
from wardmote.measuring.demonstration.strands import YEARS, SyntheticStrand, strands
from wardmote.measuring.demonstration.town import TWINS, Town

Written = Callable[[str | None], Town]
Table = list[dict[str, str]]
PLAN = tomllib.loads(
    files("wardmote.measuring.demonstration").joinpath("ground_plan.toml").read_text("utf-8")
)
NIGHT_PLACES = ("town-centre", "leisure", "walkway", "high-street")
RARE = 0.001
DAMAGE, FIRES = ("damage-to-vehicle", "damage-other", "arson"), ("primary-fires", "secondary-fires")


def table(town: Town, name: str) -> Table:
    return read(town.folder / name)


@lru_cache(maxsize=6)
def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as paper:
        rows = csv.reader(paper)
        headers = next(rows)
        return [dict(zip(headers, row, strict=True)) for row in rows]  # half the time of a DictReader


@cache
def class_of(code: str) -> str:
    return classify(code, "ho-2007-08")


def crimes(town: Town, *classes: str, years: tuple[str, ...] = ("2005", "2006", "2007")) -> Table:
    return [
        row
        for row in table(town, "crime.csv")
        if class_of(row["Offence code"]) in classes and row["From"][:4] in years
    ]


def damage(town: Town) -> Table:
    return crimes(town, "criminal-damage", "damage-to-vehicle", "arson")


def near(row: dict[str, str], kinds: tuple[str, ...], metres: int = 0) -> bool:
    east, north = int(row["Easting"]), int(row["Northing"])
    return any(
        abs(east - x) <= wide + metres and abs(north - y) <= high + metres
        for kind in kinds
        for _, x, y, wide, high in PLAN["places"][kind]
    )


def share(rows: Table, true: Callable[[dict[str, str]], bool]) -> float:
    return sum(map(true, rows)) / len(rows)


def day(row: dict[str, str]) -> date:
    return date.fromisoformat((row.get("From") or row.get("Received") or row["Call time"])[:10])


def in_days(first: tuple[int, int], last: tuple[int, int]) -> Callable[[date], bool]:
    if first <= last:
        return lambda d: first <= (d.month, d.day) <= last
    return lambda d: (d.month, d.day) >= first or (d.month, d.day) <= last


CHRISTMAS, BONFIRE = in_days((12, 15), (1, 4)), in_days((10, 24), (11, 8))
ALL_DAYS = [date(2005, 1, 1) + timedelta(n) for n in range(1095)]
# Weeks that are school holiday and weeks that are term in each of the three years, away from bonfire time.
HOLIDAY = in_days((7, 27), (8, 30))
TERMS = [
    in_days(*weeks)
    for weeks in (
        ((1, 9), (2, 10)),
        ((3, 1), (3, 20)),
        ((6, 12), (7, 14)),
        ((9, 12), (10, 14)),
        ((11, 13), (12, 10)),
    )
]


def in_term(d: date) -> bool:
    return any(weeks(d) for weeks in TERMS)


def not_bonfire(d: date) -> bool:
    return not BONFIRE(d)


def rate_ratio(rows: Table, inside: Callable[[date], bool], outside: Callable[[date], bool]) -> float:
    """Rows a day inside over rows a day outside."""
    days = [day(row) for row in rows]
    rates = [sum(map(part, days)) / sum(map(part, ALL_DAYS)) for part in (inside, outside)]
    return rates[0] / rates[1]


def christmas_robbery(town: Town) -> float:
    """The weakest of the three years, so that the peak is there every year."""
    rows = crimes(town, "robbery")
    by_year = [[row for row in rows if row["From"][:4] == year] for year in ("2005", "2006", "2007")]
    return min(share(some, lambda row: CHRISTMAS(day(row))) / (21 / 365) for some in by_year)


def unlit_robbery(town: Town) -> float:
    """Unlit and without camera, where both are known: robberies of 2007 against all other crime of 2007."""
    known = [row for row in table(town, "crime.csv") if "unknown" not in (row["Lighting"], row["CCTV"])]
    known = [row for row in known if row["From"].startswith("2007")]

    def dark(row: dict[str, str]) -> bool:
        return row["Lighting"] == "unlit" and row["CCTV"] == "no"

    robbed = [row for row in known if row["Offence code"] in ("34A", "34B")]
    others = [row for row in known if row["Offence code"] not in ("34A", "34B")]
    return share(robbed, dark) / share(others, dark)


def alcohol_night_places(town: Town) -> float:
    """Alcohol-related violence at night in the four places, over other violence there and then (shares)."""
    violent = [row for row in table(town, "crime.csv") if row["Alcohol related"] and row["From"] >= "2007"]

    def there_and_then(row: dict[str, str]) -> bool:
        hour = datetime.fromisoformat(row["From"]).hour
        return (hour >= 19 or hour < 4) and near(row, NIGHT_PLACES)

    drunk = [row for row in violent if row["Alcohol related"] == "Y"]
    sober = [row for row in violent if row["Alcohol related"] == "N"]
    return share(drunk, there_and_then) / share(sober, there_and_then)


def alcohol_rise(town: Town) -> float:
    flagged = Counter(row["From"][:4] for row in table(town, "crime.csv") if row["Alcohol related"] == "Y")
    return flagged["2007"] / flagged["2006"]


def burglary_hotspot(town: Town) -> float:
    """Burglaries of three years in the fullest 250 m square, over the most that homes alone bring to any."""
    rows = crimes(town, "burglary", "burglary-dwelling")
    cells = Counter((int(row["Easting"]) // 250, int(row["Northing"]) // 250) for row in rows)
    _, homes = np.unique(ground_plan().stock["homes"] // 250, axis=0, return_counts=True)
    most = next(m for m in range(len(rows)) if binom.sf(m, len(rows), homes / homes.sum()).sum() <= RARE)
    return max(cells.values()) / most


def moving_damage(town: Town) -> float:
    """Mean overlap of the ten fullest 250 m squares of one month with those of the next."""
    months: dict[str, Counter[tuple[int, int]]] = {}
    for row in damage(town):
        cell = (int(row["Easting"]) // 250, int(row["Northing"]) // 250)
        months.setdefault(row["From"][:7], Counter())[cell] += 1
    tops = [{cell for cell, _ in months[month].most_common(10)} for month in sorted(months)]
    return sum(len(a & b) for a, b in pairwise(tops)) / (len(tops) - 1)


def damage_places(town: Town) -> float:
    """Share of damage by the town centre, the leisure park and the shopping parades."""
    kinds = ("town-centre", "leisure", "neighbourhood-centre")
    return share(damage(town), lambda row: near(row, kinds, metres=250))


def holiday_damage(town: Town) -> float:
    return rate_ratio(damage(town), HOLIDAY, in_term)


def bonfire_damage(town: Town) -> float:
    return rate_ratio(damage(town), BONFIRE, not_bonfire)


def bonfire_fires(town: Town) -> float:
    return rate_ratio(table(town, "fires.csv"), BONFIRE, not_bonfire)


def three_offenders(town: Town) -> float:
    """The rise from 2006 to 2007 that the three most linked offenders of 2007 account for."""
    links = {
        year: Counter(row["Offender 1"] for row in crimes(town, "theft-from-vehicle", years=(year,)))
        for year in ("2006", "2007")
    }
    top = [key for key, _ in links["2007"].most_common() if key][:3]
    return sum(links["2007"][key] - links["2006"][key] for key in top) / (730 - 600)


def asb_near_places(town: Town) -> float:
    kinds = ("neighbourhood-centre", "pub", "park", "town-centre")
    return share(table(town, "asb.csv"), lambda row: near(row, kinds, metres=50))


def asb_evenings(town: Town) -> float:
    return share(table(town, "asb.csv"), lambda row: 17 <= int(row["Received"][11:13]) < 23)


def day_night_gap(town: Town) -> float:
    """Percentage points between those who feel safe by day and after dark."""
    rows = table(town, "survey.csv")
    total = sum(float(row["Weight"]) for row in rows)
    by_day, by_night = (
        sum(float(row["Weight"]) for row in rows if row[header] in ("safe", "fairly safe")) / total
        for header in ("Walking alone by day", "Walking alone after dark")
    )
    return 100 * (by_day - by_night)


# ---- what the strands plant, and how far a draw strays from it ----


def planted(strand: SyntheticStrand, inside: Callable[[date], bool]) -> float:
    """Rows of a strand that are expected on the days inside, all years."""
    found = 0.0
    for year, count in zip(YEARS, strand.counts, strict=True):
        days = np.arange(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01"))
        lift = np.array([1.0, *strand.lift.values()])[window_of(days, tuple(strand.lift)) + 1]
        weight = lift * week_hours(strand.week).sum(axis=1)[[d.weekday() for d in days.tolist()]]
        found += count * weight[[inside(d) for d in days.tolist()]].sum() / weight.sum()
    return found


def strays(ratio: float, above: float, below: float) -> tuple[float, float]:
    """What a ratio of two counts, ``above`` and ``below`` expected, passes once in a thousand either way."""
    far = math.exp(norm.isf(RARE) * math.sqrt(1 / above + 1 / below))
    return ratio / far, ratio * far


def days_limits(
    keys: tuple[str, ...],
    without: str,
    inside: Callable[[date], bool],
    outside: Callable[[date], bool],
) -> tuple[float, float]:
    """For ``rate_ratio``: at least this in the town, at most this in its twin."""
    limits = []
    for twin in (None, without):
        kinds = [strand for strand in strands(twin) if strand.key in keys]
        a, b = (sum(planted(strand, part) for strand in kinds) for part in (inside, outside))
        days = sum(map(outside, ALL_DAYS)) / sum(map(inside, ALL_DAYS))
        limits.append(strays(a / b * days, a, b))
    return limits[0][0], limits[1][1]


def night_limit() -> float:
    """The most that ``alcohol_night_places`` is in its twin."""
    kinds = {strand.key: strand for strand in strands("alcohol-night-places")}
    out, others = kinds["violence-alcohol-out"], kinds["violence-other"]
    hours = week_hours(others.week).sum(axis=0)
    at_night = (hours[:4].sum() + hours[19:].sum()) / hours.sum()
    there = at_night * sum(others.where[place] for place in NIGHT_PLACES)
    drunk, sober = out.counts[2] * there, others.counts[2] * there
    return strays(drunk / 419 / (sober / (1165 - 419)), drunk, sober)[1]


# twin, measure, at least this in the town, at most this in the twin (a bound that is not the pattern's size)
PATTERNS = [
    ("christmas-robbery", christmas_robbery, 2.5, 1.3),
    ("unlit-robbery", unlit_robbery, 3.0, 1.2),
    ("alcohol-night-places", alcohol_night_places, 5.0, night_limit()),
    ("alcohol-rise", alcohol_rise, 1.15, 1.0),
    ("moving-damage", lambda town: -moving_damage(town), -2.5, -4.0),
    ("damage-places", damage_places, 0.5, 0.35),
    ("holiday-damage", holiday_damage, *days_limits(DAMAGE, "holiday-damage", HOLIDAY, in_term)),
    ("bonfire-damage", bonfire_damage, *days_limits(DAMAGE, "bonfire-damage", BONFIRE, not_bonfire)),
    ("bonfire-damage", bonfire_fires, *days_limits(FIRES, "bonfire-damage", BONFIRE, not_bonfire)),
    ("three-offenders", three_offenders, 0.9, 0.1),
    ("asb-near-places", asb_near_places, 0.6, 0.3),
    ("asb-evenings", asb_evenings, 0.5, 0.3),
    ("day-night-gap", day_night_gap, 42.9, 0.1),
    ("burglary-has-hotspot", lambda town: -burglary_hotspot(town), -1.0, -2.0),
]


@pytest.mark.parametrize(("without", "measure", "town_at_least", "twin_at_most"), PATTERNS)
def test_the_pattern_is_in_the_town_and_not_in_its_twin(
    town_of: Written,
    without: str,
    measure: Callable[[Town], float],
    town_at_least: float,
    twin_at_most: float,
) -> None:
    assert measure(town_of(None)) >= town_at_least
    assert measure(town_of(without)) <= twin_at_most


def test_every_twin_has_its_pattern_tested() -> None:
    assert {name for name, *_ in PATTERNS} == set(TWINS)


@pytest.mark.parametrize("without", list(TWINS))
def test_a_twin_changes_only_its_own_rows(town_of: Written, without: str) -> None:
    """Outside the classes that the twin touches every row is the same, whatever its reference."""

    def untouched(town: Town) -> set[tuple[str, ...]]:
        return {
            tuple((row | {"Reference": ""}).values())
            for row in table(town, "crime.csv")
            if not kinds_of(row["Offence code"], bool(row["Alcohol related"])) & changed
        }

    @cache
    def kinds_of(code: str, violent: bool) -> frozenset[str]:
        return frozenset((*class_of(code).split("-"), *(["violence"] if violent else [])))

    changed = {strand.key.split("-")[0] for strand in strands(without) if strand not in strands()}
    assert untouched(town_of(without)) == untouched(town_of(None))
