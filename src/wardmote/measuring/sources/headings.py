"""Reading the headings that official geography files use: ``lsoa11_code``, ``LSOA21CD``, ``Ward Code 1``.

In: a heading. Out: which kind of area it is about, of which vintage ("" when
it does not say), and whether it holds the code or the name. Headings of other
areas (region, county, country) answer None.
"""

import re
from dataclasses import dataclass

KINDS = {
    "oa": "oa",
    "lsoa": "lsoa",
    "msoa": "msoa",
    "ward": "ward",
    "wd": "ward",
    "ltla": "district",
    "lad": "district",
    "la": "district",
    "local authority": "district",
    "csp": "csp",
    "pfa": "force",
}
_HEADING = re.compile(
    r"(?P<kind>local authority|lsoa|msoa|oa|ward|wd|ltla|lad|la|csp|pfa)[ _]?(?P<year>\d{2}|\d{4})?"
    r"[ _]?(?P<what>code|name|cd|nm)( 1)?(?P<active>_active)?( \((?P<boundaries>\d{4}) boundaries\))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AreaHeading:
    """``holds`` is ``code`` or ``name``."""

    kind: str
    vintage: str
    holds: str


def area_heading(heading: str) -> AreaHeading | None:
    """What an area column is about; ``lsoa11_code`` -> lsoa, 2011, code."""
    match = _HEADING.fullmatch(heading.strip())
    if not match:
        return None
    year = match["boundaries"] or match["year"] or ""
    if len(year) == 2:
        year = f"20{year}"
    holds = "code" if match["what"].lower() in ("code", "cd") else "name"
    return AreaHeading(KINDS[match["kind"].lower()], year, holds)


OFFICIAL_KINDS = {
    "00": "oa",
    "01": "lsoa",
    "02": "msoa",
    "05": "ward",
    "06": "district",
    "07": "district",
    "08": "district",
    "09": "district",
    "22": "csp",
    "23": "force",
}


def kind_of_code(code: str) -> str:
    """The kind of area an official code of England or Wales is of; "" for any other text.

    >>> kind_of_code("E01023758"), kind_of_code("E05004806"), kind_of_code("Stevenage")
    ('lsoa', 'ward', '')
    """
    return OFFICIAL_KINDS.get(code[1:3], "") if re.fullmatch(r"[EW]\d{8}", code) else ""
