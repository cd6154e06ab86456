"""How a letter lives, when it is tried again, and whether somebody may send it again.

Pure: values in, a reason or ``None`` out. docs/reference/lives.md is printed from ``TRANSITIONS``.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db.models import TextChoices


class MailState(TextChoices):
    """A letter"""

    WAITING = "waiting", "waiting"
    SENT = "sent", "sent"
    REFUSED = "refused", "refused"
    GIVEN_UP = "given-up", "given up"


TRANSITIONS: Final[Mapping[MailState, tuple[MailState, ...]]] = {
    MailState.WAITING: (MailState.SENT, MailState.REFUSED, MailState.GIVEN_UP),
    MailState.SENT: (MailState.REFUSED,),  # the other side says later that it could not be delivered
    MailState.REFUSED: (MailState.WAITING,),
    MailState.GIVEN_UP: (MailState.WAITING,),
}
FAILED: Final = (MailState.REFUSED, MailState.GIVEN_UP)
PAUSES: Final = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360))
"""Before the second try, the third and so on; the last one then stays."""
TRIED_FOR: Final = timedelta(days=3)
"""As long as a link to set a new password opens."""
STALE_AFTER: Final = timedelta(days=7)
"""A letter as old as that is not sent without being asked: the worker was away, or a backup was put back."""


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return PAUSES[min(max(tries, 1), len(PAUSES)) - 1]


def why_not_send_again(*, state: str, kept: bool) -> str | None:
    """Why a letter cannot be sent again, or None; ``kept``: whether its words still are."""
    if state not in FAILED:
        return f"This letter is {state}: there is nothing to send again."
    if not kept:
        return "Its words are not kept. Write anew: invite again, or ask for a new password."
    return None
