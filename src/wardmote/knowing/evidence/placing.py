"""Which district a partnership's pages are about: the ones there are rows of, and choosing another.

In: the partnership's evidence. Out: districts with rows, by name. What was
drafted of the other district stays as it was; drafts made after are of the new one.
"""

from collections.abc import Sequence

from django.db import transaction

from wardmote.ground.partners.joining import settle_place
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.evidence import rules
from wardmote.knowing.evidence.held import months_in
from wardmote.knowing.evidence.opening import Opened
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.store.answers import Place
from wardmote.measuring.store.evidence import Evidence


def districts(now: Opened) -> Sequence[Place]:
    """Every district of the forces whose rows are held."""
    return now.once("districts", _districts)


def _districts(evidence: Evidence) -> Sequence[Place]:
    held = [month for each in evidence.receipts() if each.source == POLICE_UK for month in months_in(each)]
    return evidence.places("district", Period.of_months(min(held), max(held))) if held else ()


@transaction.atomic
def choose_place(now: Opened, partnership: Partnership, area_id: str, *, by: Viewer) -> Place:
    """The partnership's pages are about this district from now on; ``Refusal`` for one without rows."""
    if reason := rules.why_not_choose_place(by.roles):
        raise Refusal(reason)
    place = next((each for each in districts(now) if str(each.id) == area_id), None)
    if place is None:
        raise Refusal("There are no rows of that district.", found=area_id, todo="Choose one of the list.")
    settle_place(partnership, area_id=str(place.id), name=place.name, by=str(by))
    return place
