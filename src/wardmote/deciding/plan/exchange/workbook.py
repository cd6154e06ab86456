"""A plan edition as a spreadsheet: a template to fill in, an edition written out, a filled one read.

In and out: XLSX. The sheet "Plan" holds one field a line; every other table has a sheet with one row a
record, headings in the first row. Lists are parted by semicolons, periods written 2008-04:2009-03, yes
and no in words. Read with the same checks as data files: a fault is a ``Refusal`` with the sheet, the
cell and the reason, and nothing of a faulty workbook is used. Cells are texts and numbers, never formulas.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import python_calamine

from wardmote.deciding.plan.exchange.edition_file import TABLES, EditionFile
from wardmote.deciding.plan.exchange.row_shapes import columns, is_owed, words_of
from wardmote.deciding.plan.exchange.shipped import edition_of
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import said_of
from wardmote.measuring.catalogue.measures import measures
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.partner_tables import check_workbook

SHEETS: Mapping[str, str] = {
    "Plan": "edition",
    **{table.replace("_", " ").capitalize(): table for table in TABLES if table != "edition"},
}
READ_ME = "Read me"
ROWS_CHECKED = 1000
Cell = tuple[str, int, str]
"""Table, row from 0, field: "" for the row itself."""
_HOW = (
    "Fill in the sheet Plan and as many rows of the other sheets as are needed; a heading with * is owed.",
    "A row is named by its key, by which others point to it. Parts of a list stand apart by semicolons.",
    "A period is written 2008-04:2009-03, a day 2008-04-01. Yes and no are written in words.",
    "A number in a foreword is linked to its fact: fell by [13 per cent](F-01).",
    "A measure is named by its key in the catalogue; a target needs the unit of its measure, or is left out.",
)


def write_template(path: Path) -> None:
    """An empty workbook to fill in."""
    _write(path, None)


def write_workbook(path: Path, edition: EditionFile) -> None:
    """An edition as a workbook that reads back as the same edition."""
    _write(path, edition)


def edition_in(rows: Mapping[str, list[dict[str, Any]]], cells: Mapping[Cell, str]) -> EditionFile:
    """The edition of a workbook that was read; ``Refusal`` with sheet, cell and reason."""
    names = {table: sheet for sheet, table in SHEETS.items()}

    def where(table: str, row: int, field: str) -> str:
        cell = cells.get((table, row, field)) or cells.get((table, row, ""))
        return f"sheet {names[table]}, cell {cell}" if cell else f"sheet {names[table]}"

    return edition_of(rows, where=where, cells=True)


def workbook_rows(path: Path) -> tuple[dict[str, list[dict[str, Any]]], dict[Cell, str]]:
    """The rows of a filled workbook's tables, and the cell in which each value stands.

    Rows become an edition (``edition_in``) in the process that asks: where strangers' files are read, no
    record is made.
    """
    check_workbook(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            found = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
                if name != READ_ME
            }
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        if getattr(error, "errno", None):
            raise  # the disk's, not the workbook's
        todo = "Open it in a spreadsheet program and save it again."
        raise Refusal("The workbook cannot be read.", where=path.name, todo=todo) from None
    rows: dict[str, list[dict[str, Any]]] = {}
    cells: dict[Cell, str] = {}
    for sheet, lines in found.items():
        if sheet not in SHEETS:
            known = ", ".join(SHEETS)
            raise Refusal(
                "There is no such sheet in a plan.", where=sheet, todo=f"Sheets of a plan: {known}."
            )
        reader = _lying if sheet == "Plan" else _standing
        rows[SHEETS[sheet]] = reader(sheet, lines, cells)
    if missing := [sheet for sheet in SHEETS if sheet not in found]:
        raise Refusal(
            "A sheet of the plan is missing.",
            where=path.name,
            found=", ".join(missing),
            todo="Add it, with its headings and no rows where there is nothing to say.",
        )
    return rows, cells


# ---- reading ----


def _lying(sheet: str, lines: Sequence[Sequence[Any]], cells: dict[Cell, str]) -> list[dict[str, Any]]:
    """The sheet Plan: field in the first column, value in the second."""
    row: dict[str, Any] = {}
    for number, line in enumerate(lines[1:], 2):
        if line and line[0] not in ("", None):
            field = _field(sheet, SHEETS[sheet], str(line[0]), f"A{number}")
            if field in row:
                raise _twice(sheet, str(line[0]), f"A{number}")
            if any(cell not in ("", None) for cell in line[2:]):
                raise Refusal(
                    "A value stands beside the second column.", where=f"sheet {sheet}, row {number}",
                    found="; ".join(str(cell) for cell in line[2:] if cell not in ("", None)),
                    todo="A field has one value, in column B: move it there, or empty the cell.",
                )  # fmt: skip
            row[field] = line[1] if len(line) > 1 else ""
            cells[SHEETS[sheet], 0, field] = f"B{number}"
    return [row] if any(value not in ("", None) for value in row.values()) else []


def _standing(sheet: str, lines: Sequence[Sequence[Any]], cells: dict[Cell, str]) -> list[dict[str, Any]]:
    """Any other sheet: headings, then one row a record; empty rows are passed over."""
    table = SHEETS[sheet]
    heads = [
        _field(sheet, table, str(head), f"{_column(at)}1") if head not in ("", None) else ""
        for at, head in enumerate(lines[0] if lines else ())
    ]
    for at, head in enumerate(heads):
        if head and head in heads[:at]:
            raise _twice(sheet, str(lines[0][at]), f"{_column(at)}1")
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines[1:], 2):
        if all(cell in ("", None) for cell in line):
            continue
        row = {}
        for at, cell in enumerate(line):
            if at < len(heads) and heads[at]:
                row[heads[at]] = cell
                cells[table, len(rows), heads[at]] = f"{_column(at)}{number}"
            elif cell not in ("", None):
                raise Refusal(
                    "A value stands under no heading.", where=f"sheet {sheet}, cell {_column(at)}{number}",
                    found=str(cell), todo="Give the column its heading, or empty the cell.",
                )  # fmt: skip
        cells[table, len(rows), ""] = f"A{number}"
        rows.append(row)
    return rows


def _twice(sheet: str, heading: str, cell: str) -> Refusal:
    todo = "Keep one of the two: nobody could tell which counts."
    return Refusal(
        "The same heading stands twice.", where=f"sheet {sheet}, cell {cell}", found=heading, todo=todo
    )


def _field(sheet: str, table: str, heading: str, cell: str) -> str:
    wanted = heading.replace("*", "").strip().lower().replace(" ", "_")
    known = list(columns(table))
    if wanted in known:
        return wanted
    headings = ", ".join(_heading(name) for name in known)
    raise Refusal(
        "There is no such heading.",
        where=f"sheet {sheet}, cell {cell}",
        found=heading,
        todo=f"Use: {headings}.",
    )


def _column(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ---- writing ----


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _write(path: Path, edition: EditionFile | None) -> None:
    import xlsxwriter  # when the first workbook is written; every page of the plan imports this module

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": edition.head.title if edition else "Plan", "created": _CREATED})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    read_me = book.add_worksheet(READ_ME)
    read_me.set_column(0, 0, 100)
    for number, words in enumerate((*_HOW, f"Measures: {', '.join(measures())}.")):
        read_me.write_string(number, 0, words, plain)
    _write_choices(read_me, bold)
    for name, table in SHEETS.items():
        sheet = book.add_worksheet(name)
        if table == "edition":
            _plan_sheet(sheet, edition.head if edition else None, bold, (plain, day))
            continue
        sheet.freeze_panes(1, 1)
        records = [said_of(record) for record in getattr(edition, table)] if edition else []
        for at, (called, field) in enumerate(columns(table).items()):
            sheet.write_string(0, at, _heading(called) + ("*" if is_owed(table, field) else ""), bold)
            sheet.set_column(at, at, 44 if called in ("words", "todo", "note", "title") else 18)
            if (table, called) in _choices():
                sheet.data_validation(1, at, ROWS_CHECKED, at, _choice(table, called))
            for number, said in enumerate(records, 1):
                _cell(sheet, (number, at), said[field.name], (plain, day))
    book.close()


def _plan_sheet(sheet: Any, head: PlanEdition | None, bold: Any, formats: tuple[Any, Any]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, "Field", bold)
    sheet.write_string(0, 1, "Value", bold)
    for number, (called, field) in enumerate(columns("edition").items(), 1):
        sheet.write_string(number, 0, _heading(called) + ("*" if is_owed("edition", field) else ""), bold)
        if ("edition", called) in _choices():
            sheet.data_validation(number, 1, number, 1, _choice("edition", called))
        if head:
            _cell(sheet, (number, 1), getattr(head, field.name), formats)


@cache
def _choices() -> Mapping[tuple[str, str], Sequence[str]]:
    """The words a column may hold, by table and heading."""
    return {
        (table, called): words
        for table in TABLES
        for called in columns(table)
        if (words := tuple(filter(None, words_of(table, called))))
    }


def _write_choices(sheet: Any, bold: Any) -> None:
    """The words a column may hold, beside the instructions: a list in a cell holds too few letters."""
    for at, ((table, field), words) in enumerate(_choices().items(), 2):
        sheet.write_string(0, at, f"{_heading(table)}: {_heading(field)}", bold)
        for number, word in enumerate(words, 1):
            sheet.write_string(number, at, word)


def _choice(table: str, field: str) -> dict[str, Any]:
    column = _column(2 + list(_choices()).index((table, field)))
    last = len(_choices()[table, field]) + 1
    return {"validate": "list", "source": f"='{READ_ME}'!${column}$2:${column}${last}", "ignore_blank": True}


_CREATED = datetime(2008, 4, 1)  # the same bytes for the same edition; a date would be passed over


def _cell(sheet: Any, at: tuple[int, int], value: Any, formats: tuple[Any, Any]) -> None:
    """One value as the reader takes it back; a text is written as a text, whatever it begins with."""
    plain, day = formats
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, Period):
        value = value.code
    if isinstance(value, tuple):
        value = "; ".join(value)
    if isinstance(value, date):
        sheet.write_datetime(*at, value, day)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(*at, value, plain)
    elif value:
        sheet.write_string(*at, str(value), plain)
