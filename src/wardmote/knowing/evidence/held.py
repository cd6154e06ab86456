"""What the evidence page shows of the holdings: a grid of months for each source, sentences for gaps, rows.

In: ``Holdings`` and receipts. Out: plain values for the page's tables. A month
is a cell with its rows; a month that lacks between two that are held says so;
months before the first and after the last stay empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from wardmote.measuring.catalogue.counted import counted, listed
from wardmote.measuring.catalogue.periods import (
    MONTH_NAMES,
    month_label,
    months_words,
    parse_month,
    stretches,
)
from wardmote.measuring.catalogue.source_kinds import POLICE_UK, source_kind
from wardmote.measuring.figures.standing import LoadStatus
from wardmote.measuring.sources.mapping import PARTNER_KINDS
from wardmote.measuring.sources.police_uk import SOURCES, TABLE_TITLES
from wardmote.measuring.store.holdings import Holdings, MonthHeld, Revision, Stream
from wardmote.measuring.store.receipts import LOOK, Receipt

SHORT = tuple(name[:3] for name in MONTH_NAMES)
KINDS = {
    "oa": "output areas",
    "lsoa": "lower super output areas",
    "msoa": "middle super output areas",
    "ward": "wards",
    "district": "districts",
    "csp": "community safety partnership areas",
    "force": "police force areas",
    "place": "named places",
}


@dataclass(frozen=True)
class Cell:
    """One month: ``rows`` as a number or "held"; ``state``: held, missing or none; ``remark`` for a mark."""

    state: str
    text: str = ""
    mark: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Year:
    year: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A source: what it is called, what it amounts to, its years and its gaps in words."""

    title: str
    told: str
    years: tuple[Year, ...]
    gaps: str
    synthetic: bool


def grids(held: Holdings) -> tuple[Grid, ...]:
    """One for each source of rows."""
    return tuple(
        Grid(
            title=stream.title,
            told=_told(stream),
            years=_years(stream),
            gaps=gap_words(stream.gaps),
            synthetic=stream.synthetic and "synthetic" not in stream.title.casefold(),
        )
        for stream in held.streams
    )


def lead(held: Holdings, loads: int) -> str:
    """The one thing to know: how far the evidence reaches, and whether something lacks."""
    ends = {stream.last for stream in held.streams if stream.last is not None}
    starts = {stream.first for stream in held.streams if stream.first is not None}
    lacking = max(sum(len(stream.gaps) for stream in held.streams), _uncovered(held.streams))
    words = counted(loads, "file is loaded", "files are loaded")
    if ends:
        words += f", with rows from {month_label(min(starts))} to {month_label(max(ends))}"
    if not held.streams:
        return f"{words}, but no rows yet: boundaries and numbers of people only."
    if not lacking:
        return f"{words}; no month in between is missing."
    return f"{words}; {counted(lacking, 'month in between is', 'months in between are')} missing."


def _uncovered(streams: Sequence[Stream]) -> int:
    """Months between the first and the last that no source holds, though each by itself is whole."""
    held = {
        month
        for each in streams
        if each.first is not None and each.last is not None
        for month in range(each.first, each.last + 1)
        if month not in each.gaps
    }
    return max(held) - min(held) + 1 - len(held) if held else 0


def gap_words(months: Sequence[int]) -> str:
    """``March and April 2020 are missing``, stretches of months as people say them.

    >>> gap_words([2020 * 12 + 2])
    'March 2020 is missing.'
    >>> gap_words([2020 * 12 + 2, 2020 * 12 + 3, 2020 * 12 + 4, 2021 * 12])
    'March 2020 to May 2020 (3 months) and January 2021 are missing.'
    """
    if not months:
        return ""
    told = [
        months_words(first, last) + (f" ({last - first + 1} months)" if last > first else "")
        for first, last in stretches(months)
    ]
    return f"{listed(told)} {ngettext('is', 'are', len(months))} missing."


