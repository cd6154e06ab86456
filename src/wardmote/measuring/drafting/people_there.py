"""Whom an area's rate is for: its residents, or those who are there where numbers loaded say many more are.

In: a study, a source, a class and a unit. Out: the kind of denominator to ask with ("" for residents).
Residents mislead where many come who do not live there (domain notes 3.3). Where people there on a
working day, or visits, are loaded for every area of the unit and in some area are ``MANY_MORE`` times its
residents, every area's rate is for these. A class that follows homes keeps its residents.
"""

from collections.abc import Mapping

from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.series import ALL

KINDS = ("workday_population", "visits")
MANY_MORE = 3.0


def areas_figure(study: Study, source: StudySource, key: str, unit: str) -> Figure:
    """The rates of a class by area, for residents or for those who are there; ``Refusal`` as of ``areas``."""
    return study.ask("areas", source, key, unit=unit, denominator=rated_by(study, key, unit))


def rated_by(study: Study, key: str, unit: str) -> str:
    """The kind of denominator, "" for residents."""
    if key != ALL and offence_class(key).expectation == "households":
        return ""
    step = ("rated by", study.area, unit, study.period.end.year)
    return study.inquiry.once(step, lambda: _rated_by(study, unit))


def _rated_by(study: Study, unit: str) -> str:
    living = people(study, "population", unit)
    for kind in KINDS:
        there = people(study, kind, unit)
        if there and (not living or any(_many_more(there, living, area) for area in living)):
            return kind
    return ""


def people(study: Study, kind: str, unit: str) -> Mapping[str, float]:
    """How many there are of a kind in each area of the unit, by id; nothing where some area has no number."""
    base = study.inquiry.evidence.denominator(kind, study.place, unit, study.period.end.year)
    if base is None or base.qualifier:
        return {}
    return {str(area): value for area, value in zip(base.areas, base.values, strict=True)}


def _many_more(there: Mapping[str, float], living: Mapping[str, float], area: str) -> bool:
    return there.get(area, 0.0) >= MANY_MORE * living[area] > 0
