"""The rows of one police.uk CSV, as Parquet that can be asked before it is kept.

In: a plain UTF-8 CSV and its header. Out: the view ``raw`` with ``crime_id``
(bytes), ``month`` (index), ``month_written``, ``reported``, ``falls``, ``lon``,
``lat``, ``location``, ``lsoa_code``, ``lsoa_name``, ``word`` (crime type, type of
outcome, or object of a search), ``outcome`` and ``at_row`` (0 is the first). A
search has no ID, location and LSOA; it has ``officer_defined``, ``self_defined``
(ethnic groups) and ``linked`` too, and of its moment only the month is kept: what
else the file says of a person is not. The CSV is read once; rows are held in
memory only when they are mended. What the engine would not take
(wrong encoding, a coordinate in words, a broken row) is refused with its row.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText, check_utf8
from wardmote.measuring.sources.police_uk import LATITUDES, LONGITUDES, STOP_AND_SEARCH, STREET, Described
from wardmote.measuring.sources.rejects import Reject, shape_of
from wardmote.measuring.store.engine import parquet, text

COORDINATES = ("Longitude", "Latitude")
SYNTHETIC = "synthetic"
AGAIN = "Download the file again."


@dataclass(frozen=True)
class Summary:
    """Some rows of a file at one glance, in the order of the query."""

    rows: int
    ids: int
    distinct_ids: int
    west: float | None
    east: float | None
    south: float | None
    north: float | None
    unlocated: int
    at_stations: int

    @property
    def inside(self) -> bool:
        """Every coordinate lies within the limits of the United Kingdom."""
        if self.west is None or self.east is None or self.south is None or self.north is None:
            return True
        return (
            LONGITUDES[0] <= self.west
            and self.east <= LONGITUDES[1]
            and LATITUDES[0] <= self.south
            and self.north <= LATITUDES[1]
        )


@dataclass(frozen=True)
class ForceMonth:
    """The rows that name one month and one force: how many, and which is the first (0 is the first)."""

    month: str
    falls: str
    reported: str
    rows: int
    first: int


class PoliceUkReader:
    """One file read into ``scratch``; asked in SQL through ``one`` and ``all``."""

    def __init__(
        self,
        entry: SourceText,
        described: Described,
        *,
        csv: Path,
        scratch: Path,
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self.entry = entry
        self.described = described
        self.rejects: list[Reject] = []
        self._csv_path = csv
        self._scratch = scratch
        self._connection = connection
        self._mended = False
        self._read()
        self.sources = self._sources()
        self.synthetic = SYNTHETIC in described.header and self._marked()

    @property
    def street(self) -> bool:
        return self.described.kind == STREET

    @property
    def searches(self) -> bool:
        return self.described.kind == STOP_AND_SEARCH

    def _read(self) -> None:
        """The CSV as one Parquet file in ``scratch``, seen as ``raw`` with each row's number."""
        for crime_id in ('unhex("Crime ID")', 'encode("Crime ID")'):
            columns = self._search_columns() if self.searches else self._crime_columns(crime_id)
            try:
                self._connection.execute(
                    f"""COPY (SELECT {columns} FROM {self._csv("DOUBLE")})
                    TO {text(self._scratch)} (FORMAT parquet)"""
                )
                break
            except (duckdb.InvalidInputException, duckdb.ConversionException, UnicodeDecodeError) as error:
                if "unhex" not in str(error):
                    raise self._unreadable(error) from None
        numbered = parquet([self._scratch], numbered=True)
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW raw AS SELECT * RENAME (file_row_number AS at_row) FROM {numbered}"
        )

    def _crime_columns(self, crime_id: str) -> str:
        word = '"Crime type"' if self.street else '"Outcome type"'
        outcome = '"Last outcome category"' if self.street else "NULL::VARCHAR"
        month = 'TRY_CAST("Month"[:4] AS INTEGER) * 12 + TRY_CAST("Month"[6:7] AS INTEGER) - 1'
        if self.described.month is not None:
            month = f"{self.described.month}::INTEGER"
        return f"""{crime_id} AS crime_id, {month} AS month, "Month" AS month_written,
            "Reported by" AS reported, "Falls within" AS falls, "Longitude" AS lon,
            "Latitude" AS lat, "Location" AS location, "LSOA code" AS lsoa_code,
            "LSOA name" AS lsoa_name, {word} AS word, {outcome} AS outcome"""

    def _search_columns(self) -> str:
        """A day either side of its file's month still is of it: moments are in UTC, months are not."""
        assert self.described.month is not None  # a file of searches is named, or refused
        named, force = month_code(self.described.month), text(self.described.force)
        first, day = f"DATE '{named}-01'", 'TRY_CAST("Date"[:10] AS DATE)'
        near = f"{day} BETWEEN {first} - INTERVAL 1 DAY AND {first} + INTERVAL 1 MONTH"
        return f"""NULL::BLOB AS crime_id, {self.described.month}::INTEGER AS month,
            CASE WHEN {near} THEN '{named}' ELSE "Date"[:7] END AS month_written,
            {force} AS reported, {force} AS falls, "Longitude" AS lon, "Latitude" AS lat,
            NULL::VARCHAR AS location, NULL::VARCHAR AS lsoa_code, NULL::VARCHAR AS lsoa_name,
            "Object of search" AS word, "Outcome" AS outcome,
            "Officer-defined ethnicity" AS officer_defined, "Self-defined ethnicity" AS self_defined,
            lower("Outcome linked to object of search") AS linked"""

    def mend(self, change: str) -> None:
        """Change rows: from here on ``raw`` is a table."""
        if not self._mended:
            self._connection.execute("CREATE OR REPLACE TEMP TABLE mended AS FROM raw")
            self._connection.execute("CREATE OR REPLACE TEMP VIEW raw AS FROM mended")
            self._mended = True
        self._connection.execute(f"UPDATE mended SET {change}")

    def _csv(self, coordinate: str) -> str:
        kinds = {name: coordinate if name in COORDINATES else "VARCHAR" for name in self.described.header}
        columns = ", ".join(f"{text(name)}: '{kind}'" for name, kind in kinds.items())
        return (
            f"read_csv({text(self._csv_path)}, columns = {{{columns}}}, header = true, auto_detect = false,"
            " delim = ',', quote = '\"', escape = '\"', encoding = 'utf-8', strict_mode = true)"
        )

    def _unreadable(self, error: Exception) -> Refusal:
        """Why the engine would not take the file: wrong encoding, a coordinate in words, a broken row."""
        check_utf8(self.entry)
        lines = str(error).splitlines()
        column = next((name for name in COORDINATES if f"column {name}" in str(error).replace('"', "")), "")
        if column or "onver" in lines[0]:
            return self._no_number()
        return Refusal(
            "A row does not have the columns of the header.",
            where=f"{self.entry.name}, {_line(lines[0])}",
            todo="Download the file again; it may be cut off or edited by hand.",
        )

    def _no_number(self) -> Refusal:
        bad = " OR ".join(f'("{n}" IS NOT NULL AND TRY_CAST("{n}" AS DOUBLE) IS NULL)' for n in COORDINATES)
        row, found = self.one(
            f"""SELECT min(place), arg_min(concat("Longitude", ', ', "Latitude"), place) FROM
            (SELECT *, row_number() OVER () AS place FROM {self._csv("VARCHAR")}) WHERE {bad}"""
        )
        return Refusal(
            "A coordinate is not a number.",
            f"{self.entry.name}, row {(row or 0) + 1}, column Longitude",
            shape_of(*str(found).split(", ", 1)),
            "Download the file again.",
        )

    def _marked(self) -> bool:
        """Some row carries a mark in the column ``synthetic``."""
        return bool(self.one(f'SELECT count("{SYNTHETIC}") FROM {self._csv("DOUBLE")}')[0])

    def _sources(self) -> list[ForceMonth]:
        found = self._connection.execute(
            """SELECT coalesce(month_written, ''), coalesce(falls, ''), coalesce(reported, ''), count(*),
            min(at_row) FROM raw GROUP BY ALL ORDER BY min(at_row)"""
        ).fetchall()
        if not found:
            raise Refusal(
                "The file has a header and no rows.", where=self.entry.name, todo="Download it again."
            )
        return [ForceMonth(*row) for row in found]

    def summary(self, mine: str) -> Summary:
        return Summary(
            *self.one(
                f"""SELECT count(*), count(crime_id), count(DISTINCT crime_id),
                min(lon), max(lon), min(lat), max(lat),
                count(*) FILTER (lsoa_code IS NULL AND lon IS NULL),
                count(*) FILTER (contains(lower(location), 'police station')) FROM raw WHERE {mine}"""
            )
        )

    def words(self, mine: str) -> dict[str | None, int]:
        found = f"SELECT word, count(*) FROM raw WHERE {mine} GROUP BY word"
        return dict(self._connection.execute(found).fetchall())

    def one(self, query: str) -> tuple[Any, ...]:
        row = self._connection.execute(query).fetchone()
        assert row is not None  # an aggregate always has its row
        return row

    def note_rows(self, which: str, column: str, shown: str, reason: str) -> None:
        rows = self._connection.execute(
            f"SELECT at_row, {shown} FROM raw WHERE {which} ORDER BY at_row"
        ).fetchall()
        file = self.entry.text_name if self.entry.member else ""
        self.rejects += [
            Reject(row + 2, column, shape_of(str(found or "")), reason, file) for row, found in rows
        ]

    def refuse_if(self, wrong: str, what: str, column: str, shown: str, todo: str = AGAIN) -> None:
        if self.one(f"SELECT count(*) FROM raw WHERE {wrong}")[0]:
            raise self.refusal(what, wrong, column, shown, todo)

    def refusal(self, what: str, wrong: str, column: str, shown: str, todo: str = AGAIN) -> Refusal:
        row, found, count = self.one(
            f"SELECT min(at_row), arg_min_null({shown}, at_row), count(*) FROM raw WHERE {wrong}"
        )
        more = f" ({count:,} such rows)" if count > 1 else ""
        told = f"{shape_of(str(found or '')) or 'nothing'}{more}"  # it is kept with the file's record
        return Refusal(what, f"{self.entry.name}, row {row + 2}, column {column}", told, todo)

    def all(self, query: str) -> list[tuple[Any, ...]]:
        """Every row of an answer."""
        return self._connection.execute(query).fetchall()

    def run(self, statement: str) -> None:
        """A statement that answers nothing."""
        self._connection.execute(statement)

    def keep(self, target: Path, kept: str) -> None:
        """The rows at their target: the file as it is when all of it is kept, else written again."""
        if kept == "true" and not self._mended:
            os.replace(self._scratch, target)
            return
        rows = f"SELECT * EXCLUDE (at_row) FROM raw WHERE {kept} ORDER BY at_row"
        self.run(f"COPY ({rows}) TO {text(target)} (FORMAT parquet)")


def _line(message: str) -> str:
    number = message.rpartition("Line:")[2].strip()
    return f"row {number}" if number.isdigit() else "somewhere"
