"""The life of an exception, and what makes each step whole. Pure: values in, a reason or ``None`` out.

signal -> open (its lead agency owes a reply) -> replied -> advice note -> decision (accept, reject, defer) ->
tasks -> closed, after ``PERIODS_INSIDE`` months inside or by a decision with its reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices

from wardmote.ground.partners.rules import ANALYST, CHAIR, LEADERS, MANAGER
from wardmote.measuring.catalogue.periods import month_label, parse_month

DECIDERS: Final = LEADERS
"""Who records what the strategy group decided."""
ADVISERS: Final = frozenset({MANAGER, ANALYST, CHAIR})
"""Who writes the advice note to the strategy group."""


class ExceptionState(TextChoices):
    """An exception"""

    OPEN = "open", "Reply owed"
    REPLIED = "replied", "Replied to"
    ADVISED = "advised", "Advice given"
    ACCEPTED = "accepted", "Accepted, under way"
    DEFERRED = "deferred", "Deferred"
    CLOSED = "closed", "Closed"


class StepKind(TextChoices):
    """What somebody does with an exception; the last two are the review's."""

    REPLY = "reply", "Reply of the lead agency"
    ADVICE = "advice", "Advice note"
    ACCEPT = "accept", "Accepted"
    REJECT = "reject", "Rejected"
    DEFER = "defer", "Deferred"
    CLOSE = "close", "Closed by decision"
    JOINED = "joined", "Another measure joined"
    INSIDE = "inside", "Closed: back inside"


OPEN, REPLIED, ADVISED, ACCEPTED, DEFERRED, CLOSED = ExceptionState
REPLY, ADVICE, ACCEPT, REJECT, DEFER, CLOSE, JOINED, INSIDE = StepKind
DECISIONS: Final = ((ACCEPT, "Accept"), (REJECT, "Reject"), (DEFER, "Defer"))
DECIDED: Final = (ACCEPT, REJECT, DEFER, CLOSE)
DECISION: Final = "decision"
WAITS_FOR: Final[Mapping[str, str]] = {
    OPEN: REPLY, REPLIED: ADVICE, ADVISED: DECISION, DEFERRED: DECISION, ACCEPTED: CLOSED, CLOSED: "",
}  # fmt: skip
"""What an exception in a state waits for: a reply, an advice note, one of the decisions, its end."""
VERBS: Final[Mapping[str, str]] = {
    REPLY: "replied", ADVICE: "advised", ACCEPT: "accepted", REJECT: "rejected", DEFER: "deferred",
    CLOSE: "closed",
}  # fmt: skip
UNDECIDED: Final = (OPEN, REPLIED, ADVISED)
"""States in which the strategy group has said nothing yet, or not since it was advised."""
_BEFORE_A_DECISION: Final = {ACCEPT: ACCEPTED, REJECT: CLOSED, DEFER: DEFERRED, CLOSE: CLOSED}
TRANSITIONS: Final[Mapping[ExceptionState, Mapping[StepKind, ExceptionState]]] = {
    OPEN: {REPLY: REPLIED, ADVICE: ADVISED, **_BEFORE_A_DECISION},
    REPLIED: {REPLY: REPLIED, ADVICE: ADVISED, **_BEFORE_A_DECISION},
    ADVISED: {REPLY: ADVISED, ADVICE: ADVISED, **_BEFORE_A_DECISION},
    DEFERRED: {REPLY: DEFERRED, ADVICE: ADVISED, **_BEFORE_A_DECISION},
    ACCEPTED: {REPLY: ACCEPTED, ADVICE: ADVISED, CLOSE: CLOSED},
    CLOSED: {},
}
"""State -> step -> the state after. Months back inside close from every state."""

REPLY_DAYS: Final = 14
CYCLE_DAYS: Final = 92
"""One cycle of the strategy group, which meets quarterly (GR-01, PM-05)."""
ALLOWED: Final = (0.5, 6.0)
"""How few and how many replies a year a partnership may let chance ask for."""
HOLDS_MONTHS: Final = 12
"""How long a decision that closed an exception stands for a measure that still owes, if it names no month."""
HOLDS_MOST: Final = 24
"""The longest a decision may stand: what is decided once is asked again within two years."""


def whole_of(key: str) -> str:
    """The measure that a key names, or is a part of: ``vehicle-crime/theft-from-vehicle``."""
    return key.partition("/")[0]


def part_of(key: str) -> str:
    """The class of a part that is judged by itself; "" for a whole measure."""
    return key.partition("/")[2]


def reply_due(opened: date) -> date:
    """The day a lead agency's reply is due."""
    return opened + timedelta(days=REPLY_DAYS)


def why_not_step(state: str, step: str) -> str | None:
    """Why an exception in that state cannot take that step, or None."""
    if step in TRANSITIONS[ExceptionState(state)]:
        return None
    if state == CLOSED:
        return "This exception is closed. If the measure needs a reply again, a new one opens."
    return "It was accepted and is under way: close it, or give new advice first."


