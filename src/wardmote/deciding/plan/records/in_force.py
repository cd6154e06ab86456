"""Which edition is in force; apart from what it watches, so that who only asks this imports no analysis."""

from wardmote.deciding.plan.models import PlanEdition
from wardmote.ground.partners.models import Partnership


def edition_in_force(partnership: Partnership) -> PlanEdition | None:
    """The edition in force of a partnership."""
    return in_force_at(partnership.slug)


def in_force_at(partnership: str) -> PlanEdition | None:
    """The same of a partnership by its slug."""
    return PlanEdition.objects.filter(partnership__slug=partnership).select_related("partnership").in_force()
