"""What people decided, gathered from the records into the judgement that a draft is made with.

In: an assessment. Out: plain values of the shape of ``judgement.toml``
(``measuring.drafting.judgement``), and their fingerprint, by which a page tells
whether the latest version holds the latest corrections.
"""

from dataclasses import dataclass
from typing import Any

from wardmote.knowing.assessment import rules
from wardmote.knowing.assessment.models import Assessment, Edit, Order, Statement, Version
from wardmote.measuring.drafting.judgement import Judgement, as_toml, judgement_of
from wardmote.measuring.figures.canonical import fingerprint


@dataclass(frozen=True)
class AssessmentDecisions:
    """Everything people decided about one assessment, read once."""

    edits: tuple[Edit, ...]
    statements: tuple[Statement, ...]
    order: tuple[str, ...]

    @property
    def content(self) -> dict[str, Any]:
        """The judgement as plain values; nothing empty in it."""
        found: dict[str, Any] = {"order": list(self.order)} if self.order else {}
        headline = next((e for e in self.edits if e.finding == rules.HEADLINE and e.words), None)
        if headline:
            found["headline"] = {"words": headline.words, "by": headline.by, "automatic": headline.automatic}
        edits = {e.finding: _edit(e) for e in self.edits if e.finding != rules.HEADLINE}
        edits = {key: edit for key, edit in edits.items() if edit.keys() & {"words", "hide", "comment"}}
        return found | ({"finding": edits} if edits else {}) | self._said()

    def _said(self) -> dict[str, Any]:
        """Statements by kind; reasons for missing parts belong to the sign-off and are not here."""
        found: dict[str, Any] = {}
        for each in self.statements:
            if each.kind in (rules.ADDED, rules.INTELLIGENCE):
                told = {"words": each.words, "source": each.source, "by": each.by}
                found.setdefault(each.kind, []).append(told)
            elif each.kind == rules.DELIVERY:
                found["delivery"] = {"words": each.words, "by": each.by}
            elif each.kind == rules.HARM:
                found.setdefault("harm", {})[each.about] = int(each.words)
            elif each.kind == rules.DECISION:
                found.setdefault("decision", {})[each.about] = each.words
        return found

    @property
    def mark(self) -> str:
        """Changes when anything does that a draft would show."""
        return fingerprint(self.content)

    def is_in(self, version: Version) -> bool:
        """Whether a version shows all of it; else it is being made again."""
        return version.judgement == self.mark

    @property
    def excuses(self) -> dict[str, str]:
        """Part key -> why it is missing."""
        return {each.about: each.words for each in self.statements if each.kind == rules.MISSING}

    @property
    def judgement(self) -> Judgement:
        return judgement_of(self.content)

    @property
    def toml(self) -> str:
        """As a file, to go on with on the command line."""
        return as_toml(self.judgement)


def decided(assessment: Assessment) -> AssessmentDecisions:
    """Read it; three queries."""
    order = Order.objects.filter(assessment=assessment).values_list("keys", flat=True).first()
    return AssessmentDecisions(
        edits=tuple(assessment.edits.all()),
        statements=tuple(assessment.statements.all()),
        order=tuple(order or ()),
    )


def _edit(edit: Edit) -> dict[str, Any]:
    told = {
        "words": edit.words,
        "hide": edit.hidden,
        "comment": edit.comment,
        "by": edit.by,
        "figure": edit.figure,
        "automatic": edit.automatic,
    }
    return {key: value for key, value in told.items() if value}
