"""A partner's rows: when, where, what, how flagged, and the keys of who was involved.

In: a table and its confirmed mapping. Out: a ``PartnerSource``: parallel arrays of
the rows that can be used, and rejects with row, column, what was found and why.
Times are local, in minutes. Where the file has no column for the latest time a
row has one moment; where it has one and the cell is blank the end is unknown
(NaT); where only the day is known the row spans that day. The keys of people
are here as the file has them, references and who set a flag too, and only here: the store hashes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.offence_codes import classify, code_schemes
from wardmote.measuring.catalogue.periods import month_label
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.labels import age_bands, as_labels, labels_of, not_kept, notes_on_labels
from wardmote.measuring.sources.mapping import LEAVE_OUT, FlagColumn, PartnerMapping, fold
from wardmote.measuring.sources.moments import clock, read_moments
from wardmote.measuring.sources.partner_source import (
    Columns,
    PartnerSource,
    Texts,
    ragged_rows,
    texts,
    what_became,
)
from wardmote.measuring.sources.positions import ColumnPair, Positions, no_positions, read_positions
from wardmote.measuring.sources.rejects import Reject, shape_of
from wardmote.measuring.sources.tables import SourceTable

DAY = np.timedelta64(24 * 60, "m")
LONG = np.timedelta64(400 * 24 * 60, "m")
YES, NO, UNKNOWN = 1, 0, -1


def read_incidents(table: SourceTable, mapping: PartnerMapping, *, today: date) -> PartnerSource:
    """Every row judged; refused are only rows that all lie outside the months the mapping says it covers."""
    mapping.check_header(table)
    sheet = _Sheet(table, mapping)
    classes, class_rejects = _classes(sheet)
    times, time_rejects = _times(sheet, today)
    places = _positions(sheet)
    flags, flag_rejects = _flags(sheet)
    bad = [*class_rejects, *time_rejects, *places.rejects, *flag_rejects]
    bad += ragged_rows(table)
    numbers = np.array(table.numbers, dtype=np.int64)
    left_out = classes == LEAVE_OUT
    usable = ~np.isin(numbers, [reject.row for reject in bad]) & ~left_out
    kept, repeated, twice = _once(sheet, usable)
    bad += twice
    columns: dict[str, NDArray[np.generic]] = {
        "row": numbers,
        "cls": classes,
        **times,
        "longitude": places.longitude,
        "latitude": places.latitude,
        "x": places.x,
        "y": places.y,
        "age_band": age_bands(sheet.values(sheet.heading("victim_age_band"))),
        **flags,
        **_attributes(sheet),
    }
    notes = (*_notes(columns, kept), *_not_kept(sheet, columns, kept))
    columns = {name: column[kept] for name, column in columns.items()}
    keys = {name: column[kept] for name, column in _keys(sheet).items()}
    unlocated = int((~np.isfinite(np.asarray(columns["x"], dtype=float))).sum())
    more = {"repeated": repeated, "left_out": int(left_out.sum()), "unlocated": unlocated}
    more["alike"] = _alike(sheet, kept)
    return PartnerSource(
        columns=columns,
        facts=_facts(table.name, mapping, {**columns, **keys}),
        **what_became(table, bad, len(columns["start"]), **more),
        notes=notes,
        keys=keys,
    )


def _attributes(sheet: "_Sheet") -> dict[str, Texts]:
    """The labels of each attribute that are on the mapping's list."""
    return {
        f"attribute_{name}": as_labels(sheet.values(heading), labels_of(sheet.mapping, name))
        for name, heading in sheet.mapping.attributes.items()
    }


def _keys(sheet: "_Sheet") -> dict[str, Texts]:
    """What the store hashes."""
    mapping = sheet.mapping
    keys = {name: sheet.texts(name) for name in ("victim", "address") if name in mapping.columns}
    keys |= {f"offender_{i + 1}": sheet.of(heading) for i, heading in enumerate(mapping.offenders.columns)}
    keys |= {f"set_by_{name}": _set_by(sheet, flag) for name, flag in mapping.flags.items()}
    return {**keys, "reference": sheet.texts("reference")}


