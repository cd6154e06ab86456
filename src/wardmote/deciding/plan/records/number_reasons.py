"""Why a number stays that its fact does not bear out: a note of the draft, printed beside it.

In: the doubt as the author read it (``words``) and the reason. Each write takes ``by=``, runs in one
transaction and leaves an audit row. Other words, or another fact, raise the doubt again; a reason for words
that are gone leaves the edition when it is approved (``settled``).
"""

from dataclasses import replace
from typing import Any

from wardmote.deciding.plan.exchange.carried_years import carried_years
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.number_checks import OVERRULED, NumberDoubt, all_doubts
from wardmote.deciding.plan.models import PlanEdition, QualityNote
from wardmote.deciding.plan.records.drafts import lock_draft
from wardmote.deciding.plan.records.edition_rows import read_edition, write_rows
from wardmote.deciding.plan.records.linked_figures import figure_fact, restated_in
from wardmote.deciding.plan.rules.plan import DRAFT
from wardmote.ground.casework import write
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal

CHECKED = ("facts", "priorities", "sub_priorities", "actions", "indicators", "notes")
"""The tables that a check of numbers reads, beside the texts."""


def doubts_of(
    file: EditionFile, partnership: Partnership | None, edition: PlanEdition | None = None
) -> tuple[NumberDoubt, ...]:
    """The numbers of an edition that nothing bears out and nobody gave a reason for.

    ``partnership``: whose evidence says what its figures are today; ``None`` for an edition nobody holds.
    ``edition``: the record of a draft, whose years that were carried from the one before are asked about too.
    """
    return tuple(doubt for doubt, note in with_reasons(file, partnership, edition) if note is None)


def with_reasons(
    file: EditionFile, partnership: Partnership | None, edition: PlanEdition | None = None
) -> list[tuple[NumberDoubt, QualityNote | None]]:
    """Every doubt, each with the note that overrules it."""
    restated = restated_in(partnership) if partnership else lambda figure: ""
    found = [*all_doubts(file, figure_fact, restated)]
    if edition and edition.follows and edition.status == DRAFT:
        rows: tuple[Any, ...] = (*edition.statements.all(), *edition.actions.all())
        anew = {row.words for row in rows if row.revision > 1}
        found += carried_years(file, edition.follows.year, edition.follows.period, anew)
    return [
        (doubt, next((note for note in file.notes if doubt.overruled_by(note)), None))
        for doubt in dict.fromkeys(found)
    ]


def overrule(edition: PlanEdition, words: str, reason: str, *, by: Viewer) -> None:
    """Say why a number stays as it is written."""
    if not reason.strip():
        raise Refusal("Say why it stays as it is written.", where="reason")
    with write("plan.number_overruled", f"plan:{edition.key}", by=by) as act:
        now = lock_draft(edition)
        file = read_edition(now)
        known = {doubt.words: (doubt, note) for doubt, note in with_reasons(file, now.partnership, now)}
        if words not in known:
            raise Refusal("The words or the fact were changed while you were writing.", todo="Look again.")
        doubt, before = known[words]
        if before is not None:
            raise Refusal("Somebody gave a reason already.", todo="Take that one back first.")
        rows = {doubt.place} & _keys(file) or {"plan", *({doubt.fact} & _keys(file))}
        at = 1 + max(now.notes.values_list("at", flat=True), default=0)
        note = QualityNote(
            key=_free_key(file), words=words, todo=f"It stays: {reason.strip()}", about=tuple(sorted(rows))
        )
        write_rows(now, "notes", [(at, note)])
        act.detail = {"note": note.key, "words": words, "reason": reason.strip()}


def withdraw(edition: PlanEdition, key: str, *, by: Viewer) -> None:
    """Take a reason back; the number is doubted again."""
    with write("plan.number_doubted", f"plan:{edition.key}", by=by) as act:
        rows = lock_draft(edition).notes.filter(key=key, key__startswith=OVERRULED)
        act.detail = {"note": key, "was": list(rows.values_list("words", "todo"))}
        rows.delete()


def settled(file: EditionFile, edition: PlanEdition) -> EditionFile:
    """The edition without reasons for words that are gone."""
    kept = {note.key for _, note in with_reasons(file, edition.partnership, edition) if note}
    notes = tuple(each for each in file.notes if not each.key.startswith(OVERRULED) or each.key in kept)
    return replace(file, notes=notes)


def _keys(file: EditionFile) -> set[str]:
    tables = (file.priorities, file.sub_priorities, file.actions, file.indicators, file.facts)
    return {row.key for table in tables for row in table}


def _free_key(file: EditionFile) -> str:
    taken = {note.key for note in file.notes}
    return next(key for number in range(1, len(taken) + 2) if (key := f"{OVERRULED}{number:02}") not in taken)
