"""Protective markings as they were on a day: kept as given, never translated; nothing above the ceiling.

In: what stands on a paper, and the day it was given. Out: its scheme, or why it is not taken. Source: the
partnership's domain notes 5.3; schemes before and since 2 April 2014 are professional knowledge.
"""

import re
from datetime import date
from typing import Final

OLD: Final = ("NOT PROTECTIVELY MARKED", "PROTECT", "RESTRICTED")
NEW: Final = ("OFFICIAL-SENSITIVE", "OFFICIAL")
"""What a partnership's papers may be, before 2 April 2014 and since; the highest of each is the ceiling."""
NEW_SINCE: Final = date(2014, 4, 2)
ABOVE: Final = re.compile(r"(?<!\bNOT )\b(TOP[\s-]*SECRET|SECRET|CONFIDENTIAL)\b", re.IGNORECASE)
"""Markings above the ceiling, wherever they stand in what is written."""


def why_not_marked(mark: str, day: date) -> str | None:
    """Why a paper of a day is not taken with this marking, or None; one without, or with other words, is.

    Words around the marking (as OFFICIAL-SENSITIVE PERSONAL, or UK SECRET) are its own and stay.

    >>> why_not_marked("UK SECRET", date(2026, 4, 1))
    'It is marked SECRET: nothing above RESTRICTED or OFFICIAL-SENSITIVE is held here.'
    >>> why_not_marked("OFFICIAL", date(2008, 4, 1))
    'OFFICIAL was no marking on that day: it is kept as it was given, and is never put into newer words.'
    >>> [why_not_marked(mark, date(2008, 4, 1)) for mark in ("", "RESTRICTED", "Synthetic data")]
    [None, None, None]
    """
    said = " ".join(mark.split())
    if found := ABOVE.search(said):
        above = "TOP SECRET" if found[1].upper().startswith("TOP") else found[1].upper()
        return f"It is marked {above}: nothing above RESTRICTED or OFFICIAL-SENSITIVE is held here."
    others = OLD if day >= NEW_SINCE else NEW
    begins = next((each for each in others if said.upper().startswith(each)), None)
    if begins is None:
        return None
    return (
        f"{begins} was no marking on that day: it is kept as it was given, and is never put into newer words."
    )
