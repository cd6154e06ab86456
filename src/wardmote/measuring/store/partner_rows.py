"""Partners' rows as they are read back: incidents, counts, surveys and replies of one partnership.

In: receipts. Out: frozen values with numpy arrays, every one naming its loads.
Where several files of a feed speak of the same thing, order of loading never
decides: the later release counts where one was said, else the file that reaches
further in time (then the one with more rows, then the smaller sha256). For
incidents it counts row by row, by reference; rows without a reference give way on
the days, first to last, that a file which counts before theirs also holds. For
counts it counts for whole months. One file read under two mappings counts once,
under the mapping as it stands now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.sources.counts import NOT_KNOWN
from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS, REPLIES, SURVEY, mapping_sha256
from wardmote.measuring.sources.mapping_files import public_words_of, saved_values
from wardmote.measuring.store.engine import parquet
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_answers import (
    Incidents,
    ReplySet,
    SurveyQuestion,
    SurveyWave,
    Texts,
)
from wardmote.measuring.store.receipts import Receipt, ReceiptPart

Columns = dict[str, NDArray[Any]]
Row = TypeVar("Row")


@dataclass(frozen=True)
class PartnerFeed:
    """A feed and its files, the one that counts first; ``facts`` are that file's."""

    kind: str
    name: str
    receipts: tuple[Receipt, ...]

    @property
    def facts(self) -> Mapping[str, Any]:
        return main_part(self.receipts[0]).facts

    @property
    def place(self) -> str:
        return str(self.facts["place"])

    @property
    def synthetic(self) -> bool:
        return any(receipt.synthetic for receipt in self.receipts)

    @property
    def loads(self) -> frozenset[str]:
        return frozenset(receipt.sha256 for receipt in self.receipts)


@dataclass(frozen=True)
class CountedRows:
    """A counts feed: parallel arrays, and its areas with names and numbers of people.

    ``known``: False where the count is withheld (0 then), of every class where ``cls`` is "".
    """

    month: NDArray[np.int64]
    area: Texts
    cls: Texts
    count: NDArray[np.int64]
    known: NDArray[np.bool_]
    held: Mapping[int, str]
    names: Mapping[str, str]
    bases: Mapping[str, Mapping[str, float]]
    base_load: str


