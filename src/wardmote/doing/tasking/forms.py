"""What narrows the list of tasks, and what is said when one is done."""

from collections.abc import Mapping
from typing import Any

from django import forms

from wardmote.ground.pages.lists import ListFilter, one_of

LONGEST = 2000
OPEN, LATE, DONE = "open", "late", "done"


class TaskFilter(ListFilter):
    """By body, by state and by what a task came from."""

    body = one_of("By", every="All bodies")
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), (OPEN, "Not done"), (LATE, "Late"), (DONE, "Done")],
    )
    origin = one_of("From", every="Anything")

    def __init__(self, tasks: Any, today: Any, data: Any) -> None:
        owners = tasks.values_list("owner_id", "owner__name").distinct()
        kinds = tasks.values_list("origin_kind", flat=True).distinct()
        super().__init__(
            data,
            body=((str(pk), name) for pk, name in owners),
            origin=((kind, kind.capitalize()) for kind in kinds),
        )
        self.today = today

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


class DoneForm(forms.Form):
    """A task is done."""

    evidence = forms.CharField(
        label="What shows it?", max_length=LONGEST, help_text="A paper, a count, a photograph, a link."
    )
