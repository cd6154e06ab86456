"""Loading what gives rows their places and bases: areas, lookups, population, households, deprivation.

In: one file and the options that say what it is. Out: an ``LoadOutcome``; the file
becomes one Parquet part. The options are part of the load's name, so that one
census file can give both residents and households.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wardmote.measuring.catalogue.area_ids import KINDS
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.boundaries import read_boundaries
from wardmote.measuring.sources.denominators import read_totals
from wardmote.measuring.sources.deprivation import read_deprivation
from wardmote.measuring.sources.lookups import read_lookup
from wardmote.measuring.sources.opening import SourceText, file_sha256, only_entry
from wardmote.measuring.sources.public_words import unasked_names
from wardmote.measuring.sources.tables import read_table
from wardmote.measuring.store.commit import Staging, staged_load
from wardmote.measuring.store.engine import connect, parquet, write_arrays
from wardmote.measuring.store.folder import Folder, area_part, open_part
from wardmote.measuring.store.loading import (
    LoadOutcome,
    Progress,
    Report,
    loaded_before,
    quiet,
    receipt_of_file,
)
from wardmote.measuring.store.receipts import LOADED, LOOK, ReceiptPart, list_receipts, load_sha256

Columns = Mapping[str, Sequence[Any]]
FIRST_CENSUS = 1801
STEPS = 2
BY_LSOA = "-lsoa.csv"
DRAWN_AHEAD = 2  # new wards are drawn a year or two before they come into force


@dataclass(frozen=True)
class OpenContent:
    """A file read: its columns, what reading needs to know of them, and what a person should."""

    columns: Columns
    facts: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    must_look: bool = False
    synthetic: bool = False


@dataclass(frozen=True)
class OpenLoadRequest:
    """What a file is to be loaded as: its source, the options in its load's name, and its reader."""

    source: str
    options: Mapping[str, Any]
    read: Callable[[SourceText], OpenContent]


def load_areas(folder: Folder, path: Path, *, kind: str, vintage: str, report: Report = quiet) -> LoadOutcome:
    """Boundaries of one kind and vintage from GeoJSON, whose names the public may read."""
    return _load(folder, path, _areas(path, kind=kind, vintage=vintage), report=report)


def load_unasked(
    folder: Folder, path: Path, *, what: str, report: Report = quiet, **said: Any
) -> LoadOutcome:
    """As the load of ``what`` (areas, lookup, population, households) with the options ``said``.

    ``Refusal`` where an area without an official code could be called by a person's name, which nobody was
    asked about.
    """
    wanted = _BRINGS_NAMES[what](path, **said)

    def read(entry: SourceText) -> OpenContent:
        content = wanted.read(entry)
        _refuse_unasked(content.columns, path.name)
        return content

    return _load(folder, path, replace(wanted, read=read), report=report)


def _areas(path: Path, *, kind: str, vintage: str) -> OpenLoadRequest:
    if kind not in KINDS:
        raise Refusal("There is no such kind of area.", found=kind, todo=f"Use one of: {', '.join(KINDS)}.")
    if not (vintage.isdigit() and len(vintage) == 4):
        raise Refusal("A vintage is a year.", found=vintage, todo="Write it as --vintage 2011.")
    _not_future(int(vintage) - DRAWN_AHEAD, path.name)

    def read(entry: SourceText) -> OpenContent:
        found = read_boundaries(entry, kind=kind, vintage=vintage)
        columns = {
            "code": [area.code for area in found.areas],
            "name": [area.name for area in found.areas],
            "district": [area.district for area in found.areas],
            "category": [area.category for area in found.areas],
            "shape": [shapely.to_wkb(area.geometry) for area in found.areas],
            "properties": [json.dumps(area.properties, ensure_ascii=False) for area in found.areas],
        }
        facts = {"kind": kind, "vintage": vintage}
        return OpenContent(columns, facts, found.notes, synthetic=found.synthetic)

    return OpenLoadRequest("areas", {"kind": kind, "vintage": vintage}, read)


def _refuse_unasked(columns: Columns, name: str) -> None:
    """Official areas have public names; what others are called is read by everybody."""
    if asked := unasked_names(_called(columns)):
        raise Refusal(
            "These areas have no official codes, and the public would read what they are called.",
            where=name,
            found=f"{counted(len(asked), 'name', 'names')} that could be a person's",
            todo="Look through the names. If none is a person's, load the file with --names-are-public; "
            "else mend the file first.",
        )


def _called(columns: Columns) -> Iterator[tuple[str, str]]:
    """Every area's code with each thing it is called."""
    for codes in (name for name in columns if name.endswith("code")):
        for words in ("name", "category"):
            yield from zip(columns[codes], columns.get(codes[:-4] + words, ()), strict=False)


def load_lookup(folder: Folder, path: Path, *, report: Report = quiet) -> LoadOutcome:
    """A CSV that says which area belongs to which."""
    return _load(folder, path, _lookup(path), report=report)


def _lookup(path: Path) -> OpenLoadRequest:
    def read(entry: SourceText) -> OpenContent:
        found = read_lookup(read_table(entry))
        columns: dict[str, Sequence[Any]] = {"change": found.change}
        for (kind, vintage), (codes, names) in found.columns.items():
            columns[f"{kind}_{vintage}_code"] = codes
            columns[f"{kind}_{vintage}_name"] = names
        return OpenContent(columns, {"sets": [list(key) for key in found.columns]})

    return OpenLoadRequest("lookup", {}, read)


