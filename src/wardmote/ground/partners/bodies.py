"""What becomes of the bodies of a partnership: they are added, renamed, end, and others carry on their work.

In: a body and who does it. Out: the change, in one transaction with its row in the log. Everything that is
owed, led or replied to keeps the body it was given to; who answers for it on a day is asked of the body
(``Body.answering``). Nothing is written anew when a body ends, so that old editions stay as they were.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from wardmote.ground.casework import hold, refuse, write
from wardmote.ground.owed import OwedBy
from wardmote.ground.partners import rules
from wardmote.ground.partners.groups import LEFT, leave_seats
from wardmote.ground.partners.joining import find_body
from wardmote.ground.partners.models import Body, FormerName, GroupSeat, Membership, Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.area_ids import is_two_tier, parse_area_id
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.regimes import responsible_on, why_not_a_member


def owed_by(body: Body, on: date) -> OwedBy:
    """Who owes on a day what was this body's."""
    now = body.answering(on)
    return OwedBy(now.name, now.pk)


ANSWERS = ("pk", "name", "ends", "successor_id")
"""The fields of a body that say who answers for it on a day."""


def body_columns(path: str) -> dict[str, str]:
    """What a query asks of the body at a path, and of who carries on its work, for ``body_of`` its rows."""
    after = f"{path}__successor"
    return {f"{at}__{name}": f"{at}__{name}" for at in (path, after) for name in ANSWERS}


def body_of(row: object, path: str) -> Body:
    """The body at a path in a row that was asked for with ``body_columns``."""
    body, after = (
        Body(**{name: getattr(row, f"{at}__{name}") for name in ANSWERS})
        for at in (path, f"{path}__successor")
    )
    if after.pk is not None:
        body.successor = after
    return body


@dataclass(frozen=True)
class BodyDetails:
    """What is said of a body: its name, its kind in the law and the first day it was there, where known."""

    name: str
    kind: str
    begins: date | None = None


def add_body(partnership: Partnership, said: BodyDetails, *, by: Viewer) -> Body:
    """Add a body; ``Refusal`` where one goes by that name, or the law knew no such kind on that day."""
    with write("partners.body_added", by=by) as act:
        refuse(rules.why_not_change_bodies(by.roles))
        refuse(_why_not_called(partnership, said.name), where="name", found=said.name)
        refuse(why_not_a_member(said.kind, said.begins or by.today), where="kind")
        body = Body.objects.create(partnership=partnership, **vars(said))
        act.subject, act.detail = f"body:{body.pk}", {"kind": body.kind, "begins": body.begins}
    return body


def change_body(body: Body, said: BodyDetails, *, since: date | None, read: int, by: Viewer) -> None:
    """Say something else of a body. ``since``: the first day of a new name; without it the old one was a slip
    of the pen, and the body was never called so."""
    with write("partners.body_changed", f"body:{body.pk}", by=by) as act:
        refuse(rules.why_not_change_bodies(by.roles))
        now = hold(Body.objects.filter(pk=body.pk), read=read)
        if said.name != now.name:
            refuse(_why_not_called(now.partnership, said.name, but=now), where="name", found=said.name)
            if since is not None:
                first = _named_since(now)
                refuse(rules.why_not_rename_from(since, today=by.today, first=first), where="since")
                _keep_name(now, until=since)
        if (said.kind, said.begins) != (now.kind, now.begins):
            refuse(why_not_a_member(said.kind, said.begins or now.ends or by.today), where="kind")
        refuse(rules.why_not_end_on(begins=said.begins, ends=now.ends), where="begins")
        now.name, now.kind, now.begins = said.name, said.kind, said.begins
        now.save()
        act.detail = {"kind": now.kind, "begins": now.begins, "since": since}


def rename_body(body: Body, name: str, *, since: date, by: str) -> None:
    """Call a body otherwise from a day on, as the plan does that comes into force."""
    slug, detail = body.partnership.slug, {"was": body.name, "now": name}
    with write("partners.body_renamed", f"body:{body.pk}", by=by, partnership=slug, detail=detail):
        _keep_name(body, until=since)
        body.name = name
        body.save(update_fields=("name",))


def _named_since(body: Body) -> date | None:
    """The first day of the name it has, where known."""
    last = FormerName.objects.filter(body=body).order_by("-ends").first()
    return last.ends + timedelta(days=1) if last else body.begins


def _keep_name(body: Body, *, until: date) -> None:
    """The name it has is its former one from a day on; unless it was never called so for a day."""
    first = _named_since(body)
    if first is None or first < until:
        FormerName.objects.create(body=body, name=body.name, ends=until - timedelta(days=1))


def _why_not_called(partnership: Partnership, name: str, *, but: Body | None = None) -> str | None:
    held = find_body(partnership, name)
    return None if held in (None, but) else f"{held} is a body of this partnership already."


@dataclass(frozen=True)
class BodyEnd:
    """The last day of a body, who carries on its work from the day after, and why.

    ``people_go_over``: its people are the successor's from the day after, in the roles they have.
    """

    ends: date
    successor: Body | None
    why: str
    people_go_over: bool = False


