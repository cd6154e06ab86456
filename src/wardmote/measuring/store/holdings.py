"""What a partnership holds: every source's months with their rows, the gaps, the bases, what was restated.

In: an open ``Evidence``. Out: ``Holdings``: one ``Stream`` for each force of
data.police.uk and each feed of a partner, with a ``MonthHeld`` for each month
that some load covers; one ``Base`` for each file of boundaries, lookups,
residents, households or deprivation; and the ``Revision``s between loads that
count. Rows are those that count today, of the whole file: not of one place.
Months are indices. A survey's rows are not parted by month.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wardmote.measuring.catalogue.periods import parse_month
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS, REPLIES, SURVEY
from wardmote.measuring.sources.police_uk import SOURCES, TABLE_TITLES
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.partner_rows import PartnerFeed, main_part
from wardmote.measuring.store.receipts import Receipt, ReceiptPart
from wardmote.measuring.store.releases import LoadedMonth, versions

PROVISIONAL_MONTHS = 2  # a month supplied sooner after its end may still change
BASES = ("areas", "lookup", "population", "households", "deprivation")


@dataclass(frozen=True)
class MonthHeld:
    """One month of a stream. ``rows`` None: held, but not parted by month; ``loads`` are those that count."""

    month: int
    rows: int | None
    loads: frozenset[str]
    released: str = ""
    provisional: bool = False
    versions: int = 1


@dataclass(frozen=True)
class Stream:
    """Rows that come month by month (or once, for a survey). ``rows`` is all that counts."""

    source: str
    feed: str
    title: str
    provider: str
    months: tuple[MonthHeld, ...]
    rows: int
    synthetic: bool
    loads: frozenset[str]
    last_release: str = ""

    @property
    def gaps(self) -> tuple[int, ...]:
        """Months between the first and the last that no load covers."""
        held = {each.month for each in self.months}
        return tuple(month for month in range(min(held), max(held) + 1) if month not in held) if held else ()

    @property
    def first(self) -> int | None:
        return self.months[0].month if self.months else None

    @property
    def last(self) -> int | None:
        return self.months[-1].month if self.months else None


@dataclass(frozen=True)
class Base:
    """A file that gives rows their places or rates their bases; ``vintage`` is of its codes."""

    source: str
    title: str
    kind: str
    vintage: str
    year: int | None
    areas: int
    synthetic: bool
    load: str


@dataclass(frozen=True)
class Revision:
    """What one load changed of another. A partner's file restates rows, not months: ``month`` is None.

    ``older`` and ``newer`` are loads ("" where the receipt does not name it). None: not known of such files.
    """

    source: str
    feed: str
    month: int | None
    older: str
    newer: str
    loaded_at: str
    changed: int
    added: int | None = None
    removed: int | None = None
    outcomes: int | None = None
    restated: int | None = None


@dataclass(frozen=True)
class Holdings:
    streams: tuple[Stream, ...]
    bases: tuple[Base, ...]
    revisions: tuple[Revision, ...]

    @property
    def empty(self) -> bool:
        return not (self.streams or self.bases)


def holdings(evidence: Evidence) -> Holdings:
    """Everything that counts for the evidence's partnership; reads partners' rows on the first call."""
    receipts = evidence.receipts()
    return Holdings(
        streams=(*_police(receipts), *_partner(evidence)),
        bases=tuple(base for receipt in receipts if receipt.source in BASES for base in _bases(receipt)),
        revisions=tuple(_revisions(receipts)),
    )


def _police(receipts: Iterable[Receipt]) -> Iterator[Stream]:
    found: dict[tuple[str, str], list[MonthHeld]] = {}
    synthetic: set[tuple[str, str]] = set()
    for (table, force, month), held in versions(receipts).items():
        found.setdefault((table, force), []).append(_month(month, held))
        if held[-1].receipt.synthetic:
            synthetic.add((table, force))
    order = list(TABLE_TITLES)
    for key in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        table, force = key
        months = tuple(found[key])
        yield Stream(
            source=SOURCES[table],
            feed=force,
            title=f"{TABLE_TITLES[table]}, {force.replace('-', ' ').title()} (data.police.uk)",
            provider="police",
            months=months,
            rows=sum(each.rows or 0 for each in months),
            synthetic=key in synthetic,
            loads=frozenset().union(*(each.loads for each in months)),
            last_release=max(each.released for each in months),
        )


def _month(month: int, held: tuple[LoadedMonth, ...]) -> MonthHeld:
    counted = held[-1]
    released = counted.released
    return MonthHeld(
        month=month,
        rows=counted.part.rows,
        loads=frozenset({counted.receipt.sha256}),
        released=released,
        provisional=bool(released) and parse_month(released) - month < PROVISIONAL_MONTHS,
        versions=len(held),
    )


def _partner(evidence: Evidence) -> Iterator[Stream]:
    for kind in (INCIDENTS, COUNTS, SURVEY, REPLIES):
        for feed in evidence.own.of_kind(kind):
            months, rows = _READ[kind](evidence, feed)
            yield Stream(
                source=kind,
                feed=feed.name,
                title=str(feed.facts["title"]),
                provider=str(feed.facts["provider"]),
                months=tuple(months),
                rows=rows,
                synthetic=feed.synthetic,
                loads=feed.loads,
                last_release=max(receipt.released or "" for receipt in feed.receipts),
            )


def _incidents(evidence: Evidence, feed: PartnerFeed) -> tuple[list[MonthHeld], int]:
    number = evidence.own.by_month(feed)
    covering: dict[int, list[Receipt]] = {}
    for receipt in feed.receipts:
        first, last = main_part(receipt).facts["months"]
        for month in range(first, last + 1):
            covering.setdefault(month, []).append(receipt)
    held = [
        MonthHeld(
            month=month,
            rows=number.get(month, 0),
            loads=frozenset(receipt.sha256 for receipt in covering[month]),
            released=max(receipt.released or "" for receipt in covering[month]),
            versions=len(covering[month]),
        )
        for month in sorted(covering)
    ]
    return held, sum(number.values())


def _counts(evidence: Evidence, feed: PartnerFeed) -> tuple[list[MonthHeld], int]:
    rows = evidence.own.counts(feed.name)
    number = evidence.own.by_month(feed)
    release = {receipt.sha256: receipt.released or "" for receipt in feed.receipts}
    held = Counter(month for receipt in feed.receipts for month in main_part(receipt).facts["months_held"])
    months = [
        MonthHeld(month, number.get(month, 0), frozenset({sha}), released=release[sha], versions=held[month])
        for month, sha in sorted(rows.held.items())
    ]
    return months, sum(number.values())


def _survey(evidence: Evidence, feed: PartnerFeed) -> tuple[list[MonthHeld], int]:
    receipt = feed.receipts[0]
    fieldwork = feed.facts["fieldwork"]
    first, last = (parse_month(str(month)[:7]) for month in fieldwork) if fieldwork else (1, 0)
    loads = frozenset({receipt.sha256})
    return [MonthHeld(month, None, loads) for month in range(first, last + 1)], main_part(receipt).rows


def _replies(evidence: Evidence, feed: PartnerFeed) -> tuple[list[MonthHeld], int]:
    receipt = feed.receipts[0]
    number = evidence.own.replies_by_month(feed)
    loads = frozenset({receipt.sha256})
    first, last = (min(number), max(number)) if number else (1, 0)
    months = [MonthHeld(month, number.get(month, 0), loads) for month in range(first, last + 1)]
    return months, main_part(receipt).rows


_READ = {INCIDENTS: _incidents, COUNTS: _counts, SURVEY: _survey, REPLIES: _replies}


def _bases(receipt: Receipt) -> Iterator[Base]:
    for part in receipt.parts:
        facts = part.facts
        yield Base(
            source=receipt.source,
            title=str(facts.get("title") or receipt.name),
            kind=_kinds(part),
            vintage=str(facts.get("vintage") or ""),
            year=facts.get("year"),
            areas=part.rows // len(facts.get("measures") or [1]),
            synthetic=receipt.synthetic,
            load=receipt.sha256,
        )


def _kinds(part: ReceiptPart) -> str:
    sets = part.facts.get("sets")
    if sets:
        return ", ".join(f"{kind} {vintage}" for kind, vintage in sets)
    return str(part.facts.get("kind") or ("lsoa" if part.table == "deprivation" else ""))


def _revisions(receipts: Iterable[Receipt]) -> Iterator[Revision]:
    """Of the loads that count; what was the same in both is none."""
    counting = {receipt.sha256: receipt for receipt in receipts}
    found = []
    for receipt in counting.values():
        for revision in _of_police(receipt) if receipt.source == POLICE_UK else _of_partner(receipt):
            if {revision.older, revision.newer} - {""} <= set(counting):
                found.append(revision)
    yield from sorted(found, key=lambda each: (each.loaded_at, each.month or 0, each.feed), reverse=True)


def _of_police(receipt: Receipt) -> Iterator[Revision]:
    for key, found in receipt.revisions.items():
        table, force, month = key.split("/")
        if not found["differing_rows"]:
            continue
        yield Revision(
            source=SOURCES[table],
            feed=force,
            month=parse_month(month),
            older=found["older"],
            newer=found["newer"],
            loaded_at=receipt.loaded_at,
            added=found["added"],
            removed=found["removed"],
            changed=found["changed"],
            outcomes=found["outcomes"],
        )


def _of_partner(receipt: Receipt) -> Iterator[Revision]:
    found: Mapping[str, Any] = receipt.revisions
    if any(found.get(key) for key in ("added", "removed", "changed")):
        yield Revision(
            source=receipt.source,
            feed=receipt.feed,
            month=None,
            older="",
            newer=receipt.sha256,
            loaded_at=receipt.loaded_at,
            added=found.get("added"),
            removed=found.get("removed"),
            changed=found["changed"],
            restated=found["restated"],
        )
