"""What is in one state comes to another only as its table says.

In: a table over the states of a thing, ``{Status.DRAFT: (Status.APPROVED,)}``; where each move has a name,
``{Status.DRAFT: {Step.APPROVE: Status.APPROVED}}``. Out: the reason against a move, or ``None``.
docs/reference/lives.md is printed from every table named ``TRANSITIONS``. Pure: needs no records.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db.models import TextChoices

State = TypeVar("State", bound=TextChoices)


def why_not_move(
    transitions: Mapping[State, Collection[State]], state: str, to: State, *, thing: str
) -> str | None:
    """Why a thing in one state does not come to another.

    >>> class Door(TextChoices):
    ...     OPEN = "open", "open"
    ...     SHUT = "shut", "shut"
    ...     LOCKED = "locked", "locked"
    >>> table = {Door.OPEN: (Door.SHUT,), Door.SHUT: (Door.OPEN, Door.LOCKED), Door.LOCKED: (Door.SHUT,)}
    >>> why_not_move(table, "open", Door.LOCKED, thing="A door")
    'A door that is open cannot become locked.'
    """
    now = type(to)(state)
    if to in transitions[now]:
        return None
    return f"{thing} that is {now.label} cannot become {to.label}."
