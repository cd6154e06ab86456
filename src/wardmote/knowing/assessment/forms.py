"""The shapes of what people write about an assessment; what it must hold stands in ``rules``."""

from typing import Any

from django import forms

from wardmote.ground.pages.form_page import ConfirmForm, EditForm
from wardmote.ground.pages.typed_fields import LinesField
from wardmote.knowing.assessment import rules
from wardmote.knowing.assessment.models import Edit
from wardmote.measuring.catalogue.assessment_parts import PARTS
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.parts import AssessmentPart

LONGEST = 2000


class DraftForm(forms.Form):
    """Which months, set against which, for whom."""

    period = forms.CharField(
        label="Months", max_length=30, help_text="First and last month, as 2021-01:2021-12, both inside."
    )
    against = forms.CharField(
        label="Compare with",
        max_length=30,
        required=False,
        help_text="Empty: the year before, or like months of an earlier year where it is missing.",
    )
    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=rules.AUDIENCES,
        widget=forms.RadioSelect,
        initial="partner",
        help_text="For the public, small numbers of partners' records are hidden.",
    )

    def clean_period(self) -> str:
        return _period(self.cleaned_data["period"]).code

    def clean_against(self) -> str:
        written: str = self.cleaned_data["against"].strip()
        return _period(written).code if written else ""


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except Refusal as refusal:
        raise forms.ValidationError(f"{refusal.what} {refusal.todo}") from None


class FindingForm(EditForm):
    """A person's words over one sentence. ``version`` and ``revision`` are what they saw."""

    words = forms.CharField(
        label="In your words",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea,
        help_text="Left as it is, or empty, the sentence stays the program's and follows the numbers. "
        "Numbers you keep stay linked to their figures.",
    )
    comment = LinesField(
        label="Comment",
        max_length=LONGEST,
        required=False,
        help_text="Printed in brackets after the sentence.",
    )
    hide = forms.BooleanField(label="Leave this sentence out", required=False)
    because = LinesField(
        label="Why it is left out",
        max_length=LONGEST,
        required=False,
        help_text="Partners read the reason in the annex; the public reads only that something was left out.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, record: Edit) -> dict[str, Any]:
        hidden = {"hide": bool(record.hidden), "because": record.hidden}
        return super().initial_of(record) | hidden

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        because = given.get("because", "")
        if reason := rules.why_not_correct(
            words=given.get("words", ""), hidden=bool(given.get("hide")), because=because
        ):
            self.add_error("because" if given.get("hide") else "words", reason)
        if because.strip() and not given.get("hide"):
            self.add_error(
                "hide", "You gave a reason to leave it out: tick the box, or take the reason away."
            )
        return given


class HeadlineForm(EditForm):
    """The headline in a person's words."""

    words = LinesField(
        label="The headline in your words",
        max_length=300,
        required=False,
        help_text="The one thing to know. Left as it is, or empty, it stays the program's.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class StatementForm(EditForm):
    """Something that is not counted; the fields that its kind needs."""

    about = forms.ChoiceField(label="About")
    words = forms.CharField(label="What it says", max_length=LONGEST, widget=forms.Textarea)
    source = forms.CharField(
        label="Who says so", max_length=300, help_text="A body or a person that readers may ask."
    )

    def __init__(self, kind: str, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in (rules.ADDED, rules.INTELLIGENCE):
            del self.fields["source"]
        choices = _choices(kind)
        if changing or not choices:
            del self.fields["about"]
        else:
            self.fields["about"] = forms.ChoiceField(label="About", choices=choices)
        if kind == rules.HARM:
            self.fields["words"] = forms.ChoiceField(
                label="Harm", choices=HARMS, widget=forms.RadioSelect, help_text="Where you judge otherwise."
            )


HARMS = (("1", "1, low"), ("2", "2"), ("3", "3"), ("4", "4, high"))


def _choices(kind: str) -> list[tuple[str, str]]:
    if kind in (rules.HARM, rules.DECISION):
        return sorted(((key, cls.label) for key, cls in offence_classes().items()), key=lambda pair: pair[1])
    return list(PARTS.items()) if kind == rules.MISSING else []


class SignOffForm(ConfirmForm):
    """Signing: as what, the version that was read, and a reason for each part that is missing."""

    role = forms.ChoiceField(label="You sign as", widget=forms.RadioSelect)
    read = forms.BooleanField(
        label="I have read this version and the partnership stands by it",
        error_messages={"required": "Read the version, then tick the box."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        roles: list[tuple[str, str]],
        lacking: list[tuple[AssessmentPart, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """``lacking``: parts, each with the reason there is already."""
        super().__init__(*args, choices={"role": roles}, **kwargs)
        self.fields["role"].initial = roles[0][0] if roles else ""
        for part, known in lacking:
            self.fields[f"missing_{part.key}"] = LinesField(
                label=f"Why is this missing: {part.title}?",
                initial=known,
                max_length=LONGEST,
                error_messages={"required": "Give the reason, or fill the part. The regulations ask for it."},
                help_text=f"{part.missing[:1].upper()}{part.missing[1:]}. The reason is printed beside it.",
            )

    @property
    def excuses(self) -> dict[str, str]:
        given = self.cleaned_data.items()
        return {key.removeprefix("missing_"): text for key, text in given if key.startswith("missing_")}
