"""How many people or households live in each area, from a CSV of official totals.

In: a table with a column of area codes and one of totals (with or without
thousands commas), and the year. Out: ``AreaTotals``: one number for each area.
The year comes from ``--year`` or from a file name such as
``population_mid2020_…`` or ``census2021_…``; the vintage from the heading
(``lsoa11_code``), a file name or ``--vintage``. A long table (one row for each
age or group) is accepted when each area's total is the same in all its rows.
Refused: a file of one sex only, a number that is none, an area twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.headings import KINDS, area_heading, kind_of_code
from wardmote.measuring.sources.lookups import check_codes
from wardmote.measuring.sources.rejects import shape_of
from wardmote.measuring.sources.tables import SourceTable

POPULATION, HOUSEHOLDS = "population", "households"
TOTALS = {
    POPULATION: (
        *("total_population", "total_residents", "all ages", "persons", "population", "residents"),
        "residence type: total; measures: value",  # Nomis, Census 2021, table TS001
    ),
    HOUSEHOLDS: (
        *("total_households", "households"),
        "household composition: total; measures: value",  # Nomis, Census 2021, table TS003
    ),
}
NOMIS_CODES = "geography code"
FINEST_FIRST = ("oa", "lsoa", "msoa", "ward", "district", "csp", "force")
COUNTED = {"census": "Census {year}", "mid": "mid-{year}"}
LABELS = {POPULATION: "Residents", HOUSEHOLDS: "Households"}


@dataclass(frozen=True)
class AreaTotals:
    """``values[i]`` people or households in area ``codes[i]``; ``notes`` say what was assumed."""

    kind: str
    vintage: str
    year: int
    title: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[float, ...]
    notes: tuple[str, ...]


def read_totals(table: SourceTable, *, what: str, year: int | None, vintage: str | None) -> AreaTotals:
    """The totals of a population or households file."""
    stem = table.name.rpartition(": ")[2].rpartition("/")[2].lower()
    if sex := re.search(r"(?<![a-z])(fe)?males(?![a-z])", stem):
        raise Refusal(
            "The file counts one sex only, by its name.",
            where=table.name,
            found=sex[0],
            todo="Load the file of all persons.",
        )
    place, kind, found_vintage = _code_column(table, stem, vintage)
    codes = [row[place] for row in table.rows]
    check_codes(table, place, codes)
    total = _total_column(table, what)
    numbers = [_number(table, index, total) for index in range(len(table.rows))]
    found_year, notes = _year(table, stem, year)
    names = _names(table, kind)
    held: dict[str, tuple[str, float]] = {}
    for index, (code, value) in enumerate(zip(codes, numbers, strict=True)):
        if code in held and held[code][1] != value:
            raise table.refusal(
                "An area stands in the file twice with different totals.",
                found=f"{code}: {held[code][1]:,.0f} and {value:,.0f}",
                todo="Load a file with one total for each area.",
                cell=(index, total),
            )
        held.setdefault(code, (names[index], value))
    counted = next((word for mark, word in COUNTED.items() if mark in stem), "{year}")
    title = f"{LABELS[what]}, {counted.format(year=found_year)}"
    ordered = sorted(held)
    return AreaTotals(
        kind=kind,
        vintage=found_vintage,
        year=found_year,
        title=title,
        codes=tuple(ordered),
        names=tuple(held[code][0] for code in ordered),
        values=tuple(held[code][1] for code in ordered),
        notes=notes,
    )


def finest_code_column(table: SourceTable) -> tuple[int, str, str] | None:
    """Position, kind and vintage ("" if unsaid) of the codes of the smallest areas in a table."""
    found = []
    for position, heading in enumerate(table.header):
        area = area_heading(heading)
        if area and area.holds == "code":
            found.append((FINEST_FIRST.index(area.kind), position, area))
    if not found:
        return _nomis_codes(table)
    _, position, area = min(found, key=lambda item: item[:2])
    return position, area.kind, area.vintage


def _nomis_codes(table: SourceTable) -> tuple[int, str, str] | None:
    """Tables of Nomis name their codes the same for every kind of area; the first code tells it."""
    lower = [heading.lower() for heading in table.header]
    if NOMIS_CODES not in lower or not table.rows:
        return None
    position = lower.index(NOMIS_CODES)
    kind = kind_of_code(table.rows[0][position])
    return (position, kind, "") if kind else None


def vintage_in_name(stem: str, kind: str) -> str:
    """``…_lsoa11_…`` -> 2011, "" when a file's name does not say; census output areas are of the census."""
    words = "|".join(word for word, known in KINDS.items() if known == kind and " " not in word)
    if match := re.search(rf"(?<![a-z])(?:{words})(\d{{2}})(?!\d)", stem):
        return f"20{match[1]}"
    match = re.search(r"census[-_ ]?(20\d1)", stem)
    return match[1] if match and kind in ("oa", "lsoa", "msoa") else ""


