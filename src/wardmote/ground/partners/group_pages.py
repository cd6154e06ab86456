"""The groups of the partnership: their structure on any day as picture and list, and a page for each."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wardmote.ground.pages.form_page import ask_first, done, form_page, post_action
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.partners import groups as acts
from wardmote.ground.partners.bodies import is_two_tier_place
from wardmote.ground.partners.group_forms import (
    EndGroupForm,
    EndSeatForm,
    GroupForm,
    LineForm,
    SeatForm,
    StructureFilter,
    WardsForm,
    wards_in_words,
)
from wardmote.ground.partners.models import Group, GroupKind, GroupSeat, ReportingLine
from wardmote.ground.partners.models.groups import DatedQuerySet
from wardmote.ground.partners.rules import MANAGER
from wardmote.ground.partners.structure_picture import structure_picture
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.periods import day_words


def structure(request: PartnershipRequest) -> HttpResponse:
    """The groups of a day asked for in the address, and to whom they report; "not recorded" before any."""
    asked = StructureFilter(request.GET)
    day = (asked.cleaned_data.get("on") if asked.is_valid() else None) or request.viewer.today
    held = list(Group.objects.filter(partnership=request.partnership))
    there = [each for each in held if each.in_force(day)]
    lines = list(_lines(day).filter(group__in=there))
    own = [each for each in there if each.kind != GroupKind.COMMITTEE]
    shown = {
        "day": day,
        "own": len(own),
        "committees": len(there) - len(own),
        "first": min((each.begins for each in held), default=None),
        "recorded": any(each.begins <= day for each in held),
        "later": [each for each in held if each.begins > day],
        "picture": structure_picture(own, lines),
        "may_write": _writes(request),
    }
    listing = replace(_listing(request, there, lines, day), filters=asked)
    return list_page(request, listing, "partners/structure.html", shown)


def _listing(
    request: PartnershipRequest, there: list[Group], lines: list[ReportingLine], day: date
) -> Listing:
    up = {line.group_id: f"{line.above}{' (assumed)' if line.assumed else ''}" for line in lines}
    bodies: dict[int, set[int]] = {}
    for group, body in GroupSeat.objects.on(day).filter(group__in=there).values_list("group", "body"):
        bodies.setdefault(group, set()).add(body)
    return Listing(
        name="groups",
        caption="Groups",
        columns=(
            ListColumn("Name", "name", link=lambda row: _url(request, "group", row)),
            ListColumn("What it is", Group.get_kind_display, order="kind"),
            ListColumn("Meets", "meets"),
            ListColumn("Bodies in it", lambda row: len(bodies.get(row.pk, ())), number=True),
            ListColumn("Reports to", lambda row: up.get(row.pk, "")),
            ListColumn("In force from", "begins"),
            ListColumn("Until", "ends"),
        ),
        rows=there,
        empty="No group is recorded on that day.",
    )


def _lines(day: date) -> DatedQuerySet[ReportingLine]:
    return ReportingLine.objects.on(day).select_related("group", "to_group", "to_body")


def _writes(request: PartnershipRequest) -> bool:
    return request.viewer.has({MANAGER})


def _url(request: PartnershipRequest, name: str, group: Group) -> str:
    return reverse(f"partners:{name}", args=[request.partnership.slug, group.pk])


def _found(request: PartnershipRequest, group: int) -> Group:
    return get_object_or_404(Group, partnership=request.partnership, pk=group)


def group(request: PartnershipRequest, group: int) -> HttpResponse:
    """One group on a day: what it is for, who sits in it, its wards, whom it reports to, what it lacks."""
    found = _found(request, group)
    asked = StructureFilter(request.GET)
    wanted = asked.cleaned_data.get("on") if asked.is_valid() else None
    day = wanted or min(max(request.viewer.today, found.begins), found.ends or date.max)
    seats = list(found.seats.select_related("body__successor", "person"))
    now = [each for each in seats if each.begins <= day and (each.ends is None or day <= each.ends)]
    two_tier = is_two_tier_place(request.partnership)
    shown = {
        "group": found,
        "day": day,
        "line": _lines(day).filter(group=found).first(),
        "below": _lines(day).filter(to_group=found),
        "seats": [(each, each.body.answering(day)) for each in now],
        "before": [each for each in seats if each.ends is not None and each.ends < day],
        "later": [each for each in seats if each.begins > day],
        "wards": found.wards.on(day),
        "warnings": acts.warnings_on(found, now, day, two_tier=two_tier) if found.in_force(day) else [],
        "may_write": _writes(request),
    }
    return render(request, "partners/group.html", shown)


def add_group(request: PartnershipRequest) -> HttpResponse:
    """Add a group."""
    form = GroupForm(request.POST or None, new=True, initial={"begins": request.viewer.today})

    def save() -> HttpResponse:
        wards = form.cleaned_data["wards"]
        made = acts.add_group(request.partnership, form.said(), wards=wards, by=request.viewer)
        return done(request, f"{made.name} is added.", "partners:group", request.partnership.slug, made.pk)

    return form_page(request, form, save, "partners/write_group.html", {"heading": "Add a group"})


def change_group(request: PartnershipRequest, group: int) -> HttpResponse:
    """Say something else of a group."""
    found = _found(request, group)
    form = GroupForm(request.POST or None, initial=GroupForm.initial_of(found))

    def save() -> HttpResponse:
        read = form.cleaned_data["revision"]
        acts.change_group(found, form.said(), read=read, by=request.viewer)
        return done(request, "Saved.", *_back(request, found))

    return _written(request, form, save, found, f"Change {found.name}")


def end_group(request: PartnershipRequest, group: int) -> HttpResponse:
    """Say when a group ends, and why."""
    found = _found(request, group)
    form = EndGroupForm(request.POST or None, initial={"revision": found.revision})

    def save() -> HttpResponse:
        given = form.cleaned_data
        acts.end_group(found, given["ends"], given["why"], read=given["revision"], by=request.viewer)
        return done(request, f"{found.name} ends on {day_words(given['ends'])}.", *_back(request, found))

    return _written(request, form, save, found, f"{found.name} ends")


def group_stands_again(request: PartnershipRequest, group: int) -> HttpResponse:
    """Take the end of a group back."""
    found = get_object_or_404(Group, partnership=request.partnership, pk=group, ends__isnull=False)
    back = _back(request, found)
    after = "Its seats, wards and lines that ended with it are in force again."
    question = f"Take back that {found.name} ends?"
    asked = ask_first(request, question, "Take it back", *back, after=after)
    act = partial(acts.group_stands_again, found, by=request.viewer)
    return asked or post_action(request, act, f"{found.name} stands again.", *back)


def add_seat(request: PartnershipRequest, group: int) -> HttpResponse:
    """Somebody takes a seat."""
    found, today = _found(request, group), request.viewer.today
    first = {"begins": today, "part": "member"}
    form = SeatForm(request.partnership, today, request.POST or None, initial=first)

    def save() -> HttpResponse:
        acts.add_seat(found, form.said(), by=request.viewer)
        return done(request, "Saved.", *_back(request, found))

    return _written(request, form, save, found, f"A seat in {found.name}")


def end_seat(request: PartnershipRequest, group: int, seat: int) -> HttpResponse:
    """Somebody leaves their seat."""
    found = _found(request, group)
    sat = get_object_or_404(found.seats.select_related("body", "person"), pk=seat)
    form = EndSeatForm(request.POST or None, initial={"ends": request.viewer.today})

    def save() -> HttpResponse:
        given = form.cleaned_data
        acts.end_seat(sat, given["ends"], given["why"], by=request.viewer)
        return done(request, "Saved.", *_back(request, found))

    who = f"{sat.person.name}, {sat.body.name}" if sat.person else sat.body.name
    return _written(request, form, save, found, f"{who} leaves {found.name}")


def set_wards(request: PartnershipRequest, group: int) -> HttpResponse:
    """Which wards an area committee is for, from a day on."""
    found, today = _found(request, group), request.viewer.today
    first = {"wards": wards_in_words(found.wards.on(max(today, found.begins))), "since": today}
    form = WardsForm(request.POST or None, initial=first)

    def save() -> HttpResponse:
        given = form.cleaned_data
        acts.set_wards(found, given["wards"], since=given["since"], by=request.viewer)
        return done(request, "Saved.", *_back(request, found))

    return _written(request, form, save, found, f"Wards of {found.name}")


def set_line(request: PartnershipRequest, group: int) -> HttpResponse:
    """Whom a group reports to, from a day on."""
    found, today = _found(request, group), request.viewer.today
    line = _lines(max(today, found.begins)).filter(group=found).first()
    above = (
        f"group:{line.to_group_id}"
        if line and line.to_group_id
        else f"body:{line.to_body_id}"
        if line
        else ""
    )
    first = {"above": above, "since": today, "assumed": bool(line and line.assumed)}
    form = LineForm(found, request.POST or None, initial=first)

    def save() -> HttpResponse:
        acts.set_line(found, form.said(), by=request.viewer)
        return done(request, "Saved.", *_back(request, found))

    return _written(request, form, save, found, f"Whom {found.name} reports to")


def _written(request, form, save, group: Group, heading: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    return form_page(request, form, save, "partners/write_group.html", {"group": group, "heading": heading})


def _back(request: PartnershipRequest, group: Group) -> tuple[str, str, int]:
    return "partners:group", request.partnership.slug, group.pk
