"""How often is "clear" said of months that did not change, and how often of months that did?

Run: PYTHONPATH=src python benchmarks/false_findings.py [--quick] [--part compare|power|pages]

Months in which nothing changed are made from real ones (shuffled inside each class, or each pair of like
months turned round at random) and by two worlds of fourteen classes: counts whose variance is 1, 1.7, 3 or 5
times their mean (exchangeable), and levels that drift from month to month as the catalogue has it. Each is
assessed at lengths 1, 2, 3, 6 and 12, like months and consecutive ones. Printed: the share of assessments
with any false "clear" (goal 5 % where months are exchangeable) and any false "out of the ordinary" (goal
5 % where they drift), with 95 % intervals (Wilson). Power: one class of 5 to 1,000 a month is raised by a
quarter, a half and doubled; against the best test that knows the dispersion (the same statistic, Holm).
Pages: whole assessments are drafted from shuffled months, and the first page is read. Status 1 where a rate
is surely above its goal. All of it takes under an hour; --quick a tenth.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from unchanged_months import (
    CLASSES,
    DRIFT,
    HALVES,
    LEEDS,
    ONE_YEAR,
    SIZES,
    TWO_YEARS,
    Counts,
    Maker,
    Plan,
    chance,
    days_of,
    districts,
    drifting,
    exchangeable,
    leeds,
    plans,
    shuffled,
    turned,
)

from wardmote.measuring.analysis.change import compare_classes
from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.analysis.distributions import normal_sf
from wardmote.measuring.analysis.intervals import wilson
from wardmote.measuring.analysis.multiplicity import holm
from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.drafting.draft import draft
from wardmote.measuring.drafting.headline import headline
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.answers import MonthlyCounts, Place
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.police_uk_load import load_police_uk

GOAL, DRAWS, PAGES = 0.05, 1500, 400
DEFAULT = Path(__file__).resolve().parents[2] / "shared/data"
LEEDS_MAPPING = """\
schema = 1
name = "leeds-crime"
kind = "counts"
confirmed = true
provider = "West Yorkshire Police, counted from data.police.uk"
title = "Police recorded crime in Leeds by MSOA"
place = "Leeds"
[columns]
month = "month"
area = "msoa_hocl_name"
class = "crime_type"
count = "crime_count"
[areas]
kind = "msoa"
vintage = "2021"
prefix = "leeds"
[denominators]
population = "census_population"
workday_population = "workday_population"
"""


def judge(plan: Plan, counts: Counts) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which classes (the total last) are called clear, and out of the ordinary."""
    classes = (*CLASSES, "all")
    found = compare_classes(plan.held(counts), classes, teach=[key != "all" for key in classes])
    return np.array([each.clear for each in found]), np.array([each.out_of_ordinary for each in found])


def false_shares(plan: Plan, make: Maker, draws: int, seed: int) -> tuple[int, int]:
    """Assessments with any false "clear", and with any false "out of the ordinary"."""
    rng, clear, unusual = np.random.default_rng(seed), 0, 0
    for _ in range(draws):
        ways = judge(plan, make(rng, plan.months))
        clear, unusual = clear + bool(ways[0].any()), unusual + bool(ways[1].any())
    return clear, unusual


Case = tuple[str, Plan, Maker, int, bool]


