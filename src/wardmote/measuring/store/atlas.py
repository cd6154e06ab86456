"""The geography that is loaded: which areas there are, what they are called, what lies in what.

In: receipts of areas and lookups. Out: ids, names, shapes (WGS84) and
memberships. Official codes name one boundary for ever, so an area met in two
vintages under one code is one area, under its latest vintage; LSOAs keep their
vintages apart, because rows carry one. Nothing is read before it is asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wardmote.measuring.catalogue.area_ids import AreaId
from wardmote.measuring.sources.police_uk import district_stem
from wardmote.measuring.store.answers import AreaShape
from wardmote.measuring.store.engine import parquet
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt, ReceiptPart

Set = tuple[str, str]
Code = tuple[str, str, str]


@dataclass(frozen=True)
class Shape:
    """A loaded boundary: ``district`` is the code of its district when the file said it."""

    area: AreaShape
    district: str


class Atlas:
    """Everything known of areas from boundaries and lookups."""

    def __init__(
        self, folder: Folder, receipts: Iterable[Receipt], connection: duckdb.DuckDBPyConnection
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._receipts = tuple(receipts)
        self._shapes: dict[Set, dict[str, Shape]] = {}

    @cached_property
    def shape_sets(self) -> Mapping[Set, tuple[tuple[Receipt, ReceiptPart], ...]]:
        """(kind, vintage) -> the parts that hold its boundaries."""
        found: dict[Set, list[tuple[Receipt, ReceiptPart]]] = {}
        for receipt in self._receipts:
            if receipt.source == "areas":
                for part in receipt.parts:
                    key = (part.facts["kind"], part.facts["vintage"])
                    found.setdefault(key, []).append((receipt, part))
        return {key: tuple(found[key]) for key in sorted(found)}

    def shapes(self, kind: str, vintage: str) -> Mapping[str, Shape]:
        """Code -> boundary; of two files the larger counts, then the smaller sha256."""
        key = (kind, vintage)
        if key not in self._shapes:
            held = sorted(self.shape_sets.get(key, ()), key=lambda pair: (-pair[1].rows, pair[0].sha256))
            shapes: dict[str, Shape] = {}
            for _, part in held:
                for code, name, district, category, raw in self._connection.execute(
                    "SELECT code, name, district, category, shape"
                    f" FROM {parquet([self._folder.at(part.path)])} ORDER BY code"
                ).fetchall():
                    area = AreaShape(
                        AreaId(kind, vintage, code), name, shapely.from_wkb(bytes(raw)), category or ""
                    )
                    shapes.setdefault(code, Shape(area, district or ""))
            self._shapes[key] = dict(sorted(shapes.items()))
        return self._shapes[key]

    @cached_property
    def _lookup_rows(self) -> tuple[tuple[Mapping[Set, tuple[str, str]], str], ...]:
        rows = []
        for receipt in self._receipts:
            if receipt.source != "lookup":
                continue
            for part in receipt.parts:
                sets = [(kind, vintage) for kind, vintage in part.facts["sets"]]
                columns = ", ".join(f'"{k}_{v}_code", "{k}_{v}_name"' for k, v in sets)
                for row in self._connection.execute(
                    f"SELECT change, {columns} FROM {parquet([self._folder.at(part.path)])}"
                ).fetchall():
                    pairs = {
                        key: (row[1 + 2 * i], row[2 + 2 * i] or "")
                        for i, key in enumerate(sets)
                        if row[1 + 2 * i]
                    }
                    rows.append((pairs, row[0] or ""))
        return tuple(rows)

    @cached_property
    def names(self) -> Mapping[Set, Mapping[str, str]]:
        """(kind, vintage) -> code -> name, from lookups and boundaries ("" when none is given)."""
        found: dict[Set, dict[str, str]] = {}
        for pairs, _ in self._lookup_rows:
            for key, (code, name) in pairs.items():
                held = found.setdefault(key, {})
                held[code] = held.get(code) or name
        for key in self.shape_sets:
            held = found.setdefault(key, {})
            for code, shape in self.shapes(*key).items():
                held[code] = held.get(code) or shape.area.name
        return {key: dict(sorted(found[key].items())) for key in sorted(found)}

    @cached_property
    def _links(self) -> Mapping[Code, Mapping[Set, frozenset[str]]]:
        found: dict[Code, dict[Set, set[str]]] = {}
        for pairs, _ in self._lookup_rows:
            for (kind, vintage), (code, _) in pairs.items():
                for other, (other_code, _) in pairs.items():
                    if other != (kind, vintage):
                        found.setdefault((kind, vintage, code), {}).setdefault(other, set()).add(other_code)
        return {code: {key: frozenset(held) for key, held in sets.items()} for code, sets in found.items()}

    def linked(self, kind: str, vintage: str, code: str) -> Mapping[Set, frozenset[str]]:
        """What a lookup says stands in one row with an area."""
        return self._links.get((kind, vintage, code), {})

    def up(self, kind: str, vintage: str, code: str, to: str) -> frozenset[str]:
        """Codes of kind ``to``, of any vintage, that an area is in one row with."""
        sets = self.linked(kind, vintage, code)
        return frozenset(found for (other, _), codes in sets.items() if other == to for found in codes)

    @cached_property
    def latest(self) -> Mapping[tuple[str, str], AreaId]:
        """(kind, code) -> the id under its latest vintage."""
        return {
            (kind, code): AreaId(kind, vintage, code)
            for (kind, vintage), names in self.names.items()
            for code in names
        }

    def first_vintage(self, kind: str, codes: frozenset[str]) -> str:
        """The earliest vintage under which most of these areas are known, "" where none is."""
        sets = ((vintage, codes & held.keys()) for (k, vintage), held in self.names.items() if k == kind)
        return min((vintage for vintage, same in sets if 2 * len(same) > len(codes)), default="")

    def name(self, area: AreaId) -> str:
        """What the area is called, "" when nothing loaded says it."""
        own = self.names.get((area.kind, area.vintage), {}).get(area.code, "")
        if own:
            return own
        return next(
            (n[area.code] for (k, _), n in self.names.items() if k == area.kind and n.get(area.code)), ""
        )

    @property
    def lsoa_vintages(self) -> tuple[str, ...]:
        return tuple(vintage for kind, vintage in self.names if kind == "lsoa")

    @cached_property
    def stems(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """LSOA vintage -> district name (from the LSOA names) -> LSOA codes."""
        found: dict[str, dict[str, set[str]]] = {}
        for vintage in self.lsoa_vintages:
            for code, name in self.names["lsoa", vintage].items():
                if name and name != code:
                    found.setdefault(vintage, {}).setdefault(district_stem(name), set()).add(code)
        return {v: {stem: frozenset(codes) for stem, codes in held.items()} for v, held in found.items()}

    def lsoas_of_district(self, code: str, name: str) -> dict[str, frozenset[str]]:
        """``lsoa:2011`` -> codes, by the name the LSOAs carry, else by lookup or boundary."""
        members: dict[str, frozenset[str]] = {}
        for vintage in self.lsoa_vintages:
            own = self.stems.get(vintage, {}).get(name, frozenset())
            own = own or frozenset(
                lsoa
                for lsoa in self.names["lsoa", vintage]
                if code and code in self.districts_of_lsoa(vintage, lsoa)
            )
            if own:
                members[f"lsoa:{vintage}"] = own
        return members

    def districts_of_lsoa(self, vintage: str, code: str) -> frozenset[str]:
        """District codes an LSOA is linked with, by lookup or by its boundary's properties."""
        linked = self.up("lsoa", vintage, code, "district")
        if linked or ("lsoa", vintage) not in self.shape_sets:
            return linked
        shape = self.shapes("lsoa", vintage).get(code)
        return frozenset({shape.district} if shape and shape.district else ())

    def shape_of(self, area: AreaId) -> BaseGeometry | None:
        """The area's own boundary, of its vintage or of another one under the same code."""
        for kind, vintage in sorted(self.shape_sets, key=lambda key: key[1] != area.vintage):
            if kind == area.kind and area.code in self.shapes(kind, vintage):
                return self.shapes(kind, vintage)[area.code].area.geometry
        return None

    def union(self, members: Mapping[str, frozenset[str]]) -> BaseGeometry | None:
        """The members' boundaries made one, from the first vintage that is wholly loaded."""
        for unit, codes in sorted(members.items()):
            shapes = self.shapes(*unit.split(":"))
            if codes and codes <= set(shapes):
                return shapely.union_all([shapes[code].area.geometry for code in sorted(codes)])
        return None


def areas_at(
    areas: tuple[AreaShape, ...], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.intp]:
    """For each point the index of the area it lies in, -1 for none; on a border the first area."""
    found = np.full(len(x), -1, dtype=np.intp)
    shaped = [(index, area.geometry) for index, area in enumerate(areas) if area.geometry is not None]
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not shaped or not len(known):
        return found
    tree = shapely.STRtree([geometry for _, geometry in shaped])
    point, area = tree.query(shapely.points(x[known], y[known]), predicate="intersects")
    order = np.lexsort((area, point))[::-1]
    found[known[point[order]]] = np.array([index for index, _ in shaped], dtype=np.intp)[area[order]]
    return found
