"""How often does an assessment of shuffled months claim a change that is not there?

Run: PYTHONPATH=src python benchmarks/false_findings.py [--shuffles 200] [--police FOLDER]

Stevenage 2021 (street files of data.police.uk; by default ../shared/data beside
the project). Months are shuffled within each crime type, so no half-year
differs from the other by anything but chance and the types' own unevenness.
Each time the assessment of July to December against January to June is
drafted, day-adjusted, and two things are counted: assessments with any sentence
that says "clear", and, with vehicle crime doubled in the second half, how often
that is found and told first. Goals: at most 5 %, at least 80 %.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting.draft import find
from wardmote.measuring.drafting.judgement import judged, read_judgement
from wardmote.measuring.drafting.stories import tell
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.answers import MonthlyCounts, Place
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.police_uk_load import load_police_uk

DEFAULT = Path(__file__).resolve().parents[2] / "shared/data/police/stevenage/street"
YEAR, FIRST, SECOND = (
    parse_period("2021-01:2021-12"),
    parse_period("2021-01:2021-06"),
    parse_period("2021-07:2021-12"),
)
DOUBLED = "vehicle-crime"


class Shuffled(Evidence):
    """The same evidence with each class's months of the year put in another order."""

    rng = np.random.default_rng(0)
    doubled = ""

    def shuffle(self, seed: int, doubled: str) -> None:
        """Choose the order of this run."""
        self.rng, self.doubled = np.random.default_rng(seed), doubled
        self._orders: dict[str, np.ndarray] = {}

    def monthly(self, feed: str, place: Place, unit: str) -> MonthlyCounts:
        found = super().monthly(feed, place, unit)
        at = [i for i, month in enumerate(found.months) if month in YEAR.months]
        later = [i for i, month in enumerate(found.months) if month in SECOND.months]
        counts, unplaced = found.counts.copy(), found.unplaced.copy()
        for row, key in enumerate(found.classes):
            order = self._orders.setdefault(key, self.rng.permutation(len(at)))
            source = [at[i] for i in order]
            counts[row, at], unplaced[row, at] = found.counts[row, source], found.unplaced[row, source]
            if key == self.doubled:
                counts[row, later] *= 2
                unplaced[row, later] *= 2
        return replace(found, counts=counts, unplaced=unplaced)


def main() -> int:
    """Print both rates; status 1 when either goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shuffles", type=int, default=200)
    parser.add_argument("--police", type=Path, default=DEFAULT, help="folder of Stevenage street files")
    args = parser.parse_args()
    if not args.police.exists():
        print(f"No police files at {args.police}; give --police FOLDER.", file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        load_police_uk(
            Folder(data),
            sorted(args.police.glob("2021-*.csv")),
            released=None,
            today=date.today(),
            report=lambda _: None,
        )
        false = sum(_clear_sentences(data, seed) > 0 for seed in range(args.shuffles))
        doubled = [_doubled(data, seed) for seed in range(args.shuffles)]
    n, found, clear = args.shuffles, sum(first for first, _ in doubled), sum(clear for _, clear in doubled)
    print(
        f"assessments of shuffled months with any false 'clear' sentence: {false} of {n} "
        f"({false / n:.1%}; goal at most 5 %)"
    )
    print(f"doubled vehicle crime found and told first: {found} of {n} ({found / n:.1%}; goal at least 80 %)")
    print(f"  of these shuffles the rise was called clear in {clear} ({clear / n:.1%})")
    print(f"{time.monotonic() - began:.0f} s")
    return int(false / n > 0.05 or found / n < 0.8)


def _study(data: Path, seed: int, doubled: str):  # type: ignore[no-untyped-def]
    open_inquiry(data)
    evidence = Shuffled(data)
    evidence.shuffle(seed, doubled)
    return open_study(
        Inquiry(evidence), evidence.place("Stevenage"), SECOND, against=FIRST, audience="partner"
    )


def _clear_sentences(data: Path, seed: int) -> int:
    found, _ = find(_study(data, seed, ""))
    return sum(
        finding.change in (CLEAR_FALL, CLEAR_RISE)
        or "clear rise" in finding.words
        or "clear fall" in finding.words
        for finding in found
    )


def _doubled(data: Path, seed: int) -> tuple[bool, bool]:
    """Whether the doubled class is told first as a rise, and whether it is called clear."""
    study = _study(data, seed, DOUBLED)
    found, _ = find(study)
    stories = tell(study, judged(found, read_judgement(Path("/nonexistent"))), ())
    change = next(f for f in found if f.question == "change" and f.id.endswith(f"/{DOUBLED}"))
    first = bool(stories) and stories[0].key == change.id
    return first and (change.adverse or change.watch), change.adverse


if __name__ == "__main__":
    sys.exit(main())