def year_in_name(stem: str) -> int | None:
    """``population_mid2020_…`` -> 2020, None when a file's name does not say."""
    match = re.search(r"(?:mid|census)[-_ ]?(\d{4})", stem) or re.search(
        r"(?<!\d)((?:19|20)\d{2})(?!\d)", stem
    )
    return int(match[1]) if match else None


def total_column(table: SourceTable, what: str) -> int | None:
    """Where the total of residents or households stands; None where it does not."""
    lower = [heading.lower() for heading in table.header]
    return next((lower.index(name) for name in TOTALS[what] if name in lower), None)


def _code_column(table: SourceTable, stem: str, vintage: str | None) -> tuple[int, str, str]:
    found = finest_code_column(table)
    if found is None:
        raise table.refusal(
            "No column holds area codes.",
            todo="Name it by kind and year, as lsoa11_code, ward20_code or ltla21_code.",
        )
    position, kind, written = found
    said = written or vintage_in_name(stem, kind)
    if vintage and said and vintage != said:
        raise Refusal(
            "The vintage given is not the one the file names.",
            where=f"{table.name}, column {table.header[position]}",
            found=f"--vintage {vintage}, file {said}",
            todo="Leave --vintage out, or check the file.",
        )
    if not (vintage or said):
        raise Refusal(
            f"The file does not say of which vintage its {kind} codes are.",
            where=f"{table.name}, column {table.header[position]}",
            found=shape_of(table.rows[0][position]),
            todo="Give it, as --vintage 2011.",
        )
    return position, kind, vintage or said


def _total_column(table: SourceTable, what: str) -> int:
    position = total_column(table, what)
    if position is not None:
        return position
    raise table.refusal(f"No column holds the total of {what}.", todo=f"Name it {TOTALS[what][0]}.")


def _number(table: SourceTable, index: int, position: int) -> float:
    written = table.rows[index][position]
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.0+)?|\d+(\.\d+)?", written):
        return float(written.replace(",", ""))
    todo = "Mend the row, or download the file again."
    raise table.refusal("A total is not a number.", todo=todo, cell=(index, position))


def _year(table: SourceTable, stem: str, year: int | None) -> tuple[int, tuple[str, ...]]:
    said = year_in_name(stem)
    if year is None and said is None:
        raise Refusal(
            "The file does not say which year it counts.", where=table.name, todo="Give it, as --year 2020."
        )
    if year is not None and said is not None and year != said:
        return year, (f"The file's name says {said}; it was loaded as {year}, as --year says.",)
    return year or said or 0, ()


def _names(table: SourceTable, kind: str) -> Sequence[str]:
    for position, heading in enumerate(table.header):
        area = area_heading(heading)
        if area and area.kind == kind and area.holds == "name":
            return [row[position] for row in table.rows]
    return [""] * len(table.rows)
