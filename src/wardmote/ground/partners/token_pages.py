"""The page of tokens: make one for oneself or for a body, see it once, withdraw it."""

from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wardmote.ground.pages.confirming import identity_confirmed
from wardmote.ground.pages.form_page import ask_first, form_page, post_action
from wardmote.ground.pages.lists import lists_file, lists_of
from wardmote.ground.partners import people_lists
from wardmote.ground.partners import tokens as process
from wardmote.ground.partners.forms import TokenForm
from wardmote.ground.partners.models import ApiToken, Body, Person, Tokens
from wardmote.ground.partners.rules import KEEPERS
from wardmote.ground.partners.viewing import PartnershipRequest


@identity_confirmed("POST")
def tokens(request: PartnershipRequest) -> HttpResponse:
    """Tokens of the viewer, and every one where they keep the people; a new one is shown here, once."""
    form = TokenForm(request.partnership, request.viewer, request.POST or None, initial={"days": 365})
    listing = people_lists.tokens(request, _seen(request))
    if file := lists_file(request, listing):
        return file

    def shown(**more: Any) -> dict[str, Any]:
        return {"lists": lists_of(request, listing), "keeper": request.viewer.has(KEEPERS), **more}

    def save() -> HttpResponse:
        _, token = process.make(
            request.partnership,
            name=form.cleaned_data["name"],
            whom=_whom(request, form.cleaned_data["whom"]),
            ends=form.ends(request.viewer.today),
            by=request.viewer,
        )
        return render(request, "partners/tokens.html", shown(form=form, token=token))

    response = form_page(request, form, save, "partners/tokens.html", shown())
    response["Cache-Control"] = "no-store"
    return response


def _whom(request: PartnershipRequest, body: str) -> Person | Body:
    if body:
        return get_object_or_404(Body, partnership=request.partnership, pk=body)
    return Person.objects.get(pk=request.viewer.person)


def _seen(request: PartnershipRequest) -> Tokens:
    """Those of the viewer; all of the partnership for who keeps its people."""
    held = ApiToken.objects.filter(partnership=request.partnership)
    return held if request.viewer.has(KEEPERS) else held.filter(Q(person=request.viewer.person))


def withdraw_token(request: PartnershipRequest, token: int) -> HttpResponse:
    """Close a token; the program that holds it reads nothing from now on."""
    found = get_object_or_404(_seen(request), pk=token)
    withdraw = partial(process.withdraw, found, by=request.viewer)
    words = f"The token of {found.name} is withdrawn."
    tokens_page = "partners:tokens", request.partnership.slug
    after = "The program that holds it reads nothing from then on."
    question = f"Withdraw the token of {found.name}?"
    asked = ask_first(request, question, "Withdraw it", *tokens_page, after=after)
    return asked or post_action(request, withdraw, words, *tokens_page)
