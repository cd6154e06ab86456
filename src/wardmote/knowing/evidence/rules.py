"""What may be done with a load, and by whom. Pure: values in, a reason or ``None`` out.

Which page opens for which role stands in the access table; here stands what
depends on the load: whose it is, who brought it, whether it counts now.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import TextChoices

from wardmote.ground.casework import why_not_move
from wardmote.ground.partners.rules import ANALYST, JUDGES

LONGEST_REASON: Final = 500


def why_not_see_rejected(roles: Iterable[str], *, brought_by_viewer: bool) -> str | None:
    """Why somebody does not see rejected rows, or None: they hold what a partner wrote, people's data too."""
    if ANALYST in set(roles) or brought_by_viewer:
        return None
    return (
        "Rejected rows are shown to the analyst and to whoever brought the file: they may hold people's data."
    )


def why_not_withdraw(roles: Iterable[str], *, withdrawn: bool) -> str | None:
    """Why somebody cannot withdraw a load, or None: managers and analysts withdraw what counts."""
    if not JUDGES & set(roles):
        return "Only the community safety manager or the analyst withdraws a load."
    if withdrawn:
        return "This load is withdrawn already."
    return None


def why_not_bring_back(roles: Iterable[str], *, withdrawn: bool) -> str | None:
    """Why somebody cannot bring a load back, or None: managers and analysts do, once it is withdrawn."""
    if not JUDGES & set(roles):
        return "Only the community safety manager or the analyst brings a load back."
    if not withdrawn:
        return "This load is not withdrawn: it counts."
    return None


def why_not_answer(roles: Iterable[str]) -> str | None:
    """Why somebody cannot say whether rows are right, or None: what is told as crime hangs on it."""
    if JUDGES & set(roles):
        return None
    return "Only the community safety manager or the analyst says whether the rows of a month are right."


def reason_for(because: str) -> str | None:
    """What is wrong with the reason given for withdrawing."""
    if not because.strip():
        return "Say why this load must not count. The reason stands on its page."
    if len(because) > LONGEST_REASON:
        return f"Say it in at most {LONGEST_REASON} characters."
    return None


# ---- uploads: the life of a file that somebody dropped ----
class UploadState(TextChoices):
    """A file that was brought"""

    READY = "ready", "ready to load"
    ASKS = "asks", "a question is open"
    MAPPING = "mapping", "its columns are to be explained"
    WRONG = "wrong", "cannot be used"
    LOADING = "loading", "being loaded"
    LOADED = "loaded", "loaded"
    BAD_ROWS = "bad-rows", "some rows cannot be used"
    REFUSED = "refused", "was not loaded"
    LEFT = "left", "set aside"


READY, ASKS, MAPPING, WRONG, LOADING, LOADED, BAD_ROWS, REFUSED, LEFT = UploadState
TRANSITIONS: Final[Mapping[UploadState, tuple[UploadState, ...]]] = {
    READY: (LOADING, MAPPING, LEFT),
    ASKS: (LOADING, MAPPING, LEFT),
    MAPPING: (LOADING, LEFT),
    WRONG: (LEFT,),
    LOADING: (LOADED, BAD_ROWS, REFUSED),
    LOADED: (),
    BAD_ROWS: (LOADING, LEFT),
    REFUSED: (LOADING, LEFT),
    LEFT: (),
}
OPEN_UPLOADS: Final = (READY, ASKS, MAPPING, LOADING, BAD_ROWS, REFUSED)
ALREADY: Final = {
    LOADING: "This file is being loaded already.",
    LOADED: "This file is loaded.",
    LEFT: "This file was set aside. Add it again to load it.",
    WRONG: "This file cannot be used as it is.",
}


def why_not_move_upload(state: str, to: UploadState) -> str | None:
    """Why a file in one state cannot come to another, or None."""
    if why_not_move(TRANSITIONS, state, to, thing="A file") is None:
        return None
    return ALREADY.get(UploadState(state), "Say first what the file is.")


def why_not_map(roles: Iterable[str], *, brought_by_viewer: bool) -> str | None:
    """Why somebody cannot say what columns mean, or None: it shows rows, people's data among them."""
    if ANALYST in set(roles) or brought_by_viewer:
        return None
    return (
        "The analyst, or whoever brought this file, says what its columns mean: rows of it are shown there."
    )


def why_not_choose_place(roles: Iterable[str]) -> str | None:
    """Why somebody cannot choose the partnership's place, or None: everything it reads is about that."""
    if JUDGES & set(roles):
        return None
    return "Only the community safety manager or the analyst chooses the partnership's district."
