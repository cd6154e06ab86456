"""The page on which somebody of another body answers for an emergency opening."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from wardmote.ground.pages.form_page import ConfirmForm, done, form_page
from wardmote.ground.partners.rules import LEADERS
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.ground.rights import giving
from wardmote.ground.rights.models import BrokenGlass
from wardmote.ground.rights.opening import cells
from wardmote.measuring.catalogue.access_matrix import named, register


class GlassForm(ConfirmForm):
    """What a second person says to an emergency opening."""

    answer = forms.ChoiceField(
        label="What do you say?",
        choices=(
            ("confirm", "It could not wait"),
            ("refuse", "It could have waited: the record closes at once"),
        ),
        widget=forms.RadioSelect,
    )


def glass(request: PartnershipRequest, number: int) -> HttpResponse:
    """That a record was opened in an emergency, by whom, until when; confirm or refuse it.

    For who reads records of its register; the manager and the chair, to whom it is owed, read that it
    happened and not why, as the reason may name persons. For others there is no such page.
    """
    rows = BrokenGlass.objects.select_related("person", "body", "answered_by")
    found = get_object_or_404(rows, partnership=request.partnership, pk=number)
    held = cells(request.viewer, found.register)
    if not named(held) and not request.viewer.may_read(LEADERS):
        raise Http404("not of this register")
    form = GlassForm(request.POST or None)

    def save() -> HttpResponse:
        confirms = form.cleaned_data["answer"] == "confirm"
        giving.answer(found, confirms=confirms, by=request.viewer)
        words = "Confirmed." if confirms else "Refused: the record is closed."
        return done(request, words, "rights:glass", request.partnership.slug, found.pk)

    why_not = giving.why_not_answer(found, request.viewer)
    page = {"glass": found, "register": register(found.register), "why_not": why_not, "reads": named(held)}
    return form_page(request, form, save, "rights/glass.html", page)
