"""Mappings on the web: what the columns of a partner's file mean, remembered for the next of its shape.

In: a file as it lies in the data folder, or a mapping as a person filled it in.
Out: the mapping as plain values, a suggestion or the one there is, and the
saved file ``mappings/<name>.toml`` that loads read. Only what the form can say
is changed in a mapping that is there; the rest of it stays.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomlkit

from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import run_in_child
from wardmote.measuring.sources.labels import has_unlisted, tally
from wardmote.measuring.sources.mapping import SCHEMA, PartnerMapping
from wardmote.measuring.sources.mapping_files import mapping_of, read_mapping, saved_values
from wardmote.measuring.sources.partner_tables import read_partner_table
from wardmote.measuring.sources.suggesting import suggest_mapping
from wardmote.measuring.sources.tables import SourceTable
from wardmote.measuring.store.commit import write_whole
from wardmote.measuring.store.recognised_tables import LOOKED_AT

KEPT = ".sheet.json"  # beside what was sent, whose own name never begins with a full stop
MOST_COLUMNS, MOST_WORDS, MOST_VALUES, PREVIEWED, LONGEST_CELL = 150, 60, 1000, 5, 60


@dataclass(frozen=True)
class SheetColumn:
    """A heading of their file with the first cells under it."""

    heading: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PartnerSheet:
    """A partner's file as the mapping page shows it, however long it is: its first rows, and of each
    column the ``MOST_VALUES`` commonest values; ``words`` are the first of these."""

    table: SourceTable
    columns: tuple[SheetColumn, ...]
    tallies: Mapping[str, Counter[str]]
    rows: int

    def values(self, heading: str) -> Counter[str]:
        """What stands in a column, and how often; the commonest first."""
        return self.tallies.get(heading, Counter())

    def words(self, heading: str) -> list[str]:
        """The words of a column, the commonest first."""
        return list(self.values(heading))[:MOST_WORDS]


def open_sheet(path: Path, *, sheet: str = "") -> PartnerSheet:
    """The file's table; ``Refusal`` as the load would give it."""
    table = read_partner_table(path, sheet=sheet)
    named = [(index, heading) for index, heading in enumerate(table.header) if heading]
    if len(named) > MOST_COLUMNS:
        raise Refusal(
            "The table has too many columns to go through.",
            where=table.name,
            found=f"{len(named)} columns",
            todo="Leave out the columns that are not needed, and add the file again.",
        )
    tallies = {heading: _commonest(table.column(heading)) for _, heading in named if _once(table, heading)}
    beginning = replace(table, rows=table.rows[:LOOKED_AT], numbers=table.numbers[:LOOKED_AT], ragged=())
    return PartnerSheet(beginning, _columns(beginning), tallies, len(table.rows))


def sheet_of(path: Path, *, where: str, sheet: str = "") -> PartnerSheet:
    """The file's table as it was kept when it came; read only where it was not, and kept then."""
    kept = path.parent / KEPT
    try:
        values = json.loads(kept.read_text("utf-8"))
        if values["sheet"] == sheet:
            return _sheet(values)
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        pass  # of a file that came before sheets were kept, or was half written
    found = run_in_child(open_sheet, path, where=where, sheet=sheet)
    write_whole(kept, json.dumps(_kept(found, sheet)))
    return found


def _kept(found: PartnerSheet, sheet: str) -> dict[str, Any]:
    table = found.table
    tallies = {heading: list(counts.items()) for heading, counts in found.tallies.items()}
    told = {"name": table.name, "header": table.header, "rows": table.rows, "numbers": table.numbers}
    return {"sheet": sheet, "table": told, "tallies": tallies, "rows": found.rows}


def _sheet(values: Mapping[str, Any]) -> PartnerSheet:
    told = values["table"]
    rows = tuple(tuple(row) for row in told["rows"])
    table = SourceTable(told["name"], tuple(told["header"]), rows, tuple(told["numbers"]))
    tallies = {heading: Counter(dict(counts)) for heading, counts in values["tallies"].items()}
    return PartnerSheet(table, _columns(table), tallies, values["rows"])


