"""What people do with an exception: reply, advise, decide; the review itself opens, joins, ages and closes.

In: an exception as it was read, words or an ``Answer``, and who says it. Out: the step that was written, and
for what is accepted a task. Each write asks its rule, is one transaction and leaves an audit row. Whoever
writes on an exception that somebody changed meanwhile gets ``EditConflict`` with the row as it is now.

``answer`` asks nothing of meetings: a page calls it, and so may a meeting that decides.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F
from django.urls import reverse

from wardmote.deciding.performance.measures import schedule_review
from wardmote.deciding.performance.models import ExceptionStep, PlanException
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.deciding.plan.models import PlanEdition
from wardmote.doing.tasking.models import Task
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.casework import Act, hold, refuse, write
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.periods import month_code, parse_month
from wardmote.measuring.catalogue.refusals import Refusal

KIND = "exception"
"""What tasks name as their cause."""


@dataclass(frozen=True)
class Answer:
    """What the strategy group decided; ``owner`` is a body's number, ``task`` what is to be done where it
    is accepted, ``held_until`` a month (2008-12) or empty.
    """

    step: str
    reason: str
    owner: int | None = None
    person: str = ""
    due: date | None = None
    held_until: str = ""
    task: str = ""


@dataclass(frozen=True)
class ExceptionStatus:
    """An exception on a day: whether its reply is late, and whether and since when a decision waits."""

    row: PlanException
    steps: tuple[ExceptionStep, ...]
    on: date

    def last(self, *kinds: str) -> ExceptionStep | None:
        """The latest step of these kinds."""
        return next((step for step in reversed(self.steps) if step.kind in kinds), None)

    @property
    def leads(self) -> tuple[Body, ...]:
        """The bodies that owe the reply then."""
        return self.row.leads_on(self.row.closed_on or self.on)

    @property
    def late(self) -> bool:
        return life.overdue(state=self.row.state, due=self.row.reply_due, on=self.on)

    @property
    def waits(self) -> bool:
        """Whether it is for the strategy group to decide now."""
        row = self.row
        return life.waits(state=row.state, reply_due=row.reply_due, comes_back=row.comes_back, on=self.on)

    @property
    def since(self) -> date:
        """From when a decision is waited for."""
        steps = [(step.kind, step.on, step.due) for step in self.steps]
        return life.waits_since(opened=self.row.opened_on, steps=steps)

    @property
    def decision_due(self) -> date:
        return life.decision_due(self.since)

    @property
    def too_long(self) -> bool:
        """Whether a decision has waited longer than one cycle of the strategy group (PM-05)."""
        return self.waits and self.on > self.decision_due


def standing(partnership: Partnership, *, on: date) -> tuple[ExceptionStatus, ...]:
    """Every open exception, gravest and least likely first, as it stands on a day; two queries."""
    open_ = PlanException.objects.filter(partnership=partnership).open()
    return as_of(open_.with_leads(), on=on)


def waiting_at(partnership: str, *, on: date) -> Iterator[ExceptionStatus]:
    """The same of a partnership by its slug; one query. Of a step only what tells who waits for what since
    when: its kind and its days."""
    open_ = PlanException.objects.filter(partnership__slug=partnership).open().with_leads()
    rows = open_.annotate(step_kind=F("steps__kind"), step_on=F("steps__on"), step_due=F("steps__due"))
    in_order = rows.order_by("-harm", "p", "pk", "steps__pk")
    for _, same in groupby(in_order, key=lambda row: row.pk):
        told = list(same)
        steps = (ExceptionStep(kind=row.step_kind, on=row.step_on, due=row.step_due) for row in told)
        yield ExceptionStatus(told[0], tuple(step for step in steps if step.kind), on)


def as_of(rows: Any, *, on: date) -> tuple[ExceptionStatus, ...]:
    """Exceptions with their steps, as they stand on a day."""
    found = list(rows.prefetch_related("steps__owner"))
    return tuple(ExceptionStatus(row, tuple(row.steps.all()), on) for row in found)


def open_ones(edition: PlanEdition) -> list[PlanException]:
    """What is open while an edition is in force; nothing for one that is not."""
    if not edition.in_force:
        return []
    open_ = PlanException.objects.filter(partnership=edition.partnership_id).open()
    return list(open_.with_leads())


def for_the_chair(rows: Sequence[ExceptionStatus]) -> tuple[ExceptionStatus, ...]:
    """Those that wait for a decision, by harm and then by how far beyond chance."""
    return tuple(each for each in rows if each.waits)


# ---- what people write ----


def why_not_reply(exception: PlanException, viewer: Viewer) -> str | None:
    """Why this person does not reply, or None."""
    leads = exception.leads_on(viewer.today)
    return life.why_not_reply(theirs=viewer.speaks_for(leads), leads=[body.name for body in leads])


def reply(exception: PlanException, *, words: str, by: Viewer, revision: int | None = None) -> ExceptionStep:
    """The lead agency's reply: what it knows of the cause and what it does."""
    refuse(why_not_reply(exception, by))
    refuse(life.why_not_words(words, asked="Write what you know and what you do about it."), where="words")
    with _write(exception, life.REPLY, by=by, revision=revision) as (now, act):
        step = _step(now, life.REPLY, by, words=words)
        act.detail["words"] = step.words
    return step


