"""Lookups: which area belongs to which, from a CSV with columns such as ``lsoa11_code, ltla22_name``.

In: a table whose headings name kinds and vintages (``area_heading``). Out: a
``Lookup``: for each (kind, vintage) its code and name columns, side by side.
Other columns are left out, except ``change_code`` or ``CHNGIND`` (U unchanged, S split, M
merged, X complex). Refused: no vintage in the headings, fewer than two sets
of areas, an empty or malformed code.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.sources.headings import area_heading
from wardmote.measuring.sources.tables import SourceTable

OFFICIAL_CODE = re.compile(r"[A-Z]\d{8}|\d{2}[A-Z]{2}[A-Z0-9]{0,6}|95[A-Z0-9]{2,8}")
CHANGE = ("change_code", "chngind")  # the second as the Office for National Statistics writes it


@dataclass(frozen=True)
class Lookup:
    """``columns[(kind, vintage)]`` = (codes, names), all of equal length; names may be empty."""

    columns: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]
    change: tuple[str, ...]


def read_lookup(table: SourceTable) -> Lookup:
    """The areas of each row, side by side."""
    places: dict[tuple[str, str], dict[str, int]] = {}
    for position, heading in enumerate(table.header):
        found = area_heading(heading)
        if found and found.vintage and "active" not in heading.lower():
            places.setdefault((found.kind, found.vintage), {}).setdefault(found.holds, position)
    sets = {key: held for key, held in places.items() if "code" in held}
    if len(sets) < 2:
        raise table.refusal(
            "A lookup needs the codes of at least two sets of areas.",
            todo="Name the columns by kind and year, as lsoa11_code, lsoa21_code, ltla22_code, ltla22_name.",
        )
    columns = {}
    for key, held in sets.items():
        codes = tuple(row[held["code"]] for row in table.rows)
        others = [other["code"] for (kind, _), other in sets.items() if kind == key[0] and other is not held]
        check_codes(table, held["code"], codes, instead=others)
        names = tuple(row[held["name"]] for row in table.rows) if "name" in held else ("",) * len(codes)
        columns[key] = (codes, names)
    told = next((heading for heading in table.header if heading.lower() in CHANGE), "")
    change = tuple(table.column(told)) if told else ("",) * len(table.rows)
    return Lookup(columns, change)


def check_codes(
    table: SourceTable, position: int, codes: Sequence[str], *, instead: Sequence[int] = ()
) -> None:
    """Refuse an empty or malformed area code, with its row.

    A code may be empty where the row has one of another vintage (columns ``instead``).
    """
    for index, code in enumerate(codes):
        if OFFICIAL_CODE.fullmatch(code) or (not code and any(table.rows[index][i] for i in instead)):
            continue
        what = "That is not the code of an area." if code else "A row has no area code."
        todo = "Mend the row, or download the file again."
        raise table.refusal(what, todo=todo, cell=(index, position))
