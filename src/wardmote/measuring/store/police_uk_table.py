"""One police.uk CSV to Parquet, one file for each force and month in it, checked on the way.

In: a plain UTF-8 CSV on disk and what ``sources.police_uk.describe`` said of
it. Out: ``Converted`` parts with their counts, and the rejects. A street row:
``crime_id, month`` (index)``, cls, lon, lat, location, lsoa_code, lsoa_name,
outcome``; an outcome row has no class. Refused with its row: a row of another
month or force than the file's name says, a future month, coordinates that are
swapped, on the National Grid or no numbers. Memory: the rows of one file.
"""

from collections.abc import Callable, Mapping
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
from wardmote.measuring.store.engine import text

REJECTED_SHARE = 0.01
OUTSIDE = (
    f"NOT (coalesce(lon BETWEEN {LONGITUDES[0]} AND {LONGITUDES[1]}, true)"
    f" AND coalesce(lat BETWEEN {LATITUDES[0]} AND {LATITUDES[1]}, true))"
)
NO_NUMBER = "(lon IS NULL AND lon_text IS NOT NULL) OR (lat IS NULL AND lat_text IS NOT NULL)"


@dataclass(frozen=True)
class Converted:
    """One force and month of one file, written; ``facts`` spare the reader opening it."""

    table: str
    force: str
    month: int
    rows: int
    counts: Mapping[str, int]
    facts: Mapping[str, Any]


