"""The draft that somebody writes in: held until their write is done, and only while it is a draft.

Every write in a draft counts its revision up, so that who approves it has read it as it is.
"""

from typing import Any

from django.db.models import Max, QuerySet

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import hold, refuse


def lock_draft(edition: PlanEdition, *, read: int | None = None) -> PlanEdition:
    """The draft as it stands, nobody else's until the transaction ends; ``read`` as in ``hold``."""
    refuse(rules.why_not_edit(edition.status))
    now = hold(PlanEdition.objects.select_related("partnership").filter(pk=edition.pk), read=read)
    refuse(rules.why_not_edit(now.status))
    return now


def place_after(rows: "QuerySet[Any]") -> int:
    """The place (``at``) after the last of these rows."""
    return int(rows.aggregate(last=Max("at"))["last"] or 0) + 1
