"""The rule by which no spreadsheet runs a cell of ours: for every CSV and workbook that leaves the program.

In: a cell's text, whoever wrote it. Out: the same text, with an apostrophe before
it where a spreadsheet would take it for a formula. Plain numbers stay numbers.
"""

import re

_BEGINS = tuple("=+-@\t\r\n" + "＝＋－＠")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?")


def safe_cell(cell: str) -> str:
    """A text no spreadsheet runs.

    >>> safe_cell("=HYPERLINK(A1)"), safe_cell(" +44 1438"), safe_cell("-12.5"), safe_cell("Bedwell")
    ("'=HYPERLINK(A1)", "' +44 1438", '-12.5', 'Bedwell')
    """
    if _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.startswith(_BEGINS) or cell.lstrip().startswith(_BEGINS) else cell
