"""A draft assessment: every finder run over a study, judged by people, with its parts checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.drafting.changes import find_changes, find_elsewhere
from wardmote.measuring.drafting.contributions import find_contributions
from wardmote.measuring.drafting.disclosure import public_findings, refuse_unconfirmed_words
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.judgement import JudgedFinding, Judgement, judged
from wardmote.measuring.drafting.levels import find_against_rest, find_levels
from wardmote.measuring.drafting.moves import find_moves
from wardmote.measuring.drafting.outcomes import find_outcomes
from wardmote.measuring.drafting.parts import AssessmentPart, parts
from wardmote.measuring.drafting.people import find_people
from wardmote.measuring.drafting.places import find_places
from wardmote.measuring.drafting.priorities import ScoredClass, propose, proposed
from wardmote.measuring.drafting.residents import find_residents
from wardmote.measuring.drafting.searches import find_searches
from wardmote.measuring.drafting.signals import find_signals
from wardmote.measuring.drafting.stories import MOST_STORIES, Story, tell
from wardmote.measuring.drafting.study import Study
from wardmote.measuring.drafting.times import find_hours, find_seasons, find_windows


@dataclass(frozen=True)
class Draft:
    """``findings`` in reading order: the person's order, then the stories, then question by question.

    ``stories`` stand on the first pages; ``further`` ones could, if a person puts them there.
    """

    study: Study
    findings: tuple[JudgedFinding, ...]
    stories: tuple[Story, ...]
    matters: tuple[ScoredClass, ...]
    refused: tuple[Refused, ...]
    parts: tuple[AssessmentPart, ...]
    judgement: Judgement
    further: tuple[Story, ...] = ()

    def asked(self, *wanted: str) -> tuple[JudgedFinding, ...]:
        """Findings that answer any of these questions and are not hidden, in order."""
        return tuple(i for i in self.findings if i.finding.question in wanted and not i.hidden)

    def by_id(self) -> Mapping[str, JudgedFinding]:
        return {item.finding.id: item for item in self.findings}


def find(study: Study) -> tuple[list[Finding], list[Refused]]:
    """Everything the finders say, unjudged, in the order of the catalogue's questions."""
    windows, no_windows = find_windows(study)
    people, no_people = find_people(study)
    places, no_places = find_places(study)
    residents, no_residents = find_residents(study)
    moves, no_moves = find_moves(study)
    found = [
        *find_levels(study),
        *find_against_rest(study),
        *find_changes(study),
        *find_outcomes(study),
        *find_searches(study),
        *find_contributions(study),
        *find_elsewhere(study),
        *find_seasons(study),
        *find_signals(study),
        *windows,
        *find_hours(study),
        *places,
        *moves,
        *people,
        *residents,
    ]
    found = public_findings(study, found)
    order = {key: i for i, key in enumerate(questions())}
    found.sort(key=lambda finding: order[finding.question])
    return found, [*no_windows, *no_people, *no_places, *no_moves, *no_residents]


def draft(study: Study, judgement: Judgement) -> Draft:
    """Find, judge, choose the stories, score the matters and check the parts."""
    refuse_unconfirmed_words(study)
    found, refused = find(study)
    items = judged(found, judgement)
    matters = propose(study, found, judgement.harm)
    told = tell(study, items, judgement.order, [matter.key for matter in proposed(matters)])
    stories = told[:MOST_STORIES]
    lead = {story.key: i for i, story in enumerate(stories)}
    person = {key: i for i, key in enumerate(judgement.order)}
    ordered = sorted(
        items,
        key=lambda i: (person.get(i.finding.id, len(person)), lead.get(i.finding.id, len(lead))),
    )
    return Draft(
        study=study,
        findings=tuple(ordered),
        stories=stories,
        matters=matters,
        refused=tuple(refused),
        parts=parts(study, items, judgement),
        judgement=judgement,
        further=told[MOST_STORIES:],
    )
