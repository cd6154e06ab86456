"""The headline and the sentence below it: the one thing to know, drawn from the findings in their order.

In: a draft. Out: text. What the headline says rose or fell is a finding that the pages show as clear; it
says that nothing clearly changed only where nothing of the main source did, shown or left out.
"""

from collections.abc import Sequence

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NOT_COMPARED, TOO_FEW_MONTHS
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.drafting.disclosure import hidden_classes
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.levels import against_rest_figure
from wardmote.measuring.drafting.period_words import marked, restricted, when_next
from wardmote.measuring.drafting.ratio_words import as_common
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.stories import named
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.wholeness import why_nothing_compared
from wardmote.measuring.drafting.words import capital, percent
from wardmote.measuring.figures.series import ALL


def headline(draft: Draft) -> str:
    """The person's headline, else the program's."""
    return draft.judgement.headline.words or automatic_headline(draft)


def automatic_headline(draft: Draft) -> str:
    """The level against the force area and what clearly changed."""
    level, place = _level_part(draft), draft.study.place.name
    if draft.study.main.compared is None:
        return say("headline-no-earlier", place=place, level=level or _total(draft))
    changed = _change_part(draft, beside_level=bool(level))
    if not changed:
        return say("headline-recorded", place=place, level=level or _total(draft))
    if level:
        return say("headline-level-and-change", place=place, level=level, change=changed)
    return capital(changed)


def _too_few_months(draft: Draft) -> bool:
    changes = (item.finding for item in draft.asked("change"))
    return any(each.feed == draft.study.main.name and each.change == TOO_FEW_MONTHS for each in changes)


def _level_part(draft: Draft) -> str:
    """``half as much again as the rest of Hertfordshire for its size``, where the interval is sure."""
    study = draft.study
    figure = against_rest_figure(study, study.main, ALL)
    if figure is None or study.rest is None or figure.result.interval is None:
        return ""
    low, high = figure.result.interval
    if low <= 1.1 and high >= 0.9:
        return ""
    rest = say("the-rest", rest=study.rest.name)
    return say("headline-level", level=as_common(figure.result.value, rest, quality="much"))


def _change_part(draft: Draft, *, beside_level: bool) -> str:
    """The clear changes of the main source: the whole first, then what went against or with it."""
    source = draft.study.main
    clear = _clear(draft)
    rises, falls = ([f for f in clear if f.change == way] for way in (CLEAR_RISE, CLEAR_FALL))
    whole = next((f for f in clear if f.about == ALL and f.value), None)
    if not clear and clear_but_left_out(draft, source):
        return ""
    if _too_few_months(draft):
        return say("headline-too-few-months", times=_times(draft.study))
    if whole is None or whole.value is None:
        if not clear and not source.whole:
            only = subject_of(source, source.widest)
            return say("headline-one-unclear", subject=only, times=_times(draft.study))
        return _kinds(rises, falls, _times(draft.study))
    fell = whole.change == CLEAR_FALL
    against, along = (named(rises), named(falls)) if fell else (named(falls), named(rises))
    more = say("headline-with-it", names=along) if along else ""
    more = say("headline-against-it", names=against, went="rose" if fell else "fell") if against else more
    parts = {
        "went": "fell" if fell else "rose",
        "size": percent(abs(whole.value - 1)),
        "more": more,
        "times": _times(draft.study),
    }
    if beside_level:
        return say("headline-whole-beside-level", **parts)
    return say("headline-whole", what=_what(source), place=draft.study.place.name, **parts)


def _clear(draft: Draft) -> list[Finding]:
    """The clear changes of the main source in the order of the stories, whole classes before their parts."""
    source = draft.study.main
    told = {key: i for i, key in enumerate(key for story in draft.stories for key in story.keys)}
    found = [
        item.finding
        for item in draft.asked("change")
        if item.finding.feed == source.name and item.finding.change in (CLEAR_RISE, CLEAR_FALL)
    ]
    return sorted(found, key=lambda f: (f.about_part, told.get(f.id, len(told)), -f.interest))


def clear_but_left_out(draft: Draft, source: StudySource) -> bool:
    """Whether something clearly changed that a person hid or the public may not see."""
    study = draft.study
    return any(
        figure.result.clear
        for figure in study.inquiry.asked.values()
        if (figure.question.method, figure.question.area) == ("change", study.area)
        and figure.feed == source.name
    )


def _kinds(rises: Sequence[Finding], falls: Sequence[Finding], times: str) -> str:
    if rises and falls:
        return say("headline-rose-and-fell", rises=named(rises, 2), falls=named(falls, 2), times=times)
    if rises or falls:
        return say(
            "headline-rose-or-fell",
            names=named(rises or falls),
            went="rose" if rises else "fell",
            times=times,
        )
    return say("headline-none-clear", times=times)


def _times(study: Study) -> str:
    """``compared with 2020``; the months compared first where these are not the whole period."""
    compared, country = study.main.compared, study.place.country
    assert compared is not None
    now, then = compared.period, compared.against
    if compared.whole and not restricted(now, country):
        return say("headline-compared", then=marked(then.short_label, then, country))
    after, before = marked(now.short_label, now, country), marked(when_next(now, then), then, country)
    return say("headline-compared-in", now=after, then=before)


def _total(draft: Draft) -> str:
    study, main = draft.study, draft.study.main
    total, subject = int(study.ask("count", main, main.widest).result.value), subject_of(main, main.widest)
    if main.widest in hidden_classes(study, main):
        return say("counted-hidden", many=subject.many, when=study.when(main))
    return say("counted-in", counted=subject.counted(f"{total:,}", total), when=study.when(main))


def _what(source: StudySource) -> str:
    crime = all(offence_class(key).crime for key in source.top)
    return say("headline-crime" if crime else "headline-crime-and-more")


def level_sentence(draft: Draft) -> str:
    """The whole's level, then which months changes compare."""
    study = draft.study
    level = next((i for i in draft.asked("level") if i.finding.id == f"level/{study.main.name}/{ALL}"), None)
    if level is None:
        level = next((i for i in draft.asked("level") if i.finding.feed == study.main.name), None)
    said = level.said if level else ""
    return f"{said} {compared_sentence(draft)}".strip()


def whole_change_sentence(draft: Draft) -> str:
    """Both counts of the whole, for a page none of whose stories tells them; nothing without a comparison."""
    main = draft.study.main
    told = {key for story in draft.stories for key in story.keys}
    for item in draft.asked("change"):
        mine = item.finding.id == f"change/{main.name}/{main.widest}"
        if mine and item.finding.id not in told and item.finding.change != NOT_COMPARED:
            return item.below(named=item.finding.change not in (CLEAR_RISE, CLEAR_FALL))
    return ""


def compared_sentence(draft: Draft) -> str:
    """Which periods are compared and why, with the gap or restrictions in or between them."""
    compared = draft.study.main.compared
    if compared is None:
        return say("compared-nothing", because=why_nothing_compared(draft.study, draft.study.main))
    figure = draft.study.ask_change(draft.study.main, draft.study.main.widest)
    now, then = compared.period, compared.against
    periods = {"now": now.short_label, "then": when_next(now, then)}
    whole, because = compared.whole, compared.reason
    said = [say("compared", **periods) if whole else say("compared-chosen", **periods, because=because)]
    said += [say("compared-gap")] if "gap" in figure.result.caveats else []
    said += [say("compared-restrictions")] if "lockdown" in figure.result.caveats else []
    return " ".join(said)
