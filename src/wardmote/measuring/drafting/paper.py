"""A draft on paper: everything of it that a page shows, as plain JSON values, kept without counting again.

In: a ``Draft`` and its composed ``Document``. Out: ``as_paper`` a dict (schema 1)
that JSON holds: the document's blocks, every finding with all its fields, what
was refused, the parts, the matters, the loads whose rows were used and the seal
over the findings. ``paper_of`` reads it back. A paper of a newer schema is a
``Refusal``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import kept_record
from wardmote.measuring.documents.keeping import document_as_json
from wardmote.measuring.documents.model import Document
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.finding import Finding, Refused
from wardmote.measuring.drafting.headline import automatic_headline, headline
from wardmote.measuring.drafting.judgement import findings_seal
from wardmote.measuring.drafting.parts import AssessmentPart
from wardmote.measuring.drafting.priorities import ScoredClass
from wardmote.measuring.drafting.words import plain
from wardmote.measuring.figures.canonical import plain as plain_json

SCHEMA = 1


@dataclass(frozen=True)
class StoryHeadline:
    """A story: its leading finding's id, its bold sentence, whether it stands on the first pages."""

    key: str
    headline: str
    front: bool


@dataclass(frozen=True)
class Paper:
    """A stored draft. ``stories`` in order, those of the first pages first.

    ``headline`` as printed, ``automatic_headline`` as the program would have it. ``seal``
    is over the findings whatever their order.
    """

    place: str
    place_id: str
    period: Period
    against: Period | None
    audience: str
    synthetic: bool
    headline: str
    automatic_headline: str
    document: Document
    findings: tuple[Finding, ...]
    stories: tuple[StoryHeadline, ...]
    refused: tuple[Refused, ...]
    parts: tuple[AssessmentPart, ...]
    matters: tuple[ScoredClass, ...]
    loads: tuple[str, ...]
    seal: str

    @cached_property
    def by_id(self) -> Mapping[str, Finding]:
        return {finding.id: finding for finding in self.findings}


def as_paper(draft: Draft, document: Document) -> dict[str, Any]:
    """The draft and its document as plain values."""
    study = draft.study
    findings = [item.finding for item in draft.findings]
    compared = study.main.compared
    found: dict[str, Any] = plain_json(
        {
            "schema": SCHEMA,
            "place": study.place.name,
            "place_id": study.area,
            "period": study.period.code,
            "against": compared.against.code if compared else None,
            "audience": study.audience,
            "synthetic": study.synthetic,
            "headline": plain(headline(draft)),
            "automatic_headline": plain(automatic_headline(draft)),
            "document": document_as_json(document),
            "findings": [_finding(finding) for finding in findings],
            "stories": [vars(told) for told in _told(draft)],
            "refused": [vars(item) for item in draft.refused],
            "parts": [vars(part) for part in draft.parts],
            "matters": [vars(matter) for matter in draft.matters],
            "loads": study.inquiry.loads,
            "seal": findings_seal(sorted(findings, key=lambda finding: finding.id)),
        }
    )
    return found


def is_readable(data: Mapping[str, Any]) -> bool:
    """Whether this version of the program can read it."""
    return bool(data.get("schema") == SCHEMA)


def paper_of(data: Mapping[str, Any]) -> Paper:
    """The paper again."""
    if not is_readable(data):
        raise Refusal(
            "This draft was written by another version of the program.",
            found=f"schema {data.get('schema')!r}",
            todo="Draft the assessment again.",
        )
    findings = [_with_periods(item) for item in data["findings"]]
    return kept_record(Paper, {**_with_periods(data), "findings": findings})


def _told(draft: Draft) -> tuple[StoryHeadline, ...]:
    return tuple(
        StoryHeadline(story.key, plain(story.headline), front)
        for group, front in ((draft.stories, True), (draft.further, False))
        for story in group
    )


def _finding(finding: Finding) -> dict[str, Any]:
    against = finding.against.code if finding.against else None
    return vars(finding) | {"period": finding.period.code, "against": against}


def _with_periods(data: Mapping[str, Any]) -> dict[str, Any]:
    against = parse_period(data["against"]) if data["against"] else None
    return {**data, "period": parse_period(data["period"]), "against": against}
