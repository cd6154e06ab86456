"""What a measure says: its whole series in one question, by month, year to date or twelve months.

In: a measure's key, a feed of the place, the stretch (``STRETCHES``) and a period of whole months. Out:
``Reading``: for each month its numerator, denominator, value and 95 % interval, and the last month's as the
result's own. A count is of the classes in the measure's basket for the feed's codes, each row once. The
denominator is that of the month's year (else the nearest held); a month's rate is not scaled up to a year.

A source that cannot feed the measure answers ``not_comparable`` with "not available from this source" and
why. So does a stretch before the measure's first day, or across a break that is not lossless. A month
that is not held has no numbers, nor has a stretch that holds one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.analysis.intervals import count_limits_array
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.surveys import estimate
from wardmote.measuring.catalogue.class_breaks import begins_anew
from wardmote.measuring.catalogue.classes import with_parts
from wardmote.measuring.catalogue.measures import NOT_AVAILABLE, Measure, measure, why_not_from
from wardmote.measuring.catalogue.periods import Period, month_code, month_index
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Figure, Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.sources.mapping_files import saved_values
from wardmote.measuring.store.answers import Feed, MonthlyCounts, Place
from wardmote.measuring.store.partner_answers import SurveyWave

MONTH, YEAR_TO_DATE, TWELVE = "month", "year to date", "rolling 12 months"
STRETCHES = (MONTH, YEAR_TO_DATE, TWELVE)
APRIL = 4
PROVISIONAL = 2
PLACE = "place"

Ints = NDArray[np.int64]
Limits = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Reading(Result):
    """``value``, ``interval`` and ``n`` of the last month's stretch, in ``unit``; the series beside it.

    ``counts``: rows of each month alone; ``numerators``: of its stretch. ``breaks``: (month, what) from
    which it is another series. ``provisional``: months that may change. ``parts``: (class, counts by month).
    """

    measure: str
    unit: str
    stretch: str
    months: tuple[str, ...] = ()
    counts: tuple[int | None, ...] = ()
    numerators: tuple[int | None, ...] = ()
    denominators: tuple[float | None, ...] = ()
    values: tuple[float | None, ...] = ()
    intervals: tuple[Limits | None, ...] = ()
    breaks: tuple[tuple[str, str], ...] = ()
    provisional: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[int | None, ...]], ...] = ()
    denominator: str = ""


@method("reading", title="A measure of the plan, month by month")
def reading(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """``measure`` from ``feed``; ``stretch`` as in ``STRETCHES``, years from ``year_starts`` (4: April).

    ``basket``: the classes as ``basket_of`` names them; asked with another than today's, it cannot be said.
    """
    item, feed = measure(question.params["measure"]), str(question.params["feed"])
    stretch = str(question.params.get("stretch", MONTH))
    if stretch not in STRETCHES:
        raise Refusal("There is no such stretch.", found=stretch, todo=f"Use: {', '.join(STRETCHES)}.")
    if not question.period.whole_months:
        raise Refusal("A reading is counted in whole months.", found=question.period.code)
    place = inquiry.place(question.area)
    empty = Reading(measure=item.key, unit=item.unit, stretch=stretch, status=Status.NOT_COMPARABLE)
    if place.id.kind not in item.areas:
        reason = f"It is not made for a {place.id.kind}, only for: {', '.join(item.areas)}."
        return InquiryAnswer(replace(empty, reason=reason), frozenset())
    for wave in inquiry.evidence.surveys(place):
        if wave.name == feed:
            return _of_survey(item, wave, empty)
    known = inquiry.feed(question.area, feed)
    if known is None:
        raise Refusal("No such feed is loaded for this place.", where=place.name, found=feed)
    scheme = scheme_of(inquiry, known)
    why_not = why_not_from(item, known.source, scheme)
    if why_not is not None:
        return InquiryAnswer(replace(empty, reason=why_not), frozenset())
    keys = _classes(item, known.source, scheme)
    asked = question.params.get("basket")
    if asked is not None and asked != basket_named(keys):
        reason = f"It was asked with another basket ({asked}); with this one it is another series."
        return InquiryAnswer(replace(empty, reason=reason), frozenset())
    return _of_counts(inquiry, question, item, known, keys=keys)


def counted_in(question: Question) -> Period:
    """The months whose rows a reading's own number counts: the stretch of the last month asked for."""
    months = np.array(question.period.months[-1:], np.int64)
    stretch = str(question.params.get("stretch", MONTH))
    starts = _stretch_starts(months, stretch, int(question.params.get("year_starts", APRIL)))
    return Period.of_months(int(starts[0]), int(months[0]))


