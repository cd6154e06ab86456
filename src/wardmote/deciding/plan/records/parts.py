"""Writing what a draft says: facts, sub-priorities, indicators, linked strategies, contacts, bodies.

In: a row that is not written down yet, or which row goes one place earlier or later. What the checks of an
imported edition would refuse is refused here, with the same field and reason; what stood wrong before is not
held against the writer. A row's key never changes; its order is ``at``. Each write takes ``by=``, runs in one
transaction and leaves an audit row with what was there.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from wardmote.deciding.plan.exchange.checks import Fault, faults_in, references_in
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import plain_of_row, said_of
from wardmote.deciding.plan.records.drafts import lock_draft, place_after
from wardmote.deciding.plan.records.edition_rows import read_edition, write_rows
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import Act, EditConflict, write
from wardmote.ground.partners.joining import find_body
from wardmote.ground.partners.models import Body
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal

WRITTEN: Final = {
    "facts": "fact",
    "sub_priorities": "sub-priority",
    "indicators": "indicator",
    "strategies": "linked strategy",
    "contacts": "public contact",
    "bodies": "body",
}
"""The tables written here, and what one row of each is called."""
ORDERED: Final = {"priorities": "priority", "sub_priorities": "sub-priority"}
"""The tables whose rows are put in order by hand, and what one row of each is called."""
LINKED: Final = ("priorities", "sub_priorities", "actions", "indicators", "facts", "bodies")
"""The tables whose rows may be left naming what the review dropped."""
CALLED: Final = {
    **WRITTEN, **ORDERED, "groups": "group", "actions": "action", "targets": "target", "notes": "note",
}  # fmt: skip
STEPS: Final = {"earlier": -1, "later": 1}


@dataclass(frozen=True)
class Step:
    """One place ``earlier`` or ``later``; ``read``: the order its mover had before them."""

    key: str
    way: str
    read: str


def records(edition: PlanEdition, table: str) -> tuple[Any, ...]:
    """The rows of a table, in the plan's order."""
    return tuple(getattr(read_edition(edition, only=(table,)), table))


