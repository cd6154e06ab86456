"""Editions written down and read: an ``EditionFile`` into the rows of a draft, and the rows as one again.

In: an ``EditionFile`` (from data files, a workbook, or the edition before). Out: the rows of an edition
that is a draft. ``read_edition`` reads a whole edition in one query a table, so that the document, the checks
and the downloads work on the same rows whether an edition was shipped, imported or written here.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from wardmote.deciding.plan.exchange.edition_file import TABLES, EditionFile
from wardmote.deciding.plan.models import PlanEdition, PlanText
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.models.parts import VISION
from wardmote.deciding.plan.rules.plan import PUBLISHED, SUPERSEDED, why_not_edit
from wardmote.ground.partners.joining import bodies_named

TEXTS = ("visions", "passages")
PARTS = tuple(table for table in TABLES if table not in ("edition", *TEXTS))
"""The tables that are relations of an edition by the same name."""
CARRIED = ("title", "owner", "place", "two_tier", "signed_role", "signed_person", "marking", "invented")
"""What the next edition says of itself as this one does."""
REFERS = {"sub_priorities": "priority", "actions": "sub_priority__priority", "bodies": "body__successor"}
"""The tables whose rows refer to others, and to which."""


@transaction.atomic
def save_edition(edition: PlanEdition, file: EditionFile) -> None:
    """Every row of an edition, into a draft that has none; a few queries a table, however many rows."""
    texts = [
        copied(row, edition=edition, at=at, part=part or row.part)
        for part, rows in ((VISION, file.visions), ("", file.passages))
        for at, row in enumerate(rows, 1)
    ]
    PlanText.objects.bulk_create(texts)
    for table in PARTS:
        write_rows(edition, table, enumerate(getattr(file, table), 1))


def write_rows(edition: PlanEdition, table: str, placed: Iterable[tuple[int, Any]]) -> None:
    """Rows of a draft, each with its place, and with the records that they refer to by key."""
    if reason := why_not_edit(edition.status):
        raise TypeError(reason)
    rows = [copied(row, edition=edition, at=at) for at, row in placed]
    if table == "bodies":
        bodies = bodies_named(edition.partnership, {row.name: row.kind for row in reversed(rows)})
        for row in rows:
            row.body = bodies[row.name]
    if table == "sub_priorities":
        priorities = {priority.key: priority for priority in edition.priorities.all()}
        for row in rows:
            row.priority = priorities[row.priority.key]
    if table == "actions":
        parts = {part.key: part for part in edition.sub_priorities.all()}
        for row in rows:
            row.sub_priority, row.partnership = parts[row.sub_priority.key], edition.partnership
    kind: Any = TABLES[table].kind
    kind.objects.bulk_create(rows)


def read_edition(edition: PlanEdition, *, only: Collection[str] = PARTS, texts: bool = True) -> EditionFile:
    """The edition with its rows; one query a table, each asked once. Tables not in ``only`` stand empty."""
    prefetch_tables(edition, *(["statements"] if texts else []), *only)
    statements = list(edition.statements.all()) if texts else []
    return EditionFile(
        head=head_of(edition),
        visions=tuple(row for row in statements if row.part == VISION),
        passages=tuple(row for row in statements if row.part != VISION),
        **{table: tuple(getattr(edition, table).all()) if table in only else () for table in PARTS},
    )


def prefetch_tables(edition: PlanEdition, *tables: str) -> None:
    """Ask for tables that were not asked for yet."""
    asked = getattr(edition, "_prefetched_objects_cache", {})
    wanted = [table for table in tables if table not in asked]
    prefetch_related_objects([edition], *(Prefetch(table, _rows(table)) for table in wanted))


def _rows(table: str) -> Any:
    """The rows of a table with what they refer to."""
    kind: Any = PlanText if table == "statements" else TABLES[table].kind
    rows = kind.objects.all()
    return rows.select_related(REFERS[table]) if table in REFERS else rows


def head_of(edition: PlanEdition) -> PlanEdition:
    """What the edition says of itself. What was superseded was published when it was approved."""
    return copied(edition, status=PUBLISHED if edition.status == SUPERSEDED else edition.status)
