"""Adding and taking away the texts of a draft: a paragraph of one of its parts, a vision with its first day.

Each write takes ``by=``, runs in one transaction and leaves an audit row. A vision that is written anew is
added with the day it is in force from; the one before stays as it was.
"""

from datetime import date

from wardmote.deciding.plan.models import PlanEdition, PlanText
from wardmote.deciding.plan.models.parts import VISION
from wardmote.deciding.plan.records.drafts import lock_draft, place_after
from wardmote.ground.casework import write
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal


def add_paragraph(edition: PlanEdition, part: str, words: str, *, by: Viewer) -> PlanText:
    """Add a paragraph at the end of a part."""
    with write("plan.paragraph_added", f"plan:{edition.key}", by=by) as act:
        row = _add(edition, PlanText(part=part, words=words))
        act.detail = {"part": part, "words": row.words}
    return row


def add_vision(edition: PlanEdition, owner: str, words: str, *, since: date, by: Viewer) -> PlanText:
    """Add what somebody wants to reach, from a day on."""
    if not owner.strip():
        raise Refusal("Say whose vision it is.", where="owner")
    same = edition.statements.filter(part=VISION, owner=owner.strip())
    if same.filter(since=since).exists():
        raise Refusal("There is one of theirs from that day already.", where="since", found=str(since))
    key = f"{slug(owner)[:60]}-{since}"
    with write("plan.vision_added", f"plan:{edition.key}", by=by) as act:
        row = _add(edition, PlanText(part=VISION, key=key, owner=owner.strip(), words=words, since=since))
        act.detail = {"owner": row.owner, "since": since, "words": row.words}
    return row


def remove(edition: PlanEdition, statement: int, *, by: Viewer) -> None:
    """Take a paragraph or a vision out of a draft."""
    with write("plan.text_removed", f"plan:{edition.key}", by=by) as act:
        row = lock_draft(edition).statements.get(pk=statement)
        act.detail = {"part": row.part, "owner": row.owner, "was": row.words}
        row.delete()


def _add(edition: PlanEdition, row: PlanText) -> PlanText:
    row.edition = lock_draft(edition)
    if not row.words.strip():
        raise Refusal("Write what it says.", where="words")
    row.at, row.words = place_after(edition.statements.filter(part=row.part)), row.words.strip()
    row.save(force_insert=True)
    return row