def seen(record: Any) -> str:
    """A record as one hash, so that a form can say what its writer had before them."""
    text = json.dumps(plain_of_row(record), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def beside(rows: Sequence[Any], key: str) -> list[Any]:
    """The rows one is ordered among, itself with them: of a sub-priority those of its priority."""
    under = {each.key: getattr(each, "priority_id", 0) for each in rows}
    return [each for each in rows if under[each.key] == under.get(key)]


def order_seen(rows: Sequence[Any]) -> str:
    """An order as one hash, so that whoever moves a row can say which order they had before them."""
    return hashlib.sha256(json.dumps([each.key for each in rows]).encode()).hexdigest()


def add(edition: PlanEdition, table: str, record: Any, *, by: Viewer) -> None:
    """Add a row to a draft, after the last."""
    with _opened("part_added", edition, table, by=by) as (act, now, file):
        _refuse(file, _with(file, table, (*getattr(file, table), record)))
        write_rows(now, table, [(place_after(_rows(now, table)), record)])
        act.detail = {"key": record.key, "now": plain_of_row(record)}


def change(edition: PlanEdition, table: str, record: Any, *, read: str, by: Viewer) -> None:
    """Write a row of a draft anew, as it was ``read``; ``EditConflict`` where it says something else now."""
    with _opened("part_changed", edition, table, by=by) as (act, now, file):
        row = _rows(now, table).select_for_update(of=("self",)).filter(key=record.key).first()
        if row is None:
            raise Refusal("Somebody took it out while you were writing.", found=record.key)
        if seen(row) != read:
            raise EditConflict(row)
        before = plain_of_row(row)
        rows = tuple(record if each.key == record.key else each for each in getattr(file, table))
        _refuse(file, _with(file, table, rows))
        if table == "bodies":
            row.body = _body_of(now, row, record.name)
            for owned in (now.contacts, now.strategies):  # whose they are is written by name
                owned.filter(owner=row.name).update(owner=record.name)
        for name in said_of(record):
            setattr(row, name, getattr(record, name))
        if table == "sub_priorities":
            row.priority = now.priorities.get(key=record.priority.key)
        row.edition = now
        row.save()
        after = plain_of_row(record)
        act.detail = {"key": record.key, "before": {k: was for k, was in before.items() if was != after[k]}}


def remove(edition: PlanEdition, table: str, key: str, *, read: str = "", by: Viewer) -> None:
    """Take a row out of a draft, where nothing rests on it; ``read`` as in ``change``, where it is known."""
    with _opened("part_removed", edition, table, by=by) as (act, now, file):
        left = tuple(each for each in getattr(file, table) if each.key != key)
        there = next((each for each in getattr(file, table) if each.key == key), None)
        if there is None:
            raise Refusal(f"There is no such {WRITTEN[table]}.", found=key)
        if read and seen(there) != read:
            raise EditConflict(there)
        after = _with(file, table, left)
        used = [
            *_resting(after, _new_faults(file, after)),
            *(_dropped(now, key) if table == "bodies" else ()),
        ]
        if used:
            raise Refusal(f"It is used: {'; '.join(used)}.", found=key, todo="Change those first.")
        _rows(now, table).filter(key=key).delete()
        act.detail = {"key": key, "was": plain_of_row(there)}


def move(edition: PlanEdition, table: str, step: Step, *, by: Viewer) -> None:
    """Put a row one place earlier or later; ``EditConflict`` where the order is not the one that was read."""
    with _opened("part_moved", edition, table, by=by) as (act, now, file):
        rows = list(getattr(file, table))
        before = beside(rows, step.key)
        if not before:
            raise Refusal(f"There is no such {ORDERED[table]}.", found=step.key)
        if order_seen(before) != step.read:
            raise EditConflict(tuple(before))
        keys = [each.key for each in before]
        place = keys.index(step.key)
        other = place + STEPS[step.way]
        if not 0 <= other < len(keys):
            end = "first" if other < 0 else "last"
            raise Refusal(f"It stands {end} already.", where="way", found=step.key)
        after = list(keys)
        after[place], after[other] = after[other], after[place]
        put = dict(zip(keys, after, strict=True))
        stood = dict(_rows(now, table).values_list("key", "at"))
        for at, key in enumerate((put.get(each.key, each.key) for each in rows), 1):
            if stood[key] != at:  # not two numbers exchanged: a priority kept again may share another's
                _rows(now, table).filter(key=key).update(at=at)
        act.detail = {"key": step.key, "way": step.way, "before": keys, "now": after}


def _body_of(draft: PlanEdition, row: Any, name: str) -> Body:
    """Another body of the partnership where one goes by that name; else its own, with its people."""
    return find_body(draft.partnership, name) or row.body


@contextmanager
def _opened(
    verb: str, edition: PlanEdition, table: str, *, by: Viewer
) -> Iterator[tuple[Act, PlanEdition, EditionFile]]:
    """A write in a table of the draft, with the draft and what it says."""
    with write(f"plan.{verb}", f"plan:{edition.key}/{table}", by=by) as act:
        now = lock_draft(edition)
        yield act, now, read_edition(now)


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
    row = _row(file, fault)
    named = next((str(found) for name in ("key", "measure", "part") if (found := getattr(row, name, ""))), "")
    return fault.table, named, fault.reason.field, fault.reason.found


def _row(file: EditionFile, fault: Fault) -> Any:
    rows = getattr(file, fault.table, ())
    return rows[fault.row] if fault.row < len(rows) else None


def _resting(file: EditionFile, faults: Iterable[Fault]) -> Iterator[str]:
    """The rows faults stand in as people name them: actions A1.1.1, A1.1.2; a paragraph of the foreword."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        listed = found.setdefault(fault.table, [])
        if (named := _said(_row(file, fault), fault.table)) not in listed:
            listed.append(named)
    for table, named_so in found.items():
        if table == "passages":
            yield from (f"a paragraph of the {part}" for part in named_so)
        elif len(named_so) == 1:
            yield f"{CALLED[table]} {named_so[0]}"
        else:
            yield f"{table.replace('_', '-')} {', '.join(named_so)}"


def _said(row: Any, table: str) -> str:
    """A row by its name or title where it has one, else by its code."""
    if table == "passages":
        return str(row.part)
    words = getattr(row, "name", "") or getattr(row, "title", "")
    return f"“{words}”" if words else str(getattr(row, "key", "") or getattr(row, "measure", ""))


def dangling(edition: PlanEdition) -> Iterator[str]:
    """What names something that is not in the edition, as people name it."""
    file = read_edition(edition, only=LINKED, texts=False)
    for fault in references_in(file):
        named = f"{CALLED[fault.table].capitalize()} {_said(_row(file, fault), fault.table)}"
        yield f"{named} names what is not in the plan: {fault.reason.found}."


def _dropped(edition: PlanEdition, body: str) -> Iterator[str]:
    """Priorities the review dropped that a body leads or helps: kept again, they come back as they were."""
    dropped = set(edition.reviews.filter(decision=rules.DROP).values_list("priority", flat=True))
    if not dropped or edition.follows is None:
        return
    before = read_edition(edition.follows, only=("priorities", "sub_priorities", "actions"), texts=False)
    for priority in (each for each in before.priorities if each.key in dropped):
        actions = (action for _, listed in before.actions_of(priority.key) for action in listed)
        if body in priority.lead or any(body in (*each.lead, *each.contributing) for each in actions):
            yield f"priority “{priority.title}”, which the review dropped and may keep again"
