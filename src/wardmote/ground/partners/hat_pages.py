"""Which body somebody acts for, who belongs to several: chosen on a page, kept in their session."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from wardmote.ground.pages.form_page import ChoicesForm, done, form_page
from wardmote.ground.partners.rules import role_name
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.counted import listed

WORN = "hats"
"""The session's key: the slug of a partnership -> the number of the body they act for there."""


class HatForm(ChoicesForm):
    """Which of their bodies they act for."""

    hat = forms.ChoiceField(label="Which body do you act for?", widget=forms.RadioSelect)


def worn_hat(request: HttpRequest, slug: str) -> int:
    """The body somebody chose to act for in a partnership; 0 where they chose none."""
    return int(request.session.get(WORN, {}).get(slug, 0))


def hat(request: PartnershipRequest) -> HttpResponse:
    """Choose the body to act for; what it opens and what is done is done for that one."""
    hats, slug = request.viewer.hats, request.partnership.slug
    choices = [
        (str(each.body), f"{each.name}: {listed(sorted(role_name(role) for role in each.roles))}")
        for each in hats
    ]
    worn = worn_hat(request, slug) or request.viewer.hat
    form = HatForm(request.POST or None, choices={"hat": choices}, initial={"hat": str(worn)})

    def save() -> HttpResponse:
        chosen = int(form.cleaned_data["hat"])
        request.session[WORN] = {**request.session.get(WORN, {}), slug: chosen}
        name = next(each.name for each in hats if each.body == chosen)
        back = request.GET.get("next", "")
        answer = done(request, f"You act for {name} now.", "monday", slug)
        if url_has_allowed_host_and_scheme(back, None) and back.startswith(f"/{slug}/"):
            answer["Location"] = back
        return answer

    page = {"back": request.GET.get("next") or reverse("monday", args=[slug])}
    return form_page(request, form, save, "partners/hat.html", page)
