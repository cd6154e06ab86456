"""Reads a plan edition from its data files.

In: a folder of TOML files that together hold the tables of an edition (``[edition]`` once, every other
table as ``[[table]]`` rows, each table in one file or more, in the order of the file names). Out: an
``EditionFile``. A fault is a ``Refusal`` that names the file, the row and the key; when there are
several, the first is told and the others are listed after it. Nothing of a faulty edition is used.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from wardmote.deciding.plan.exchange.checks import Fault, faults_in
from wardmote.deciding.plan.exchange.edition_file import TABLES, EditionFile
from wardmote.deciding.plan.exchange.row_shapes import row_from
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import FieldFault, toml_of

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Where = Callable[[str, int, str], str]


def shipped_editions() -> Mapping[str, Traversable]:
    """The editions that come with the program, by the name of their folder."""
    folder = files("wardmote.deciding.plan").joinpath("editions")
    return {entry.name: entry for entry in sorted(folder.iterdir(), key=lambda e: e.name) if entry.is_dir()}


def shipped_edition(name: str) -> EditionFile:
    """One of them; ``Refusal`` lists the names there are."""
    known = shipped_editions()
    if name not in known:
        raise Refusal("There is no such edition.", found=name, todo=f"Use one of: {', '.join(known)}.")
    return parse_edition(known[name])


def parse_edition(folder: Path | Traversable) -> EditionFile:
    """The edition of a folder; ``Refusal`` names file, row and key."""
    if not folder.is_dir():
        raise Refusal("There is no such folder.", where=str(folder), todo="Name a folder of TOML files.")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    rows: dict[str, list[Mapping[str, Any]]] = {table: [] for table in TABLES}
    places: dict[str, list[str]] = {table: [] for table in TABLES}
    for name in names:
        for table, given in toml_of(folder / name).items():
            listed = [given] if table == "edition" else given
            rows_of_it = isinstance(listed, list) and all(isinstance(row, dict) for row in listed)
            if table not in TABLES or not rows_of_it:
                raise Refusal(
                    "There is no such table.", where=f"{name}, {table}", todo=f"Use: {', '.join(TABLES)}."
                )
            for number, row in enumerate(listed, 1):
                rows[table].append(row)
                called = row.get("key") or row.get("measure") or f"row {number}"
                places[table].append(f"{name}, {table} {called}")

    def where(table: str, row: int, field: str) -> str:
        place = places[table][row] if row < len(places[table]) else f"{folder.name}, {table}"
        return f"{place}, {field}" if field else place

    return edition_of(rows, where=where)


def edition_of(rows: Rows, *, where: Where, cells: bool = False) -> EditionFile:
    """The edition that raw rows make; ``Refusal`` with the place of every fault."""
    faults: list[Fault] = []
    records: dict[str, tuple[Any, ...]] = {}
    by_key: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        done: list[Any] = []
        for number, row in enumerate(rows.get(table, ())):
            try:
                done.append(row_from(table, row, by_key, cells=cells))
            except FieldFault as reason:
                faults.append(Fault(table, number, reason))
        records[table] = tuple(done)
        by_key[table] = {getattr(row, "key", ""): row for row in done}
    if len(rows.get("edition", ())) != 1:
        faults.append(Fault("edition", 0, FieldFault("", "An edition says once what it is.", "not once")))
    if not faults:
        (head,) = records.pop("edition")
        edition = EditionFile(head=head, **records)
        faults = list(faults_in(edition))
        if not faults:
            return edition
    raise refusal_of(faults, where=where)


def refusal_of(faults: Sequence[Fault], *, where: Where) -> Refusal:
    """The first fault in full; of the others the place and the reason."""
    first, *others = faults
    more = "; ".join(f"{where(f.table, f.row, f.reason.field)}: {f.reason.what}" for f in others[:20])
    if len(others) > 20:
        more += f"; and {len(others) - 20} more"
    return Refusal(
        first.reason.what,
        where=where(first.table, first.row, first.reason.field),
        found=first.reason.found,
        todo=f"{first.reason.todo} Also wrong: {more}".strip() if others else first.reason.todo,
    )
