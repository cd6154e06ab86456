"""Writing an action in a draft: changed, added, taken out; whoever saves second reads what the first wrote.

One transaction with its audit row, which holds what stood there before.
"""

from collections.abc import Mapping
from typing import Any

from wardmote.deciding.plan.models import Action, PlanEdition, SubPriority
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
    """Write an action of a draft anew; with a ``sub_priority`` among the values it goes under that one."""
    edition = action.edition
    _refuse(edition, values)
    under = _under(edition, values.get("sub_priority", action.sub_priority.key))
    with write("plan.action_changed", f"action:{edition.key}/{action.key}", by=by) as act:
        now = hold(Action.objects.filter(pk=action.pk), read=revision)
        now.edition = lock_draft(edition)
        for name in WRITTEN:
            wanted = tuple(values[name]) if isinstance(values[name], list) else values[name]
            if (was := getattr(now, name)) != wanted:
                act.detail[name] = _told(was)
                setattr(now, name, wanted)
        if now.sub_priority_id != under.pk:
            act.detail["sub_priority"] = action.sub_priority.key
            now.sub_priority = under
        now.save()


def add(edition: PlanEdition, sub_priority: str, values: Mapping[str, Any], *, by: Viewer) -> Action:
    """Add an action to a draft, numbered after the last of its sub-priority."""
    _refuse(edition, values)
    sub = _under(edition, sub_priority)
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


def remove(action: Action, *, revision: int, by: Viewer) -> None:
    """Take an action out of a draft; what is printed again from it becomes a deliverable of its own."""
    edition = action.edition
    refuse(rules.why_not_edit(edition.status))
    with write("plan.action_removed", f"action:{edition.key}/{action.key}", by=by) as act:
        now = hold(Action.objects.filter(pk=action.pk), read=revision)
        draft = lock_draft(edition)
        if now.allocations.exists() or now.value_reviews.exists():
            raise Refusal(
                "Money was given to it, or its worth was weighed.", found=now.key,
                todo="Leave it in and report it as stopped once the edition is in force.",
            )  # fmt: skip
        act.detail = {name: _told(getattr(now, name)) for name in WRITTEN if getattr(now, name)}
        draft.actions.filter(same_as=now.key).update(same_as="")
        now.delete()


def _told(value: Any) -> str:
    """A value as the log holds it."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _under(edition: PlanEdition, key: str) -> SubPriority:
    found = edition.sub_priorities.select_related("priority").filter(key=key).first()
    if found is None:
        raise Refusal("Choose a sub-priority of this edition.", where="sub_priority", found=key)
    return found


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
