"""The parts a strategic assessment must have (SI 2007/1830 regulations 5 to 7), and which are missing.

A part is present when a finding, a statement or a record fills it; a missing
part is named and the assessment is then incomplete. Signing off needs every
required part, or a stated reason for each that is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.measuring.drafting.judgement import Judged, Judgement
from wardmote.measuring.drafting.study import Study

TWO_TIER = "E07"
"""Official codes of non-metropolitan districts, which lie in a county with its own group (regulation 8)."""


@dataclass(frozen=True)
class Part:
    """One part: ``missing`` is empty when it is there, else what is lacking and how to fill it."""

    key: str
    title: str
    required: bool
    missing: str = ""


def parts(study: Study, findings: Sequence[Judged], judgement: Judgement) -> tuple[Part, ...]:
    """Every part in reading order, with what is missing from each."""
    asked = {item.finding.question for item in findings if not item.hidden}
    compared = any(source.compared for source in study.sources)
    no_comparison = "no earlier months are loaded, so nothing can be compared; load the year before"
    two_tier = study.place.id.code.startswith(TWO_TIER)
    elsewhere = study.rest is not None and compared
    no_county = "the rest of the county is not loaded or nothing can be compared"
    checks = (
        ("levels", "Levels and patterns", True, "" if "level" in asked else "no rows are loaded"),
        ("changes", "What changed", True, "" if compared else no_comparison),
        (
            "why",
            "Why it changed, as far as the records show",
            True,
            "" if "contribution" in asked else no_comparison,
        ),
        (
            "where",
            "Where",
            False,
            ""
            if {"area", "concentration"} & asked
            else "no areas can be counted; load boundaries and population",
        ),
        ("when", "When", False, "" if {"season", "hours"} & asked else "too few rows or months"),
        (
            "who",
            "Who and what concentrates it",
            False,
            ""
            if {"circumstance", "offenders", "concentration", "named_place"} & asked
            else "the records do not show it",
        ),
        (
            "residents",
            "What residents say",
            True,
            "" if {"feeling_safe", "residents_say"} & asked else "no survey or replies are loaded",
        ),
        (
            "delivery",
            "Delivery of last year's plan",
            True,
            "" if judgement.delivery else "not recorded; write it under [delivery] in judgement.toml",
        ),
        ("priorities", "Matters proposed as priorities", True, ""),
        *(
            [("county", "Matters for the county group", True, "" if elsewhere else no_county)]
            if two_tier
            else []
        ),
        ("limits", "What the data cannot say", True, ""),
        ("sources", "Sources and periods", True, ""),
    )
    return tuple(Part(*row) for row in checks)


def missing(found: Sequence[Part]) -> tuple[Part, ...]:
    """Required parts that are not there."""
    return tuple(part for part in found if part.required and part.missing)


def unsigned_because(found: Sequence[Part], judgement: Judgement) -> tuple[str, ...]:
    """Why a sign-off cannot stand: required parts missing without a stated reason; empty when it can."""
    if judgement.sign_off is None:
        return ()
    given = judgement.sign_off.missing
    return tuple(f"{part.title}: {part.missing}" for part in missing(found) if part.key not in given)