def _facts(name: str, mapping: PartnerMapping, columns: Columns) -> dict[str, Any]:
    """What the rows carry, and the months and days they lie in."""
    facts: dict[str, Any] = {
        "attributes": sorted(mapping.attributes),
        "flags": sorted(mapping.flags),
        "offenders": len(mapping.offenders.columns),
    }
    start = columns["start"]
    if not len(start):
        return facts
    months = np.asarray(start, dtype="datetime64[M]").astype(np.int64) + 1970 * 12
    first, last = int(months.min()), int(months.max())
    if mapping.covers:
        held = mapping.covers.period
        first, last = max(first, held.first_month), min(last, held.last_month)
        if last < first:
            raise Refusal(
                "No row lies in the months that the mapping says the file covers.",
                where=name,
                found=f"{month_label(int(months.min()))} to {month_label(int(months.max()))}",
                todo="Correct [covers] in the mapping, or load the right file.",
            )
    return facts | {
        "months": [first, last],
        "days": [str(np.asarray(day, dtype="datetime64[D]")) for day in (start.min(), start.max())],
        "unreferenced": int((columns["reference"] == "").sum()),
    }


def _notes(columns: Mapping[str, NDArray[Any]], kept: NDArray[np.bool_]) -> tuple[str, ...]:
    long = np.flatnonzero(kept & (columns["end"] - columns["start"] > LONG))
    if not len(long):
        return ()
    first = columns["row"][long[0]]
    return (f"{len(long):,} rows span more than 400 days (the first is row {first}): is a year wrong?",)


def _not_kept(sheet: "_Sheet", columns: Columns, kept: NDArray[np.bool_]) -> tuple[str, ...]:
    """What was written in a column of labels or of age bands and is not kept, by number alone."""
    attributes = sheet.mapping.attributes
    unlisted = {
        heading: int((not_kept(sheet.values(heading), columns[f"attribute_{name}"]) & kept).sum())
        for name, heading in attributes.items()
    }
    heading = sheet.heading("victim_age_band")
    odd = int((not_kept(sheet.values(heading), columns["age_band"]) & kept).sum())
    said = (
        f"{heading}: {counted(odd, 'row has', 'rows have')} no age band of a known form, as 18-24; not kept."
    )
    return (*notes_on_labels(unlisted), *((said,) if odd else ()))


class _Sheet:
    """A table asked by our names for its columns."""

    def __init__(self, table: SourceTable, mapping: PartnerMapping) -> None:
        self.table, self.mapping = table, mapping
        self._columns = list(zip(*table.rows, strict=True)) if table.rows else []

    def heading(self, field: str) -> str:
        return self.mapping.single_columns().get(field, "")

    def values(self, heading: str) -> Sequence[str]:
        """A column by its heading; nothing but blanks when the mapping names none."""
        if not heading or not self._columns:
            return ("",) * len(self.table.rows)
        return self._columns[self.table.header.index(heading)]

    def of(self, heading: str) -> Texts:
        return texts(self.values(heading))

    def texts(self, field: str) -> Texts:
        return self.of(self.heading(field))


def _classes(sheet: _Sheet) -> tuple[Texts, list[Reject]]:
    """By the offence code where there is one, else by the category's word."""
    mapping = sheet.mapping
    codes, words = sheet.values(sheet.heading("code")), sheet.values(sheet.heading("category"))
    known: dict[tuple[str, str], tuple[str, Reject | None]] = {}
    found, rejects = [], []
    for number, pair in zip(sheet.table.numbers, zip(codes, words, strict=True), strict=True):
        if pair not in known:
            known[pair] = _class(mapping, *pair)
        key, problem = known[pair]
        found.append(key)
        if problem is not None:
            rejects.append(replace(problem, row=number))
    return texts(found), rejects


def _class(mapping: PartnerMapping, code: str, word: str) -> tuple[str, Reject | None]:
    problem = None
    if code:
        try:
            return classify(code, mapping.scheme.code), None
        except Refusal as refusal:
            reason = f"not in {code_schemes()[mapping.scheme.code].title}: {refusal.todo}"
            problem = Reject(0, mapping.columns["code"], shape_of(code), reason)
    if (word or mapping.every_row) and (not code or fold(word) in mapping.categories):
        key = mapping.class_of(word)
        if key:
            return key, None
        reason = "the mapping's [categories] does not say what this is"
        return "", Reject(0, mapping.columns["category"], shape_of(word), reason)
    column = mapping.columns.get("code") or mapping.columns.get("category", "")
    return "", problem or Reject(0, column, shape_of(""), "does not say what happened")


