"""Who and what concentrates it: flags, circumstances, known places, few offenders, repeat victims."""

from collections.abc import Sequence

from wardmote.measuring.analysis.change import CLEAR_RISE
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.disclosure import GENERAL, PUBLIC
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.period_words import when_next
from wardmote.measuring.drafting.placing_words import place_words
from wardmote.measuring.drafting.ratio_words import interval_times
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import Subject, other_noun, subject_of
from wardmote.measuring.drafting.words import (
    Amount,
    decimal,
    inside,
    linked,
    percent,
    signed,
    spelled,
    tied_to,
)
from wardmote.measuring.figures.inquiry import Figure

FEWEST = 30
CARRIES = 0.25
SAFER = {"lighting lit", "cctv yes"}
"""Circumstances that only say where people are: of no use to a group that chooses what to do."""
COMMON_FLAG = 0.05


def find_people(study: Study) -> tuple[list[Finding], list[Refused]]:
    """Everything the rows of exact sources say about circumstances; refusals for what they cannot carry."""
    found: list[Finding] = []
    for source in study.sources:
        if source.exact:
            found += [*find_flags(study, source), *_circumstances(study, source), *_places(study, source)]
            found += [*_offenders(study, source), *_victims(study, source)]
    if not any(source.exact for source in study.sources):
        return found, [Refused("circumstance", say("about-who"), say("cannot-who"))]
    return found, []


def find_flags(study: Study, source: StudySource) -> list[Finding]:
    """The share of each class that carries each flag, and whether flagged rows changed."""
    rows = study.inquiry.evidence.incidents(source.name, study.place)
    found: list[Finding] = []
    for key in source.top:
        for flag in sorted(rows.flags):
            share = study.ask("flag_share", source, key, flag=flag)
            if share.result.status == Status.OK and (share.result.value or 0) >= COMMON_FLAG:
                found.append(_flag(study, source, key, flag, share))
    return found


def _flag(study: Study, source: StudySource, key: str, flag: str, share: Figure) -> Finding:
    subject = subject_of(source, key)
    changed = None
    if source.compared:
        asked = study.ask_change(source, key, flag=flag)
        changed = None if asked.result.status == Status.NOT_COMPARABLE else asked  # its class says why
    figure = changed or share
    result, change = figure.result, changed.result.words if changed else ""
    rises = change == CLEAR_RISE
    words = _flag_words_of(study, source, share, changed)
    return study.finding(
        figure,
        question="flag",
        subject=flagged_name(subject, flag),
        period=study.period,
        unit="ratio of flagged records" if change else "share",
        count=getattr(result, "count", None),
        count_against=getattr(result, "count_against", None),
        words=words,
        headline=_rising_headline(subject, flag, figure) if rises else "",
        detail=_rise_detail(study, source, share, figure) if rises else words,
        caveats=("overlapping_flags",),
        change=change,
        out_of_ordinary=getattr(result, "out_of_ordinary", None),
        interest=(result.interval[0] - 1) if rises and result.interval else 0.0,
        adverse=rises and flag == "alcohol",
    )


def _rising_headline(subject: Subject, flag: str, figure: Figure) -> str:
    """The flagged records that clearly rose, with their counts."""
    then, now = (linked(n, figure.hash) for n in (figure.result.count_against, figure.result.count))
    before, after = figure.question.before, figure.question.period
    return say(
        "flag-headline",
        name=flagged_name(subject, flag),
        then=then,
        many=subject.many,
        before=before.short_label,
        now=now,
        after=when_next(before, after),
    )


def _rise_detail(study: Study, source: StudySource, share: Figure, changed: Figure) -> str:
    """The share that carries the flag and how sure the rise is; the headline has the counts."""
    return say(
        "flag-rise",
        share=linked(percent(share.result.value), share.hash),
        subject=subject_of(source, share.question.params["class"]),
        when=study.when(source),
        change=_how_sure(changed),
    )


