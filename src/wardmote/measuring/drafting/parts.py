"""The parts a strategic assessment must have (SI 2007/1830 regulations 5 to 7), and which are missing.

A part is present when a finding, a statement or a record fills it; a missing
part is named and the assessment is then incomplete. Signing off needs every
required part, or a stated reason for each that is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.area_ids import is_two_tier
from wardmote.measuring.catalogue.assessment_parts import NOT_REQUIRED, PARTS
from wardmote.measuring.drafting.judgement import JudgedFinding, Judgement
from wardmote.measuring.drafting.lacking import lacking
from wardmote.measuring.drafting.study import Study

"""Official codes of non-metropolitan districts, which lie in a county with its own group (regulation 8)."""


@dataclass(frozen=True)
class AssessmentPart:
    """One part: ``missing`` is empty when it is there, else what is lacking and how to fill it."""

    key: str
    title: str
    required: bool
    missing: str = ""


def parts(
    study: Study, findings: Sequence[JudgedFinding], judgement: Judgement
) -> tuple[AssessmentPart, ...]:
    """Every part in reading order, with what is missing from each."""
    asked = {
        hidden: {i.finding.question for i in findings if bool(i.hidden) == hidden} for hidden in (False, True)
    }
    reasons = lacking(study, asked[False], asked[True], judgement)
    two_tier = is_two_tier(study.place.id.code)
    return tuple(
        AssessmentPart(key, title, key not in NOT_REQUIRED, reasons.get(key, ""))
        for key, title in PARTS.items()
        if key != "county" or two_tier
    )


def missing(found: Sequence[AssessmentPart]) -> tuple[AssessmentPart, ...]:
    """Required parts that are not there."""
    return tuple(part for part in found if part.required and part.missing)


def unsigned_because(found: Sequence[AssessmentPart], judgement: Judgement) -> tuple[str, ...]:
    """Why a sign-off cannot stand: required parts missing without a stated reason; empty when it can."""
    return unexcused(found, judgement.sign_off.missing) if judgement.sign_off else ()


def unexcused(found: Sequence[AssessmentPart], given: Mapping[str, str]) -> tuple[str, ...]:
    """Missing parts without a reason: each as its title and what it lacks."""
    lacking = [part for part in missing(found) if not given.get(part.key, "").strip()]
    return tuple(f"{part.title}: {part.missing}" for part in lacking)
