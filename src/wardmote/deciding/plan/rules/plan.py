"""What may be done with a plan, and when. Pure: values in, a reason or ``None`` out.

Who may open which page stands in the access table; here stands what the state of an edition and of an
action allows. ``standing`` derives what nobody types: done, overdue, stale.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices

from wardmote.ground.casework import why_not_move
from wardmote.ground.partners.rules import CHAIR, LEADERS, MANAGER

PLANNERS: Final = frozenset({MANAGER})
"""Who writes in a draft."""
APPROVERS: Final = LEADERS


class EditionStatus(TextChoices):
    """A plan edition"""

    DRAFT = "draft", "draft"
    APPROVED = "approved", "approved"
    PUBLISHED = "published", "published"
    SUPERSEDED = "superseded", "superseded"


DRAFT, APPROVED, PUBLISHED, SUPERSEDED = EditionStatus
IN_FORCE: Final = (PUBLISHED, APPROVED)
"""What an edition in force is: the published one, and where there is none the newest that is approved."""
TRANSITIONS: Final[Mapping[EditionStatus, tuple[EditionStatus, ...]]] = {
    DRAFT: (APPROVED,),
    APPROVED: (PUBLISHED,),
    PUBLISHED: (SUPERSEDED,),
    SUPERSEDED: (),
}


class ActionState(TextChoices):
    """What somebody reports of an action, in any order."""

    NOT_BEGUN = "not-begun", "Not begun"
    UNDER_WAY = "under-way", "Under way"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


NOT_BEGUN, UNDER_WAY, DONE, STOPPED = ActionState
CLOSED: Final = frozenset({DONE, STOPPED})
KEEP, CHANGE, DROP, ADD = "keep", "change", "drop", "add"
DECISIONS: Final = ((KEEP, "Keep"), (CHANGE, "Change"), (DROP, "Drop"), (ADD, "Add"))
CYCLE_DAYS: Final = 61
"""One cycle of the group that watches performance, which meets every two months (GR-03)."""


@dataclass(frozen=True)
class ActionStatus:
    """Where an action stands on a day: its state, and what follows from the dates."""

    state: str
    overdue: bool
    stale: bool
    age: int
    left_open: bool = False


OVERDUE, STALE = "overdue", "stale"
LATE: Final = (
    (OVERDUE, "Overdue or left open"),
    (STALE, "Stale: no update for two months"),
)
"""The ways in which one asks for late actions."""


def late_in(way: str, now: ActionStatus) -> bool:
    """Whether an action is late in that way; what was left open is listed with what is overdue."""
    return now.stale if way == STALE else now.overdue or now.left_open


def year_over(ends: date, *, on: date) -> bool:
    """Whether an edition's year is over; on its last day it is not."""
    return on > ends


def standing(*, state: str, due: date, last: date, on: date, ends: date) -> ActionStatus:
    """``last``: the day of the last update, or the first day of the edition's year where there is none.

    ``ends``: the last day of the edition's year. After it what is not done was left open, and is neither
    overdue nor stale: it goes on in the next edition.
    """
    open_now = state not in CLOSED
    age = max(0, (on - last).days)
    if year_over(ends, on=on):
        return ActionStatus(state, overdue=False, stale=False, age=age, left_open=open_now)
    return ActionStatus(state, open_now and due < on, open_now and age > CYCLE_DAYS, age)


def why_not_become(status: str, wanted: EditionStatus) -> str | None:
    """Why an edition cannot take that step in its life, or None."""
    return why_not_move(TRANSITIONS, status, wanted, thing="An edition")


def why_not_publish(status: str) -> str | None:
    """Why an edition cannot be published, or None; of two who publish it, the second reads that it is."""
    if status == PUBLISHED:
        return "It is published already: somebody did it before you. Nothing is left to do."
    return why_not_become(status, PUBLISHED)


def why_not_edit(status: str) -> str | None:
    """Why an edition cannot be written in, or None: only a draft is."""
    if status == DRAFT:
        return None
    return "This edition is approved and stays as it is. Open the next edition to change the plan."


def why_not_open_next(*, status: str, drafts: int) -> str | None:
    """Why the next edition cannot be opened from this one, or None."""
    if drafts:
        return "An edition is being drafted already. Approve that one first."
    if status != PUBLISHED:
        return "The next edition is opened from the one that is published."
    return None


def why_not_approve(
    status: str,
    *,
    undecided: Sequence[str],
    unlinked: Sequence[str],
    leaderless: Sequence[str],
    priorities: int,
) -> tuple[str, ...]:
    """Every reason why an edition cannot be approved now; none when it can."""
    reasons = [reason for reason in (why_not_become(status, APPROVED),) if reason]
    if not priorities:
        reasons.append("A plan has at least one priority.")
    reasons += [f"The yearly review has not decided on “{title}”." for title in undecided]
    reasons += [f"No body leads “{title}”." for title in leaderless]
    reasons += [
        f"“{sentence}” quotes a statistic that no fact or figure stands behind." for sentence in unlinked
    ]
    return tuple(reasons)


