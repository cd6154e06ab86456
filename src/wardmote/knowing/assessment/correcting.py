"""Corrections: what a person writes over the program's words, and what they add, order or take away.

Each write takes ``by``, runs in one transaction, leaves an audit row that holds
the text before and after, and asks for a new draft. Two people at one sentence:
whoever saves second gets a ``StaleError`` with what the first one wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from wardmote.ground.audit import log
from wardmote.ground.pages.conflicts import EditConflict
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment import rules
from wardmote.knowing.assessment.making import ask_for_draft
from wardmote.knowing.assessment.models import Assessment, Edit, Order, Statement
from wardmote.measuring.catalogue.refusals import Refusal


class StaleError(EditConflict):
    """Somebody else saved first; ``now`` is the row as they left it, or None where they took it away."""


@dataclass(frozen=True)
class Written:
    """What a person wrote of one finding, and the figure and automatic words they saw when they did."""

    words: str = ""
    hidden: str = ""
    comment: str = ""
    figure: str = ""
    automatic: str = ""

    @property
    def empty(self) -> bool:
        return not (self.words or self.hidden or self.comment)


def correct(assessment: Assessment, finding: str, written: Written, *, revision: int, by: Viewer) -> Edit:
    """Write over a finding; ``revision`` is the one the person saw (0: there was no correction)."""
    reason = rules.why_not_correct(words=written.words, hidden=bool(written.hidden), because=written.hidden)
    if reason:
        raise Refusal(reason, where=finding)
    values = {**vars(written), "by": str(by), "at": by.at}
    try:
        with transaction.atomic():
            edit, before = _edited(assessment, finding, values, revision=revision)
            _record(assessment, "corrected", by, {"finding": finding, "was": before, "now": _texts(edit)})
            ask_for_draft(assessment, by=str(by))
    except IntegrityError:
        raise StaleError(Edit.objects.get(assessment=assessment, finding=finding)) from None
    return edit


def _edited(
    assessment: Assessment, finding: str, values: Mapping[str, Any], *, revision: int
) -> tuple[Edit, dict[str, str]]:
    """The row as written now, and its texts before."""
    rows = Edit.objects.select_for_update().filter(assessment=assessment, finding=finding)
    before = rows.first()
    if (before.revision if before else 0) != revision:
        raise StaleError(before)
    if before is None:
        partnership = assessment.partnership
        new = Edit(partnership=partnership, assessment=assessment, finding=finding, **values)
        new.save(force_insert=True)
        return new, {}
    if not rows.filter(revision=revision).update(revision=F("revision") + 1, **values):
        raise StaleError(rows.first())
    return rows.get(), _texts(before)


def _texts(edit: Edit) -> dict[str, str]:
    found = {"words": edit.words, "hidden": edit.hidden, "comment": edit.comment, "by": edit.by}
    return {key: text for key, text in found.items() if text}


# ---- statements ----


@dataclass(frozen=True)
class Said:
    """What a person states: ``about`` a class or part, in ``words``, from a ``source``."""

    words: str
    source: str = ""
    about: str = ""


def state(assessment: Assessment, kind: str, said: Said, *, by: Viewer) -> Statement:
    """Add a statement; where one about the same thing stands already, ``Refusal`` says so."""
    if reason := rules.why_not_state(kind, words=said.words, source=said.source, about=said.about):
        raise Refusal(reason)
    try:
        with transaction.atomic():
            new = Statement.objects.create(
                partnership=assessment.partnership,
                assessment=assessment,
                kind=kind,
                by=str(by),
                at=by.at,
                **vars(said),
            )
            _record(assessment, "stated", by, {"statement": new.pk, "kind": kind, "now": vars(said)})
            ask_for_draft(assessment, by=str(by))
    except IntegrityError:
        raise Refusal(
            "There is one about this already.", found=said.about, todo="Change the one that stands there."
        ) from None
    return new


@transaction.atomic
def restate(statement: Statement, said: Said, *, revision: int, by: Viewer) -> Statement:
    """Change a statement; ``StaleError`` when somebody else did since ``revision``."""
    if reason := rules.why_not_state(statement.kind, words=said.words, source=said.source, about=said.about):
        raise Refusal(reason)
    before = {"words": statement.words, "source": statement.source}
    rows = Statement.objects.filter(pk=statement.pk)
    changed = rows.filter(revision=revision).update(
        words=said.words, source=said.source, by=str(by), at=by.at, revision=F("revision") + 1
    )
    if not changed:
        raise StaleError(rows.first())
    detail = {"statement": statement.pk, "kind": statement.kind, "was": before, "now": vars(said)}
    _record(statement.assessment, "restated", by, detail)
    ask_for_draft(statement.assessment, by=str(by))
    return rows.get()


@transaction.atomic
def take_back(statement: Statement, *, revision: int, by: Viewer) -> None:
    """Remove a statement; its words stay in the log."""
    rows = Statement.objects.filter(pk=statement.pk)
    was = {"kind": statement.kind, "about": statement.about, "words": statement.words}
    if not rows.filter(revision=revision).delete()[0]:
        raise StaleError(rows.first())
    _record(statement.assessment, "taken_back", by, {"statement": statement.pk, "was": was})
    ask_for_draft(statement.assessment, by=str(by))


# ---- order ----


def moved(keys: Sequence[str], key: str, way: str) -> tuple[str, ...]:
    """The keys with one moved ``up``, ``down`` or ``first``; as they were where it cannot move.

    >>> moved(["a", "b", "c"], "c", "up"), moved(["a", "b"], "a", "up"), moved(["a", "b", "c"], "c", "first")
    (('a', 'c', 'b'), ('a', 'b'), ('c', 'a', 'b'))
    """
    if key not in keys:
        return tuple(keys)
    at = list(keys).index(key)
    to = {"up": max(at - 1, 0), "down": min(at + 1, len(keys) - 1), "first": 0}[way]
    rest = [each for each in keys if each != key]
    return (*rest[:to], key, *rest[to:])


def reorder(assessment: Assessment, keys: Sequence[str], *, revision: int, by: Viewer) -> Order:
    """Set the order of the stories; no keys gives it back to the program."""
    values = {"keys": list(keys), "by": str(by), "at": by.at}
    try:
        with transaction.atomic():
            after, was = _ordered(assessment, values, revision=revision)
            _record(assessment, "reordered", by, {"was": was, "now": list(keys)})
            ask_for_draft(assessment, by=str(by))
    except IntegrityError:
        raise StaleError(Order.objects.get(assessment=assessment)) from None
    return after


def _ordered(assessment: Assessment, values: Mapping[str, Any], *, revision: int) -> tuple[Order, list[str]]:
    """The order as set now, and the keys before."""
    rows = Order.objects.filter(assessment=assessment)
    before = rows.first()
    if (before.revision if before else 0) != revision:
        raise StaleError(before)
    if before is None:
        new = Order(partnership=assessment.partnership, assessment=assessment, **values)
        new.save(force_insert=True)
        return new, []
    if not rows.filter(revision=revision).update(revision=F("revision") + 1, **values):
        raise StaleError(rows.first())
    return rows.get(), list(before.keys)


def _record(assessment: Assessment, verb: str, by: Viewer, detail: Mapping[str, Any]) -> None:
    log.record(
        partnership=by.partnership,
        by=str(by),
        what=f"assessment.{verb}",
        subject=f"assessment:{assessment.pk}",
        detail=detail,
    )
