"""What may be done with a task, and when. Pure: values in, a reason or ``None`` out."""

from datetime import date

from wardmote.ground.partners.rules import ANALYST, CHAIR, MANAGER, OFFICER


def why_not_set(*, words: str, due: date, today: date) -> str | None:
    """Whether a task is whole when it is set."""
    if not words.strip():
        return "Write what is to be done."
    if due < today:
        return "The day it is due is over already."
    return None


def why_not_finish(*, roles: frozenset[str], body: str, owner: str) -> str | None:
    """Who says that a task is done: a manager, or somebody of the body that owns it."""
    if MANAGER in roles or (body == owner and roles & {OFFICER, ANALYST, CHAIR}):
        return None
    return f"{owner} says when this is done."


def is_done(*, done: bool, evidence: str) -> str | None:
    """Whether it can be marked as done now."""
    if done:
        return "It is done already."
    if not evidence.strip():
        return "Say what shows that it is done: a paper, a count, a photograph, a link."
    return None


def overdue(*, due: date, done: bool, on: date) -> bool:
    """Derived, never typed."""
    return not done and due < on
