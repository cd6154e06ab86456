"""The worker's mail: each letter that is due is handed to the mail server, and its answer written down.

In: rows that wait. Out: sent, refused for good (an answer of 500 and above to the address or the words), or
tried again after a pause that grows, for three days. A server that is away, or that does not let the program
in, is nobody's letter's fault: it is tried again. A letter is taken by one conditional update that puts its
next try ten minutes off, so no two workers send the same and one that is killed loses none. Killed after the
server took a letter and before that was written down, the letter goes a second time under the same
Message-ID: no sender of mail can rule that out.
"""

import smtplib
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone

from wardmote.ground.mail.models import OutgoingMail
from wardmote.ground.mail.rules import PAUSES, STALE_AFTER, TRIED_FOR, MailState, pause_after
from wardmote.ground.row_security.scope import all_partnerships

SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
LEASE: Final = timedelta(minutes=10)  # longer than a server may take to answer each of our words
STALE: Final = "It had waited for more than a week, so it was not sent without being asked"
LOOK: Final = 2.0  # seconds between looks for letters
KEPT_FOR: Final = timedelta(days=90)
_forgot: list[datetime] = []


@dataclass(frozen=True)
class ServerAnswer:
    """What became of one try: for good or not, in whose words, and whether the server is there at all."""

    taken: bool
    final: bool = False
    why: str = ""
    away: bool = False


def send_due(clock: Callable[[], datetime] = timezone.now, stop: threading.Event | None = None) -> int:
    """Send what is due until nothing is, the server is away or ``stop`` is set; says how many were taken."""
    taken, server = 0, get_connection(SMTP)
    try:
        while not (stop and stop.is_set()) and (row := _claim(clock())):
            now = clock()
            stale = now - row.made_at > STALE_AFTER
            answer = ServerAnswer(False, why=STALE) if stale else _hand_over(server, row)
            _write_down(row, answer, clock())
            taken += answer.taken
            if not answer.taken:
                _close(server)  # after a "no" some servers hang up
            if answer.away:
                break
    finally:
        _close(server)
    return taken


def tend(stop: threading.Event, *, look: float = LOOK) -> None:
    """Send letters until told to stop: a thread of the worker, so that long work does not hold them up."""
    while not stop.is_set():
        try:
            close_old_connections()
            with all_partnerships("letters go out in the order they are due"):
                send_due(stop=stop)
        except DatabaseError as error:
            print(f"Letters wait: the records do not answer: {error}", file=sys.stderr, flush=True)
            connection.close()
        except Exception as error:  # whatever it was, other letters go on
            print(f"Letters wait: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        stop.wait(look)
    connection.close()


def forget_old() -> None:
    """Take away, once an hour, what ended three months ago."""
    now = timezone.now()
    if not _forgot or not timedelta() <= now - _forgot[-1] < timedelta(hours=1):
        OutgoingMail.objects.filter(ended_at__lt=now - KEPT_FOR).delete()
        _forgot[:] = [now]


def send_again(row: OutgoingMail) -> None:
    """Put a letter that failed back among those that wait."""
    now = timezone.now()
    OutgoingMail.objects.failed().filter(pk=row.pk).update(
        state=MailState.WAITING, tries=0, why="", made_at=now, next_at=now, ended_at=None
    )


def _claim(now: datetime) -> OutgoingMail | None:
    """The letter that waits longest, this worker's for ten minutes.

    What is to wait longer than any pause is from before the clock was set back: it is due.
    """
    due = Q(next_at__lte=now) | Q(next_at__gt=now + max(LEASE, PAUSES[-1]))
    while True:
        row = OutgoingMail.objects.waiting().filter(due).order_by("next_at", "pk").first()
        if row is None:
            return None
        held = OutgoingMail.objects.waiting().filter(pk=row.pk, next_at=row.next_at, tries=row.tries)
        row.tries += 1
        if held.update(tries=F("tries") + 1, next_at=now + LEASE):
            return row


def _hand_over(server: Any, row: OutgoingMail) -> ServerAnswer:
    """One try, answered."""
    sender = settings.DEFAULT_FROM_EMAIL
    try:
        server.open()
        message = row.message.encode().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        server.connection.sendmail(sender, [row.to], message)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _refused(code, words)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except smtplib.SMTPResponseException as error:
        return ServerAnswer(False, why=_said(error.smtp_code, error.smtp_error), away=True)
    except (OSError, smtplib.SMTPException) as error:
        return ServerAnswer(False, why=f"The mail server did not answer: {error}"[:300], away=True)
    except ValueError as error:  # an address no server is asked about
        return ServerAnswer(False, final=True, why=str(error)[:300])
    return ServerAnswer(True)


def _refused(code: int, words: bytes | str) -> ServerAnswer:
    return ServerAnswer(False, final=500 <= code < 600, why=_said(code, words), away=code == 421)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:300]


def _write_down(row: OutgoingMail, answer: ServerAnswer, now: datetime) -> None:
    held = OutgoingMail.objects.waiting().filter(pk=row.pk, tries=row.tries)
    if answer.taken:
        held.update(state=MailState.SENT, ended_at=now, why="", message="")
    elif answer.final or now - row.made_at >= TRIED_FOR:
        state = MailState.REFUSED if answer.final else MailState.GIVEN_UP
        kept = "" if row.live_link else row.message
        held.update(state=state, ended_at=now, why=answer.why, message=kept)
    else:
        held.update(next_at=now + pause_after(row.tries), why=answer.why)


def _close(server: Any) -> None:
    with suppress(OSError, smtplib.SMTPException):  # it was gone already
        server.close()
    server.connection = None
