"""The shapes of what people write in a plan; what it must hold stands in ``rules.plan``."""

from typing import Any

from django import forms

from wardmote.deciding.plan.models.parts import ACTION_TYPES
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.form_page import ChoicesForm, ConfirmForm, EditForm, RevisionField
from wardmote.ground.pages.typed_fields import LONGEST, DayField, LinesField


class UpdateForm(forms.Form):
    """An update of an action, short enough for a phone on the way to the next visit."""

    state = forms.ChoiceField(
        label="Where does it stand?", choices=rules.ActionState.choices, widget=forms.RadioSelect
    )
    words = LinesField(label="What happened?", help_text="One sentence is enough.")
    evidence = forms.CharField(
        label="What shows it?",
        max_length=LONGEST,
        required=False,
        help_text="Needed when it is done: a paper, a count, a photograph, a link.",
    )
    made = forms.IntegerField(
        label="How many since the last update?", min_value=0, max_value=1_000_000, required=False
    )
    place = forms.CharField(label="Where?", max_length=200, required=False)
    spent = forms.DecimalField(
        label="Spent since the last update, in pounds",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args: Any, counted: bool = False, **kwargs: Any) -> None:
        """``counted``: the action is a series, so that how many and where are asked."""
        super().__init__(*args, **kwargs)
        if not counted:
            del self.fields["made"], self.fields["place"]

    @property
    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, "made": given.get("made") or 0, "place": (given.get("place") or "").strip()}


class ReviewForm(EditForm):
    """What the yearly review decides on a priority that was there."""

    decision = forms.ChoiceField(
        label="What becomes of it?",
        choices=[pair for pair in rules.DECISIONS if pair[0] != rules.ADD],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label="How it reads from now on",
        max_length=200,
        required=False,
        help_text="Owed where it is changed.",
    )
    reason = LinesField(label="Why")
    evidence = LinesField(
        label="What it rests on", help_text="A finding of the assessment, a figure, or what people told us."
    )


class AddForm(ChoicesForm):
    """A priority that is new in this edition."""

    title = forms.CharField(label="The new priority", max_length=200)
    lead = forms.MultipleChoiceField(label="Led by", widget=forms.CheckboxSelectMultiple)
    reason = LinesField(label="Why")
    evidence = LinesField(label="What it rests on")


class WordsForm(EditForm):
    """A paragraph of the plan."""

    words = LinesField(
        label="The paragraph",
        rows=8,
        help_text="A number is linked to its fact: fell by [13 per cent](F-01). What is none is marked with "
        "the reason: [one or two](not a statistic: a manner of speaking).",
    )


class OverruleForm(forms.Form):
    """Why a number stays that its fact does not bear out."""

    reason = LinesField(
        label="Why it stays", help_text="It is printed beside the words, with what the fact says."
    )


class ApproveForm(ConfirmForm):
    """Approving what was read."""

    read = forms.BooleanField(
        label="I have read this edition and the partnership stands by it",
        error_messages={"required": "Read the edition, then tick the box."},
    )
    revision = RevisionField()


class OnePersonForm(ConfirmForm):
    """That one person is enough for an edition, as the partnership decided."""

    why = LinesField(
        label="Who decided that, when, and why",
        help_text="For example: strategy group, 3 March, minute 4: the partnership has one officer.",
    )


class TaskForm(ChoicesForm):
    """Something one body is to do for an action."""

    words = forms.CharField(label="What is to be done?", max_length=LONGEST)
    owner = forms.ChoiceField(label="By whom?")
    person = forms.CharField(label="Who there?", max_length=200, required=False)
    due = DayField(label="By when?")


class BringForm(forms.Form):
    """A plan as a filled spreadsheet."""

    workbook = forms.FileField(
        label="The filled spreadsheet",
        help_text="An .xlsx made from the template. If anything in it is wrong, none of it is used.",
    )


class Lines(forms.CharField):
    """A list, one to a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        return [line.strip() for line in text.splitlines() if line.strip()]


class ActionForm(EditForm):
    """An action of a draft."""

    sub_priority = forms.ChoiceField(label="Under")
    words = LinesField(label="What will be done", rows=3)
    type = forms.ChoiceField(label="Kind", choices=ACTION_TYPES)
    lead = forms.MultipleChoiceField(
        label="Led by", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Left empty, whoever leads the priority.",
    )  # fmt: skip
    contributing = forms.MultipleChoiceField(
        label="With", required=False, widget=forms.CheckboxSelectMultiple
    )
    person = forms.CharField(label="Named person", max_length=200, required=False)
    places = Lines(label="Where", help_text="One place a line.")
    recurring = forms.BooleanField(label="It goes on all year", required=False)
    continues = forms.BooleanField(label="It carries on or widens something", required=False)
    starting_level = forms.CharField(label="From what level", max_length=LONGEST, required=False)
    starts = DayField(label="First day", required=False)
    ends = DayField(label="Last day", required=False)
    series_of = forms.IntegerField(label="At least how many", min_value=0, max_value=10_000, required=False)
    in_different_places = forms.BooleanField(label="Each in another place", required=False)
    milestones = Lines(label="Milestones", help_text="One a line.")
    outputs = Lines(label="Outputs counted", help_text="One a line.")
    funds = forms.DecimalField(
        label="Money, in pounds", min_value=0, max_digits=14, decimal_places=2, required=False
    )
    evidence = Lines(label="Evidence it rests on", help_text="One a line.")
    evaluation = forms.CharField(label="Evaluation intended", max_length=LONGEST, required=False)

    def __init__(
        self, bodies: list[tuple[str, str]], under: list[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        """``under``: the sub-priorities to choose from."""
        choices = {"lead": bodies, "contributing": bodies, "sub_priority": under}
        super().__init__(*args, choices=choices, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "series_of": self.cleaned_data.get("series_of") or 0}
