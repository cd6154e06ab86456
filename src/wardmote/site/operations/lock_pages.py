"""Who of a partnership cannot sign in: tried too often, or lost their second step; and what helps them."""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from wardmote.ground.casework import write
from wardmote.ground.limits.counting import lift, locked_until
from wardmote.ground.pages.form_page import post_action
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.pages.tables import CellButton
from wardmote.ground.partners.models import Membership, Person
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.site.limits import OF_ACCOUNTS
from wardmote.site.operations.second_step_pages import members, with_second_step


def locks(request: PartnershipRequest) -> HttpResponse:
    """The members who must wait before they may try again."""
    people = {each.email: each for each in _members(request)}
    until = locked_until(people, OF_ACCOUNTS)

    def let_in(row: Person) -> CellButton:
        url = reverse("locks:lift", args=[request.partnership.slug, row.pk])
        return CellButton("Let them try now", row.name, url)

    listing = Listing(
        name="locks",
        caption="Must wait before they try again",
        columns=(
            ListColumn("Name", "name"),
            ListColumn("E-mail address", "email"),
            ListColumn("Until", lambda row: until[row.email], order="", button=let_in),
        ),
        rows=[person for email, person in people.items() if email in until],
        empty="Nobody is locked out. Who tries too often to sign in appears here.",
    )
    return list_page(request, listing, "partners/locks.html", {}, beside=[_second_steps(request)])


def _second_steps(request: PartnershipRequest) -> Listing:
    """Whose second step may be lost."""

    def lost(row: Person) -> CellButton | None:
        url = reverse("locks:ask_second_step", args=[request.partnership.slug, row.pk])
        return None if row.pk == request.viewer.person else CellButton("It is lost", row.name, url)

    return Listing(
        name="steps",
        caption="With a second step",
        columns=(ListColumn("Name", "name"), ListColumn("E-mail address", "email", button=lost)),
        rows=with_second_step(members(request)),
        empty="Nobody here signs in by two steps.",
        personal=True,
    )


def lift_lock(request: PartnershipRequest, person: int) -> HttpResponse:
    """Let somebody try again at once."""
    found = get_object_or_404(_members(request), pk=person)

    def save(found: Person) -> None:
        with write("partners.lock_lifted", f"person:{found.pk}", by=request.viewer):
            lift(found.email)

    words = f"{found.name} can try again now."
    return post_action(request, partial(save, found), words, "locks:locks", request.partnership.slug)


def _members(request: PartnershipRequest) -> QuerySet[Person]:
    held = Membership.objects.filter(partnership=request.partnership, removed_at=None)
    return Person.objects.filter(pk__in=held.values("person")).order_by("name")
