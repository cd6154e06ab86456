"""Shapes of what is asked about people that change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from wardmote.ground.pages.form_page import ChoicesForm, EditForm
from wardmote.ground.pages.typed_fields import DayField, LinesField
from wardmote.ground.partners.models import Person


class LeavingForm(ChoicesForm):
    """A person's last day, and who takes over."""

    last = DayField(
        label="Last day", help_text="Yesterday: it ends at once. A later day: they are a member until then."
    )
    heir = forms.ChoiceField(label="Who takes over", required=False)

    def __init__(self, people: Mapping[int, Person], *args: Any, **kwargs: Any) -> None:
        listed = sorted(people.values(), key=lambda each: each.name)
        choices = [("", "Nobody: it stays in their name"), *((str(each.pk), each.name) for each in listed)]
        super().__init__(*args, choices={"heir": choices}, **kwargs)


class CouncillorWardsForm(EditForm):
    """The wards of a councillor, one on each line."""

    wards = LinesField(label="Wards, one on each line", rows=4, required=False)

    def __init__(self, known: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            self.fields["wards"].help_text = f"Wards of the area committees: {', '.join(sorted(known))}."

    def clean_wards(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["wards"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))


class ManyForm(forms.Form):
    """The file that names whom to invite."""

    file = forms.FileField(
        label="File with one person on each line",
        help_text="A CSV file with the columns email, body, roles and, where they begin later, from.",
    )


class WorkContactForm(forms.Form):
    """How somebody is reached at work."""

    job = forms.CharField(label="Your job", max_length=200, required=False)
    telephone = forms.CharField(label="Telephone at work", max_length=40, required=False)
    shown = forms.BooleanField(
        label="Members of my partnerships may read it",
        required=False,
        help_text="Taken back at any time; then nobody reads it.",
    )
