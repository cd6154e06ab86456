"""Pages of people that change: one leaves, a councillor's wards, many invited at once, how one is reached."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from wardmote.ground.casework import hold, refuse, write
from wardmote.ground.pages.confirming import identity_confirmed
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.partners import inviting_many, leaving, rules
from wardmote.ground.partners.leaving_forms import CouncillorWardsForm, LeavingForm, ManyForm, WorkContactForm
from wardmote.ground.partners.models import CommitteeWard, ContactDetails, Membership, Person
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.ground.partners.views import send_invitation
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import day_words


def leaves(request: PartnershipRequest, person: int) -> HttpResponse:
    """What somebody has and owns here; from which day it ends, and who takes over."""
    town, today = request.partnership, request.viewer.today
    found = get_object_or_404(Person.objects.filter(memberships__partnership=town).distinct(), pk=person)
    every = Membership.objects.filter(partnership=town).select_related("person", "body")
    people = {each.person.pk: each.person for each in every if each.in_force(today)}
    people.pop(found.pk, None)
    form = LeavingForm(people, request.POST or None, initial={"last": today})

    def save() -> HttpResponse:
        given = form.cleaned_data
        heir = people.get(int(given["heir"])) if given["heir"] else None
        leaving.leave_all(town, leaving.Leaving(found, given["last"], heir), by=request.viewer)
        words = f"{found.name} is a member until {day_words(given['last'])}."
        if given["last"] < today:
            words = f"{found.name} is no member any more, in open sessions too."
        return done(request, words, "partners:people", town.slug)

    held = [each for each in every.filter(person=found) if each.removed_at is None and not _over(each, today)]
    page = {"person": found, "held": held, "owned": list(leaving.owned_by(town, found, today))}
    page["reads"] = request.viewer.may_read(rules.READERS)
    return form_page(request, form, save, "partners/leaves.html", page)


def _over(each: Membership, today: object) -> bool:
    return each.ends is not None and each.ends < today  # type: ignore[operator]


def wards_of(request: PartnershipRequest, membership: int) -> HttpResponse:
    """Which wards a councillor is for."""
    found = get_object_or_404(
        Membership.objects.select_related("person"),
        partnership=request.partnership, pk=membership, role=rules.COUNCILLOR, removed_at=None,
    )  # fmt: skip
    known = list(
        CommitteeWard.objects.on(request.viewer.today)
        .filter(group__partnership=request.partnership)
        .values_list("name", flat=True)
    )
    form = CouncillorWardsForm(
        known, request.POST or None, initial={"wards": "\n".join(found.wards), "revision": found.revision}
    )

    def save() -> HttpResponse:
        with write("partners.councillor_wards", f"person:{found.person_id}", by=request.viewer) as act:
            wards = form.cleaned_data["wards"]
            refuse(rules.why_not_wards_of(wards, known), where="wards")
            now = hold(Membership.objects.filter(pk=found.pk), read=form.cleaned_data["revision"])
            now.wards = wards
            now.save(update_fields=("wards",))
            act.detail = {"wards": len(wards)}
        return done(request, "Saved.", "partners:people", request.partnership.slug)

    page = {"heading": f"Wards of {found.person.name}"}
    return form_page(request, form, save, "partners/people_form.html", page)


@identity_confirmed()
def invite_many(request: PartnershipRequest) -> HttpResponse:
    """Invite everybody that a file names, or nobody."""
    form = ManyForm(request.POST or None, request.FILES or None)

    def save() -> HttpResponse:
        asked = inviting_many.asked_for(form.cleaned_data["file"], request.partnership)
        made = inviting_many.invite_all(request.partnership, asked, by=request.viewer)
        links = [(invitation, *send_invitation(request, invitation, token)) for invitation, token in made]
        messages.success(request, f"{counted(len(made), 'invitation', 'invitations')} made.")
        return render(request, "partners/invited_many.html", {"links": links})

    return form_page(request, form, save, "partners/invite_many.html", {"roles": rules.ROLES})


def contact(request: PartnershipRequest) -> HttpResponse:
    """How I am reached at work, and whether the members of my partnerships read it."""
    mine = ContactDetails.objects.filter(person=request.viewer.person).first()
    first = {"job": mine.job, "telephone": mine.telephone, "shown": bool(mine.shown_since)} if mine else {}
    form = WorkContactForm(request.POST or None, initial=first)

    def save() -> HttpResponse:
        given = form.cleaned_data
        with write("partners.contact_said", f"person:{request.viewer.person}", by=request.viewer) as act:
            shown = (mine.shown_since if mine else None) or timezone.now() if given["shown"] else None
            said = {"job": given["job"], "telephone": given["telephone"], "shown_since": shown}
            ContactDetails.objects.update_or_create(person_id=request.viewer.person, defaults=said)
            act.detail = {"shown": given["shown"]}
        return done(request, "Saved.", "partners:contact", request.partnership.slug)

    page = {"heading": "How you are reached at work"}
    return form_page(request, form, save, "partners/people_form.html", page)
