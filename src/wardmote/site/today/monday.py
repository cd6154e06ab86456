"""The Monday page: by role, at most seven lines: what changed, what waits for somebody, what comes next.

In: the viewer's roles and what the rooms hold now. Out: lines in three groups.
Changes come from the plan's exceptions and the newest draft assessment, as people
left its sentences; when nothing is clear the page says so. Composed here because it spans rooms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wardmote.ground.partners.rules import (
    ADMINISTRATOR,
    ANALYST,
    CHAIR,
    CLERK,
    COUNCILLOR,
    LEAD,
    LICENSING,
    MANAGER,
    OFFICER,
    READER,
    READERS,
    TASKING,
)
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.site.today.monday_lines import (
    CHANGED,
    NEXT,
    WAITING,
    DashboardContext,
    MondayLine,
    changed,
    coming,
    system,
    waiting,
)
from wardmote.site.today.monday_plan import PlanNow, exceptions, owing
from wardmote.site.today.monday_roles import for_role
from wardmote.site.today.sentences import say

AT_MOST = 7
GROUPS = (CHANGED, WAITING, NEXT)
# How many lines of each group a role has room for; who holds several roles gets the larger numbers.
ROOM: Mapping[str, tuple[int, int, int]] = {
    ANALYST: (3, 3, 1),
    MANAGER: (2, 4, 1),
    CHAIR: (3, 2, 2),
    OFFICER: (3, 3, 1),
    LEAD: (3, 3, 1),
    LICENSING: (3, 3, 1),
    TASKING: (2, 4, 1),
    CLERK: (0, 5, 2),
    COUNCILLOR: (0, 1, 6),
    READER: (0, 0, 7),
    ADMINISTRATOR: (0, 6, 1),
}


@dataclass(frozen=True)
class MondayGroup:
    """One of the three groups; ``more`` lines did not fit; ``empty`` is said when there is none at all."""

    key: str
    title: str
    lines: tuple[MondayLine, ...]
    more: int
    empty: str


TITLES = {CHANGED: "What changed", WAITING: "What is waiting", NEXT: "What comes next"}


def monday(request: PartnershipRequest) -> HttpResponse:
    """The first page of the week, and of every sign-in."""
    context = DashboardContext(request.partnership, request.viewer, timezone.now())
    plan, reads = PlanNow(context), request.viewer.may_read(READERS)
    found = [
        *(exceptions(plan) if reads else ()),
        *(changed(context, told=plan.told) if reads else ()),
        *(owing(plan) if reads else ()),
        *(waiting(context) if reads else ()),
        *system(context),
        *(coming(context) if reads else ()),
        *for_role(context),
    ]
    groups = chosen(found, request.viewer.all_roles, nothing=_nothing(context))
    shown = {
        "groups": [group for group in groups if reads or group.key != CHANGED],
        "begun": context.begun or not reads,
        "reads": reads,
        "synthetic": context.synthetic,
        "about": context.about if reads and context.compared else "",
        "today": context.today,
    }
    return render(request, "site/monday.html", shown)


def _nothing(context: DashboardContext) -> str:
    """What is said where no change is clear: that is known only once there is a draft."""
    if context.too_few_months:
        return say("too-few-months")
    if context.paper is not None:
        return say("nothing-clear") if context.compared else say("nothing-earlier")
    return say("no-draft") if context.begun else ""


def chosen(lines: Iterable[MondayLine], roles: Iterable[str], *, nothing: str) -> tuple[MondayGroup, ...]:
    """The lines a person with these roles sees: never more than seven in all.

    Room a group does not use goes to the others, what waits first.
    """
    kept = list(lines)
    found = {key: [line for line in kept if line.kind == key] for key in GROUPS}
    held = [ROOM[role] for role in roles if role in ROOM]
    wanted = [max(each[i] for each in held) if held else 0 for i in range(3)]
    room = {key: min(len(found[key]), count) for key, count in zip(GROUPS, wanted, strict=True)}
    _fit(room)
    _fill(room, {key: len(found[key]) for key, count in zip(GROUPS, wanted, strict=True) if count})
    empty = {CHANGED: nothing, WAITING: say("nothing-waiting"), NEXT: say("nothing-next")}
    return tuple(
        MondayGroup(key, TITLES[key], tuple(found[key][: room[key]]), len(found[key]) - room[key], empty[key])
        for key in GROUPS
    )


def _fill(room: dict[str, int], there: Mapping[str, int]) -> None:
    """Give room that is left to what has more lines, one at a time in turn, what waits first."""
    for key in cycle((WAITING, NEXT, CHANGED)):
        if sum(room.values()) >= AT_MOST or not any(room[each] < there.get(each, 0) for each in GROUPS):
            return
        room[key] += room[key] < there.get(key, 0)


def _fit(room: dict[str, int]) -> None:
    """Take from the largest group until all fit; of equals what comes next gives way first."""
    while sum(room.values()) > AT_MOST:
        largest = max((NEXT, CHANGED, WAITING), key=lambda key: room[key])
        room[largest] -= 1
