"""What an edition leaves open: measures, targets, authorities, links and contacts that are missing.

In: an ``EditionFile`` and, where a day matters, the day. Out: lists in the plan's order, each thing with
its reason where one is owed; empty where nothing is missing. Nothing here stops an edition.
"""

from dataclasses import dataclass
from datetime import date

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import LinkedStrategy, PlanGroup, PublicContact, QualityNote, SubPriority
from wardmote.deciding.plan.models.parts import LEVELS
from wardmote.measuring.catalogue.regimes import responsible_on

CONTACT_DAYS = 183
AGREEMENT = "community safety agreement"


@dataclass(frozen=True)
class CoverageGaps:
    """Sub-priorities that no indicator watches, and those for which no target is set."""

    no_indicator: tuple[SubPriority, ...]
    no_target: tuple[SubPriority, ...]


def coverage_gaps(edition: EditionFile) -> CoverageGaps:
    """The indicator coverage report of an edition (domain notes 1.6)."""
    watched = {key for item in edition.indicators for key in item.sub_priorities}
    aimed_at = {target.measure for target in edition.targets}
    aimed = {
        key for item in edition.indicators if set(item.measures) & aimed_at for key in item.sub_priorities
    }
    return CoverageGaps(
        no_indicator=tuple(sub for sub in edition.sub_priorities if sub.key not in watched),
        no_target=tuple(sub for sub in edition.sub_priorities if sub.key not in aimed),
    )


def coverage_notes(edition: EditionFile) -> tuple[QualityNote, ...]:
    """The edition's notes on what its indicators watch, or do not (A-08, A-09)."""
    unwatched = (sub.key for sub in coverage_gaps(edition).no_indicator)
    return edition.notes_about(*(item.key for item in edition.indicators), *unwatched)


def missing_authorities(edition: EditionFile) -> tuple[str, ...]:
    """Kinds of body the law makes responsible in the edition's year that its list leaves out (A-04)."""
    listed = {body.kind for body in edition.bodies if body.part == "responsible"}
    wanted = responsible_on(edition.head.year.start, two_tier=edition.head.two_tier)
    return tuple(kind.title for kind in wanted if kind.key not in listed)


def unlinked_strategies(edition: EditionFile, *, level: str) -> tuple[LinkedStrategy, ...]:
    """Documents of a level that no priority is linked with (ID-14)."""
    return tuple(item for item in edition.strategies if item.level == level and not item.priorities)


def strategies_by_level(edition: EditionFile) -> dict[str, tuple[LinkedStrategy, ...]]:
    """The linked documents, by level (ID-13 to ID-15)."""
    return {lvl: tuple(item for item in edition.strategies if item.level == lvl) for lvl, _ in LEVELS}


def structure_on(edition: EditionFile, day: date) -> tuple[PlanGroup, ...] | None:
    """The groups in force on a day; ``None`` where none is recorded for it (ID-11)."""
    begun = [group for group in edition.groups if group.starts <= day]
    return tuple(group for group in begun if group.ends is None or day <= group.ends) if begun else None


def contacts_to_check(edition: EditionFile, today: date) -> tuple[PublicContact, ...]:
    """Contacts that nobody owns, or that were not checked in the last six months (ID-16)."""
    return tuple(
        item
        for item in edition.contacts
        if not item.owner or item.checked_on is None or (today - item.checked_on).days > CONTACT_DAYS
    )


def without_agreement(edition: EditionFile) -> str | None:
    """Why the county's Community Safety Agreement hangs loose, or ``None`` (ID-14)."""
    county = [item for item in edition.strategies if item.level == "county"]
    found = [item for item in county if AGREEMENT in item.title.lower()]
    if found and not any(item.priorities for item in found):
        return f"{found[0].title} is linked with no priority."
    if not found and edition.head.two_tier:
        return "In a county with districts there is a Community Safety Agreement; none is recorded here."
    return None
