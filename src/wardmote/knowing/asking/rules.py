"""What may be asked of which rows: values in, a reason or ``None`` out.

The reason is the sentence on the page. What the methods themselves refuse
(precision, missing denominators) they say themselves.
"""

from collections.abc import Collection

from django.utils.translation import ngettext

from wardmote.ground.partners.rules import ANALYST, MANAGER, OFFICER
from wardmote.measuring.catalogue.periods import Period, month_label

LEAST_MONTHS = 12
SMALL = ("oa", "lsoa")
FEW_NAMED = 6


# Whether a crime was domestic or hate crime is told in numbers only: those registers are sealed.
SEALED_FLAGS = ("domestic", "hate")


def why_not_read_rows(roles: Collection[str]) -> str | None:
    """Why somebody does not see single rows, or None: those who work on them do, others see their sums."""
    if {ANALYST, MANAGER, OFFICER} & set(roles):
        return None
    return "Single rows are shown to analysts, managers and officers; the numbers above are made of them."


def why_not_here(area: str, known: Collection[str], town: str) -> str | None:
    """Why a place cannot be asked about, or None: only the partnership's own and the areas in it are."""
    return None if area in known else f"That place is not part of {town}, or is not loaded."


def why_not_then(period: Period, held: Collection[int]) -> str | None:
    """Why a period cannot be asked about, or None: at least one month of it has rows."""
    if any(month in held for month in period.months):
        return None
    return f"No month of {period.label} is loaded for this source."


def why_not_compare(period: Period, against: Period, held: Collection[int]) -> str | None:
    """Why two periods cannot be compared, or None: whole months that do not overlap, both held whole."""
    if not (period.whole_months and against.whole_months):
        return "Periods are compared by whole months."
    if against.start <= period.end and against.end >= period.start:
        return "The two periods overlap, so one cannot be compared with the other."
    for each in (period, against):
        lacking = [month for month in each.months if month not in held]
        if lacking:
            named = ", ".join(month_label(month) for month in lacking[:FEW_NAMED])
            more = " and more" if len(lacking) > FEW_NAMED else ""
            return f"{each.label} is not loaded whole. Not held: {named}{more}."
    return None


def why_not_show_months(precision: str, kind: str) -> str | None:
    """Why rows of this precision cannot show a month of an area of this kind, or None."""
    if precision == "snapped" and kind in SMALL:
        return (
            "These rows have anonymised map points. For an area as small as this only twelve months "
            "or more together are shown, so nothing is said month by month."
        )
    return None


def why_not_count(precision: str, kind: str, months: int) -> str | None:
    """Why rows of this precision cannot count so many months in an area of this kind, or None."""
    if precision == "snapped" and kind in SMALL and months < LEAST_MONTHS:
        return (
            "These rows have anonymised map points. An area as small as this is counted over twelve "
            f"months or more; {months} {ngettext('is', 'are', months)} held of what was asked."
        )
    return None
