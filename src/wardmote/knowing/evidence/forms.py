"""What a person fills in about a load: shape only; the rules are in ``rules``."""

from django import forms

from wardmote.ground.pages.form_page import ConfirmForm
from wardmote.knowing.evidence.rules import LONGEST_REASON, reason_for


class AnswerForm(ConfirmForm):
    """Whether the rows of a month that looks incomplete are right, and how one knows."""

    stands = forms.TypedChoiceField(
        label="Are the rows right as they are?",
        choices=(
            ("yes", "Yes: nothing is missing, so they count"),
            ("no", "No: rows are missing, so they do not count"),
        ),
        widget=forms.RadioSelect,
        coerce=lambda said: said == "yes",
        empty_value=None,
        error_messages={"required": "Say whether the rows are right."},
    )
    because = forms.CharField(
        label="How do you know?",
        help_text="The reason stands on this page.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": "Say how you know: the force said so, its web page says so."},
    )


class WithdrawForm(ConfirmForm):
    """Why a load must not count."""

    because = forms.CharField(
        label="Why must this load not count?",
        help_text="The reason stands on this page.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": reason_for("") or ""},
    )
