"""Reading a measure: which source, every month it holds, and how those months are judged.

In: a partnership's open evidence and a ``WatchedMeasure``. Out: ``Read``, what ``MeasureReading`` holds:
values of the latest twelve months, ``series`` (months with counts, rates, limits, parts) and ``judged`` (two
marks, direction, tests), all plain JSON. Every number is of a kept figure. A source that is not there or
cannot feed the measure gives the reason in ``reason``. Nothing is written here but figures.

The first baseline is the months held at first, without the latest twelve, at most ``BASELINE``; a break
that is not lossless begins another. Both are returned in ``drawn`` for the caller to keep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from wardmote.deciding.performance.measures.results import Read, direction_json, judged_json
from wardmote.deciding.performance.measures.survey import read_survey
from wardmote.deciding.performance.measures.watched import BY_HAND_ONLY, WatchedMeasure
from wardmote.deciding.performance.rules.exceptions import whole_of
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.analysis.adverse import adverse_tests
from wardmote.measuring.analysis.direction import Direction, direction_of_travel
from wardmote.measuring.analysis.exceptions import Watched
from wardmote.measuring.analysis.signals import Baseline
from wardmote.measuring.catalogue.classes import offence_classes, with_parts
from wardmote.measuring.catalogue.measures import NOT_AVAILABLE, Measure
from wardmote.measuring.catalogue.periods import Period, month_code, parse_month
from wardmote.measuring.figures.judging import JudgedReading, basket, judged
from wardmote.measuring.figures.readings import MONTH, TWELVE, Reading, basket_of, feeds_for
from wardmote.measuring.store.answers import Feed, Place

BASELINE, FEWEST, MOST_MONTHS, YEAR = 60, 12, 240, 12
RANK = {"incidents": 0, "counts": 1, "police-uk": 2}
"""Which kind of source is read where several can feed a measure: the fullest codes first."""


def read(opened: Opened, place: Place, each: WatchedMeasure) -> Read:
    """The measure from the source it is read from; why not, where there is none."""
    area = str(place.id)
    with opened.lock:
        offered = feeds_for(opened.inquiry, area, each.measure)
        feeds = {feed.name: feed for feed in opened.inquiry.evidence.feeds(place) if feed.months}
    name = each.feed if offered.get(each.feed, "") is None else _best(offered, feeds)
    if name is None:
        return Read(each, "not_available", _why_none(each.measure, offered))
    if name not in feeds:
        return read_survey(opened, area, each)
    found = _from_counts(opened, area, each, feeds[name])
    others = [feed for key, feed in feeds.items() if key != name and offered.get(key, "") is None]
    found.series["elsewhere"] = [_elsewhere(opened, area, each.measure, feed) for feed in others]
    return found


def _elsewhere(opened: Opened, area: str, item: Measure, feed: Feed) -> dict[str, Any]:
    """Another source that counts the same kind of thing, by itself: two sources are never added."""
    last = Period.of_months(feed.months[-1], feed.months[-1])
    with opened.lock:
        counted_by = basket_of(opened.inquiry, item, feed)
    figure = opened.ask(
        "reading", area, last, None, measure=item.key, feed=feed.name, stretch=TWELVE, basket=counted_by
    )
    result: Reading = figure.result
    return {"title": feed.title, "month": month_code(feed.months[-1]), "count": result.n,
            "value": result.value, "reason": result.reason, "figure": figure.hash}  # fmt: skip


def _best(offered: Mapping[str, str | None], feeds: Mapping[str, Feed]) -> str | None:
    able = [name for name, why_not in offered.items() if why_not is None]
    counted = sorted(
        (name for name in able if name in feeds),
        key=lambda name: (RANK.get(feeds[name].source, 9), -len(feeds[name].months), name),
    )
    surveys = sorted((name for name in able if name not in feeds), reverse=True)
    return next(iter((*counted, *surveys)), None)


def _why_none(item: Measure, offered: Mapping[str, str | None]) -> str:
    """The reasons there are, each once; a measure nothing loaded could feed says how it comes."""
    if not item.fed_by:
        return BY_HAND_ONLY
    told = list(dict.fromkeys(why.removeprefix(f"{NOT_AVAILABLE}: ") for why in offered.values() if why))
    sentences = dict.fromkeys(part for why in told[:2] for part in why.split(". "))
    words = ". ".join(part.rstrip(".") for part in sentences)
    return f"{NOT_AVAILABLE}: {words}." if told else "Nothing is loaded that could feed it."


# ---- from months of counts ----


def _from_counts(opened: Opened, area: str, each: WatchedMeasure, feed: Feed) -> Read:
    item = each.measure
    period = Period.of_months(max(feed.months[0], feed.months[-1] - MOST_MONTHS + 1), feed.months[-1])
    year = Period.of_months(feed.months[-1], feed.months[-1])
    with opened.lock:
        asked = {"measure": item.key, "feed": feed.name, "basket": basket_of(opened.inquiry, item, feed)}
    monthly = opened.ask("reading", area, period, None, stretch=MONTH, **asked)
    yearly = opened.ask("reading", area, year, None, stretch=TWELVE, **asked)
    series: Reading = monthly.result
    whole: Reading = yearly.result
    if not series.months:
        return Read(each, "not_available", series.reason, feed, figure=monthly.hash)
    baselines = first_baselines(series) if not each.baselines else each.frozen
    found = Read(
        each,
        str(whole.status.value),
        whole.reason,
        feed,
        figure=monthly.hash,
        year_figure=yearly.hash,
        month=series.months[-1],
        value=whole.value,
        low=whole.interval[0] if whole.interval else None,
        high=whole.interval[1] if whole.interval else None,
        count=whole.n,
        base=whole.denominators[-1] if whole.denominators else None,
        synthetic=feed.synthetic,
        series=_series(series),
        drawn=() if each.baselines else baselines,
    )
    found.series["also"] = [
        also for against in item.also_against if (also := _also(opened, area, year, against, asked))
    ]
    judge(found, series, baselines)
    return found


def _also(
    opened: Opened, area: str, year: Period, against: str, asked: dict[str, str]
) -> dict[str, Any] | None:
    """The same twelve months over another denominator, where it is loaded."""
    figure = opened.ask("reading", area, year, None, stretch=TWELVE, against=against, **asked)
    result: Reading = figure.result
    if result.value is None:
        return None
    low, high = result.interval or (None, None)
    return {"against": against, "value": result.value, "low": low, "high": high, "figure": figure.hash,
            "base": result.denominators[-1], "denominator": result.denominator}  # fmt: skip


def _series(result: Reading) -> dict[str, Any]:
    pairs = [pair or (None, None) for pair in result.intervals]
    return {
        "first": result.months[0],
        "counts": list(result.counts),
        "values": list(result.values),
        "low": [low for low, _ in pairs],
        "high": [high for _, high in pairs],
        "denominators": list(result.denominators),
        "provisional": list(result.provisional),
        "breaks": [list(each) for each in result.breaks],
        "parts": {key: list(counts) for key, counts in result.parts},
        "unit": result.unit,
        "denominator": result.denominator,
        "caveats": list(result.caveats),
    }


def first_baselines(result: Reading) -> tuple[Baseline, ...]:
    """The months held at first without the latest twelve, at most ``BASELINE``; anew after each break."""
    first = parse_month(result.months[0])
    known = [first + i for i, n in enumerate(result.counts) if n is not None]
    if not known:
        return ()
    breaks = [(parse_month(month), what) for month, what in result.breaks]
    starts = [(known[0], ""), *((month, what) for month, what in breaks if known[0] < month <= known[-1])]
    found = []
    for place, (start, why) in enumerate(starts):
        end = starts[place + 1][0] - 1 if place + 1 < len(starts) else known[-1]
        spare = YEAR if place + 1 == len(starts) else 0
        months = min(max(end - start + 1 - spare, FEWEST), BASELINE)
        if months <= end - start + 1:
            found.append(Baseline(start, months, why))
    return tuple(found)


def judge(found: Read, result: Reading, baselines: Sequence[Baseline]) -> None:
    """Marks, direction and tests of the measure, and tests of each part that is judged by itself."""
    whole, parts = _all_judged(found.of, result, baselines)
    found.months = result
    found.judged = {
        **judged_json(whole),
        "parts": {
            key: {"tests": [asdict(test) for test in one.tests], "direction": direction_json(way)}
            for key, (one, way) in parts.items()
        },
    }
    found.watched = (whole.watched, *(one for one, _ in parts.values()))


def watched_in(found: Read, month: int) -> tuple[Watched, ...]:
    """Its tests as they were when ``month`` was the latest; its own latest where it ended before."""
    result = found.months
    if result is None or month >= parse_month(result.months[-1]):
        return found.watched
    keep = month - parse_month(result.months[0]) + 1
    if keep <= 0:
        return ()
    earlier = replace(
        result,
        months=result.months[:keep],
        counts=result.counts[:keep],
        denominators=result.denominators[:keep],
        parts=tuple((key, counts[:keep]) for key, counts in result.parts),
    )
    whole, parts = _all_judged(found.of, earlier, found.of.frozen or found.drawn)
    return (whole.watched, *(one for one, _ in parts.values()))


def _all_judged(
    each: WatchedMeasure, result: Reading, baselines: Sequence[Baseline]
) -> tuple[JudgedReading, dict[str, tuple[Watched, Direction]]]:
    running = each.target.running(parse_month(result.months[-1])) if each.target else None
    whole = judged(result, each.measure, baselines=baselines, running=running)
    parts = _judged_parts(each.measure, result)
    return whole, {key: _part(each.measure, result, key, baselines) for key in parts}


def _judged_parts(item: Measure, result: Reading) -> tuple[str, ...]:
    """Parts that are counted at all; a measure whose one part is the whole has none."""
    if not item.coloured:
        return ()
    return tuple(key for key, counts in result.parts if any(counts) and with_parts(key) != basket(item))


def _part(
    item: Measure, result: Reading, key: str, baselines: Sequence[Baseline]
) -> tuple[Watched, Direction]:
    counts = dict(result.parts)[key]
    first = parse_month(result.months[0])
    tests = adverse_tests(first, counts, baselines=baselines, polarity=item.polarity)
    breaks = [parse_month(month) for month, _ in result.breaks]
    way = direction_of_travel(first, counts, polarity=item.polarity, breaks=breaks)
    name, harm = f"{item.key}/{key}", offence_classes()[key].harm
    return Watched(name, first + len(counts) - 1, frozenset(with_parts(key)), tests, harm=harm), way


def without_twins(found: Sequence[Watched]) -> list[Watched]:
    """Every test once: a part that is another measure, or a part judged already, is judged there.

    The measure with the smallest basket judges a part first: theft from vehicles stands under vehicle
    crime, not under all serious acquisitive crime.
    """
    kept: list[Watched] = []
    seen: set[frozenset[str]] = set()
    whole = {each.key: each.basket for each in found}
    for each in found:
        if "/" not in each.key:
            seen.add(each.basket)
    parts = [each for each in found if "/" in each.key]
    narrow = sorted(parts, key=lambda each: (len(whole[whole_of(each.key)]), each.key))
    for each in narrow:
        if each.basket not in seen:
            seen.add(each.basket)
            kept.append(each)
    return [*(each for each in found if "/" not in each.key), *kept]
