"""Writing the log: rows that name each other's hashes, one chain for the whole installation.

``record`` belongs in the transaction of the write it tells of. Rows are added one writer at a time (SQLite
writes one at a time anyway, PostgreSQL takes an advisory lock until the transaction ends). What only reads is
put down at once in ``pending`` and comes into the chain with others; ``verifying`` checks it all.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from wardmote.ground.audit import guarding
from wardmote.ground.audit.models import Entry, HeadKind, SignedHead
from wardmote.ground.audit.wordless import without_words
from wardmote.ground.row_security.scope import all_partnerships

LOCK = 0x57415244  # "WARD": the advisory lock's number on PostgreSQL
FORMAT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
INSTALLATION: Final = "*"
"""Stands for a partnership in rows about the whole installation: who signs in, backups."""
FIELDS = ("at", "partnership", "by", "what", "subject", "detail", "before")


@transaction.atomic
def record(
    *, partnership: str, by: str, what: str, subject: str = "", detail: Mapping[str, Any] | None = None
) -> Entry:
    """Add one row: ``what`` as room.verb ("evidence.withdrawn"), ``subject`` as kind:key.

    Rooms do not call it: they write inside ``casework.write``, which does. No words of people or files are
    kept of the detail (``wordless``).
    """
    told = {"partnership": partnership, "by": by, "what": what, "subject": subject}
    with all_partnerships("the log is one chain, whoever writes"):
        hold_chain()
        entry = Entry(at=moment(timezone.now()), detail=as_text(without_words(what, detail or {})), **told)
        return append([entry])[0]


def hold_chain() -> None:
    """Nobody else adds to the chain until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def append(entries: Sequence[Entry]) -> list[Entry]:
    """Chain rows in this order behind the last; by whoever holds the chain.

    On PostgreSQL a sequence goes on though a write is undone. So rows are numbered here and the sequence is
    told afterwards: a number that was given and is not there is a row that was taken away.
    """
    last = Entry.objects.order_by("-id").values_list("id", "hash").first()
    base = begins_after()
    number, before = last or (base.row, base.hash)
    for entry in entries:
        entry.before = before
        entry.hash = before = hash_of(entry)
    if connection.vendor == "postgresql" and entries:
        for entry_number, entry in enumerate(entries, number + 1):
            entry.pk = entry_number
        transaction.on_commit(partial(guarding.keep_number, guarding.ENTRIES, number + len(entries)))
    return Entry.objects.bulk_create(entries)


def begins_after(using: str = "default") -> SignedHead:
    """The head of the last year that was taken away whole; one of nothing where none was."""
    rows = SignedHead.objects.using(using).filter(kind=HeadKind.RETIRED)
    return rows.order_by("-row").first() or SignedHead(row=0, hash="")


def hash_of(entry: Entry) -> str:
    """SHA-256 over the row's texts, each with its length before it."""
    content = "".join(f"{len(value)}:{value}" for value in (getattr(entry, name) for name in FIELDS))
    return hashlib.sha256(content.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as the log writes it, in UTC."""
    return at.astimezone(UTC).strftime(FORMAT)


def as_text(detail: Mapping[str, Any]) -> str:
    """A detail as the log writes it: the same for the same values."""
    return json.dumps(detail, default=str, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
