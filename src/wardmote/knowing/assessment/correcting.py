"""Corrections: what a person writes over the program's words, and what they add, order or take away.

Each write takes ``by``, runs in one transaction, leaves an audit row that holds
the text before and after, and asks for a new draft. Two people at one sentence:
whoever saves second gets an ``EditConflict`` with what the first one wrote.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError
from django.db.models import QuerySet

from wardmote.ground.casework import Act, EditConflict, hold, refuse, write
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment import rules
from wardmote.knowing.assessment.making import ask_for_draft
from wardmote.knowing.assessment.models import Assessment, Edit, Order, Statement
from wardmote.measuring.catalogue.refusals import Refusal

Row = TypeVar("Row", Edit, Order)


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

    def changes_nothing_of(self, edit: Edit | None) -> bool:
        """Whether all stands so already: the same over the same figure, or nothing over nothing."""
        if self.empty:
            return edit is None or not (edit.words or edit.hidden or edit.comment)
        return edit is not None and all(getattr(edit, name) == value for name, value in vars(self).items())


def correct(assessment: Assessment, finding: str, written: Written, *, revision: int, by: Viewer) -> Edit:
    """Write over a finding; ``revision`` is the one the person saw (0: there was no correction)."""
    reason = rules.why_not_correct(words=written.words, hidden=bool(written.hidden), because=written.hidden)
    refuse(reason, where=finding)
    values = {**vars(written), "by": str(by), "at": by.at}
    try:
        with _write("corrected", assessment, by=by) as act:
            rows = Edit.objects.filter(assessment=assessment, finding=finding)
            edit, was = _written(rows, assessment, values, revision=revision, finding=finding)
            act.detail = {"finding": finding, "was": _texts(was) if was else {}, "now": _texts(edit)}
    except IntegrityError:
        raise EditConflict(Edit.objects.get(assessment=assessment, finding=finding)) from None
    return edit


def _texts(edit: Edit) -> dict[str, str]:
    found = {"words": edit.words, "hidden": edit.hidden, "comment": edit.comment, "by": edit.by}
    return {key: text for key, text in found.items() if text}


# ---- statements ----


@dataclass(frozen=True)
class NewStatement:
    """What a person states: ``about`` a class or part, in ``words``, from a ``source``."""

    words: str
    source: str = ""
    about: str = ""


def state(assessment: Assessment, kind: str, said: NewStatement, *, by: Viewer) -> Statement:
    """Add a statement; where one about the same thing stands already, ``Refusal`` says so."""
    refuse(rules.why_not_state(kind, words=said.words, source=said.source, about=said.about))
    of = {"partnership": assessment.partnership, "assessment": assessment, "kind": kind}
    try:
        with _write("stated", assessment, by=by) as act:
            new = Statement.objects.create(**of, by=str(by), at=by.at, **vars(said))
            act.detail = {"statement": new.pk, "kind": kind, "now": vars(said)}
    except IntegrityError:
        raise Refusal(
            "There is one about this already.", found=said.about, todo="Change the one that stands there."
        ) from None
    return new


def restate(statement: Statement, said: NewStatement, *, revision: int, by: Viewer) -> Statement:
    """Change a statement; ``EditConflict`` when somebody else did since ``revision``."""
    refuse(rules.why_not_state(statement.kind, words=said.words, source=said.source, about=said.about))
    with _write("restated", statement.assessment, by=by) as act:
        now = hold(Statement.objects.filter(pk=statement.pk), read=revision)
        was = {"words": now.words, "source": now.source}
        _save(now, {"words": said.words, "source": said.source, "by": str(by), "at": by.at})
        act.detail = {"statement": now.pk, "kind": now.kind, "was": was, "now": vars(said)}
    return now


def take_back(statement: Statement, *, revision: int, by: Viewer) -> None:
    """Remove a statement; its words stay in the log."""
    with _write("taken_back", statement.assessment, by=by) as act:
        was = {"kind": statement.kind, "about": statement.about, "words": statement.words}
        act.detail = {"statement": statement.pk, "was": was}
        hold(Statement.objects.filter(pk=statement.pk), read=revision).delete()


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
        with _write("reordered", assessment, by=by) as act:
            rows = Order.objects.filter(assessment=assessment)
            order, was = _written(rows, assessment, values, revision=revision)
            act.detail = {"was": list(was.keys) if was else [], "now": list(keys)}
    except IntegrityError:
        raise EditConflict(Order.objects.get(assessment=assessment)) from None
    return order


def _written(
    rows: QuerySet[Row], assessment: Assessment, values: Mapping[str, Any], *, revision: int, **of: Any
) -> tuple[Row, Row | None]:
    """The one row of an assessment as written now, and as it was before; None where it is new."""
    if not (revision or rows.exists()):
        of = {"partnership": assessment.partnership, "assessment": assessment, **of}
        return rows.create(**of, **values), None
    row = hold(rows, read=revision)
    was = copy(row)
    _save(row, values)
    return row, was


@contextmanager
def _write(verb: str, assessment: Assessment, *, by: Viewer) -> Iterator[Act]:
    """A write of a correction; every one asks for a new draft."""
    with write(f"assessment.{verb}", f"assessment:{assessment.pk}", by=by) as act:
        yield act
        ask_for_draft(assessment, by=str(by))


def _save(row: Edit | Statement | Order, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
