"""What may be asked of the log."""

from collections.abc import Sequence
from typing import Any

from django import forms

from wardmote.ground.pages.form_page import ChoicesForm
from wardmote.ground.pages.typed_fields import DayField


class LogForm(ChoicesForm):
    """Rows by one person, of one kind, between two days (both inside); empty means all."""

    optional_unmarked = forms.ALL_FIELDS

    by = forms.ChoiceField(label="Who", required=False)
    what = forms.ChoiceField(label="What", required=False)
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, people: Sequence[str], kinds: Sequence[tuple[str, str]], *args: Any) -> None:
        by = [("", "Everybody"), *((name, name) for name in people)]
        super().__init__(*args, choices={"by": by, "what": [("", "Everything"), *kinds]})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return found
