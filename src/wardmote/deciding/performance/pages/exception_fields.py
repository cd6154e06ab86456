"""The shapes of what people write on an exception; who may, when, and what it needs: ``rules.exceptions``.

Nothing is required here: the rules say what is missing, in words that tell what to do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from wardmote.deciding.performance.rules import exceptions as life
from wardmote.ground.pages.form_page import Choices, EditForm
from wardmote.ground.pages.lists import ListFilter, one_of
from wardmote.ground.pages.typed_fields import LONGEST, DayField, LinesField
from wardmote.measuring.catalogue.periods import month_code, month_label, parse_month


class ReplyForm(EditForm):
    """The lead agency's reply, short enough for a phone."""

    optional_unmarked = ("words",)

    words = LinesField(
        required=False,
        label="What do you know of it, and what do you do about it?",
        rows=3,
        help_text="One or two sentences are enough. The strategy group reads them.",
    )


class AdviceForm(EditForm):
    """The Joint Action Group's advice note."""

    optional_unmarked = ("words",)

    words = LinesField(
        required=False,
        label="What does the Joint Action Group advise?",
        rows=3,
        help_text="To the strategy group: what should be done, by whom, and what it takes. "
        "The group must accept, reject or defer.",
    )


class SmallRadios(forms.RadioSelect):
    """Radios that leave room for the rest of a decision."""

    small = True


class ExceptionDecisionForm(EditForm):
    """What the strategy group decided."""

    optional_unmarked = ("step", "reason", "owner", "due", "task", "held_until")

    step = forms.ChoiceField(label="The decision", required=False, widget=SmallRadios)
    reason = LinesField(label="Why", required=False)
    owner = forms.TypedChoiceField(label="Who owns it", required=False, coerce=int, empty_value=None)
    due = DayField(
        label="By when",
        required=False,
        help_text="If accepted, when it is to be done by; if deferred, when it comes back.",
    )
    person = forms.CharField(label="Which person there", max_length=200, required=False)
    task = forms.CharField(
        label="What is to be done",
        max_length=LONGEST,
        required=False,
        help_text="If accepted, the task that is set.",
    )
    held_until = forms.ChoiceField(
        label="Holds until",
        required=False,
        help_text="If rejected or closed, no new exception opens for this until then.",
    )

    def __init__(
        self, bodies: Sequence[tuple[int, str]], *args: Any, state: str, reviewed: str, **kwargs: Any
    ) -> None:
        """``state``: what may be decided depends on it; ``reviewed``: the month last looked at."""
        decides = life.ACCEPT in life.TRANSITIONS[life.ExceptionState(state)]
        last = parse_month(reviewed)
        months = range(last, last + life.HOLDS_MOST + 1)
        year = month_label(last + life.HOLDS_MONTHS)
        choices: dict[str, Choices] = {
            "step": life.DECISIONS if decides else [(life.CLOSE, "Close it")],
            "owner": [("", "Choose"), *bodies],
            "held_until": [("", f"A year: {year}"), *((month_code(m), month_label(m)) for m in months)],
        }
        super().__init__(*args, choices=choices, **kwargs)
        if not decides:
            self.fields["step"].initial = life.CLOSE
            for name in ("owner", "due", "person", "task"):
                del self.fields[name]

    @property
    def given(self) -> dict[str, Any]:
        """As ``answering.Answer`` takes it."""
        return {key: value for key, value in self.cleaned_data.items() if key != "revision"}


class ExceptionListFilter(ListFilter):
    """Which exceptions are listed: of a body that leads, in a state."""

    body = one_of("Led by")
    state = forms.ChoiceField(
        label="State", required=False, choices=(("", "Any"), *life.ExceptionState.choices)
    )

    def narrow(self, rows: Any, wanted: Mapping[str, str]) -> Any:
        """The exceptions that fit."""
        return [
            each
            for each in rows
            if wanted["body"] in ("", *each.row.leads) and wanted["state"] in ("", each.row.state)
        ]
