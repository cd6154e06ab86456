"""What belongs to a priority of a draft: it leaves with it when the review drops it, and comes back with it.

In: a draft and the key of a priority. Its sub-priorities and their actions belong to it, its indicators, the
targets of measures that no other indicator watches, and facts about nothing else. A row that names it among
others loses that name. What is kept again comes back as the edition before has it; what was written under it
in the draft since then stands in the log, where a drop leaves all it took.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import Action, Allocation, PlanEdition
from wardmote.deciding.plan.models.described import copied, plain_of_row, said_of
from wardmote.deciding.plan.records.edition_rows import read_edition, write_rows
from wardmote.measuring.catalogue.counted import counted, listed

Rows = Mapping[str, tuple[Any, ...]]
BELONGING: Final = {
    "sub_priorities": ("sub-priority", "sub-priorities"),
    "actions": ("action", "actions"),
    "indicators": ("indicator", "indicators"),
    "targets": ("target", "targets"),
    "facts": ("fact", "facts"),
}
"""The tables whose rows belong to a priority, and what one row and several are called."""
NAMING: Final = (("facts", "about"), ("strategies", "priorities"), ("indicators", "sub_priorities"))
"""Where rows name several priorities or sub-priorities."""
NOTED: Final = ("facts", "actions", "indicators", "bodies", "groups", "strategies")
"""The tables whose rows may name a note on the printed plan."""
A_NOTE: Final = re.compile(r"\s*\((?:note )?[A-Z]+-\d+\)")


def belonging(file: EditionFile, key: str, names: Collection[str]) -> Rows:
    """The rows that mean nothing without a priority; ``names``: its key and those of its sub-priorities."""
    indicators = [row for row in file.indicators if row.priority == key]
    elsewhere = {name for row in file.indicators if row.priority != key for name in row.measures}
    measures = {name for row in indicators for name in row.measures} - elsewhere
    return {
        "priorities": tuple(row for row in file.priorities if row.key == key),
        "sub_priorities": tuple(row for row in file.sub_priorities if row.priority.key == key),
        "actions": tuple(row for row in file.actions if row.sub_priority.key in names),
        "indicators": tuple(indicators),
        "targets": tuple(row for row in file.targets if row.measure in measures),
        "facts": tuple(row for row in file.facts if row.about and set(row.about) <= set(names)),
    }


def names_in(file: EditionFile, key: str) -> set[str]:
    """The keys of a priority and of its sub-priorities."""
    return {key, *(sub.key for sub in file.sub_priorities if sub.priority.key == key)}


def take_out(edition: PlanEdition, key: str) -> dict[str, Any]:
    """Take a priority with what belongs to it out of a draft; every row that went, for the log."""
    file = read_edition(edition, texts=False)
    names = names_in(file, key)
    taken = belonging(file, key, names)
    actions = [row.key for row in taken["actions"]]
    money = Allocation.objects.filter(action__edition=edition, action__key__in=actions)
    told: dict[str, Any] = {
        table: [plain_of_row(row) for row in rows] for table, rows in taken.items() if rows
    }
    if given := list(money.values("fund__key", "action__key", "amount", "reason", "by")):
        told["allocations"] = given
    for table in reversed(list(taken)):
        getattr(edition, table).filter(**{f"{_named_by(table)}__in": _keys(table, taken[table])}).delete()
    edition.actions.filter(same_as__in=actions).update(same_as="")
    for table, field in NAMING:
        for row in getattr(edition, table).filter():
            if names.intersection(getattr(row, field)):
                _name(edition, row, field, tuple(each for each in getattr(row, field) if each not in names))
    return told


def bring_back(edition: PlanEdition, before: EditionFile, key: str) -> None:
    """Carry a dropped priority with what belongs to it again, as ``before`` has it; what is there stays."""
    names = names_in(before, key)
    for table, rows in belonging(before, key, names).items():
        place = {row: at for at, row in enumerate(_keys(table, getattr(before, table)), 1)}
        there = set(getattr(edition, table).values_list(_named_by(table), flat=True))
        new = [row for row in rows if getattr(row, _named_by(table)) not in there]
        if table == "actions":
            new = _same_as_those_there(new, {*there, *_keys(table, new)})
        write_rows(edition, table, [(place[getattr(row, _named_by(table))], row) for row in new])
    for table, field in NAMING:
        was = {row.key: getattr(row, field) for row in getattr(before, table)}
        for row in getattr(edition, table).filter(key__in=was):
            now, then = getattr(row, field), was[row.key]
            if missing := names.intersection(then).difference(now):
                back = [each for each in then if each in missing or each in now]
                _name(edition, row, field, (*back, *(each for each in now if each not in then)))


def leaving_words(edition: PlanEdition, key: str) -> str:
    """What dropping a priority takes out of the draft, and what keeping it again would not bring back."""
    tables = tuple(BELONGING)
    file = read_edition(edition, only=tables, texts=False)
    rows = belonging(file, key, names_in(file, key))
    going = [counted(len(rows[table]), *called) for table, called in BELONGING.items() if rows[table]]
    if edition.follows is None or not going:
        return ""
    before = read_edition(edition.follows, only=tables, texts=False)
    lost = []
    for table, (one, many) in BELONGING.items():
        was = {name: _next_years(row, edition) for name, row in _by_key(table, getattr(before, table))}
        now = {name: _next_years(row, edition) for name, row in _by_key(table, rows[table])}
        if added := len(now.keys() - was.keys()):
            lost.append(f"{counted(added, one, many)} added")
        if changed := sum(name in was and was[name] != row for name, row in now.items()):
            lost.append(f"{counted(changed, one, many)} changed")
    year = edition.follows.year.short_label
    words = f"Dropping it takes {listed(going)} out of the draft. Kept again, it comes back as in {year}"
    return f"{words}: {listed(lost)} in this draft would be lost." if lost else f"{words}."


def _next_years(row: Any, edition: PlanEdition) -> Any:
    """A row as it is carried into the next edition; which deliverable it repeats is nobody's writing, nor
    that a note on the printed plan is named no more."""
    row = copied(next_years(row, edition.year.start), same_as="") if isinstance(row, Action) else row
    said = said_of(row)
    return said | {"note": A_NOTE.sub("", said["note"])} if "note" in said else said


def next_years(action: Action, start: date) -> Action:
    """An action without the days that lie before a year."""
    return copied(
        action,
        starts=None if action.starts and action.starts < start else action.starts,
        ends=None if action.ends and action.ends < start else action.ends,
    )


def without_notes(file: EditionFile) -> EditionFile:
    """What the next edition says: without the notes on the printed plan, which nothing in it names any more.

    "Police offences or fires: not said (note A-07)" becomes "Police offences or fires: not said".
    """
    keys = "|".join(re.escape(note.key) for note in file.notes)
    named = re.compile(rf"\s*\((?:note )?(?:{keys})\)") if keys else None

    def names_none(row: Any) -> Any:
        return copied(row, note=named.sub("", row.note)) if named and named.search(row.note) else row

    tables: dict[str, Any] = {table: tuple(map(names_none, getattr(file, table))) for table in NOTED}
    return replace(file, **tables, notes=())


def _same_as_those_there(actions: Sequence[Action], there: Collection[str]) -> list[Action]:
    return [row if row.same_as in there else copied(row, same_as="") for row in actions]


def _named_by(table: str) -> str:
    return "measure" if table == "targets" else "key"


def _keys(table: str, rows: Sequence[Any]) -> list[str]:
    return [getattr(row, _named_by(table)) for row in rows]


def _by_key(table: str, rows: Sequence[Any]) -> list[tuple[str, Any]]:
    return list(zip(_keys(table, rows), rows, strict=True))


def _name(edition: PlanEdition, row: Any, field: str, names: tuple[str, ...]) -> None:
    row.edition = edition
    setattr(row, field, names)
    row.save()
