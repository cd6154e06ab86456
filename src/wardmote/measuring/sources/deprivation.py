"""English Indices of Deprivation: ranks, deciles, scores and indicators of LSOAs.

In: a table with LSOA codes and numeric columns (``IMD_rank``, ``Crime_decile``,
an indicator), and the edition's year. Out: ``Deprivation``: one number for each
LSOA and measure. Rank 1 and decile 1 are the most deprived; ranks of different
years do not compare. Refused: a decile outside 1 to 10, a rank below 1, text
where a number should be, an LSOA twice.
"""

import re
from dataclasses import dataclass

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.denominators import finest_code_column, vintage_in_name
from wardmote.measuring.sources.headings import area_heading
from wardmote.measuring.sources.lookups import check_codes
from wardmote.measuring.sources.tables import SourceTable


@dataclass(frozen=True)
class Deprivation:
    """``rows`` are (LSOA code, measure, value); ``vintage`` is that of the codes."""

    vintage: str
    year: int
    rows: tuple[tuple[str, str, float], ...]
    measures: tuple[str, ...]


def read_deprivation(table: SourceTable, *, year: int | None, vintage: str | None) -> Deprivation:
    """The measures of one edition."""
    stem = table.name.lower()
    found = finest_code_column(table)
    if found is None or found[1] != "lsoa":
        raise table.refusal("No column holds LSOA codes.", todo="Name it lsoa11_code or lsoa21_code.")
    place, _, said = found
    held = said or vintage or vintage_in_name(stem, "lsoa")
    match = re.search(r"imd[-_ ]?(\d{4})", stem) or re.search(r"(?<!\d)(20\d{2})(?!\d)", stem)
    edition = year or (int(match[1]) if match else None)
    if not held or edition is None:
        missing = "--vintage 2011" if not held else "--year 2019"
        raise Refusal(
            "The file does not say its edition, or of which vintage its LSOAs are.",
            where=table.name,
            todo=f"Give it, as {missing}.",
        )
    codes = [row[place] for row in table.rows]
    check_codes(table, place, codes)
    if len(set(codes)) < len(codes):
        twice = next(index for index, code in enumerate(codes) if code in codes[:index])
        todo = "Load a file with one row for each LSOA."
        raise table.refusal("An LSOA stands in the file twice.", todo=todo, cell=(twice, place))
    measures = [(i, h) for i, h in enumerate(table.header) if area_heading(h) is None]
    rows = [
        (code, heading, value)
        for position, heading in measures
        for index, code in enumerate(codes)
        if (value := _value(table, index, position)) is not None
    ]
    if not rows:
        raise Refusal(
            "The file holds no measure of deprivation.", where=table.name, todo="Load the ranks or deciles."
        )
    return Deprivation(held, edition, tuple(rows), tuple(heading for _, heading in measures))


def _value(table: SourceTable, index: int, position: int) -> float | None:
    written, heading = table.rows[index][position], table.header[position]
    if not written:
        return None
    try:
        value = float(written.replace(",", ""))
    except ValueError:
        value = float("nan")
    low = 1 if heading.lower().endswith(("_rank", "_decile")) else float("-inf")
    high = 10 if heading.lower().endswith("_decile") else float("inf")
    if low <= value <= high:
        return value
    todo = "Mend the row, or download the file again."
    raise table.refusal("A value does not belong in this column.", todo=todo, cell=(index, position))
