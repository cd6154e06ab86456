"""Somebody leaves the partnership: one act ends all they have here from a day, and hands over what they own.

In: the person, their last day and who takes over. Out: memberships and seats ended, tokens and links closed,
and what rooms know of as theirs in the other's name. A room registers what is somebody's:

    leaving.register("wardmote.doing.tasking.leaving.tasks_of", "wardmote.doing.tasking.leaving.hand_over")

``tasks_of(partnership, person)`` yields ``Owned``; ``hand_over(partnership, person, heir, by)`` gives it over
and says how many things it gave.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string

from wardmote.ground.casework import refuse, write
from wardmote.ground.partners import joining, rules
from wardmote.ground.partners.groups import leave_seats
from wardmote.ground.partners.models import GroupSeat, Membership, Partnership, Person
from wardmote.ground.partners.tokens import open_tokens
from wardmote.ground.partners.viewing import Viewer

_owners: list[tuple[str, str]] = []


@dataclass(frozen=True)
class Owned:
    """Something that is a person's: what it is, in words, and its page; ``goes``: what becomes of it.

    ``kind``: what it is without what it says, for who keeps the people and reads no records.
    """

    kind: str
    words: str
    url: str
    goes: str = "goes to whoever takes over"


def register(owned: str, hand_over: str) -> None:
    """Register what a room knows of as somebody's, and how it is given to another."""
    if (owned, hand_over) not in _owners:
        _owners.append((owned, hand_over))


def memberships_after(partnership: Partnership, person: Person, last: date) -> Iterable[Membership]:
    """A person's memberships that would be in force after a day."""
    held = Membership.objects.filter(partnership=partnership, person=person, removed_at=None)
    return held.filter(Q(ends=None) | Q(ends__gt=last)).select_related("body", "person", "partnership")


def owned_by(partnership: Partnership, person: Person, today: date) -> Iterator[Owned]:
    """All that is somebody's here."""
    seats = GroupSeat.objects.on(today).filter(person=person, group__partnership=partnership)
    for seat in seats.select_related("group", "body"):
        page = reverse("partners:group", args=[partnership.slug, seat.group_id])
        words = f"{seat.get_part_display().capitalize()} of {seat.group} for {seat.body}"
        yield Owned(
            "Seat", words, page, "goes to whoever takes over, where they belong to that body; else it ends"
        )
    for token in open_tokens(partnership, person, today):
        page = reverse("partners:tokens", args=[partnership.slug])
        yield Owned("Token", f"Token of {token.name}", page, "opens nothing any more: make a new one")
    for path, _ in _owners:
        told: Callable[[Partnership, Person], Iterator[Owned]] = import_string(path)
        yield from told(partnership, person)


@dataclass(frozen=True)
class Leaving:
    """Who leaves, their last day, and who takes over (nobody: what is theirs stays in their name)."""

    person: Person
    last: date
    heir: Person | None = None


def leave_all(partnership: Partnership, said: Leaving, *, by: Viewer) -> None:
    """End everything somebody has here, and hand over; a last day before today ends it at once."""
    person, today = said.person, by.today
    with write("partners.left_all", f"person:{person.pk}", by=by) as act:
        refuse(rules.why_not_end_memberships(by.roles, own=person.pk == by.person))
        held = list(memberships_after(partnership, person, said.last))
        refuse(rules.why_not_leave(held=bool(held), last=said.last, today=today))
        if said.heir is not None:
            there = any(each.in_force(today) for each in memberships_after(partnership, said.heir, today))
            refuse(rules.why_not_take_over(same=said.heir == person, there=there), where="heir")
        _hand_seats(partnership, said)
        for each in held:
            if said.last < today:
                joining.leave(each, by=by)
            else:
                Membership.objects.filter(pk=each.pk).update(ends=max(said.last, each.begins))
        leave_seats(person, partnership, None, said.last)
        refuse(_why_nobody_left(partnership, said.last), where="last")
        heir = said.heir.pk if said.heir else None
        act.detail = {"last": said.last, "heir": heir, "memberships": len(held)}
        act.detail["handed"] = _hand_over(partnership, said, by)


def _hand_over(partnership: Partnership, said: Leaving, by: Viewer) -> int:
    """What rooms know of as theirs, to whoever takes over; how many things."""
    given = 0
    for _, path in _owners:
        hand: Callable[[Partnership, Person, Person, Viewer], int] = import_string(path)
        given += hand(partnership, said.person, said.heir, by) if said.heir else 0
    return given


def _hand_seats(partnership: Partnership, said: Leaving) -> None:
    """Their seats from the day after, for whoever takes over and belongs to that body."""
    heir = said.heir
    if heir is None:
        return
    first = said.last + timedelta(days=1)
    bodies = {each.body_id for each in memberships_after(partnership, heir, said.last)}
    held = GroupSeat.objects.until(said.last).filter(person=said.person, group__partnership=partnership)
    sits = set(GroupSeat.objects.until(said.last).filter(person=heir).values_list("group", "body"))
    for seat in held:
        if seat.body_id in bodies and (seat.group_id, seat.body_id) not in sits:
            GroupSeat.objects.create(
                group=seat.group, body=seat.body, person=heir, part=seat.part, ends=seat.ends,
                begins=max(first, seat.begins), why=f"Takes over from {said.person.name}.",
            )  # fmt: skip


def _why_nobody_left(partnership: Partnership, last: date) -> str | None:
    """Why the last manager does not leave, or None."""
    every = Membership.objects.filter(partnership=partnership, role=rules.MANAGER, removed_at=None)
    there = every.filter(Q(ends=None) | Q(ends__gt=last), Q(body__ends=None) | Q(body__ends__gt=last))
    return None if there.exists() else rules.NO_MANAGER_LEFT
