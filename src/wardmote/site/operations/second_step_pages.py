"""A second step that somebody lost, with its recovery codes: taken away by two people, never by one.

In: a member, and who keeps the people and asks for it. Out: a link, by letter to the manager and the chair
and on the page, which one of them who is neither the first nor the member confirms within two days. Then the
member's passkeys, codes and sessions are gone; their password stays, and a role that needs a second step
leads them to a new one. Nothing is stored before: the link is signed, and names the second step it is about,
so that it opens once.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wardmote.ground.casework import refuse, write
from wardmote.ground.mail.messages import full_address
from wardmote.ground.pages.confirming import identity_confirmed
from wardmote.ground.pages.form_page import ask_first, post_action
from wardmote.ground.pages.gone import Gone
from wardmote.ground.partners.models import Membership, Person
from wardmote.ground.partners.rules import LEADERS, why_not_ask_second_step_away, why_not_take_second_step
from wardmote.ground.partners.viewing import PartnershipRequest

SALT: Final = "take a second step away"
WITHIN: Final = 2 * 24 * 60 * 60  # seconds
AFTER: Final = (
    "Their passkeys, codes from an app and recovery codes count no more, and they are signed out everywhere. "
    "With their password they sign in and add a new second step. They are told by letter."
)


def members(request: PartnershipRequest) -> list[Person]:
    """Who is a member today."""
    held = Membership.objects.filter(partnership=request.partnership).select_related("person", "body")
    found = {each.person.pk: each.person for each in held if each.in_force(request.viewer.today)}
    return sorted(found.values(), key=lambda each: each.name)


def with_second_step(people: Iterable[Person]) -> list[Person]:
    """Those of them who have one."""
    pks = set(Authenticator.objects.filter(user__in=list(people)).values_list("user_id", flat=True))
    return [each for each in people if each.pk in pks]


@identity_confirmed("POST")
def ask_second_step(request: PartnershipRequest, person: int) -> HttpResponse:
    """Ask for it, after having been asked: a link for the one who confirms."""
    found = get_object_or_404(Person, pk=person, pk__in=[each.pk for each in members(request)])
    told = [request.viewer.partnership, request.viewer.person, found.pk, _steps(found)]
    path = reverse("locks:take_second_step", args=[told[0], signing.dumps(told, salt=SALT)])
    link = full_address(path, request)
    here = "locks:locks", request.partnership.slug
    question = f"Ask for the second step of {found.name} to be taken away?"
    after = f"The manager or the chair, but not you, confirms it within two days. {AFTER}"
    words = f"The manager or the chair confirms it by this link, within two days: {link}"
    asked = ask_first(request, question, "Ask for it", *here, after=after)
    return asked or post_action(request, partial(_ask, request, found, link), words, *here)


def _ask(request: PartnershipRequest, found: Person, link: str) -> None:
    viewer = request.viewer
    refuse(why_not_ask_second_step_away(own=found.pk == viewer.person, there=bool(_steps(found))))
    held = Membership.objects.filter(partnership=request.partnership, role__in=LEADERS)
    leaders = {each.person for each in held.select_related("person", "body") if each.in_force(viewer.today)}
    text = (
        f"{viewer} says that {found.name} lost their second step, and asks for it to be taken away. Ask "
        f"{found.name} whether that is so, by telephone or face to face. Then confirm it, within two days:"
        f"\n\n{link}\n"
    )
    with write("partners.second_step_lost", f"person:{found.pk}", by=viewer) as act:
        if to := sorted(each.email for each in leaders if each.pk not in (viewer.person, found.pk)):
            act.letter(f"Confirm that {found.name} lost their second step", text, to=to)


@identity_confirmed()
def take_second_step(request: PartnershipRequest, token: str) -> HttpResponse:
    """The second person's page: what they confirm, and its button."""
    told = _told(token)
    found = next((each for each in members(request) if each.pk == told[2]), None)
    if found is None or told[0] != request.viewer.partnership or told[3] != _steps(found):
        over = "This link opens nothing any more: it was used, or is older than two days."
        if request.method == "GET":
            messages.info(request, over)
            return redirect("monday", request.partnership.slug)
        raise Gone(over)
    if request.method == "GET":
        question = f"Take the second step of {found.name} away?"
        asks = f"Somebody asked for it. Have you heard from {found.name} yourself that it is lost? {AFTER}"
        shown = {"question": question, "button": "Take it away", "after": asks, "back": reverse("front")}
        return render(request, "pages/ask_first.html", shown)
    words = f"The second step of {found.name} is taken away."
    take = partial(_take, request, found, asked_by=told[1])
    return post_action(request, take, words, "monday", request.partnership.slug)


def _take(request: PartnershipRequest, found: Person, *, asked_by: int) -> None:
    viewer = request.viewer
    asked, own = asked_by == viewer.person, found.pk == viewer.person
    refuse(why_not_take_second_step(roles=viewer.roles, asked=asked, own=own))
    text = (
        "Your passkeys and codes for signing in were taken away, because they were said to be lost; "
        f"{viewer} confirmed it. Sign in with your password and add a new second step. If you lost nothing, "
        "tell the manager or the chair of your partnership at once.\n"
    )
    with write(
        "partners.second_step_taken", f"person:{found.pk}", by=viewer, detail={"asked": asked_by}
    ) as act:
        Authenticator.objects.filter(user=found).delete()
        for session in UserSession.objects.filter(user=found):
            session.end()
        act.letter("Your second step was taken away", text, to=[found.email])


def _steps(person: Person) -> list[int]:
    return sorted(Authenticator.objects.filter(user=person).values_list("pk", flat=True))


def _told(token: str) -> list[Any]:
    """Partnership, who asked, whose, and which second step; of a link that is over, nobody's."""
    try:
        found: list[Any] = signing.loads(token, salt=SALT, max_age=WITHIN)
    except signing.BadSignature:
        return ["", 0, 0, []]
    return found
