"""One police.uk CSV to Parquet, one file for each force and month in it, checked on the way.

In: a plain UTF-8 CSV on disk and what ``sources.police_uk.describe`` said of
it. Out: ``Converted`` parts with their counts, and the rejects. A row:
``crime_id`` (bytes), ``month`` (index), the published month, forces, ``lon``,
``lat``, ``location``, ``lsoa_code``, ``lsoa_name``, ``word`` (crime type, or type
of outcome) and ``outcome``. Refused with its row: another month or force than
the file's name says, a future month, coordinates that are swapped, on the
National Grid or no numbers. The CSV is written to Parquet in one pass and the
checks read that; only a file with something to mend is written again. Memory:
the rows of one file, and only when it needs mending.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from wardmote.measuring.catalogue.periods import month_code, month_index, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import Entry, check_utf8
from wardmote.measuring.sources.police_uk import (
    CRIME_TYPES,
    FIRST_MONTH,
    LATITUDES,
    LONGITUDES,
    OLD_CRIME_TYPES,
    STREET,
    TRANSPORT_POLICE,
    Described,
    district_stem,
    force_slug,
    lsoa_vintage,
)
from wardmote.measuring.sources.rejects import Reject
from wardmote.measuring.store.engine import parquet, text

REJECTED_SHARE = 0.01
OUTSIDE = (
    f"NOT (coalesce(lon BETWEEN {LONGITUDES[0]} AND {LONGITUDES[1]}, true)"
    f" AND coalesce(lat BETWEEN {LATITUDES[0]} AND {LATITUDES[1]}, true))"
)
COORDINATES = ("Longitude", "Latitude")
SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Converted:
    """One force and month of one file, written; ``facts`` spare the reader opening it."""

    table: str
    force: str
    month: int
    rows: int
    counts: Mapping[str, int]
    facts: Mapping[str, Any]


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
class Source:
    """The rows that name one month and one force: how many, and which is the first (0 is the first)."""

    month: str
    falls: str
    reported: str
    rows: int
    first: int


@dataclass
class Conversion:
    """A file being converted: where its text lies, and what has been found.

    ``scratch`` is a path for the Parquet file before it is checked, on the same
    disk as the paths that ``target(table, force, month)`` gives out.
    """

    entry: Entry
    described: Described
    csv: Path
    today: date
    connection: duckdb.DuckDBPyConnection
    scratch: Path
    target: Callable[[str, str, int], Path]
    rejects: list[Reject] = field(default_factory=list)
    converted: list[Converted] = field(default_factory=list)
    synthetic: bool = False
    _mended: bool = False

    def run(self) -> None:
        """Read, check and write."""
        self._read()
        if SYNTHETIC in self.described.header:
            self.synthetic = bool(self._one(f'SELECT count("{SYNTHETIC}") FROM {self._csv("DOUBLE")}')[0])
        sources = self._sources()
        self._check_months(sources)
        summary = self._summary("true")
        if self._check_coordinates(summary):
            summary = self._summary("true")
        words = self._check_words(summary)
        groups = self._groups(sources)
        if len(groups) == 1:
            self.converted = [self._write(*groups[0], "true", summary, words)]
            return
        for force, month in groups:
            own = f"SELECT falls FROM forces WHERE force = {text(force)}"
            mine = f"month = {month} AND coalesce(falls, '') IN ({own})"
            self.converted.append(self._write(force, month, mine, self._summary(mine), self._words(mine)))

    @property
    def _street(self) -> bool:
        return self.described.kind == STREET

    def _read(self) -> None:
        """The CSV as one Parquet file in ``scratch``, seen as ``raw`` with each row's number."""
        word = '"Crime type"' if self._street else '"Outcome type"'
        outcome = '"Last outcome category"' if self._street else "NULL::VARCHAR"
        month = 'TRY_CAST("Month"[:4] AS INTEGER) * 12 + TRY_CAST("Month"[6:7] AS INTEGER) - 1'
        if self.described.month is not None:
            month = f"{self.described.month}::INTEGER"
        for crime_id in ('unhex("Crime ID")', 'encode("Crime ID")'):
            try:
                self.connection.execute(
                    f"""COPY (SELECT {crime_id} AS crime_id, {month} AS month, "Month" AS month_written,
                    "Reported by" AS reported, "Falls within" AS falls, "Longitude" AS lon,
                    "Latitude" AS lat, "Location" AS location, "LSOA code" AS lsoa_code,
                    "LSOA name" AS lsoa_name, {word} AS word, {outcome} AS outcome
                    FROM {self._csv("DOUBLE")}) TO {text(self.scratch)} (FORMAT parquet)"""
                )
                break
            except duckdb.Error as error:
                if "unhex" not in str(error):
                    raise self._unreadable(error) from None
        numbered = parquet([self.scratch]).replace(
            "hive_partitioning", "file_row_number = true, hive_partitioning"
        )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW raw AS SELECT * RENAME (file_row_number AS at_row) FROM {numbered}"
        )

    def _mend(self, change: str) -> None:
        """Change rows: from here on ``raw`` is a table."""
        if not self._mended:
            self.connection.execute("CREATE OR REPLACE TEMP TABLE mended AS FROM raw")
            self.connection.execute("CREATE OR REPLACE TEMP VIEW raw AS FROM mended")
            self._mended = True
        self.connection.execute(f"UPDATE mended SET {change}")

    def _csv(self, coordinate: str) -> str:
        kinds = {name: coordinate if name in COORDINATES else "VARCHAR" for name in self.described.header}
        columns = ", ".join(f"{text(name)}: '{kind}'" for name, kind in kinds.items())
        return (
            f"read_csv({text(self.csv)}, columns = {{{columns}}}, header = true, auto_detect = false,"
            " delim = ',', quote = '\"', escape = '\"', encoding = 'utf-8', strict_mode = true)"
        )

    def _unreadable(self, error: duckdb.Error) -> Refusal:
        """Why the engine would not take the file: wrong encoding, a coordinate in words, a broken row."""
        check_utf8(self.entry)
        lines = str(error).splitlines()
        column = next((name for name in COORDINATES if f"column {name}" in str(error).replace('"', "")), "")
        if column or "onver" in lines[0]:
            return self._no_number()
        return Refusal(
            "A row does not have the columns of the header.",
            where=f"{self.entry.name}, {_line(lines[0])}",
            found="; ".join(line.strip() for line in lines[1:3]),
            todo="Download the file again; it may be cut off or edited by hand.",
        )

    def _no_number(self) -> Refusal:
        bad = " OR ".join(f'("{n}" IS NOT NULL AND TRY_CAST("{n}" AS DOUBLE) IS NULL)' for n in COORDINATES)
        row, found = self._one(
            f"""SELECT min(place), arg_min(concat("Longitude", ', ', "Latitude"), place) FROM
            (SELECT *, row_number() OVER () AS place FROM {self._csv("VARCHAR")}) WHERE {bad}"""
        )
        return Refusal(
            "A coordinate is not a number.",
            f"{self.entry.name}, row {(row or 0) + 1}, column Longitude",
            str(found),
            "Download the file again.",
        )

    def _sources(self) -> list[Source]:
        found = self.connection.execute(
            """SELECT coalesce(month_written, ''), coalesce(falls, ''), coalesce(reported, ''), count(*),
            min(at_row) FROM raw GROUP BY ALL ORDER BY min(at_row)"""
        ).fetchall()
        if not found:
            raise Refusal(
                "The file has a header and no rows.", where=self.entry.name, todo="Download it again."
            )
        return [Source(*row) for row in found]

    def _summary(self, mine: str) -> Summary:
        return Summary(
            *self._one(
                f"""SELECT count(*), count(crime_id), count(DISTINCT crime_id),
                min(lon), max(lon), min(lat), max(lat),
                count(*) FILTER (lsoa_code IS NULL AND lon IS NULL),
                count(*) FILTER (contains(lower(location), 'police station')) FROM raw WHERE {mine}"""
            )
        )

    def _words(self, mine: str) -> dict[str | None, int]:
        found = f"SELECT word, count(*) FROM raw WHERE {mine} GROUP BY word"
        return dict(self.connection.execute(found).fetchall())

    def _check_months(self, sources: Sequence[Source]) -> None:
        named = month_code(self.described.month) if self.described.month is not None else ""
        limit = month_code(month_index(self.today.year, self.today.month))
        for source in sources:
            month, todo = source.month, "Download the file again."
            if not _is_month(month):
                what = "A row has no month written YYYY-MM."
            elif named and month != named:
                what = f"The file's name says {named}, and a row is of another month."
                todo = "Give the file a name without a month if it holds several, or load it as published."
            elif month > limit:
                what = "A row's month lies in the future."
            elif month < month_code(FIRST_MONTH):
                what = "A row is from before December 2010, when data.police.uk begins."
            else:
                continue
            more = f" ({source.rows:,} such rows)" if source.rows > 1 else ""
            where = f"{self.entry.name}, row {source.first + 2}, column Month"
            raise Refusal(what, where, f"{month or 'nothing'}{more}", todo)

    def _check_coordinates(self, whole: Summary) -> bool:
        """Refuse impossible coordinates; a few strange ones lose their place. Whether any row was changed."""
        if whole.inside:
            return False
        shown = "concat(lon, ', ', lat)"
        east, north = LONGITUDES, LATITUDES
        self._refuse_if(
            f"lon BETWEEN {north[0]} AND {north[1]} AND lat BETWEEN {east[0]} AND {east[1]}",
            "Longitude and latitude are swapped.",
            "Longitude",
            shown,
            "Put the longitude (about -9 to 2) and the latitude (about 50 to 61) in their own columns.",
        )
        self._refuse_if(
            "abs(lon) > 180 OR abs(lat) > 90",
            "The coordinates are not degrees; they look like British National Grid metres.",
            "Longitude",
            shown,
            "Load the published file, whose coordinates are longitude and latitude.",
        )
        outside = self._one(f"SELECT count(*) FROM raw WHERE {OUTSIDE}")[0]
        if outside > max(5, whole.rows * REJECTED_SHARE):
            self._refuse_if(OUTSIDE, "Many rows lie outside the United Kingdom.", "Longitude", shown)
        reason = "outside the United Kingdom: the row is counted without its location"
        self._note_rows(OUTSIDE, "Longitude", shown, reason)
        self._mend(f"lon = NULL, lat = NULL WHERE {OUTSIDE}")
        return True

    def _check_words(self, whole: Summary) -> dict[str | None, int]:
        """Rows of each crime type; a word that is none becomes NULL, and its rows are not counted."""
        words = self._words("true")
        if not self._street:
            return words
        strange = [w for w in words if w not in CRIME_TYPES and w not in OLD_CRIME_TYPES]
        if not strange:
            return words
        listed = ", ".join(text(w) for w in strange if w is not None)
        wrong = f"word IS NULL OR word IN ({listed})" if listed else "word IS NULL"
        if sum(words[w] for w in strange) > max(5, whole.rows * REJECTED_SHARE):
            self._refuse_if(wrong, "A crime type is not one data.police.uk uses.", "Crime type", "word")
        self._note_rows(
            wrong, "Crime type", "word", "not a crime type of data.police.uk: the row is not counted"
        )
        self._mend(f"word = NULL WHERE {wrong}")
        return self._words("true")

    def _groups(self, sources: Sequence[Source]) -> list[tuple[str, int]]:
        """The (force, month) pairs in the file; table ``forces`` says which name is which force."""
        named = self.described.force
        force: dict[str, str] = {}
        for source in sources:
            slugs = (force_slug(source.falls), force_slug(source.reported))
            if named and named not in slugs:
                raise self._other_force(
                    f"The file's name says {named}, and a row is of another force.", source
                )
            if not named and not slugs[0]:
                raise self._other_force("A row names no force.", source)
            force[source.falls] = named or (TRANSPORT_POLICE if slugs[1] == TRANSPORT_POLICE else slugs[0])
        groups = sorted({(force[source.falls], parse_month(source.month)) for source in sources})
        if len(groups) > 1:
            values = ", ".join(f"({text(name)}, {text(slug)})" for name, slug in force.items())
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE forces AS SELECT * FROM (VALUES {values}) t(falls, force)"
            )
        return groups

    def _other_force(self, what: str, source: Source) -> Refusal:
        return Refusal(
            what,
            where=f"{self.entry.name}, row {source.first + 2}, column Falls within",
            found=source.falls or "nothing",
            todo="Give the file a name without a force if it holds several, or load it as published.",
        )

    def _write(
        self, force: str, month: int, mine: str, summary: Summary, words: Mapping[str | None, int]
    ) -> Converted:
        rejected = words.get(None, 0) if self._street else 0
        kept = f"{mine} AND word IS NOT NULL" if rejected else mine
        repeated = 0
        if self._street and summary.distinct_ids < summary.ids and (repeated := self._repeated(kept)):
            kept += " AND at_row NOT IN (SELECT row FROM dropped)"
        if rejected or repeated:
            summary = self._summary(kept)
        counts = {
            "read": summary.rows + rejected + repeated,
            "kept": summary.rows,
            "rejected": rejected,
            "repeated": repeated,
            "unlocated": summary.unlocated,
        }
        stems, vintage = self._lsoas(kept)
        facts = {
            **counts,
            "lsoa_vintage": vintage,
            "stems": stems,
            "old_categories": sum(words.get(word, 0) for word in OLD_CRIME_TYPES) if self._street else 0,
            "at_police_stations": summary.at_stations,
            "extract": self.described.extract,
        }
        self._place(self.target(self.described.kind, force, month), kept)
        return Converted(self.described.kind, force, month, summary.rows, counts, facts)

    def _place(self, target: Path, kept: str) -> None:
        """The rows at their target: the file as it is when all of it is kept, else written again."""
        if kept == "true" and not self._mended:
            os.replace(self.scratch, target)
            return
        rows = f"SELECT * EXCLUDE (at_row) FROM raw WHERE {kept} ORDER BY at_row"
        self.connection.execute(f"COPY ({rows}) TO {text(target)} (FORMAT parquet)")

    def _lsoas(self, kept: str) -> tuple[dict[str, int], str]:
        """Rows by the district name that LSOA names carry, and the vintage of the codes."""
        stems: dict[str, int] = {}
        highest = {"E": "", "W": ""}
        for name, code, rows in self.connection.execute(
            f"""SELECT lsoa_name, max(lsoa_code), count(*) FROM raw
            WHERE {kept} AND lsoa_code IS NOT NULL GROUP BY lsoa_name"""
        ).fetchall():
            if code[0] in highest:
                highest[code[0]] = max(highest[code[0]], code)
            if name:
                stem = district_stem(name)
                stems[stem] = stems.get(stem, 0) + rows
        return dict(sorted(stems.items())), lsoa_vintage(highest["E"], highest["W"])

    def _repeated(self, mine: str) -> int:
        self.connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE dropped AS SELECT row FROM (
            SELECT at_row AS row, row_number() OVER (
                PARTITION BY crime_id ORDER BY (lon IS NULL AND lsoa_code IS NULL), at_row) AS place
            FROM raw WHERE {mine} AND crime_id IN (
                SELECT crime_id FROM raw WHERE {mine} GROUP BY crime_id HAVING count(*) > 1))
            WHERE place > 1"""
        )
        reason = "repeated_in_release: the crime is counted once, at its located row, else its first"
        self._note_rows("at_row IN (SELECT row FROM dropped)", "Crime ID", "lower(hex(crime_id))", reason)
        return int(self._one("SELECT count(*) FROM dropped")[0])

    def _one(self, query: str) -> tuple[Any, ...]:
        row = self.connection.execute(query).fetchone()
        assert row is not None  # an aggregate always has its row
        return row

    def _note_rows(self, which: str, column: str, shown: str, reason: str) -> None:
        rows = self.connection.execute(
            f"SELECT at_row, {shown} FROM raw WHERE {which} ORDER BY at_row"
        ).fetchall()
        self.rejects += [Reject(row + 2, column, str(found or ""), reason) for row, found in rows]

    def _refuse_if(
        self, wrong: str, what: str, column: str, shown: str, todo: str = "Download the file again."
    ) -> None:
        if self._one(f"SELECT count(*) FROM raw WHERE {wrong}")[0]:
            raise self._refusal(what, wrong, column, shown, todo)

    def _refusal(
        self, what: str, wrong: str, column: str, shown: str, todo: str = "Download the file again."
    ) -> Refusal:
        row, found, count = self._one(
            f"SELECT min(at_row), arg_min_null({shown}, at_row), count(*) FROM raw WHERE {wrong}"
        )
        more = f" ({count:,} such rows)" if count > 1 else ""
        return Refusal(
            what, f"{self.entry.name}, row {row + 2}, column {column}", f"{found or 'nothing'}{more}", todo
        )


def _is_month(written: object) -> bool:
    try:
        parse_month(str(written))
    except ValueError:
        return False
    return True


def _line(message: str) -> str:
    number = message.rpartition("Line:")[2].strip()
    return f"row {number}" if number.isdigit() else "somewhere"
