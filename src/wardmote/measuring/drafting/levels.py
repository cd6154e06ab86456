"""Levels and patterns: how much was recorded, of what, and against the rest of the force area."""

from dataclasses import replace

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.class_breaks import break_words
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.period_words import per, restricted
from wardmote.measuring.drafting.ratio_words import as_common, interval_times
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, noun, other_series, subject_of
from wardmote.measuring.drafting.words import (
    capital,
    linked,
    percent,
    rate_words,
    rates_beside,
    tied_to,
)
from wardmote.measuring.figures.counting import PER
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

STANDS_OUT = 1.2
LEVEL = 0.1
ALIKE = 1.25
"""Two rates are alike where the interval of their ratio stays within this and its inverse."""
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
    base = FIRES_PER if noun(source) == "fires" else PER
    rate, rates, areas = rate_figure(study, source, ALL, per=base), "", tuple[str, ...]()
    if rate:
        against = against_rest_figure(study, source, ALL) if study.rest else None
        shown, rest = rate_words(rate.result.value), ""
        if against:
            shown, rest = rates_beside(rate.result.value, against.result.rate_rest)
        shown = linked(shown, rate.hash)
        rates = say("level-rate", rate=shown, per=per(study.months(source), base=base))
        if against and study.rest:
            rest = linked(rest, against.hash)
            rates = say("level-against", rate=rates, rest=rest, name=study.rest.name)
            areas = (str(study.rest.id),)
    words = say(
        "level-whole",
        count=linked(int(count.result.value), count.hash),
        noun=noun(source),
        when=f"{study.when(source)}{_marks(study, count)}",
        rates=f": {rates}" if rates else "",
    )
    return replace(_level(study, source, count, said=(words, words), value=0.0), areas=areas)


def _class_level(study: Study, source: StudySource, key: str) -> Finding:
    subject, cls = subject_of(source, key), offence_class(key)
    count = study.ask("count", source, key)
    total = int(count.result.value)
    of = cls.parent or ALL
    share = study.ask("share", source, key, of=of) if source.whole or cls.parent else None
    more = ""
    if share and share.result.status == Status.OK:
        whole = say("all-of", noun=noun(source)) if of == ALL else offence_class(of).in_sentence
        more = say("level-share", share=linked(percent(share.result.value), share.hash), whole=whole)
    words = say(
        "level-class" if source.whole or cls.parent else "level-only",
        subject=subject,
        count=total,
        counted=f"{_at_least(count)}{subject.counted(linked(total, count.hash), total)}",
        when=f"{study.when(source)}{_told_since(study, source, key)}",
        more=f"{more}{_fire_rate(study, source, key)}{_households(study, source, key)}",
    )
    value = share.result.value if share and not cls.parent else 0.0
    counted = subject.counted(linked(total, count.hash), total)
    detail = f"{say('counted-in', counted=counted, when=study.when(source))}."
    return _level(study, source, count, said=(words, detail), value=value or 0.0)


def _fire_rate(study: Study, source: StudySource, key: str) -> str:
    rate = rate_figure(study, source, key, per=FIRES_PER) if noun(source) == "fires" else None
    if rate is None or rate.result.status != Status.OK:
        return ""
    shown = linked(rate_words(rate.result.value), rate.hash)
    return f"; {say('level-rate', rate=shown, per=per(study.months(source), base=FIRES_PER))}"


def _marks(study: Study, count: Figure) -> str:
    """What lies over the period, and that not all of it is known."""
    withheld = say("level-withheld") if _at_least(count) else ""
    told = "; ".join(filter(None, (restricted(study.period, study.place.country), withheld)))
    return f" ({told})" if told else ""


def _at_least(count: Figure) -> str:
    """A number of which some is withheld or missing is a floor."""
    return f"{say('level-at-least')} " if "counts_withheld" in count.result.caveats else ""


def _told_since(study: Study, source: StudySource, key: str) -> str:
    """The month in the period from which the class is told apart, or means what it means now."""
    counted = study.inquiry.evidence.monthly(source.name, study.place, "place")
    when = break_words(counted.source, key, study.period.months)
    return f" ({say('level-class-changed', when=when)})" if when else ""


def _households(study: Study, source: StudySource, key: str) -> str:
    """Both rates, each with its denominator named, for a class that follows homes (burglary)."""
    if offence_class(key).expectation != "households":
        return ""
    per_home = rate_figure(study, source, key, denominator="households")
    per_head = rate_figure(study, source, key)
    if per_home is None or per_head is None:
        return ""
    head, home = (linked(rate_words(f.result.value), f.hash) for f in (per_head, per_home))
    months = study.months(source)
    return say("level-homes", head=head, per=per(months), home=home, per_home=per(months, of="households"))


def _level(
    study: Study, source: StudySource, count: Figure, *, said: tuple[str, str], value: float
) -> Finding:
    """``said``: in full, and below a headline; ``value``: the share of the whole, for the interest."""
    subject = subject_of(source, count.question.params["class"])
    return study.finding(
        count,
        question="level",
        subject=subject.name,
        unit=subject.many,
        count=int(count.result.value),
        words=said[0],
        caveats=(*count.result.caveats, *other_series(source), *_recognised(study)),
        detail=said[1],
        follow=said[0].split(": ", 1)[-1],
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
    """The ratio to the rest of the force area, or None when it cannot be had of the same months."""
    if study.rest is None or source.feed.source != "police-uk":
        return None
    try:
        figure = study.ask("against_rest", source, key)
    except Refusal:
        return None
    return figure if figure.result.count == study.ask("count", source, key).result.value else None


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
    span = link(interval_times((low, high)))
    here, there = map(link, rates_beside(result.rate, result.rate_rest))
    rates = say("rates-against", here=here, there=there, per=per(study.months(source)))
    stands = _stands(result.value, (low, high), rest.name)
    if stands:
        words = say("against-rest", subject=subject, stands=stands, rates=rates, span=span)
        follow = say("against-rest-follow", subject=subject, stands=stands, rates=rates, span=span)
    else:
        words = say("against-rest-unsure", subject=subject, rest=rest.name, rates=rates, span=span)
        follow = ""
    return study.finding(
        figure,
        question="comparison_area",
        subject=subject.name,
        unit="times the rate of the rest of the force area",
        count=result.count,
        count_against=result.count_rest,
        areas=(str(rest.id),),
        words=words,
        headline=say("against-rest-headline", subject=subject, stands=stands) if stands else "",
        detail=f"{capital(rates)}; {span}.",
        follow=follow,
        interest=result.value - 1 if low > STANDS_OUT else 0.0,
    )


def _stands(ratio: float, interval: tuple[float, float], rest: str) -> str:
    """How a rate stands to the rest's; nothing where its interval leaves that open.

    >>> _stands(1.0, (0.5, 4.0), "rest"), _stands(1.02, (0.9, 1.15), "rest"), _stands(0.6, (0.5, 0.7), "rest")
    ('', 'about as common as in the rest', 'less common than in the rest')
    """
    (low, high), there = interval, say("in-the-rest", rest=rest)
    if abs(ratio - 1) < LEVEL or low <= 1 <= high:
        return say("ratio-common-level", rest=there) if low >= 1 / ALIKE and high <= ALIKE else ""
    return as_common(ratio, there) if ratio > 1 else say("ratio-common-less", rest=there)
