"""How often a source's flags, or several sources side by side, are called clear where nothing changed.

In: nothing but a seed and a number of draws. Out: lines of the tables "Several sources" in
docs/explanation/how-it-decides-clear.md: the share of draws with any false "clear", with its 95 % interval.

    PYTHONPATH=src .venv/bin/python benchmarks/false_flags.py --draws 100 --seed 1 [--part sources]
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from unchanged_months import CLASSES, SIZES, TWO_YEARS, Counts, Plan, chance, days_of

from wardmote.measuring.analysis.change import Comparison, compare_apart, compare_classes, judge_together
from wardmote.measuring.analysis.dispersion import HeldMonths
from wardmote.measuring.analysis.intervals import wilson
from wardmote.measuring.figures.series import compared_months

PLANS = (Plan(TWO_YEARS, 12, True), Plan(TWO_YEARS, 3, False), Plan(TWO_YEARS, 6, True))
FLAGS, FEW_FLAGS = (0.36, 0.25, 0.12), (0.3, 0.25, 0.06)
"""Shares of a class that carry each flag."""
VIOLENCE, FIRES, REPORTS = 110.0, (3.0, 20.0), 290.0
"""Rows a month of a town like the demonstration's."""
Draw = Callable[[np.random.Generator, Plan, float], dict[str, bool]]


def every_class_flagged(rng: np.random.Generator, plan: Plan, ratio: float) -> dict[str, bool]:
    """Fourteen classes and their total, with three flags each."""
    counts = chance(rng, SIZES[:, None] * days_of(plan.months), ratio)
    apart = [_flags(rng, plan, row, key, FLAGS) for row, key in zip(counts, CLASSES, strict=True)]
    found = {
        "classes": _any(_classes(plan, counts)),
        "class by class": any(_any(judge_together(each)) for each in apart),
        "all flags together": _any(judge_together([each for flags in apart for each in flags])),
    }
    return found | {
        "classes and flags, then": found["classes"] or found["class by class"],
        "classes and flags, now": found["classes"] or found["all flags together"],
    }


def three_sources(
    rng: np.random.Generator, plan: Plan, ratio: float, *, reports: float = 1, crime: float = 1
) -> dict[str, bool]:
    """Crime with three flags of one class, fires of two kinds, and anti-social behaviour; ``reports`` and one
    class of ``crime`` drawn at random go up in the later period that many times."""
    days = days_of(plan.months)
    _, now = compared_months(days[None, :], plan.months, **plan.periods).masks
    raised = int(rng.integers(len(SIZES)))
    times = np.where(np.arange(len(SIZES))[:, None] == raised, np.where(now, crime, 1.0), 1.0)
    counts = chance(rng, SIZES[:, None] * days * times, ratio)
    violence = chance(rng, VIOLENCE * days, ratio)
    fires = chance(rng, np.array(FIRES)[:, None] * days, ratio)
    asb = chance(rng, REPORTS * (days * np.where(now, reports, 1.0))[None, :], ratio)
    kinds = ["deliberate-primary-fire", "deliberate-secondary-fire", "all"]
    apart = (
        compare_apart(plan.held(counts), [*CLASSES, "all"], teach=[True] * len(CLASSES) + [False]),
        compare_apart(plan.held(fires), kinds, teach=[True, True, False]),
        compare_apart(_held(plan, asb), ["anti-social-behaviour"], teach=[True]),
    )
    flags = _flags(rng, plan, violence, "violence-against-the-person", FEW_FLAGS)
    found = {}
    for name, together in (("each source by itself", False), ("all of them together", True)):
        beside = [sum(map(len, apart)) - len(each) if together else 0 for each in apart]
        judged = [judge_together(each, beside=n) for each, n in zip(apart, beside, strict=True)]
        flagged = judge_together(flags, beside=beside[0])
        found[f"any, {name}"] = any(map(_any, (*judged, flagged)))
        found[f"reports, {name}"] = judged[2][0].clear
        found[f"crime, {name}"] = judged[0][raised].clear
    return found


PARTS: dict[str, Draw] = {
    "flags": every_class_flagged,
    "sources": three_sources,
    "raised by a tenth and a half": partial(three_sources, reports=1.1, crime=1.5),
    "raised by a quarter and doubled": partial(three_sources, reports=1.25, crime=2),
}
"""Nothing changed in the first two; in the others the reports, and one class of crime, went up so."""


def _classes(plan: Plan, counts: Counts) -> tuple[Comparison, ...]:
    return compare_classes(plan.held(counts), [*CLASSES, "all"], teach=[True] * len(CLASSES) + [False])


def _flags(
    rng: np.random.Generator, plan: Plan, rows: Counts, key: str, shares: Sequence[float]
) -> tuple[Comparison, ...]:
    counts = np.array([rows, *(rng.binomial(rows.astype(int), share) for share in shares)])
    teach = [True] + [False] * len(shares)
    return compare_apart(_held(plan, counts), [key] * len(counts), teach=teach)[1:]


def _held(plan: Plan, counts: Counts) -> HeldMonths:
    return compared_months(counts, plan.months, **plan.periods)


def _any(found: Sequence[Comparison]) -> bool:
    return any(each.clear for each in found)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--draws", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--part", choices=PARTS, default="", help="only this one")
    told = asked.parse_args()
    for part in [told.part] if told.part else PARTS:
        rng = np.random.default_rng(told.seed)
        for ratio in (1.0, 1.7, 3.0):
            for plan in PLANS:
                found = [PARTS[part](rng, plan, ratio) for _ in range(told.draws)]
                print(f"{part}, variance {ratio} x mean, {plan.name}:")
                for name in found[0]:
                    times = sum(each[name] for each in found)
                    low, high = wilson(times, told.draws)
                    print(f"  {name}: {times / told.draws:.1%} ({low:.1%} to {high:.1%})", flush=True)


if __name__ == "__main__":
    main()