def basket_named(keys: Iterable[str]) -> str:
    """The classes counted, as a question names them: with another basket it is another figure."""
    return " ".join(sorted(keys))


def basket_of(inquiry: Inquiry, item: Measure, feed: Feed) -> str:
    """The basket a feed is counted by."""
    return basket_named(_classes(item, feed.source, scheme_of(inquiry, feed)))


def readings(
    inquiry: Inquiry, area: str, period: Period, *, measures: Iterable[str], feeds: Mapping[str, str]
) -> dict[str, Figure]:
    """A monthly reading of each measure; ``feeds``: measure -> feed. The rows are counted once for all."""
    return {
        key: inquiry.ask("reading", area, period, None, measure=key, feed=feeds[key], stretch=MONTH)
        for key in measures
    }


def feeds_for(inquiry: Inquiry, area: str, item: Measure) -> dict[str, str | None]:
    """Every feed and survey of the place: why it cannot feed the measure, None where it can."""
    place = inquiry.place(area)
    found = {f.name: _why_not_feed(inquiry, place, f, item) for f in inquiry.evidence.feeds(place)}
    for wave in inquiry.evidence.surveys(place):
        found[wave.name] = why_not_from(item, "survey") or _not_asked(item, wave)
    return found


def _why_not_feed(inquiry: Inquiry, place: Place, feed: Feed, item: Measure) -> str | None:
    """Why a feed cannot feed the measure, or None: holding no rows of the kind is not a count of nought."""
    scheme = scheme_of(inquiry, feed)
    if reason := why_not_from(item, feed.source, scheme):
        return reason
    wanted = frozenset().union(*(with_parts(key) for key in _classes(item, feed.source, scheme)))
    held = inquiry.evidence.monthly(feed.name, place, PLACE).classes
    return None if wanted & set(held) else f"{NOT_AVAILABLE}: {feed.title} holds no rows of the kind."


def scheme_of(inquiry: Inquiry, feed: Feed) -> str:
    """The scheme of a partner feed's codes, as its mapping says; "" for its own words and for police.uk."""
    if feed.source != "incidents":
        return ""
    saved = inquiry.evidence.folder.mapping(inquiry.evidence.partnership, feed.name)
    said = saved_values(saved) or {}
    return str(said.get("scheme", {}).get("code", ""))


def _classes(item: Measure, source: str, scheme: str) -> tuple[str, ...]:
    return item.basket["police-uk" if source == "police-uk" else scheme or "partner"]


