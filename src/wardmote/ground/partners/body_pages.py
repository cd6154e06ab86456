"""The bodies of the partnership: which there are and were, their names, and who carries on whose work."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wardmote.ground.pages.form_page import ask_first, done, form_page, post_action
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.partners import bodies as acts
from wardmote.ground.partners.forms import BodiesFilter, BodyDetailsForm, EndBodyForm
from wardmote.ground.partners.models import Body, ContactDetails, Membership
from wardmote.ground.partners.rules import KEEPERS, MANAGER
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.periods import day_words


@dataclass(frozen=True)
class BodyOnDay:
    """A body as a day shows it."""

    body: Body
    on: date

    @property
    def name(self) -> str:
        return self.body.name_on(self.on)

    @property
    def before(self) -> str:
        """What it was called before, in words."""
        was = [each for each in self.body.former_names.all() if each.ends < self.on]
        return f"{was[-1].name} until {day_words(was[-1].ends)}" if was else ""

    @property
    def successor(self) -> str:
        return self.body.successor.name if self.body.successor else ""


def bodies(request: PartnershipRequest) -> HttpResponse:
    """Every body there is, was or will be; those of a day with ``on`` in the address."""
    held = list(_rows(request))
    day = _day(request) or request.viewer.today
    rows = [BodyOnDay(each, day) for each in held]
    listing = Listing(
        name="bodies",
        caption="Bodies",
        columns=(
            ListColumn("Name", "name", link=lambda row: _url(request, "body", row.body), note="before"),
            ListColumn("Kind", lambda row: row.body.get_kind_display()),
            ListColumn("First day", "body.begins"),
            ListColumn("Last day", "body.ends"),
            ListColumn("Carried on by", "successor"),
        ),
        rows=sorted(rows, key=lambda row: (row.body.ends or date.max) < day),
        empty="No body is here yet.",
        filters=BodiesFilter(request.GET),
    )
    shown = {
        "warnings": acts.warnings_on(request.partnership, held, day),
        "day": day,
        "may_write": _writes(request),
    }
    return list_page(request, listing, "partners/bodies.html", shown)


def _day(request: PartnershipRequest) -> date | None:
    asked = BodiesFilter(request.GET)
    return asked.cleaned_data.get("on") if asked.is_valid() else None


def _rows(request: PartnershipRequest) -> QuerySet[Body]:
    rows = Body.objects.filter(partnership=request.partnership)
    return rows.select_related("successor").prefetch_related("former_names")


def _writes(request: PartnershipRequest) -> bool:
    return request.viewer.has({MANAGER})


def _url(request: PartnershipRequest, name: str, body: Body) -> str:
    return reverse(f"partners:{name}", args=[request.partnership.slug, body.pk])


def body(request: PartnershipRequest, body: int) -> HttpResponse:
    """One body: its names by date, its days, who carries on its work and whose work it carries on."""
    found = get_object_or_404(_rows(request), pk=body)
    today = request.viewer.today
    held = Membership.objects.filter(body=found).select_related("person", "body")
    there = [each for each in held if each.in_force(today)]
    people = there if request.viewer.may_read(KEEPERS) else []
    shown = {
        "body": found,
        "over": found.ends is not None and found.ends < today,
        "answers": found.answering(today),
        "before": list(found.predecessors.order_by("ends", "name")),
        "people": people,
        "reached": ContactDetails.objects.filter(
            person__in={each.person_id for each in there}, shown_since__isnull=False
        ).select_related("person"),
        "may_write": _writes(request),
    }
    return render(request, "partners/body.html", shown)


def add_body(request: PartnershipRequest) -> HttpResponse:
    """Add a body."""
    form = BodyDetailsForm(request.POST or None, new=True)

    def save() -> HttpResponse:
        made = acts.add_body(request.partnership, form.said(), by=request.viewer)
        return done(request, f"{made.name} is added.", "partners:body", request.partnership.slug, made.pk)

    return form_page(request, form, save, "partners/change_body.html", {})


def change_body(request: PartnershipRequest, body: int) -> HttpResponse:
    """Say something else of a body: its name from a day, its kind, its first day."""
    found = get_object_or_404(_rows(request), pk=body)
    form = BodyDetailsForm(request.POST or None, initial=BodyDetailsForm.initial_of(found))

    def save() -> HttpResponse:
        since, read = form.cleaned_data["since"], form.cleaned_data["revision"]
        acts.change_body(found, form.said(), since=since, read=read, by=request.viewer)
        return done(request, "Saved.", *_back(request, found))

    return form_page(request, form, save, "partners/change_body.html", {"body": found})


def end_body(request: PartnershipRequest, body: int) -> HttpResponse:
    """Say when a body ends and who carries on its work."""
    found = get_object_or_404(_rows(request), pk=body)
    form = EndBodyForm(found, request.POST or None, initial={"revision": found.revision})

    def save() -> HttpResponse:
        said = form.said()
        acts.end_body(found, said, read=form.cleaned_data["revision"], by=request.viewer)
        words = f"{found.name} ends on {day_words(said.ends)}."
        if said.successor:
            words += f" {said.successor.name} answers for what it owes from the day after."
        return done(request, words, *_back(request, found))

    return form_page(request, form, save, "partners/end_body.html", {"body": found})


def stand_again(request: PartnershipRequest, body: int) -> HttpResponse:
    """Take the end of a body back."""
    found = get_object_or_404(_rows(request), pk=body, ends__isnull=False)
    back = _back(request, found)
    question = f"Take back that {found.name} ends?"
    after = (
        "It answers for its own work again, and those who were its people on its last day are members again."
    )
    asked = ask_first(request, question, "Take it back", *back, after=after)
    act = partial(acts.stand_again, found, by=request.viewer)
    return asked or post_action(request, act, f"{found.name} stands again.", *back)


def _back(request: PartnershipRequest, body: Body) -> tuple[str, str, int]:
    return "partners:body", request.partnership.slug, body.pk
