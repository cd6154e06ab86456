"""The list of an edition's actions with where each stands, and what is taken away of it.

In: the actions as they stand on a day, and what the address asks for. Out: a ``Listing``.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.progress import ActionView, matching
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.lists import ListColumn, ListFile, ListFilter, Listing, columns_of, one_of
from wardmote.measuring.catalogue.counted import listed

FILE_COLUMNS = columns_of(
    {
        "No.": "action.key",
        "Priority": "action.sub_priority.priority.title",
        "Sub-priority": "action.sub_priority.title",
        "Action": "action.words",
        "Led by": "led_by",
        "With": lambda row: listed(row.helping),
        "Person": "action.person",
        "Kind": "action.type",
        "Due": "due",
        "State": "state_words",
        "Overdue": "standing.overdue",
        "Stale": "standing.stale",
        "Left open": "standing.left_open",
        "Last update": "last.on",
        "What happened": "last.words",
        "Evidence": "last.evidence",
        "Counted": lambda row: row.made if row.deliverable.series_of else None,
        "Places": lambda row: "; ".join(row.places),
        "Spent": lambda row: row.spent or None,
        "Same deliverable as": "action.same_as",
    }
)


class ActionListFilter(ListFilter):
    """Which actions are listed: of a body, in a state, overdue or stale."""

    body = one_of("Led by")
    state = forms.ChoiceField(
        label="State", required=False, choices=(("", "Any"), *rules.ActionState.choices)
    )
    late = forms.ChoiceField(label="Late", required=False, choices=(("", "Any"), *rules.LATE))

    def narrow(self, rows: Sequence[ActionView], wanted: Mapping[str, str]) -> list[ActionView]:
        """The actions that fit."""
        return matching(rows, **wanted)


def action_list(edition: PlanEdition, now: Sequence[ActionView], asked: Any, *, on: date) -> Listing:
    """Every action with where it stands; narrowed by body, state and lateness in the address."""

    def to_action(row: ActionView) -> str:
        return reverse("plan:action", args=[edition.partnership.slug, edition.pk, row.action.key])

    return Listing(
        name="actions",
        caption="Actions",
        columns=(
            ListColumn("No.", "action.key", link=to_action),
            ListColumn("Action", "action.words"),
            ListColumn("Led by", "led_by"),
            ListColumn("Due", "due"),
            ListColumn("Stands", lambda row: row.mark[1], mark=lambda row: row.mark[0]),
            ListColumn("Last update", "last.on"),
        ),
        rows=now,
        empty="This edition has no action yet.",
        filters=ActionListFilter(asked, body={name for each in now for name in each.printed}),
        file=ListFile(f"actions-{edition.key}-{on}", FILE_COLUMNS),
        record=lambda row: f"action:{edition.key}/{row.action.key}",
    )
