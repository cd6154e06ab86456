"""The plan as other programs read it: editions with their priorities, and actions, as plain values.

In: a partnership and filters. Out: frozen values. From stored rows alone; nothing of HTTP is here.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar, cast

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.edition_rows import prefetch_tables, read_edition
from wardmote.deciding.plan.records.number_reasons import CHECKED, doubts_of
from wardmote.deciding.plan.records.progress import ActionView, matching, stands
from wardmote.ground.partners.models import Partnership
from wardmote.measuring.catalogue.periods import Period

Value = TypeVar("Value")


@dataclass(frozen=True)
class Edition:
    """One year's edition of the plan."""

    key: str
    title: str
    year: str
    period: str
    status: str
    regime: str
    place: str
    owner: str
    approved_on: date | None
    invented: bool


@dataclass(frozen=True)
class PriorityOf:
    """A priority with the bodies that lead it, its sub-priorities and the measures that watch it."""

    key: str
    title: str
    led_by: tuple[str, ...]
    sub_priorities: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class EditionWhole(Edition):
    """An edition with its priorities in order; ``number_doubts``: numbers its facts do not bear out."""

    priorities: tuple[PriorityOf, ...] = ()
    number_doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionNow:
    """An action and where it stands; ``same_as``: the deliverable it repeats, counted once."""

    edition: str
    key: str
    words: str
    priority: str
    sub_priority: str
    led_by: tuple[str, ...]
    with_: tuple[str, ...]
    kind: str
    due: date
    state: str
    overdue: bool
    stale: bool
    left_open: bool
    last_update: date | None
    last_words: str
    counted: int
    places: tuple[str, ...]
    spent: float
    same_as: str


# ---- editions and actions ----


def editions(partnership: Partnership) -> list[Edition]:
    """Every edition held, the newest first."""
    return [filled(Edition, each) for each in PlanEdition.objects.filter(partnership=partnership)]


def edition_whole(edition: PlanEdition) -> EditionWhole:
    """One edition with its priorities."""
    prefetch_tables(edition, "bodies")
    doubts = tuple(
        doubt.words for doubt in doubts_of(read_edition(edition, only=CHECKED), edition.partnership, edition)
    )
    names = {body.key: body.name for body in edition.bodies.all()}
    uses = list(edition.indicators.all())
    found = []
    for each in edition.priorities.all():
        subs = tuple(sub.title for sub in edition.sub_priorities.all() if sub.priority_id == each.pk)
        keys = dict.fromkeys(key for use in uses if use.priority == each.key for key in use.measures)
        led_by = tuple(names[key] for key in each.lead)
        found.append(PriorityOf(each.key, each.title, led_by, subs, tuple(keys)))
    return filled(EditionWhole, edition, priorities=tuple(found), number_doubts=doubts)


def filled(kind: type[Value], row: object, /, **given: Any) -> Value:
    """A value with what is given; its other fields as the row has them under the same names."""
    same = {field.name for field in fields(cast(Any, kind))} - given.keys()
    said = {name: getattr(row, name) for name in same}
    told = {name: value.code if isinstance(value, Period) else value for name, value in said.items()}
    return kind(**told, **given)


def actions(edition: PlanEdition, *, on: date, **wanted: str) -> list[ActionNow]:
    """Every action of the edition as on a day; ``wanted``: a body, a state, a way of being late."""
    return [_action(edition, each) for each in matching(stands(edition, on=on), **wanted)]


def _action(edition: PlanEdition, each: ActionView) -> ActionNow:
    action, last = each.action, each.last
    return filled(
        ActionNow,
        each,
        edition=edition.key,
        key=action.key,
        words=action.words,
        priority=action.sub_priority.priority.key,
        sub_priority=action.sub_priority.title,
        led_by=each.printed,
        with_=each.helping,
        kind=action.type,
        overdue=each.standing.overdue,
        stale=each.standing.stale,
        left_open=each.standing.left_open,
        last_update=last.on if last else None,
        last_words=last.words if last else "",
        counted=each.made,
        spent=float(each.spent),
        same_as=action.same_as,
    )
