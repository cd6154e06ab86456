"""Why a part of an assessment is missing: the true reason, as a clause, and how to fill it.

In: a study, and what its findings answer. Out: part -> clause, for parts that lack something. The reason is
asked of the methods that would have filled the part; a fixed sentence would sooner or later be false.
"""

from collections.abc import Callable, Collection, Mapping

from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.drafting.disclosure import PUBLIC, hidden_classes, number_words
from wardmote.measuring.drafting.judgement import Judgement
from wardmote.measuring.drafting.places import FEWEST, best_unit
from wardmote.measuring.drafting.placing_words import area_words
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.wholeness import why_nothing_compared
from wardmote.measuring.drafting.words import inside

WHERE = {"area", "concentration", "moved"}
WHEN = {"season", "hours"}
WHO = {"circumstance", "offenders", "concentration", "named_place"}
RESIDENTS = {"feeling_safe", "residents_say"}


def lacking(
    study: Study, shown: Collection[str], hidden: Collection[str], judgement: Judgement
) -> Mapping[str, str]:
    """What each part lacks; ``shown`` and ``hidden``: the questions that findings answer, by themselves."""
    compared = any(source.compared for source in study.sources)

    def reason(wanted: set[str], otherwise: Callable[[], str]) -> str:
        if wanted & set(shown):
            return ""
        return say("lacking-left-out") if wanted & set(hidden) else otherwise()

    found = {
        "levels": reason({"level"}, lambda: say("lacking-levels")),
        "changes": "" if compared else why_nothing_compared(study, study.main),
        "why": "" if compared else why_nothing_compared(study, study.main),
        "where": reason(WHERE, lambda: _where(study)),
        "when": reason(WHEN, lambda: _when(study)),
        "who": reason(WHO, lambda: say("lacking-who-public" if study.audience == PUBLIC else "lacking-who")),
        "residents": reason(RESIDENTS, lambda: _residents(study)),
        "delivery": "" if judgement.delivery.words else say("lacking-delivery"),
        "county": _county(study, compared=compared),
    }
    return {key: words for key, words in found.items() if words}


def _where(study: Study) -> str:
    """Why no source could be told by areas."""
    unit = next((unit for source in study.sources if (unit := best_unit(source))), None)
    if unit is None:
        return say("lacking-areas")
    source = next(source for source in study.sources if best_unit(source) == unit)
    try:
        figure = study.ask("concentration", source, source.widest, unit=unit)
    except Refusal as refusal:
        return inside(refusal.what).rstrip(".")
    if figure.result.status != Status.OK:
        return inside(figure.result.reason).rstrip(".")
    if (figure.result.n or 0) < FEWEST:
        shown = number_words(study, source, figure.result.n or 0)
        return say("lacking-areas-few", records=shown, areas=area_words(unit))
    return say("lacking-areas-hidden")


def _when(study: Study) -> str:
    result = study.ask("season", study.main, study.main.widest).result
    if study.main.widest in hidden_classes(study, study.main):
        return say("lacking-months-hidden")
    return inside(result.reason).rstrip(".") or say("lacking-months-hidden")


def _residents(study: Study) -> str:
    waves = study.inquiry.evidence.surveys(study.place)
    if not waves:
        return say("lacking-survey")
    asked = {question.key for wave in waves for question in wave.questions}
    if not asked & {"safe-day", "safe-night"}:
        return inside(say("cannot-feel-unasked")).rstrip(".")
    return say("lacking-answers", survey=waves[0].title)


def _county(study: Study, *, compared: bool) -> str:
    if study.rest is None:
        return _no_rest(study)
    return "" if compared else why_nothing_compared(study, study.main)


def _no_rest(study: Study) -> str:
    """Why there is no rest of the force area to be set beside the place."""
    police = [source for source in study.sources if source.feed.source == POLICE_UK]
    if not police:
        return say("lacking-county-police")
    if study.inquiry.evidence.force_months(study.place).extracts:
        return say("lacking-county-part")
    return say("lacking-county")
