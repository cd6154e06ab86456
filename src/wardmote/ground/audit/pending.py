"""What is no write: who read what, who tried in vain, who signed in. Put down at once, chained in batches.

In: one happening. ``put_down`` adds one row outside the chain, which waits for nobody, before the answer goes
out; ``chain_pending`` takes what waits into the chain, many rows in one transaction, and only then away from
here: a program that is killed in between loses nothing and chains nothing twice. The worker calls it every
few seconds, whoever checks or signs the log first.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from wardmote.ground.audit.log import INSTALLATION, append, as_text, hold_chain, moment
from wardmote.ground.audit.models import Entry, PendingEntry
from wardmote.ground.audit.wordless import without_words
from wardmote.ground.row_security.scope import all_partnerships

AT_ONCE: Final = 2000  # rows in one transaction
GATHERED_FOR: Final = timedelta(minutes=5)


def put_down(
    what: str,
    subject: str = "",
    *,
    by: str,
    partnership: str = INSTALLATION,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One happening, to be chained soon."""
    now, kept = moment(timezone.now()), without_words(what, detail or {})
    with all_partnerships("what is put down says whose it is"):
        PendingEntry.objects.create(
            at=now, partnership=partnership, by=by, what=what, subject=subject, detail=kept
        )


def count_in_vain(
    what: str, subject: str, *, by: str, partnership: str = INSTALLATION, origin: str = ""
) -> None:
    """Something tried in vain: equal tries of five minutes become one row that says how many."""
    at = timezone.now()
    now, span = moment(at), int(at.timestamp() // GATHERED_FOR.total_seconds())
    gather = "|".join((str(span), partnership, by, what, subject, origin))[:300]
    told = {"partnership": partnership, "by": by, "what": what, "subject": subject}
    detail = {"from": origin} if origin else {}
    with all_partnerships("what is put down says whose it is"):
        if not PendingEntry.objects.filter(gather=gather).update(times=F("times") + 1):
            PendingEntry.objects.create(at=now, gather=gather, detail=detail, **told)


def chain_pending() -> None:
    """Take what waits into the chain, but tries whose five minutes are not over."""
    with all_partnerships("the log is one chain, whoever writes"):
        while _chain_some() == AT_ONCE:
            continue


def _chain_some() -> int:
    before = moment(timezone.now() - GATHERED_FOR)
    ready = PendingEntry.objects.filter(Q(gather="") | Q(at__lt=before))
    if not ready.exists():
        return 0
    with transaction.atomic():
        hold_chain()
        rows = ready.order_by("id")
        if connection.features.has_select_for_update:
            rows = rows.select_for_update()
        taken = list(rows[:AT_ONCE])
        append([_entry(row) for row in taken])
        PendingEntry.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return len(taken)


def _entry(row: PendingEntry) -> Entry:
    detail = {**row.detail, "times": row.times} if row.gather else row.detail
    same = {name: getattr(row, name) for name in ("at", "partnership", "by", "what", "subject")}
    return Entry(detail=as_text(detail), **same)
