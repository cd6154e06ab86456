"""Tokens for other programs: made and shown once, used to read, withdrawn.

In: a partnership, whom the token reads for, who makes it. Out: the record and, once, the token itself.
A token for a body reads as an officer of that body, as long as who made it may make one; one for a person
has that person's roles of the day. Either ends at once with the membership it rests on. What is wrong with
one that does not open is never told: ``None`` is all there is.
"""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from wardmote.ground.casework import refuse, write
from wardmote.ground.partners import rules
from wardmote.ground.partners.models import ApiToken, Body, Membership, Partnership, Person
from wardmote.ground.partners.viewing import Viewer, let_in

BEGINS: Final = "wardmote_"
DAYS: Final = 365


def make(
    partnership: Partnership, *, name: str, whom: Person | Body, by: Viewer, ends: date | None = None
) -> tuple[ApiToken, str]:
    """A token and its words; ``Refusal`` where this person may not make one for them."""
    own = isinstance(whom, Person) and whom.pk == by.person
    today = by.today
    ends = ends or today + timedelta(days=DAYS)
    refused = rules.why_not_make_token(roles=by.roles, own=own, body=isinstance(whom, Body))
    refuse(refused or rules.why_not_such_token(name=name, ends=ends, today=today, most=DAYS))
    token = f"{BEGINS}{secrets.token_urlsafe(32)}"
    with write("partners.token_made", by=by) as act:
        made = ApiToken.objects.create(
            partnership=partnership,
            person=whom if isinstance(whom, Person) else None,
            body=whom if isinstance(whom, Body) else None,
            maker_id=by.person,
            name=name.strip(),
            token_sha256=_hash(token),
            made_by=str(by),
            made_at=by.at,
            ends=ends,
        )
        act.subject = f"token:{made.pk}"
        act.detail = {"name": made.name, "for": str(whom), "ends": ends}
    return made, token


def withdraw(token: ApiToken, *, by: Viewer) -> None:
    """It opens nothing from now on."""
    own = token.person_id is not None and token.person_id == by.person
    over = token.withdrawn_at is not None
    refuse(rules.why_not_withdraw_token(roles=by.roles, own=own, withdrawn=over))
    with write("partners.token_withdrawn", f"token:{token.pk}", by=by, detail={"name": token.name}):
        still = ApiToken.objects.filter(pk=token.pk, withdrawn_at=None)
        if not still.update(withdrawn_at=timezone.now(), withdrawn_by=str(by)):
            refuse(rules.why_not_withdraw_token(roles=by.roles, own=own, withdrawn=True))


def end_with_membership(left: Membership, *, by: Viewer) -> None:
    """End the tokens that rested on a membership that was ended, as far as no other one carries them."""
    held = Membership.objects.filter(partnership=left.partnership_id, person=left.person_id)
    held = held.select_related("body")
    roles = {each.role for each in held if each.in_force(by.today)}
    for token in open_tokens(left.partnership, left.person, by.today):
        if not rules.may_have_token(roles, body=token.person_id is None):
            with write("partners.token_ended", f"token:{token.pk}", by=by):
                token.withdrawn_at = timezone.now()
                token.withdrawn_by = f"{by}, with the membership of {left.person}"[:200]
                token.save(update_fields=["withdrawn_at", "withdrawn_by"])


def open_tokens(partnership: Partnership, person: Person, today: date) -> QuerySet[ApiToken]:
    """The tokens that rest on a person's memberships in a partnership."""
    held = ApiToken.objects.open(today).filter(partnership=partnership)
    return held.filter(Q(person=person) | Q(maker=person, person=None))


def reads_as(words: str, slug: str, at: datetime) -> tuple[Viewer, Partnership] | None:
    """Who a token reads as in a partnership; None for one that is wrong, over, withdrawn or of another, or
    rests on a membership that is over."""
    today = timezone.localdate(at)
    rows = ApiToken.objects.open(today).select_related("person", "maker", "body")
    token = rows.filter(token_sha256=_hash(words), partnership__slug=slug).first()
    holder = (token.person or token.maker) if token else None
    if token is None or holder is None or not holder.is_active:
        return None
    found = let_in(holder, slug, at)
    if found is None or not rules.may_have_token(found[0].all_roles, body=token.body is not None):
        return None
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    if token.body is None:
        return found
    if not token.body.in_force(today):
        return None
    viewer = Viewer(
        partnership=slug,
        person=0,
        person_name=token.name,
        body=token.body.name,
        body_kind=token.body.kind,
        bodies=frozenset({token.body.pk}),
        roles=frozenset({rules.OFFICER}),
        memberships=(),
        at=at,
        purpose="API",
    )
    return viewer, found[1]


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
