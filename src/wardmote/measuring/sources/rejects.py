"""A row that was not used, or not all of it, and why; every reader answers with these."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reject:
    """``row`` as a spreadsheet shows it (the header is row 1), column, what stood there, why not.

    ``file`` names the member of an archive that the row stands in; "" where the file is no archive.
    """

    row: int
    column: str
    found: str
    reason: str
    file: str = ""

    @property
    def where(self) -> str:
        """The column and, of an archive, the file.

        >>> Reject(3, "Month", "x", "no month", "2021-01-kent-street.csv").where
        'Month, in 2021-01-kent-street.csv'
        """
        column = self.column or "the whole row"
        return f"{column}, in {self.file}" if self.file else column
