"""Adding and taking away the texts of a draft: a paragraph of one of its parts, a vision with its first day.

Each write takes ``by=``, runs in one transaction and leaves an audit row. A vision that is written anew is
added with the day it is in force from; the one before stays as it was.
"""

from datetime import date

from django.db import transaction
from django.db.models import F, Max

from wardmote.deciding.plan.held.records import VISION
from wardmote.deciding.plan.models import PlanEdition, Statement
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.audit import log
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal


@transaction.atomic
def add_paragraph(edition: PlanEdition, part: str, words: str, *, by: Viewer) -> Statement:
    """Add a paragraph at the end of a part."""
    row = _add(edition, Statement(part=part, words=words))
    _tell("paragraph_added", edition, by, {"part": part, "words": row.words})
    return row


@transaction.atomic
def add_vision(edition: PlanEdition, owner: str, words: str, *, since: date, by: Viewer) -> Statement:
    """Add what somebody wants to reach, from a day on."""
    if not owner.strip():
        raise Refusal("Say whose vision it is.", where="owner")
    same = edition.statements.filter(part=VISION, owner=owner.strip())
    if same.filter(since=since).exists():
        raise Refusal("There is one of theirs from that day already.", where="since", found=str(since))
    key = f"{slug(owner)[:60]}-{since}"
    row = _add(edition, Statement(part=VISION, key=key, owner=owner.strip(), words=words, since=since))
    _tell("vision_added", edition, by, {"owner": row.owner, "since": str(since), "words": row.words})
    return row


@transaction.atomic
def remove(edition: PlanEdition, statement: int, *, by: Viewer) -> None:
    """Take a paragraph or a vision out of a draft."""
    if reason := rules.why_not_edit(edition.status):
        raise Refusal(reason)
    row = edition.statements.get(pk=statement)
    _touch(edition)
    row.delete()
    _tell("text_removed", edition, by, {"part": row.part, "owner": row.owner, "was": row.words})


def _add(edition: PlanEdition, row: Statement) -> Statement:
    if reason := rules.why_not_edit(edition.status):
        raise Refusal(reason)
    if not row.words.strip():
        raise Refusal("Write what it says.", where="words")
    _touch(edition)
    last = edition.statements.filter(part=row.part).aggregate(last=Max("at"))["last"] or 0
    row.edition, row.at, row.words = edition, last + 1, row.words.strip()
    row.save(force_insert=True)
    return row


def _touch(edition: PlanEdition) -> None:
    PlanEdition.objects.filter(pk=edition.pk).update(revision=F("revision") + 1)


def _tell(verb: str, edition: PlanEdition, by: Viewer, detail: dict[str, str]) -> None:
    log.record(
        partnership=by.partnership,
        by=str(by),
        what=f"plan.{verb}",
        subject=f"plan:{edition.key}",
        detail=detail,
    )
