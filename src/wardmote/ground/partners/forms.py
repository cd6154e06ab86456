"""Shapes of what is asked about people."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from wardmote.ground.pages.form_page import ChoicesForm, ConfirmForm, EditForm
from wardmote.ground.pages.lists import ListFilter
from wardmote.ground.pages.typed_fields import DayField
from wardmote.ground.partners.bodies import BodyDetails, BodyEnd
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.rules import MANAGER, READERS, ROLES
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.regimes import body_kind_choices


class InvitationForm(ChoicesForm):
    """Whom to invite, for which body, to do what."""

    optional_unmarked = forms.ALL_FIELDS

    email = forms.EmailField(label="E-mail address", max_length=254)
    body = forms.ChoiceField(label="Body they work for", required=False)
    new_body = forms.CharField(label="Or a body that is not in the list", max_length=200, required=False)
    new_kind = forms.ChoiceField(label="What kind of body it is", choices=body_kind_choices, required=False)
    roles = forms.MultipleChoiceField(
        label="What they do", choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    begins = DayField(label="From which day", required=False, help_text="Left empty: as soon as they come.")

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        bodies = Body.objects.filter(partnership=partnership).on(timezone.localdate())
        choices = [("", "Choose a body"), *((str(body.pk), body.name) for body in bodies)]
        super().__init__(*args, choices={"body": choices}, **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("body") and not found.get("new_body", "").strip():
            self.add_error("body", "Choose the body they work for, or write its name below.")
        return found


class BodyDetailsForm(EditForm):
    """What is said of a body; ``since`` only where its name is another now."""

    name = forms.CharField(label="Name", max_length=200)
    since = DayField(
        label="Called so since",
        required=False,
        help_text="Only for a new name. Left empty, the old one was a mistake and is not kept.",
    )
    kind = forms.ChoiceField(label="What kind of body it is", choices=body_kind_choices)
    begins = DayField(
        label="First day",
        required=False,
        help_text="Left empty: it was there before this was written down.",
    )

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            del self.fields["since"]

    def said(self) -> BodyDetails:
        given = self.cleaned_data
        return BodyDetails(" ".join(given["name"].split()), given["kind"], given["begins"])


class EndBodyForm(EditForm):
    """The last day of a body, and who carries on its work."""

    ends = DayField(label="Last day")
    successor = forms.ChoiceField(
        label="Who carries on its work",
        required=False,
        help_text="What it owes, leads and has to reply to goes to this body on the day after.",
    )
    people_go_over = forms.BooleanField(
        label="Its people work for that body from the day after, in the same roles", required=False
    )
    why = forms.CharField(
        label="Why it ends",
        max_length=300,
        help_text="For example: primary care trusts were abolished on 31 March 2013.",
    )

    def __init__(self, body: Body, *args: Any, **kwargs: Any) -> None:
        others = Body.objects.filter(partnership=body.partnership_id).exclude(pk=body.pk)
        choices = [("", "Nobody"), *((str(each.pk), each.name) for each in others)]
        super().__init__(*args, choices={"successor": choices}, **kwargs)
        self.others = {str(each.pk): each for each in others}

    def said(self) -> BodyEnd:
        given = self.cleaned_data
        successor = self.others.get(given["successor"])
        return BodyEnd(given["ends"], successor, given["why"], given["people_go_over"])


class BodiesFilter(ListFilter):
    """Which bodies are listed: those there were on a day."""

    on = DayField(label="On", required=False)

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The bodies of the day."""
        day = wanted["on"]
        return rows if day is None else [each for each in rows if each.body.in_force(day)]


class ConfirmInvitationForm(ConfirmForm):
    """What a second person says to an invitation."""

    answer = forms.ChoiceField(
        label="What do you say?",
        choices=(("confirm", "Confirm: the link opens"), ("refuse", "Refuse: the link never opens")),
        widget=forms.RadioSelect,
    )


class TokenForm(ChoicesForm):
    """Which program will hold a token, whom it reads for, and for how long."""

    name = forms.CharField(
        label="Program that will hold it",
        max_length=100,
        help_text="For example: the council's reporting tool",
        error_messages={"required": "Name the program that will hold it."},
    )
    whom = forms.ChoiceField(label="It reads for", required=False)
    days = forms.IntegerField(label="Days until it ends", min_value=1, max_value=365)

    def __init__(self, partnership: Partnership, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        choices = [("", f"me, {viewer.person_name}")] if viewer.has(READERS) else []
        if viewer.has({MANAGER}):
            bodies = Body.objects.filter(partnership=partnership).on(viewer.today)
            choices += [(str(body.pk), f"{body.name}, as its officers read") for body in bodies]
        super().__init__(*args, choices={"whom": choices}, **kwargs)

    def ends(self, today: date) -> date:
        """The last day it opens anything."""
        return today + timedelta(days=self.cleaned_data["days"])


class AccountForm(forms.Form):
    """What somebody with an invitation fills in."""

    name = forms.CharField(label="Your name", max_length=200)
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three words that do not belong together are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
    )


class InstallationForm(AccountForm):
    """What the first person of an installation fills in."""

    field_order = ("town", "body", "kind", "name", "email", "password")
    town = forms.CharField(label="Town or district", help_text="For example Stevenage", max_length=60)
    body = forms.CharField(
        label="Body you work for", help_text="For example Stevenage Borough Council", max_length=200
    )
    kind = forms.ChoiceField(label="What kind of body it is", choices=body_kind_choices)
    email = forms.EmailField(label="Your e-mail address", help_text="You sign in with it.", max_length=254)