def _of_counts(
    inquiry: Inquiry, question: Question, item: Measure, feed: Feed, *, keys: tuple[str, ...]
) -> InquiryAnswer:
    counted = inquiry.evidence.monthly(feed.name, inquiry.place(question.area), PLACE)
    months = np.array(question.period.months, np.int64)
    counts, held = _counts(counted, keys, months)
    stretch = str(question.params.get("stretch", MONTH))
    starts = _stretch_starts(months, stretch, int(question.params.get("year_starts", APRIL)))
    numerators, whole = _summed(counted, keys, starts, months)
    comparable = _comparable(item, starts, months)
    bases, titles, base_loads = _bases(inquiry, question, item, months)
    usable = whole & comparable
    values, low, high = _rates(item, numerators, bases, usable)
    first = int(min(starts.min(), months[0]))
    loads = frozenset().union(*(counted.loads.get(m, frozenset()) for m in range(first, int(months[-1]) + 1)))
    result = Reading(
        value=_number(values[-1]),
        interval=_pair(low[-1], high[-1]),
        n=int(numerators[-1]) if usable[-1] else None,
        assumptions=("independent_events", "denominator_known"),
        caveats=_caveats(item, feed, held, titles, bases),
        measure=item.key,
        unit=item.unit,
        stretch=stretch,
        months=tuple(month_code(int(m)) for m in months),
        counts=_known(counts, held),
        numerators=_known(numerators, usable),
        denominators=tuple(_number(b) for b in bases),
        values=tuple(_number(v) for v in values),
        intervals=tuple(_pair(a, b) for a, b in zip(low, high, strict=True)),
        breaks=tuple((month_code(_index(b.on)), b.what) for b in item.breaks if not b.lossless),
        provisional=_provisional(feed, months),
        parts=tuple((key, _known(_counts(counted, (key,), months)[0], held)) for key in item.parts),
        denominator=titles[0] if titles else "",
    )
    return InquiryAnswer(_judged(result, item, bool(whole[-1]), bool(comparable[-1])), loads | base_loads)


