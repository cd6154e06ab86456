"""Pages of what an edition says beside its priorities: strategies, contacts, structure, foreword."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.gaps import (
    contacts_to_check,
    strategies_by_level,
    structure_on,
    without_agreement,
)
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.parts import BODY_PARTS, VISION
from wardmote.deciding.plan.pages.part_forms import SignatoryForm, SignForm
from wardmote.deciding.plan.pages.showing import passages
from wardmote.deciding.plan.pages.views import day_asked, found, gone_from, writes
from wardmote.deciding.plan.records import signatures
from wardmote.deciding.plan.records.approval import pointed_at
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.progress import today_of
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.form_page import done, form_page, post_action
from wardmote.ground.partners.viewing import PartnershipRequest


def strategies(request: PartnershipRequest, number: int) -> HttpResponse:
    """The documents the plan is linked with, by level, and where a link is missing."""
    edition = found(request, number)
    file = read_edition(edition, only=("strategies", "priorities"))
    titles = {each.key: each.title for each in file.priorities}
    shown = {
        "edition": edition,
        "levels": [
            (
                level.capitalize(),
                [(item, [(key, titles[key]) for key in item.priorities if key in titles]) for item in items],
            )
            for level, items in strategies_by_level(file).items()
        ],
        "count": len(file.strategies),
        "gap": without_agreement(file),
        "writer": writes(request, edition),
    }
    return render(request, "plan/strategies.html", shown)


def contacts(request: PartnershipRequest, number: int) -> HttpResponse:
    """How the public reaches the partnership: whose each contact is, when it was checked, what to do."""
    edition = found(request, number)
    today = request.viewer.today
    file, checks = signatures.with_checks(edition, read_edition(edition, only=("contacts",)))
    owed = {each.key for each in contacts_to_check(file, today)}
    shown = {
        "edition": edition,
        "contacts": [(each, each.key in owed, checks.get(each.key)) for each in file.contacts],
        "owed": len(owed),
        "checker": request.viewer.has(rules.PLANNERS) and edition.status != rules.SUPERSEDED,
        "writer": writes(request, edition),
    }
    return render(request, "plan/contacts.html", shown)


def check_contact(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Say that a contact was checked today."""
    edition = found(request, number)
    wanted = next(
        (each for each in read_edition(edition, only=("contacts",)).contacts if each.key == key), None
    )
    if wanted is None or edition.status == rules.SUPERSEDED:
        raise Http404("no such contact")
    check = partial(signatures.check, edition, wanted, by=request.viewer)
    words = f"Checked: {wanted.what}."
    return post_action(request, check, words, "plan:contacts", request.partnership.slug, edition.pk)


def structure(request: PartnershipRequest, number: int) -> HttpResponse:
    """The groups in force on a day asked for in the address; "not recorded" before the first."""
    edition = found(request, number)
    on = day_asked(request, today_of(edition, request.viewer))
    file = read_edition(edition, only=("groups", "bodies", "notes"))
    names = {body.key: body.name for body in file.bodies} | {group.key: group.name for group in file.groups}
    groups = structure_on(file, on)
    shown = {
        "edition": edition,
        "on": on,
        "groups": None
        if groups is None
        else [
            (each, [names[key] for key in each.members], names.get(each.reports_to, "")) for each in groups
        ],
        "starts": sorted({group.starts for group in file.groups}),
        "later": [group for group in file.groups if group.starts > on],
        "parents": [body for body in file.bodies if body.part == "parent"],
        "parts": [
            (words, listed)
            for part, words in BODY_PARTS
            if (listed := [body for body in file.bodies if body.part == part])
        ],
        "notes": file.notes_about(*names),
        "writer": writes(request, edition),
        "asked": request.GET.get("on", ""),
    }
    return render(request, "plan/structure.html", shown)


def foreword(request: PartnershipRequest, number: int) -> HttpResponse:
    """The foreword of an edition: its words, who signs it, whether it is signed, and what stops it."""
    edition = found(request, number)
    file = read_edition(edition, only=("facts", "notes"))
    words = signatures.foreword_of(file)
    named = SignatoryForm(
        None if "sign" in request.POST else request.POST or None, initial=SignatoryForm.initial_of(edition)
    )
    signed = SignForm(request.POST if "sign" in request.POST else None, initial={"words": words})
    writer = writes(request, edition)
    signer = edition.status == rules.DRAFT and request.viewer.has(rules.APPROVERS)
    if request.method == "POST" and not (signer if signed.is_bound else writer):
        writers = rules.APPROVERS if signed.is_bound else rules.PLANNERS
        raise gone_from(edition) if request.viewer.has(writers) else Http404("not theirs")

    def save() -> HttpResponse:
        told = "Saved."
        if signed.is_bound:
            read = signed.cleaned_data["words"]
            signatures.sign(edition, read_edition(edition, only=("facts",)), words=read, by=request.viewer)
            told = "Signed. It stands until the foreword is written anew."
        else:
            signatures.name_signatory(edition, **named.cleaned_data, by=request.viewer)
        return done(request, told, "plan:foreword", request.partnership.slug, edition.pk)

    shown = {
        "edition": edition,
        **_read(edition, file),
        "signature": signatures.signature_of(edition, file),
        "unsigned": signatures.why_unsigned(edition, file) if edition.status == rules.DRAFT else None,
        "pointed": [
            (sentence, said) for part, sentence, said, _ in pointed_at(file) if part == signatures.FOREWORD
        ],
        "signatory": named,
        "sign": signed,
        "writer": writer,
        "signer": signer,
    }
    return form_page(request, signed if signed.is_bound else named, save, "plan/foreword.html", shown)


def _read(edition: PlanEdition, file: EditionFile) -> dict[str, Any]:
    paragraphs = next((each for part, _, each in passages(edition, file) if part == signatures.FOREWORD), [])
    return {"paragraphs": paragraphs, "vision": VISION}
