"""Protective markings as they were on a day: kept as given, never translated; nothing above the ceiling.

In: what stands on a paper, and the day it was given. Out: its scheme, or why it is not taken. Source: the
partnership's domain notes 5.3; schemes before and since 2 April 2014 are professional knowledge.
"""

import re
from datetime import date
from typing import Final

OLD: Final = ("NOT PROTECTIVELY MARKED", "PROTECT", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
NEW: Final = ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET")
NEW_SINCE: Final = date(2014, 4, 2)
ABOVE: Final = re.compile(r"(?<!\bNOT )\b(TOP[\s-]*SECRET|SECRET|CONFIDENTIAL)\b", re.IGNORECASE)
"""Markings above the ceiling, RESTRICTED and OFFICIAL-SENSITIVE, wherever they stand in what is written."""


def scheme_on(day: date) -> tuple[str, ...]:
    """The markings there were on a day, the lowest first.

    >>> scheme_on(date(2008, 4, 1))[1], scheme_on(date(2026, 4, 1))[1]
    ('PROTECT', 'OFFICIAL-SENSITIVE')
    """
    return NEW if day >= NEW_SINCE else OLD


def why_not_marked(mark: str) -> str | None:
    """Why a paper with this marking is not taken, or None; one without, or with words of its own, is.

    Words around the marking (as OFFICIAL-SENSITIVE PERSONAL, or UK SECRET) are its own and stay.

    >>> why_not_marked("UK SECRET")
    'It is marked SECRET: nothing above RESTRICTED or OFFICIAL-SENSITIVE is held here.'
    >>> [why_not_marked(mark) for mark in ("", "RESTRICTED", "OFFICIAL-SENSITIVE PERSONAL", "Synthetic data")]
    [None, None, None, None]
    """
    found = ABOVE.search(" ".join(mark.split()))
    if found is None:
        return None
    said = "TOP SECRET" if found[1].upper().startswith("TOP") else found[1].upper()
    return f"It is marked {said}: nothing above RESTRICTED or OFFICIAL-SENSITIVE is held here."
