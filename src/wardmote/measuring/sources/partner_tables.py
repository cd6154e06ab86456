"""A partner's file as a table: CSV (UTF-8, also .gz), XLSX or ODS.

In: a path, and the name of the sheet where a workbook has several with rows.
Out: a ``SourceTable`` of text, as ``tables`` gives for a CSV: dates as ISO, whole
numbers without a point, blank for empty cells. A spreadsheet cannot tell
midnight from a day without a time: in a column that has times it is midnight.
Refused: Windows text, a workbook under a wrong name, locked or damaged, one that
unpacks to far too much, several sheets and none named, title rows above the
headings.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from wardmote.measuring.catalogue.counted import some
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import UnpackLimits, check_packed, only_entry
from wardmote.measuring.sources.rejects import shape_of
from wardmote.measuring.sources.tables import SourceTable, read_table

WORKBOOKS = (".xlsx", ".xlsm", ".ods")


def read_partner_table(path: Path, *, sheet: str = "") -> SourceTable:
    """The one table in the file."""
    if path.suffix.lower() in WORKBOOKS:
        return _workbook(path, sheet)
    if path.suffix.lower() == ".xls":
        raise Refusal(
            "Old Excel files (.xls) are not read.", where=path.name, todo="Save it as XLSX or CSV UTF-8."
        )
    return read_table(only_entry(path), keep_ragged=True)


def _workbook(path: Path, sheet: str) -> SourceTable:
    check_workbook(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            names = book.sheet_names
            wanted = [name for name in names if sheet in ("", name)]
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in wanted}
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        if getattr(error, "errno", None):
            raise  # the disk's, not the spreadsheet's
        raise Refusal(
            "The spreadsheet cannot be read.",
            where=path.name,
            todo="Open it in a spreadsheet program and save it again, or as CSV UTF-8.",
        ) from None
    if not wanted:
        raise Refusal(
            "There is no such sheet.",
            where=path.name,
            found=some(names),
            todo=f"Correct sheet = {sheet!r} in the mapping.",
        )
    filled = {name: rows for name, rows in sheets.items() if _cells(rows) > 1}
    if len(filled) != 1:
        raise Refusal(
            "The spreadsheet has no sheet with rows." if not filled else "Several sheets have rows.",
            where=path.name,
            found=some(filled or sheets),
            todo='Name the one you mean in the mapping: sheet = "…".' if filled else "Check the file.",
        )
    name, rows = next(iter(filled.items()))
    timed = [any(isinstance(cell, datetime) for cell in column) for column in zip(*rows, strict=True)]
    lines = [[_text(cell, timed=t) for cell, t in zip(row, timed, strict=True)] for row in rows]
    return _table(f"{path.name}: {name}", lines)


def check_workbook(path: Path) -> None:
    """Refuse what is no workbook, whatever its name says, or unpacks to far too much."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise Refusal(
            "The file cannot be read.", where=path.name, found=str(error.strerror), todo="Check the name."
        ) from None
    if not magic:
        raise Refusal("The file is empty.", where=path.name, todo="Save it again, or leave it out.")
    if magic != b"PK\x03\x04":
        raise Refusal(
            "The file is named as a spreadsheet but is none (or it is locked with a password).",
            where=path.name,
            found=f"first bytes {magic.hex(' ')}",
            todo="Open it in a spreadsheet program and save it as XLSX without a password.",
        )
    check_packed(path, UnpackLimits())


def _cells(rows: Sequence[Sequence[object]]) -> int:
    return sum(cell != "" for row in rows for cell in row)


def _table(name: str, lines: list[list[str]]) -> SourceTable:
    top = next((index for index, line in enumerate(lines) if any(line)), 0)
    header = list(lines[top])
    while header and not header[-1]:
        header.pop()
    if len([heading for heading in header if heading]) < 2:
        raise Refusal(
            "The first row with words is not a row of headings.",
            where=f"{name}, row {top + 1}",
            found=shape_of(*filter(None, header)),
            todo="Delete the title rows above the headings.",
        )
    rows, numbers, ragged = [], [], []
    for number, line in enumerate(lines[top + 1 :], start=top + 2):
        if not any(line):
            continue
        if any(line[len(header) :]):
            ragged.append(number)
            continue
        numbers.append(number)
        rows.append(tuple(line[: len(header)]))
    return SourceTable(name, tuple(header), tuple(rows), tuple(numbers), tuple(ragged))


def _text(cell: object, *, timed: bool) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(cell).strip()


def _moment(cell: datetime) -> str:
    """To the nearest minute's second: spreadsheets hold times as fractions that miss by a little."""
    nearest = cell + timedelta(seconds=0.5)
    return nearest.replace(microsecond=0).isoformat(sep=" ")
