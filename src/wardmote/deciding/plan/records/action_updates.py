"""Reporting on an action: an update said by a body that leads it, or by the manager.

One transaction with its audit row; updates are added and never changed. A later one corrects an earlier.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from wardmote.deciding.plan.models import ActionUpdate
from wardmote.deciding.plan.records.progress import ActionView
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import refuse, write
from wardmote.ground.partners.viewing import Viewer


@dataclass(frozen=True)
class Said:
    """What somebody reports; ``made`` outputs in ``place`` since the last update."""

    state: str
    words: str
    evidence: str = ""
    made: int = 0
    place: str = ""
    spent: Decimal | None = None


def why_not_report(viewer: Viewer, where: ActionView) -> str | None:
    """Why this person does not report on this action, or None."""
    leads = [body.name for body in where.leads]
    return rules.why_not_report(theirs=viewer.speaks_for(where.leads), leads=leads)


def report(where: ActionView, said: Said, *, by: Viewer) -> ActionUpdate:
    """Add an update; ``Refusal`` with the reason when it is not whole or not theirs."""
    refuse(why_not_report(by, where))
    return add_update(where, said, on=by.today, by=str(by))


def add_update(where: ActionView, said: Said, *, on: date, by: str, invented: bool = False) -> ActionUpdate:
    """The write itself, on a day; ``invented``: of the demonstration, and labelled so."""
    head = where.deliverable
    places = {*where.places, *([said.place] if said.place and said.made else [])}
    lacking = rules.series_reason(
        made=where.made + said.made,
        places=len(places),
        least=head.series_of,
        apart=head.in_different_places,
    )
    reason = rules.why_not_update(
        status=where.action.edition.status,
        state=said.state,
        words=said.words,
        evidence=said.evidence,
        unmet=rules.why_not_over(head.starts, head.ends, on=on)
        or (f"Not yet met: {lacking}." if lacking else None),
    )
    refuse(reason, where=head.key)
    subject, slug = f"action:{where.action.edition.key}/{head.key}", head.partnership.slug
    detail = {"state": said.state, "words": said.words, "made": said.made, "place": said.place}
    with write("plan.reported", subject, by=by, partnership=slug, detail=detail):
        return ActionUpdate.objects.create(
            partnership=head.partnership,
            action=head,
            on=on,
            at=timezone.now(),
            by=by,
            invented=invented,
            **vars(said),
        )
