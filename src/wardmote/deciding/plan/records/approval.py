"""Approving and publishing an edition: its documents are kept, its law pinned, and it is closed to writing.

The documents are written first and named by their bytes; then the state changes in one transaction with
its audit row. A stop in between leaves files that nothing names, and the draft a draft.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.quoted import plain_of, sentence_at, unlinked
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records import documents as keeping
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.number_reasons import doubts_of, settled
from wardmote.deciding.plan.records.parts import dangling
from wardmote.deciding.plan.records.signatures import signature_of, why_unsigned
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import Act, refuse, write
from wardmote.ground.partners.bodies import rename_body
from wardmote.ground.partners.joining import find_body
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.measuring.catalogue.regimes import profile_on


def pointed_at(file: EditionFile) -> Iterator[tuple[str, str, str, str]]:
    """Every statistic that nothing stands behind: part, sentence, its words, and the paragraph as written."""
    texts = [(vision.owner, vision.words) for vision in file.visions]
    texts += [(passage.part, passage.words) for passage in file.passages]
    known = partial(_known, frozenset(fact.key for fact in file.facts))
    for part, words in texts:
        plain, _ = plain_of(words)
        for found in unlinked(words, known=known):
            yield part, sentence_at(plain, found.start), found.words, words


def _known(facts: frozenset[str], to: str) -> bool:
    """Whether a link leads to a fact of the edition or to a kept figure."""
    if to in facts:
        return True
    return len(to) == 64 and (folder().root / "figures" / f"{to}.json").is_file()


def reasons_against(edition: PlanEdition, file: EditionFile) -> tuple[str, ...]:
    """Every reason why this edition cannot be approved now."""
    undecided = [review.was for review in edition.reviews.all().undecided()]
    reasons = rules.why_not_approve(
        edition.status,
        undecided=undecided,
        unlinked=list(dict.fromkeys(sentence for _, sentence, *_ in pointed_at(file))),
        leaderless=[priority.title for priority in file.priorities if not priority.lead],
        priorities=len(file.priorities),
    )
    doubts = rules.why_doubted(doubt.words for doubt in doubts_of(file, edition.partnership, edition))
    unsigned = why_unsigned(edition, file)
    return (*reasons, *doubts, *dangling(edition), *([unsigned] if unsigned else ()))


def approve(edition: PlanEdition, *, revision: int, by: Viewer) -> None:
    """Approve a draft as the person read it; ``Refusal`` with every reason when it cannot be."""
    if edition.revision != revision:
        raise Refusal("The draft was changed while you were reading.", todo="Read it again, then approve it.")
    refuse(why_not_approve_alone(edition, read_edition(edition, only=()), by=by))
    approve_on(edition, on=by.today, by=str(by), account=by.person)


def why_not_approve_alone(edition: PlanEdition, file: EditionFile, *, by: Viewer) -> str | None:
    """Why who signed the foreword does not approve it too, or None."""
    signed = signature_of(edition, file)
    same = signed is not None and _is(by, signed.account, signed.by)
    return rules.why_not_alone(same=same, did="signed the foreword", decided=edition.one_person_why)


def _is(viewer: Viewer, account: int | None, words: str) -> bool:
    """Whether a step was the viewer's: by the account, whatever they and their body are called since; a step
    from before accounts were kept, by how the log names who took it."""
    return words == str(viewer) if account is None else account == viewer.person


def let_one_person(edition: PlanEdition, why: str, *, by: Viewer) -> None:
    """Write down that the partnership decided that one person may sign, approve and publish an edition."""
    refuse(rules.why_not_decide_alone(edition.status, why), where="why")
    with _write("one_person_decided", edition, by=str(by)) as act:
        now = PlanEdition.objects.select_for_update().get(pk=edition.pk)
        act.detail = {"was": now.one_person_why, "now": why.strip()}
        PlanEdition.objects.filter(pk=edition.pk).update(one_person_why=why.strip())


def approve_on(edition: PlanEdition, *, on: date, by: str, account: int | None = None) -> None:
    """Approve a draft on a day, under the law of that day; ``account``: of the person who does."""
    edition.approved_on, edition.regime, edition.approved_account = on, profile_on(on).key, account
    file = settled(read_edition(edition), edition)
    if reasons := reasons_against(edition, file):
        raise Refusal("This edition cannot be approved yet.", found=" ".join(reasons))
    approved(edition, file, on=on, printed=on, by=by)


def approved(edition: PlanEdition, file: EditionFile, *, on: date | None, printed: date, by: str) -> None:
    """Keep the documents and close the edition to writing."""
    try:
        documents = keeping.write(edition, _as_approved(file, edition, on), day=day_words(printed))
    except OSError as error:
        raise disk_refusal(error) from None
    with _write("approved", edition, by=by) as act:
        now = PlanEdition.objects.select_for_update().get(pk=edition.pk)
        if now.revision != edition.revision:
            raise Refusal("The draft was changed while it was approved.", todo="Read it again.")
        edition.status, edition.documents, edition.approved_by = rules.APPROVED, documents, by
        edition.approved_on = on
        edition.notes.exclude(key__in=[note.key for note in file.notes]).delete()
        edition.save()
        act.detail = {"documents": documents, "regime": edition.regime}


def _as_approved(file: EditionFile, edition: PlanEdition, on: date | None) -> EditionFile:
    if file.head.status != rules.DRAFT:
        return file
    return replace(file, head=copied(file.head, status=rules.APPROVED, approved_on=on, regime=edition.regime))


def publish(edition: PlanEdition, *, by: Viewer) -> None:
    """Put an approved edition in force: somebody does who did not approve it."""
    if edition.status == rules.APPROVED:
        same = _is(by, edition.approved_account, edition.approved_by)
        refuse(rules.why_not_alone(same=same, did="approved it", decided=edition.one_person_why))
    published(edition, by=str(by))


def published(edition: PlanEdition, *, by: str) -> None:
    """Put an approved edition in force; the one before is superseded and stays readable."""
    with transaction.atomic():
        now = PlanEdition.objects.select_for_update().get(pk=edition.pk)
        refuse(rules.why_not_publish(now.status))
        inforce = PlanEdition.objects.filter(partnership=edition.partnership, status=rules.PUBLISHED)
        for other in inforce.exclude(pk=edition.pk):
            if other.year.start > edition.year.start:
                _come_to(rules.SUPERSEDED, edition, by=by)
                return
            _come_to(rules.SUPERSEDED, other, by=by)
        _come_to(rules.PUBLISHED, edition, by=by)
        _rename_bodies(edition, by=by)


def _rename_bodies(edition: PlanEdition, *, by: str) -> None:
    """A body goes everywhere by its name in the plan, where it went by the one it had there before."""
    before = {row.key: row.name for row in edition.follows.bodies.all()} if edition.follows else {}
    for row in edition.bodies.select_related("body"):
        was = row.body.name
        if row.name != was == before.get(row.key) and find_body(edition.partnership, row.name) is None:
            rename_body(row.body, row.name, since=timezone.localdate(), by=by)


def _come_to(status: rules.EditionStatus, edition: PlanEdition, *, by: str) -> None:
    with _write(status, edition, by=by):
        edition.status = status
        edition.save()


def _write(verb: str, edition: PlanEdition, *, by: str) -> AbstractContextManager[Act]:
    return write(f"plan.{verb}", f"plan:{edition.key}", by=by, partnership=edition.partnership.slug)
