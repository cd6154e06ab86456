"""What the partnership owes of its people: an invitation that waits to be confirmed."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from wardmote.ground.owed import STRATEGY_GROUP, Owed, SharedQuery
from wardmote.ground.partners.models import Invitation, Membership
from wardmote.ground.partners.rules import MANAGER, must_be_confirmed, role_name


def owed_confirmations(partnership: str, on: date) -> SharedQuery[Owed]:
    """Invitations of an administrator who reads no records, answered by the manager or the chair."""
    managers = Membership.objects.filter(partnership=OuterRef("partnership"), role=MANAGER)
    waiting = Invitation.objects.filter(
        partnership__slug=partnership, by_reader=False, confirmed_at=None, taken_up_at=None, withdrawn_at=None
    )
    columns = {name: name for name in ("pk", "roles", "invited_by", "made_at", "ends_at")}

    def owed(each: Any) -> Owed | None:
        ends = localdate(each.ends_at)
        if ends < on or not must_be_confirmed(wanted=each.roles, by_reader=False, managed=True):
            return None
        roles = " and ".join(role_name(role) for role in each.roles)
        return Owed(
            kind="confirmation",
            words=f"Confirm or refuse an invitation as {roles}, sent by {each.invited_by}",
            by=(STRATEGY_GROUP,),
            since=localdate(each.made_at),
            due=ends,
            url=reverse("partners:confirm_invitation", args=[partnership, each.pk]),
            on=on,
            about=f"invitation:{each.pk}",
        )

    return SharedQuery(waiting.filter(Exists(managers)), columns, owed)
