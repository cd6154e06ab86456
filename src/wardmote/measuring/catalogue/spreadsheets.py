"""The rule by which no spreadsheet runs a cell of ours: for every CSV and workbook that leaves the program.

In: a cell's text, whoever wrote it. Out: the same text, with an apostrophe before
it, and before each later line of it, where a spreadsheet would take it for a formula; a line break is a
line feed, since a bare carriage return ends a row for some readers. Plain numbers stay numbers.
"""

import re

_BEGINS = tuple("=+-@\t\r\n" + "＝＋－＠")
_BREAK = re.compile(r"\r\n?|\n")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?")


def safe_cell(cell: str) -> str:
    """A text no spreadsheet runs.

    >>> safe_cell("=HYPERLINK(A1)"), safe_cell(" +44 1438"), safe_cell("-12.5"), safe_cell("Bedwell")
    ("'=HYPERLINK(A1)", "' +44 1438", '-12.5', 'Bedwell')
    >>> safe_cell("tool\\r=1+2")
    "tool\\n'=1+2"
    """
    return "\n".join(map(_safe_line, _BREAK.split(_safe_line(cell))))


def _safe_line(cell: str) -> str:
    if _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.startswith(_BEGINS) or cell.lstrip().startswith(_BEGINS) else cell