def _times(sheet: _Sheet, today: date) -> tuple[dict[str, NDArray[np.generic]], list[Reject]]:
    numbers = sheet.table.numbers
    rejects: list[Reject] = []

    def column(field: str) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        heading, order = sheet.heading(field), sheet.mapping.month_first
        read = read_moments(sheet.values(heading), numbers, heading, today=today, month_first=order)
        rejects.extend(read.rejects)
        when, day_only = read.when, read.day_only
        if f"{field}_time" in sheet.mapping.columns:
            when, day_only = _with_clock(sheet, f"{field}_time", when, day_only, rejects)
        return when, day_only

    start, day_only = column("from")
    seen = {reject.row for reject in rejects}
    for row in np.flatnonzero(np.isnat(start)).tolist():
        if numbers[row] not in seen:
            rejects.append(Reject(numbers[row], sheet.heading("from"), shape_of(""), "no date"))
    if "to" in sheet.mapping.columns:
        end, end_day = column("to")
        same_day = np.isnat(end) & day_only
        end[end_day] += DAY
        end[same_day] = start[same_day] + DAY
    else:
        end = np.where(day_only, start + DAY, start)
    for row in np.flatnonzero(end < start).tolist():
        found = shape_of(sheet.values(sheet.heading("to"))[row])
        rejects.append(Reject(numbers[row], sheet.heading("to"), found, "before the time it started"))
    reported, _ = column("reported")
    return {"start": start, "end": end, "reported": reported, "day_only": day_only}, rejects


def _with_clock(
    sheet: _Sheet,
    field: str,
    when: NDArray[np.datetime64],
    day_only: NDArray[np.bool_],
    rejects: list[Reject],
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Dates joined with their own column of times of day."""
    when, day_only = when.copy(), day_only.copy()
    for row, text in enumerate(sheet.values(sheet.heading(field))):
        if text and day_only[row]:
            try:
                when[row] += np.timedelta64(clock(text), "m")
                day_only[row] = False
            except ValueError as error:
                shape = shape_of(text)
                rejects.append(Reject(sheet.table.numbers[row], sheet.heading(field), shape, str(error)))
    return when, day_only


def _positions(sheet: _Sheet) -> Positions:
    columns = sheet.mapping.columns
    for east, north, degrees in (("easting", "northing", False), ("longitude", "latitude", True)):
        if east in columns:
            pair = ColumnPair(
                (columns[east], columns[north]),
                sheet.values(columns[east]),
                sheet.values(columns[north]),
                degrees,
            )
            return read_positions(
                pair, sheet.table.numbers, where=sheet.table.name, anywhere=sheet.mapping.coordinates.anywhere
            )
    return no_positions(len(sheet.table.rows))


def _flags(sheet: _Sheet) -> tuple[dict[str, NDArray[np.generic]], list[Reject]]:
    columns: dict[str, NDArray[np.generic]] = {}
    rejects = []
    for name, flag in sheet.mapping.flags.items():
        answers = np.full(len(sheet.table.rows), UNKNOWN, dtype=np.int8)
        for row, word in enumerate(sheet.values(flag.column)):
            folded = fold(word)
            if folded in flag.yes:
                answers[row] = YES
            elif folded in flag.no:
                answers[row] = NO
            elif folded:
                reason = f"neither a yes nor a no of the flag {name}"
                rejects.append(Reject(sheet.table.numbers[row], flag.column, shape_of(word), reason))
        columns[f"flag_{name}"] = answers
    return columns, rejects


def _set_by(sheet: _Sheet, flag: FlagColumn) -> Texts:
    """Who set a flag, in each row."""
    return sheet.of(flag.set_by) if flag.set_by else texts([flag.set_by_text] * len(sheet.table.rows))


def _alike(sheet: _Sheet, kept: NDArray[np.bool_]) -> int:
    """Kept rows without a reference that say word for word what an earlier one says: nobody can tell whether
    they are the same incident, so each counts."""
    bare = [not reference for reference in sheet.values(sheet.heading("reference"))]
    rows = [tuple(sheet.table.rows[row]) for row in np.flatnonzero(kept & np.array(bare, bool)).tolist()]
    return len(rows) - len(set(rows))


def _once(sheet: _Sheet, usable: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], int, list[Reject]]:
    """Rows to keep: a row repeated word for word counts once; a reference used twice is a reject."""
    heading = sheet.heading("reference")
    if not heading:
        return usable, 0, []
    kept, repeated, rejects = usable.copy(), 0, []
    first: dict[str, int] = {}
    for row in np.flatnonzero(usable).tolist():
        reference = sheet.values(heading)[row]
        if not reference:
            continue
        before = first.setdefault(reference, row)
        if before == row:
            continue
        kept[row] = False
        if sheet.table.rows[before] == sheet.table.rows[row]:
            repeated += 1
        else:
            number = sheet.table.numbers[before]
            reason = f"row {number} has the same reference and says something else"
            rejects.append(Reject(sheet.table.numbers[row], heading, shape_of(reference), reason))
    return kept, repeated, rejects
