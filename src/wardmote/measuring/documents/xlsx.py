"""A table of a document, or plain values, as a workbook of one sheet; no cell of it is a formula.

In: numbers, which stay numbers (money, a ``Decimal``, with two decimals), days and local moments, which stay
days and moments, and texts. Out: the workbook's bytes.
"""

import io
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from wardmote.measuring.documents.model import Sheet, Table, Value, sheet_of, value_text

WIDE, USUAL = 50, 22
FORMATS = {datetime: "d mmmm yyyy hh:mm", date: "d mmmm yyyy", Decimal: "#,##0.00"}
FIRST_YEAR = 1900  # a spreadsheet has no days before it
LONG = 40  # characters in a cell from which its column is wide


def table_xlsx(table: Table | Sheet, *, sheet: str = "") -> bytes:
    """The workbook's bytes; the same table gives the same bytes."""
    import xlsxwriter  # when the first workbook is written: many pages import this module

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": table.caption, "created": datetime(2008, 4, 1)})
    usual = {"text_wrap": True, "valign": "top"}
    bold, plain = book.add_format({"bold": True}), book.add_format(usual)
    formats = {kind: book.add_format({**usual, "num_format": told}) for kind, told in FORMATS.items()}
    page = book.add_worksheet(sheet or "List")
    page.freeze_panes(1, 1)
    told = sheet_of(table)
    rows = list(told.rows)
    for at, head in enumerate(told.heads):
        page.write_string(0, at, head, bold)
        page.set_column(at, at, WIDE if any(len(value_text(row[at])) > LONG for row in rows) else USUAL)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(page, (number, at), value, formats.get(type(value), plain))
    page.autofilter(0, 0, len(rows), len(told.heads) - 1)
    book.close()
    return made.getvalue()


def _write(page: Any, place: tuple[int, int], value: Value, form: Any) -> None:
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        page.write_datetime(*place, value, form)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and isfinite(value):
        page.write_number(*place, float(value), form)
    else:
        page.write_string(*place, value_text(value), form)
