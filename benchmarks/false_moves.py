"""How often is an area said to have moved where none did, and how often is one found that did?

Run: PYTHONPATH=src python benchmarks/false_moves.py [--draws N] [--real DIR]

Months in which no area moved are made from real ones: the neighbourhoods (MSOAs) of Leeds, each pair of like
months of two years turned round or not; the small areas (LSOAs) of Stevenage in 2021, months shuffled. All
areas of a class are turned together, so that what they share stays (``together``), or each by itself
(``apart``). Judged as a map is: every area of every class and of everything (``analysis.moves``). Printed:
the share of maps with any false move (goal 5 %; sure to be above is status 1), with its 95 % interval
(Wilson). Then one cell of such a map, of 30 rows before and more, has in the later year what it had in the
earlier times 1.5, 2, 3 and 10: how often it is found. Half an hour; few draws make it quick.
"""

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from false_findings import DEFAULT, GOAL, print_row, share
from unchanged_months import CLASSES, LEEDS, ONE_YEAR, TWO_YEARS, Counts, Plan, leeds

from wardmote.measuring.analysis.intervals import wilson
from wardmote.measuring.analysis.moves import AreaMoves, ClassByArea, area_moves
from wardmote.measuring.catalogue.classes import CRIME_TYPES
from wardmote.measuring.catalogue.dispersions import usual_dispersion
from wardmote.measuring.figures.series import compared_months

FACTORS = (1.5, 2, 3, 10)
SIZES = ((30, 45), (60, 90), (120, 180), (240, 400))
Turn = Callable[[np.random.Generator, Counts], Counts]


def judge(plan: Plan, counts: Counts) -> AreaMoves:
    """Counts [class, month, area] as a map judges them, everything together last."""
    everything = np.concatenate([counts, counts.sum(axis=0, keepdims=True)])
    keys, none = (*CLASSES, "all"), np.zeros(len(plan.months))
    return area_moves(
        [
            ClassByArea(compared_months(each.T, plan.months, **plan.periods), none, usual_dispersion(key))
            for key, each in zip(keys, everything, strict=True)
        ]
    )


def turned(*, apart: bool) -> Turn:
    """Each pair of like months turned round or not, of each class, or of each area of it."""

    def turn(rng: np.random.Generator, counts: Counts) -> Counts:
        first, second = counts[:, :12], counts[:, 12:]
        swap = rng.random(first.shape if apart else (*first.shape[:2], 1)) < 0.5
        return np.concatenate([np.where(swap, second, first), np.where(swap, first, second)], axis=1)

    return turn


def shuffled(*, apart: bool) -> Turn:
    """The months of each class in another order, all its areas alike, or each by itself."""

    def turn(rng: np.random.Generator, counts: Counts) -> Counts:
        if apart:
            return np.asarray(rng.permuted(counts, axis=1))
        return np.array([each[rng.permutation(counts.shape[1])] for each in counts])

    return turn


def neighbourhoods(real: Path) -> Counts:
    """Leeds: [class, month, MSOA]."""
    return np.stack(list(leeds(real).values()), axis=2)


def small_areas(real: Path) -> Counts:
    """Stevenage 2021: [class, month, LSOA]."""
    rows: Counter[tuple[str, int, str]] = Counter()
    for path in sorted((real / "police/stevenage/street").glob("2021-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[CRIME_TYPES[row["Crime type"]], int(row["Month"][-2:]), row["LSOA code"]] += 1
    areas = sorted({area for _, _, area in rows})
    return np.array([[[rows[k, m, a] for a in areas] for m in range(1, 13)] for k in CLASSES], float)


def cases(real: Path) -> dict[str, tuple[Plan, Counts, Turn]]:
    city, town = neighbourhoods(real), small_areas(real)
    found = {}
    for way, apart in (("together", False), ("apart", True)):
        for length in (12, 6, 3):
            plan = Plan(TWO_YEARS, length, True)
            found[f"Leeds, like {length}, turned {way}"] = plan, city, turned(apart=apart)
        for length in (12, 6):
            plan = Plan(TWO_YEARS, length, False)
            found[f"Leeds, consecutive {length}, shuffled {way}"] = plan, city, shuffled(apart=apart)
        for length in (6, 3):
            plan = Plan(ONE_YEAR, length, False)
            found[f"Stevenage, consecutive {length}, shuffled {way}"] = plan, town, shuffled(apart=apart)
    return found


def print_false(real: Path, draws: int) -> bool:
    """The table; whether no rate is surely above its goal."""
    met = True
    print_row("map", "any false move %", "false moves a map", "counts judged", "draws")
    print_row(*["---"] * 5)
    for i, (name, (plan, counts, turn)) in enumerate(cases(real).items()):
        rng, named, looked = np.random.default_rng(4000 + i), [], 0
        for _ in range(draws):
            found = judge(plan, turn(rng, counts))
            named.append(int(found.moved.sum()))
            looked = int(found.looked.sum())
        wrong = sum(map(bool, named))
        print_row(name, share(wrong, draws), f"{sum(named) / draws:.2f}", f"{looked:,}", str(draws))
        met &= wilson(wrong, draws)[0] <= GOAL
    return met


def print_power(real: Path, draws: int) -> None:
    """One cell of an unchanged Leeds raised in the later year: how often it is found."""
    print_row("rows before", *(f"times {factor:g}" for factor in FACTORS))
    print_row("---", *["---"] * len(FACTORS))
    city, plan, turn = neighbourhoods(real), Plan(TWO_YEARS, 12, True), turned(apart=False)
    for i, (least, most) in enumerate(SIZES):
        found = np.zeros(len(FACTORS))
        for j, factor in enumerate(FACTORS):
            rng = np.random.default_rng(5000 + 10 * i + j)
            for _ in range(draws):
                counts = turn(rng, city)
                year = counts[:, :12].sum(axis=1)
                fits = np.argwhere((year >= least) & (year <= most))
                key, area = fits[rng.integers(len(fits))]
                counts[key, 12:, area] = np.round(counts[key, :12, area] * factor)
                found[j] += judge(plan, counts).moved[key, area]
        print_row(f"{least} to {most}", *(share(int(n), draws) for n in found))


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=200, help="maps of each kind")
    parser.add_argument("--real", type=Path, default=DEFAULT, help="folder of the real public data")
    asked = parser.parse_args()
    if not (asked.real / LEEDS).is_file():
        print(f"No Leeds file under {asked.real}: nothing is measured.", file=sys.stderr)
        return 1
    began = time.monotonic()
    met = print_false(asked.real, asked.draws)
    print_power(asked.real, asked.draws // 4)
    print(f"{date.today()}, {time.monotonic() - began:.0f} s")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
