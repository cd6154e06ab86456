"""A table of a document as CSV."""

import csv
import io

from wardmote.measuring.catalogue.spreadsheets import safe_cell
from wardmote.measuring.documents.model import Table


def table_csv(table: Table) -> str:
    """A table as CSV; a cell that a spreadsheet would run as a formula is quoted with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_cell(column.header) for column in table.columns])
    writer.writerows([[safe_cell("".join(run.text for run in cell)) for cell in row] for row in table.rows])
    return text.getvalue()
