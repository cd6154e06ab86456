"""What would a simpler rule for "clear" cost, and how often could the best rule see a doubling?

Run: PYTHONPATH=src python benchmarks/limits_of_clear.py [--police FOLDER]

Stevenage 2021 by month and crime type, as in ``false_findings.py``. First: how
many shuffled years hold a false "clear" when only chance is allowed for. Then,
for vehicle crime doubled in half of its twelve months, over all 924 halves: in
what share seven statistics call the rise clear, at 5 % and at a fifteenth of it
(what fifteen comparisons leave to each). "Known" takes the threshold from the
undoubled months, which no program sees; "seen" shuffles the doubled months, as
a permutation test must. No goal: always status 0.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from wardmote.measuring.analysis.change import compare_counts
from wardmote.measuring.analysis.multiplicity import holm

DEFAULT = Path(__file__).resolve().parents[2] / "shared/data/police/stevenage/street"
DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
DOUBLED, YEARS, LEVELS = "Vehicle crime", 1000, (0.05, 0.05 / 15)
LATER = np.array([[month in half for month in range(12)] for half in combinations(range(12), 6)])
Halves = NDArray[np.float64]


def sum_ratio(a: Halves, b: Halves) -> Halves:
    return np.asarray(np.log(b.sum(1) / a.sum(1)))


def mean_log(a: Halves, b: Halves) -> Halves:
    return np.asarray(np.log(b).mean(1) - np.log(a).mean(1))


def median(a: Halves, b: Halves) -> Halves:
    return np.asarray(np.log(np.median(b, 1)) - np.log(np.median(a, 1)))


def ranks(a: Halves, b: Halves) -> Halves:
    return np.asarray(rankdata(np.c_[a, b], axis=1)[:, 6:].sum(1) - 39)


def hodges_lehmann(a: Halves, b: Halves) -> Halves:
    gaps = np.log(b)[:, :, None] - np.log(a)[:, None, :]
    return np.asarray(np.median(gaps.reshape(len(a), -1), 1))


def welch(a: Halves, b: Halves) -> Halves:
    return np.asarray(mean_log(a, b) / np.sqrt(np.log(a).var(1, ddof=1) / 6 + np.log(b).var(1, ddof=1) / 6))


def quasi_poisson(a: Halves, b: Halves) -> Halves:
    off = sum(((h - h.mean(1, keepdims=True)) ** 2).sum(1) / h.mean(1) for h in (a, b))
    return np.asarray(sum_ratio(a, b) / np.sqrt(np.maximum(1, off / 10) * (1 / a.sum(1) + 1 / b.sum(1))))


Statistic = Callable[[Halves, Halves], Halves]
STATISTICS: tuple[Statistic, ...] = (sum_ratio, mean_log, median, ranks, hodges_lehmann, welch, quasi_poisson)


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--police", type=Path, default=DEFAULT, help="folder of Stevenage street files")
    police: Path = parser.parse_args().police
    months = _months(police) if police.is_dir() else {}
    if DOUBLED not in months:
        print(f"No police files of 2021 at {police}; give --police FOLDER.", file=sys.stderr)
        return 2
    print(
        f"only chance allowed for: {_false_by_chance(months):.0%} of {YEARS} shuffled years "
        "hold a false 'clear'"
    )
    print(f"\n{DOUBLED} doubled, called clear:  known 5 %, a fifteenth of it;  seen 5 %, a fifteenth of it")
    for statistic in STATISTICS:
        shares = "  ".join(f"{share:4.0%}" for share in _clear_shares(months[DOUBLED], statistic))
        print(f"  {statistic.__name__:16} {shares}")
    return 0


def _months(folder: Path) -> dict[str, NDArray[np.int64]]:
    counts: Counter[tuple[str, int]] = Counter()
    for path in sorted(folder.glob("2021-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            counts.update((row["Crime type"], int(row["Month"][-2:])) for row in csv.DictReader(file))
    kinds = sorted({kind for kind, _ in counts})
    return {kind: np.array([counts[kind, month] for month in range(1, 13)]) for kind in kinds}


def _false_by_chance(months: dict[str, NDArray[np.int64]]) -> float:
    """Share of shuffled years in which the plain intervals, judged together, call any half-year clear."""
    longer = float(DAYS[6:].sum() / DAYS[:6].sum())
    found = 0
    for seed in range(YEARS):
        rng = np.random.default_rng(seed)
        year = [rng.permutation(row) for row in months.values()]
        halves = [(int(row[:6].sum()), int(row[6:].sum())) for row in (*year, np.sum(year, axis=0))]
        p = holm([compare_counts(*pair, ratio_of_time=longer).p for pair in halves])
        found += min(p) <= LEVELS[0]
    return found / YEARS


def _halves(months: Halves) -> tuple[Halves, Halves]:
    """Every way to part twelve months into six before and six after."""
    return np.array([months[~later] for later in LATER]), np.array([months[later] for later in LATER])


def _clear_shares(months: NDArray[np.int64], statistic: Statistic) -> list[float]:
    """Share of the 924 doublings that are clear: known at both levels, then seen at both levels."""
    before, after = _halves(months.astype(float))
    doubled = statistic(before, 2 * after)
    known = _tail(np.abs(statistic(before, after)), doubled)
    seen = np.array(
        [
            _tail(np.abs(statistic(*_halves(np.r_[a, 2 * b]))), doubled[i : i + 1])[0]
            for i, (a, b) in enumerate(zip(before, after, strict=True))
        ]
    )
    return [float((p <= level).mean()) for p in (known, seen) for level in LEVELS]


def _tail(shuffled: Halves, found: Halves) -> Halves:
    """Two-sided p of each rise found: the share of shuffled values as far out; 1 where nothing rose."""
    p = (shuffled[None, :] >= found[:, None] - 1e-12).mean(1)
    return np.where(found > 0, p, 1.0)


if __name__ == "__main__":
    sys.exit(main())
