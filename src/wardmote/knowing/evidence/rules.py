"""What may be done with a load, and by whom. Pure: values in, a reason or ``None`` out.

Which page opens for which role stands in the access table; here stands what
depends on the load: whose it is, who brought it, whether it counts now.
"""

from collections.abc import Iterable
from typing import Final

from wardmote.ground.partners.rules import ANALYST, JUDGES

LONGEST_REASON: Final = 500


def may_see_rejected(roles: Iterable[str], *, brought_by_viewer: bool) -> str | None:
    """Rejected rows hold what a partner wrote, people's data among it."""
    if ANALYST in set(roles) or brought_by_viewer:
        return None
    return (
        "Rejected rows are shown to the analyst and to whoever brought the file: they may hold people's data."
    )


def may_withdraw(roles: Iterable[str], *, withdrawn: bool) -> str | None:
    """Managers and analysts withdraw what counts."""
    if not JUDGES & set(roles):
        return "Only the community safety manager or the analyst withdraws a load."
    if withdrawn:
        return "This load is withdrawn already."
    return None


def may_bring_back(roles: Iterable[str], *, withdrawn: bool) -> str | None:
    """Managers and analysts bring back what was withdrawn."""
    if not JUDGES & set(roles):
        return "Only the community safety manager or the analyst brings a load back."
    if not withdrawn:
        return "This load is not withdrawn: it counts."
    return None


def reason_for(because: str) -> str | None:
    """What is wrong with the reason given for withdrawing."""
    if not because.strip():
        return "Say why this load must not count. The reason stands on its page and in the log."
    if len(because) > LONGEST_REASON:
        return f"Say it in at most {LONGEST_REASON} characters."
    return None