def _counts(counted: MonthlyCounts, keys: Iterable[str], months: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Rows of these classes and their parts in each month, each row once; and which months are held."""
    keys = tuple(keys)
    wanted = frozenset().union(*(with_parts(key) for key in keys))
    rows = [i for i, cls in enumerate(counted.classes) if cls in wanted]
    by_month = counted.counts[rows].sum(axis=(0, 2)) + counted.unplaced[rows].sum(axis=0)
    place = months - counted.months[0]
    inside = (place >= 0) & (place < len(counted.months))
    at = np.where(inside, place, 0)
    since = [begins_anew(counted.source, key, int(months[-1])) or 0 for key in keys]
    held = inside & counted.known_months(rows)[at] & (months >= max(since, default=0))
    return np.where(held, by_month[at], 0).astype(np.int64), held


def _stretch_starts(months: Ints, stretch: str, year_starts: int) -> Ints:
    """The first month of each month's stretch."""
    if stretch == TWELVE:
        return np.asarray(months - 11)
    if stretch == YEAR_TO_DATE:
        return np.asarray(months - (months - (year_starts - 1)) % 12)
    return months


def _summed(
    counted: MonthlyCounts, keys: tuple[str, ...], starts: Ints, months: Ints
) -> tuple[Ints, NDArray[np.bool_]]:
    """The count of each stretch, and whether every month of it is held."""
    first = int(starts.min())
    every = np.arange(first, int(months[-1]) + 1)
    counts, held = _counts(counted, keys, every)
    running = np.concatenate([[0], np.cumsum(counts)])
    present = np.concatenate([[0], np.cumsum(held)])
    a, b = starts - first, months - first + 1
    return np.asarray(running[b] - running[a]), np.asarray(present[b] - present[a] == b - a)


def _comparable(item: Measure, starts: Ints, months: Ints) -> NDArray[np.bool_]:
    """Stretches that begin on or after the measure's first day and hold no break inside them."""
    good = np.ones(len(months), bool)
    if item.starts is not None:
        good &= starts >= _index(item.starts)
    if item.ends is not None:
        good &= months <= _index(item.ends)
    for edge in item.breaks:
        if not edge.lossless:
            good &= ~((starts < _index(edge.on)) & (months >= _index(edge.on)))
    return good


def _bases(
    inquiry: Inquiry, question: Question, item: Measure, months: Ints
) -> tuple[NDArray[np.float64], tuple[str, ...], frozenset[str]]:
    """The denominator of each month's year; NaN where none is loaded or none is needed."""
    against = str(question.params.get("against", item.against))
    bases = np.full(len(months), np.nan)
    titles: dict[str, None] = {}
    loads: frozenset[str] = frozenset()
    if item.form != "rate":
        return bases, (), loads
    if against not in (item.against, *item.also_against):
        raise Refusal("The measure is not made against that.", found=against)
    for year in np.unique(months // 12):
        found = inquiry.evidence.denominator(against, inquiry.place(question.area), PLACE, int(year))
        if found is not None:
            bases[months // 12 == year] = float(sum(found.values))
            titles |= {f"{found.title}{' (at least)' if found.qualifier else ''}": None}
            loads |= found.loads
    return bases, tuple(titles), loads


def _rates(
    item: Measure, numerators: Ints, bases: NDArray[np.float64], usable: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    low, high = count_limits_array(numerators)
    scale = item.per / bases if item.form == "rate" else np.ones(len(numerators))
    scale = np.where(usable, scale, np.nan)
    return numerators * scale, low * scale, high * scale


def _judged(result: Reading, item: Measure, whole: bool, comparable: bool) -> Reading:
    """The status of the last month's stretch, with its reason."""
    if not comparable:
        told = [f"it begins in {item.starts:%B %Y}"] if item.starts else []
        told += [edge.what for edge in item.breaks if not edge.lossless]
        reason = f"Not comparable: {'; '.join(told)}"
        return replace(result, status=Status.NOT_COMPARABLE, reason=reason)
    if not whole:
        return replace(result, status=Status.INSUFFICIENT, reason="A month of it is not known whole.")
    if result.value is None:
        return replace(result, status=Status.UNDEFINED, reason=f"No {item.against} is loaded for this place.")
    return result


def _caveats(
    item: Measure, feed: Feed, held: NDArray[np.bool_], titles: tuple[str, ...], bases: NDArray[np.float64]
) -> tuple[str, ...]:
    found = [*item.caveats]
    found += ["months_missing"] if not held.all() else []
    found += ["synthetic"] if feed.synthetic else []
    found += ["at_least_population"] if any("at least" in title for title in titles) else []
    return tuple(dict.fromkeys(found))


def _provisional(feed: Feed, months: Ints) -> tuple[str, ...]:
    """The latest months held of police.uk, which later releases still change."""
    if feed.source != "police-uk":
        return ()
    latest = feed.months[-PROVISIONAL:]
    return tuple(month_code(m) for m in latest if m in set(months.tolist()))


def _of_survey(item: Measure, wave: SurveyWave, empty: Reading) -> InquiryAnswer:
    """One wave: the weighted share of a base, in per cent."""
    reason = why_not_from(item, "survey") or _not_asked(item, wave)
    if reason is not None:
        return InquiryAnswer(replace(empty, reason=reason), frozenset())
    asked = next(q for q in wave.questions if q.key == item.question)
    base = ~np.isnan(asked.yes)
    found = estimate(
        wave.weights[base],
        asked.yes[base] == 1,
        deff=wave.design_effect,
        question=asked.key,
        self_selected=wave.self_selected,
    )
    value = found.value * 100 if found.value is not None else None
    interval = (found.interval[0] * 100, found.interval[1] * 100) if found.interval else None
    result = replace(
        empty,
        value=value,
        interval=interval,
        n=found.n,
        assumptions=found.assumptions,
        caveats=(*item.caveats, *found.caveats, *(("synthetic",) if wave.synthetic else ())),
        status=found.status,
        reason=found.reason,
        months=(wave.fieldwork[1][:7],) if wave.fieldwork else (wave.wave,),
        numerators=(int((asked.yes[base] == 1).sum()),),
        denominators=(float(base.sum()),),
        values=(value,),
        intervals=(interval,),
        denominator=f"valid answers to: {asked.wording}",
    )
    return InquiryAnswer(result, wave.loads)


def _not_asked(item: Measure, wave: SurveyWave) -> str | None:
    if any(question.key == item.question for question in wave.questions):
        return None
    return f"{NOT_AVAILABLE}: {wave.title} did not ask the measure's question in its own words."


def _index(day: date) -> int:
    return month_index(day.year, day.month)


def _known(values: Ints, known: NDArray[np.bool_]) -> tuple[int | None, ...]:
    return tuple(int(n) if k else None for n, k in zip(values, known, strict=True))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _pair(low: float, high: float) -> Limits | None:
    return (float(low), float(high)) if np.isfinite(low) and np.isfinite(high) else None
