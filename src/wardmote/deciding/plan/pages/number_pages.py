"""Pages of the numbers that their facts do not bear out: each is put right, or stays for a reason."""

import hashlib
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wardmote.deciding.plan.exchange.number_checks import NumberDoubt
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.pages.forms import OverruleForm
from wardmote.deciding.plan.pages.views import found, gone_from, writes
from wardmote.deciding.plan.records import number_reasons
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.ground.pages.form_page import done, form_page, post_action
from wardmote.ground.pages.gone import Gone
from wardmote.ground.partners.viewing import PartnershipRequest


def numbers(request: PartnershipRequest, number: int) -> HttpResponse:
    """Every number of an edition that its fact does not bear out, and why those stay that do."""
    edition = found(request, number)
    listed = number_reasons.with_reasons(
        read_edition(edition, only=number_reasons.CHECKED), edition.partnership, edition
    )
    shown = {
        "edition": edition,
        "writer": writes(request, edition),
        "open": [(doubt, mark_of(doubt), _address(edition, doubt)) for doubt, note in listed if not note],
        "kept": [note for _, note in listed if note],
    }
    return render(request, "plan/numbers.html", shown)


def overrule(request: PartnershipRequest, number: int, mark: str) -> HttpResponse:
    """Say why a number stays as it is written."""
    edition = found(request, number)
    if not writes(request, edition):
        raise gone_from(edition)
    listed = number_reasons.with_reasons(
        read_edition(edition, only=number_reasons.CHECKED), edition.partnership, edition
    )
    doubt = next((each for each, _ in listed if mark_of(each) == mark), None)
    if doubt is None:
        todo = "The words or the fact were changed: there is nothing to give a reason for."
        raise Gone(todo, reverse("plan:numbers", args=[edition.partnership.slug, edition.pk]))
    form = OverruleForm(request.POST or None)

    def save() -> HttpResponse:
        number_reasons.overrule(edition, doubt.words, form.cleaned_data["reason"], by=request.viewer)
        words = "Written down. The reason is printed beside it."
        return done(request, words, "plan:numbers", edition.partnership.slug, edition.pk)

    return form_page(request, form, save, "plan/overrule.html", {"edition": edition, "doubt": doubt})


def withdraw(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Take a reason back."""
    edition = found(request, number)
    take = partial(number_reasons.withdraw, edition, key, by=request.viewer)
    return post_action(request, take, "Taken back.", "plan:numbers", edition.partnership.slug, edition.pk)


def mark_of(doubt: NumberDoubt) -> str:
    """What a doubt goes by in an address: other words or another fact are another doubt."""
    return hashlib.sha256(doubt.words.encode()).hexdigest()[:16]


def _address(edition: PlanEdition, doubt: NumberDoubt) -> str:
    """Where the words stand that are doubted."""
    at = edition.partnership.slug, edition.pk
    statement = next((row.pk for row in edition.statements.all() if row.words == doubt.at), None)
    if statement is not None:
        return reverse("plan:text", args=[*at, statement])
    if doubt.fact:
        return reverse("plan:part", args=[*at, "facts", doubt.place])
    if any(row.key == doubt.place for row in edition.actions.all()):
        return reverse("plan:change_action", args=[*at, doubt.place])
    if any(row.key == doubt.place for row in edition.priorities.all()):
        return reverse("plan:review", args=at)
    table = (
        "indicators" if any(row.key == doubt.place for row in edition.indicators.all()) else "sub-priorities"
    )
    return reverse("plan:part", args=[*at, table, doubt.place]) if doubt.place != "plan" else ""
