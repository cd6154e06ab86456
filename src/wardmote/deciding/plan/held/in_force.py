"""Which edition is in force; apart from what it watches, so that who only asks this imports no analysis."""

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.models import Partnership


def edition_in_force(partnership: Partnership) -> PlanEdition | None:
    """The published edition, else the newest that is approved."""
    held = PlanEdition.objects.filter(partnership=partnership)
    for status in (rules.PUBLISHED, rules.APPROVED):
        if found := held.filter(status=status).select_related("partnership").first():
            return found
    return None
