"""Who is looking: the frozen values every question of "may I" takes.

In: a person, a partnership and the time. Out: a ``Viewer`` with the roles of
the memberships in force at that time, or ``None`` where there are none: for
such a person the partnership does not exist.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from wardmote.ground.partners.models import Body, GroupSeat, Membership, Partnership, Person
from wardmote.ground.partners.rules import LINKED, speaks_for
from wardmote.ground.row_security.scope import all_partnerships


@dataclass(frozen=True)
class Hat:
    """One body that somebody belongs to today, by number, name and kind; and what they are there."""

    body: int
    name: str
    kind: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Viewer:
    """``partnership`` is the slug, ``person`` the record's number; ``purpose`` for sealed registers.

    ``body``, ``body_kind`` and ``roles`` are of the hat worn: every act is done in it, and the log names it.
    ``hats`` and ``bodies`` are all they have on the day: reading follows them (``may_read``). Rules ask by
    number: a name is what a body is called.
    """

    partnership: str
    person: int
    person_name: str
    body: str
    body_kind: str
    bodies: frozenset[int]
    roles: frozenset[str]
    memberships: tuple[int, ...]
    at: datetime
    purpose: str = ""
    towns: tuple[tuple[str, str], ...] = field(default=())
    hats: tuple[Hat, ...] = field(default=())
    hat: int = 0

    def __str__(self) -> str:
        """How the log and the pages name who did it."""
        return f"{self.person_name} ({self.body})"

    @property
    def today(self) -> date:
        """The day it is for them, in local time: everything that asks for a day takes this one."""
        return timezone.localdate(self.at)

    @property
    def all_roles(self) -> frozenset[str]:
        """What they are in any hat."""
        return self.roles.union(*(hat.roles for hat in self.hats))

    def speaks_for(self, bodies: Iterable[Body]) -> bool:
        """Whether they answer for one of these today: for what a body owed that ended, its successor does.

        In the hat worn: who answers for another of their bodies changes hats first.
        """
        own = {self.hat} if self.hat else self.bodies
        return speaks_for((body.answering(self.today).pk for body in bodies), roles=self.roles, own=own)

    def has(self, roles: Iterable[str]) -> bool:
        """Whether they are one of these in the hat worn: whether they may do it."""
        return bool(self.roles & frozenset(roles))

    def may_read(self, roles: Iterable[str]) -> bool:
        """Whether they are one of these in any hat: whether they may read it."""
        return bool(self.all_roles & frozenset(roles))

    def wearing(self, hat: Hat) -> "Viewer":
        """The same person in another hat."""
        return replace(self, body=hat.name, body_kind=hat.kind, roles=hat.roles, hat=hat.body)

    def in_hat_for(self, roles: Iterable[str], *, worn: int) -> "Viewer | None":
        """The same person in the hat worn where it opens what is for these roles, else in one that does."""
        opens = [hat for hat in self.hats if hat.roles & frozenset(roles)]
        return self.wearing(next((hat for hat in opens if hat.body == worn), opens[0])) if opens else None


class PartnershipRequest(HttpRequest):
    """A request to a partnership's page, as the front door lets it in.

    ``kept_draft()`` gives, once, what this person posted to this page after their
    session had ended: a form takes it as its initial values.
    """

    viewer: Viewer
    partnership: Partnership
    kept_draft: Callable[[], Mapping[str, str]]


def viewer_of(person: Person, slug: str, at: datetime) -> Viewer | None:
    """The viewer a person is in a partnership now; one query."""
    found = let_in(person, slug, at)
    return found[0] if found else None


def let_in(person: Person, slug: str, at: datetime) -> tuple[Viewer, Partnership] | None:
    """The viewer a person is, and the partnership with its place; one query."""
    held = memberships_in_force(person, at)
    here = [each for each in held if each.partnership.slug == slug]
    if not here:
        return None
    towns = {each.partnership.slug: each.partnership.name for each in held}
    hats = hats_of(here)
    viewer = Viewer(
        partnership=slug,
        person=person.pk,
        person_name=person.name,
        body=hats[0].name,
        body_kind=hats[0].kind,
        bodies=frozenset(each.body_id for each in here),
        roles=hats[0].roles,
        memberships=tuple(each.pk for each in here),
        at=at,
        towns=tuple(sorted(towns.items(), key=lambda town: town[1])),
        hats=hats,
        hat=hats[0].body,
    )
    return viewer, here[0].partnership


def hats_of(memberships: Iterable[Membership]) -> tuple[Hat, ...]:
    """The hats that memberships in force give, the oldest first."""
    bodies: dict[int, Body] = {}
    roles: dict[int, set[str]] = {}
    for each in memberships:
        bodies.setdefault(each.body_id, each.body)
        roles.setdefault(each.body_id, set()).add(each.role)
    return tuple(Hat(key, body.name, body.kind, frozenset(roles[key])) for key, body in bodies.items())


def memberships_in_force(person: Person, at: datetime) -> list[Membership]:
    """A person's memberships that count on the day of ``at`` in local time, with partnership and body.

    One for a body that is only linked to the partnership counts while that body has a seat in a group.
    """
    today = timezone.localdate(at)
    rows = not_only_linked(Membership.objects.filter(person=person), today)
    rows = rows.select_related("partnership__place", "partnership__successor", "body")
    with all_partnerships("which towns a person belongs to"):
        return [each for each in rows.order_by("pk") if each.in_force(today)]


def belongs_anywhere(person: Person, day: date) -> bool:
    """Whether a person has a membership that is not over on a day, whether it has begun or not."""
    not_over = Q(ends=None) | Q(ends__gte=day)
    with all_partnerships("whether a person belongs to any town"):
        return Membership.objects.filter(not_over, person=person, removed_at=None).exists()


def not_only_linked(rows: QuerySet[Membership], day: date) -> QuerySet[Membership]:
    """Memberships without those for a body that is only linked to the partnership and has no seat."""
    seats = GroupSeat.objects.on(day).filter(body=OuterRef("body"))
    return rows.filter(~Q(body__kind=LINKED) | Exists(seats))


def partnerships_of(person: Person, at: datetime) -> list[Partnership]:
    """The partnerships a person sees, by name."""
    found = {each.partnership.pk: each.partnership for each in memberships_in_force(person, at)}
    return sorted(found.values(), key=lambda each: each.name)
