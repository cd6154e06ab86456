"""Whether the times that a sentence names are those of the fact behind its number.

In: a sentence and the fact of one of its links. Out: a reason or ``None``. Read are years
(``2007``, ``2007/08``), months (``January to December 2007``), what it is set against (``since 2004``, ``on
the year before``) and lengths of time (``over five years``). The plan's own years are left out.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from wardmote.deciding.plan.exchange.quoted_patterns import NUMBER
from wardmote.deciding.plan.exchange.stated_numbers import number_of
from wardmote.deciding.plan.models import Fact
from wardmote.measuring.catalogue.periods import MONTH_NAMES, Period, month_index

_MONTH = "|".join(MONTH_NAMES)
_NAMED = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})(?:\s+(?P<y1>(?:19|20)\d\d))?\s*(?:to|and|[-–—])\s*)?(?P<m2>{_MONTH})\s+(?P<y2>(?:19|20)\d\d)\b"
    r"|(?<![\d£,.])(?P<y>(?:19|20)\d\d)(?:(?P<by>[/–—-])(?P<to>\d{4}|\d\d)(?!\d))?(?![\d,]|\.\d)"
)
_AGAINST = re.compile(
    r"(?:\bsince|\bcompared\s+(?:with|to)|\bthan\s+in|\bagainst|\bover|\bon)\s+(?:in\s+)?$", re.IGNORECASE
)
_YEAR_BEFORE = re.compile(r"\b(?:the\s+)?(?:year\s+before|previous\s+year|year\s+earlier)\b", re.IGNORECASE)
_LONG = re.compile(
    rf"\b(?:over|in|within|during)\s+(?:the\s+)?(?P<past>(?:last|past)\s+)?"
    rf"(?:(?P<n>{NUMBER})\s+(?P<u>years|months)|a\s+(?P<d>decade))\b|\blast\s+(?P<one>month|quarter)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"(?:\s+(?!(?:in|within|over|during|for|and|but|to)\b)[a-z-]+){0,3}?\s+(?P<each>every|each|per|an?)\s+"
    r"(?P<u>day|night|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def why_other_period(words: str, fact: Fact, beside: Sequence[Fact], own: Sequence[Period]) -> str | None:
    """Why the sentence's times are not its fact's; ``beside``: the facts of all its links."""
    named = [(at[0], period) for at, period in periods_in(words) if not is_one_of(period, own)]
    spans = [span for each in beside for span in (each.period, each.against) if span]
    for start, period in named:
        if _AGAINST.search(words[:start]):
            if fact.shape == "change" and not any(touch(period, each.against) for each in beside):
                return f"it is set against {period.short_label}; the fact is {_when(fact)}"
            continue
        if not any(touch(period, span) for span in spans):
            return f"it names {period.short_label}; the fact is {_when(fact)}"
    told = [period for start, period in named if not _AGAINST.search(words[:start])]
    if told and not any(_covers(period, span) for period in told for span in spans):
        return f"it names {told[0].short_label}; the fact is {_when(fact)}"
    return _why_other_length(words, fact)


def periods_in(words: str) -> Iterator[tuple[tuple[int, int], Period]]:
    """Each time that is named, and from where to where."""
    for match in _NAMED.finditer(words):
        if match["y"]:
            first, to = int(match["y"]), match["to"]
            if not to:
                yield match.span(), Period(date(first, 1, 1), date(first, 12, 31))
            elif len(to) == 2 and int(to) == (first + 1) % 100:
                yield match.span(), Period(date(first, 4, 1), date(first + 1, 3, 31))
            elif len(to) == 4 and int(to) >= first:
                yield match.span(), Period(date(first, 1, 1), date(int(to), 12, 31))
            continue
        last_year = int(match["y2"])
        last = month_index(last_year, 1 + MONTH_NAMES.index(match["m2"]))
        begun = month_index(int(match["y1"] or last_year), 1 + MONTH_NAMES.index(match["m1"] or match["m2"]))
        if begun <= last:
            yield match.span(), Period.of_months(begun, last)


def why_not_each(after: str, fact: Fact) -> str | None:
    """Why a number is not one of each month or year, where the words ``after`` it say that it is."""
    match = _EACH.match(after)
    if match is None or re.search(rf"\b{match['u']}\b", fact.unit, re.IGNORECASE):
        return None
    repeated = match["each"].lower() in ("every", "each") or fact.shape == "change"
    if not repeated and _length(fact.period) == _MONTHS.get(match["u"].lower()):
        return None
    return f"it is said of {match['each'].lower()} {match['u'].lower()}; the fact is {_when(fact)}"


def _why_other_length(words: str, fact: Fact) -> str | None:
    lengths = {_length(fact.period)}
    if changed := fact.shape == "change" and fact.against is not None:
        apart = fact.period.first_month - fact.against.first_month
        lengths = {apart}
        if _YEAR_BEFORE.search(words) and apart != 12:
            return f"it is set against the year before; the fact is {_when(fact)}"
    for match in _LONG.finditer(words):
        if match["one"] and _MONTHS[match["one"].lower()] not in lengths:
            return f"it speaks of one {match['one'].lower()}; the fact is {_when(fact)}"
        unit = (match["u"] or "years").lower()
        said = 10 if match["d"] else number_of(match["n"] or "")
        if said and (changed or match["past"]) and said * (1 if unit == "months" else 12) not in lengths:
            return f"it speaks of {said:g} {unit}; the fact is {_when(fact)}"
    return None


def _length(period: Period) -> int:
    """In months."""
    return period.last_month - period.first_month + 1


def _when(fact: Fact) -> str:
    """The period of a fact, and what it is set against."""
    return f"of {fact.period.label}" + (f", against {fact.against.label}" if fact.against else "")


def is_one_of(period: Period, own: Sequence[Period]) -> bool:
    """Whether it is the plan's own period or year, or the years of them (2008-2011)."""
    years = period.start.year, period.end.year
    return period in own or (years[0] < years[1] and years in {(p.start.year, p.end.year) for p in own})


def touch(one: Period, other: Period | None) -> bool:
    return other is not None and one.start <= other.end and other.start <= one.end


def _covers(one: Period, other: Period) -> bool:
    return one.start <= other.start and other.end <= one.end
