"""What may be done with an assessment, and when. Pure: values in, a reason or ``None`` out.

Who may open which page stands in the access table; here stands what the state
of an assessment allows.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import ngettext

ADDED, INTELLIGENCE, DELIVERY = "added", "intelligence", "delivery"
HARM, DECISION, MISSING = "harm", "decision", "missing"
STATEMENTS: Final = (
    (ADDED, "Finding of your own"),
    (INTELLIGENCE, "Intelligence, not counted"),
    (DELIVERY, "Delivery of last year's plan"),
    (HARM, "Harm of a kind of crime"),
    (DECISION, "What the group decided"),
    (MISSING, "Why a part is missing"),
)
AUDIENCES: Final = (("partner", "the partners"), ("public", "the public"))
HEADLINE: Final = "headline"
"""The key under which the headline is corrected, beside the findings' ids."""


def why_not_begin(*, place: str, months: int) -> str | None:
    """Why no assessment can be begun, or None: there is something to draft from."""
    if not place:
        return "The place is not known yet: load police.uk files or a boundary first."
    if months < 1:
        return "No months are loaded for this place yet."
    return None


def why_not_remove(*, versions: int) -> str | None:
    """Why an assessment cannot be taken away, or None: it is only before anything was drafted."""
    return "It has been drafted; what people read stays." if versions else None


def why_not_correct(*, words: str, hidden: bool, because: str) -> str | None:
    """Why a correction cannot be saved as it is, or None: a hidden sentence carries its reason."""
    if hidden and not because.strip():
        return "Say why this is left out. The reason stands in the annex, so that nobody wonders."
    if words and not words.strip():
        return "Write the sentence, or leave the box empty to keep the program's."
    return None


def why_not_state(kind: str, *, words: str, source: str, about: str) -> str | None:
    """Why a statement cannot be added as it is, or None."""
    if not words.strip():
        return "Write what it says."
    if kind in (ADDED, INTELLIGENCE) and not source.strip():
        return "Say where it comes from: readers must be able to ask."
    if kind in (HARM, DECISION, MISSING) and not about:
        return "Choose what it is about."
    if kind == HARM and words not in ("1", "2", "3", "4"):
        return "Harm is a whole number from 1 (low) to 4 (high)."
    return None


def why_not_sign(*, drafting: bool, flagged: int, unexcused: Sequence[str], already: bool) -> tuple[str, ...]:
    """Every reason why this version cannot be signed now; none when it can."""
    reasons = []
    if already:
        reasons.append("This version is signed off already.")
    if drafting:
        reasons.append("It is being made again with the latest corrections. Wait until that is done.")
    if flagged:
        sentences = ngettext("sentence rests", "sentences rest", flagged)
        reasons.append(
            f"{flagged} corrected {sentences} on numbers that have changed since. Read and save "
            f"{ngettext('it', 'them', flagged)} again."
        )
    reasons += [f"Missing without a reason: {part}" for part in unexcused]
    return tuple(reasons)
