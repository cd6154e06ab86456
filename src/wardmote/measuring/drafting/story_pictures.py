"""The pictures of the first pages: one map, one season chart, and at most one more for the lead finding."""

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Picture
from wardmote.measuring.drafting.area_pictures import map_or_none
from wardmote.measuring.drafting.disclosure import months_shown
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.pictures import Frame, months_picture
from wardmote.measuring.drafting.places import best_unit
from wardmote.measuring.drafting.sentences import say
from wardmote.measuring.drafting.study import StudySource
from wardmote.measuring.drafting.subject import subject_of
from wardmote.measuring.drafting.words import plain


def story_pictures(draft: Draft) -> dict[str, Picture]:
    """By story key: months for the first class story, the map for the place story (or the second story)."""
    study = draft.study
    out: dict[str, Picture] = {}
    sources = {source.name: source for source in study.sources}
    for story in draft.stories:
        source = sources.get(story.source)
        if story.kind == "class" and source and months_shown(study, source, story.subject):
            frame = Frame(f"front-months-{story.subject}", plain(story.headline), "half")
            out[story.key] = months_picture(study, source, story.subject, frame)
            break
    place = next((s for s in draft.stories if s.kind == "place"), None)
    target = place or next((s for s in draft.stories if s.key not in out), None)
    if target is not None:
        title = plain(target.headline) if place else say("picture-busiest", place=study.place.name)
        found = _map(draft, sources.get(target.source, study.main), title=title)
        if found:
            out[target.key] = found
    return out


def months_of_the_whole(draft: Draft) -> list[Picture]:
    """The months of everything together, for a page whose stories have no picture."""
    study, source = draft.study, draft.study.main
    if not months_shown(study, source, source.widest):
        return []
    title = say("picture-whole", subject=subject_of(source, source.widest))
    return [months_picture(study, source, source.widest, Frame("front-months", title, "half"))]


def _map(draft: Draft, source: StudySource, *, title: str) -> Picture | None:
    unit = best_unit(source)
    try:
        return map_or_none(draft.study, source, unit, title=title, width="half") if unit else None
    except Refusal:
        return None
