"""Levels and patterns: how much was recorded, of what, and against the rest of the force area."""

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, noun, other_series, subject_of
from wardmote.measuring.drafting.words import as_common, interval_times, linked, percent, rate_words, tied_to
from wardmote.measuring.figures.counting import PER
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

STANDS_OUT = 1.2
LEVEL = 0.1
FIRES_PER = 10_000


def find_levels(study: Study) -> list[Finding]:
    """One finding for each source's whole and for each of its classes."""
    found = []
    for source in study.sources:
        found += [_whole(study, source)] if source.whole else []
        found += [_class_level(study, source, key) for key in source.classes]
    return found


def _whole(study: Study, source: StudySource) -> Finding:
    count = study.ask("count", source, ALL)
    words = (
        f"{linked(int(count.result.value), count.hash)} {noun(source)} were recorded in {study.when(source)}"
    )
    per = FIRES_PER if noun(source) == "fires" else PER
    rate = rate_figure(study, source, ALL, per=per)
    if rate:
        words += f": {linked(rate_words(rate.result.value), rate.hash)} for every {per:,} residents"
        against = against_rest_figure(study, source, ALL)
        if against and study.rest:
            rest = linked(rate_words(against.result.rate_rest), against.hash)
            words += f", against {rest} in the {study.rest.name}"
    return _level(study, source, count, words=f"{words}.", value=0.0)


def _class_level(study: Study, source: StudySource, key: str) -> Finding:
    subject, cls = subject_of(source, key), offence_class(key)
    count = study.ask("count", source, key)
    total = int(count.result.value)
    words = f"{subject.name}: {subject.counted(linked(total, count.hash), total)} in {study.when(source)}"
    of = cls.parent or ALL
    share = study.ask("share", source, key, of=of) if source.whole or cls.parent else None
    if share and share.result.status == Status.OK:
        base = f"all {noun(source)}" if of == ALL else offence_class(of).in_sentence
        words += f", {linked(percent(share.result.value), share.hash)} of {base}"
    value = share.result.value if share and not cls.parent else 0.0
    rate = rate_figure(study, source, key, per=FIRES_PER) if noun(source) == "fires" else None
    if rate and rate.result.status == Status.OK:
        words += f": {linked(rate_words(rate.result.value), rate.hash)} for every {FIRES_PER:,} residents"
    words += _households(study, source, key)
    return _level(study, source, count, words=f"{words}.", value=value or 0.0)


def _households(study: Study, source: StudySource, key: str) -> str:
    """Both rates, each with its denominator named, for a class that follows homes (burglary)."""
    if offence_class(key).expectation != "households":
        return ""
    per_home = rate_figure(study, source, key, denominator="households")
    per_head = rate_figure(study, source, key)
    if per_home is None or per_head is None:
        return ""
    head, home = (linked(rate_words(f.result.value), f.hash) for f in (per_head, per_home))
    return f": {head} for every 1,000 residents, {home} for every 1,000 households"


def _level(study: Study, source: StudySource, count: Figure, *, words: str, value: float) -> Finding:
    """``value`` is the share of the whole, which is what makes a level interesting."""
    subject = subject_of(source, count.question.params["class"])
    return study.finding(
        count,
        question="level",
        subject=subject.name,
        unit=subject.many,
        count=int(count.result.value),
        words=words,
        caveats=(*count.result.caveats, *other_series(source), *_recognised(study)),
        detail=words.split(": ", 1)[-1],
        follow=words.split(": ", 1)[-1],
        interest=value,
    )


def _recognised(study: Study) -> tuple[str, ...]:
    """The caveat of a place known by the names in its rows only, without an official code."""
    return ("lookup_by_name",) if study.place.id.code.islower() else ()


def rate_figure(
    study: Study, source: StudySource, key: str, *, per: int = PER, denominator: str = ""
) -> Figure | None:
    """The rate per 1,000 residents (or ``per``, or households), or None when no such number is loaded."""
    other = {"per": per} if per != PER else {}
    try:
        return study.ask("rate", source, key, denominator=denominator, **other)
    except Refusal:
        return None


def against_rest_figure(study: Study, source: StudySource, key: str) -> Figure | None:
    """The ratio to the rest of the force area, or None when it cannot be had."""
    if study.rest is None or source.feed.source != "police-uk":
        return None
    try:
        return study.ask("against_rest", source, key)
    except Refusal:
        return None


def find_against_rest(study: Study) -> list[Finding]:
    """Each class against the rest of the force area, where one is loaded."""
    found = []
    for source in study.sources:
        for key in (*source.classes, *source.whole):
            figure = against_rest_figure(study, source, key)
            if figure and figure.result.status == Status.OK:
                found.append(_against(study, source, subject_of(source, key), figure))
    return found


def _against(study: Study, source: StudySource, subject: Subject, figure: Figure) -> Finding:
    result, rest, link = figure.result, study.rest, tied_to(figure.hash)
    assert rest is not None
    low, high = result.interval
    rates = f"{link(rate_words(result.rate))} against {link(rate_words(result.rate_rest))}"
    rates += " for every 1,000 residents"
    span = link(interval_times((low, high)))
    if low <= 1 <= high or abs(result.value - 1) < LEVEL:
        stands = f"about as common as in the {rest.name}"
    elif result.value > 1:
        stands = as_common(result.value, f"in the {rest.name}")
    else:
        stands = f"less common than in the {rest.name}"
    said = f"{stands} ({rates}; {span})"
    return study.finding(
        figure,
        question="comparison_area",
        subject=subject.name,
        unit="times the rate of the rest of the force area",
        count=result.count,
        count_against=result.count_rest,
        words=f"{subject.name} {subject.verb('is', 'are')} {said}.",
        headline=f"{subject.name} {subject.verb('is', 'are')} {stands}",
        detail=f"{rates}; {span}.",
        follow=f"{subject.verb('It is', 'They are')} {said}.",
        interest=result.value - 1 if low > STANDS_OUT else 0.0,
    )
