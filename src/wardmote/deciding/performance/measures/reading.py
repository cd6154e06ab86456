"""Reading a measure: which source, every month it holds, and how those months are judged.

In: a partnership's open evidence and a ``WatchedMeasure``. Out: ``Read``, what ``MeasureReading`` holds:
values of the latest twelve months, ``series`` (months with counts, rates, limits, parts) and ``judged`` (two
marks, direction, tests), all plain JSON. Every number is of a kept figure. A source that is not there or
cannot feed the measure gives the reason in ``reason``. Nothing is written here but figures.

The first baseline is the newest months before the edition's year, at most ``BASELINE``; a break that is not
lossless begins another. Both are returned in ``drawn`` for the caller to keep. Before a month of that year
is held the months without the latest twelve stand in for it, and nothing is kept. What baselines teach is
learned of all measures together (``judge``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from wardmote.deciding.performance.measures.results import Read, direction_json, judged_json, usual_json
from wardmote.deciding.performance.measures.survey import read_survey
from wardmote.deciding.performance.measures.watched import BY_HAND_ONLY, WatchedMeasure
from wardmote.deciding.performance.rules.exceptions import whole_of
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.analysis.adverse import adverse_tests
from wardmote.measuring.analysis.direction import Direction, direction_of_travel
from wardmote.measuring.analysis.exceptions import Watched
from wardmote.measuring.analysis.learned_months import History, learn
from wardmote.measuring.analysis.new_baseline import proposed_baseline
from wardmote.measuring.analysis.signals import Baseline
from wardmote.measuring.catalogue.classes import offence_classes, with_parts
from wardmote.measuring.catalogue.measures import NOT_AVAILABLE, Measure
from wardmote.measuring.catalogue.periods import Period, month_code, parse_month
from wardmote.measuring.figures.judging import JudgedReading, basket, history_of, judged, until_held
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
    baselines = each.frozen or first_baselines(series, each.year)
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
        baselines=baselines,
        drawn=() if each.baselines or not year_begun(series, each.year) else baselines,
        months=series,
    )
    found.series["also"] = [
        also for against in item.also_against if (also := _also(opened, area, year, against, asked))
    ]
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


def first_baselines(result: Reading, year: int) -> tuple[Baseline, ...]:
    """The newest months before the edition's year, at most ``BASELINE``; anew after each break.

    ``year``: its first month. Where it is to come, or long past, the latest twelve months are left out
    instead.
    """
    first = parse_month(result.months[0])
    known = [first + i for i, n in enumerate(result.counts) if n is not None]
    if not known:
        return ()
    breaks = [(parse_month(month), what) for month, what in result.breaks]
    starts = [(known[0], ""), *((month, what) for month, what in breaks if known[0] < month <= known[-1])]
    found = []
    for place, (start, why) in enumerate(starts):
        last = place + 1 == len(starts)
        stop = known[-1] + 1 if last else starts[place + 1][0]
        if last:
            ends = year if 0 <= known[-1] - year < 2 * YEAR else stop - YEAR
            months = min(max(ends - start, FEWEST), BASELINE)
            begins = max(ends - months, start)
        else:
            months = min(stop - start, BASELINE)
            begins = stop - months
        if months >= FEWEST and begins + months <= stop:
            found.append(Baseline(begins, months, why))
        elif last and why:  # nothing is held against what was before the break
            found.append(Baseline(start, FEWEST, why))
    return tuple(found)


def year_begun(result: Reading, year: int) -> bool:
    """Whether a month of the edition's year is held, so that the baseline before it stays."""
    return any(
        n is not None and parse_month(month) >= year
        for month, n in zip(result.months, result.counts, strict=True)
    )


def judge(reads: Sequence[Read]) -> None:
    """Marks, direction and tests of each measure and of its parts, learned of all of them together."""
    asked: list[tuple[Read, str]] = []
    histories: list[History] = []
    for found in reads:
        if found.months is None:
            continue
        counts = {"": found.months.counts, **_judged_parts(found.of.measure, found.months)}
        for key, held in counts.items():
            if found.baselines and (history := history_of(found.months, held, found.baselines[-1])):
                asked.append((found, key))
                histories.append(history)
    learned = learn(histories)
    for (found, key), taught in zip(asked, learned.each, strict=True):
        if taught is not None:
            found.taught[key] = taught
    for found in reads:
        if found.months is not None:
            _judge(found, found.months, learned.slope)


def _judge(found: Read, result: Reading, shared: float | None) -> None:
    whole, parts = _all_judged(found, result)
    kept = bool(found.drawn or found.of.baselines)
    found.judged = {
        **judged_json(whole),
        "usual": usual_json(found.taught.get(""), shared, kept=kept),
        "proposed": _proposed(found, result) if kept else None,
        "parts": {
            key: {"tests": [asdict(test) for test in one.tests], "direction": direction_json(way)}
            for key, (one, way) in parts.items()
        },
    }
    found.watched = (whole.watched, *(one for one, _ in parts.values()))


def _proposed(found: Read, result: Reading) -> dict[str, Any] | None:
    """A new baseline to propose, as it is kept."""
    first, counts = parse_month(result.months[0]), until_held(result.counts)
    if not found.baselines:
        return None
    wanted = proposed_baseline(first, counts, baseline=_baselines(found, "")[-1])
    return {**asdict(wanted), "first": month_code(wanted.first)} if wanted else None


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
    whole, parts = _all_judged(found, earlier)
    return (whole.watched, *(one for one, _ in parts.values()))


def _all_judged(found: Read, result: Reading) -> tuple[JudgedReading, dict[str, tuple[Watched, Direction]]]:
    each = found.of
    running = each.target.running(parse_month(result.months[-1])) if each.target else None
    whole = judged(result, each.measure, baselines=_baselines(found, ""), running=running)
    parts = _judged_parts(each.measure, result)
    return whole, {key: _part(found, result, key) for key in parts}


def _baselines(found: Read, key: str) -> tuple[Baseline, ...]:
    """Its baselines, the last with what it taught of the measure ("") or of a part of it."""
    if not found.baselines:
        return ()
    return (*found.baselines[:-1], replace(found.baselines[-1], usual=found.taught.get(key)))


def _judged_parts(item: Measure, result: Reading) -> dict[str, Sequence[int | None]]:
    """Counts of the parts that are counted at all; a measure whose one part is the whole has none."""
    if not item.coloured:
        return {}
    return {key: counts for key, counts in result.parts if any(counts) and with_parts(key) != basket(item)}


def _part(found: Read, result: Reading, key: str) -> tuple[Watched, Direction]:
    item, counts, taught = found.of.measure, dict(result.parts)[key], found.taught.get(key)
    first = parse_month(result.months[0])
    last = first + len(counts) - 1
    tests = adverse_tests(first, counts, baselines=_baselines(found, key), polarity=item.polarity)
    breaks = [parse_month(month) for month, _ in result.breaks]
    way = direction_of_travel(first, counts, polarity=item.polarity, breaks=breaks)
    name, harm = f"{item.key}/{key}", offence_classes()[key].harm
    phi = taught.phi if taught else None
    return Watched(name, last, frozenset(with_parts(key)), tests, harm=harm, phi=phi), way


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
