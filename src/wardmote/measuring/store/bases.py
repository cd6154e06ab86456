"""What rates are for every 1,000 of: residents or households by area, from the totals that are loaded.

In: a kind, a place, the areas of a unit and the year wanted. Out: a
``Denominator`` or None. The nearest year that is not later is taken, else the
nearest; an area has a number when its code has one (official codes name one
boundary for ever), or when a lookup says which LSOAs make it up and all of them
have one. Areas without a number are left out and the qualifier is "at least".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.sources.police_uk import district_stem
from wardmote.measuring.store.answers import Denominator, Place
from wardmote.measuring.store.atlas import Atlas
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
        self,
        folder: Folder,
        receipts: Iterable[Receipt],
        connection: duckdb.DuckDBPyConnection,
        atlas: Atlas,
    ) -> None:
        self._folder = folder
        self._atlas = atlas
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
        """One number for each area of one kind and vintage: its own, else the sum of the LSOAs in it."""
        wanted = tuple(areas)
        if not wanted:
            return None
        found: list[tuple[tuple[object, ...], Denominator]] = []
        for totals in self._totals:
            if totals.what != what:
                continue
            for direct, values in ((True, self._own(totals, wanted)), (False, self._summed(totals, wanted))):
                held = tuple(area for area in wanted if area.code in values)
                if not held:
                    continue
                later, gap = _distance(totals.year, year)
                fits = direct and gap <= STILL_RECENT
                rank = (-len(held), not fits, later, gap, not direct, *_order(totals))
                answer = _answer(
                    totals, held, tuple(values[a.code] for a in held), whole=len(held) == len(wanted)
                )
                title = answer.title if direct else f"{answer.title} (LSOAs put together)"
                found.append((rank, replace(answer, title=title)))
        return min(found, key=lambda each: each[0])[1] if found else None

    def _own(self, totals: Totals, wanted: tuple[AreaId, ...]) -> Mapping[str, float]:
        if totals.kind != wanted[0].kind:
            return {}
        same = totals.vintage == wanted[0].vintage or _official(wanted)
        return self._read(totals) if same else {}

    def _summed(self, totals: Totals, wanted: tuple[AreaId, ...]) -> Mapping[str, float]:
        """Areas whose LSOAs all have a number; an LSOA in two areas goes to the one of its own district."""
        kind, vintage = wanted[0].kind, wanted[0].vintage
        if totals.kind != "lsoa" or (kind, vintage) == ("lsoa", totals.vintage) or not _official(wanted):
            return {}
        codes = {area.code for area in wanted}
        values = self._read(totals)
        sums: dict[str, float] = {}
        lacking: set[str] = set()
        for lsoa in self._atlas.names.get(("lsoa", totals.vintage), {}):
            home = self._home(totals.vintage, lsoa, kind) & codes
            for code in home:
                if len(home) == 1 and lsoa in values:
                    sums[code] = sums.get(code, 0.0) + values[lsoa]
                else:
                    lacking.add(code)
        return {code: value for code, value in sums.items() if code not in lacking}

    def _home(self, vintage: str, lsoa: str, kind: str) -> frozenset[str]:
        linked = self._atlas.up("lsoa", vintage, lsoa, kind)
        if kind != "lsoa" or len(linked) < 2:
            return linked
        stem = district_stem(self._atlas.name(AreaId("lsoa", vintage, lsoa)))
        own = frozenset(
            code
            for code in linked
            if any(
                district_stem(names.get(code, "")) == stem
                for (k, v), names in self._atlas.names.items()
                if k == "lsoa" and v != vintage
            )
        )
        return own or linked

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
            return self.by_area(what, [place.id], year)
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
