"""What may be said of groups: pure, values in, a reason or ``None`` out."""

from collections.abc import Iterable, Mapping, Sequence

from wardmote.ground.partners.rules import MANAGER
from wardmote.measuring.catalogue.counted import counted


def why_not_change_groups(roles: Iterable[str]) -> str | None:
    """Why somebody does not say which groups there are, or None."""
    return None if MANAGER in roles else "The community safety manager says which groups there are."


def why_not_given(reason: str, *, todo: str) -> str | None:
    """Why something is not written without its reason, or None."""
    return None if reason.strip() else todo


def why_not_named(name: str, others: Iterable[str]) -> str | None:
    """Why a group is not called so, or None: two of one name could not be told apart.

    >>> why_not_named("forum ", ["Forum"])
    'Forum is a group or a body here already.'
    """
    same = [other for other in others if _folded(other) == _folded(name)]
    return f"{same[0]} is a group or a body here already." if same else None


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def why_not_quorum(quorum: int | None, *, members: int) -> str | None:
    """Why a group cannot have this quorum, or None; ``members``: bodies that are members on the day.

    >>> why_not_quorum(6, members=5)
    'It has 5 member bodies: six could never be there. Choose a smaller quorum.'
    """
    if quorum is None or quorum <= members or not members:
        return None
    words = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}.get(quorum, str(quorum))
    bodies = counted(members, "member body", "member bodies")
    return f"It has {bodies}: {words} could never be there. Choose a smaller quorum."


def why_not_wards(*, committee: bool, wards: Sequence[str]) -> str | None:
    """Why a group does not have these wards, or None: area committees have some, other groups none."""
    if committee and not wards:
        return "An area committee is for wards: name one at least."
    if not committee and wards:
        return "Only an area committee is for wards."
    names = [_folded(ward) for ward in wards]
    twice = next((ward for ward in wards if names.count(_folded(ward)) > 1), None)
    return f"{twice} is named twice." if twice else None


def why_not_ward_of(ward: str, *, held_by: str) -> str | None:
    """Why a ward does not go to a committee, or None; ``held_by``: another that it belongs to by then."""
    return f"{ward} belongs to {held_by}: take it out there first, from the same day." if held_by else None


def why_not_sit(
    *, there: bool, belongs: bool, sits: bool, chaired_by: str, names: tuple[str, str]
) -> str | None:
    """Why somebody does not take a seat, or None.

    ``there``: the body is one here on the first day; ``belongs``: the person (if one is named) belongs to it
    then; ``sits``: they have this seat already; ``chaired_by``: who sits in the chair on a day that this seat
    has, where it is the chair's; ``names``: the body's and the person's.
    """
    body, person = names
    if not there:
        return f"{body} is no body of the partnership on that day."
    if not belongs:
        return f"{person} does not belong to {body} on that day: invite them for it first."
    if sits:
        return f"{person or body} has a seat in it on that day already."
    if chaired_by:
        return f"It would have two chairs: {chaired_by} sits in the chair by then. End that seat first."
    return None


def why_not_end_group(*, ended: bool, why: str, below: Sequence[str]) -> str | None:
    """Why a group cannot be said to end, or None; ``below``: groups that report to it after that day."""
    if ended:
        return "It has ended already: take that back first, where it was wrong."
    if below:
        return f"{' and '.join(below)} would report to a group that is over: say first whom they report to."
    return why_not_given(why, todo="Say why it ends, as: the review of 2010 put two groups together.")


def circle(start: int, above: Mapping[int, int]) -> list[int]:
    """The groups from one upward to itself again; none where the way ends, or goes round above it.

    >>> circle(1, {1: 2, 2: 3, 3: 1}), circle(1, {1: 2, 2: 3}), circle(1, {1: 2, 2: 3, 3: 2})
    ([1, 2, 3], [], [])
    """
    way = [start]
    while (following := above.get(way[-1])) is not None and following not in way:
        way.append(following)
    return way if following == start else []


def why_not_report_round(names: Sequence[str]) -> str | None:
    """Why a line is not drawn, or None; ``names``: those that a report would go round by.

    >>> why_not_report_round(["A"])
    'A would report to itself.'
    >>> why_not_report_round(["A", "B"])
    'Reports would go round in a circle: A reports to B, which reports to A.'
    """
    if not names:
        return None
    if len(names) == 1:
        return f"{names[0]} would report to itself."
    way = ", which reports to ".join((*names[1:], names[0]))
    return f"Reports would go round in a circle: {names[0]} reports to {way}."
