"""A year of the log past its retention goes whole: its sealed head stays, with a signed certificate.

In: a year that was sealed (``heads.seal_years``) and is older than settings.WARDMOTE_LOG_YEARS whole years.
Out: its rows are gone, the oldest year first, so that the chain begins after what went; the certificate says
which rows, how many, why and by whom. Refused: a year within its retention, a log that is not whole, a code
that is not the one of the year.
"""

import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from wardmote.ground.audit import guarding, heads, log
from wardmote.ground.audit.models import Entry, HeadKind, SignedHead
from wardmote.ground.audit.verifying import verify
from wardmote.measuring.catalogue.refusals import Refusal


@dataclass(frozen=True)
class YearDue:
    """A year that may go: how many rows up to which, and the code that says it was read."""

    year: int
    rows: int
    first: int
    row: int
    hash: str
    kept: int

    @property
    def code(self) -> str:
        return self.hash[:12]


def year_due(year: int) -> YearDue:
    """The year, where it may go; ``Refusal`` with the reason where not."""
    kept = settings.WARDMOTE_LOG_YEARS
    until = year + kept
    if timezone.localdate().year <= until:
        raise Refusal(
            f"The log of {year} is kept until the end of {until}.",
            where="WARDMOTE_LOG_YEARS",
            found=f"{kept} whole years",
        )
    heads.seal_years()
    gone = log.begins_after().row
    left = SignedHead.objects.filter(kind=HeadKind.YEAR, row__gt=gone).order_by("row")
    oldest = left.first()
    if oldest is None:
        raise Refusal("The log holds no year that is over: nothing is to be taken away.", found=f"{year}")
    if oldest.detail["year"] != year:
        found = f"the oldest is {oldest.detail['year']}"
        raise Refusal("Years go whole, the oldest first.", found=found, todo="Name the oldest year.")
    if not verify().whole:
        raise Refusal("The log is not whole.", todo="Run wardmote audit verify and find out why, first.")
    told = oldest.detail
    return YearDue(year, told["rows"], told["first"], oldest.row, oldest.hash, kept)


@transaction.atomic
def retire(due: YearDue, code: str, *, by: str) -> str:
    """Take the year's rows away; its certificate as a line of JSON."""
    if code != due.code:
        raise Refusal("That is not the code of this year.", found=code, todo="Run retire without --confirm.")
    with connection.cursor() as cursor:
        guarding.unguard(connection.vendor, cursor, [guarding.ENTRIES])
        cursor.execute(f"DELETE FROM {guarding.ENTRIES} WHERE id <= %s", [due.row])
        guarding.guard(connection.vendor, cursor, [guarding.ENTRIES])
    told = {"year": due.year, "rows": due.rows, "first": due.first, "by": by, "kept_years": due.kept}
    head = heads.sign_row(HeadKind.RETIRED, due.row, due.hash, **told)
    subject, detail = f"log-year:{due.year}", {"rows": due.rows, "head": due.hash}
    log.record(partnership=log.INSTALLATION, by=by, what="audit.year_retired", subject=subject, detail=detail)
    assert not Entry.objects.filter(id__lte=due.row).exists()
    return json.dumps(asdict(heads.HeadLine.of(head)), sort_keys=True)
