"""Mail where no mail server is set: each message a file the outbox page shows.

In: Django's messages. Out: ``<data>/outbox/<time>-<number>.eml``, for three months as those
that are sent are kept. Nothing is sent anywhere.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from wardmote.ground.mail.sending import KEPT_FOR
from wardmote.measuring.store.commit import write_whole

SHOWN = 50
STAMP = "%Y%m%dT%H%M%S"


class Outbox(BaseEmailBackend):
    """Writes messages instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = settings.WARDMOTE_OUTBOX
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            stamp = timezone.now().strftime(STAMP)
            path = next(
                path for n in itertools.count(1) if not (path := folder / f"{stamp}-{n:03}.eml").exists()
            )
            write_whole(path, message.message().as_bytes())
        forget_old()
        return len(email_messages)


def forget_old() -> None:
    """Take away what was kept three months ago: letters carry names, and links."""
    before = (timezone.now() - KEPT_FOR).strftime(STAMP)
    for path in settings.WARDMOTE_OUTBOX.glob("*.eml"):
        if path.name < before:
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class OutboxMessage:
    """One message as the page shows it."""

    to: str
    subject: str
    date: str
    text: str


def letters() -> list[OutboxMessage]:
    """The newest messages first."""
    paths = sorted(settings.WARDMOTE_OUTBOX.glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def _read(path: Path) -> OutboxMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return OutboxMessage(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=body.get_content() if body else "",
    )
