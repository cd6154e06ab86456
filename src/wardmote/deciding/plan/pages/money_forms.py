"""The shapes of what people write about money; what it must hold stands in ``rules.money``."""

from typing import Any

from django import forms

from wardmote.deciding.plan.models import Allocation, Fund
from wardmote.deciding.plan.records.funding import Means
from wardmote.deciding.plan.rules.plan import why_not_end_on
from wardmote.ground.pages.form_page import ChoicesForm, EditForm
from wardmote.ground.pages.typed_fields import DayField, LinesField
from wardmote.measuring.catalogue.periods import Period


class Pounds(forms.DecimalField):
    """Pounds and pence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **options)


class FundForm(EditForm):
    """A fund."""

    name = forms.CharField(label="Name", max_length=200)
    source = forms.CharField(label="Who gives it", max_length=300)
    amount = Pounds(label="How much, in pounds", min_value=0)
    starts = DayField(label="First day")
    ends = DayField(label="Last day")
    conditions = LinesField(
        label="Conditions",
        required=False,
        rows=3,
        help_text="What it may be spent on, and what must be shown for it.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if reason := why_not_end_on(starts, ends):
            self.add_error("ends", reason)
        return given

    @classmethod
    def initial_of(cls, record: Fund) -> dict[str, Any]:
        return super().initial_of(record) | {"starts": record.period.start, "ends": record.period.end}

    @property
    def means(self) -> Means:
        given = self.cleaned_data
        return Means(
            name=given["name"],
            source=given["source"],
            amount=given["amount"],
            period=Period(given["starts"], given["ends"]),
            conditions=given["conditions"],
        )


class AllocateForm(EditForm):
    """What a fund gives to an action."""

    action = forms.ChoiceField(label="Which action?")
    amount = Pounds(
        label="How much in all, in pounds",
        min_value=0,
        help_text="It takes the place of what this fund gave it before; 0 takes all of it back.",
    )
    reason = LinesField(label="Why")

    @classmethod
    def initial_of(cls, record: Allocation) -> dict[str, Any]:
        return super().initial_of(record) | {"action": record.action.key, "revision": record.pk}


class WeighForm(ChoicesForm):
    """Whether money was well spent."""

    action = forms.ChoiceField(label="Of what?", required=False)
    words = LinesField(
        label="What was found?",
        rows=3,
        help_text="What the money bought, against what else it could have bought.",
    )
