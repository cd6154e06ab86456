"""An already counted series: rows of month, area, class and count.

In: a table and its confirmed mapping. Out: a ``PartnerSource``: parallel arrays of the
good rows, the areas with their names, and the constant columns (people who
live or work there) once for each area. Rows with a count of zero are usually
absent; a month is held when any row names it. A count that is blank or withheld
(``WITHHELD``) is not known, which is not zero: its cell has ``NOT_KNOWN``, and a
note says so. Rejects: a month that is none or in the future, a count that is not
a whole number of zero or more, a word that the mapping does not know, the same
month, area and class twice, an empty area. The cell of a reject whose month and
area can be read is not known either ("" for a class that cannot be).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.counted import counted, listed
from wardmote.measuring.sources.mapping import LEAVE_OUT, PartnerMapping, fold
from wardmote.measuring.sources.moments import month
from wardmote.measuring.sources.partner_source import (
    Columns,
    PartnerSource,
    ragged_rows,
    texts,
    what_became,
)
from wardmote.measuring.sources.rejects import Reject, shape_of
from wardmote.measuring.sources.tables import SourceTable

OFFICIAL = re.compile(r"[EWSN]\d{8}|99[A-Z0-9]+")
LARGEST = 10_000_000
NOT_KNOWN = -1
Cell = tuple[int, str, str]
WITHHELD = re.compile(
    r"|\*+|:|\.\.|[<≤]=? ?\d+|\[?[cuxz]\]?|n/?a|suppressed|withheld|not (available|known)", re.IGNORECASE
)
"""How statisticians write that a count is held back or not known; a blank cell too."""


def read_counts(table: SourceTable, mapping: PartnerMapping, *, today: date) -> PartnerSource:
    """Every row judged; two words of one class in one month and area are added up."""
    mapping.check_header(table)
    columns = {key: table.column(heading) for key, heading in mapping.columns.items()}
    areas = columns.get("area", [""] * len(table.rows))
    words = columns.get("class", [""] * len(table.rows))
    codes = {name: area_code(name, mapping) for name in set(areas)}
    rejects, left_out = ragged_rows(table), 0
    seen: dict[Cell, int] = {}
    good: list[int] = []
    named: list[int] = []
    found: dict[Cell, int] = {}
    for row, number in enumerate(table.numbers):
        judged = _row(columns, mapping, row, areas[row], today)
        if isinstance(judged, Reject):
            rejects.append(replace(judged, row=number))
            for cell in _cell_of(columns, mapping, row, codes[areas[row]], today):
                _add(found, cell, NOT_KNOWN)
                named.append(row)
            continue
        index, key, count = judged
        if key == LEAVE_OUT:
            left_out += 1
            continue
        cell = (index, codes[areas[row]], key)
        before = seen.setdefault((index, codes[areas[row]], fold(words[row])), number)
        if before != number:
            rejects.append(_twice(mapping, number, words[row] or columns["month"][row], before))
            _add(found, cell, NOT_KNOWN)
            continue
        good.append(row)
        _add(found, cell, count)
    bases, problems, notes = _denominators(table, mapping, good, [codes[name] for name in areas])
    titles = columns.get("area_name", areas)
    rejects += problems
    kept = len(table.rows) + len(table.ragged) - len({reject.row for reject in rejects}) - left_out
    return PartnerSource(
        columns=_sorted(found),
        facts=_facts(mapping, {index for index, _, _ in found}, bases),
        **what_became(table, rejects, kept, left_out=left_out, total=_total(found)),
        notes=(*notes, *_withheld_note(columns["count"][row] for row in good)),
        areas=_areas({codes[areas[row]]: titles[row] for row in (*named, *good)}, bases),
    )


def _total(found: Mapping[Cell, int]) -> int:
    return sum(count for count in found.values() if count != NOT_KNOWN)


def _twice(mapping: PartnerMapping, number: int, text: str, before: int) -> Reject:
    """The reject of a row whose cell an earlier row fills already."""
    column = mapping.columns.get("class", mapping.columns["month"])
    return Reject(number, column, shape_of(text), f"row {before} has the same month, area and class")


def _add(found: dict[Cell, int], cell: Cell, count: int) -> None:
    """Two words of one class add up; with one of them not known, neither is their sum."""
    before = found.get(cell, 0)
    found[cell] = NOT_KNOWN if NOT_KNOWN in (before, count) else before + count


def _facts(mapping: PartnerMapping, months: Iterable[int], bases: Iterable[str]) -> dict[str, Any]:
    return {
        "areas": [mapping.areas.kind, mapping.areas.vintage] if mapping.areas else None,
        "months_held": sorted(months),
        "base_year": int(mapping.denominators.year or (mapping.areas.vintage if mapping.areas else 0)),
        "denominators": sorted(bases),
    }


def _areas(names: Mapping[str, str], bases: Mapping[str, Mapping[str, float]]) -> Columns:
    """Each area with its name and its number of people of each kind."""
    codes = sorted(names)
    numbers = {kind: np.array([base.get(code, np.nan) for code in codes]) for kind, base in bases.items()}
    return {"area": texts(codes), "name": texts(names[code] for code in codes), **numbers}


def _sorted(found: Mapping[Cell, int]) -> Columns:
    """Counts by (month, area, class) as parallel arrays, in that order."""
    ordered = sorted(found.items())
    return {
        "month": np.array([key[0] for key, _ in ordered], dtype=np.int64),
        "area": texts(key[1] for key, _ in ordered),
        "cls": texts(key[2] for key, _ in ordered),
        "count": np.array([count for _, count in ordered], dtype=np.int64),
    }


def area_code(name: str, mapping: PartnerMapping) -> str:
    """An official code as it is; a name as ``leeds/harehills``."""
    if not name or OFFICIAL.fullmatch(name):
        return name
    prefix = mapping.areas.prefix if mapping.areas else ""
    return f"{prefix}/{slug(name)}" if prefix else slug(name)


def _row(
    columns: Mapping[str, Sequence[str]], mapping: PartnerMapping, row: int, area: str, today: date
) -> tuple[int, str, int] | Reject:
    headings = mapping.columns
    word = columns["class"][row] if "class" in columns else ""
    key = mapping.class_of(word) if word or mapping.every_row else ""
    if not key:
        reason = "the mapping's [categories] does not say what this is" if word else "no class"
        return Reject(0, headings["class"], shape_of(word), reason)
    if "area" in columns and not area:
        return Reject(0, headings["area"], shape_of(""), "no area")
    text = columns["month"][row]
    try:
        index = month(text, today=today)
    except ValueError as error:
        return Reject(0, headings["month"], shape_of(text), str(error))
    if key == LEAVE_OUT:
        return index, key, 0
    text = columns["count"][row]
    if WITHHELD.fullmatch(text.strip()):
        return index, key, NOT_KNOWN
    plain = text.replace(",", "")
    plain = plain[:-2] if plain.endswith(".0") else plain
    if not plain.isascii() or not plain.isdigit() or int(plain) > LARGEST:
        return Reject(0, headings["count"], shape_of(text), "not a whole number of zero or more")
    return index, key, int(plain)


def _cell_of(
    columns: Mapping[str, Sequence[str]], mapping: PartnerMapping, row: int, area: str, today: date
) -> set[Cell]:
    """The cell a rejected row would have filled, where its month and area can be read."""
    word = columns["class"][row] if "class" in columns else ""
    key = mapping.class_of(word) if word or mapping.every_row else ""
    if key == LEAVE_OUT or ("area" in columns and not area):
        return set()
    try:
        return {(month(columns["month"][row], today=today), area, key or "")}
    except ValueError:
        return set()


def _withheld_note(cells: Iterable[str]) -> list[str]:
    """How many counts are held back, and by which marks."""
    withheld = [cell for cell in cells if WITHHELD.fullmatch(cell.strip())]
    if not withheld:
        return []
    marks = listed(f"'{mark}'" if mark else "blank" for mark in sorted(set(withheld))[:5])
    are = counted(len(withheld), "count is", "counts are")
    return [f"{are} withheld ({marks}): not known, so never counted as zero."]


def _denominators(
    table: SourceTable, mapping: PartnerMapping, good: Sequence[int], codes: Sequence[str]
) -> tuple[dict[str, dict[str, float]], list[Reject], list[str]]:
    """One number for each area; where a file gives several, that of its latest row, said in a note."""
    found: dict[str, dict[str, float]] = {}
    rejects, notes = [], []
    for kind, heading in mapping.denominators.items():
        numbers: dict[str, float] = {}
        changed = set()
        column = table.column(heading)
        for row in good:
            text = column[row].replace(",", "")
            if not text:
                continue
            try:
                value = float(text)
                if not 0 <= value < float("inf"):
                    raise ValueError
            except ValueError:
                shape = shape_of(column[row])
                rejects.append(Reject(table.numbers[row], heading, shape, "not a number of people"))
                continue
            if numbers.get(codes[row], value) != value:
                changed.add(codes[row])
            numbers[codes[row]] = value
        if changed:
            notes.append(f"{heading} differs between rows of {len(changed)} areas; the last row's is used.")
        found[kind] = numbers
    return found, rejects, notes
