"""Which force, months and districts a data.police.uk file or archive holds, read in one quick pass.

In: the texts of a file. Out: a ``Recognised``. Rows are not parsed, only looked
through for their month, force and LSOA name (searches have these in the file's name
alone, and are counted); of an archive with more texts than
``MOST_TEXTS`` or more than ``MOST_BYTES`` the newest street files are looked
through and the rest is known by name.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import MONTH_NAMES, month_label, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText
from wardmote.measuring.sources.police_uk import (
    OUTCOMES,
    STOP_AND_SEARCH,
    STREET,
    Described,
    describe,
    force_slug,
)
from wardmote.measuring.store.recognised import POLICE, Recognised

MOST_TEXTS, MOST_BYTES, MOST_DISTRICTS = 48, 96 << 20, 400
WHAT = {STREET: "street-level crimes", OUTCOMES: "outcomes of crimes", STOP_AND_SEARCH: "stops and searches"}
NAMED = re.compile(
    r"(\d{4}-\d{2})-([a-z-]+?)-(street|outcomes|stop-and-search)(?:[-_ ].*)?\.csv", re.IGNORECASE
)
_ROW = re.compile(rb'^[^,\n]*,"?(\d{4}-\d{2})"?,"?([^",\n]*)', re.MULTILINE)
_SEARCH = re.compile(rb'^[^,\n]*,"?\d{4}-\d{2}-\d{2}', re.MULTILINE)
_DISTRICT = re.compile(rb',"?[EW]01\d{6}"?,"?([^",\n]+?) \d{3}[A-Z]+"?,')
_SYNTHETIC = re.compile(rb"(?i)^[^\n]*[,\"]synthetic[,\"\r\n]")


@dataclass
class _Seen:
    kinds: set[str] = field(default_factory=set)
    forces: Counter[str] = field(default_factory=Counter)
    months: set[int] = field(default_factory=set)
    districts: dict[str, Counter[str]] = field(
        default_factory=lambda: {STREET: Counter(), OUTCOMES: Counter()}
    )
    parts: set[str] = field(default_factory=set)
    synthetic: bool = False
    bytes: int = 0
    rows: int = 0


def is_police_text(entry: SourceText) -> bool:
    """By its published name, or by its header."""
    if NAMED.fullmatch(entry.text_name):
        return True
    head = entry.head(4096).split(b"\n")[0]
    return b"Falls within" in head or (b"Object of search" in head and b"Legislation" in head)


def recognise_police(name: str, texts: Sequence[SourceText]) -> Recognised:
    """``texts`` are a file's street, outcomes and stop-and-search texts."""
    newest = sorted(texts, key=lambda entry: ("street" in entry.text_name.lower(), entry.text_name))[::-1]
    seen, whole = _Seen(), len(newest) <= MOST_TEXTS
    for entry in newest[:MOST_TEXTS]:
        if seen.bytes > MOST_BYTES:
            whole = False
            break
        _look_through(entry, seen)
    for entry in newest:
        if named := NAMED.fullmatch(entry.text_name):
            seen.kinds.add(named[3].lower())
            seen.months.add(parse_month(named[1]))
            seen.forces[named[2].lower()] += 0
    if not seen.kinds or not seen.months or not seen.rows:
        raise Refusal(
            "The file has a header and no rows.",
            where=name,
            todo="Choose “Include crime data” on data.police.uk/data and download it again.",
        )
    districts = seen.districts[STREET] or seen.districts[OUTCOMES]
    return Recognised(
        kind=POLICE,
        name=name,
        words=_words(seen),
        options={"forces": [force for force, _ in seen.forces.most_common()]},
        districts=tuple(districts.most_common(MOST_DISTRICTS)),
        months=tuple(sorted(seen.months)),
        synthetic=seen.synthetic,
        sampled=not whole,
    )


def _look_through(entry: SourceText, seen: _Seen) -> None:
    described = describe(entry)
    rest, first, rows = b"", True, 0
    months: Counter[bytes] = Counter()
    districts = seen.districts.get(described.kind, Counter())
    for chunk in entry.chunks():
        seen.bytes += len(chunk)
        text, _, rest = (rest + chunk).rpartition(b"\n")
        if first:
            seen.synthetic |= bool(_SYNTHETIC.match(text[:4096] + b"\n"))
            first = False
        rows += _count(text + b"\n", described, months, seen.forces, districts)
    rows += _count(rest, described, months, seen.forces, districts)
    seen.rows += rows
    if rows:
        seen.kinds.add(described.kind)
    seen.parts |= {described.extract} - {""}
    for written in months:
        try:
            seen.months.add(parse_month(written.decode()))
        except ValueError:
            continue  # told by the load, with its row


def _count(
    text: bytes,
    described: Described,
    months: Counter[bytes],
    forces: Counter[str],
    districts: Counter[str],
) -> int:
    if described.kind == STOP_AND_SEARCH:
        rows_of = len(_SEARCH.findall(text))
        forces[described.force] += rows_of
        return rows_of
    rows = Counter(_ROW.findall(text))
    for (month, force), number in rows.items():
        months[month] += number
        forces[force_slug(force.decode("utf-8", "replace"))] += number
    for district, number in Counter(_DISTRICT.findall(text)).items():
        districts[district.decode("utf-8", "replace")] += number
    return sum(rows.values())


def _words(seen: _Seen) -> str:
    kinds = [words for kind, words in WHAT.items() if kind in seen.kinds]
    what = listed(kinds).replace("crimes and outcomes of crimes", "crimes and their outcomes")
    what = what[:1].upper() + what[1:]
    forces = [force.replace("-", " ").title() for force, _ in seen.forces.most_common() if force]
    where = forces[0] if len(forces) == 1 else f"{forces[0]} and {len(forces) - 1} more forces"
    if len(forces) == 2:
        where = f"{forces[0]} and {forces[1]}"
    part = f" (the part named {', '.join(sorted(seen.parts))})" if seen.parts else ""
    return f"{what} of {where}{part}, {months_told(sorted(seen.months))}, from data.police.uk"


def months_told(months: Sequence[int]) -> str:
    """A stretch of months as people say it, with the number that lacks.

    >>> months_told([2021 * 12, 2021 * 12 + 1, 2021 * 12 + 11])
    'January to December 2021 (3 of 12 months)'
    """
    first, last = months[0], months[-1]
    if first == last:
        return month_label(first)
    same = first // 12 == last // 12
    told = f"{MONTH_NAMES[first % 12] if same else month_label(first)} to {month_label(last)}"
    span = last - first + 1
    return told if span == len(months) else f"{told} ({len(months)} of {span} months)"