def compare_cases(real: Path, draws: int) -> Iterator[Case]:
    """Name, plan, months, draws, and whether months drift (so that "clear" has no goal)."""
    lengths = (1, 2, 3, 6, 12)
    layouts = {
        "24 held": plans(TWO_YEARS, like=lengths, following=lengths),
        "12 held": [*plans(HALVES, like=(1, 3, 6)), *plans(ONE_YEAR, following=(1, 3, 6))],
    }
    worlds: dict[str, tuple[Maker, bool]] = {
        f"variance {ratio} x mean": (exchangeable(ratio), False) for ratio in (1, 1.7, 3, 5)
    }
    worlds |= {f"drift {rho}": (drifting(rho), True) for rho in (DRIFT, 0.6)}
    for name, (make, drifts) in worlds.items():
        for held, each in layouts.items():
            yield from ((f"{name}, {held}", plan, make, draws, drifts) for plan in each)
    if not (real / LEEDS).is_file():
        print(f"No Leeds file under {real}: real months are left out.", file=sys.stderr)
        return
    areas = leeds(real)
    city = np.sum(list(areas.values()), axis=0)
    for plan in plans(TWO_YEARS, like=lengths):
        yield "Leeds, like months turned", plan, turned(city), draws, False
    for plan in plans(TWO_YEARS, following=lengths):
        yield "Leeds, shuffled", plan, shuffled(city), draws, False
    towns = districts(real)
    for name, counts in towns.items():
        for plan in plans(ONE_YEAR, following=(1, 2, 3, 6)):
            yield (
                f"{name} 2021, shuffled",
                plan,
                shuffled(counts),
                draws if name == "Stevenage" else draws // 5,
                False,
            )
    largest = sorted(areas, key=lambda name: -areas[name].sum())
    for name in largest[:: len(largest) // 14]:
        for plan in plans(TWO_YEARS, like=(1, 3, 12)):
            yield f"MSOA {name}, turned", plan, turned(areas[name]), draws // 5, False


def print_false(real: Path, draws: int) -> bool:
    """The table; whether no rate is surely above its goal."""
    met = True
    print_row("months", "compared", "false clear %", "false out of the ordinary %", "draws")
    print_row(*["---"] * 5)
    for i, (name, plan, make, times, drifts) in enumerate(compare_cases(real, draws)):
        clear, unusual = false_shares(plan, make, times, seed=1000 + i)
        print_row(name, plan.name, share(clear, times), share(unusual, times), str(times))
        met &= wilson(unusual if drifts else max(clear, unusual), times)[0] <= GOAL
    return met


def print_row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def share(found: int, draws: int) -> str:
    low, high = wilson(found, draws)
    return f"{found / draws:.1%} ({low:.1%} to {high:.1%})".replace("%", "")


# ---- months in which one class changed ----


def best_test(held: HeldMonths, ratio: float) -> NDArray[np.bool_]:
    """What a test that knows the dispersion calls clear: the same statistic, Holm and floor."""
    (before, now), time_ratio = held.masks, held.ratio_of_time
    a, b = held.counts[:, before].sum(axis=1), held.counts[:, now].sum(axis=1)
    both = a + b
    z = np.arcsin(np.sqrt((b + 0.375) / (both + 0.75))) - np.arcsin(np.sqrt(time_ratio / (1 + time_ratio)))
    p = 2 * normal_sf(np.abs(2 * np.sqrt(both + 0.5) * z) / np.sqrt(ratio))
    judged = (a > 0) & (both >= 20)
    out = np.zeros(len(p), bool)
    out[judged] = np.array(holm(p[judged])) <= GOAL
    return out & (np.abs(b / np.maximum(a, 1) / time_ratio - 1) >= 0.05)


def print_power(draws: int) -> None:
    """How often one changed class is called clear, as a share of what the best test finds."""
    effects = (1.25, 1.5, 2.0)
    print_row("variance, held, compared", "clear", "best test", "ratio", "out of the ordinary")
    print_row(*["---"] * 5)
    layouts = [("24 held", p) for p in plans(TWO_YEARS, like=(1, 3, 6, 12), following=(1, 3, 6, 12))]
    layouts += [("12 held", p) for p in (*plans(HALVES, like=(3, 6)), *plans(ONE_YEAR, following=(3, 6)))]
    for ratio in (1, 1.7, 3):
        for i, (held, plan) in enumerate(layouts):
            rng, found = np.random.default_rng(2000 + i), np.zeros(3)
            now = np.isin(plan.months, list(plan.periods["period"].months))
            for cell in range(15):
                changed = np.where(
                    np.arange(len(SIZES))[:, None] == cell // 3, np.where(now, effects[cell % 3], 1), 1
                )
                for _ in range(draws):
                    counts = chance(rng, SIZES[:, None] * days_of(plan.months) * changed, ratio)
                    clear, unusual = judge(plan, counts)
                    best = best_test(plan.held(counts), ratio)
                    found += [clear[cell // 3], best[cell // 3], unusual[cell // 3]]
            shares = [*found[:2], found[0] / found[1] * 15 * draws, found[2]]
            numbers = [f"{each / 15 / draws:.2f}" for each in shares]
            print_row(f"{ratio}, {held}, {plan.name}", *numbers)


def print_doubled(real: Path, draws: int) -> bool:
    """Leeds, the default comparison: each of four classes doubled in the later year."""
    city = np.sum(list(leeds(real).values()), axis=0)
    plan, met = Plan(TWO_YEARS, 12, True), True
    for key in ("robbery", "burglary", "shoplifting", "vehicle-crime"):
        rng, found = np.random.default_rng(7), 0
        for _ in range(draws):
            counts = turned(city)(rng, plan.months)
            counts[CLASSES.index(key), 12:] *= 2
            found += bool(judge(plan, counts)[0][CLASSES.index(key)])
        print(f"Leeds 12 v 12, {key} doubled: clear in {found} of {draws}")
        met &= found == draws
    return met


# ---- whole assessments ----


class Remade(Evidence):
    """The same evidence with each class's months in another order: ``order`` gives it for each class."""

    order: Callable[[str, tuple[int, ...]], list[int]]

    def monthly(self, feed: str, place: Place, unit: str) -> MonthlyCounts:
        found = super().monthly(feed, place, unit)
        at = [i for i, held in enumerate(found.held) if held]
        counts, unplaced = found.counts.copy(), found.unplaced.copy()
        for row, key in enumerate(found.classes):
            source = self.order(key, tuple(at))
            counts[row, at], unplaced[row, at] = found.counts[row, source], found.unplaced[row, source]
        return replace(found, counts=counts, unplaced=unplaced)


def ordered(seed: int, *, in_pairs: bool) -> Callable[[str, tuple[int, ...]], list[int]]:
    """Shuffled, or each pair of like months of two years turned round or not; the same for every unit."""

    def order(key: str, at: tuple[int, ...]) -> list[int]:
        rng = np.random.default_rng([seed, CLASSES.index(key)])
        if not in_pairs:
            return [int(i) for i in rng.permutation(at)]
        half = len(at) // 2
        swap = np.tile(rng.random(half) < 0.5, 2)
        return [at[(i + half) % len(at)] if swap[i] else at[i] for i in range(len(at))]

    return order


CLEARLY = re.compile(r"\bclear (rise|fall)|\bclearly (up|down|rose|fell)|other clear change", re.IGNORECASE)


def first_page(
    data: Path, place: str, period: Period, remake: Callable[[str, tuple[int, ...]], list[int]]
) -> tuple[bool, bool]:
    """Whether any finding is called a clear change, and whether the headline or a story says so."""
    open_inquiry(data)
    evidence = Remade(data)
    evidence.order = remake
    study = open_study(Inquiry(evidence), evidence.place(place), period, against=None, audience="partner")
    told = draft(study, read_judgement(Path("/nonexistent")))
    any_clear = any(item.finding.change.startswith("clear") for item in told.findings)
    page = [headline(told), *(w for s in told.stories for w in (s.headline, *s.support, s.limit))]
    said = any(CLEARLY.search(plain(words)) for words in page)
    return any_clear, said


def print_pages(real: Path, draws: int) -> bool:
    """Assessments of Stevenage and Leeds, the default comparison and the shortest, drafted whole."""
    met = True
    print_row("place, comparison", "any finding clear %", "first page says so %", "draws")
    print_row(*["---"] * 4)
    with tempfile.TemporaryDirectory() as folder:
        towns = {"Stevenage": (load_stevenage, "2021-01:2021-12", "2021-12:2021-12", False)}
        towns["Leeds"] = (load_leeds, "2023-08:2024-07", "2024-07:2024-07", True)
        for place, (load, default, shortest, in_pairs) in towns.items():
            data = Path(folder) / place
            load(real, data)
            for name, period in (("default", default), ("one month", shortest)):
                found = np.zeros(2, int)
                for seed in range(draws):
                    found += first_page(data, place, parse_period(period), ordered(seed, in_pairs=in_pairs))
                shares = [share(int(each), draws) for each in found]
                print_row(f"{place}, {name}", *shares, str(draws))
                met &= wilson(int(found.max()), draws)[0] <= GOAL
    return met


def load_stevenage(real: Path, data: Path) -> None:
    files = sorted((real / "police/stevenage/street").glob("*.csv"))
    load_police_uk(Folder(data), files, released=None, today=date.today(), report=lambda _: None)


def load_leeds(real: Path, data: Path) -> None:
    (data / "mappings").mkdir(parents=True)
    mapping = data / "mappings/leeds-crime.toml"
    mapping.write_text(LEEDS_MAPPING, encoding="utf-8")
    words = ["load", "counts", str(real / LEEDS), "--mapping", "leeds-crime", "--data", str(data)]
    subprocess.run([sys.executable, "-m", "wardmote", *words], check=True, capture_output=True)


def main() -> int:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=DRAWS, help="assessments of each comparison")
    parser.add_argument("--quick", action="store_true", help="a tenth of the draws")
    parser.add_argument("--part", choices=("compare", "power", "pages"), help="only this table")
    parser.add_argument("--real", type=Path, default=DEFAULT, help="folder of the real public data")
    asked = parser.parse_args()
    began, met = time.monotonic(), True
    draws = asked.draws // 10 if asked.quick else asked.draws
    if asked.part in (None, "compare"):
        met &= print_false(asked.real, draws)
    if asked.part in (None, "power"):
        print_power(draws // 10)
        met &= print_doubled(asked.real, draws // 5)
    if asked.part in (None, "pages"):
        met &= print_pages(asked.real, draws * PAGES // DRAWS)
    print(f"{date.today()}, {time.monotonic() - began:.0f} s")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
