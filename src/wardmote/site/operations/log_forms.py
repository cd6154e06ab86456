"""What may be asked of the log."""

from collections.abc import Sequence
from typing import Any

from django import forms


class LogForm(forms.Form):
    """Rows by one person, of one kind, between two days (both inside); empty means all."""

    optional_unmarked = forms.ALL_FIELDS

    by = forms.ChoiceField(label="Who", required=False)
    what = forms.ChoiceField(label="What", required=False)
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, people: Sequence[str], kinds: Sequence[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["by"].choices = [("", "Everybody"), *((name, name) for name in people)]  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", "Everything"), *kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return found
