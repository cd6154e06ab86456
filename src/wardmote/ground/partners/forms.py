"""Shapes of what is asked about people."""

from datetime import date, timedelta
from typing import Any

from django import forms

from wardmote.ground.pages.form_page import ChoicesForm, ConfirmForm
from wardmote.ground.partners.models import Body, Partnership
from wardmote.ground.partners.rules import BODY_KINDS, MANAGER, READERS, ROLES
from wardmote.ground.partners.viewing import Viewer


class InvitationForm(ChoicesForm):
    """Whom to invite, for which body, to do what."""

    optional_unmarked = forms.ALL_FIELDS

    email = forms.EmailField(label="E-mail address", max_length=254)
    body = forms.ChoiceField(label="Body they work for", required=False)
    new_body = forms.CharField(label="Or a body that is not in the list", max_length=200, required=False)
    new_kind = forms.ChoiceField(label="What kind of body it is", choices=BODY_KINDS, required=False)
    roles = forms.MultipleChoiceField(
        label="What they do", choices=ROLES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        bodies = Body.objects.filter(partnership=partnership)
        choices = [("", "Choose a body"), *((str(body.pk), body.name) for body in bodies)]
        super().__init__(*args, choices={"body": choices}, **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("body") and not found.get("new_body", "").strip():
            self.add_error("body", "Choose the body they work for, or write its name below.")
        return found


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
            bodies = Body.objects.filter(partnership=partnership)
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
    kind = forms.ChoiceField(label="What kind of body it is", choices=BODY_KINDS)
    email = forms.EmailField(label="Your e-mail address", help_text="You sign in with it.", max_length=254)
