"""Owed to us, owed by us: everything somebody owes the partnership on a day, from stored rows alone.

In: an edition in force, who looks, and the day. Out: ``Owed`` in the order in which one would ask: what is
latest first, then what comes due. Replies to exceptions are owed by their lead agency, decisions by the
strategy group, tasks by their owner, actions (overdue, stale, or due within two weeks) by the bodies that
lead them, the yearly review by the partnership itself. Nothing is typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse

from wardmote.deciding.plan.held.progress import today_of
from wardmote.deciding.plan.models import Action, ActionUpdate, PlanEdition, PlanException, Review
from wardmote.deciding.plan.rules import exceptions as life
from wardmote.deciding.plan.rules import plan as rules
from wardmote.doing.tasking.models import Task
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.rules import CHAIR, MANAGER
from wardmote.ground.partners.viewing import Viewer

REPLY, DECISION, TASK, ACTION, REVIEW, NEXT = "reply", "decision", "task", "action", "review", "edition"
KINDS = {
    REPLY: "Reply",
    DECISION: "Decision",
    TASK: "Task",
    ACTION: "Action",
    REVIEW: "Yearly review",
    NEXT: "Next edition",
}
AHEAD = timedelta(days=14)
LONG_OVER_DAYS = 92
STRATEGY_GROUP, PARTNERSHIP = "The strategy group", "The partnership"


@dataclass(frozen=True)
class Owed:
    """One thing owed: what, by whom, to whom, since when, until when, and where it is answered.

    ``about`` tells it from every other: its kind and its row.
    """

    kind: str
    words: str
    by: tuple[str, ...]
    to: str
    since: date
    due: date | None
    url: str
    on: date
    about: str
    stale: bool = False

    @property
    def late(self) -> int:
        """Days it is late; 0 when it is not."""
        return max(0, (self.on - self.due).days) if self.due else 0

    @property
    def who(self) -> str:
        return " and ".join(self.by)

    @property
    def mark(self) -> tuple[str, str]:
        """The sign and words of a status mark."""
        if self.late and self.kind == NEXT:
            return "off-track", "Overdue"
        if self.late:
            return "off-track", f"{self.late:,} day{'' if self.late == 1 else 's'} late"
        if self.stale:
            return "near", "No update"
        return "not-set", "Due" if self.due else "Open"


def owed(
    partnership: Partnership, edition: PlanEdition, *, on: date, open_rows: list[PlanException] | None = None
) -> list[Owed]:
    """Everything owed on a day; ``open_rows``: the exceptions, where they were asked for already."""
    rows = standing_exceptions(partnership) if open_rows is None else open_rows
    found = [
        *_exceptions(rows, partnership.slug, on),
        *_tasks(partnership, on),
        *_actions(partnership, edition, on),
        *_reviews(partnership, on),
    ]
    return sorted(found, key=lambda each: (-each.late, each.due or date.max, each.kind, each.words))


def ours(viewer: Viewer, each: Owed) -> bool:
    """Whether who looks owes it: their body, or the partnership where they run it or chair it."""
    shared = {STRATEGY_GROUP, PARTNERSHIP} & set(each.by)
    return viewer.body in each.by or bool(shared and viewer.roles & {MANAGER, CHAIR})


def seen_by(viewer: Viewer, found: Iterable[Owed]) -> tuple[list[Owed], list[Owed]]:
    """(owed to us, owed by us): who neither runs nor chairs the partnership sees what their body owes."""
    every = list(found)
    mine = [each for each in every if ours(viewer, each)]
    if not viewer.roles & {MANAGER, CHAIR}:
        return [], mine
    return [each for each in every if not ours(viewer, each)], mine


def today_for(edition: PlanEdition, viewer: Viewer) -> date:
    """The day on which it is asked what is owed."""
    return today_of(edition, viewer.at)


# ---- where it comes from ----


def standing_exceptions(partnership: Partnership) -> list[PlanException]:
    """Open exceptions in one query, each with the days of its last advice and its last decision."""
    rows = PlanException.objects.filter(partnership=partnership).exclude(state=life.CLOSED)
    last_advice = Max("steps__on", filter=Q(steps__kind=life.ADVICE))
    last_decision = Max("steps__on", filter=Q(steps__kind__in=life.DECIDED))
    return list(rows.select_related("lead").annotate(advised=last_advice, decided=last_decision))


def _exceptions(rows: Iterable[PlanException], slug: str, on: date) -> Iterator[Owed]:
    for row in rows:
        url = reverse("plan:exception", args=[slug, row.pk])
        if row.state == life.OPEN:
            words, by, about = f"Reply to: {row.title}", row.leads or (PARTNERSHIP,), f"reply:{row.pk}"
            yield Owed(REPLY, words, by, PARTNERSHIP, row.opened_on, row.reply_due, url, on, about)
        if life.waits(state=row.state, reply_due=row.reply_due, comes_back=row.comes_back, on=on):
            since = _waits_since(row)
            due = since + timedelta(days=life.CYCLE_DAYS)
            words = f"Decide on: {row.title}"
            yield Owed(
                DECISION,
                words,
                (STRATEGY_GROUP,),
                PARTNERSHIP,
                since,
                due,
                url,
                on,
                f"decision:{row.pk}:{since}",
            )


def _waits_since(row: PlanException) -> date:
    """A decision is due within a cycle of the strategy group from here (PM-05)."""
    stored = cast(Any, row)
    decided: date | None = stored.decided
    advised: date | None = stored.advised
    again = advised if decided and advised and advised >= decided else None
    return life.waits_since(opened=row.opened_on, decided=decided, comes_back=row.comes_back, again=again)


def _tasks(partnership: Partnership, on: date) -> Iterator[Owed]:
    open_ = Task.objects.filter(partnership=partnership, done_on=None).select_related("owner")
    for task in open_:
        words = f"{task.words} ({task.origin_label})"
        since = task.set_at.date()
        yield Owed(
            TASK,
            words,
            (task.owner.name,),
            PARTNERSHIP,
            since,
            task.due,
            task.origin_url,
            on,
            f"task:{task.pk}",
        )


def _actions(partnership: Partnership, edition: PlanEdition, on: date) -> Iterator[Owed]:
    """Deliverables that are not over and overdue, stale or due within two weeks; two queries.

    Long after the edition's year only one thing is owed of it: the next edition.
    """
    if (on - edition.in_year.end).days > LONG_OVER_DAYS:
        yield _next_edition(partnership, edition, on)
        return
    said = ActionUpdate.objects.filter(action=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
    actions = Action.objects.filter(edition=edition, same_as="").select_related("sub_priority__priority")
    names = {each.key: each.body.name for each in edition.bodies.select_related("body")}
    for action in actions.annotate(
        last_on=Subquery(said.values("on")[:1]), last_state=Subquery(said.values("state")[:1])
    ):
        last = action.last_on or max(edition.in_year.start, action.starts or edition.in_year.start)
        due = action.ends or edition.in_year.end
        now = rules.standing(state=action.last_state or rules.NOT_BEGUN, due=due, last=last, on=on)
        soon = due - on <= AHEAD
        if now.state in rules.CLOSED or not (soon or now.stale):
            continue
        by = tuple(names[key] for key in action.lead or action.sub_priority.priority.lead)
        url = reverse("plan:action", args=[partnership.slug, edition.pk, action.key])
        words, about, until = f"{action.key}: {action.words}", f"action:{action.pk}", due if soon else None
        yield Owed(ACTION, words, by, PARTNERSHIP, last, until, url, on, about, now.stale)


def _next_edition(partnership: Partnership, edition: PlanEdition, on: date) -> Owed:
    words = f"The plan's year {edition.in_year.short_label} is over: open the next edition."
    url = reverse("plan:edition", args=[partnership.slug, edition.pk])
    end = edition.in_year.end
    due = end + timedelta(days=LONG_OVER_DAYS)
    since, about = end + timedelta(days=1), f"edition:{edition.pk}"
    return Owed(NEXT, words, (PARTNERSHIP,), PARTNERSHIP, since, due, url, on, about)


def _reviews(partnership: Partnership, on: date) -> Iterator[Owed]:
    """Priorities of the draft on which the yearly review has not decided."""
    waiting = Review.objects.filter(
        edition__partnership=partnership, edition__status=rules.DRAFT, decision=""
    ).select_related("edition")
    found = list(waiting)
    if found:
        draft = found[0].edition
        count = f"{len(found)} priorit{'y' if len(found) == 1 else 'ies'}"
        url = reverse("plan:review", args=[partnership.slug, draft.pk])
        words = f"The yearly review has still to decide on {count} of {draft.in_year.short_label}."
        yield Owed(
            REVIEW,
            words,
            (PARTNERSHIP,),
            PARTNERSHIP,
            draft.made_at.date(),
            draft.in_year.start,
            url,
            on,
            f"review:{draft.pk}",
        )


# ---- in few words ----


def summary(found: Sequence[Owed], *, to_us: bool) -> str:
    """One sentence: how many of each kind, how many late, and the one that is latest."""
    if not found:
        return ""
    counts = [(sum(each.kind == kind for each in found), kind) for kind in KINDS]
    told = [f"{count} {name if count == 1 else _plural(name)}" for count, name in counts if count]
    late = [each for each in found if each.late]
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    verb, way = "is" if len(found) == 1 else "are", "to" if to_us else "by"
    words = f"{listed[:1].upper()}{listed[1:]} {verb} owed {way} us"
    if not late:
        return f"{words}, none late."
    worst = max(late, key=lambda each: each.late)
    who = f", {worst.who}," if to_us else ""
    return (
        f"{words}, {len(late)} late. The latest{who} by {worst.late:,} day{'' if worst.late == 1 else 's'}."
    )


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
