"""The parts a strategic assessment must have (SI 2007/1830 regulations 5 to 7), and which are missing.

A part is present when a finding, a statement or a record fills it; a missing
part is named and the assessment is then incomplete. Signing off needs every
required part, or a stated reason for each that is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.measuring.catalogue.assessment_parts import NOT_REQUIRED, PARTS
from wardmote.measuring.drafting.judgement import JudgedFinding, Judgement
from wardmote.measuring.drafting.study import Study

TWO_TIER = "E07"
"""Official codes of non-metropolitan districts, which lie in a county with its own group (regulation 8)."""


@dataclass(frozen=True)
class AssessmentPart:
    """One part: ``missing`` is empty when it is there, else what is lacking and how to fill it."""

    key: str
    title: str
    required: bool
    missing: str = ""


WHERE = {"area", "concentration"}
WHO = {"circumstance", "offenders", "concentration", "named_place"}
NO_COMPARISON = "no earlier months are loaded, so nothing can be compared; load the year before"


def parts(
    study: Study, findings: Sequence[JudgedFinding], judgement: Judgement
) -> tuple[AssessmentPart, ...]:
    """Every part in reading order, with what is missing from each."""
    lacking = _lacking(study, {i.finding.question for i in findings if not i.hidden}, judgement)
    two_tier = study.place.id.code.startswith(TWO_TIER)
    return tuple(
        AssessmentPart(key, title, key not in NOT_REQUIRED, lacking.get(key, ""))
        for key, title in PARTS.items()
        if key != "county" or two_tier
    )


def _lacking(study: Study, asked: set[str], judgement: Judgement) -> Mapping[str, str]:
    """What each part lacks, in words, and how to fill it; only parts that lack something."""
    compared = any(source.compared for source in study.sources)
    county = study.rest is not None and compared
    checks = (
        ("levels", "level" in asked, "no rows are loaded"),
        ("changes", compared, NO_COMPARISON),
        ("why", compared, NO_COMPARISON),
        (
            "where",
            WHERE & asked,
            "no areas can be counted; load boundaries and population",
        ),
        ("when", {"season", "hours"} & asked, "too few rows or months"),
        (
            "who",
            WHO & asked,
            "the records do not show it",
        ),
        ("residents", {"feeling_safe", "residents_say"} & asked, "no survey or replies are loaded"),
        (
            "delivery",
            judgement.delivery.words,
            "how far it was carried out is not recorded; write it in a sentence",
        ),
        ("county", county, "the rest of the county is not loaded or nothing can be compared"),
    )
    return {key: words for key, there, words in checks if not there}


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
