"""When: months that stand out, known times of the year, hours and school holidays."""

from collections.abc import Iterable, Sequence

from wardmote.measuring.analysis.multiplicity import benjamini_hochberg
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.event_windows import known_of, label_of, overlapping
from wardmote.measuring.catalogue.periods import MONTH_NAMES, Period, month_label, parse_month
from wardmote.measuring.drafting.disclosure import PUBLIC
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.people import flagged_name
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, other_noun, subject_of
from wardmote.measuring.drafting.words import (
    Amount,
    capital,
    inside,
    linked,
    percent,
    spelled,
    tied_to,
    times,
)
from wardmote.measuring.figures.inquiry import Figure

FALSE_DISCOVERIES = 0.01
GAP_AFTER_HIGHEST = 1.15
WORTH_A_WINDOW = 1.3
FEWEST = 30
NIGHT_STANDS_OUT = 1.15


def find_seasons(study: Study) -> list[Finding]:
    """The months of each class, with those that stand out named where chance cannot explain them."""
    found = []
    for source in study.sources:
        figures = {key: study.ask("season", source, key) for key in source.classes}
        usable = {key: figure for key, figure in figures.items() if figure.result.status == Status.OK}
        standing = _beyond_chance(usable.values())
        for key, figure in usable.items():
            found.append(_season(study, subject_of(source, key), figure, stands=figure in standing))
    return found


def _beyond_chance(figures: Iterable[Figure]) -> list[Figure]:
    """Those that stand when all are judged together."""
    judged = list(figures)
    together = benjamini_hochberg([figure.result.p for figure in judged])
    return [figure for figure, p in zip(judged, together, strict=True) if p <= FALSE_DISCOVERIES]


def _season(study: Study, subject: Subject, figure: Figure, *, stands: bool) -> Finding:
    result = figure.result
    words = _months_words(figure) if stands else say("season-none")
    highest = max(range(len(result.counts)), key=lambda i: result.counts[i])
    return study.finding(
        figure,
        question="season",
        subject=subject.name,
        value=result.indices[highest],
        unit="index, 100 = an even share of the days",
        count=result.counts[highest],
        words=f"{subject.name}: {words}",
        headline=say("season-headline", subject=subject, month=_name(result.months[highest], figure))
        if stands
        else "",
        detail=capital(words) if stands else "",
        follow=capital(words),
        interest=(result.indices[highest] - 100) / 100 if stands else 0.0,
    )


def _months_words(figure: Figure) -> str:
    """The highest months with their counts, and how far below the others stay."""
    result, link = figure.result, tied_to(figure.hash)
    ranked = sorted(zip(result.counts, result.months, strict=True), reverse=True)
    gaps = [ranked[k - 1][0] / max(ranked[k][0], 1) for k in (1, 2, 3)]
    top = max(range(3), key=lambda i: gaps[i]) + 1
    if gaps[top - 1] >= GAP_AFTER_HIGHEST:
        named = listed(f"{_name(month, figure)} ({link(count)})" for count, month in ranked[:top])
        return say("season-highest", months=named, top=Amount.of(top), limit=link(ranked[top][0]))
    (high, most), (low, least) = ranked[0], ranked[-1]
    return say(
        "season-range", high=link(high), when=_name(most, figure), low=link(low), least=_name(least, figure)
    )


def _name(month: str, figure: Figure) -> str:
    """The month, with its year where the period touches more than one."""
    span, index = figure.question.period, parse_month(month)
    return MONTH_NAMES[index % 12] if span.start.year == span.end.year else month_label(index)


def find_windows(study: Study) -> tuple[list[Finding], list[Refused]]:
    """Known times of the year for each class of the exact sources, over every year held."""
    found: list[Finding] = []
    refused: list[Refused] = []
    for source in study.sources:
        if not source.exact:
            if source is study.main:
                refused.append(Refused("event_window", say("about-times"), say("cannot-times")))
            continue
        span = Period.of_months(min(source.feed.months), study.period.last_month)
        country = study.place.country
        known = overlapping(span, country)
        keys = [w.key if w.kind == "event" else w.kind for w in known if w.kind != "bank-holiday"]
        found += _windows(study, source, span, tuple(dict.fromkeys(keys)))
        if source is study.main and not known_of("school-holiday", country):
            refused.append(Refused("holidays", say("about-times"), say("cannot-holidays")))
    return found, refused


