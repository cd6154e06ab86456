"""What rates are for every 1,000 of: residents or households by area, from the totals that are loaded.

In: a kind, a place, the areas of a unit and the year wanted. Out: a
``Denominator`` or None. The nearest year that is not later is taken, else the
nearest; an area has a number when its code has one (official codes name one
boundary for ever). Areas without a number are left out and the qualifier is
"at least".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.store.answers import Denominator, Place
from wardmote.measuring.store.engine import parquet
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt

STILL_RECENT = 3
AT_LEAST = "at least"


@dataclass(frozen=True)
class Totals:
    """One loaded file of totals."""

    sha256: str
    what: str
    kind: str
    vintage: str
    year: int
    title: str
    path: str
    rows: int


class Bases:
    """Reads denominators; a file is read once."""

    def __init__(
        self, folder: Folder, receipts: Iterable[Receipt], connection: duckdb.DuckDBPyConnection
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._receipts = tuple(receipts)
        self._values: dict[str, Mapping[str, float]] = {}

    @cached_property
    def _totals(self) -> tuple[Totals, ...]:
        return tuple(
            Totals(
                sha256=receipt.sha256,
                what=receipt.source,
                kind=part.facts["kind"],
                vintage=part.facts["vintage"],
                year=part.facts["year"],
                title=part.facts["title"],
                path=part.path,
                rows=part.rows,
            )
            for receipt in self._receipts
            if receipt.source in ("population", "households")
            for part in receipt.parts
        )

    def counted_lsoas(self, vintage: str) -> frozenset[str]:
        """LSOA codes of a vintage that some total is loaded for."""
        sets = [t for t in self._totals if (t.kind, t.vintage) == ("lsoa", vintage)]
        return frozenset(code for totals in sets for code in self._read(totals))

    def by_area(self, what: str, areas: Iterable[AreaId], year: int | None) -> Denominator | None:
        """One number for each area of one kind and vintage."""
        wanted = tuple(areas)
        if not wanted:
            return None
        kind, vintage = wanted[0].kind, wanted[0].vintage
        best: tuple[tuple[object, ...], Totals, tuple[AreaId, ...]] | None = None
        for totals in self._totals:
            if totals.what != what or totals.kind != kind:
                continue
            if totals.vintage != vintage and not _official(wanted):
                continue
            found = tuple(area for area in wanted if area.code in self._read(totals))
            if not found:
                continue
            rank = (-len(found), *_distance(totals.year, year), totals.vintage != vintage, *_order(totals))
            if best is None or rank < best[0]:
                best = (rank, totals, found)
        if best is None:
            return None
        _, totals, found = best
        values = tuple(self._read(totals)[area.code] for area in found)
        return _answer(totals, found, values, whole=len(found) == len(wanted))

    def of_place(
        self, what: str, place: Place, year: int | None, *, row_vintages: tuple[str, ...]
    ) -> Denominator | None:
        """The place's own number: the sum of its LSOAs, or its own row in a file by district.

        LSOAs of the vintage the rows carry are preferred while their year is within three of the one wanted.
        """
        best: tuple[tuple[object, ...], Totals, float, bool] | None = None
        for totals in self._totals:
            if totals.what != what:
                continue
            values = self._read(totals)
            members = (
                place.members.get(f"lsoa:{totals.vintage}", frozenset())
                if totals.kind == "lsoa"
                else frozenset()
            )
            if totals.kind == place.id.kind and place.id.code in values:
                members = frozenset({place.id.code})
            found = members & set(values)
            if not found:
                continue
            whole = len(found) == len(members)
            fits = totals.kind == "lsoa" and totals.vintage in row_vintages
            later, gap = _distance(totals.year, year)
            rank = (not whole, not (fits and gap <= STILL_RECENT), later, gap, not fits, *_order(totals))
            if best is None or rank < best[0]:
                best = (rank, totals, sum(values[code] for code in sorted(found)), whole)
        if best is None:
            return None
        _, totals, value, whole = best
        return _answer(totals, (place.id,), (value,), whole=whole)

    def _read(self, totals: Totals) -> Mapping[str, float]:
        if totals.path not in self._values:
            rows = self._connection.execute(
                f"SELECT code, value FROM {parquet([self._folder.at(totals.path)])}"
            ).fetchall()
            self._values[totals.path] = dict(rows)
        return self._values[totals.path]


def _answer(
    totals: Totals, areas: tuple[AreaId, ...], values: tuple[float, ...], *, whole: bool
) -> Denominator:
    return Denominator(
        kind=totals.what,
        title=totals.title,
        year=totals.year,
        areas=areas,
        values=values,
        loads=frozenset({totals.sha256}),
        qualifier="" if whole else AT_LEAST,
    )


def _distance(year: int, wanted: int | None) -> tuple[bool, int]:
    """(later than wanted, how far): the order in which years are preferred."""
    return (False, -year) if wanted is None else (year > wanted, abs(year - wanted))


def _order(totals: Totals) -> tuple[int, str]:
    return (-totals.rows, totals.sha256)


def _official(areas: Iterable[AreaId]) -> bool:
    return all(len(area.code) == 9 and area.code[1:].isdigit() for area in areas)
