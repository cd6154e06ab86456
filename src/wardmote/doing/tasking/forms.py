"""What narrows the list of tasks, and what is said when one is done."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from wardmote.ground.pages.lists import ListFilter

LONGEST = 2000
OPEN, LATE, DONE = "open", "late", "done"


class TaskFilter(ListFilter):
    """By body, by state and by what a task came from."""

    body = forms.ChoiceField(label="By", required=False)
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), (OPEN, "Not done"), (LATE, "Late"), (DONE, "Done")],
    )
    origin = forms.ChoiceField(label="From", required=False)

    def __init__(self, tasks: Any, today: Any, data: Any) -> None:
        super().__init__(data)
        self.today = today
        self.fields["body"] = _choice(
            "By", "All bodies", tasks.values_list("owner_id", "owner__name").distinct()
        )
        kinds = ((kind, kind.capitalize()) for kind in tasks.values_list("origin_kind", flat=True).distinct())
        self.fields["origin"] = _choice("From", "Anything", kinds)

    def narrow(self, rows: Any, wanted: Mapping[str, Any]) -> Any:
        """The tasks that fit."""
        if wanted["body"]:
            rows = rows.filter(owner_id=wanted["body"])
        if wanted["origin"]:
            rows = rows.filter(origin_kind=wanted["origin"])
        if wanted["state"] == LATE:
            return rows.overdue_on(self.today)
        if wanted["state"]:
            rows = rows.exclude(done_on=None) if wanted["state"] == DONE else rows.open()
        return rows


def _choice(label: str, everything: str, found: Iterable[tuple[Any, str]]) -> forms.ChoiceField:
    named = sorted({(str(key), name) for key, name in found}, key=lambda pair: pair[1])
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *named])


class DoneForm(forms.Form):
    """A task is done."""

    evidence = forms.CharField(
        label="What shows it?", max_length=LONGEST, help_text="A paper, a count, a photograph, a link."
    )
