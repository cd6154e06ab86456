"""Why a part of an assessment is missing: the true reason, as a clause, and how to fill it.

In: a study, and what its findings answer. Out: part -> clause, for parts that lack something. The reason is
asked of the methods that would have filled the part; a fixed sentence would sooner or later be false.
"""

from collections.abc import Callable, Collection, Mapping

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.drafting.disclosure import hidden_classes, number_words
from wardmote.measuring.drafting.judgement import Judgement
from wardmote.measuring.drafting.places import FEWEST, best_unit
from wardmote.measuring.drafting.placing_words import area_words
from wardmote.measuring.drafting.residents import NEITHER
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.wholeness import why_nothing_compared
from wardmote.measuring.drafting.words import inside

WHERE = {"area", "concentration"}
WHEN = {"season", "hours"}
WHO = {"circumstance", "offenders", "concentration", "named_place"}
RESIDENTS = {"feeling_safe", "residents_say"}
LEFT_OUT = "every finding about it was left out by the authors"


def lacking(
    study: Study, shown: Collection[str], hidden: Collection[str], judgement: Judgement
) -> Mapping[str, str]:
    """What each part lacks; ``shown`` and ``hidden``: the questions that findings answer, by themselves."""
    compared = any(source.compared for source in study.sources)

    def reason(wanted: set[str], otherwise: Callable[[], str]) -> str:
        if wanted & set(shown):
            return ""
        return LEFT_OUT if wanted & set(hidden) else otherwise()

    found = {
        "levels": reason({"level"}, lambda: "no finding about how much was recorded may be shown"),
        "changes": "" if compared else why_nothing_compared(study, study.main),
        "why": "" if compared else why_nothing_compared(study, study.main),
        "where": reason(WHERE, lambda: _where(study)),
        "when": reason(WHEN, lambda: _when(study)),
        "who": reason(WHO, lambda: "the records do not show it"),
        "residents": reason(RESIDENTS, lambda: _residents(study)),
        "delivery": ""
        if judgement.delivery.words
        else "how far it was carried out is not recorded; write it in a sentence",
        "county": _county(study, compared=compared),
    }
    return {key: words for key, words in found.items() if words}


def _where(study: Study) -> str:
    """Why no source could be told by areas."""
    unit = next((unit for source in study.sources if (unit := best_unit(source))), None)
    if unit is None:
        return "no source is counted by areas here; load boundaries, or counts by area"
    source = next(source for source in study.sources if best_unit(source) == unit)
    try:
        figure = study.ask("concentration", source, source.widest, unit=unit)
    except Refusal as refusal:
        return inside(refusal.what).rstrip(".")
    if figure.result.status != Status.OK:
        return inside(figure.result.reason).rstrip(".")
    if (figure.result.n or 0) < FEWEST:
        shown = number_words(study, source, figure.result.n or 0)
        return f"{shown} records are too few to be told by {area_words(unit)}"
    return "what is known by area may not be shown"


def _when(study: Study) -> str:
    result = study.ask("season", study.main, study.main.widest).result
    if study.main.widest in hidden_classes(study, study.main):
        return "what is known by month may not be shown"
    return inside(result.reason).rstrip(".") or "what is known by month may not be shown"


def _residents(study: Study) -> str:
    waves = study.inquiry.evidence.surveys(study.place)
    if not waves:
        return "no survey or replies are loaded"
    asked = {question.key for wave in waves for question in wave.questions}
    if not asked & {"safe-day", "safe-night"}:
        return inside(NEITHER).rstrip(".")
    return f"{waves[0].title} is loaded, but too few people answered it to tell a share"


def _county(study: Study, *, compared: bool) -> str:
    if study.rest is None:
        return _no_rest(study)
    return "" if compared else why_nothing_compared(study, study.main)


def _no_rest(study: Study) -> str:
    """Why there is no rest of the force area to be set beside the place."""
    police = [source for source in study.sources if source.feed.source == POLICE_UK]
    if not police:
        return "no rows of data.police.uk are loaded here, so nothing is known of the rest of the county"
    if study.inquiry.evidence.force_months(study.place).extracts:
        return "only a part of the police force's files is loaded; load the whole files"
    return "no rows of the rest of the county are loaded, or no lookup tells which areas belong to it"