def _how_sure(changed: Figure) -> str:
    """The fixed words, and the range where there is one."""
    result = changed.result
    span = linked(interval_times(result.interval), changed.hash) if result.interval else ""
    return "; ".join(filter(None, (result.words, span)))


def _flag_words_of(study: Study, source: StudySource, share: Figure, changed: Figure | None) -> str:
    """The share that carries the flag, then how many did before and now."""
    params = share.question.params
    subject = subject_of(source, params["class"])
    words = say(
        "flag",
        share=linked(percent(share.result.value), share.hash),
        subject=subject,
        when=study.when(source),
        flag=flag_words(params["flag"]),
    )
    if changed is None or source.compared is None:
        return f"{words}."
    result = changed.result
    then, now = linked(result.count_against, changed.hash), linked(result.count, changed.hash)
    before, after = source.compared.against, source.compared.period
    return say(
        "flag-change",
        share=words,
        then=then,
        many=subject.many,
        before=before.short_label,
        now=now,
        after=when_next(before, after),
        change=_how_sure(changed),
    )


def flagged_name(subject: Subject, flag: str) -> str:
    """The records of a class that carry a flag, or all of them, as a sentence begins with it."""
    return f"{flag_words(flag).capitalize()} {subject.inside}" if flag else subject.name


def flag_words(flag: str) -> str:
    """A flag as it stands before a noun."""
    return {"alcohol": "alcohol-related", "domestic": "domestic", "hate": "hate-motivated"}.get(flag, flag)


def _circumstances(study: Study, source: StudySource) -> list[Finding]:
    """Combinations of place attributes in which a class stands out against the source's other records."""
    found: list[Finding] = []
    for key in source.top:
        if len(source.top) < 2:
            continue
        try:
            figure = study.ask("circumstance", source, key)
        except Refusal:
            return found
        result = figure.result
        telling = any(set(name.split(", ")) - SAFER for name in result.standing_out)
        if telling and result.count / result.base >= CARRIES:
            found.append(_circumstance(study, source, key, figure))
    return found


def _circumstance(study: Study, source: StudySource, key: str, figure: Figure) -> Finding:
    result, subject, link = figure.result, subject_of(source, key), tied_to(figure.hash)
    where = listed(attribute_words(name) for name in result.standing_out)
    share, other = percent(result.count / result.base), percent(result.count_others / result.base_others)
    said = say(
        "circumstance",
        count=link(result.count),
        whole=link(result.base),
        many=subject.many,
        share=link(share),
        where=where,
        other=link(other),
        noun=other_noun(study, figure),
    )
    return study.finding(
        figure,
        question="circumstance",
        subject=subject.name,
        unit="times the share of other records",
        count=result.count,
        words=said,
        headline=say("circumstance-headline", subject=subject, where=where, noun=other_noun(study, figure)),
        detail=said,
        interest=(result.value or 1) - 1,
    )


def attribute_words(name: str) -> str:
    """``cctv no, lighting unlit`` as people say it: ``unlit and without cameras``."""
    pairs = [part.split(" ", 1) for part in name.split(", ")]
    said = {
        "cctv no": say("without-cameras"),
        "cctv yes": say("with-cameras"),
        "lighting unlit": "unlit",
        "lighting lit": "lit",
    }
    ordered = sorted(pairs, key=lambda pair: pair[0] == "cctv")
    return listed(said.get(f"{n} {v}", f"{n} {v}") for n, v in ordered)


def _places(study: Study, source: StudySource) -> list[Finding]:
    """Kinds of named place in which a class (or a flag of it) stands out."""
    rows = study.inquiry.evidence.incidents(source.name, study.place)
    alone = len(source.top) < 2 or not source.crime
    against = study.main.name if alone and source is not study.main else ""
    if alone and not against:
        return []
    found: list[Finding] = []
    for key, flag in _place_asks(source, sorted(rows.flags)):
        try:
            figure = study.ask("named_place", source, key, flag=flag, against_feed=against)
        except Refusal:
            return found
        telling = set(figure.result.standing_out) - set(offence_class(key).places)
        if telling and figure.result.count >= FEWEST:
            found.append(_named_place(study, source, subject_of(source, key), flag, figure))
    return found