def _windows(study: Study, source: StudySource, span: Period, keys: Sequence[str]) -> list[Finding]:
    figures = [
        study.inquiry.ask("event_window", study.area, span, feed=source.name, window=window, **{"class": key})
        for key in source.classes
        for window in keys
    ]
    usable = [f for f in figures if f.result.status == Status.OK and f.result.value is not None]
    return [
        _window(study, source, figure)
        for figure in _beyond_chance(usable)
        if figure.result.value >= _worth(figure.question.params["window"])
    ]


def _worth(window: str) -> float:
    return 1.15 if window == "school-holiday" else WORTH_A_WINDOW


def _window(study: Study, source: StudySource, figure: Figure) -> Finding:
    result, span, link = figure.result, figure.question.period, tied_to(figure.hash)
    key, window = figure.question.params["class"], figure.question.params["window"]
    subject = subject_of(source, key)
    holiday = window == "school-holiday"
    name = say("holidays") if holiday else say("window-around", name=label_of(window))
    low, high = result.interval
    within, whole = (link(n) for n in (result.inside, result.inside + result.outside))
    whole = say("holidays-whole" if holiday else "window-whole", whole=whole, span=span.label)
    years = [row for row in result.years if row[2] > 0]
    above = sum(count > expected for _, count, expected in years)
    every = say("window-every", times=spelled(len(years)))
    every = every if above == len(years) else say("window-some", above=above, times=len(years))
    every = "" if holiday or len(years) < 2 else every
    headline = say("window-headline", subject=subject, times=times(result.value), window=name)
    said = say(
        "window-numbers",
        inside=within,
        whole=whole,
        days=str(result.inside_days),
        low=link(times(low)),
        high=link(times(high)),
        every=f" ({every})" if every else "",
    )
    return study.finding(
        figure,
        question="holidays" if holiday else "event_window",
        subject=subject.name,
        unit="times the daily rate of the rest of the year",
        count=result.inside,
        words=f"{headline}: {said}",
        headline=headline,
        detail=said,
        interest=low - 1,
    )


def find_hours(study: Study) -> list[Finding]:
    """The night's share of each class and flag of the exact sources, against the source's other records."""
    found = []
    for source in study.sources:
        alone = len(source.top) < 2
        if not source.exact or (alone and (source is study.main or not study.main.exact)):
            continue
        against = study.main.name if alone else ""
        rows = study.inquiry.evidence.incidents(source.name, study.place)
        flagged = [(key, flag) for key in source.top for flag in sorted(rows.flags)]
        figures = [
            study.ask("hours", source, key, flag=flag, against_feed=against)
            for key, flag in [*((key, "") for key in source.classes), *flagged]
        ]
        usable = [f for f in figures if f.result.status == Status.OK and f.result.n >= FEWEST]
        standing = [f for f in _beyond_chance(usable) if (f.result.value or 0) >= NIGHT_STANDS_OUT]
        found += [_night(study, source, figure) for figure in standing]
    return found


def _night(study: Study, source: StudySource, figure: Figure) -> Finding:
    flag = figure.question.params.get("flag", "")
    result, subject = figure.result, subject_of(source, figure.question.params["class"])
    other = other_noun(study, figure)
    name = flagged_name(subject, flag)
    night, others = (linked(percent(part), figure.hash) for part in (result.night, result.night_others))
    if study.audience != PUBLIC:  # beside its class's count it tells how many have no hours
        night = say("share-of", share=night, whole=linked(result.n, figure.hash))
    said = say("night-numbers", night=night, others=others, noun=other)
    return study.finding(
        figure,
        question="hours",
        subject=name,
        unit="times the night share of other records",
        words=f"{name}: {said}",
        headline=say("night-headline", name=inside(name), noun=other),
        detail=said,
        follow=said,
        caveats=("overlapping_flags",) if flag else (),
        interest=result.value - 1,
    )
