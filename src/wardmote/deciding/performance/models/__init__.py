"""The nouns: readings, entered values, baselines, targets agreed, exceptions, similar partnerships.

Their tables keep the names they had when they belonged to the plan: ``plan_...``.
"""

from wardmote.deciding.performance.models.peers import PeerComparison
from wardmote.deciding.performance.models.watching import (
    AgreedTarget,
    EnteredReading,
    ExceptionStep,
    MeasureBaseline,
    MeasureFeed,
    MeasureReading,
    MonthReview,
    PlanException,
    ReplyAllowance,
)

__all__ = [
    "AgreedTarget",
    "EnteredReading",
    "ExceptionStep",
    "MeasureBaseline",
    "MeasureFeed",
    "MeasureReading",
    "MonthReview",
    "PeerComparison",
    "PlanException",
    "ReplyAllowance",
]