class PartnerRows:
    """Reads one partnership's feeds; a file is read once."""

    def __init__(
        self,
        folder: Folder,
        receipts: Iterable[Receipt],
        connection: duckdb.DuckDBPyConnection,
        *,
        partnership: str,
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._partnership = partnership
        self._receipts = tuple(
            receipt
            for receipt in receipts
            if receipt.source in (INCIDENTS, COUNTS, SURVEY, REPLIES)
            and main_part(receipt).facts.get("partnership") == partnership
        )
        self._incidents: dict[str, Incidents] = {}
        self._counts: dict[str, CountedRows] = {}

    @cached_property
    def feeds(self) -> Mapping[tuple[str, str], PartnerFeed]:
        """(kind, name) -> feed."""
        found: dict[tuple[str, str], list[Receipt]] = {}
        for receipt in self._receipts:
            found.setdefault((receipt.source, receipt.feed), []).append(receipt)
        return {
            key: PartnerFeed(*key, tuple(sorted(self._each_file_once(held), key=counts_first, reverse=True)))
            for key, held in sorted(found.items())
        }

    def of_kind(self, kind: str) -> tuple[PartnerFeed, ...]:
        return tuple(feed for key, feed in self.feeds.items() if key[0] == kind)

    def incidents(self, name: str) -> Incidents:
        """Every row of the feed that counts, without ``place_names``."""
        if name not in self._incidents:
            feed = self.feeds[INCIDENTS, name]
            tables = [self._file(receipt) for receipt in feed.receipts]
            self._incidents[name] = _joined(_that_count(tables, feed), feed)
        return self._incidents[name]

    def counts(self, name: str) -> CountedRows:
        """The months of the feed, each from the file that counts for it."""
        if name not in self._counts:
            self._counts[name] = self._read_counts(self.feeds[COUNTS, name])
        return self._counts[name]

    def by_month(self, feed: PartnerFeed) -> Mapping[int, int]:
        """Rows (or counts) of a feed of incidents or counts in each month that has some."""
        if feed.kind == COUNTS:
            rows = self.counts(feed.name)
            months, number = rows.month, rows.count
        else:
            months = months_of(self.incidents(feed.name))
            number = np.ones(len(months), np.int64)
        there, place = np.unique(months, return_inverse=True)
        sums = np.bincount(place, weights=number, minlength=len(there)).astype(np.int64)
        return dict(zip(there.tolist(), sums.tolist(), strict=True))

    def survey(self, feed: PartnerFeed) -> SurveyWave:
        receipt, facts = feed.receipts[0], feed.facts
        columns = self._columns(main_part(receipt))
        fieldwork = facts["fieldwork"]
        return SurveyWave(
            name=feed.name,
            title=facts["title"],
            provider=facts["provider"],
            wave=facts["wave"],
            questions=tuple(
                SurveyQuestion(key, wording, columns[f"answer_{key}"]) for key, wording in facts["questions"]
            ),
            weights=columns["weight"],
            design_effect=facts["design_effect"],
            self_selected=facts["self_selected"],
            n=len(columns["weight"]),
            synthetic=receipt.synthetic,
            loads=frozenset({receipt.sha256}),
            mode=facts["mode"],
            fieldwork=(fieldwork[0], fieldwork[1]) if fieldwork else None,
        )

    def replies(self, feed: PartnerFeed) -> ReplySet:
        receipt, facts = feed.receipts[0], feed.facts
        columns = self._columns(main_part(receipt))
        themes = [columns[f"theme_{place + 1}"] for place in range(facts["themes"])]
        days = columns["received"].astype("datetime64[D]")
        window = facts["window"] or [str(days.min()), str(days.max())]
        return ReplySet(
            name=feed.name,
            title=facts["title"],
            provider=facts["provider"],
            total=len(days),
            by_channel=_tally(columns["channel"]),
            by_theme=_tally(np.concatenate(themes) if themes else np.array([], dtype=str)),
            outside_window=int((~columns["inside"].astype(bool)).sum()),
            start=window[0],
            end=window[1],
            synthetic=receipt.synthetic,
            loads=frozenset({receipt.sha256}),
            by_answer=_tally(columns["agrees"]),
        )

    def public_words(self, feed: PartnerFeed) -> tuple[str, ...]:
        """The words of the feed that somebody confirmed as public, as its mapping stands now."""
        return public_words_of(self._folder.mapping(self._partnership, feed.name))

    def replies_by_month(self, feed: PartnerFeed) -> Mapping[int, int]:
        """Replies received in each month (index), inside the window or not."""
        received = self._columns(main_part(feed.receipts[0]))["received"]
        months, counts = np.unique(received.astype("datetime64[M]").astype(np.int64), return_counts=True)
        return {int(m) + 1970 * 12: int(n) for m, n in zip(months, counts, strict=True)}

    def _each_file_once(self, held: Iterable[Receipt]) -> list[Receipt]:
        """One file under two mappings: the mapping as it stands now, else the latest load of it."""
        found: dict[str, Receipt] = {}
        for receipt in sorted(held, key=lambda r: (self._stands(r), r.loaded_at, r.sha256)):
            found[receipt.file_sha256] = receipt
        return sorted(found.values(), key=lambda receipt: receipt.sha256)

    def _stands(self, receipt: Receipt) -> bool:
        saved = self._folder.mapping(self._partnership, receipt.feed)
        now = saved_values(saved)
        return now is not None and receipt.options.get("mapping_sha256") == mapping_sha256(now)

    def _columns(self, part: ReceiptPart, order: str = "") -> Columns:
        """A part's columns; text without NULL, times to the minute, missing numbers NaN."""
        sql = f"SELECT * FROM {parquet([self._folder.at(part.path)])}"
        read = self._connection.execute(sql + (f" ORDER BY {order}" if order else "")).fetchnumpy()
        return {name: _plain(column) for name, column in read.items()}

    def _file(self, receipt: Receipt) -> Columns:
        columns = self._columns(main_part(receipt), order="row")
        for part in receipt.parts:
            if part.table == "keys":
                keys = self._columns(part, order="row")
                columns |= {name: column for name, column in keys.items() if name != "row"}
        columns["load"] = np.full(len(columns["row"]), receipt.sha256)
        return columns

    def _read_counts(self, feed: PartnerFeed) -> CountedRows:
        tables: list[Columns] = []
        held: dict[int, str] = {}
        names: dict[str, str] = {}
        bases: dict[str, dict[str, float]] = {}
        for receipt in feed.receipts:
            columns = self._columns(main_part(receipt))
            mine = [m for m in main_part(receipt).facts["months_held"] if m not in held]
            held |= dict.fromkeys(mine, receipt.sha256)
            keep = np.isin(columns["month"], mine)
            tables.append({name: column[keep] for name, column in columns.items()})
            areas = self._columns(receipt.parts[1])
            for code, name in zip(areas["area"].tolist(), areas["name"].tolist(), strict=True):
                names.setdefault(code, name)
            if not bases:
                bases = _bases(areas)
        count = np.concatenate([table["count"] for table in tables])
        return CountedRows(
            month=np.concatenate([table["month"] for table in tables]),
            area=np.concatenate([table["area"] for table in tables]),
            cls=np.concatenate([table["cls"] for table in tables]),
            count=np.where(count == NOT_KNOWN, 0, count),
            known=count != NOT_KNOWN,
            held=held,
            names=dict(sorted(names.items())),
            bases=bases,
            base_load=feed.receipts[0].sha256,
        )


def months_of(rows: Incidents) -> NDArray[np.int64]:
    """The month (index) in which each incident can first have happened."""
    return np.asarray(rows.start.astype("datetime64[M]").astype(np.int64) + 1970 * 12)


def main_part(receipt: Receipt) -> ReceiptPart:
    """The part with the rows themselves."""
    return receipt.parts[0]


def rank(receipt: Receipt) -> tuple[Any, ...]:
    """Which of two files of a feed is later: by release where it was said, then by how far they reach."""
    facts = main_part(receipt).facts
    fieldwork = (facts.get("fieldwork") or ["", ""])[1]
    return (
        receipt.released or "",
        max(facts.get("months_held") or [0]),
        facts.get("days", ["", ""])[1],
        fieldwork,
    )


def counts_first(receipt: Receipt) -> tuple[Any, ...]:
    """Of files of one feed the greatest counts where they differ."""
    return (*rank(receipt), main_part(receipt).rows)


def _that_count(tables: list[Columns], feed: PartnerFeed) -> list[Columns]:
    """Rows that no file before theirs replaces."""
    seen: set[str] = set()
    spans: list[tuple[np.datetime64, np.datetime64]] = []
    kept = []
    for table, receipt in zip(tables, feed.receipts, strict=True):
        references = table["reference"].tolist()
        mask = np.array([reference not in seen for reference in references], dtype=bool)
        bare = table["reference"] == ""
        days = table["start"].astype("datetime64[D]")
        for first, last in spans:
            mask &= ~(bare & (days >= first) & (days <= last))
        seen.update(reference for reference in references if reference)
        if bare.any():
            first, last = main_part(receipt).facts["days"]
            spans.append((np.datetime64(first), np.datetime64(last)))
        kept.append({name: column[mask] for name, column in table.items()})
    return kept


def _joined(tables: list[Columns], feed: PartnerFeed) -> Incidents:
    lengths = [len(table["row"]) for table in tables]
    names = sorted({name for table in tables for name in table})

    def column(name: str, missing: Any = "") -> NDArray[Any]:
        found = [table.get(name, np.full(n, missing)) for table, n in zip(tables, lengths, strict=True)]
        joined = np.concatenate(found)
        return joined.astype(str) if joined.dtype == object else joined

    def named(prefix: str) -> list[str]:
        return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]

    flags = named("flag_")
    set_by = {flag: np.unique(column(f"set_by_{flag}")).tolist() for flag in flags}
    return Incidents(
        cls=column("cls"),
        start=column("start").astype("datetime64[m]"),
        end=column("end").astype("datetime64[m]"),
        x=column("x", np.nan),
        y=column("y", np.nan),
        longitude=column("longitude", np.nan),
        latitude=column("latitude", np.nan),
        place_names=np.full(sum(lengths), ""),
        flags={flag: column(f"flag_{flag}", -1).astype(np.int8) for flag in flags},
        flag_set_by={flag: tuple(str(who) for who in found if who) for flag, found in set_by.items()},
        offenders=tuple(column(f"offender_{number}") for number in sorted(named("offender_"), key=int)),
        victim=column("victim"),
        age_band=column("age_band"),
        attributes={name: column(f"attribute_{name}") for name in named("attribute_")},
        reference=column("reference"),
        day_only=column("day_only", False).astype(bool),
        load=column("load"),
        loads=feed.loads,
    )


def _bases(areas: Columns) -> dict[str, dict[str, float]]:
    return {
        kind: {
            code: float(value)
            for code, value in zip(areas["area"].tolist(), column.tolist(), strict=True)
            if np.isfinite(value)
        }
        for kind, column in areas.items()
        if kind not in ("area", "name")
    }


def _plain(column: Any) -> NDArray[Any]:
    mask = np.ma.getmaskarray(column)
    values = np.asarray(np.ma.getdata(column))
    if values.dtype == object:
        return np.where(mask, "", values).astype(str)
    if values.dtype.kind == "f":
        return np.where(mask, np.nan, values)
    if values.dtype.kind == "M":
        return np.where(mask, np.datetime64("NaT"), values).astype("datetime64[m]")
    return values


def _tally(column: NDArray[Any]) -> dict[str, int]:
    names, counts = np.unique(column[column != ""], return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}
