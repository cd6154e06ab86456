"""Values entered by hand, judged against each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.deciding.plan.models import EnteredReading
from wardmote.measuring.analysis.adverse import Adverse
from wardmote.measuring.catalogue.measures import Measure


@dataclass(frozen=True)
class JudgedEntered:
    tests: tuple[Adverse, ...] = ()


def judged_entered(item: Measure, rows: Sequence[EnteredReading]) -> JudgedEntered:
    """Nothing is said of them yet."""
    return JudgedEntered()
