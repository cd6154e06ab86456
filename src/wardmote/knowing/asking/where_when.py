"""Where and when: what the drafts find of one class in the period itself.

In: an ``Query`` with a measure, over locked evidence. Out: a ``Section`` of the
drafts' own sentences: areas that stand out, how concentrated it is, hotspots and
their life, hours, known places, circumstances. Each is found by
the same test as in an assessment, so page and document say the same.
"""

from collections.abc import Iterable

from wardmote.knowing.asking.questions import Query
from wardmote.knowing.asking.sections import Section
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.people import find_people
from wardmote.measuring.drafting.places import find_places
from wardmote.measuring.drafting.times import find_hours, find_windows

HERE = ("area", "concentration", "deprivation", "hotspot", "persistence")
PEOPLE = ("named_place", "circumstance")
TITLE = "Where and when"


def where_section(asked: Query) -> Section:
    """The findings about the class: areas, then hours, then known places and circumstances."""
    found: list[Finding] = []
    missing: list[str] = []
    if asked.place.id == asked.town.id:
        study = asked.alone
        places, refused = find_places(study) if study else ([], [])
        found += [f for f in places if f.question in HERE]
        missing += [say("where-refused", because=each.reason) for each in refused[:1]]
        if study is None:
            missing.append(_told_of_whole(asked))
    if asked.source.exact:
        found += find_hours(asked.study)
        try:
            found += [f for f in find_people(asked.study)[0] if f.question in PEOPLE]
        except Refusal as refusal:
            missing.append(refusal.what)
    sentences = tuple(dict.fromkeys(f.words for f in _about(asked.key, found)))
    if not sentences and not missing:
        missing.append(say("where-nothing"))
    return Section("where", TITLE, sentences, missing=tuple(missing))


def _told_of_whole(asked: Query) -> str:
    whole = offence_class(offence_class(asked.key).parent).in_sentence
    return say("where-of-whole", whole=whole)


def window_words(asked: Query) -> tuple[str, ...]:
    """Known times of the year in which the class stands out, over every year held."""
    if not asked.source.exact:
        return ()
    return tuple(f.words for f in _about(asked.key, find_windows(asked.study)[0]))


def _about(key: str, found: Iterable[Finding]) -> list[Finding]:
    return [f for f in found if f.about == key]
