"""Beginning a partnership, inviting people and taking an invitation up.

Each write takes ``by``, runs in one transaction and leaves an audit row. An
invitation's token is shown once, to whoever sends it; the record keeps only
its hash.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from wardmote.ground.casework import refuse, write
from wardmote.ground.partners.models import Body, Invitation, Membership, Partnership, Person
from wardmote.ground.partners.rules import RESERVED, why_not_invite, why_not_take_up
from wardmote.ground.partners.viewing import Viewer
from wardmote.ground.places.models import Area
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


def settle_place(partnership: Partnership, *, area_id: str, name: str, by: str) -> None:
    """Say which area a partnership is for; evidence recognised it, or a person chose it."""
    with write("partners.place_settled", f"area:{area_id}", by=by, partnership=partnership.slug) as act:
        partnership.place, _ = Area.objects.get_or_create(area_id=area_id, defaults={"name": name})
        partnership.save(update_fields=["place"])
        act.detail = {"name": name}


def body_named(partnership: Partnership, *, name: str, kind: str) -> Body:
    """The body of that name, however its letters and spaces are written; made when it is new."""
    name = " ".join(name.split())
    held = list(Body.objects.filter(partnership=partnership))
    same = [body for body in held if body.name == name] or [
        body for body in held if _folded(body.name) == _folded(name)
    ]
    if same:
        return same[0]
    return Body.objects.get_or_create(partnership=partnership, name=name, defaults={"kind": kind})[0]


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def bodies_named(partnership: Partnership, kinds: Mapping[str, str]) -> dict[str, Body]:
    """As ``body_named`` for many: name -> body, from name -> kind; three queries however many there are."""
    wanted = Body.objects.filter(partnership=partnership, name__in=[name.strip() for name in kinds])
    known = {body.name for body in wanted}
    new = {name.strip(): kind for name, kind in kinds.items() if name.strip() not in known}
    rows = [Body(partnership=partnership, name=name, kind=kind) for name, kind in new.items()]
    Body.objects.bulk_create(rows, ignore_conflicts=True)
    found = {body.name: body for body in (wanted.all() if new else wanted)}
    return {name: found[name.strip()] for name in kinds}


def invite(
    partnership: Partnership, *, email: str, roles: Sequence[str], body: Body, by: str
) -> tuple[Invitation, str]:
    """An invitation and the token for its link; mail is the caller's."""
    try:
        validate_email(email.strip())
    except ValidationError:
        raise Refusal(
            "That is not an e-mail address.", found=email, todo="Write it as name@example.org."
        ) from None
    token, now = secrets.token_urlsafe(32), timezone.now()
    with write("partners.invited", by=by, partnership=partnership.slug) as act:
        invitation = Invitation.objects.create(
            partnership=partnership,
            body=body,
            email=email.strip().lower(),
            roles=sorted(set(roles)),
            token_sha256=_hashed(token),
            invited_by=by,
            made_at=now,
            ends_at=now + timedelta(days=DAYS_OPEN),
        )
        act.subject = f"invitation:{invitation.pk}"
        act.detail = {"email": invitation.email, "roles": invitation.roles, "body": body.name}
    return invitation, token


def invite_as(
    viewer: Viewer, partnership: Partnership, *, email: str, roles: Sequence[str], body: Body
) -> tuple[Invitation, str]:
    """As ``invite``, by somebody on the people page; ``Refusal`` with the reason they may not."""
    refuse(why_not_invite(viewer.roles, roles))
    return invite(partnership, email=email, roles=roles, body=body, by=str(viewer))


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
            now=now,
        )
    )
    return found


def take_up(token: str, *, person: Person, now: datetime) -> Partnership:
    """Make the memberships an invitation promises; it then opens nothing more."""
    invitation = invitation_for(token, now)
    town, subject = invitation.partnership, f"invitation:{invitation.pk}"
    with write("partners.invitation_taken_up", subject, by=person.name, partnership=town.slug) as act:
        unused = Invitation.objects.filter(pk=invitation.pk, taken_up_at__isnull=True)
        if unused.update(taken_up_at=now) != 1:
            raise Refusal("This invitation has been used.")
        by = f"invitation {invitation.pk}"
        for role in invitation.roles:
            join(town, person=person, body=invitation.body, role=role, by=by)
        act.detail = {"email": invitation.email}
    return town


def join(partnership: Partnership, *, person: Person, body: Body, role: str, by: str) -> Membership:
    """One membership from today; an open one of the same role is kept."""
    today = timezone.localdate()
    held = Membership.objects.filter(
        partnership=partnership, person=person, role=role, ends__isnull=True
    ).first()
    if held:
        return held
    detail = {"name": person.name, "role": role, "body": body.name}
    slug = partnership.slug
    with write("partners.joined", f"person:{person.pk}", by=by, partnership=slug, detail=detail):
        return Membership.objects.create(
            partnership=partnership, person=person, body=body, role=role, begins=today
        )


def leave(membership: Membership, *, by: Viewer) -> None:
    """End a membership now, in open sessions too; what the person wrote stays theirs."""
    with write("partners.left", f"person:{membership.person_id}", by=by, detail={"role": membership.role}):
        membership.ends = max(timezone.localdate() - timedelta(days=1), membership.begins)
        membership.removed_at = timezone.now()
        membership.save(update_fields=["ends", "removed_at"])


def withdraw_invitation(invitation: Invitation, *, by: Viewer) -> None:
    """Close an invitation; its link then opens nothing."""
    detail = {"email": invitation.email}
    with write("partners.invitation_withdrawn", f"invitation:{invitation.pk}", by=by, detail=detail):
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
