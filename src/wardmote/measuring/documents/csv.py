"""A table of a document, or plain values, as CSV."""

import csv
import io

from wardmote.measuring.catalogue.spreadsheets import safe_cell
from wardmote.measuring.documents.model import Sheet, Table, sheet_of, value_text


def table_csv(table: Table | Sheet) -> str:
    """A table as CSV; a cell that a spreadsheet would run as a formula is quoted with an apostrophe."""
    text, sheet = io.StringIO(), sheet_of(table)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_cell(head) for head in sheet.heads])
    writer.writerows([safe_cell(value_text(cell)) for cell in row] for row in sheet.rows)
    return text.getvalue()