def why_not_reply(*, theirs: bool, leads: Sequence[str]) -> str | None:
    """Why somebody does not reply, or None; ``theirs``: they speak for a body that leads."""
    if theirs:
        return None
    if len(leads) > 1:
        return f"{' or '.join(leads)} replies to this exception."
    return f"{leads[0] if leads else 'The manager'} replies to this exception."


def why_not_advise(*, roles: frozenset[str]) -> str | None:
    """Why somebody does not write the advice note to the strategy group (GR-03), or None."""
    return None if roles & ADVISERS else "A manager, an analyst or the chair writes the advice note."


def why_not_decide(*, roles: frozenset[str]) -> str | None:
    """Why somebody does not record what the strategy group decided, or None."""
    return None if roles & DECIDERS else "The chair or a manager records what the strategy group decides."


def why_not_words(words: str, *, asked: str) -> str | None:
    """Why a step cannot be written in these words, or None; ``asked`` names what is missing."""
    return None if words.strip() else asked


def why_not_allow(replies: float) -> str | None:
    """Why chance cannot be allowed that many replies a year, or None.

    >>> why_not_allow(0.2)
    'Between 0.5 and 6 a year: fewer would hide real steps, more would not be answered.'
    """
    if ALLOWED[0] <= replies <= ALLOWED[1]:
        return None
    low, high = ALLOWED
    return f"Between {low:g} and {high:g} a year: fewer would hide real steps, more would not be answered."


def gaps_in_decision(
    step: str, *, reason: str, owner: str, due: date | None, today: date
) -> tuple[tuple[str, str], ...]:
    """Everything a decision lacks, each with why it is asked: a reason; for what goes on an owner, a day."""
    gaps: list[tuple[str, str]] = []
    if step not in DECIDED:
        gaps.append(("step", "Choose accept, reject or defer."))
    if not reason.strip():
        gaps.append(("reason", "Give the reason: it is read when somebody asks why."))
    if step in (ACCEPT, DEFER):
        if not owner.strip():
            gaps.append(("owner", "Name who owns it."))
        if due is None:
            gaps.append(("due", "Give a day: when it is done by, or when it comes back."))
        elif due < today:
            gaps.append(("due", "That day is over already."))
    return tuple(gaps)


def why_not_accept(step: str, *, task: str) -> str | None:
    """Why what is accepted is not recorded yet, or None: a reason says why, it is no task."""
    if step != ACCEPT or task.strip():
        return None
    return "Say what is to be done: it is set as a task."


def why_not_hold(until: str, *, reviewed: str) -> str | None:
    """Why a decision that closes cannot stand up to that month, or None; none named is a year.

    >>> why_not_hold("2012-12", reviewed="2007-12")
    'A decision holds until a month between December 2007 and December 2009.'
    """
    if not until:
        return None
    try:
        month = parse_month(until)
    except ValueError:
        return "Write the month as in 2008-12."
    last = parse_month(reviewed)
    if last <= month <= last + HOLDS_MOST:
        return None
    first, most = month_label(last), month_label(last + HOLDS_MOST)
    return f"A decision holds until a month between {first} and {most}."


def waits(*, state: str, reply_due: date, comes_back: date | None, on: date) -> bool:
    """Whether it is for the strategy group now: advised, replied to, back again, or its reply is late."""
    if state == DEFERRED:
        return comes_back is not None and comes_back <= on
    return state in (REPLIED, ADVISED) or overdue(state=state, due=reply_due, on=on)


def waits_since(*, opened: date, steps: Iterable[tuple[str, date, date | None]]) -> date:
    """From when a decision is waited for; ``steps``: kind, day and due day of each, in their order.

    From the day it opened. After a decision: from the day it was deferred to, or from the first advice since,
    whichever comes first. More advice does not begin the wait anew: that would put the decision off for ever.

    >>> accepted, advised = (ACCEPT, date(2008, 5, 1), date(2008, 6, 1)), (ADVICE, date(2008, 7, 1), None)
    >>> waits_since(opened=date(2008, 4, 7), steps=[accepted, advised, (ADVICE, date(2008, 9, 1), None)])
    datetime.date(2008, 7, 1)
    """
    since, waiting = opened, True
    for kind, on, due in steps:
        if kind in DECIDED:
            waiting = kind == DEFER
            since = due if waiting and due else on
        elif kind == ADVICE:
            since, waiting = min(since, on) if waiting else on, True
    return since


def decision_due(since: date) -> date:
    """The last day of the cycle in which a decision is recorded, from the day it is waited for (PM-05)."""
    return since + timedelta(days=CYCLE_DAYS)


def stands_in(month: str, *, state: str, held_until: str) -> bool:
    """Whether an exception answers for its measures in a month (2008-01): open, or closed by a decision that
    stands up to then.
    """
    return state != CLOSED or bool(held_until and month <= held_until)


def overdue(*, state: str, due: date, on: date) -> bool:
    """Whether a reply is owed and late; derived, never typed."""
    return state == OPEN and due < on
