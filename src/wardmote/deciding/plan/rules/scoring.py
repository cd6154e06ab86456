"""Why a round cannot be scored, weighed or decided on; and the criteria a round begins with.

In: plain values. Out: a reason why not, or ``None``. The criteria are those of the domain notes (3.23);
what 1 to 4 mean is said of each, so that two people mean the same by a three.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

LOWEST, HIGHEST = 1, 4
IMPACT, LIKELIHOOD = "harm", "volume"
"""The two criteria of the four-by-four view."""

CRITERIA: Final[tuple[Mapping[str, Any], ...]] = (
    {"key": "volume", "name": "Volume", "weight": 0.2,
     "hint": "1 a few a year; 2 some every month; 3 some every week; 4 every day"},
    {"key": "harm", "name": "Harm", "weight": 0.25,
     "hint": "1 a nuisance; 2 loss or upset; 3 injury or lasting fear; 4 lives at risk or changed"},
    {"key": "trend", "name": "Trend", "weight": 0.15,
     "hint": "1 clear fall; 2 no clear change; 3 worse, could be chance; 4 clear rise"},
    {"key": "concern", "name": "Public concern", "weight": 0.15,
     "hint": "1 hardly raised; 2 raised by a few; 3 raised often; 4 among the first things people name"},
    {"key": "vulnerability", "name": "Vulnerability", "weight": 0.15,
     "hint": "1 anybody alike; 2 some groups more; 3 mostly vulnerable people; 4 the same people repeatedly"},
    {"key": "leverage", "name": "Partner leverage", "weight": 0.1,
     "hint": "1 nothing partners can change; 2 a little; 3 much, with effort; 4 much, with what there is"},
)  # fmt: skip


def why_not_score(*, closed: bool, values: Iterable[int]) -> str | None:
    """Why these scores cannot be given, or None: they are 1 to 4, while the round is open."""
    given = list(values)
    if closed:
        return "This round is closed; nobody scores in it any more."
    if not given:
        return "Give at least one score."
    if any(not LOWEST <= value <= HIGHEST for value in given):
        return f"A score is {LOWEST} to {HIGHEST}."
    return None


def why_not_weigh(
    weights: Mapping[str, float], *, known: Iterable[str], reason: str, closed: bool
) -> str | None:
    """Why the weights cannot be these, or None: none is below zero, one is above, a change has its reason."""
    if closed:
        return "This round is closed; its weights stay as they were."
    if set(weights) != set(known):
        return "Give every criterion a weight."
    if any(not 0 <= weight < float("inf") for weight in weights.values()) or not sum(weights.values()):
        return "Weights are not below zero, and one is above."
    if not reason.strip():
        return "Say why the weights change; everybody who scored will read it."
    return None


def why_not_decide_on(*, closed: bool, scored: bool) -> str | None:
    """Why nothing can be decided on a matter yet, or None: a score advises, and comes first."""
    if closed:
        return "This round is closed; open a new one to decide anew."
    return None if scored else "Nobody has scored this yet. Score it first."


def why_not_decide(*, chosen: bool, place: int | None, taken: Mapping[int, str], reason: str) -> str | None:
    """Why a decision cannot be recorded as it is, or None; ``taken``: places given to other matters."""
    if not reason.strip():
        return "Say why. A score alone decides nothing."
    if chosen and not place:
        return "Say at which place it comes."
    if chosen and place is not None and place in taken:
        return f"That place is taken by “{taken[place]}”."
    return None


def why_not_close(*, closed: bool, open_matters: Iterable[str]) -> str | None:
    """Why a round cannot be closed, or None: every matter in it is decided on first."""
    left = list(open_matters)
    if closed:
        return "This round is closed."
    if left:
        return f"Not decided on yet: {', '.join(left)}."
    return None
