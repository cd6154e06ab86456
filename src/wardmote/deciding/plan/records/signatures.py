"""The writes of what somebody vouches for: that a contact was checked, and the foreword signed.

Each takes ``by=``, runs in one transaction and leaves an audit row. A signature holds for the foreword as it
reads, the person and the role: when one of them is written anew, it is no longer signed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import ContactCheck, ForewordSignature, PlanEdition, PublicContact
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records.drafts import lock_draft
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import refuse, write
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.refusals import Refusal

FOREWORD = "foreword"


def words_of(paragraphs: Iterable[str], *, role: str, person: str) -> str:
    """SHA-256 over what a signature stands under."""
    text = json.dumps([list(paragraphs), role, person], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def foreword_of(file: EditionFile) -> str:
    """The words of an edition's foreword with its signatory, as one hash."""
    head = file.head
    return words_of(file.text_of(FOREWORD), role=head.signed_role, person=head.signed_person)


def signature_of(edition: PlanEdition, file: EditionFile) -> ForewordSignature | None:
    """The signature under the foreword as it reads now."""
    prefetch_related_objects([edition], "signatures")
    return _under(edition.signatures.all(), file)


def _under(signed: Iterable[ForewordSignature], file: EditionFile) -> ForewordSignature | None:
    """The last signature that stands under the foreword's words as they are."""
    words = foreword_of(file)
    return next((row for row in reversed(list(signed)) if row.words == words), None)


def why_unsigned(edition: PlanEdition, file: EditionFile) -> str | None:
    """Why the foreword is not signed; ``None`` where it is, or where there is none."""
    if not file.text_of(FOREWORD):
        return None
    prefetch_related_objects([edition], "signatures")
    signed = list(edition.signatures.all())
    if _under(signed, file):
        return None
    return "The foreword was written anew after it was signed." if signed else "The foreword is not signed."


def name_signatory(edition: PlanEdition, *, role: str, person: str, revision: int, by: Viewer) -> None:
    """Say who signs the foreword of a draft, and as what."""
    refuse(rules.why_not_edit(edition.status))
    for field, given in (("role", role), ("person", person)):
        if not given.strip():
            raise Refusal("The foreword is signed by a person, as something.", where=field)
    with write("plan.signatory_named", f"plan:{edition.key}", by=by) as act:
        now = lock_draft(edition, read=revision)
        before = {"role": now.signed_role, "person": now.signed_person}
        now.signed_role, now.signed_person = role.strip(), person.strip()
        now.save()
        act.detail = {"role": now.signed_role, "person": now.signed_person, "before": before}


def sign(edition: PlanEdition, file: EditionFile, *, words: str, by: Viewer) -> ForewordSignature:
    """Sign the foreword as it was read (``words``: its hash on the page)."""
    if words != foreword_of(file):
        raise Refusal("The foreword was changed while you were reading.", todo="Read it again, then sign it.")
    head = file.head
    if head.signed_person:
        name, roles = by.person_name, by.roles
        refuse(rules.why_not_sign_as(head.signed_role, head.signed_person, name=name, roles=roles))
    return sign_on(edition, file, on=by.today, by=str(by), account=by.person)


def sign_on(
    edition: PlanEdition, file: EditionFile, *, on: date, by: str, account: int | None = None
) -> ForewordSignature:
    """Sign the foreword of a draft on a day; ``account``: of the person who does."""
    role, person = file.head.signed_role, file.head.signed_person
    paragraphs = len(file.text_of(FOREWORD))
    refuse(
        rules.why_not_edit(edition.status)
        or rules.why_not_sign(paragraphs=paragraphs, role=role, person=person)
    )
    slug, detail = edition.partnership.slug, {"role": role, "person": person, "words": foreword_of(file)}
    with write("plan.foreword_signed", f"plan:{edition.key}", by=by, partnership=slug, detail=detail):
        return ForewordSignature.objects.create(
            partnership=edition.partnership, edition=edition, on=on, by=by, at=timezone.now(),
            account=account, **detail,
        )  # fmt: skip


def check(edition: PlanEdition, contact: PublicContact, *, by: Viewer) -> ContactCheck:
    """Say that a contact was tried today and leads where it should."""
    detail = {"contact": contact.key, "value": contact.value}
    with write("plan.contact_checked", f"plan:{edition.key}", by=by, detail=detail):
        return ContactCheck.objects.create(
            partnership=edition.partnership,
            key=contact.key,
            value=contact.value,
            on=by.today,
            by=str(by),
            at=by.at,
        )


def with_checks(edition: PlanEdition, file: EditionFile) -> tuple[EditionFile, Mapping[str, ContactCheck]]:
    """The edition with each contact's last check, and that check by the contact's key."""
    last: dict[tuple[str, str], ContactCheck] = {}
    for row in ContactCheck.objects.filter(partnership=edition.partnership).order_by("on", "pk"):
        last[row.key, row.value] = row
    found = {c.key: last[c.key, c.value] for c in file.contacts if (c.key, c.value) in last}
    contacts = tuple(
        copied(c, checked_on=max(found[c.key].on, c.checked_on or date.min)) if c.key in found else c
        for c in file.contacts
    )
    return replace(file, contacts=contacts), found
