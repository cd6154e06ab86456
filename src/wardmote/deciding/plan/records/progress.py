"""How the actions of an edition stand on a day: states from updates, overdue and stale from dates.

In: an edition's actions, their updates and a day. Out: ``ActionView``, one an action in the plan's order. An
action printed again under another sub-priority stands as the deliverable it repeats. Nothing is typed:
``due`` is the action's last day or that of the edition's year. Once that year is over, what is not done was
left open: it goes on in the next edition, and is not called later every day. A later report counts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery

from wardmote.deciding.plan.models import Action, ActionUpdate, PlanBody, PlanEdition
from wardmote.deciding.plan.records.edition_rows import prefetch_tables
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.models import Body
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import day_words

FEW = 100  # so many actions are asked for by number; more than that as the whole edition's


@dataclass(frozen=True)
class ActionView:
    """One action on a day; ``leads`` are the partnership's bodies that answer for it then, ``printed`` as the
    plan says.

    ``since``: the day of its last update, or the first day one could be made.
    """

    action: Action
    deliverable: Action
    leads: tuple[Body, ...]
    printed: tuple[str, ...]
    helping: tuple[str, ...]
    due: date
    since: date
    last: ActionUpdate | None
    standing: rules.ActionStatus
    made: int
    places: tuple[str, ...]
    spent: Decimal

    @property
    def state(self) -> str:
        return self.standing.state

    @property
    def led_by(self) -> str:
        """The bodies that lead, as the plan names them."""
        return listed(self.printed)

    @property
    def state_words(self) -> str:
        return rules.ActionState(self.state).label

    @property
    def series_lack(self) -> str | None:
        """What a counted series still lacks, in words."""
        action = self.deliverable
        if not action.series_of:
            return None
        return rules.series_reason(
            made=self.made,
            places=len(self.places),
            least=action.series_of,
            apart=action.in_different_places,
        )

    @property
    def mark(self) -> tuple[str, str]:
        """The sign and word of a status mark."""
        if self.state == rules.DONE:
            return "on-track", "Done"
        if self.standing.left_open:
            return "near", "Left open"
        if self.standing.overdue:
            return "off-track", "Overdue"
        if self.standing.stale:
            return "near", "Stale"
        return ("contextual" if self.state == rules.STOPPED else "not-set"), self.state_words


def today_of(edition: PlanEdition, viewer: Viewer) -> date:
    """Today, or the last day of the edition's year where another took its place: for structure and money."""
    today = viewer.today
    return min(today, edition.year.end) if edition.status == rules.SUPERSEDED else today


def over_words(edition: PlanEdition, *, on: date) -> str:
    """What a page says of an edition whose year is over; "" of any other."""
    if not edition.is_over(on):
        return ""
    goes = "went" if edition.status == rules.SUPERSEDED else "goes"
    ended = day_words(edition.year.end)
    return f"This plan's year ended on {ended}. What was left open {goes} on in the next edition."


def stands(edition: PlanEdition, *, on: date, only: Sequence[str] | None = None) -> list[ActionView]:
    """Every action of the edition (or those named), as on a day."""
    prefetch_tables(edition, "actions", "bodies")
    actions = list(edition.actions.all())
    by_key = {action.key: action for action in actions}
    bodies = {body.key: body for body in edition.bodies.all()}
    wanted = [action for action in actions if only is None or action.key in only]
    heads = {by_key.get(action.same_as, action).pk for action in wanted}
    updates: dict[int, list[ActionUpdate]] = {}
    for update in _telling(edition, heads, on) if edition.status != rules.DRAFT else ():
        updates.setdefault(update.action_id, []).append(update)
    for action in actions:
        action.edition = edition
    return [_one(action, by_key.get(action.same_as, action), bodies, updates, on) for action in wanted]


def _telling(edition: PlanEdition, heads: Collection[int], on: date) -> QuerySet[ActionUpdate]:
    """The updates that say where actions stand: the last of each, and those that count or spend something.

    After twenty years an action has many that say nothing of today.
    """
    said = ActionUpdate.objects.filter(action=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
    actions = Action.objects.filter(edition=edition)
    actions = actions.filter(pk__in=heads) if len(heads) <= FEW else actions
    last = actions.annotate(last=Subquery(said.values("pk")[:1])).values("last")
    tells = Q(pk__in=last) | Q(made__gt=0) | Q(spent__isnull=False)
    return ActionUpdate.objects.filter(tells, action__in=actions.values("pk"), on__lte=on)


def _one(
    action: Action,
    head: Action,
    bodies: Mapping[str, PlanBody],
    updates: Mapping[int, list[ActionUpdate]],
    on: date,
) -> ActionView:
    said = updates.get(head.pk, [])
    year = action.edition.year
    due, last = head.ends or year.end, said[0] if said else None
    since = last.on if last else max(year.start, head.starts or year.start)
    lead = action.lead or action.sub_priority.priority.lead
    return ActionView(
        action=action,
        deliverable=head,
        leads=tuple(dict.fromkeys(bodies[key].body.answering(on) for key in lead)),
        printed=tuple(bodies[key].name for key in lead),
        helping=tuple(bodies[key].name for key in action.contributing),
        due=due,
        since=since,
        last=last,
        standing=rules.standing(
            state=last.state if last else rules.NOT_BEGUN, due=due, last=since, on=on, ends=year.end
        ),
        made=sum(update.made for update in said),
        places=tuple(sorted({update.place for update in said if update.place and update.made})),
        spent=sum((update.spent for update in said if update.spent), Decimal(0)),
    )


def matching(
    found: Iterable[ActionView], *, body: str = "", state: str = "", late: str = ""
) -> list[ActionView]:
    """Those a body leads, as the plan names it, in a state, late in a way (``rules.LATE``); "" is any."""
    return [
        each
        for each in found
        if body in ("", *each.printed)
        and state in ("", each.state)
        and (not late or rules.late_in(late, each.standing))
    ]


@dataclass(frozen=True)
class Tally:
    """How many deliverables, each counted once, by what matters."""

    all: int
    done: int
    overdue: int
    stale: int
    left_open: int

    @classmethod
    def of(cls, found: Iterable[ActionView]) -> "Tally":
        once = {each.deliverable.pk: each.standing for each in found}.values()
        return cls(
            all=len(once),
            done=sum(each.state == rules.DONE for each in once),
            overdue=sum(each.overdue for each in once),
            stale=sum(each.stale for each in once),
            left_open=sum(each.left_open for each in once),
        )
