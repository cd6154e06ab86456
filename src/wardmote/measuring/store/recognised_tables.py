"""What a table is: deprivation, residents, households, a lookup, or a partner's own rows.

In: a CSV, or a workbook. Out: a ``Recognised``. An open table is read as the
load will read it, so that what is wrong is known now; of a partner's table the
first rows are looked at, to guess what its columns mean.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.denominators import (
    AreaTotals,
    finest_code_column,
    read_totals,
    total_column,
    vintage_in_name,
    year_in_name,
)
from wardmote.measuring.sources.deprivation import read_deprivation
from wardmote.measuring.sources.headings import area_heading
from wardmote.measuring.sources.lookups import read_lookup
from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS, NEEDED, REPLIES, SURVEY, fold
from wardmote.measuring.sources.opening import SourceText, check_text
from wardmote.measuring.sources.partner_tables import read_partner_table
from wardmote.measuring.sources.police_uk import district_stem, lsoa_vintage
from wardmote.measuring.sources.public_words import unasked_names
from wardmote.measuring.sources.rejects import shape_of
from wardmote.measuring.sources.suggesting import suggest_mapping
from wardmote.measuring.sources.tables import SourceTable, not_taken_apart, read_table
from wardmote.measuring.store.recognised import (
    DEPRIVATION,
    HOUSEHOLDS,
    LOOKUP,
    PARTNER,
    POPULATION,
    UNKNOWN,
    Recognised,
    areas_told,
)

READ_WHOLE, LOOKED_AT = 24 << 20, 2000
MOST_COLUMNS = 16_384  # of a spreadsheet
PARTNER_WORDS: Mapping[str, str] = {
    INCIDENTS: "a partner's rows, each with its time and what it was",
    COUNTS: "a partner's counts by month",
    SURVEY: "answers of a survey",
    REPLIES: "replies to a consultation",
}


def recognise_workbook(name: str, path: Path) -> Recognised:
    """A spreadsheet is a partner's: open sources are read as CSV."""
    return _partner(name, _first_rows(read_partner_table(path)), rows=None)


def recognise_table(name: str, entry: SourceText) -> Recognised:
    """A CSV; ``Refusal`` where the load would refuse it."""
    check_text(entry)
    raw, whole = _text(entry)
    if not whole:
        return _partner(name, _sample(entry, raw), rows=None)
    table = read_table(entry, keep_ragged=True)
    codes = finest_code_column(table)
    if codes and codes[1] == "lsoa" and _is_deprivation(table):
        return _deprivation(name, table, codes[2])
    if codes and not _has_month(table):
        totals = [what for what in (POPULATION, HOUSEHOLDS) if total_column(table, what) is not None]
        if totals:
            return _totals(name, read_table(entry), totals, codes)
    if _is_lookup(table):
        return _lookup(name, read_table(entry))
    return _partner(name, _first_rows(table), rows=len(table.rows))


def _text(entry: SourceText) -> tuple[bytes, bool]:
    held, size = [], 0
    for chunk in entry.chunks():
        held.append(chunk)
        size += len(chunk)
        if size > READ_WHOLE:
            return b"".join(held[:2]), False
    return b"", True


