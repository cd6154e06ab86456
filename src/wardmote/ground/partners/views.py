"""The people page: who belongs to the partnership, for whom, as what; inviting and ending."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wardmote.ground.mail.messages import MailMessage, full_address
from wardmote.ground.pages.confirming import identity_confirmed
from wardmote.ground.pages.form_page import ask_first, done, form_page, post_action
from wardmote.ground.pages.gone import Gone
from wardmote.ground.pages.lists import list_page
from wardmote.ground.partners import joining, people_lists
from wardmote.ground.partners.forms import ConfirmInvitationForm, InvitationForm
from wardmote.ground.partners.models import Body, Invitation, Membership
from wardmote.ground.partners.rules import LEADERS, role_name
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal


def people(request: PartnershipRequest) -> HttpResponse:
    """Members in force, past members and open invitations."""
    members, past = people_lists.memberships(request)
    beside = (people_lists.invitations(request), past)
    shown = {"mails": settings.WARDMOTE_SENDS_MAIL}
    return list_page(request, members, "partners/people.html", shown, beside=beside)


@identity_confirmed()
def invite_somebody(request: PartnershipRequest) -> HttpResponse:
    """Ask, invite, and show the link once; it goes by mail too."""
    form = InvitationForm(request.partnership, request.POST or None)

    @transaction.atomic
    def save() -> HttpResponse:
        wanted = form.cleaned_data
        asked = joining.NewInvitation(
            wanted["email"], wanted["roles"], _body(request, wanted), wanted["begins"]
        )
        invitation, token = joining.invite(request.partnership, asked, by=request.viewer)
        link, sent = send_invitation(request, invitation, token)
        shown = {"invitation": invitation, "link": link, "sent": sent, "mails": settings.WARDMOTE_SENDS_MAIL}
        return render(request, "partners/invited.html", shown)

    return form_page(request, form, save, "partners/invite.html", {})


def send_invitation(request: PartnershipRequest, invitation: Invitation, token: str) -> tuple[str, bool]:
    """The link, and whether a letter with it could be written; who may confirm it is written to."""
    link = full_address(reverse("invitation", args=[token]), request)
    sent = _send(request, invitation, link)
    if invitation.waits:
        _ask_to_confirm(request, invitation)
    return link, sent


def _body(request: PartnershipRequest, wanted: dict[str, Any]) -> Body:
    if wanted["new_body"].strip():
        return joining.body_named(request.partnership, name=wanted["new_body"], kind=wanted["new_kind"])
    return get_object_or_404(Body, partnership=request.partnership, pk=wanted["body"])


def _send(request: PartnershipRequest, invitation: Invitation, link: str) -> bool:
    """Write the letter with the link; the page shows the link too, and says where none could be written."""
    waits = "once the manager or the chair there has confirmed your invitation " if invitation.waits else ""
    text = (
        f"{request.viewer.person_name} invites you to {request.partnership.name} on Wardmote.\n\n"
        f"Open this link {waits}to choose a password and begin. It works once, until "
        f"{day_words(timezone.localdate(invitation.ends_at))}:\n\n{link}\n"
    )
    try:
        MailMessage(
            f"Your invitation to {request.partnership.name}",
            text,
            to=[invitation.email],
            kind="partners.invited",
            partnership=request.partnership.slug,
            live_link=True,
        ).send()
    except OSError:
        return False
    return True


def _ask_to_confirm(request: PartnershipRequest, invitation: Invitation) -> None:
    """Write to who may confirm it; it is owed besides, so that a mail server that is down loses nothing."""
    page = reverse("partners:confirm_invitation", args=[request.partnership.slug, invitation.pk])
    held = Membership.objects.filter(partnership=request.partnership, role__in=LEADERS)
    to = {
        each.person.email
        for each in held.select_related("person", "body")
        if each.in_force(request.viewer.today)
    }
    text = (
        f"{request.viewer} invites {invitation.email} to {request.partnership.name} as "
        f"{_roles(invitation)}, and reads no records there. The link opens once the manager or the chair has "
        f"confirmed it:\n\n{full_address(page, request)}\n"
    )
    for address in sorted(to):
        with suppress(OSError):
            MailMessage(
                f"Confirm an invitation to {request.partnership.name}",
                text,
                to=[address],
                kind="partners.confirmation_asked",
                partnership=request.partnership.slug,
            ).send()


def _roles(invitation: Invitation) -> str:
    return " and ".join(role_name(role) for role in invitation.roles)


@identity_confirmed()
def confirm_invitation(request: PartnershipRequest, invitation: int) -> HttpResponse:
    """Confirm or refuse an invitation that an administrator sent."""
    found = get_object_or_404(Invitation, partnership=request.partnership, pk=invitation)
    if not (found.waits and Invitation.objects.open(request.viewer.at).filter(pk=found.pk).exists()):
        over = "This invitation was answered already, or has run out."
        if request.method == "GET":  # by the letter that the other one answered first
            messages.info(request, over)
            return redirect("monday", request.partnership.slug)
        raise Gone(over)
    form = ConfirmInvitationForm(request.POST or None)

    def save() -> HttpResponse:
        confirms = form.cleaned_data["answer"] == "confirm"
        (joining.confirm_invitation if confirms else joining.refuse_invitation)(found, by=request.viewer)
        words = "Confirmed: the link opens now." if confirms else "Refused: the link never opens."
        return done(request, words, "monday", request.partnership.slug)

    shown = {"invitation": found, "roles": _roles(found)}
    return form_page(request, form, save, "partners/confirm_invitation.html", shown)


def end_membership(request: PartnershipRequest, membership: int) -> HttpResponse:
    """End one membership; nobody ends their own last one by mistake."""
    found = get_object_or_404(Membership, partnership=request.partnership, pk=membership, ends__isnull=True)

    def leave() -> None:
        if found.person_id == request.viewer.person:
            raise Refusal("You cannot end your own membership.", todo="Ask another manager to do it.")
        joining.leave(found, by=request.viewer)

    words, people = f"{found.person} is no longer {role_name(found.role)} here.", _people(request)
    question = f"End the membership of {found.person} as {role_name(found.role)}?"
    after = (
        "They are signed out of it at once. Open invitations that would lead back (to them in this role, or "
        "sent by them) are withdrawn. What they wrote stays theirs."
    )
    asked = ask_first(request, question, "End it", *people, after=after)
    return asked or post_action(request, leave, words, *people)


def withdraw_invitation(request: PartnershipRequest, invitation: int) -> HttpResponse:
    """Close an invitation that nobody has taken up."""
    found = get_object_or_404(
        Invitation, partnership=request.partnership, pk=invitation, taken_up_at__isnull=True
    )
    withdraw = partial(joining.withdraw_invitation, found, by=request.viewer)
    words, people = (
        f"The invitation to {found.email} is withdrawn. Its link no longer opens.",
        _people(request),
    )
    asked = ask_first(request, f"Withdraw the invitation to {found.email}?", "Withdraw it", *people)
    return asked or post_action(request, withdraw, words, *people)


def _people(request: PartnershipRequest) -> tuple[str, str]:
    return "partners:people", request.partnership.slug