def _told(stream: Stream) -> str:
    named = {"survey": ("respondent", "respondents"), "replies": ("reply", "replies")}
    parts = [counted(stream.rows, *named.get(stream.source, ("row", "rows")))]
    if stream.last_release:
        parts.append(f"last release {month_label(parse_month(stream.last_release))}")
    if stream.provider and stream.source in PARTNER_KINDS:
        parts.append(f"from {stream.provider}")
    return ", ".join(parts)


def _years(stream: Stream) -> tuple[Year, ...]:
    if stream.first is None or stream.last is None:
        return ()
    held = {each.month: each for each in stream.months}
    first, last = stream.first, stream.last
    return tuple(
        Year(
            year,
            tuple(
                _cell(held.get(month), first <= month <= last) for month in range(year * 12, year * 12 + 12)
            ),
        )
        for year in range(first // 12, last // 12 + 1)
    )


def _cell(month: MonthHeld | None, inside: bool) -> Cell:
    if month is None:
        return Cell("missing", remark="missing") if inside else Cell("none")
    text = "held" if month.rows is None else f"{month.rows:,}"
    if month.provisional:
        return Cell("held", text, "p", "provisional")
    if month.versions > 1:
        return Cell("held", text, "r", "restated")
    return Cell("held", text)


# ---- loads in words ----
def state(receipt: Receipt, stands: LoadStatus) -> dict[str, str]:
    """Whether a load counts, as a shape with its word."""
    if receipt.withdrawn:
        return {"status": "off-track", "text": "withdrawn", "note": receipt.withdrawn.because}
    if receipt.sha256 in stands.whole:
        return {"status": "contextual", "text": "restated by a later file"}
    if receipt.sha256 in stands.replaced:
        return {"status": "contextual", "text": "loaded again under a mended mapping"}
    if receipt.status == LOOK:
        return {"status": "near", "text": "counts; please look"}
    return {"status": "on-track", "text": "counts"}


def what_it_is(receipt: Receipt) -> str:
    """The kind of source; a partner's file by its feed's title."""
    titles = [str(part.facts["title"]) for part in receipt.parts if part.facts.get("title")]
    title = titles[0] if titles else source_kind(receipt.source).title
    if receipt.source == POLICE_UK:
        title = _police(receipt)
    if receipt.source == "areas":
        kind, vintage = receipt.options.get("kind", ""), receipt.options.get("vintage", "")
        title = f"Boundaries of {KINDS.get(str(kind), kind)}, {vintage}"
    return f"{title} (synthetic)" if receipt.synthetic and "synthetic" not in title.lower() else title


def _police(receipt: Receipt) -> str:
    """Of which forces, and whether crimes, what came of them, or searches."""
    forces = sorted({part.force.replace("-", " ").title() for part in receipt.parts})
    tables = {part.table for part in receipt.parts}
    what = next(title for table, title in TABLE_TITLES.items() if table in tables)
    told = ", ".join(forces[:3])
    if forces[3:]:
        told += f" and {counted(len(forces[3:]), 'more force', 'more forces')}"
    return f"{what}, {told}"


def months_of(receipt: Receipt) -> str:
    """The first and the last month in a load; nothing where rows have no month."""
    months = months_in(receipt)
    return months_words(min(months), max(months)) if months else ""


def months_in(receipt: Receipt) -> frozenset[int]:
    """Every month a load covers, by its parts."""
    found: set[int] = set()
    for part in receipt.parts:
        found |= {part.month} if part.month is not None else set()
        found |= set(part.facts.get("months_held") or ())
        first, last = part.facts.get("months") or (1, 0)
        found |= set(range(first, last + 1))
    return frozenset(found)


def feed_words(revision: Revision | Stream) -> str:
    """Whose rows these are, or whose a revision changed."""
    if revision.source in ("incidents", "counts"):
        return revision.feed
    titles = {SOURCES[table]: title for table, title in TABLE_TITLES.items()}
    what = titles.get(revision.source, source_kind(revision.source).title)
    return f"{what}, {revision.feed.replace('-', ' ').title()}"


def load_url(slug: str, sha256: str) -> str:
    return reverse("evidence:load", args=[slug, sha256])
