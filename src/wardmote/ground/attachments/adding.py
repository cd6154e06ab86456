"""Adding a file or a comment to a record, and taking it away again.

In: a record, what is added, and who adds it. Out: the row; the log says of which record, and holds neither a
file's name nor a comment's words, so that what is taken away is gone. A file's bytes are written before its
row and go after it, marked meanwhile: what a stop in between leaves, the next start settles.
"""

import re
import secrets
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from wardmote.ground.attachments import rules
from wardmote.ground.attachments.cleaning import cleaned
from wardmote.ground.attachments.models import Attachment, Comment
from wardmote.ground.attachments.records import Record
from wardmote.ground.casework import Writer, refuse, write
from wardmote.ground.papers import in_flight
from wardmote.ground.papers.files import keep_files, read_file
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.measuring.sources.child_process import ChildLimits, run_in_child

LIMITS = ChildLimits(memory=1 << 30, seconds=20, answer=20 << 20)
"""An attachment is small; what takes more was made to."""
COSTLY = "Print it to a new PDF, or save the photograph again, then add that."
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')


class Adder(Writer, Protocol):
    """Somebody signed in."""

    @property
    def person(self) -> int: ...
    @property
    def at(self) -> datetime: ...


def attach(record: Record, name: str, content: bytes, *, by: Adder) -> Attachment:
    """Add a file; ``Refusal`` where it is none that is kept."""
    refuse(rules.why_not_add(record.adds))
    refuse(rules.why_not_keep(len(content)), where="file")
    kind, clean = run_in_child(cleaned, content, limits=LIMITS, where="file", todo=COSTLY)
    stored = secrets.token_hex(16)
    place = _place(record.partnership, stored)
    try:
        in_flight.mark(place)
        kept = keep_files(place, [(kind, clean)])[kind]
        detail = {"of": record.subject, "type": kind, **kept}
        with write("attachments.added", by=by, detail=detail) as act:
            row = Attachment.objects.create(
                partnership=record.partnership, kind=record.kind, key=record.key, name=given_name(name, kind),
                type=kind, stored=stored, by=str(by), person=by.person, at=by.at, **kept,
            )  # fmt: skip
            act.subject = f"attachment:{row.pk}"
    except (OSError, Refusal) as error:
        shutil.rmtree(place, ignore_errors=True)
        raise disk_refusal(error) if isinstance(error, OSError) else error from None
    in_flight.unmark(place)
    return row


def comment(record: Record, words: str, *, by: Adder) -> Comment:
    """Add a comment."""
    refuse(rules.why_not_add(record.adds))
    refuse(rules.why_not_say(words), where="words")
    with write("attachments.commented", by=by, detail={"of": record.subject}) as act:
        row = Comment.objects.create(
            partnership=record.partnership, kind=record.kind, key=record.key, words=words.strip(),
            by=str(by), person=by.person, at=by.at,
        )  # fmt: skip
        act.subject = f"comment:{row.pk}"
    return row


def take_away(record: Record, row: Attachment | Comment, *, by: Adder) -> None:
    """Take a file or a comment away for good."""
    refuse(rules.why_not_take_away(own=row.person == by.person, keeps=record.keeps))
    what = "attachment" if isinstance(row, Attachment) else "comment"
    if isinstance(row, Attachment):
        in_flight.mark(_place(record.partnership, row.stored))
    with write(f"attachments.{what}_taken_away", f"{what}:{row.pk}", by=by, detail={"of": record.subject}):
        row.delete()
    if isinstance(row, Attachment):
        shutil.rmtree(_place(record.partnership, row.stored), ignore_errors=True)


def settle_left_over() -> None:
    """End what a killed program was adding or taking away; before pages are served."""
    in_flight.settle(Path(settings.WARDMOTE_DATA) / "attachments", _named)


def _named(places: Iterable[Path]) -> set[Path]:
    rows = Attachment.objects.filter(stored__in=[place.name for place in places])
    return {_place(partnership, stored) for partnership, stored in rows.values_list("partnership", "stored")}


def content_of(row: Attachment) -> bytes:
    """The bytes as they were kept; ``Refusal`` where they are gone or damaged."""
    return read_file(_place(row.partnership, row.stored), row.type, {row.type: {"sha256": row.sha256}})


def given_name(name: str, kind: str) -> str:
    """The name a file came with, without what leads elsewhere, ending as what it is.

    >>> [given_name(name, "jpg") for name in ("C:\\\\Users\\\\jane\\\\Gate.JPEG", "../../x.html", "")]
    ['Gate.jpg', 'x.jpg', 'file.jpg']
    """
    last = re.split(r"[/\\]", name)[-1]
    stem = _UNSAFE.sub(" ", last).strip(" .").rpartition(".")[0] or _UNSAFE.sub(" ", last).strip(" .")
    return f"{stem[:120].strip() or 'file'}.{kind}"


def _place(partnership: str, stored: str) -> Path:
    return Path(settings.WARDMOTE_DATA) / "attachments" / partnership / stored