def _columns(table: SourceTable) -> tuple[SheetColumn, ...]:
    first = table.rows[:PREVIEWED]
    return tuple(
        SheetColumn(heading, tuple(_short(row[index]) for row in first))
        for index, heading in enumerate(table.header)
        if heading
    )


def _once(table: SourceTable, heading: str) -> bool:
    """Two columns of one heading are refused by the mapping, which says so."""
    return table.header.count(heading) == 1


def _commonest(cells: Sequence[str]) -> Counter[str]:
    return Counter(dict(tally(cells).most_common(MOST_VALUES)))


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…"


def suggested(sheet: PartnerSheet, *, kind: str, name: str) -> dict[str, Any]:
    """What the headings look like they mean, as plain values of a mapping."""
    return tomllib.loads(suggest_mapping(sheet.table, name=name, kind=kind).text)


def saved(partnership: str, name: str) -> dict[str, Any] | None:
    """A mapping there is, as plain values; None where there is none or it cannot be read."""
    return saved_values(folder().mapping(partnership, name))


def confirmed(partnership: str) -> list[PartnerMapping]:
    """Every mapping of the partnership that a person confirmed and that can be read."""
    found = []
    for path in sorted(folder().mappings_of(partnership).glob("*.toml")):
        try:
            mapping = read_mapping(path)
        except Refusal:
            continue
        if mapping.confirmed:
            found.append(mapping)
    return found


def remembered(known: Sequence[PartnerMapping], path: Path) -> tuple[str, bool]:
    """The mapping whose columns this file has, the one that names most of them; "" for none.

    And whether it holds values that nobody confirmed as labels: a person looks before it is loaded.
    """
    fits: list[tuple[int, str, bool]] = []
    tables: dict[str, SourceTable] = {}
    for mapping in known:
        try:
            table = tables.get(mapping.sheet) or read_partner_table(path, sheet=mapping.sheet)
            tables[mapping.sheet] = table
            mapping.check_header(table)
        except Refusal:
            continue
        asks = bool(mapping.labelled()) and has_unlisted(table, mapping)
        fits.append((-len(mapping.headings()), mapping.name, asks))
    return min(fits)[1:] if fits else ("", False)


def free_name(partnership: str, title: str) -> str:
    """A name for a new mapping, from the title people gave it.

    It is also the feed's name and a file's, so it keeps to letters, digits and hyphens.
    """
    stem = slug(title)[:60].strip("-") or "partner-file"
    taken = {path.stem for path in folder().mappings_of(partnership).glob("*.toml")}
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def keep_mapping(
    partnership: str, name: str, values: Mapping[str, Any], sheet: PartnerSheet
) -> PartnerMapping:
    """Save a confirmed mapping; ``Refusal`` when it cannot be right, or not for this file."""
    text = tomlkit.dumps(_plain({"schema": SCHEMA, **values, "name": name, "confirmed": True}))
    mapping = mapping_of(name, tomllib.loads(text))
    mapping.check_header(sheet.table)
    target = folder().mapping(partnership, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, text)
    return mapping


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Tables last, as TOML wants them, and nothing that is empty."""
    simple = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    tables = {key: dict(value) for key, value in values.items() if isinstance(value, Mapping) and value}
    return {**simple, **tables}


def words_to_class(values: Mapping[str, Any], headings: Sequence[str], sheet: PartnerSheet) -> dict[str, str]:
    """The words of the category column, each with the class the mapping gives it, "" where it gives none."""
    given = {str(word): str(key) for word, key in dict(values.get("categories") or {}).items()}
    found = {word: given.get(word, "") for heading in headings for word in sheet.words(heading)}
    return {**found, **{word: key for word, key in given.items() if key and word not in found}}
