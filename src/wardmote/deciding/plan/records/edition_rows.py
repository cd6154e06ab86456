"""Editions between values and records: an ``EditionFile`` written down, and read back equal.

In: an ``EditionFile`` (from data files, a workbook, or the edition before). Out: the rows of an edition
that is a draft. ``read_edition`` reads a whole edition in one query a table, so that the document, the checks
and the downloads work on the same values whether an edition was shipped, imported or written here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, cast, get_type_hints

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from wardmote.deciding.plan import models as held_as
from wardmote.deciding.plan.exchange import edition_file as paper
from wardmote.deciding.plan.models import Part, PlanEdition
from wardmote.deciding.plan.rules.plan import PUBLISHED, SUPERSEDED, why_not_edit
from wardmote.ground.partners.joining import bodies_named
from wardmote.measuring.catalogue.periods import Period, parse_period

PARTS: Mapping[str, tuple[type[Any], type[Part]]] = {
    "bodies": (paper.Body, held_as.PlanBody),
    "facts": (paper.Fact, held_as.Fact),
    "strategies": (paper.Strategy, held_as.LinkedStrategy),
    "groups": (paper.Group, held_as.PlanGroup),
    "priorities": (paper.Priority, held_as.Priority),
    "sub_priorities": (paper.SubPriority, held_as.SubPriority),
    "actions": (paper.Action, held_as.Action),
    "indicators": (paper.Indicator, held_as.MeasureUse),
    "targets": (paper.Target, held_as.Target),
    "notes": (paper.Note, held_as.QualityNote),
    "contacts": (paper.Contact, held_as.PublicContact),
}
VISION = "vision"
LAW = ("regime", "approved_on", "note")
SAME = ("title", "place", "two_tier", "signed_role", "signed_person", "marking", "invented")
"""What an edition and its head in a file call alike; ``LAW``: what the next edition does not take over."""
BODIES = {
    "district-council": "council",
    "county-council": "council",
    "police": "police",
    "police-authority": "police",
    "fire-and-rescue": "fire",
    "primary-care-trust": "health",
    "integrated-care-board": "health",
    "probation": "probation",
    "housing": "housing",
    "county-unit": "county",
    "business": "business",
}
"""A kind of body in the law -> the kind it is among the partnership's bodies; any other is voluntary."""


def own_kind(kind: str) -> str:
    """The kind a body of the law is among the partnership's bodies."""
    return BODIES.get(kind, "voluntary")


@transaction.atomic
def save_edition(edition: PlanEdition, file: paper.EditionFile) -> None:
    """Every row of an edition, into a draft that has none; a few queries a table, however many rows."""
    visions = (
        held_as.Statement(edition=edition, at=at, part=VISION, **vars(vision))
        for at, vision in enumerate(file.visions, 1)
    )
    passages = (
        held_as.Statement(edition=edition, at=at, **vars(passage))
        for at, passage in enumerate(file.passages, 1)
    )
    held_as.Statement.objects.bulk_create((*visions, *passages))
    for table in PARTS:
        write_rows(edition, table, enumerate(getattr(file, table), 1))


def write_rows(edition: PlanEdition, table: str, placed: Iterable[tuple[int, Any]]) -> None:
    """Rows of a draft, each with its place, and with the records that they refer to by key."""
    if reason := why_not_edit(edition.status):
        raise TypeError(reason)
    model = cast(Any, PARTS[table][1])
    rows = [(at, values_of(record)) for at, record in placed]
    if table == "bodies":
        bodies = bodies_named(
            edition.partnership, {row["name"]: own_kind(row["kind"]) for _, row in reversed(rows)}
        )
        for _, row in rows:
            row["body"] = bodies[row["name"]]
    if table == "sub_priorities":
        priorities = {priority.key: priority for priority in edition.priorities.all()}
        for _, row in rows:
            row["priority"] = priorities[row["priority"]]
    if table == "actions":
        parts = {part.key: part for part in edition.sub_priorities.all()}
        for _, row in rows:
            row.update(sub_priority=parts[row["sub_priority"]], partnership=edition.partnership)
    made: list[Any] = [model(**row, **{"edition": edition, "at": at}) for at, row in rows]
    model._default_manager.bulk_create(made)


def values_of(record: Any) -> dict[str, Any]:
    """A frozen record as what a row holds."""
    return {field.name: _stored(getattr(record, field.name), field.type) for field in fields(record)}


def _stored(value: Any, kind: Any) -> Any:
    if isinstance(value, Period):
        return value.code
    if isinstance(value, tuple):
        return list(value)
    return "" if value is None and "Period" in str(kind) else value


def read_edition(
    edition: PlanEdition, *, only: Collection[str] = tuple(PARTS), texts: bool = True
) -> paper.EditionFile:
    """The edition as values; one query a table, each asked once. Tables not in ``only`` stand empty."""
    prefetch_tables(edition, *(["statements"] if texts else []), *only)
    statements = list(edition.statements.all()) if texts else []
    visions = [row for row in statements if row.part == VISION]
    passages = [row for row in statements if row.part != VISION]
    return paper.EditionFile(
        head=head_of(edition),
        visions=tuple(paper.Vision(row.key, row.owner, row.words, row.since) for row in visions),
        passages=tuple(paper.Passage(row.part, row.words) for row in passages),
        **{table: _records(edition, table) if table in only else () for table in PARTS},
    )


def prefetch_tables(edition: PlanEdition, *tables: str) -> None:
    """Ask for tables that were not asked for yet."""
    asked = getattr(edition, "_prefetched_objects_cache", {})
    wanted = [table for table in tables if table not in asked]
    prefetch_related_objects([edition], *(Prefetch(table, _rows(table)) for table in wanted))


def _rows(table: str) -> Any:
    """The rows of a table with what they refer to."""
    if table == "statements":
        return held_as.Statement.objects.all()
    rows = PARTS[table][1]._default_manager.all()
    with_them = {
        "sub_priorities": "priority",
        "actions": "sub_priority__priority",
        "bodies": "body",
    }.get(table)
    return rows.select_related(with_them) if with_them else rows


def _records(edition: PlanEdition, table: str) -> tuple[Any, ...]:
    kind, _ = PARTS[table]
    return tuple(record_of(kind, row) for row in getattr(edition, table).all())


def record_of(kind: type[Any], row: Any) -> Any:
    """A row as the frozen record it was."""
    return kind(**{name: _value(getattr(row, name), hint) for name, hint in _hints(cast(Any, kind))})


@cache
def _hints(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """Asked once for a kind of record: working hints out takes longer than reading the row."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


def _value(value: Any, hint: Any) -> Any:
    if isinstance(value, Part):
        return value.key  # type: ignore[attr-defined]
    if isinstance(value, list):
        return tuple(value)
    if "Period" in str(hint):
        return parse_period(value) if value else None
    return value


def head_of(edition: PlanEdition) -> paper.Head:
    """The edition itself as values. What was superseded was published when it was approved."""
    return paper.Head(
        key=edition.key,
        partnership=edition.owner,
        period=edition.span,
        year=edition.in_year,
        status=PUBLISHED if edition.status == SUPERSEDED else edition.status,
        **{name: getattr(edition, name) for name in (*SAME, *LAW)},
    )
