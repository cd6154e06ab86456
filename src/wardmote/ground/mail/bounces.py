"""Reports that a letter did not arrive (RFC 3464), read from a mailbox and written beside the letter.

In: a Maildir, a file of a mailbox (mbox) or one message. A report counts where it names, in the copy of the
letter it brings back, a Message-ID that we gave: nobody else can know one. Out: the letters that are now
refused, with the words of the other side. "Delayed" is no failure: the other server goes on trying.
"""

import mailbox
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from pathlib import Path

from django.utils import timezone

from wardmote.ground.mail.models import OutgoingMail
from wardmote.ground.mail.rules import MailState
from wardmote.measuring.catalogue.refusals import Refusal

LARGEST = 5 * 1024 * 1024  # bytes of one report


@dataclass(frozen=True)
class BounceReport:
    """That one letter failed, and why in the words of who says so."""

    message_id: str
    why: str


def bounces_in(path: Path) -> Iterator[BounceReport]:
    """Every failure reported in a mailbox; what is no report is passed over."""
    for content in _messages(path):
        if len(content) <= LARGEST and (found := bounce_in(message_from_bytes(content))):
            yield found


def bounce_in(message: Message) -> BounceReport | None:
    """The failure that a message reports, if it reports one."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    failed, name = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            failed = failed or _failure(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            name = name or _message_id(part)
    return BounceReport(name, failed) if failed and name else None


def record_bounces(reports: Iterable[BounceReport]) -> tuple[int, int]:
    """Mark the letters; says how many were marked now, and how many reports are of no letter of ours."""
    marked = unknown = 0
    for report in reports:
        rows = OutgoingMail.objects.filter(message_id=report.message_id)
        change = {"state": MailState.REFUSED, "why": report.why, "ended_at": timezone.now()}
        if rows.filter(state__in=(MailState.SENT, MailState.WAITING)).update(**change):
            marked += 1
        elif not rows.exists():
            unknown += 1
    return marked, unknown


def _messages(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        if not (path / "new").is_dir():
            raise Refusal("That folder is no Maildir.", where=str(path), todo="Name one with new/ and cur/.")
        box: mailbox.Mailbox[mailbox.Message] = mailbox.Maildir(path, create=False)
        yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118 - a mailbox gives messages
    elif path.is_file():
        with path.open("rb") as file:
            begins = file.read(5)
        if begins != b"From ":
            yield path.read_bytes()
            return
        box = mailbox.mbox(path, create=False)
        yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118
    else:
        raise Refusal("There is no such mailbox.", where=str(path), todo="Name a Maildir or a file.")


def _failure(part: Message) -> str:
    """What the first block about an address that failed says."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            said = str(block.get("Diagnostic-Code") or block.get("Status") or "not delivered")
            return f"Came back: {' '.join(said.split())}"[:300]
    return ""


def _message_id(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = payload[0] if payload and isinstance(payload[0], Message) else Message()
    else:
        inner = message_from_string(str(payload))
    return str(inner.get("Message-ID") or "").strip()[:200]
