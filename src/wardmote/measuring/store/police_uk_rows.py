"""Counting police.uk street rows of one force: by LSOA from the codes, or by their map points.

In: the versions that count (``releases``). Out: a ``Cube`` of one force's
rows by month, class and LSOA code, read once; and the located rows of a place,
for counting in areas that no code names. Months are indices; a month whose
file is not held is not in the cube.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.outcomes import OPEN, outcome_groups
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.police_uk import OUTCOMES, STREET
from wardmote.measuring.store.engine import parquet, text
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.releases import Key, LoadedMonth

# The catalogue's key of a published crime type: ``Vehicle crime`` -> ``vehicle-crime``.
CLASS = "replace(lower(word), ' ', '-')"
WITH_OUTCOME = f"concat({CLASS}, '/', outcome)"
"""``vehicle-crime/Under investigation``: the class and what was last known to have come of the crime: the
word of the street file, and of a crime that is open there the latest word of the outcomes files held."""


@dataclass(frozen=True)
class Cube:
    """Parallel arrays, one entry for each (month, class, LSOA code) with rows; code "" is none."""

    force: str
    months: tuple[int, ...]
    classes: tuple[str, ...]
    codes: NDArray[np.object_]
    names: Mapping[str, str]
    vintage: Mapping[int, str]
    loads: Mapping[int, frozenset[str]]
    at_month: NDArray[np.int64]
    at_class: NDArray[np.int64]
    at_code: NDArray[np.int64]
    rows: NDArray[np.int64]

    def months_of(self, vintage: str) -> list[int]:
        """The months whose rows carry LSOA codes of this vintage."""
        return [month for month, held in self.vintage.items() if held == vintage]


@dataclass(frozen=True)
class Points:
    """Parallel arrays, one entry for each (month, class, LSOA code, point); nan where not located."""

    at_month: NDArray[np.int64]
    at_class: NDArray[np.int64]
    code: NDArray[np.object_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    rows: NDArray[np.int64]


class PoliceUkRows:
    """Reads the street rows that count."""

    def __init__(
        self,
        folder: Folder,
        held: Mapping[Key, tuple[LoadedMonth, ...]],
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self.folder = folder
        self.connection = connection
        self._cubes: dict[tuple[str, str, frozenset[str]], Cube] = {}
        self.held = held
        self.counting: dict[str, dict[int, LoadedMonth]] = {}
        self._outcomes: dict[str, list[LoadedMonth]] = {}
        for (table, force, month), found in held.items():
            if table == STREET:
                self.counting.setdefault(force, {})[month] = found[-1]
            elif table == OUTCOMES:
                self._outcomes.setdefault(force, []).append(found[-1])

    def cube(self, force: str, *, by: str = CLASS, codes: frozenset[str] = frozenset()) -> Cube:
        """Every street row of a force (or those with these LSOA codes), counted ``by`` class or what else."""
        key = (force, by, codes)
        if key not in self._cubes:
            self._cubes[key] = self._read(force, by, codes)
        return self._cubes[key]

    def points(
        self,
        force: str,
        codes: Iterable[str],
        box: tuple[float, float, float, float] | None,
        *,
        by: str = CLASS,
    ) -> Points:
        """Rows with these LSOA codes, or (when ``box`` is given) with a point inside the box."""
        cube = self.cube(force, by=by)
        listed = ", ".join(text(code) for code in sorted(codes)) or "NULL"
        mine = f"lsoa_code IN ({listed})"
        if box is not None:
            mine = f"lon BETWEEN {box[0]!r} AND {box[2]!r} AND lat BETWEEN {box[1]!r} AND {box[3]!r}"
        found = self.run(
            f"""SELECT month, list_position({_words(cube.classes)}, {by}) - 1 AS at_class,
            coalesce(lsoa_code, '') AS code, lon, lat, count(*) AS rows
            FROM {self._files(force, by)} WHERE {mine} GROUP BY ALL ORDER BY ALL"""
        ).fetchnumpy()
        return Points(
            at_month=_whole(found["month"]),
            at_class=_whole(found["at_class"]),
            code=np.asarray(found["code"], dtype=object),
            lon=_floats(found["lon"]),
            lat=_floats(found["lat"]),
            rows=_whole(found["rows"]),
        )

    def _read(self, force: str, by: str, only: frozenset[str]) -> Cube:
        counting, later = self.counting[force], frozenset[str]()
        if by == WITH_OUTCOME:
            later |= {version.receipt.sha256 for version in self._outcomes.get(force, ())}
        where = f"WHERE lsoa_code IN ({', '.join(map(text, sorted(only)))})" if only else ""
        self.run(
            f"""CREATE OR REPLACE TEMP TABLE counted AS
            SELECT month, {by} AS cls, coalesce(lsoa_code, '') AS code,
            max(lsoa_name) AS name, count(*) AS rows FROM {self._files(force, by)} {where}
            GROUP BY ALL"""
        )
        classes = tuple(
            row[0] for row in self.run("SELECT DISTINCT cls FROM counted ORDER BY cls").fetchall()
        )
        codes = self.run("SELECT code, max(name) FROM counted GROUP BY code ORDER BY code").fetchall()
        found = self.run(
            """SELECT month, class_at AS at_class, code_at AS at_code, rows FROM counted
            JOIN (SELECT cls, row_number() OVER (ORDER BY cls) - 1 AS class_at
                FROM (SELECT DISTINCT cls FROM counted)) USING (cls)
            JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS code_at
                FROM (SELECT DISTINCT code FROM counted)) USING (code) ORDER BY ALL"""
        ).fetchnumpy()
        return Cube(
            force=force,
            months=tuple(sorted(counting)),
            classes=classes,
            codes=np.array([row[0] for row in codes], dtype=object),
            names={row[0]: row[1] or "" for row in codes},
            vintage={month: version.part.facts["lsoa_vintage"] for month, version in counting.items()},
            loads={month: later | {version.receipt.sha256} for month, version in counting.items()},
            at_month=_whole(found["month"]),
            at_class=_whole(found["at_class"]),
            at_code=_whole(found["at_code"]),
            rows=_whole(found["rows"]),
        )

    def _files(self, force: str, by: str) -> str:
        """The street rows to read; by outcome, those open in their own file with what came of them since."""
        counting, outcomes = self.counting[force], self._outcomes.get(force, ())
        rows = parquet([self.folder.at(counting[month].part.path) for month in sorted(counting)])
        if by != WITH_OUTCOME or not outcomes:
            return rows
        still_open = ", ".join(text(word) for word in outcome_groups()[OPEN].categories)
        return f"""(SELECT rows.* REPLACE (coalesce(later.outcome, rows.outcome) AS outcome)
            FROM {rows} AS rows LEFT JOIN (SELECT crime_id, arg_max(word, (month, word)) AS outcome
                FROM {parquet([self.folder.at(version.part.path) for version in outcomes])}
                WHERE crime_id IS NOT NULL GROUP BY crime_id) AS later
            ON later.crime_id = rows.crime_id AND rows.outcome IN ({still_open}))"""

    def run(self, query: str) -> duckdb.DuckDBPyConnection:
        """An answer of the engine; a part that is gone or damaged is a ``Refusal``."""
        try:
            return self.connection.execute(query)
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise Refusal(
                "A part of the evidence is missing or damaged.",
                where=self.folder.root.name,
                found=str(error).splitlines()[0],
                todo="Restore the data folder from a backup, or load the files into a new one.",
            ) from None


def _words(words: Iterable[str]) -> str:
    return "[" + ", ".join(text(word) for word in words) + "]"


def _whole(column: NDArray[np.generic]) -> NDArray[np.int64]:
    return np.asarray(column).astype(np.int64)


def _floats(column: NDArray[np.generic]) -> NDArray[np.float64]:
    filled: NDArray[np.float64] = np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)
    return filled
