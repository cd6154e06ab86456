"""What a column of a partner's file can mean, by the kind of file, in words for a page.

In: a mapping's values. Out: which heading is which field (``roles_of``). The
fields are those of ``sources.mapping``, and a few that a mapping holds in tables
of their own: a flag, an attribute, an offender's key, a base, a question.
"""

from collections.abc import Mapping
from typing import Any

from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS, REPLIES, SURVEY

KIND_WORDS = {
    INCIDENTS: "rows: one for each crime, incident or call",
    COUNTS: "counts by month, already added up",
    SURVEY: "answers of a survey, one row for each person asked",
    REPLIES: "replies to a consultation",
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    INCIDENTS: {
        "reference": "its reference number",
        "from": "when it happened, or the earliest it can have",
        "from_time": "the time of day of that, in a column of its own",
        "to": "the latest it can have happened",
        "to_time": "the time of day of that, in a column of its own",
        "reported": "when it was reported",
        "category": "what kind it is, in words",
        "code": "what kind it is, as a Home Office code",
        "easting": "easting (metres)",
        "northing": "northing (metres)",
        "longitude": "longitude",
        "latitude": "latitude",
        "victim": "a key for the victim (kept as a hash only)",
        "victim_age_band": "the victim's age band",
        "address": "a key for the address (kept as a hash only)",
        "offender": "a key for an offender (kept as a hash only)",
        "flag:alcohol": "yes or no: alcohol",
        "flag:domestic": "yes or no: domestic abuse",
        "flag:hate": "yes or no: hate crime",
        "set_by": "who set these flags",
        "attribute:lighting": "street lighting there",
        "attribute:cctv": "CCTV there",
    },
    COUNTS: {
        "month": "the month",
        "area": "the area, its code or name",
        "area_name": "the area's name beside its code",
        "class": "what kind was counted",
        "count": "how many",
        "base:population": "residents of the area",
        "base:households": "households of the area",
        "base:workday_population": "people there on a working day",
        "base:visits": "visits to the area",
    },
    SURVEY: {
        "reference": "the respondent's number",
        "area": "where the respondent lives",
        "weight": "the weight",
        "question": "a question to report",
    },
    REPLIES: {
        "reference": "the reply's number",
        "received": "when it was received",
        "channel": "how it came",
        "theme": "a theme of the reply",
        "agrees": "whether it agrees",
    },
}
UNUSED = "unused"
MANY = {"offender", "theme", "question"}
NEEDED: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    INCIDENTS: ((("from",), "Say which column tells when it happened."),),
    COUNTS: (
        (("month",), "Say which column tells the month."),
        (("count",), "Say which column tells how many."),
    ),
    SURVEY: ((("question",), "Say which columns are questions to report."),),
    REPLIES: (
        (("received",), "Say which column tells when a reply was received."),
        (("channel",), "Say which column tells how a reply came."),
    ),
}


def roles_of(values: Mapping[str, Any], kind: str) -> dict[str, str]:
    """heading -> field, from a mapping's values."""
    columns = dict(values.get("columns") or {})
    roles = {str(heading): role for role, heading in columns.items() if isinstance(heading, str)}
    roles |= {str(heading): "theme" for heading in columns.get("themes") or ()}
    if kind == INCIDENTS:
        offenders = dict(values.get("offenders") or {}).get("columns") or ()
        roles |= {str(heading): "offender" for heading in offenders}
        for name, flag in dict(values.get("flags") or {}).items():
            roles[str(flag.get("column"))] = f"flag:{name}"
            if flag.get("set_by"):
                roles[str(flag["set_by"])] = "set_by"
        for name, heading in dict(values.get("attributes") or {}).items():
            roles[str(heading)] = f"attribute:{name}"
    if kind == COUNTS:
        for name, heading in dict(values.get("denominators") or {}).items():
            if name != "year":
                roles[str(heading)] = f"base:{name}"
    if kind == SURVEY:
        if weight := dict(values.get("survey") or {}).get("weight"):
            roles[str(weight)] = "weight"
        for question in dict(values.get("questions") or {}).values():
            roles[str(question.get("column"))] = "question"
    return {heading: role for heading, role in roles.items() if role in FIELDS[kind]}
