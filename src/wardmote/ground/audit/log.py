"""Writing the log and checking that nobody changed it.

``record`` belongs in the transaction of the write it tells of. The chain is
one for the whole installation; rows are added one at a time (SQLite writes one
at a time anyway, PostgreSQL takes an advisory lock until the transaction ends).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from wardmote.ground.audit.models import Entry
from wardmote.ground.audit.wordless import without_words

LOCK = 0x57415244  # "WARD": the advisory lock's number on PostgreSQL
FIELDS = ("at", "partnership", "by", "what", "subject", "detail", "before")


@transaction.atomic
def record(
    *, partnership: str, by: str, what: str, subject: str = "", detail: Mapping[str, Any] | None = None
) -> Entry:
    """Add one row: ``what`` as room.verb ("evidence.withdrawn"), ``subject`` as kind:key.

    Rooms do not call it: they write inside ``casework.write``, which does. No words of people or files are
    kept of the detail (``wordless``).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Entry.objects.order_by("-id").values_list("hash", flat=True).first()
    entry = Entry(
        at=timezone.now().astimezone(tz=timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        partnership=partnership,
        by=by,
        what=what,
        subject=subject,
        detail=json.dumps(
            without_words(detail or {}), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ),
        before=last or "",
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def hash_of(entry: Entry) -> str:
    """SHA-256 over the row's texts, each with its length before it."""
    content = "".join(f"{len(value)}:{value}" for value in (getattr(entry, name) for name in FIELDS))
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Verified:
    """What checking the chain found.

    ``broken_at`` is the first row that does not fit, 0 when all do; ``last`` the hash of the last row
    that fits; ``noted_found`` whether a hash written down earlier is still there. The chain alone
    cannot tell that its last rows were cut off: a hash kept elsewhere can.
    """

    rows: int
    broken_at: int
    last: str
    noted_found: bool


def verify(noted: str = "", *, using: str = "default") -> Verified:
    """Walk the whole chain; ``noted`` is a last hash that somebody wrote down."""
    before, rows, found = "", 0, noted == ""
    for entry in Entry.objects.using(using).order_by("id").iterator(chunk_size=2000):
        rows += 1
        if entry.before != before or entry.hash != hash_of(entry):
            return Verified(rows, entry.pk, before, found)
        before = entry.hash
        found = found or before == noted
    return Verified(rows, 0, before, found)