def end_body(body: Body, said: BodyEnd, *, read: int, by: Viewer) -> None:
    """A body ends; its successor answers for all it owed, from the day after.

    Its people belong to it until its last day. Invitations and tokens for it open nothing after.
    """
    with write("partners.body_ended", f"body:{body.pk}", by=by) as act:
        refuse(rules.why_not_change_bodies(by.roles))
        now = hold(Body.objects.filter(pk=body.pk), read=read)
        refuse(rules.why_not_end_body(ended=now.ends is not None, why=said.why))
        refuse(rules.why_not_end_on(begins=now.begins, ends=said.ends), where="ends")
        successor = Body.objects.get(pk=said.successor.pk) if said.successor else None
        if successor is not None:
            refuse(_why_not_succeed(now, successor, said.ends), where="successor")
        now.ends, now.successor, now.ended_why = said.ends, successor, said.why.strip()
        now.save()
        held = list(_members_after(now, said.ends).select_related("person"))
        for each in held:
            Membership.objects.filter(pk=each.pk).update(ends=max(said.ends, each.begins))
        for each in held:
            if successor is not None and said.people_go_over:
                _go_over(each, successor, said.ends + timedelta(days=1))
            else:
                leave_seats(each.person, now.partnership, now, said.ends)
        if not _managers_after(now, said.ends).exists():
            raise Refusal(rules.NOBODY_LEFT, where="ends")
        act.detail = {
            "ends": said.ends,
            "successor": successor.pk if successor else None,
            "people": len(held),
            "go over": said.people_go_over,
        }


def _members_after(body: Body, day: date) -> QuerySet[Membership]:
    """Its memberships that would be in force after a day."""
    return Membership.objects.filter(Q(ends=None) | Q(ends__gt=day), body=body, removed_at=None)


def _managers_after(body: Body, day: date) -> QuerySet[Membership]:
    """The managers of the partnership in force after a day."""
    every = Membership.objects.filter(partnership=body.partnership_id, role=rules.MANAGER, removed_at=None)
    there = Q(body__ends=None) | Q(body__ends__gt=day)
    return every.filter(Q(ends=None) | Q(ends__gt=day), there)


def _go_over(left: Membership, successor: Body, begins: date) -> None:
    """The same role for another body, from a day on; one that is held there already is kept."""
    open_ = Membership.objects.filter(
        partnership=left.partnership_id, person=left.person_id, role=left.role, ends=None
    )
    if not open_.exists():
        Membership.objects.create(
            partnership=left.partnership, person=left.person, role=left.role, body=successor, begins=begins,
            ends=successor.ends,
        )  # fmt: skip


def _why_not_succeed(body: Body, successor: Body, ends: date) -> str | None:
    if successor.partnership_id != body.partnership_id:
        return "Choose a body of this partnership."
    chain, after = {successor.pk}, successor
    while after.successor is not None and after.successor.pk not in chain:
        after = after.successor
        chain.add(after.pk)
    there = successor.in_force(ends + timedelta(days=1))
    return rules.why_not_succeed(circle=body.pk in chain, there=there, name=successor.name)


def stand_again(body: Body, *, by: Viewer) -> None:
    """Take the end of a body back: it was entered by mistake. Its people are members again, unless they have
    the same role elsewhere by now."""
    with write("partners.body_stands_again", f"body:{body.pk}", by=by) as act:
        refuse(rules.why_not_change_bodies(by.roles))
        now = hold(Body.objects.filter(pk=body.pk))
        if now.ends is None:
            raise Refusal("It has not ended.", found=now.name)
        elsewhere = Membership.objects.filter(
            partnership=now.partnership_id, person=OuterRef("person"), role=OuterRef("role"), ends=None
        )
        back = Membership.objects.filter(~Exists(elsewhere), body=now, ends=now.ends, removed_at=None)
        act.detail = {
            "ended": now.ends,
            "successor": now.successor_id,
            "people": back.update(ends=None),
        }
        GroupSeat.objects.filter(body=now, ends=now.ends, ended_why=LEFT).update(ends=None, ended_why="")
        now.ends, now.successor, now.ended_why = None, None, ""
        now.save()


def warnings_on(partnership: Partnership, bodies: list[Body], day: date) -> list[str]:
    """What the law of a day has against who is a body of the partnership then, in sentences."""
    there = [body for body in bodies if body.in_force(day)]
    found = []
    for body in there:
        if reason := why_not_a_member(body.kind, day):
            found.append(f"{body.name_on(day)}: {reason}")
    held = {body.kind for body in there}
    for kind in responsible_on(day, two_tier=is_two_tier_place(partnership)):
        if kind.key not in held:
            found.append(f"The law names the {kind.title} as a responsible authority: no body here is one.")
    return found


def is_two_tier_place(partnership: Partnership) -> bool:
    """Whether its district lies in a county that has a council of its own."""
    place = partnership.place
    return place is not None and is_two_tier(parse_area_id(place.area_id).code)
