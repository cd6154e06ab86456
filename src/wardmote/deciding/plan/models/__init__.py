"""The room's nouns: what an edition says, who vouches for it, its money, what was scored."""

from wardmote.deciding.plan.models.editions import ActionUpdate, PlanEdition, Review
from wardmote.deciding.plan.models.money import Allocation, Fund, ValueReview
from wardmote.deciding.plan.models.parts import (
    Action,
    EditionRow,
    Fact,
    LinkedStrategy,
    MeasureUse,
    PlanBody,
    PlanGroup,
    PlanText,
    Priority,
    PublicContact,
    QualityNote,
    SubPriority,
    Target,
)
from wardmote.deciding.plan.models.scoring import Score, ScoredDecision, ScoringMatter, ScoringRound
from wardmote.deciding.plan.models.signatures import ContactCheck, ForewordSignature

__all__ = [
    "Action",
    "ActionUpdate",
    "Allocation",
    "ContactCheck",
    "EditionRow",
    "Fact",
    "ForewordSignature",
    "Fund",
    "LinkedStrategy",
    "MeasureUse",
    "PlanBody",
    "PlanEdition",
    "PlanGroup",
    "PlanText",
    "Priority",
    "PublicContact",
    "QualityNote",
    "Review",
    "Score",
    "ScoredDecision",
    "ScoringMatter",
    "ScoringRound",
    "SubPriority",
    "Target",
    "ValueReview",
]
