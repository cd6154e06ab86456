"""The headline and the sentence below it: the one thing to know, chosen by the intervals."""

from collections.abc import Sequence

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.levels import against_rest_figure
from wardmote.measuring.drafting.study import StudySource
from wardmote.measuring.drafting.subject import noun
from wardmote.measuring.drafting.words import (
    as_common,
    capital,
    percent,
)
from wardmote.measuring.figures.series import ALL

MOST_NAMED = 3


def headline(draft: Draft) -> str:
    """The person's headline, else the program's."""
    return draft.judgement.headline.words or automatic_headline(draft)


def automatic_headline(draft: Draft) -> str:
    """The level against the force area and what clearly changed."""
    level = _level_part(draft)
    changed = _change_part(draft, beside_level=bool(level))
    place = draft.study.place.name
    if level and changed:
        return f"{place} recorded {level}, and {changed}"
    if draft.study.main.compared is None:
        said = f"recorded {level}" if level else f"recorded {_total(draft)} {noun(draft.study.main)}"
        return f"{place} {said}; nothing earlier is loaded to compare it with"
    if changed:
        return capital(changed)
    return f"{place} recorded {level}; nothing clear changed" if level else "Nothing clear changed"


def _level_part(draft: Draft) -> str:
    """``half as much again as the rest of Hertfordshire for its size``, where the interval is sure."""
    study = draft.study
    figure = against_rest_figure(study, study.main, ALL)
    if figure is None or study.rest is None or figure.result.interval is None:
        return ""
    low, high = figure.result.interval
    if low <= 1.1 and high >= 0.9:
        return ""
    return f"{as_common(figure.result.value, f'the {study.rest.name}', quality='much')} for its size"


def _change_part(draft: Draft, *, beside_level: bool) -> str:
    """The clear changes of the main source: the whole first, then what is worse."""
    study, source = draft.study, draft.study.main
    changes = [item for item in draft.asked("change") if item.finding.feed == source.name]
    whole = next((item for item in changes if item.finding.about == ALL), None)
    adverse = [item.finding for item in changes if item.finding.adverse]
    worse = _largest([found for found in adverse if found.about != ALL and not found.about_part])
    names = listed(offence_class(found.about).in_sentence for found in worse)
    if whole and whole.finding.change in (CLEAR_FALL, CLEAR_RISE) and whole.finding.value:
        fell = whole.finding.change == CLEAR_FALL
        size = percent(abs(whole.finding.value - 1))
        whole_name = "its total" if beside_level else f"recorded {_what(source)}"
        said = f"{whole_name} {'fell' if fell else 'rose'} by {size}{_on_what(draft)}"
        if not worse:
            return said
        return f"{said}, but {names} rose against it" if fell else f"{said}, {names} most clearly"
    if worse:
        be = "are" if len(worse) > 1 or offence_class(worse[0].about).plural else "is"
        return f"{names} {be} clearly up on {_before(source, len(study.period.months))}"
    return ""


def _total(draft: Draft) -> str:
    main = draft.study.main
    return f"{int(draft.study.ask('count', main, main.widest).result.value):,}"


def _on_what(draft: Draft) -> str:
    """What a change of the whole is measured on, where it is not simply the period before."""
    compared = draft.study.main.compared
    if compared is None or compared.whole:
        return ""
    restricted = ", under national restrictions" if disruptions(compared.period) else ""
    return f" on {compared.against.label}{restricted}"


def _what(source: StudySource) -> str:
    return (
        "crime" if all(offence_class(key).crime for key in source.top) else "crime and anti-social behaviour"
    )


def _before(source: StudySource, months: int) -> str:
    assert source.compared is not None
    if source.compared.whole and months == 12 and source.compared.reason == "the year before":
        return "the year before"
    return source.compared.against.label


def _largest(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -finding.interest)[:MOST_NAMED]


def level_sentence(draft: Draft) -> str:
    """The whole's level, then what "before" means here."""
    study = draft.study
    level = next((i for i in draft.asked("level") if i.finding.id == f"level/{study.main.name}/{ALL}"), None)
    if level is None:
        level = next((i for i in draft.asked("level") if i.finding.feed == study.main.name), None)
    said = level.said if level else ""
    return f"{said} {compared_sentence(draft)}".strip()


def compared_sentence(draft: Draft) -> str:
    """Which periods are compared and why, with the gap or restrictions between them."""
    source = draft.study.main
    if source.compared is None:
        return "No earlier months are loaded, so nothing here says whether it changed."
    figure = draft.study.ask_change(source, source.widest)
    if source.compared.whole and not {"gap", "lockdown"} & set(figure.result.caveats):
        return f"It is compared with {source.compared.against.short_label}."
    notes = []
    if "gap" in figure.result.caveats:
        notes.append("the months between are missing")
    if _period_disrupted(draft):
        notes.append("part of this time fell under national restrictions")
    now, then = source.compared.period, source.compared.against
    same = (
        f"the same months of {now.end.year}" if (now.first_month - then.first_month) % 12 == 0 else now.label
    )
    because = f", because {listed(notes)}" if notes else ""
    return f'"Before" here means {then.label} against {same}{because}.'


def _period_disrupted(draft: Draft) -> bool:
    return bool(disruptions(draft.study.period))