def _sample(entry: SourceText, raw: bytes) -> SourceTable:
    """The first rows of a text too long to be read now."""
    text = raw.rpartition(b"\n")[0].decode("utf-8-sig", "replace")
    delimiter = max(",;\t|", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        lines = [[cell.strip() for cell in line] for line in reader]
    except csv.Error as error:
        raise not_taken_apart(error, f"{entry.name}, line {reader.line_num}") from None
    header = tuple(lines[0])
    rows = tuple(tuple(line) for line in lines[1 : LOOKED_AT + 1] if len(line) == len(header))
    return SourceTable(entry.name, header, rows, tuple(range(2, len(rows) + 2)))


def _first_rows(table: SourceTable) -> SourceTable:
    rows = table.rows[:LOOKED_AT]
    return SourceTable(table.name, table.header, rows, table.numbers[: len(rows)])


def _is_deprivation(table: SourceTable) -> bool:
    marks = ("_rank", "_decile", "_score")
    measures = any(heading.lower().endswith(marks) for heading in table.header)
    return measures or "imd" in table.name.rpartition(": ")[2].lower()


def _has_month(table: SourceTable) -> bool:
    return any(fold(heading) in ("month", "year month", "year-month") for heading in table.header)


def _is_lookup(table: SourceTable) -> bool:
    found = [area_heading(heading) for heading in table.header]
    return len({(h.kind, h.vintage) for h in found if h and h.vintage and h.holds == "code"}) >= 2


def _deprivation(name: str, table: SourceTable, said: str) -> Recognised:
    asks, options = [], {}
    stem = table.name.lower()
    vintage = said or vintage_in_name(stem, "lsoa")
    if not vintage:
        asks.append("vintage")
        vintage = options["vintage"] = "2021"
    year = year_in_name(stem.replace("imd", "imd-"))
    if year is None:
        asks.append("year")
        options["year"] = ""
    found = read_deprivation(table, year=year or 2019, vintage=options.get("vintage"))
    number = len({code for code, _, _ in found.rows})
    edition = f", {found.year}" if year else ""
    return Recognised(
        kind=DEPRIVATION,
        name=name,
        words=f"English Indices of Deprivation{edition}: {areas_told(number, 'lsoa')} of {found.vintage}",
        options=options,
        asks=tuple(asks),
        districts=_districts(table),
        synthetic=_synthetic(table),
    )


def _totals(name: str, table: SourceTable, totals: list[str], codes: tuple[int, str, str]) -> Recognised:
    position, kind, written = codes
    asks, options = [], {}
    stem = table.name.rpartition(": ")[2].rpartition("/")[2].lower()
    vintage: str | None = None
    if not (written or vintage_in_name(stem, kind)):
        asks.append("vintage")
        vintage = options["vintage"] = (
            lsoa_vintage([row[position] for row in table.rows]) if kind == "lsoa" else ""
        )
    year: int | None = year_in_name(stem)
    if year is None:
        asks.append("year")
        options["year"] = ""
    counted = None if year else date.today().year
    trial = (vintage or "2021") if "vintage" in asks else None
    found = [read_totals(table, what=what, year=counted, vintage=trial) for what in totals]
    first = found[0]
    if unasked_names(zip(first.codes, first.names, strict=True)):
        asks.append("names")
    return Recognised(
        kind=totals[0],
        name=name,
        words=_totals_words(found, year, told="vintage" not in asks),
        options=options,
        asks=tuple(asks),
        also=(*totals[1:], *([LOOKUP] if _is_lookup(table) else [])),
        districts=_districts(table) or _named(first),
        synthetic=_synthetic(table),
    )


def _totals_words(found: list[AreaTotals], year: int | None, *, told: bool) -> str:
    titles = [each.title if year else each.title.partition(",")[0] for each in found]
    what = " and ".join([titles[0], *(title[0].lower() + title[1:] for title in titles[1:])])
    first = found[0]
    vintage = f" of {first.vintage}" if told else ""
    return f"{what}: {areas_told(len(first.codes), first.kind)}{vintage}"


def _lookup(name: str, table: SourceTable) -> Recognised:
    found = read_lookup(table)
    sets = [
        f"{kind if kind == 'ward' else kind.upper() if 'oa' in kind else kind} {v}"
        for kind, v in found.columns
    ]
    called = (pair for codes, names in found.columns.values() for pair in zip(codes, names, strict=True))
    return Recognised(
        kind=LOOKUP,
        name=name,
        words=f"A lookup of {counted(len(table.rows), 'row', 'rows')}: "
        f"which {', '.join(sets)} belong together",
        asks=("names",) if unasked_names(called) else (),
        districts=_districts(table),
        synthetic=_synthetic(table),
    )


def _partner(name: str, table: SourceTable, *, rows: int | None) -> Recognised:
    if sum(1 for heading in table.header if heading) < 2:
        raise Refusal(
            "The first row with words is not a row of headings.",
            where=f"{table.name}, row 1",
            found=shape_of(*filter(None, table.header)),
            todo="Delete the title rows above the headings, and save it as CSV UTF-8.",
        )
    if len(table.header) > MOST_COLUMNS:
        raise Refusal(
            "The table has more columns than a spreadsheet can have.",
            where=f"{table.name}, row 1",
            found=counted(len(table.header), "column", "columns"),
            todo="Bring only the columns that say when, where and what.",
        )
    kind = partner_kind(table)
    number = counted(rows, "row", "rows") if rows is not None else "rows"
    listed = ", ".join(heading for heading in table.header[:6] if heading)
    more = ", …" if len(table.header) > 6 else ""
    words = (
        f"Looks like {PARTNER_WORDS[kind]}: {number} with {listed}{more}"
        if kind
        else f"A table not known here: {number} with {listed}{more}"
    )
    return Recognised(
        kind=PARTNER if kind else UNKNOWN,
        name=name,
        words=words,
        synthetic=_synthetic(table),
        sampled=rows is None,
        partner_kind=kind,
    )


def partner_kind(table: SourceTable) -> str:
    """incidents, counts, survey or replies, by what its columns can be; "" when none fits."""
    for kind in (REPLIES, COUNTS, SURVEY, INCIDENTS):
        try:
            missing = set(suggest_mapping(table, name="guess", kind=kind).missing)
        except Refusal:
            continue
        needed = NEEDED[kind][:1] if kind == INCIDENTS else NEEDED[kind]
        if kind == SURVEY and ("questions" in missing or len(table.rows) < 2):
            continue
        if not {" or ".join(either) for either in needed} & missing:
            return kind
    return ""


def _districts(table: SourceTable) -> tuple[tuple[str, int], ...]:
    """Names of districts, by column or by LSOA name, with their number of areas."""
    for position, heading in enumerate(table.header):
        found = area_heading(heading)
        if found and found.holds == "name" and found.kind in ("district", "lsoa"):
            names = Counter(district_stem(row[position]) for row in table.rows if row[position])
            return tuple(names.most_common(400))
    return ()


def _named(found: AreaTotals) -> tuple[tuple[str, int], ...]:
    names = Counter(district_stem(each) for each in found.names if each)
    return tuple(names.most_common(400)) if found.kind == "lsoa" else ()


def _synthetic(table: SourceTable) -> bool:
    positions = [i for i, heading in enumerate(table.header) if fold(heading) == "synthetic"]
    return any(row[position] for row in table.rows for position in positions)
