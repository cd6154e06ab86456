"""Signing off: a version becomes what the partnership stands by, and its documents are kept for good.

The documents are written first and named by their bytes; then the sign-off is
written in one transaction with its audit row. A stop in between leaves files
that nothing names, and the version unsigned.
"""

from collections.abc import Mapping

from django.db import IntegrityError

from wardmote.ground.casework import write
from wardmote.ground.partners.rules import SIGNERS, role_name
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment import keeping, rules
from wardmote.knowing.assessment.judging import AssessmentDecisions, decided
from wardmote.knowing.assessment.models import Assessment, SignOff, Version
from wardmote.knowing.assessment.publishing import publish_version
from wardmote.knowing.assessment.reading import flags_of
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.measuring.drafting import judgement
from wardmote.measuring.drafting.paper import Paper, paper_of
from wardmote.measuring.drafting.parts import missing, unexcused
from wardmote.measuring.drafting.signing import signed


def reasons_against(
    version: Version, paper: Paper, known: AssessmentDecisions, *, excuses: Mapping[str, str]
) -> tuple[str, ...]:
    """Every reason why this version cannot be signed now."""
    return rules.why_not_sign(
        drafting=not known.is_in(version),
        flagged=len(flags_of(paper, known.edits)),
        unexcused=unexcused(paper.parts, excuses),
        already=version.signed is not None,
    )


def sign(
    assessment: Assessment, version: Version, *, excuses: Mapping[str, str], role: str, by: Viewer
) -> SignOff:
    """Sign the latest version; ``Refusal`` with every reason when it cannot be signed."""
    paper, known = paper_of(version.paper), decided(assessment)
    _refuse_older(assessment, version)
    if role not in by.roles & SIGNERS:
        raise Refusal("You do not hold that role here.", found=role)
    if reasons := reasons_against(version, paper, known, excuses=excuses):
        raise Refusal("This version cannot be signed off yet.", found=" ".join(reasons))
    day = by.today
    given = {part.key: excuses[part.key].strip() for part in missing(paper.parts)}
    stated = judgement.SignOffRecord(by.person_name, role_name(role), day_words(day), given)
    publish_version(assessment, version, by=by)
    try:
        documents = keeping.write(assessment, signed(paper, stated))
    except OSError as error:
        raise disk_refusal(error) from None
    try:
        return _sign(version, given, documents, role=role, by=by)
    except IntegrityError:
        raise Refusal("Somebody else has just signed this version off.") from None


def _refuse_older(assessment: Assessment, version: Version) -> None:
    latest = assessment.versions.values_list("pk", flat=True).first()
    if version.pk != latest:
        raise Refusal(
            "A newer version was made while you were reading.", todo="Read the newer version, then sign that."
        )


def _sign(
    version: Version, missing: Mapping[str, str], documents: Mapping[str, object], *, role: str, by: Viewer
) -> SignOff:
    """The record itself; the version's content must still be the one that was read."""
    detail = {"version": version.number, "seal": version.seal, "documents": documents}
    with write("assessment.signed_off", f"assessment:{version.assessment_id}", by=by, detail=detail):
        now = Version.objects.select_for_update().defer("paper").get(pk=version.pk)
        if (now.seal, now.judgement) != (version.seal, version.judgement):
            raise Refusal("It was made again while you were signing.", todo="Read it again, then sign.")
        return SignOff.objects.create(
            partnership=version.partnership,
            version=version,
            by=str(by),
            role=role_name(role),
            on=by.today,
            at=by.at,
            seal=version.seal,
            missing=dict(missing),
            documents=dict(documents),
        )