def load_totals(
    folder: Folder,
    path: Path,
    *,
    what: str,
    year: int | None = None,
    vintage: str | None = None,
    report: Report = quiet,
) -> LoadOutcome:
    """Residents (``population``) or households of each area."""
    return _load(folder, path, _totals(path, what=what, year=year, vintage=vintage), report=report)


def _totals(path: Path, *, what: str, year: int | None, vintage: str | None) -> OpenLoadRequest:
    if year is not None and not 1801 <= year <= date.today().year:
        raise Refusal(
            "That is not a year people have been counted in.", found=str(year), todo="Check --year."
        )

    def read(entry: SourceText) -> OpenContent:
        table = read_table(entry)
        found = read_totals(table, what=what, year=year, vintage=vintage)
        _not_future(found.year, path.name)
        facts = {
            "kind": found.kind,
            "vintage": found.vintage,
            "year": found.year,
            "title": found.title,
            "total": sum(found.values),
        }
        columns = {"code": found.codes, "name": found.names, "value": found.values}
        synthetic = "synthetic" in table.header and any(table.column("synthetic"))
        return OpenContent(columns, facts, found.notes, must_look=bool(found.notes), synthetic=synthetic)

    return OpenLoadRequest(what, {"what": what, "year": year, "vintage": vintage}, read)


_BRINGS_NAMES: Mapping[str, Callable[..., OpenLoadRequest]] = {
    "areas": _areas,
    "lookup": _lookup,
    "population": partial(_totals, what="population"),
    "households": partial(_totals, what="households"),
}
"""What brings names of areas, which everybody reads."""


def load_deprivation(
    folder: Folder,
    path: Path,
    *,
    year: int | None = None,
    vintage: str | None = None,
    report: Report = quiet,
) -> LoadOutcome:
    """Indices of deprivation by LSOA."""

    def read(entry: SourceText) -> OpenContent:
        found = read_deprivation(read_table(entry), year=year, vintage=vintage)
        _not_future(found.year, path.name)
        codes, measures, values = zip(*found.rows, strict=True)
        facts = {"vintage": found.vintage, "year": found.year, "measures": list(found.measures)}
        return OpenContent({"code": codes, "measure": measures, "value": values}, facts)

    options = {key: value for key, value in {"year": year, "vintage": vintage}.items() if value is not None}
    return _load(folder, path, OpenLoadRequest("deprivation", options, read), report=report)


def _not_future(year: int, name: str) -> None:
    if not FIRST_CENSUS <= year <= date.today().year:
        raise Refusal(
            "That year lies in the future, or before anything was counted.",
            where=name,
            found=str(year),
            todo="Check the year; projections are not counts.",
        )


def _load(folder: Folder, path: Path, wanted: OpenLoadRequest, *, report: Report) -> LoadOutcome:
    source, options = wanted.source, wanted.options
    entry = only_entry(path, ending=BY_LSOA)  # archives of Nomis hold one table by every kind of area
    file_sha = file_sha256(path)
    sha256 = load_sha256(file_sha, options)
    with staged_load(folder) as staging:
        if before := loaded_before(folder, sha256):
            return LoadOutcome(before, already=True)
        report(Progress(0, STEPS, f"{path.name}: reading"))
        content = wanted.read(entry)
        number = len(next(iter(content.columns.values())))
        report(Progress(1, STEPS, f"{path.name}: writing {counted(number, 'row', 'rows')}"))
        if source in ("population", "households"):
            content = _compared(source, content, staging)
        target = open_part(source, sha256)
        if source == "areas":
            target = area_part(options["kind"], options["vintage"], sha256)
        rows = write_columns(content.columns, staging.part(target))
        part = ReceiptPart(target, rows, table=source, facts=content.facts)
        receipt = receipt_of_file(
            path,
            file_sha,
            sha256=sha256,
            source=source,
            feed=source,
            options=options,
            counts={"read": rows, "kept": rows, "rejected": 0},
            parts=(part,),
            notes=content.notes,
            synthetic=content.synthetic,
            status=LOOK if content.must_look else LOADED,
        )
        report(Progress(STEPS, STEPS, f"{path.name}: {counted(rows, 'row', 'rows')}"))
        staging.commit([receipt], {})
        return LoadOutcome(receipt)


def _compared(source: str, content: OpenContent, staging: Staging) -> OpenContent:
    """Noted, when a loaded file has another number for the same area and year."""
    same = ("kind", "vintage", "year")
    own = dict(zip(content.columns["code"], content.columns["value"], strict=True))
    notes: list[str] = []
    connection = connect()
    for receipt in list_receipts(staging.folder):
        for part in receipt.parts if receipt.source == source else ():
            if any(part.facts[key] != content.facts[key] for key in same):
                continue
            held = connection.execute(
                f"SELECT code, value FROM {parquet([staging.readable(part.path)])}"
            ).fetchall()
            differing = [code for code, value in held if own.get(code, value) != value]
            if differing:
                notes.append(
                    f"{receipt.name} has another number for {len(differing):,} of these areas in"
                    f" {content.facts['year']} (as {differing[0]}); the file with more areas counts."
                )
    connection.close()
    notes = [*content.notes, *notes]
    return replace(content, notes=tuple(notes), must_look=bool(notes))


def write_columns(columns: Columns, target: Path) -> int:
    """Columns of text (``None`` for none), bytes or numbers as one Parquet file; the number of rows."""
    arrays = {
        name: np.array(values, dtype=float)
        if len(values) and isinstance(values[0], (int, float))
        else np.array([*values, None], dtype=object)[:-1]
        for name, values in columns.items()
    }
    return write_arrays(arrays, target)
