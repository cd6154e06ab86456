"""One police.uk file checked and parted: one Parquet file for each force and month in it.

In: the rows of a file as ``police_uk_reading`` reads them. Out: ``Converted``
parts with their counts, and the rejects. Refused with its row: another month
or force than the file's name says, a future month, coordinates that are
swapped or on the National Grid, words that are no crime types. A few strange
rows lose their place, or are not counted, and are listed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.classes import CRIME_TYPES, OLD_CRIME_TYPES
from wardmote.measuring.catalogue.periods import month_code, month_index, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.police_uk import (
    FIRST_MONTH,
    LATITUDES,
    LONGITUDES,
    TRANSPORT_POLICE,
    district_stem,
    force_slug,
    lsoa_vintage,
)
from wardmote.measuring.sources.rejects import shape_of
from wardmote.measuring.store.engine import text
from wardmote.measuring.store.police_uk_reading import AGAIN, ForceMonth, PoliceUkReader, Summary

REJECTED_SHARE = 0.01
OUTSIDE = (
    f"NOT (coalesce(lon BETWEEN {LONGITUDES[0]} AND {LONGITUDES[1]}, true)"
    f" AND coalesce(lat BETWEEN {LATITUDES[0]} AND {LATITUDES[1]}, true))"
)


@dataclass(frozen=True)
class Converted:
    """One force and month of one file, written; ``facts`` spare the reader opening it."""

    table: str
    force: str
    month: int
    rows: int
    counts: Mapping[str, int]
    facts: Mapping[str, Any]


class Conversion:
    """A file being converted; ``target(table, force, month)`` says where each part goes."""

    def __init__(self, rows: PoliceUkReader, *, today: date, target: Callable[[str, str, int], Path]) -> None:
        self._rows = rows
        self._today = today
        self._target = target

    def run(self) -> list[Converted]:
        """Check and write; what is wrong with single rows is in the reading's ``rejects``."""
        self._check_months()
        summary = self._rows.summary("true")
        if self._check_coordinates(summary):
            summary = self._rows.summary("true")
        words = self._check_words(summary)
        groups = self._groups()
        if len(groups) == 1:
            return [self._write(*groups[0], "true", summary, words)]
        converted = []
        for force, month in groups:
            own = f"SELECT falls FROM forces WHERE force = {text(force)}"
            mine = f"month = {month} AND coalesce(falls, '') IN ({own})"
            summary, words = self._rows.summary(mine), self._rows.words(mine)
            converted.append(self._write(force, month, mine, summary, words))
        return converted

    def _check_months(self) -> None:
        named = month_code(self._rows.described.month) if self._rows.described.month is not None else ""
        limit = month_code(month_index(self._today.year, self._today.month))
        for source in self._rows.sources:
            month, todo = source.month, AGAIN
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
            column = "Date" if self._rows.searches else "Month"
            where = f"{self._rows.entry.name}, row {source.first + 2}, column {column}"
            found = month if _is_month(month) else shape_of(str(month or "")) or "nothing"
            raise Refusal(what, where, f"{found}{more}", todo)

    def _check_coordinates(self, whole: Summary) -> bool:
        """Refuse impossible coordinates; a few strange ones lose their place. Whether any row was changed."""
        if whole.inside:
            return False
        shown = "concat(lon, ', ', lat)"
        east, north = LONGITUDES, LATITUDES
        self._rows.refuse_if(
            f"lon BETWEEN {north[0]} AND {north[1]} AND lat BETWEEN {east[0]} AND {east[1]}",
            "Longitude and latitude are swapped.",
            "Longitude",
            shown,
            "Put the longitude (about -9 to 2) and the latitude (about 50 to 61) in their own columns.",
        )
        self._rows.refuse_if(
            "abs(lon) > 180 OR abs(lat) > 90",
            "The coordinates are not degrees; they look like British National Grid metres.",
            "Longitude",
            shown,
            "Load the published file, whose coordinates are longitude and latitude.",
        )
        outside = self._rows.one(f"SELECT count(*) FROM raw WHERE {OUTSIDE}")[0]
        if outside > max(5, whole.rows * REJECTED_SHARE):
            self._rows.refuse_if(OUTSIDE, "Many rows lie outside the United Kingdom.", "Longitude", shown)
        reason = "outside the United Kingdom: the row is counted without its location"
        self._rows.note_rows(OUTSIDE, "Longitude", shown, reason)
        self._rows.mend(f"lon = NULL, lat = NULL WHERE {OUTSIDE}")
        return True

    def _check_words(self, whole: Summary) -> dict[str | None, int]:
        """Rows of each crime type; a word that is none becomes NULL, and its rows are not counted."""
        words = self._rows.words("true")
        if not self._rows.street:
            return words
        strange = [w for w in words if w not in CRIME_TYPES and w not in OLD_CRIME_TYPES]
        if not strange:
            return words
        listed = ", ".join(text(w) for w in strange if w is not None)
        wrong = f"word IS NULL OR word IN ({listed})" if listed else "word IS NULL"
        if sum(words[w] for w in strange) > max(5, whole.rows * REJECTED_SHARE):
            self._rows.refuse_if(wrong, "A crime type is not one data.police.uk uses.", "Crime type", "word")
        self._rows.note_rows(
            wrong, "Crime type", "word", "not a crime type of data.police.uk: the row is not counted"
        )
        self._rows.mend(f"word = NULL WHERE {wrong}")
        return self._rows.words("true")

    def _groups(self) -> list[tuple[str, int]]:
        """The (force, month) pairs in the file; table ``forces`` says which name is which force."""
        named = self._rows.described.force
        force: dict[str, str] = {}
        for source in self._rows.sources:
            slugs = (force_slug(source.falls), force_slug(source.reported))
            if named and named not in slugs:
                raise self._other_force(
                    f"The file's name says {named}, and a row is of another force.", source
                )
            if not named and not slugs[0]:
                raise self._other_force("A row names no force.", source)
            force[source.falls] = named or (TRANSPORT_POLICE if slugs[1] == TRANSPORT_POLICE else slugs[0])
        groups = sorted({(force[source.falls], parse_month(source.month)) for source in self._rows.sources})
        if len(groups) > 1:
            values = ", ".join(f"({text(name)}, {text(slug)})" for name, slug in force.items())
            self._rows.run(
                f"CREATE OR REPLACE TEMP TABLE forces AS SELECT * FROM (VALUES {values}) t(falls, force)"
            )
        return groups

    def _other_force(self, what: str, source: ForceMonth) -> Refusal:
        return Refusal(
            what,
            where=f"{self._rows.entry.name}, row {source.first + 2}, column Falls within",
            found=shape_of(source.falls or "") or "nothing",
            todo="Give the file a name without a force if it holds several, or load it as published.",
        )

    def _write(
        self, force: str, month: int, mine: str, summary: Summary, words: Mapping[str | None, int]
    ) -> Converted:
        rejected = words.get(None, 0) if self._rows.street else 0
        kept = f"{mine} AND word IS NOT NULL" if rejected else mine
        repeated = 0
        if self._rows.street and summary.distinct_ids < summary.ids and (repeated := self._repeated(kept)):
            kept += " AND at_row NOT IN (SELECT row FROM dropped)"
        if rejected or repeated:
            summary, words = self._rows.summary(kept), self._rows.words(kept)
        counts = {
            "read": summary.rows + rejected + repeated,
            "kept": summary.rows,
            "rejected": rejected,
            "repeated": repeated,
            "unlocated": summary.unlocated,
        }
        stems, vintage = self._lsoas(kept)
        classes = {slug(word): number for word, number in words.items() if word} if self._rows.street else {}
        facts = {
            **counts,
            "lsoa_vintage": vintage,
            "stems": stems,
            "classes": dict(sorted(classes.items())),
            "old_categories": sum(classes.get(key, 0) for key in OLD_CRIME_TYPES.values()),
            "at_police_stations": summary.at_stations,
            "extract": self._rows.described.extract,
        }
        self._rows.keep(self._target(self._rows.described.kind, force, month), kept)
        return Converted(self._rows.described.kind, force, month, summary.rows, counts, facts)

    def _lsoas(self, kept: str) -> tuple[dict[str, int], str]:
        """Rows by the district name that LSOA names carry, and the vintage of the codes."""
        stems: dict[str, int] = {}
        codes = []
        for name, code, rows in self._rows.all(
            f"""SELECT lsoa_name, max(lsoa_code), count(*) FROM raw
            WHERE {kept} AND lsoa_code IS NOT NULL GROUP BY lsoa_name"""
        ):
            codes.append(code)
            if name:
                stem = district_stem(name)
                stems[stem] = stems.get(stem, 0) + rows
        return dict(sorted(stems.items())), lsoa_vintage(codes)

    def _repeated(self, mine: str) -> int:
        self._rows.run(
            f"""CREATE OR REPLACE TEMP TABLE dropped AS SELECT row FROM (
            SELECT at_row AS row, row_number() OVER (
                PARTITION BY crime_id ORDER BY (lon IS NULL AND lsoa_code IS NULL), at_row) AS place
            FROM raw WHERE {mine} AND crime_id IN (
                SELECT crime_id FROM raw WHERE {mine} GROUP BY crime_id HAVING count(*) > 1))
            WHERE place > 1"""
        )
        reason = "repeated_in_release: the crime is counted once, at its located row, else its first"
        self._rows.note_rows(
            "at_row IN (SELECT row FROM dropped)", "Crime ID", "lower(hex(crime_id))", reason
        )
        return int(self._rows.one("SELECT count(*) FROM dropped")[0])


def _is_month(written: object) -> bool:
    try:
        parse_month(str(written))
    except ValueError:
        return False
    return True
