"""What the partnership owes of its people: an invitation that waits to be confirmed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from wardmote.ground.owed import STRATEGY_GROUP, Owed
from wardmote.ground.partners.models import Invitation, Membership
from wardmote.ground.partners.rules import MANAGER, must_be_confirmed, role_name


def owed_confirmations(partnership: str, on: date) -> Iterator[Owed]:
    """Invitations of an administrator who reads no records, answered by the manager or the chair."""
    managers = Membership.objects.filter(partnership=OuterRef("partnership"), role=MANAGER)
    waiting = Invitation.objects.filter(
        partnership__slug=partnership, by_reader=False, confirmed_at=None, taken_up_at=None, withdrawn_at=None
    )
    for each in waiting.filter(Exists(managers)):
        ends = localdate(each.ends_at)
        if ends >= on and must_be_confirmed(wanted=each.roles, by_reader=False, managed=True):
            roles = " and ".join(role_name(role) for role in each.roles)
            yield Owed(
                kind="confirmation",
                words=f"Confirm or refuse an invitation as {roles}, sent by {each.invited_by}",
                by=(STRATEGY_GROUP,),
                since=localdate(each.made_at),
                due=ends,
                url=reverse("partners:confirm_invitation", args=[partnership, each.pk]),
                on=on,
                about=f"invitation:{each.pk}",
            )
