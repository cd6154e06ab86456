"""Which records of a register somebody reads: the same rule asked of the database and of one record.

In: a viewer, a register. Out: the rows they see (``visible``), or why one record does not open.
"""

from typing import TypeVar

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from wardmote.ground.partners.models import Membership
from wardmote.ground.partners.viewing import Hat, Viewer
from wardmote.ground.rights.models import Assignment, AssignmentQuerySet, BrokenGlass, Purpose
from wardmote.ground.rights.rules import NO_PURPOSE, NOT_HERE
from wardmote.measuring.catalogue.access_matrix import ALL, CASE, CASE_OWN, DEPERSONALISED
from wardmote.measuring.catalogue.access_matrix import cells as cells_of

Row = TypeVar("Row", bound=Model)


def hats_of(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """A viewer's hats as the matrix takes them."""
    return tuple((hat.kind, role) for hat in viewer.hats for role in sorted(hat.roles))


def cells(viewer: Viewer, register: str) -> frozenset[str]:
    """What a viewer may see of a register, in all their hats."""
    return cells_of(hats_of(viewer), register)


def cells_worn(viewer: Viewer, register: str) -> frozenset[str]:
    """What a viewer may see of a register in the hat worn: what they do about its records rests on this."""
    worn = cells_of([(viewer.body_kind, role) for role in viewer.roles], register)
    return worn & cells(viewer, register)


def case_bodies(viewer: Viewer, register: str) -> tuple[int, ...]:
    """The bodies for which a viewer may be given single records: their assignment and purpose are of one."""
    allowed = cells(viewer, register)
    return tuple(hat.body for hat in viewer.hats if _by_case(hat, register) & allowed)


def _by_case(hat: Hat, register: str) -> frozenset[str]:
    return cells_of([(hat.kind, role) for role in hat.roles], register) & {CASE, CASE_OWN}


def visible(rows: "QuerySet[Row]", register: str, viewer: Viewer, *, persons: bool = True) -> "QuerySet[Row]":
    """The rows of a register that a viewer reads now; each has a partnership, and its number is its key.

    ``persons=False``: for a page that shows no person of them, which ``D`` opens too.
    """
    here = rows.filter(partnership__slug=viewer.partnership)
    if _whole(viewer, register, persons=persons):
        return here
    theirs = _theirs(viewer, register)
    if theirs is None:
        return here.none()
    of_it = theirs & Q(record=OuterRef("record_key"))
    given = assigned(viewer).filter(theirs, record=OuterRef("record"), body=OuterRef("body"))
    purpose = Purpose.objects.at(viewer.at).filter(of_it).filter(Exists(given))
    broken = BrokenGlass.objects.at(viewer.at).filter(of_it)
    keyed = here.annotate(record_key=Cast("pk", CharField()))
    found: QuerySet[Row] = keyed.filter(Exists(purpose) | Exists(broken))  # type: ignore[assignment]
    return found


def why_not_open(register: str, record: str, viewer: Viewer, *, persons: bool = True) -> str | None:
    """Why one record of a register does not open for a viewer now, or None.

    A record that is not theirs and one that is not there are answered alike; where they read the whole
    register, its room says that there is none. ``persons`` as in ``visible``.
    """
    if _whole(viewer, register, persons=persons):
        return None
    theirs = _theirs(viewer, register)
    if theirs is None:
        return NOT_HERE
    if BrokenGlass.objects.at(viewer.at).filter(theirs, record=record).exists():
        return None
    given = assigned(viewer).filter(theirs, record=record)
    held = Purpose.objects.at(viewer.at).filter(theirs, record=record)
    bodies = set(given.values_list("body", flat=True))
    if not bodies:
        return NOT_HERE
    return None if bodies & set(held.values_list("body", flat=True)) else NO_PURPOSE


def assigned(viewer: Viewer) -> AssignmentQuerySet:
    """A viewer's assignments in force, each given during the membership that they have now.

    Who left and came back is given records anew: what they were given before ended with the membership.
    """
    since = Membership.objects.filter(
        pk__in=viewer.memberships, body=OuterRef("body"), begins__lte=OuterRef("begins")
    )
    mine = Assignment.objects.on(viewer.today).filter(
        partnership__slug=viewer.partnership, person=viewer.person
    )
    return mine.filter(Exists(since))


def _whole(viewer: Viewer, register: str, *, persons: bool) -> bool:
    """Whether every row of a register is open to a viewer: ``D`` opens none that shows persons."""
    opening = {ALL} if persons else {ALL, DEPERSONALISED}
    return bool(cells(viewer, register) & opening)


def _theirs(viewer: Viewer, register: str) -> Q | None:
    """What assignments, purposes and broken glasses of a register are a viewer's; ``None``: none can be."""
    bodies = case_bodies(viewer, register)
    if not bodies:
        return None
    return Q(partnership__slug=viewer.partnership, register=register, person=viewer.person, body__in=bodies)