def _place_asks(source: StudySource, flags: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, "") for key in source.top] + [(key, flag) for key in source.top for flag in flags]


def _named_place(study: Study, source: StudySource, subject: Subject, flag: str, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    name = flagged_name(subject, flag)
    rows = {row["name"]: row for row in result.rows}
    ordered = sorted(result.standing_out, key=lambda n: -rows[n]["count"])
    counted = study.audience != PUBLIC
    where = listed(place_words(n) + (f" ({link(rows[n]['count'])})" if counted else "") for n in ordered)
    share, other = percent(result.count / result.base), percent(result.count_others / result.base_others)
    noun = other_noun(study, figure)
    said = say(
        "named-place", share=link(share), whole=link(result.base), where=where, other=link(other), noun=noun
    )
    places = listed(map(place_words, ordered))
    return study.finding(
        figure,
        question="named_place",
        subject=name,
        unit="times the share of other records",
        count=result.count,
        words=f"{name}: {said}",
        headline=say("named-place-headline", name=inside(name), noun=noun, places=places),
        detail=said,
        follow=said,
        caveats=("overlapping_flags",) if flag else (),
        interest=(result.value or 1) - 1,
    )


def _offenders(study: Study, source: StudySource) -> list[Finding]:
    """For each class that rose: how much of the rise the few most active detected offenders made."""
    found: list[Finding] = []
    for key in source.classes if source.compared else ():
        if study.ask_change(source, key).result.words != CLEAR_RISE:
            continue
        figure = study.ask_compared("offenders", source, **{"class": key})
        shown = study.audience != PUBLIC or (figure.result.offenders or 0) >= GENERAL
        if figure.result.status == Status.OK and shown:
            found.append(_few(study, source, key, figure))
    return found


def _few(study: Study, source: StudySource, key: str, figure: Figure) -> Finding:
    result, subject, link = figure.result, subject_of(source, key), tied_to(figure.hash)
    who = {"many": spelled(result.offenders).capitalize(), "offenders": Amount.of(result.offenders)}
    if result.value >= 1:
        headline = say("offenders-whole-rise", **who, subject=subject)
    else:
        share = link(f"{decimal(result.value * 100, 0)} %")
        headline = say("offenders-part-of-rise", **who, share=share, subject=subject)
    without = say(
        "offenders-without",
        offenders=who["offenders"],
        before=link(result.before),
        now=link(result.now),
        without_before=link(result.without_before),
        without_now=link(result.without_now),
        change=link(f"{signed(result.change_without * 100)} %"),
    )
    return study.finding(
        figure,
        question="offenders",
        subject=subject.name,
        unit="share of the rise",
        words=f"{headline}. {without}",
        headline=headline,
        detail=without,
        caveats=("detected_only", "floor_share"),
        interest=min(result.value, 1.5),
    )


def _victims(study: Study, source: StudySource) -> list[Finding]:
    """Repeat victims where victim keys are held."""
    rows = study.inquiry.evidence.incidents(source.name, study.place)
    found: list[Finding] = []
    for key in source.top if (rows.victim != "").any() else ():
        figure = study.ask("repeat_victims", source, key)
        if figure.result.status == Status.OK and (figure.result.value or 0) > 0 and figure.result.n >= FEWEST:
            found.append(_victim(study, source, subject_of(source, key), figure))
    return found


def _victim(study: Study, source: StudySource, subject: Subject, figure: Figure) -> Finding:
    result, link = figure.result, tied_to(figure.hash)
    words = say(
        "victims",
        subject=subject,
        share=link(percent(result.value)),
        many=subject.many,
        victims=link(result.repeat_victims),
    )
    return study.finding(
        figure,
        question="victims",
        subject=subject.name,
        unit="share of incidents against repeat victims",
        words=words,
    )
