"""What may be done with a task, and when. Pure: values in, a reason or ``None`` out."""

from datetime import date


def why_not_set(*, words: str, due: date, today: date) -> str | None:
    """Why a task cannot be set as it is, or None."""
    if not words.strip():
        return "Write what is to be done."
    if due < today:
        return "The day it is due is over already."
    return None


def why_not_finish(*, theirs: bool, owner: str) -> str | None:
    """Why somebody cannot say that a task is done, or None; ``theirs``: they speak for its owner."""
    return None if theirs else f"{owner} says when this is done."


def why_not_mark_done(*, done: bool, evidence: str) -> str | None:
    """Why a task cannot be marked as done now, or None."""
    if done:
        return "It is done already."
    if not evidence.strip():
        return "Say what shows that it is done: a paper, a count, a photograph, a link."
    return None


def overdue(*, due: date, done: bool, on: date) -> bool:
    """Derived, never typed."""
    return not done and due < on