def why_doubted(doubts: Iterable[str]) -> tuple[str, ...]:
    """The reasons against approving that are numbers which their facts do not bear out."""
    return tuple(f"{words} Put it right, or say why it stays." for words in doubts)


def why_not_sign(*, paragraphs: int, role: str, person: str) -> str | None:
    """Why a foreword cannot be signed, or None."""
    if not paragraphs:
        return "There is no foreword to sign."
    if not role.strip() or not person.strip():
        return "Say first who signs it, and as what."
    return None


def why_not_sign_as(role: str, person: str, *, name: str, roles: Iterable[str]) -> str | None:
    """Why somebody cannot sign as that person in that role, or None: nobody signs for somebody else.

    >>> why_not_sign_as("Chair of the group", "Cath Cole", name="Brian", roles=["manager"])
    'Cath Cole signs it. If that is somebody else now, the manager says first who signs.'
    >>> why_not_sign_as("Chair of the group", "Brian Bell", name="Brian", roles=["manager"])
    'It is signed as Chair of the group, which you are not here.'
    """
    if not set(name.casefold().split()) <= set(person.casefold().split()):
        return f"{person} signs it. If that is somebody else now, the manager says first who signs."
    wanted = {key for key in (MANAGER, CHAIR) if key in role.casefold()}
    if wanted and not wanted & set(roles):
        return f"It is signed as {role}, which you are not here."
    return None


def why_not_decide_alone(status: str, why: str) -> str | None:
    """Why it cannot be written down that one person is enough, or None."""
    if status not in (DRAFT, APPROVED):
        return "It is published already."
    if not why.strip():
        return "Say who decided that, when, and why: the minute of the strategy group."
    return None


def why_not_alone(*, same: bool, did: str, decided: str) -> str | None:
    """Why somebody does not take the next step too, or None: it takes two people.

    ``same``: they took the step before, ``did``: what that was. ``decided``: why one person may, where the
    partnership decided so.
    """
    if not same or decided:
        return None
    return f"You {did}: it takes two people. The manager or the chair, whichever you are not, goes on."


def why_not_decide(decision: str, *, reason: str, evidence: str, title: str) -> str | None:
    """Why a decision of the yearly review cannot be recorded as it is, or None."""
    if decision not in dict(DECISIONS):
        return "Choose keep, change, drop or add."
    if decision in (CHANGE, ADD) and not title.strip():
        return "Write how the priority reads from now on."
    if not reason.strip():
        return "Give the reason: next year's partners will ask."
    if not evidence.strip():
        return "Say what it rests on: a finding, a figure, or what people told us."
    return None


def why_not_update(*, status: str, state: str, words: str, evidence: str, unmet: str | None) -> str | None:
    """Why an update of an action cannot be added, or None; ``unmet``: why the action is not done yet."""
    if status not in IN_FORCE:
        return "Actions are reported on while their edition is in force."
    if state not in ActionState.values:
        return "Say where it stands."
    if not words.strip():
        return "Write one sentence: what happened?"
    if state != DONE:
        return None
    if not evidence.strip():
        return "Say what shows that it is done: a paper, a count, a photograph, a link."
    return unmet


def why_not_over(starts: date | None, ends: date | None, *, on: date) -> str | None:
    """Why something with a first and a last day cannot be done on a day yet, or None."""
    if starts and ends and on < ends:
        return "It cannot be done before its last day."
    return None


def series_reason(*, made: int, places: int, least: int, apart: bool) -> str | None:
    """What a counted series lacks ("four of at least five"), or ``None``."""
    if made < least:
        return f"{made} of at least {least}"
    if apart and places < least:
        return f"in {places} of at least {least} different places"
    return None


def why_not_write_action(
    *, continues: bool, starting_level: str, starts: date | None, ends: date | None
) -> str | None:
    """Why an action cannot be written as it is, or None: what carries something on says from where."""
    if continues and not starting_level.strip():
        return "It carries something on: say from what level, otherwise progress cannot be shown."
    return why_not_end_on(starts, ends)


def why_not_end_on(starts: date | None, ends: date | None) -> str | None:
    """Why something cannot end on a day, or None: not before it begins."""
    return "It ends before it begins." if starts and ends and ends < starts else None


def why_not_report(*, theirs: bool, leads: Sequence[str]) -> str | None:
    """Why somebody does not report on an action, or None; ``theirs``: they speak for a body that leads."""
    if theirs:
        return None
    return f"{' or '.join(leads) or 'The manager'} reports on this action."
