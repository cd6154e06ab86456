"""What data.police.uk publishes: file names, columns, words and limits.

In: a CSV of one force and one month as published (street, outcomes, or stop and
search), or one put together by a person. Out: what the file says it is
(``Described``) and the words a row may hold. Locations are anonymous map points
(snapped), dates are months (of stop and search moments, kept as months). The
site starts in December 2010. A row of stop and search names no force, so its
file must. A file with another header or a name that contradicts its rows is
told apart here. Source: data.police.uk "About" and "Changelog" pages.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.periods import month_index, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText, check_text
from wardmote.measuring.sources.tables import require_columns

STREET, OUTCOMES, STOP_AND_SEARCH = "street", "outcomes", "stop-and-search"
FIRST_MONTH = month_index(2010, 12)
PLACE_COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    STREET: (*PLACE_COLUMNS, "Crime type", "Last outcome category", "Context"),
    OUTCOMES: (*PLACE_COLUMNS, "Outcome type"),
    STOP_AND_SEARCH: (
        "Type",
        "Date",
        "Part of a policing operation",
        "Policing operation",
        "Latitude",
        "Longitude",
        "Gender",
        "Age range",
        "Self-defined ethnicity",
        "Officer-defined ethnicity",
        "Legislation",
        "Object of search",
        "Outcome",
        "Outcome linked to object of search",
        "Removal of more than just outer clothing",
    ),
}
SOURCES: Mapping[str, str] = {
    STREET: "police-uk",
    OUTCOMES: "police-uk-outcomes",
    STOP_AND_SEARCH: "police-uk-stops",
}
"""The kind of source of each table (``sources.toml``)."""
TABLE_TITLES: Mapping[str, str] = {
    STREET: "Police recorded crime",
    OUTCOMES: "Outcomes of crimes",
    STOP_AND_SEARCH: "Stop and search",
}
# The longitudes and latitudes that the United Kingdom lies within, a little generously.
LONGITUDES, LATITUDES = (-8.75, 1.95), (49.8, 61.0)
TRANSPORT_POLICE = "btp"
FORCES: Mapping[str, str] = {
    "British Transport Police": TRANSPORT_POLICE,
    "City of London Police": "city-of-london",
    "Metropolitan Police Service": "metropolitan",
    "Police Service of Northern Ireland": "northern-ireland",
    "Devon & Cornwall Police": "devon-and-cornwall",
}
# As lookups of the Office for National Statistics name police force areas.
FORCE_AREAS: Mapping[str, str] = {
    "London, City of": "city-of-london",
    "Metropolitan Police": "metropolitan",
    "Devon & Cornwall": "devon-and-cornwall",
}
# The last codes of the 2011 set; a higher number exists in 2021 only.
LAST_2011_LSOA = {"E": "E01033768", "W": "W01001958"}

_FILE_NAME = re.compile(
    r"(?P<month>\d{4}-\d{2})-(?P<force>[a-z-]+?)-(?P<kind>street|outcomes|stop-and-search)"
    r"(?P<extract>[-_ ].*)?\.csv",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Described:
    """What a file is: ``month`` and ``force`` when its name says so, ``extract`` the rest of its name."""

    kind: str
    header: tuple[str, ...]
    month: int | None = None
    force: str = ""
    extract: str = ""


def describe(entry: SourceText) -> Described:
    """What the file is from its header and name."""
    check_text(entry)
    line = entry.head().removeprefix(b"\xef\xbb\xbf").split(b"\n")[0].decode("utf-8", "replace").strip("\r")
    if "\r" in line:
        raise Refusal(
            "Its lines end as they did on old Macs, which is not read.",
            where=f"{entry.name}, row 1",
            found="a carriage return alone at the end of a line",
            todo="Open it in a spreadsheet and save it as CSV (comma delimited), or download the file again.",
        )
    header = tuple(cell.strip() for cell in next(csv.reader([line]), []))
    kind = _kind(header)
    if len(set(header) & set(COLUMNS[kind])) < 3:
        raise Refusal(
            "This is not a data.police.uk street, outcomes or stop-and-search file.",
            where=f"{entry.name}, row 1",
            found=line[:160],
            todo=f"Load a CSV whose first row is: {','.join(COLUMNS[STREET])}.",
        )
    require_columns(header, COLUMNS[kind], where=entry.name)
    if len(set(header)) < len(header):
        twice = next(heading for heading in header if header.count(heading) > 1)
        raise Refusal(
            "Two columns have the same heading.",
            where=f"{entry.name}, row 1, column {twice}",
            found=line[:160],
            todo="Download the file again.",
        )
    return _named(entry, kind, header)


def _named(entry: SourceText, kind: str, header: tuple[str, ...]) -> Described:
    """With the month and force that the file's name says, where it has its published name."""
    match = _FILE_NAME.fullmatch(entry.text_name)
    if not match or match["kind"].lower() != kind:
        if kind == STOP_AND_SEARCH:
            raise Refusal(
                "Rows of stop and search name no force, and this file's name names none either.",
                where=entry.name,
                todo="Give the file its published name, as 2023-06-hertfordshire-stop-and-search.csv.",
            )
        return Described(kind, header)
    try:
        month = parse_month(match["month"])
    except ValueError as error:
        raise Refusal(
            "The month in the file's name is none.",
            where=entry.name,
            found=str(error),
            todo="Give the file its published name.",
        ) from None
    return Described(kind, header, month, match["force"].lower(), (match["extract"] or "").strip("-_ "))


def _kind(header: tuple[str, ...]) -> str:
    if {"Object of search", "Legislation"} <= set(header):
        return STOP_AND_SEARCH
    return OUTCOMES if "Outcome type" in header and "Crime type" not in header else STREET


def force_slug(force: str) -> str:
    """``Hertfordshire Constabulary`` -> ``hertfordshire``, as the published file names say it."""
    if force in FORCES:
        return FORCES[force]
    return slug(re.sub(r"\b(Constabulary|Police( Service)?)\b", " ", force))


FORCES_ELSEWHERE = {
    **dict.fromkeys(("dyfed-powys", "gwent", "north-wales", "south-wales"), "Wales"),
    "northern-ireland": "Northern Ireland",
}
"""Forces of data.police.uk that are not England's, and their countries."""


def force_area_slug(name: str) -> str:
    """The same slug from a lookup's name of a police force area."""
    return FORCE_AREAS.get(name, slug(name))


def lsoa_vintage(codes: Iterable[str]) -> str:
    """``2021`` when a code exists only since 2021, else ``2011`` (the first set police.uk rows carry)."""
    new = any(code > LAST_2011_LSOA.get(code[:1], "~") for code in codes)
    return "2021" if new else "2011"


def district_stem(lsoa_name: str) -> str:
    """``St Albans 008D`` -> ``St Albans``."""
    return re.sub(r" \d{3}[A-Z]+$", "", lsoa_name)
