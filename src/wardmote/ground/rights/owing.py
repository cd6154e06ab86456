"""What is owed of rights: an emergency opening that nobody of another body has confirmed or refused."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from wardmote.ground.owed import PARTNERSHIP, Owed
from wardmote.ground.rights.models import BrokenGlass
from wardmote.ground.rights.rules import working_days_after


def owed_confirmations(partnership: str, on: date) -> Iterator[Owed]:
    """By the partnership, within one working day; it names the register, never the record."""
    rows = BrokenGlass.objects.filter(partnership__slug=partnership, answered_at=None)
    for each in rows.select_related("body"):
        since = localdate(each.broken_at)
        if since > on:
            continue
        yield Owed(
            kind="broken-glass",
            words=f"Confirm or refuse an emergency opening in {each.register} by {each.body}",
            by=(PARTNERSHIP,),
            since=since,
            due=working_days_after(since, 1),
            url=reverse("rights:glass", args=[partnership, each.pk]),
            on=on,
            about=f"glass:{each.pk}",
        )
