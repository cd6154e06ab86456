"""What a partnership holds beside an edition, as the golden thread asks for it (``records.golden_thread``).

In: an edition. Out: ``Known``: which measures have a value and why the others have none, which have a target,
and which actions have money, each as the pages of measures and money say it.
"""

from wardmote.deciding.performance.measures.measure_status import statuses_of
from wardmote.deciding.plan.models import Allocation, PlanEdition
from wardmote.deciding.plan.records.golden_thread import Known


def known_of(edition: PlanEdition) -> Known:
    """Values, targets in force, money given."""
    found = statuses_of(edition, beside=False)
    given = Allocation.objects.filter(action__edition=edition).select_related("action").now()
    return Known(
        valued=frozenset(one.item.key for one in found if one.value is not None),
        why_none={one.item.key: one.why_none for one in found if one.value is None},
        aimed=frozenset(one.item.key for one in found if one.each.target is not None),
        paid=frozenset(row.action.key for row in given.values() if row.amount),
    )
