"""Writing what a draft says: facts, sub-priorities, indicators, linked strategies, contacts.

In: a record of ``edition_file``. What the checks of an imported edition would refuse is refused here, with
the same field and reason; what stood wrong before is not held against the writer. Each write takes ``by=``,
runs in one transaction and leaves an audit row with what was there.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Max

from wardmote.deciding.plan import rules
from wardmote.deciding.plan.edition_checks import Fault, faults_in
from wardmote.deciding.plan.edition_file import EditionFile
from wardmote.deciding.plan.holding import PARTS, held, record_of, values_of, write_row
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.rolling import StaleError
from wardmote.ground.audit import log
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal

WRITTEN: Final = {
    "facts": "fact",
    "sub_priorities": "sub-priority",
    "indicators": "indicator",
    "strategies": "linked strategy",
    "contacts": "public contact",
}
"""The tables written here, and what one row of each is called."""


def records(edition: PlanEdition, table: str) -> tuple[Any, ...]:
    """The rows of a table as records, in the plan's order."""
    return tuple(getattr(held(edition, only=(table,)), table))


def seen(record: Any) -> str:
    """A record as one hash, so that a form can say what its writer had before them."""
    text = json.dumps(values_of(record), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def add(edition: PlanEdition, table: str, record: Any, *, by: Viewer) -> None:
    """Add a row to a draft, after the last."""
    now, file = _opened(edition)
    _refuse(file, _with(file, table, (*getattr(file, table), record)))
    last = _rows(now, table).aggregate(last=Max("at"))["last"] or 0
    write_row(now, table, values_of(record), at=last + 1)
    _tell("part_added", now, table, by, {"key": record.key, "now": values_of(record)})


@transaction.atomic
def change(edition: PlanEdition, table: str, record: Any, *, read: str, by: Viewer) -> None:
    """Write a row of a draft anew, as it was ``read``; ``StaleError`` where it says something else now."""
    now, file = _opened(edition)
    row = _rows(now, table).select_for_update().get(key=record.key)
    was = record_of(PARTS[table][0], row)
    if seen(was) != read:
        raise StaleError(was)
    rows = tuple(record if each.key == record.key else each for each in getattr(file, table))
    _refuse(file, _with(file, table, rows))
    values = values_of(record)
    if table == "sub_priorities":
        values["priority"] = now.priorities.get(key=record.priority)
    for name, value in values.items():
        setattr(row, name, value)
    row.edition = now
    row.save()
    before, after = values_of(was), values_of(record)
    changed = {name: before[name] for name in before if before[name] != after[name]}
    _tell("part_changed", now, table, by, {"key": record.key, "before": changed})


@transaction.atomic
def remove(edition: PlanEdition, table: str, key: str, *, by: Viewer) -> None:
    """Take a row out of a draft, where nothing else in it rests on it."""
    now, file = _opened(edition)
    left = tuple(each for each in getattr(file, table) if each.key != key)
    there = next((each for each in getattr(file, table) if each.key == key), None)
    if there is None:
        raise Refusal(f"There is no such {WRITTEN[table]}.", found=key)
    after = _with(file, table, left)
    used = list(_new_faults(file, after))
    if used:
        named = ", ".join(dict.fromkeys(_place(after, fault) for fault in used))
        raise Refusal(f"It is used: {named}.", found=key, todo="Change those first.")
    _rows(now, table).filter(key=key).delete()
    _tell("part_removed", now, table, by, {"key": key, "was": values_of(there)})


def _opened(edition: PlanEdition) -> tuple[PlanEdition, EditionFile]:
    """The draft, nobody else's until the transaction ends, and what it says."""
    PlanEdition.objects.filter(pk=edition.pk).update(revision=F("revision") + 1)
    now = PlanEdition.objects.select_related("partnership").get(pk=edition.pk)
    if reason := rules.may_edit(now.status):
        raise Refusal(reason)
    return now, held(now)


def _rows(edition: PlanEdition, table: str) -> Any:
    return getattr(edition, table)


def _with(file: EditionFile, table: str, rows: tuple[Any, ...]) -> EditionFile:
    changed: dict[str, Any] = {table: rows}
    return replace(file, **changed)


def _refuse(before: EditionFile, after: EditionFile) -> None:
    for fault in _new_faults(before, after):
        reason = fault.reason
        raise Refusal(reason.what, where=reason.field, found=reason.found, todo=reason.todo)


def _new_faults(before: EditionFile, after: EditionFile) -> Iterator[Fault]:
    """What is wrong now and was not before."""
    known = {_same(before, fault) for fault in faults_in(before)}
    return (fault for fault in faults_in(after) if _same(after, fault) not in known)


def _same(file: EditionFile, fault: Fault) -> tuple[str, str, str, str]:
    return fault.table, _place(file, fault), fault.reason.field, fault.reason.found


def _place(file: EditionFile, fault: Fault) -> str:
    """A row as people name it: action A1.1.1, a paragraph of the foreword."""
    rows = getattr(file, fault.table, ())
    row = rows[fault.row] if fault.row < len(rows) else None
    if fault.table == "passages" and row is not None:
        return f"a paragraph of the {row.part}"
    named = fault.table.removesuffix("s").replace("sub_prioritie", "sub-priority").replace("_", " ")
    return f"{named} {getattr(row, 'key', '') or getattr(row, 'measure', '')}".strip()


def _tell(verb: str, edition: PlanEdition, table: str, by: Viewer, detail: Mapping[str, Any]) -> None:
    log.record(
        partnership=by.partnership,
        by=str(by),
        what=f"plan.{verb}",
        subject=f"plan:{edition.key}/{table}",
        detail=json.loads(json.dumps(detail, default=str)),
    )
