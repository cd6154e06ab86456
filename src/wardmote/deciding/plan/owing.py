"""Owed to us, owed by us: everything somebody owes the partnership on a day, from stored rows alone.

In: an edition in force, who looks, and the day. Out: ``Owed`` in the order in which one would ask: what is
latest first, then what comes due. Replies to exceptions are owed by their lead agency, decisions by the
strategy group, tasks by their owner, actions (overdue, stale, or due within two weeks) by the bodies that
lead them, the yearly review by the partnership itself. Once the edition's year is over no single action is
owed any more: what was left open is carried over or closed in the next edition, which the partnership owes.
How an action or an exception stands is asked of ``held.progress`` and ``exceptions.answering``, as by pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from wardmote.deciding.plan.exceptions.answering import Standing, standing
from wardmote.deciding.plan.held.progress import Tally, stands
from wardmote.deciding.plan.models import PlanEdition, Review
from wardmote.deciding.plan.rules import exceptions as life
from wardmote.deciding.plan.rules import plan as rules
from wardmote.doing.tasking.models import Task
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.rules import LEADERS
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.counted import counted, listed

REPLY, DECISION, TASK, ACTION, REVIEW, NEXT = "reply", "decision", "task", "action", "review", "edition"
KINDS = {
    REPLY: "Reply",
    DECISION: "Decision",
    TASK: "Task",
    ACTION: "Action",
    REVIEW: "Yearly review",
    NEXT: "Next edition",
}
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
        return listed(self.by)

    @property
    def days_late(self) -> str:
        return counted(self.late, "day", "days")

    @property
    def mark(self) -> tuple[str, str]:
        """The sign and words of a status mark."""
        if self.late and self.kind == NEXT:
            return "off-track", "Overdue"
        if self.late:
            return "off-track", f"{self.days_late} late"
        if self.stale:
            return "near", "Stale"
        return "not-set", "Due" if self.due else "Open"


def owed(
    partnership: Partnership, edition: PlanEdition, *, on: date, open_: Iterable[Standing] | None = None
) -> list[Owed]:
    """Everything owed on a day; ``open_``: the exceptions on that day, where they were asked for already."""
    found = [
        *_exceptions(standing(partnership, on=on) if open_ is None else open_, partnership.slug),
        *_tasks(partnership, on),
        *_actions(partnership, edition, on),
        *_reviews(partnership, on),
    ]
    return sorted(found, key=lambda each: (-each.late, each.due or date.max, each.kind, each.words))


def ours(viewer: Viewer, each: Owed) -> bool:
    """Whether who looks owes it: their body, or the partnership where they run it or chair it."""
    shared = {STRATEGY_GROUP, PARTNERSHIP} & set(each.by)
    return viewer.body in each.by or bool(shared and viewer.has(LEADERS))


def seen_by(viewer: Viewer, found: Iterable[Owed]) -> tuple[list[Owed], list[Owed]]:
    """(owed to us, owed by us): who neither runs nor chairs the partnership sees what their body owes."""
    every = list(found)
    mine = [each for each in every if ours(viewer, each)]
    if not viewer.has(LEADERS):
        return [], mine
    return [each for each in every if not ours(viewer, each)], mine


# ---- where it comes from ----


def _exceptions(open_: Iterable[Standing], slug: str) -> Iterator[Owed]:
    for each in open_:
        row, on = each.row, each.on
        url = reverse("plan:exception", args=[slug, row.pk])
        if row.state == life.OPEN:
            words, by, about = f"Reply to: {row.title}", row.leads or (PARTNERSHIP,), f"reply:{row.pk}"
            yield Owed(REPLY, words, by, PARTNERSHIP, row.opened_on, row.reply_due, url, on, about)
        if each.waits:
            words, about = f"Decide on: {row.title}", f"decision:{row.pk}:{each.since}"
            by, since, due = (STRATEGY_GROUP,), each.since, each.decision_due
            yield Owed(DECISION, words, by, PARTNERSHIP, since, due, url, on, about)


def _tasks(partnership: Partnership, on: date) -> Iterator[Owed]:
    for task in Task.objects.filter(partnership=partnership).open():
        words = f"{task.words} ({task.origin_label})"
        since = timezone.localdate(task.set_at)
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
    """Deliverables that are not done and overdue, stale or due soon; after the year the next edition."""
    found = [each for each in stands(edition, on=on) if not each.action.same_as]
    if edition.is_over(on):
        yield _next_edition(partnership, edition, on, left_open=Tally.of(found).left_open)
        return
    for each in found:
        soon, stale = rules.due_soon(due=each.due, on=on), each.standing.stale
        if each.state in rules.CLOSED or not (soon or stale):
            continue
        action = each.action
        url = reverse("plan:action", args=[partnership.slug, edition.pk, action.key])
        words, about, until = (
            f"{action.key}: {action.words}",
            f"action:{action.pk}",
            each.due if soon else None,
        )
        yield Owed(ACTION, words, each.leads, PARTNERSHIP, each.since, until, url, on, about, stale)


def _next_edition(partnership: Partnership, edition: PlanEdition, on: date, *, left_open: int) -> Owed:
    """A plan is revised before its year ends (domain notes 2.5): that is due on the year's last day."""
    over = f"The plan's year {edition.in_year.short_label} is over"
    words = f"{over}: the next edition is due."
    if left_open:
        count, them = counted(left_open, "action", "actions"), ngettext("it", "them", left_open)
        words = f"{over} with {count} left open: carry {them} over or close {them} in the next edition."
    url = reverse("plan:edition", args=[partnership.slug, edition.pk])
    end = edition.in_year.end
    since, about = end + timedelta(days=1), f"edition:{edition.pk}"
    return Owed(NEXT, words, (PARTNERSHIP,), PARTNERSHIP, since, end, url, on, about)


def _reviews(partnership: Partnership, on: date) -> Iterator[Owed]:
    """Priorities of the draft on which the yearly review has not decided."""
    drafts = Review.objects.filter(edition__partnership=partnership, edition__status=rules.DRAFT)
    found = list(drafts.undecided().select_related("edition"))
    if found:
        draft = found[0].edition
        count = counted(len(found), "priority", "priorities")
        url = reverse("plan:review", args=[partnership.slug, draft.pk])
        words = f"The yearly review has still to decide on {count} of {draft.in_year.short_label}."
        yield Owed(
            REVIEW,
            words,
            (PARTNERSHIP,),
            PARTNERSHIP,
            timezone.localdate(draft.made_at),
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
    counts = [(sum(each.kind == kind for each in found), name.lower()) for kind, name in KINDS.items()]
    told = listed(counted(count, name, _plural(name)) for count, name in counts if count)
    late = [each for each in found if each.late]
    verb, way = ngettext("is", "are", len(found)), "to" if to_us else "by"
    words = f"{told} {verb} owed {way} us"
    if not late:
        return f"{words}, none late."
    worst = max(late, key=lambda each: each.late)
    who = f", {worst.who}," if to_us else ""
    return f"{words}, {len(late)} late. The latest{who} by {worst.days_late}."


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
