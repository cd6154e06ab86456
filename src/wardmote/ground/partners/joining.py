"""Beginning a partnership, inviting people and taking an invitation up.

Each write takes ``by``, runs in one transaction and leaves an audit row. An
invitation's token is shown once, to whoever sends it; the record keeps only
its hash.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wardmote.ground.casework import refuse, write
from wardmote.ground.partners.groups import leave_seats
from wardmote.ground.partners.models import Body, FormerName, Invitation, Membership, Partnership, Person
from wardmote.ground.partners.rules import (
    MANAGER,
    READERS,
    RESERVED,
    why_not_both_hats,
    why_not_called,
    why_not_confirm,
    why_not_end_partnership,
    why_not_invite,
    why_not_join,
    why_not_recover,
    why_not_take_up,
)
from wardmote.ground.partners.tokens import end_with_membership
from wardmote.ground.partners.viewing import Viewer
from wardmote.ground.places.models import Area
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal

DAYS_OPEN = 14


def begin_partnership(*, slug: str, name: str, by: str) -> Partnership:
    """A new tenant; ``Refusal`` where the slug is taken, reserved or badly formed."""
    if slug in RESERVED:
        raise Refusal(
            "That word is kept for the program itself.", found=slug, todo="Choose another short name."
        )
    if Partnership.objects.filter(slug=slug).exists():
        raise Refusal("There is a partnership of that short name.", found=slug, todo="Choose another.")
    partnership = Partnership(slug=slug, name=name.strip())
    try:
        partnership.full_clean()
    except ValidationError as error:
        raise Refusal(
            "The partnership cannot be begun.",
            found=slug,
            todo=" ".join(message for each in error.message_dict.values() for message in each),
        ) from None
    with write("partners.partnership_begun", f"partnership:{slug}", by=by, partnership=slug):
        partnership.save()
    return partnership


def end_partnership(town: Partnership, *, ends: date, successor: Partnership | None, by: str) -> list[str]:
    """A partnership ends, as its district ceases or joins another: from the day after it is only read.

    What is open there stays as it was, and nobody is written to of it any more; its people are members of the
    successor where somebody invites them there. Out: the addresses of its members, who are told.
    """
    with write("partners.partnership_ended", f"partnership:{town.slug}", by=by, partnership=town.slug) as act:
        chain = set()
        after = successor
        while after is not None and after.pk not in chain:
            chain.add(after.pk)
            after = after.successor
        there = successor is None or not successor.over(ends + timedelta(days=1))
        refuse(why_not_end_partnership(ended=town.ends is not None, circle=town.pk in chain, there=there))
        town.ends, town.successor = ends, successor
        town.save(update_fields=("ends", "successor"))
        held = Membership.objects.filter(partnership=town).select_related("person", "body")
        people = sorted({each.person.email for each in held if each.in_force(timezone.localdate())})
        act.detail = {"ends": ends, "successor": successor.slug if successor else None}
        if people:
            goes_on = f" {successor.name} goes on with its work." if successor else ""
            words = (
                f"{town.name} ends on {day_words(ends)}.{goes_on}\n\nFrom the day after its pages are read "
                "as they were, and nothing is written there any more.\n"
            )
            act.letter(f"{town.name} ends", words, to=people)
    return people


def settle_place(partnership: Partnership, *, area_id: str, name: str, by: str) -> None:
    """Say which area a partnership is for; evidence recognised it, or a person chose it."""
    with write("partners.place_settled", f"area:{area_id}", by=by, partnership=partnership.slug) as act:
        partnership.place, _ = Area.objects.get_or_create(area_id=area_id, defaults={"name": name})
        partnership.save(update_fields=["place"])
        act.detail = {"name": name}


def find_body(partnership: Partnership, name: str) -> Body | None:
    """The body of that name, however its letters and spaces are written; else the one once called so."""
    name = " ".join(name.split())
    held = list(Body.objects.filter(partnership=partnership).prefetch_related("former_names"))
    called = [(body.name, body) for body in held]
    called += [(was.name, body) for body in held for was in body.former_names.all()]
    same = [body for each, body in called if each == name] or [
        body for each, body in called if _folded(each) == _folded(name)
    ]
    return same[0] if same else None


def body_named(partnership: Partnership, *, name: str, kind: str) -> Body:
    """The body of that name, made when it is new."""
    if found := find_body(partnership, name):
        return found
    name = " ".join(name.split())
    return Body.objects.get_or_create(partnership=partnership, name=name, defaults={"kind": kind})[0]


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def bodies_named(partnership: Partnership, kinds: Mapping[str, str]) -> dict[str, Body]:
    """As ``body_named`` for many: name -> body, from name -> kind; four queries however many there are."""
    wanted = Body.objects.filter(partnership=partnership, name__in=[name.strip() for name in kinds])
    once = FormerName.objects.filter(body__partnership=partnership, name__in=[name.strip() for name in kinds])
    former = {was.name: was.body for was in once.select_related("body")}
    known = former | {body.name: body for body in wanted}
    new = {name.strip(): kind for name, kind in kinds.items() if name.strip() not in known}
    rows = [Body(partnership=partnership, name=name, kind=kind) for name, kind in new.items()]
    Body.objects.bulk_create(rows, ignore_conflicts=True)
    found = former | {body.name: body for body in (wanted.all() if new else wanted)}
    return {name: found[name.strip()] for name in kinds}


@dataclass(frozen=True)
class NewInvitation:
    """Whom to invite, to which roles, for which body."""

    email: str
    roles: Sequence[str]
    body: Body
    begins: date | None = None


def invite(partnership: Partnership, wanted: NewInvitation, *, by: Viewer | str) -> tuple[Invitation, str]:
    """An invitation and the token for its link; mail is the caller's.

    By somebody on the people page, with a ``Refusal`` where they may not; or by whoever runs the server.
    """
    try:
        validate_email(wanted.email.strip())
    except ValidationError:
        raise Refusal(
            "That is not an e-mail address.", found=wanted.email, todo="Write it as name@example.org."
        ) from None
    token, now = secrets.token_urlsafe(32), timezone.now()
    with write("partners.invited", by=by, partnership=partnership.slug) as act:
        if isinstance(by, Viewer):
            refuse(why_not_invite(by.roles, wanted.roles))
        first = max(wanted.begins or date.min, timezone.localdate(now))
        refuse(why_not_join(there=wanted.body.in_force(first), name=wanted.body.name), where="body")
        invitation = Invitation.objects.create(
            partnership=partnership,
            body=wanted.body,
            email=wanted.email.strip().lower(),
            roles=sorted(set(wanted.roles)),
            begins=wanted.begins,
            token_sha256=_hashed(token),
            invited_by=str(by),
            sent_by_id=by.person if isinstance(by, Viewer) else None,
            by_reader=not isinstance(by, Viewer) or by.has(READERS),
            made_at=now,
            ends_at=now + timedelta(days=DAYS_OPEN),
        )
        act.subject = f"invitation:{invitation.pk}"
        act.detail = {"email": invitation.email, "roles": invitation.roles, "body": wanted.body.name}
        act.detail |= {"waits": True} if invitation.waits else {}
    return invitation, token


def confirm_invitation(invitation: Invitation, *, by: Viewer) -> None:
    """Let the link open; ``Refusal`` with the reason they may not, or where it was answered already."""
    subject, detail = f"invitation:{invitation.pk}", {"roles": invitation.roles}
    with write("partners.invitation_confirmed", subject, by=by, detail=detail):
        refuse(_why_not_confirm(invitation, by))
        unanswered = Invitation.objects.open(by.at).filter(pk=invitation.pk, confirmed_at=None)
        if not unanswered.update(confirmed_at=by.at, confirmed_by=str(by)):
            raise Refusal("Somebody answered this invitation before you.")


def refuse_invitation(invitation: Invitation, *, by: Viewer) -> None:
    """Close an invitation that waits to be confirmed."""
    refuse(_why_not_confirm(invitation, by))
    withdraw_invitation(invitation, by=by)


def _why_not_confirm(invitation: Invitation, by: Viewer) -> str | None:
    invited = Person.objects.filter(pk=by.person, email=invitation.email).exists()
    return why_not_confirm(roles=by.roles, sent=invitation.sent_by_id == by.person, invited=invited)


def recover(partnership: Partnership, *, email: str, body: Body, by: str) -> tuple[Invitation, str]:
    """A manager for a partnership that has none any more, by whoever runs the server; its people are told."""
    with write("partners.recovered", by=by, partnership=partnership.slug) as act:
        memberships = Membership.objects.filter(partnership=partnership).select_related("person", "body")
        held = [each for each in memberships if each.in_force(timezone.localdate())]
        refuse(why_not_recover(managers={each.person.name for each in held if each.role == MANAGER}))
        invited = invite(partnership, NewInvitation(email, (MANAGER,), body), by=by)
        act.subject = f"invitation:{invited[0].pk}"
        if people := sorted({each.person.email for each in held}):
            words = (
                f"{by} invited {email} as community safety manager of {partnership.name}, which has none.\n\n"
                "It was done on the server and stands in the log. If nobody told you of it, ask who runs the "
                "server."
            )
            act.letter(f"A manager was invited to {partnership.name}", words, to=people)
    return invited


def invitation_for(token: str, now: datetime) -> Invitation:
    """The invitation a link opens; ``Refusal`` says why it does not open."""
    found = (
        Invitation.objects.select_related("partnership", "body").filter(token_sha256=_hashed(token)).first()
    )
    if found is None:
        raise Refusal(
            "This link opens no invitation.", todo="Copy the whole link, or ask who sent it for a new one."
        )
    refuse(
        why_not_take_up(
            ends_at=found.ends_at,
            taken_up=found.taken_up_at is not None,
            withdrawn=found.withdrawn_at is not None,
            waits=found.waits,
            now=now,
        )
    )
    return found


def names_in(partnership: Partnership, *, but: str) -> list[str]:
    """What those who are or were its members are called, ``but`` whose e-mail address this is."""
    held = Membership.objects.filter(partnership=partnership).exclude(person__email=but)
    return list(held.order_by().values_list("person__name", flat=True).distinct())


@transaction.atomic
def take_up(token: str, *, person: Person, now: datetime) -> Partnership:
    """Make the memberships an invitation promises, and those of others here to the same address: who is
    invited for several bodies comes in once. They then open nothing more."""
    invitation = invitation_for(token, now)
    town = take_up_invitation(invitation, person=person, now=now)
    others = Invitation.objects.open(now).filter(partnership=town, email=invitation.email)
    for other in others.select_related("partnership", "body"):
        if not other.waits:
            take_up_invitation(other, person=person, now=now)
    return town


def join_invited(email: str, *, name: str, now: datetime) -> Person | None:
    """The new account of whom another program vouches for, with all they were invited to; None for others."""
    invited = Invitation.objects.open(now).filter(email=email).select_related("partnership", "body")
    found = [each for each in invited if not each.waits]
    if not found or Person.objects.filter(email=email).exists():
        return None
    others = [other for each in found for other in names_in(each.partnership, but=email)]
    taken = why_not_called(name, others) is not None
    person = Person.objects.create_user(email, email if taken else name)
    for invitation in found:
        take_up_invitation(invitation, person=person, now=now)
    return person


def take_up_invitation(invitation: Invitation, *, person: Person, now: datetime) -> Partnership:
    """As ``take_up``, of an invitation that is open."""
    town, subject = invitation.partnership, f"invitation:{invitation.pk}"
    with write("partners.invitation_taken_up", subject, by=person.name, partnership=town.slug) as act:
        unused = Invitation.objects.open(now).filter(pk=invitation.pk)
        if unused.update(taken_up_at=now) != 1:
            raise Refusal("This invitation has been used, or was withdrawn.")
        begins = max(invitation.begins or date.min, timezone.localdate(now))
        said = {"partnership": town, "person": person, "body": invitation.body, "begins": begins}
        for role in invitation.roles:
            _join(Membership(**said, role=role), by=f"invitation {invitation.pk}")
        act.detail = {"email": invitation.email}
    return town


def join(partnership: Partnership, *, person: Person, body: Body, role: str, by: str) -> Membership:
    """One membership from today on; an open one of the same role for that body is kept."""
    begins = timezone.localdate()
    return _join(Membership(partnership=partnership, person=person, body=body, role=role, begins=begins), by)


def _join(wanted: Membership, by: str) -> Membership:
    """A membership from its first day to the last day of its body, unless they have it already."""
    body, begins = wanted.body, wanted.begins
    refuse(why_not_join(there=body.in_force(begins), name=body.name))
    theirs = Membership.objects.filter(partnership=wanted.partnership, person=wanted.person)
    held = theirs.filter(body=body, role=wanted.role, ends=None).first()
    if held:
        return held
    after = theirs.filter(Q(ends=None) | Q(ends__gte=begins), removed_at=None)
    refuse(why_not_both_hats([*after.values_list("body__kind", "role"), (body.kind, wanted.role)]))
    detail = {"name": wanted.person.name, "role": wanted.role, "body": body.name}
    slug = wanted.partnership.slug
    with write("partners.joined", f"person:{wanted.person.pk}", by=by, partnership=slug, detail=detail):
        wanted.ends = body.ends
        wanted.save()
    return wanted


def leave(membership: Membership, *, by: Viewer) -> None:
    """End a membership now, in open sessions too, with the tokens that rest on it and the links that would
    lead back in; what the person wrote stays theirs."""
    with write("partners.left", f"person:{membership.person_id}", by=by, detail={"role": membership.role}):
        membership.ends = max(timezone.localdate() - timedelta(days=1), membership.begins)
        membership.removed_at = timezone.now()
        still = Membership.objects.filter(pk=membership.pk, removed_at=None)
        if not still.update(ends=membership.ends, removed_at=membership.removed_at):
            raise Refusal("This membership was ended already.")
        end_with_membership(membership, by=by)
        leave_seats(membership.person, membership.partnership, membership.body, membership.ends)
        for invitation in _ways_back(membership):
            withdraw_invitation(invitation, by=by)


def _ways_back(left: Membership) -> list[Invitation]:
    """Open invitations that would make somebody again what they were: to them in that role, and those they
    sent that they could not send now."""
    now, person = timezone.now(), left.person
    held = Membership.objects.filter(partnership=left.partnership_id, person=person).select_related("body")
    roles = {each.role for each in held if each.in_force(timezone.localdate(now))}
    there = Invitation.objects.open(now).filter(partnership=left.partnership_id)
    return [
        each
        for each in there.filter(Q(email=person.email) | Q(sent_by=person))
        if (each.email == person.email and left.role in each.roles)
        or (each.sent_by_id == person.pk and _could_not_send(roles, each))
    ]


def _could_not_send(roles: set[str], invitation: Invitation) -> bool:
    reads_no_more = invitation.by_reader and not roles & READERS and bool(READERS & set(invitation.roles))
    return reads_no_more or why_not_invite(roles, invitation.roles) is not None


def withdraw_invitation(invitation: Invitation, *, by: Viewer) -> None:
    """Close an invitation; its link then opens nothing."""
    detail = {"email": invitation.email}
    with write("partners.invitation_withdrawn", f"invitation:{invitation.pk}", by=by, detail=detail):
        unanswered = Invitation.objects.filter(pk=invitation.pk, taken_up_at=None, withdrawn_at=None)
        if not unanswered.update(withdrawn_at=timezone.now()):
            raise Refusal(
                "It was taken up or withdrawn already.", todo="Look who is here, and end what should not be."
            )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
