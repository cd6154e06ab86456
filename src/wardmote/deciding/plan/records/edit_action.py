"""Writing an action in a draft: changed, or added; whoever saves second reads what the first one wrote.

One transaction with its audit row, which holds what stood there before.
"""

from collections.abc import Mapping
from typing import Any

from wardmote.deciding.plan.models import Action, PlanEdition
from wardmote.deciding.plan.records.drafts import lock_draft, place_after
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import hold, refuse, write
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal

WRITTEN = (
    "words", "type", "recurring", "continues", "starting_level", "lead", "contributing", "person", "places",
    "starts", "ends", "series_of", "in_different_places", "milestones", "outputs", "funds", "evidence",
    "evaluation",
)  # fmt: skip


def change(action: Action, values: Mapping[str, Any], *, revision: int, by: Viewer) -> None:
    """Write an action of a draft anew."""
    edition = action.edition
    _refuse(edition, values)
    with write("plan.action_changed", f"action:{edition.key}/{action.key}", by=by) as act:
        now = hold(Action.objects.filter(pk=action.pk), read=revision)
        now.edition = lock_draft(edition)
        for name in WRITTEN:
            if (was := getattr(now, name)) != values[name]:
                act.detail[name] = str(was)
                setattr(now, name, values[name])
        now.save()


def add(edition: PlanEdition, sub_priority: str, values: Mapping[str, Any], *, by: Viewer) -> Action:
    """Add an action to a draft, numbered after the last of its sub-priority."""
    _refuse(edition, values)
    sub = edition.sub_priorities.select_related("priority").filter(key=sub_priority).first()
    if sub is None:
        raise Refusal("Choose a sub-priority of this edition.", found=sub_priority)
    with write("plan.action_added", by=by) as act:
        draft = lock_draft(edition)
        both = (draft.pk, draft.follows_id)  # what the review dropped may come back under its number
        known = set(Action.objects.filter(edition__in=both).values_list("key", flat=True))
        key = next(name for n in range(1, len(known) + 2) if (name := f"N{n}") not in known)
        at = place_after(draft.actions.all())
        action = Action(
            partnership=draft.partnership, edition=draft, sub_priority=sub, key=key, at=at,
            **{name: values[name] for name in WRITTEN},
        )  # fmt: skip
        action.save(force_insert=True)
        act.subject, act.detail = f"action:{draft.key}/{key}", {"words": action.words}
    return action


def _refuse(edition: PlanEdition, values: Mapping[str, Any]) -> None:
    refuse(
        rules.why_not_edit(edition.status)
        or rules.why_not_write_action(
            continues=values["continues"],
            starting_level=values["starting_level"],
            starts=values["starts"],
            ends=values["ends"],
        )
    )
