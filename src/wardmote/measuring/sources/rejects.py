"""A row that was not used, or not all of it, and why; every reader answers with these."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reject:
    """``row`` as a spreadsheet shows it (the header is row 1), column, what stood there, why not."""

    row: int
    column: str
    found: str
    reason: str
