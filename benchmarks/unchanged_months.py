"""Months in which nothing changed, real and made, and which of them are compared.

In: the folder of real public data, or nothing. Out: a ``Plan`` (months held, length, like months or
consecutive ones) and makers of counts [class, month] for it. Used by ``false_findings.py``; no command
of its own.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.catalogue.classes import CRIME_TYPES
from wardmote.measuring.catalogue.dispersions import usual_dispersion
from wardmote.measuring.catalogue.periods import Period, month_days
from wardmote.measuring.figures.series import compared_months

LEEDS = "police/leeds/leeds_msoa_monthly_crime_to_2024-07.csv.gz"
CLASSES = tuple(CRIME_TYPES.values())
JANUARY = 24240
SIZES = np.array([5, 20, 50, 200, 1000, 288, 118, 70, 54, 46, 43, 34, 26, 14], float)
"""Rows a month: five to be changed, and nine of Stevenage's classes."""
DRIFT, DRIFT_SPREAD = 0.3, 0.42


Counts = NDArray[np.float64]
Maker = Callable[[np.random.Generator, tuple[int, ...]], Counts]


@dataclass(frozen=True)
class Plan:
    """Which months are held, and which are compared."""

    months: tuple[int, ...]
    length: int
    like: bool

    @property
    def periods(self) -> dict[str, Period]:
        last = self.months[-1]
        back = 12 if self.like else self.length
        now = Period.of_months(last - self.length + 1, last)
        return {"period": now, "against": Period.of_months(now.first_month - back, last - back)}

    def held(self, counts: Counts) -> HeldMonths:
        """The classes, and their total last."""
        return compared_months(np.vstack([counts, counts.sum(axis=0)]), self.months, **self.periods)

    @property
    def name(self) -> str:
        return f"{'like' if self.like else 'consecutive'} {self.length}"


def plans(
    months: tuple[int, ...], *, like: tuple[int, ...] = (), following: tuple[int, ...] = ()
) -> list[Plan]:
    return [Plan(months, k, True) for k in like] + [Plan(months, k, False) for k in following]


TWO_YEARS = tuple(range(JANUARY, JANUARY + 24))
ONE_YEAR = TWO_YEARS[:12]
HALVES = (*TWO_YEARS[:6], *TWO_YEARS[12:18])


# ---- months in which nothing changed ----


def days_of(months: tuple[int, ...]) -> Counts:
    return np.array([month_days(month) for month in months]) / 30.4


def chance(rng: np.random.Generator, mean: Counts, ratio: float) -> Counts:
    """Counts whose variance is ``ratio`` times their mean."""
    found = rng.poisson(mean) if ratio == 1 else rng.negative_binomial(mean / (ratio - 1), 1 / ratio)
    return np.asarray(found, float)


def exchangeable(ratio: float) -> Maker:
    return lambda rng, months: chance(rng, SIZES[:, None] * days_of(months), ratio)


def drifting(rho: float) -> Maker:
    """Levels vary as the catalogue has it, each month keeping ``rho`` of the last one's deviation."""
    usual = np.array([usual_dispersion(key) for key in CLASSES]) * (SIZES / 50) ** -0.53

    def make(rng: np.random.Generator, months: tuple[int, ...]) -> Counts:
        kappa = usual * np.exp(DRIFT_SPREAD * rng.standard_normal(len(usual)))
        steps = rng.standard_normal((len(usual), months[-1] - months[0] + 1))
        for t in range(1, steps.shape[1]):
            steps[:, t] = rho * steps[:, t - 1] + np.sqrt(1 - rho**2) * steps[:, t]
        level = np.exp(np.sqrt(kappa)[:, None] * steps - kappa[:, None] / 2)
        inside = level[:, [month - months[0] for month in months]]
        return np.asarray(rng.poisson(SIZES[:, None] * inside * days_of(months)), float)

    return make


def shuffled(counts: Counts) -> Maker:
    return lambda rng, _: rng.permuted(counts, axis=1)


def turned(counts: Counts) -> Maker:
    """Each pair of like months of two years, turned round or not."""

    def make(rng: np.random.Generator, _: tuple[int, ...]) -> Counts:
        first, second = counts[:, :12], counts[:, 12:]
        swap = rng.random(first.shape) < 0.5
        return np.hstack([np.where(swap, second, first), np.where(swap, first, second)])

    return make


# ---- real months ----


def leeds(real: Path) -> dict[str, Counts]:
    """Each neighbourhood's classes by month."""
    with gzip.open(real / LEEDS, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    months = sorted({row["month"] for row in rows})
    found = {row["msoa_hocl_name"]: np.zeros((len(CLASSES), 24)) for row in rows}
    for row in rows:
        at = CLASSES.index(CRIME_TYPES[row["crime_type"]]), months.index(row["month"])
        found[row["msoa_hocl_name"]][at] += float(row["crime_count"])
    return found


def districts(real: Path) -> dict[str, Counts]:
    """Each district of Hertfordshire's classes by month of 2021, the largest ten."""
    rows: Counter[tuple[str, str, int]] = Counter()
    for path in sorted((real / "police/hertfordshire/street").glob("2021-*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["LSOA name"]:
                    rows[row["LSOA name"][:-5], CRIME_TYPES[row["Crime type"]], int(row["Month"][-2:])] += 1
    sizes: Counter[str] = Counter()
    for (name, _, _), n in rows.items():
        sizes[name] += n
    return {
        name: np.array([[rows[name, key, m] for m in range(1, 13)] for key in CLASSES], float)
        for name, _ in sizes.most_common(10)
    }
