"""Taking an edition in: from the shipped data files, a folder of one's own, or a filled workbook.

In: an ``EditionFile`` that passed its checks. Out: a ``PlanEdition`` in the state the file says, its
documents kept when it is approved. The same edition again changes nothing; another with its key, or one
whose year overlaps a held one, is a ``Refusal``. Everything is written, or nothing.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.row_shapes import columns
from wardmote.deciding.plan.exchange.shipped import parse_edition, shipped_editions
from wardmote.deciding.plan.exchange.workbook import edition_in, workbook_rows
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import said_of
from wardmote.deciding.plan.records.approval import approved, pointed_at, published
from wardmote.deciding.plan.records.edition_rows import save_edition
from wardmote.deciding.plan.records.number_reasons import doubts_of
from wardmote.deciding.plan.records.structure import feed_groups
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import write
from wardmote.ground.partners.models import Partnership
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import run_in_child


@dataclass(frozen=True)
class Loaded:
    """The edition as held, and whether it was new."""

    edition: PlanEdition
    new: bool


def file_named(name: str) -> EditionFile:
    """A shipped edition by its name, a folder of data files, or a workbook."""
    shipped = shipped_editions()
    if name in shipped:
        return parse_edition(shipped[name])
    path = Path(name)
    if path.suffix.lower() == ".xlsx":
        if not path.is_file():
            raise Refusal("There is no such file.", where=name, todo="Name a workbook that exists.")
        return edition_in(*run_in_child(workbook_rows, path, where=path.name))
    if not path.is_dir():
        known = ", ".join(shipped)
        raise Refusal(
            "There is no such edition.", found=name, todo=f"Name one of {known}, a folder or a workbook."
        )
    return parse_edition(path)


def seal_of(file: EditionFile) -> str:
    """SHA-256 over everything an edition says. A chair or a last day of a group counts only where it is said,
    so that an edition taken in before is still known as the same.
    """
    said: dict[str, Any] = {table: [dict(_said(table, row)) for row in rows] for table, rows in file.tables()}
    said["head"] = dict(_said("edition", file.head))
    for group in said["groups"]:
        for name in ("chair", "ends"):
            if not group[name]:
                del group[name]
    for action in said["actions"]:
        if action["funds"] is not None:
            action["funds"] = float(action["funds"])  # as it was sealed when money was no decimal yet
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=_sealed)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(table: str, row: Model) -> Iterator[tuple[str, Any]]:
    """What a row says, by what a file calls it."""
    said = said_of(row)
    return ((called, said[field.name]) for called, field in columns(table).items())


def _sealed(value: Any) -> Any:
    return asdict(value) if isinstance(value, Period) else str(value)


def load(partnership: Partnership, file: EditionFile, *, by: str) -> Loaded:
    """Take an edition in, once."""
    head, seal = file.head, seal_of(file)
    known = PlanEdition.objects.filter(partnership=partnership, key=head.key).first()
    if known and known.seal == seal:
        return Loaded(known, new=False)
    if known:
        raise Refusal(
            "An edition of that key is held already, and says something else.",
            where="edition, key",
            found=head.key,
            todo="What is approved stays as it is: give the new edition another key and year.",
        )
    _refuse_overlap(partnership, file)
    _refuse_unlinked(file, partnership)
    with transaction.atomic():
        return Loaded(_taken_in(partnership, file, seal, by=by), new=True)


def _refuse_overlap(partnership: Partnership, file: EditionFile) -> None:
    head = file.head
    for other in PlanEdition.objects.filter(partnership=partnership):
        if other.year.start <= head.year.end and head.year.start <= other.year.end:
            raise Refusal(
                "Its year overlaps an edition that is held already.",
                where="edition, year",
                found=f"{head.year.code}, beside {other.key} of {other.year.code}",
                todo="One edition is in force at a time: correct the year.",
            )
    drafts = PlanEdition.objects.filter(partnership=partnership, status=rules.DRAFT)
    if head.status == rules.DRAFT and drafts.exists():
        raise Refusal(
            "An edition is being drafted already.",
            where="edition, status",
            found=head.status,
            todo="Approve that draft first, or import this one as approved.",
        )


def _refuse_unlinked(file: EditionFile, partnership: Partnership) -> None:
    """What comes in as approved must stand what approving asks: a fact behind each statistic that says it."""
    for part, sentence, words, _ in pointed_at(file) if file.head.status != rules.DRAFT else ():
        raise Refusal(
            "A statistic stands in it that no fact or figure is behind.",
            where=f"{part}: {sentence}",
            found=words,
            todo="Link it to a fact, mark it as not a statistic with the reason, or bring it in as a draft.",
        )
    for doubt in doubts_of(file, partnership) if file.head.status != rules.DRAFT else ():
        raise Refusal(
            "A number in it is not what its fact says.",
            where=doubt.place,
            found=doubt.words,
            todo="Put it right, bring it in as a draft, or add a note with just these words and the reason.",
        )


def _taken_in(partnership: Partnership, file: EditionFile, seal: str, *, by: str) -> PlanEdition:
    head = file.head
    # A draft of the partnership's own may be open: until its rows are written, this one counts as approved.
    edition = PlanEdition(
        partnership=partnership,
        seal=seal,
        made_by=by,
        follows=_before(partnership, head.year.start),
        **said_of(head),
    )
    detail = {"seal": seal, "actions": len(file.actions), "priorities": len(file.priorities)}
    with write("plan.loaded", f"plan:{head.key}", by=by, partnership=partnership.slug, detail=detail):
        edition.status = rules.APPROVED
        edition.save()
        edition.status = rules.DRAFT
        save_edition(edition, file)
        feed_groups(edition, by=by)
        if head.status == rules.DRAFT:
            edition.save()
            return edition
    approved(edition, file, on=head.approved_on, printed=head.approved_on or head.year.start, by=by)
    if head.status != rules.APPROVED:
        published(edition, by=by)
    return edition


def _before(partnership: Partnership, start: date) -> PlanEdition | None:
    """The edition before, where nothing follows it yet."""
    before = [
        each
        for each in PlanEdition.objects.filter(partnership=partnership, followed_by=None)
        if each.year.end < start
    ]
    return max(before, key=lambda each: each.year.end, default=None)
