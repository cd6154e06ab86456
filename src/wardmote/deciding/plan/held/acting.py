"""Writing an action in a draft: changed, or added; whoever saves second reads what the first one wrote.

One transaction with its audit row, which holds what stood there before.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from wardmote.deciding.plan.models import Action, PlanEdition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.deciding.plan.rules.plan import StaleError
from wardmote.ground.audit import log
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal

WRITTEN = (
    "words", "type", "recurring", "continues", "starting_level", "lead", "contributing", "person", "places",
    "starts", "ends", "series_of", "in_different_places", "milestones", "outputs", "funds", "evidence",
    "evaluation",
)  # fmt: skip


@transaction.atomic
def change(action: Action, values: Mapping[str, Any], *, revision: int, by: Viewer) -> None:
    """Write an action of a draft anew."""
    edition = action.edition
    _refuse(edition, values)
    now = Action.objects.select_for_update().get(pk=action.pk)
    if now.revision != revision:
        raise StaleError(now)
    before = {name: getattr(now, name) for name in WRITTEN if getattr(now, name) != values[name]}
    for name in WRITTEN:
        setattr(now, name, values[name])
    now.edition, now.revision = edition, revision + 1
    now.save()
    _tell("action_changed", edition, now.key, by, {name: str(was) for name, was in before.items()})


@transaction.atomic
def add(edition: PlanEdition, sub_priority: str, values: Mapping[str, Any], *, by: Viewer) -> Action:
    """Add an action to a draft, numbered after the last of its sub-priority."""
    _refuse(edition, values)
    sub = edition.sub_priorities.select_related("priority").filter(key=sub_priority).first()
    if sub is None:
        raise Refusal("Choose a sub-priority of this edition.", found=sub_priority)
    known = set(edition.actions.values_list("key", flat=True))
    key = next(name for n in range(1, len(known) + 2) if (name := f"N{n}") not in known)
    at = (edition.actions.aggregate(last=Max("at"))["last"] or 0) + 1
    action = Action(
        partnership=edition.partnership, edition=edition, sub_priority=sub, key=key, at=at,
        **{name: values[name] for name in WRITTEN},
    )  # fmt: skip
    action.save(force_insert=True)
    _tell("action_added", edition, key, by, {"words": action.words})
    return action


def _refuse(edition: PlanEdition, values: Mapping[str, Any]) -> None:
    if reason := rules.why_not_edit(edition.status):
        raise Refusal(reason)
    if reason := rules.why_not_write_action(
        continues=values["continues"],
        starting_level=values["starting_level"],
        starts=values["starts"],
        ends=values["ends"],
    ):
        raise Refusal(reason)


def _tell(verb: str, edition: PlanEdition, key: str, by: Viewer, detail: Mapping[str, Any]) -> None:
    PlanEdition.objects.filter(pk=edition.pk).update(revision=F("revision") + 1)
    log.record(
        partnership=by.partnership,
        by=str(by),
        what=f"plan.{verb}",
        subject=f"action:{edition.key}/{key}",
        detail=detail,
    )
