"""What reading a measure comes to, before it is kept: values, months, and how they were judged.

``Read`` is what ``MeasureReading`` holds; ``judged_json`` and ``direction_json`` are the plain forms of its
marks. Nothing is asked or written here.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from wardmote.deciding.performance.measures.watched import WatchedMeasure
from wardmote.measuring.analysis.direction import Direction
from wardmote.measuring.analysis.exceptions import Watched
from wardmote.measuring.analysis.signals import Baseline
from wardmote.measuring.analysis.targets import AgainstTarget
from wardmote.measuring.analysis.usual_months import Usual
from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.figures.judging import JudgedReading
from wardmote.measuring.figures.readings import Reading
from wardmote.measuring.store.answers import Feed


@dataclass
class Read:
    """One measure read; ``watched`` are its tests and those of its parts, for the month's review.

    ``drawn``: those of its ``baselines`` that are to be kept from now on. ``taught``: what is usual of the
    measure ("") and of each part judged by itself.
    """

    of: WatchedMeasure
    status: str
    reason: str = ""
    feed: Feed | None = None
    survey: str = ""
    survey_title: str = ""
    figure: str = ""
    year_figure: str = ""
    month: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int | None = None
    base: float | None = None
    synthetic: bool = False
    series: dict[str, Any] = field(default_factory=dict)
    judged: dict[str, Any] = field(default_factory=dict)
    watched: tuple[Watched, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    drawn: tuple[Baseline, ...] = ()
    months: Reading | None = None
    taught: dict[str, Usual] = field(default_factory=dict)


def judged_json(found: JudgedReading) -> dict[str, Any]:
    """As ``MeasureReading.judged`` holds it."""
    signal = found.signal
    return {
        "colour": colour_json(found.colour),
        "signal": {
            "mark": signal.mark,
            "usual": list(signal.expected),
            "limits": [list(pair) if pair else None for pair in signal.limits],
            "signals": [[month_code(s.month), s.rule, s.high] for s in signal.signals],
            "caveats": list(signal.caveats),
        },
        "direction": direction_json(found.direction),
        "path": list(found.path),
        "words": found.words,
        "why_none": found.why_none,
        "tests": [asdict(test) for test in found.watched.tests],
    }


def usual_json(taught: Usual | None, shared: float | None, *, kept: bool) -> dict[str, Any] | None:
    """What the baseline taught: months, slopes a year (its own and that of all measures), season or none.

    ``kept``: whether a baseline is drawn; before the edition's year has begun it goes with the months.
    """
    if taught is None:
        return None
    return {"months": taught.months, "slope": 12 * taught.slope, "all": 12 * (shared or 0.0),
            "seasonal": taught.seasonal, "kept": kept}  # fmt: skip


def colour_json(found: AgainstTarget) -> dict[str, Any]:
    """The mark against the target, with both numbers it was made of."""
    return {
        "key": found.colour.value, "words": found.words, "actual": found.actual, "expected": found.expected,
    }  # fmt: skip


def direction_json(found: Direction) -> dict[str, Any]:
    """Words, meaning, ratio with its interval, and the two counts."""
    low, high = found.interval or (None, None)
    return {
        "words": found.words, "meaning": found.meaning, "value": found.value, "low": low, "high": high,
        "count": found.count, "count_against": found.count_against, "reason": found.reason,
    }  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One drafted line; ``words`` carry their figure links."""

    about: str
    words: str
    figure: str = ""
