"""When a day that something is due asks for a reminder. Pure: days in, a moment or ``None`` out."""

from datetime import date
from typing import Final

AHEAD, AT, AFTER = "ahead", "at", "after"
AHEAD_DAYS, AFTER_DAYS = 14, 7
MOMENTS: Final = ((AHEAD, "due in two weeks"), (AT, "due today"), (AFTER, "overdue"))


def moment_reached(*, due: date, on: date) -> str | None:
    """Which reminder a day asks for: two weeks ahead, on the day, a week after."""
    if not due_soon(due=due, on=on):
        return None
    days = (due - on).days
    if days > 0:
        return AHEAD
    return AT if days > -AFTER_DAYS else AFTER


def due_soon(*, due: date, on: date) -> bool:
    """Whether a day has come close, or is over: from then on it is owed, and reminded of."""
    return (due - on).days <= AHEAD_DAYS
