"""Django's way to send where a mail server is set: a row for each address, in the transaction it belongs to.

In: messages (``MailMessage`` says more of itself than Django's own). Out: rows that the worker sends.
"""

import copy
from collections.abc import Iterator, Sequence
from email.utils import make_msgid, parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from wardmote.ground.mail.models import OutgoingMail
from wardmote.ground.row_security.scope import all_partnerships


class QueueBackend(BaseEmailBackend):
    """Writes down what is to be sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with all_partnerships("a letter says whose it is; of signing in it is nobody's"):
            OutgoingMail.objects.bulk_create(row for each in email_messages for row in _rows(each))
        return len(email_messages)


def _rows(message: EmailMessage) -> Iterator[OutgoingMail]:
    now = timezone.now()
    for address in dict.fromkeys(message.recipients()):
        name = make_msgid(domain=parseaddr(message.from_email)[1].partition("@")[2] or "localhost")
        one = copy.copy(message)
        one.to, one.cc, one.bcc = [address], [], []
        one.extra_headers = {**message.extra_headers, "Message-ID": name}
        yield OutgoingMail(
            partnership=getattr(message, "partnership", ""),
            kind=getattr(message, "kind", "letter")[:80],
            live_link=getattr(message, "live_link", False),
            to=parseaddr(address)[1],
            message=one.message().as_bytes().decode("utf-8"),
            message_id=name,
            made_at=now,
            next_at=now,
        )