def advise(exception: PlanException, *, words: str, by: Viewer, revision: int | None = None) -> ExceptionStep:
    """The advice note to the strategy group, which must answer it (GR-03)."""
    refuse(life.why_not_advise(roles=by.roles))
    refuse(life.why_not_words(words, asked="Write what the strategy group is advised to do."), where="words")
    with _write(exception, life.ADVICE, by=by, revision=revision) as (now, act):
        now.comes_back = None
        step = _step(now, life.ADVICE, by, words=words)
        act.detail["words"] = step.words
    return step


def answer(
    exception: PlanException, answer: Answer, *, by: Viewer, revision: int | None = None
) -> ExceptionStep:
    """What the strategy group decided: accepted with its task, rejected, deferred to a day, or closed."""
    today = by.today
    owner = _owner(exception, answer.owner, by.today)
    refuse(life.why_not_decide(roles=by.roles))
    for where, gap in gaps_in(answer, owner=owner, today=today):
        refuse(gap, where=where)
    with _write(exception, life.StepKind(answer.step), by=by, revision=revision) as (now, act):
        goes_on = answer.step in (life.ACCEPT, life.DEFER)
        due = answer.due if goes_on else None
        now.comes_back = due if answer.step == life.DEFER else None
        if not goes_on:
            until = answer.held_until.strip()
            refuse(life.why_not_hold(until, reviewed=now.reviewed_month), where="held_until", found=until)
            now.closed_on = today
            now.held_until = until or month_code(parse_month(now.reviewed_month) + life.HOLDS_MONTHS)
        given = {"owner": owner, "person": answer.person.strip(), "due": due} if goes_on else {}
        step = _step(now, answer.step, by, words=answer.reason, **given)
        if answer.step == life.ACCEPT:
            give_task(now, _asked(answer), by=by)
        told = {"owner": owner.name if owner else "", "due": due, "held until": now.held_until}
        act.detail |= {"reason": step.words, **{key: value for key, value in told.items() if value}}
    return step


def gaps_in(answer: Answer, *, owner: object, today: date) -> tuple[tuple[str, str], ...]:
    """What an answer lacks, as (what, words); ``owner``: whoever it names, none or nought for nobody."""
    named = str(owner or "")
    gaps = life.gaps_in_decision(answer.step, reason=answer.reason, owner=named, due=answer.due, today=today)
    untold = life.why_not_accept(answer.step, task=answer.task)
    return (*gaps, *([("task", untold)] if untold else ()))


def _asked(answer: Answer) -> Asking:
    assert answer.owner is not None and answer.due is not None, "a whole decision has both"
    return Asking(answer.task.strip(), answer.owner, answer.due, answer.person)


def give_task(exception: PlanException, asking: Asking, *, by: Viewer) -> Task:
    """One more thing to be done about an exception."""
    url = reverse("plan:exception", args=[exception.partnership.slug, exception.pk])
    origin = Origin(KIND, str(exception.pk), f"Exception: {exception.title}"[:300], url)
    return set_task(exception.partnership, asking, origin, by=by)


# ---- inside a write ----


def _owner(exception: PlanException, number: int | None, on: date) -> Body | None:
    if number is None:
        return None
    owner = Body.objects.filter(partnership=exception.partnership_id, pk=number).on(on).first()
    if owner is None:
        raise Refusal(
            "Choose a body that is one of this partnership today.", where="owner", found=str(number)
        )
    return owner


@contextmanager
def _write(
    exception: PlanException, step: life.StepKind, *, by: Viewer, revision: int | None
) -> Iterator[tuple[PlanException, Act]]:
    """One step on the row as it is now, for this writer alone; a conflict where it is not as it was read."""
    rows = PlanException.objects.visible_to(by).filter(pk=exception.pk)
    rows.get()
    read = exception.revision if revision is None else revision
    with write(f"plan.exception-{life.VERBS[step]}", f"exception:{exception.pk}", by=by) as act:
        now: PlanException = hold(rows, read=read)
        refuse(life.why_not_step(now.state, step))
        now.partnership = exception.partnership
        act.detail["measure"] = now.measure
        yield now, act
        now.state = life.TRANSITIONS[life.ExceptionState(now.state)][step]
        now.save()
        if now.state == life.CLOSED:  # the review's lines say then under which decision it stands
            schedule_review.request_review(now.partnership, by=str(by))


def _step(now: PlanException, kind: str, by: Viewer, *, words: str, **given: Any) -> ExceptionStep:
    step: ExceptionStep = ExceptionStep.objects.create(
        exception=now, kind=kind, words=words.strip(), by=str(by), on=by.today, at=by.at, **given
    )
    return step