@dataclass
class Conversion:
    """A file being converted: where its text lies, and what has been found."""

    entry: Entry
    described: Described
    csv: Path
    today: date
    connection: duckdb.DuckDBPyConnection
    target: Callable[[str, str, int], Path]
    rejects: list[Reject] = field(default_factory=list)
    converted: list[Converted] = field(default_factory=list)

    def run(self) -> None:
        """Read, check and write; ``target(table, force, month)`` says where each part goes."""
        self._read()
        self._check_months()
        self._check_coordinates()
        self._check_words()
        groups = self._groups()
        self.converted = [self._write(force, month, several=len(groups) > 1) for force, month in groups]

    def _read(self) -> None:
        columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in self.described.header)
        word = '"Crime type"' if self.described.kind == STREET else '"Outcome type"'
        outcome = '"Last outcome category"' if self.described.kind == STREET else "NULL"
        source = (
            f"read_csv({text(self.csv)}, columns = {{{columns}}}, header = true, auto_detect = false,"
            " delim = ',', quote = '\"', escape = '\"', encoding = 'utf-8', strict_mode = true)"
        )
        try:
            self.connection.execute(
                f"""CREATE OR REPLACE TEMP TABLE raw AS
                SELECT "Crime ID" AS crime_id, "Month" AS month, "Reported by" AS reported,
                    "Falls within" AS falls, "Longitude" AS lon_text, "Latitude" AS lat_text,
                    TRY_CAST("Longitude" AS DOUBLE) AS lon, TRY_CAST("Latitude" AS DOUBLE) AS lat,
                    "Location" AS location, "LSOA code" AS lsoa_code, "LSOA name" AS lsoa_name,
                    {word} AS word, {outcome} AS outcome
                FROM {source}"""
            )
        except duckdb.Error as error:
            check_utf8(self.entry)
            lines = str(error).splitlines()
            raise Refusal(
                "A row does not have the columns of the header.",
                where=f"{self.entry.name}, {_line(lines[0])}",
                found="; ".join(line.strip() for line in lines[1:3]),
                todo="Download the file again; it may be cut off or edited by hand.",
            ) from None

    def _check_months(self) -> None:
        low, high, rows, with_month = self._one(
            "SELECT min(month), max(month), count(*), count(month) FROM raw"
        )
        if rows == 0:
            raise Refusal(
                "The file has a header and no rows.", where=self.entry.name, todo="Download it again."
            )
        limit = month_code(month_index(self.today.year, self.today.month))
        expected = self.described.month
        if expected is not None and expected > parse_month(limit):
            raise self._refusal("The month lies in the future.", "month IS NULL OR true", "Month", "month")
        if with_month < rows or not (low == high and _is_month(low)):
            wrong = "month IS NULL OR NOT regexp_full_match(month, '[0-9]{4}-(0[1-9]|1[0-2])')"
            self._refuse_if(wrong, "A row has no month written YYYY-MM.", "Month", "month")
        if expected is not None and (low, high) != (month_code(expected),) * 2:
            self._refuse_if(
                f"month <> {text(month_code(expected))}",
                f"The file's name says {month_code(expected)}, and a row is of another month.",
                "Month",
                "month",
                "Give the file a name without a month if it holds several, or load the published file.",
            )
        self._refuse_if(f"month > {text(limit)}", "A row's month lies in the future.", "Month", "month")
        self._refuse_if(
            f"month < {text(month_code(FIRST_MONTH))}",
            "A row is from before December 2010, when data.police.uk begins.",
            "Month",
            "month",
        )

    def _check_coordinates(self) -> None:
        self._refuse_if(
            NO_NUMBER, "A coordinate is not a number.", "Longitude", "concat(lon_text, ' ', lat_text)"
        )
        rows, outside = self._one(f"SELECT count(*), count(*) FILTER ({OUTSIDE}) FROM raw")
        if not outside:
            return
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
        if outside > max(5, rows * REJECTED_SHARE):
            self._refuse_if(OUTSIDE, "Many rows lie outside the United Kingdom.", "Longitude", shown)
        reason = "outside the United Kingdom: the row is counted without its location"
        self._note_rows(OUTSIDE, "Longitude", shown, reason)
        self.connection.execute(f"UPDATE raw SET lon = NULL, lat = NULL WHERE {OUTSIDE}")

    def _check_words(self) -> None:
        if self.described.kind != STREET:
            return
        words = dict(self.connection.execute("SELECT word, count(*) FROM raw GROUP BY word").fetchall())
        strange = [w for w in words if w not in CRIME_TYPES and w not in OLD_CRIME_TYPES]
        if not strange:
            return
        listed = ", ".join(text(w) for w in strange if w is not None)
        wrong = f"word IS NULL OR word IN ({listed})" if listed else "word IS NULL"
        if sum(words[w] for w in strange) > max(5, sum(words.values()) * REJECTED_SHARE):
            self._refuse_if(wrong, "A crime type is not one data.police.uk uses.", "Crime type", "word")
        self._note_rows(
            wrong, "Crime type", "word", "not a crime type of data.police.uk: the row is not counted"
        )
        self.connection.execute(f"UPDATE raw SET word = NULL WHERE {wrong}")

    def _groups(self) -> list[tuple[str, int]]:
        found = self.connection.execute(
            "SELECT falls, reported, month, min(rowid) FROM raw GROUP BY ALL ORDER BY min(rowid)"
        ).fetchall()
        named = self.described.force
        slugs = {name: force_slug(name or "") for row in found for name in row[:2]}
        for falls, reported, _, row in found:
            if named and named not in (slugs[falls], slugs[reported]):
                raise Refusal(
                    f"The file's name says {named}, and a row is of another force.",
                    where=f"{self.entry.name}, row {row + 2}, column Falls within",
                    found=str(falls),
                    todo="Give the file a name without a force if it holds several, or load it as published.",
                )
            if not named and not slugs[falls]:
                raise self._refusal("A row names no force.", "falls IS NULL", "Falls within", "falls")
        force = {
            name: named or (TRANSPORT_POLICE if slugs[reported] == TRANSPORT_POLICE else slugs[name])
            for name, reported, _, _ in found
        }
        values = ", ".join(f"({text(name or '')}, {text(slug)})" for name, slug in force.items())
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE forces AS SELECT * FROM (VALUES {values}) t(falls, force)"
        )
        return sorted({(force[falls], parse_month(month)) for falls, _, month, _ in found})

    def _write(self, force: str, month: int, *, several: bool) -> Converted:
        mine = "true"
        if several:
            own = f"SELECT falls FROM forces WHERE force = {text(force)}"
            mine = f"month = {text(month_code(month))} AND coalesce(falls, '') IN ({own})"
        street = self.described.kind == STREET
        if street:
            mine += " AND word IS NOT NULL"
        valid, with_id, distinct, high_england, high_wales = self._one(
            f"""SELECT count(*), count(crime_id), count(DISTINCT crime_id),
            max(lsoa_code) FILTER (lsoa_code LIKE 'E%'), max(lsoa_code) FILTER (lsoa_code LIKE 'W%')
            FROM raw WHERE {mine}"""
        )
        repeated = self._repeated(mine) if street and distinct < with_id else 0
        kept = f"{mine} AND rowid NOT IN (SELECT row FROM dropped)" if repeated else mine
        shape = "replace(lower(word), ' ', '-') AS cls, " if street else ""
        outcome = "outcome" if street else "word AS outcome"
        self.connection.execute(
            f"""COPY (SELECT crime_id, {month}::INTEGER AS month, {shape}lon, lat, location,
            lsoa_code, lsoa_name, {outcome} FROM raw WHERE {kept})
            TO {text(self.target(self.described.kind, force, month))} (FORMAT parquet)"""
        )
        stations, unlocated = self._one(
            f"""SELECT count(*) FILTER (location ILIKE '%police station%'),
            count(*) FILTER (lsoa_code IS NULL AND lon IS NULL) FROM raw WHERE {kept}"""
        )
        rejected = self._one(f"SELECT count(*) FROM raw WHERE {mine.replace('IS NOT NULL', 'IS NULL')}")[0]
        rejected = rejected if street else 0
        counts = {
            "read": valid + rejected,
            "kept": valid - repeated,
            "rejected": rejected,
            "repeated": repeated,
            "unlocated": unlocated,
        }
        facts = {
            **counts,
            "lsoa_vintage": lsoa_vintage(high_england or "", high_wales or ""),
            "stems": self._stems(kept),
            "old_categories": self._old_categories(kept) if street else 0,
            "at_police_stations": stations,
            "extract": self.described.extract,
        }
        return Converted(self.described.kind, force, month, valid - repeated, counts, facts)

    def _repeated(self, mine: str) -> int:
        self.connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE dropped AS SELECT row FROM (
            SELECT rowid AS row, row_number() OVER (
                PARTITION BY crime_id ORDER BY (lon IS NULL AND lsoa_code IS NULL), rowid) AS place
            FROM raw WHERE {mine} AND crime_id IN (
                SELECT crime_id FROM raw WHERE {mine} GROUP BY crime_id HAVING count(*) > 1))
            WHERE place > 1"""
        )
        reason = "repeated_in_release: the crime is counted once, at its located row, else its first"
        self._note_rows("rowid IN (SELECT row FROM dropped)", "Crime ID", "crime_id", reason)
        return int(self._one("SELECT count(*) FROM dropped")[0])

    def _stems(self, kept: str) -> dict[str, int]:
        stems: dict[str, int] = {}
        names = self.connection.execute(
            f"SELECT lsoa_name, count(*) FROM raw WHERE {kept} AND lsoa_name IS NOT NULL GROUP BY lsoa_name"
        ).fetchall()
        for name, rows in names:
            stem = district_stem(name)
            stems[stem] = stems.get(stem, 0) + rows
        return dict(sorted(stems.items()))

    def _old_categories(self, kept: str) -> int:
        listed = ", ".join(text(word) for word in OLD_CRIME_TYPES)
        return int(self._one(f"SELECT count(*) FILTER (word IN ({listed})) FROM raw WHERE {kept}")[0])

    def _one(self, query: str) -> tuple[Any, ...]:
        row = self.connection.execute(query).fetchone()
        assert row is not None  # an aggregate always has its row
        return row

    def _note_rows(self, which: str, column: str, shown: str, reason: str) -> None:
        rows = self.connection.execute(
            f"SELECT rowid, {shown} FROM raw WHERE {which} ORDER BY rowid"
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
            f"SELECT min(rowid), arg_min_null({shown}, rowid), count(*) FROM raw WHERE {wrong}"
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
