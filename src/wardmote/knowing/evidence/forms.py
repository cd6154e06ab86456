"""What a person fills in about a load: shape only; the rules are in ``rules``."""

from django import forms

from wardmote.ground.pages.form_page import ConfirmForm
from wardmote.knowing.evidence.rules import LONGEST_REASON, reason_for


class WithdrawForm(ConfirmForm):
    """Why a load must not count."""

    because = forms.CharField(
        label="Why must this load not count?",
        help_text="The reason stands on this page.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": reason_for("") or ""},
    )
