"""Protective markings as they were on a day: kept as given, never translated; nothing above the ceiling.

In: what stands on a paper, and the day it was given. Out: its scheme, or why it is not taken. Source: the
partnership's domain notes 5.3; schemes before and since 2 April 2014 are professional knowledge.
"""

from datetime import date
from typing import Final

OLD: Final = ("NOT PROTECTIVELY MARKED", "PROTECT", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
NEW: Final = ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET")
NEW_SINCE: Final = date(2014, 4, 2)
HELD: Final = {*OLD[:3], *NEW[:2]}
"""What a partnership's papers may be: RESTRICTED and OFFICIAL-SENSITIVE are the ceiling."""


def scheme_on(day: date) -> tuple[str, ...]:
    """The markings there were on a day, the lowest first.

    >>> scheme_on(date(2008, 4, 1))[1], scheme_on(date(2026, 4, 1))[1]
    ('PROTECT', 'OFFICIAL-SENSITIVE')
    """
    return NEW if day >= NEW_SINCE else OLD


def why_not_marked(mark: str) -> str | None:
    """Why a paper with this marking is not taken, or None; one without, or with words of its own, is.

    Words after the marking (a caveat, as OFFICIAL-SENSITIVE PERSONAL) are its own and stay.

    >>> why_not_marked("CONFIDENTIAL")
    'It is marked CONFIDENTIAL: nothing above RESTRICTED or OFFICIAL-SENSITIVE is held here.'
    >>> [why_not_marked(mark) for mark in ("", "RESTRICTED", "OFFICIAL-SENSITIVE PERSONAL", "Synthetic data")]
    [None, None, None, None]
    """
    said = " ".join(mark.upper().replace(" - ", "-").split())
    above = sorted({*OLD, *NEW} - HELD, key=len, reverse=True)
    found = next((each for each in above if said == each or said.startswith((f"{each} ", f"{each}-"))), None)
    if found is None:
        return None
    return f"It is marked {found}: nothing above RESTRICTED or OFFICIAL-SENSITIVE is held here."
