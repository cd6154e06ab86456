"""The letters of a partnership: to whom, what kind, when, and what became of each; never its words.

Letters about accounts belong to no partnership: a manager sees those to the addresses of the members here.
"""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from wardmote.ground.casework import refuse, write
from wardmote.ground.mail import sending
from wardmote.ground.mail.models import Mails, OutgoingMail
from wardmote.ground.mail.rules import MailState, why_not_send_again
from wardmote.ground.pages.form_page import post_action
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.pages.tables import CellButton
from wardmote.ground.partners.models import Membership
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.site.operations.mail_kinds import kind_words

MARKS: dict[str, str] = {
    MailState.WAITING: "not-set",
    MailState.SENT: "on-track",
    MailState.REFUSED: "off-track",
    MailState.GIVEN_UP: "off-track",
}


def letters(request: PartnershipRequest) -> HttpResponse:
    """Every letter, the newest first."""

    def send_again(row: OutgoingMail) -> CellButton | None:
        if why_not_send_again(state=row.state, kept=bool(row.message)):
            return None
        url = reverse("mail:again", args=[request.partnership.slug, row.pk])
        return CellButton("Send again", f"{kind_words(row.kind)} to {row.to}", url)

    listing = Listing(
        name="letters",
        caption="Letters",
        columns=(
            ListColumn("To", "to"),
            ListColumn("What", lambda row: kind_words(row.kind), order="kind"),
            ListColumn("Written", "made_at"),
            ListColumn(
                "State", OutgoingMail.get_state_display, order="state", mark=lambda row: MARKS[row.state]
            ),
            ListColumn("Since", _since, order="ended_at"),
            ListColumn("Why", "why", button=send_again),
        ),
        rows=_seen(request),
        opens="newest first",
        empty="No letter was written yet. Invitations, reminders and links for new passwords appear here.",
    )
    return list_page(request, listing, "partners/letters.html", {"mails": settings.WARDMOTE_SENDS_MAIL})


def again(request: PartnershipRequest, letter: int) -> HttpResponse:
    """Send a letter that failed once more."""
    found = get_object_or_404(_seen(request), pk=letter)

    def save(found: OutgoingMail) -> None:
        refuse(why_not_send_again(state=found.state, kept=bool(found.message)))
        with write("mail.sent_again", f"letter:{found.pk}", by=request.viewer, detail={"kind": found.kind}):
            sending.send_again(found)

    words = "It is sent again as soon as the mail server takes it."
    return post_action(request, partial(save, found), words, "mail:letters", request.partnership.slug)


def _since(row: OutgoingMail) -> datetime | None:
    return timezone.localtime(row.ended_at) if row.ended_at else None


def _seen(request: PartnershipRequest) -> Mails:
    members = Membership.objects.filter(partnership=request.partnership, removed_at=None)
    ours = Q(partnership=request.partnership.slug)
    return OutgoingMail.objects.filter(ours | Q(partnership="", to__in=members.values("person__email")))
