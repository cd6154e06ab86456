"""How a job lives: its states, which may follow which, and what people may ask of it.

Pure: values in, a reason or ``None`` out. docs/reference/lives.md is printed from ``TRANSITIONS``.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices


class JobState(TextChoices):
    """A job"""

    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    REFUSED = "refused", "refused"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


WAITING, RUNNING, DONE, REFUSED, FAILED, CANCELLED = JobState
TRANSITIONS: Final[Mapping[JobState, tuple[JobState, ...]]] = {
    WAITING: (RUNNING, CANCELLED),
    RUNNING: (DONE, REFUSED, FAILED, CANCELLED, WAITING),  # waiting again: its worker was killed
    DONE: (),
    REFUSED: (WAITING,),
    FAILED: (WAITING,),
    CANCELLED: (WAITING,),
}
OPEN: Final = (WAITING, RUNNING)
MOST_TRIES: Final = 3


def why_not_cancel(state: str, cancel_asked: bool) -> str | None:
    """Why a job cannot be stopped now, or None."""
    if state not in OPEN:
        return f"This work is {state}; there is nothing to stop."
    if cancel_asked:
        return "It has been asked to stop and does so at its next step."
    return None


def why_not_begin_again(state: str) -> str | None:
    """Why a job cannot be put back in the queue as it was asked for, or None."""
    if state in (REFUSED, FAILED, CANCELLED):
        return None
    return f"This work is {state}; it cannot begin again."


def after_killed_worker(tries: int, cancel_asked: bool) -> str:
    """What becomes of a job whose worker is gone: tried again, except when cancelled or killed too often."""
    if cancel_asked:
        return CANCELLED
    return WAITING if tries < MOST_TRIES else FAILED
