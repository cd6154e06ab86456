"""The front door's pages: who are you, which town, an invitation, the demonstration's people, the outbox."""

from typing import Any

from django.contrib.auth import password_validation
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmote.ground.casework import refuse
from wardmote.ground.pages.form_page import form_page
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners import joining
from wardmote.ground.partners.forms import AccountForm, InstallationForm
from wardmote.ground.partners.models import Invitation, Membership, Partnership, Person
from wardmote.ground.partners.rules import ADMINISTRATOR, ANALYST, MANAGER, role_name, why_not_called
from wardmote.ground.partners.viewing import PartnershipRequest, partnerships_of
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.access import demonstration
from wardmote.site.accounts.outbox import letters
from wardmote.site.accounts.sessions import begin_session

BEGIN_SALT = "begin the first partnership"
BEGIN_WITHIN = 7 * 24 * 60 * 60  # seconds


def front(request: HttpRequest) -> HttpResponse:
    """Signed in: the only partnership, or a choice of several. Else: how to come in."""
    if request.user.is_authenticated:
        towns = partnerships_of(request.user, timezone.now())
        if len(towns) == 1:
            return redirect("monday", towns[0].slug)
        return render(request, "site/towns.html", {"towns": towns})
    return render(request, "site/front.html", {"cast": _cast() if demonstration() else ()})


def _cast() -> list[tuple[Person, str, str]]:
    """The demonstration's people with what they do and where, one line each."""
    held = Membership.objects.filter(person__demonstration=True).select_related("person", "partnership")
    told: dict[Person, tuple[list[str], list[str]]] = {}
    for each in held.order_by("person__pk", "partnership__pk"):
        roles, towns = told.setdefault(each.person, ([], []))
        roles += [role_name(each.role)] if role_name(each.role) not in roles else []
        towns += [each.partnership.name] if each.partnership.name not in towns else []
    return [(person, " and ".join(roles), ", ".join(towns)) for person, (roles, towns) in told.items()]


def sign_in(request: HttpRequest) -> HttpResponse:
    """The short address people are told by telephone."""
    return redirect("account_login")


def account(request: HttpRequest) -> HttpResponse:
    """The short address of one's own account."""
    return redirect("mfa_index")


@require_POST
def demonstration_sign_in(request: HttpRequest) -> HttpResponse:
    """One click as a demonstration person; does not exist outside the demonstration."""
    if not demonstration():
        raise Http404("no demonstration here")
    number = whole_number(request.POST.get("person", ""))
    person = get_object_or_404(Person, pk=number, demonstration=True, is_active=True)
    begin_session(request, person, "demonstration")
    return redirect("front")


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in an invitation opens: make an account (or, signed in, just join)."""
    try:
        found = joining.invitation_for(token, timezone.now())
    except Refusal as refusal:
        return render(request, "site/invitation_closed.html", {"refusal": refusal}, status=410)
    known = Person.objects.filter(email=found.email).first()
    shown = {"invitation": found, "roles": [role_name(role) for role in found.roles], "known": known}
    if known:
        return _join_known(request, token, known, shown)
    form = AccountForm(request.POST or None)

    def save() -> HttpResponse:
        begin_session(request, _begin_account(form, found, token), "password")
        later = found.begins is not None and found.begins > timezone.localdate()
        return redirect("front") if later else redirect("monday", found.partnership.slug)

    return form_page(request, form, save, "site/invitation.html", shown)


def begin_token() -> str:
    """For the link that ``serve`` prints while there is no partnership; signed, nothing is stored."""
    return signing.dumps("begin", salt=BEGIN_SALT)


def begin(request: HttpRequest, token: str) -> HttpResponse:
    """The first person makes the first partnership; closed as soon as there is one."""
    try:
        signing.loads(token, salt=BEGIN_SALT, max_age=BEGIN_WITHIN)
    except signing.BadSignature:
        refusal = Refusal("This link opens nothing.", todo="Start the program again; it prints a new one.")
        return render(request, "site/invitation_closed.html", {"refusal": refusal}, status=410)
    if Partnership.objects.exists():
        refusal = Refusal("There is a partnership here already.", todo="Ask its manager for an invitation.")
        return render(request, "site/invitation_closed.html", {"refusal": refusal}, status=410)
    form = InstallationForm(request.POST or None)

    def save() -> HttpResponse:
        person, slug = _begin(form)
        begin_session(request, person, "password")
        return redirect("monday", slug)

    return form_page(request, form, save, "site/begin.html", {})


@transaction.atomic
def _begin(form: InstallationForm) -> tuple[Person, str]:
    wanted = form.cleaned_data
    person = _new_account(wanted["email"], wanted["name"], wanted["password"])
    town = joining.begin_partnership(
        slug=slug(wanted["town"]), name=f"{wanted['town']} Community Safety Partnership", by=wanted["email"]
    )
    Person.objects.filter(pk=person.pk).update(runs_installation=True)
    body = joining.body_named(town, name=wanted["body"], kind=wanted["kind"])
    for role in (MANAGER, ANALYST, ADMINISTRATOR):
        joining.join(town, person=person, body=body, role=role, by=person.name)
    return person, town.slug


def _join_known(request: HttpRequest, token: str, known: Person, shown: dict[str, Any]) -> HttpResponse:
    """Somebody with an account joins another town: signed in as that person, by one button."""
    if request.user == known and request.method == "POST":
        try:
            town = joining.take_up(token, person=known, now=timezone.now())
        except Refusal as refusal:
            return render(request, "site/invitation_closed.html", {"refusal": refusal}, status=409)
        invitation = shown["invitation"]
        later = invitation.begins is not None and invitation.begins > timezone.localdate()
        return redirect("front") if later else redirect("monday", town.slug)
    return render(request, "site/invitation_known.html", {**shown, "is_me": request.user == known})


def _new_account(email: str, name: str, password: str) -> Person:
    """``Refusal`` where the password is too easy, or a button pressed twice made it already."""
    try:
        password_validation.validate_password(password, Person(email=email, name=name))
        with transaction.atomic():
            return Person.objects.create_user(email, name, password)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), where="password") from None
    except IntegrityError:
        raise Refusal(
            "An account of this address was made in this moment, perhaps by pressing the button twice.",
            todo="Go to the first page and sign in with the password you chose.",
        ) from None


@transaction.atomic
def _begin_account(form: AccountForm, found: Invitation, token: str) -> Person:
    name = form.cleaned_data["name"]
    refuse(why_not_called(name, joining.names_in(found.partnership, but=found.email)), where="name")
    person = _new_account(found.email, name, form.cleaned_data["password"])
    joining.take_up(token, person=person, now=timezone.now())
    return person


def outbox(request: HttpRequest) -> HttpResponse:
    """Mail that was not sent because no mail server is set; in the demonstration only."""
    if not demonstration():
        raise Http404("no outbox here")
    return render(request, "site/outbox.html", {"letters": letters()})


def help_page(request: PartnershipRequest) -> HttpResponse:
    """What each page is for, how numbers are read, whom to ask."""
    keepers = Membership.objects.filter(
        partnership=request.partnership, role__in=("manager", "administrator"), ends__isnull=True
    ).select_related("person")
    people = sorted({each.person.name for each in keepers})
    return render(request, "site/help.html", {"keepers": people})
