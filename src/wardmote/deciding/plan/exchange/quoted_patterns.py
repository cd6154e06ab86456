"""The patterns by which ``quoted.py`` knows a statistic: values only, tried in the order they stand.

``ON_LINE`` is put out of sight first. ``STRONG`` are statistics whatever surrounds them. ``EXEMPT`` are
numbers that are no statistics. ``PLAIN`` are the numbers of things that are left after both.
"""

import re

from wardmote.measuring.catalogue.periods import MONTH_NAMES

_SMALL = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_LARGE = ["hundred", "thousand", "million", "billion", "dozen"]
_ANY_WORD = (
    f"(?:{'|'.join(sorted([*_SMALL, 'one', 'zero', 'nought', 'point', *_LARGE], key=len, reverse=True))})"
)
_WORDS = rf"\b{_ANY_WORD}(?:(?:[\s-]+and)?[\s-]+{_ANY_WORD}){{0,8}}\b"
_DIGITS = r"(?<![\w.,/])[+\-−]?\d+(?:,\d{3})*(?:\.\d+)?(?![\d])"
NUMBER = rf"(?:{_DIGITS}|{_WORDS})"
_RANGE = rf"{NUMBER}(?:\s*(?:[-–—]|to|or|and)\s*{NUMBER})?"
FRACTIONS = "half|halves|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth"
_NEAR = "by|under|over|about|around|nearly|almost|than|roughly|only|up|down|to|approximately"
_THINGS = (
    "offences?", "offenders?", "offending", "crimes?", "incidents?", "reports?", "burglar(?:y|ies)",
    "robber(?:y|ies)", "assaults?", "thefts?", "fires?", "arrests?", "people", "persons?", "residents?",
    "victims?", "adults?", "children", "pupils?", "households?", "homes?", "properties", "premises",
    "visitors?", "visits?", "commuters?", "schemes?", "wards?", "responses?", "replies", "cases?",
    "complaints?", "calls?", "patrols?", "pounds?", "pence", "vehicles?", "cars?", "bicycles?",
    "business(?:es)?", "schools?", "shops?", "volunteers?", "officers?", "deaths?", "injuries",
    "admissions?", "points?", "events?", "attacks?", "stops", "searches", "seizures", "referrals?",
    "members", "coordinators?", "streets?", "convictions?", "murders?", "woundings?", "orders?",
    "tests?", "bans?", "neighbourhoods?", "women", "men", "girls", "boys", "users?", "sites?",
    "cameras?",
)  # fmt: skip
THING = f"(?:{'|'.join(_THINGS)})"
SPAN = "(?:minutes?|hours?|days?|nights?|weeks?|weekends?|months?|quarters?|years?|terms?)"
MONTH = f"(?:{'|'.join(MONTH_NAMES)}|{'|'.join(m[:3] for m in MONTH_NAMES)}|Sept)\\.?"
_YEAR = r"(?:19|20)\d\d\b"
SUPERLATIVE = (
    r"\b(?:lowest|highest|fewest|most|smallest|largest|worst|best)\b[^.;,]{0,40}?\b(?:for|in|since|on)\s+"
    rf"(?:record\b|(?:the\s+last\s+|over\s+)?(?:a\s+decade|{NUMBER}\s+{SPAN})|{_YEAR})|"
    r"\brecord\s+(?:low|high)s?\b|"
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:nd|rd|th))\s+"
    rf"(?:{SPAN}\s+(?:running|in\s+a\s+row)|(?:successive|consecutive)\s+{SPAN})\b"
)
_LOWER = re.IGNORECASE

ON_LINE = re.compile(r"[^\s@]{1,64}@[^\s@]+|(?:https?://|www\.)\S+", _LOWER)

STRONG = [
    re.compile(pattern, _LOWER)
    for pattern in (
        rf"{_RANGE}\s*(?:%|per\s?cent\b|percent\b|percentage[\s-]points?\b|pp\b)",
        r"(?:£|€|\$)\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|bn|thousand|million|billion)\b)?",
        rf"{NUMBER}\s+(?:in|out\s+of)\s+(?:every\s+)?(?!{_YEAR}){NUMBER}(?!\s*{MONTH})(?=\W|$)",
        rf"{NUMBER}\s+of\s+(?:the\s+|our\s+|its\s+|all\s+|all\s+the\s+)?(?!{_YEAR}){NUMBER}(?=\W|$)",
        rf"(?<!per ){NUMBER} +(?:[\w-]+ +){{0,4}}per +"
        rf"(?:\d[\d,]*|{_ANY_WORD}|head|resident|person|household|capita)\b",
        r"\b(?:doubl(?:ed|ing)|trebl(?:ed|ing)|tripl(?:ed|ing)|quadrupl(?:ed|ing)|halv(?:ed|ing)|(?:two|three|four|"
        r"five|ten|hundred)-?fold|double\s+(?:the|that|what|its)|twice\s+(?:as|the|that)|"
        r"half\s+(?:as|of|the|our|all))\b",
        rf"{NUMBER}\s+times\s+(?:as|more|higher|lower|larger|greater|the|less|likelier)\b",
        rf"\b(?:one|two|three|four|five|six|seven|eight|nine)[\s-](?:{FRACTIONS})s?\b(?!\s+part)",
        rf"\b(?:an?\s+(?:{FRACTIONS})\s+of|(?:{_NEAR})\s+an?\s+(?:{FRACTIONS}))\b(?!\s+(?:an?\s+hour|party|parties))",
        r"\b(?:dozens|hundreds|thousands|millions|billions)\s+of\b",
        SUPERLATIVE,
    )
]

_ITEM = r"\d+[A-Za-z]?(?:\(\w+\))*"
_ITEMS = rf"{_ITEM}(?:(?:,\s*|\s*[-–]\s*|\s+(?:and|to|or)\s+){_ITEM})*"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ROADS = (
    "Street|Road|Lane|Avenue|Close|Way|Drive|Place|Court|Gardens|Square|Terrace|House|Walk|Hill|Crescent|Mews|"
    "Parade|Row|Green|Park|Grove|Rise"
)
_NUM_WORD = f"(?:{'|'.join([*_SMALL, 'one'])})"

EXEMPT = [
    # dates and times
    re.compile(
        rf"\b{_DAY}(?:\s*(?:[-–]|to|and|or)\s*{_DAY})?\s+(?:of\s+)?{MONTH}(?:,?\s+\d{{4}})?\b", _LOWER
    ),
    re.compile(rf"\b{MONTH}\s+(?:{_DAY},?\s+)?\d{{4}}(?:\s*[-–/]\s*\d{{2,4}})?\b"),
    re.compile(rf"\b{MONTH}\s+{_DAY}\b"),
    re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"),
    re.compile(r"\b\d{1,2}[:.]\d{2}\s?(?:am|pm|hours|hrs)?\b(?=\W|$)(?!\.?\d)(?<=:\d\d)", _LOWER),
    re.compile(r"\b\d{1,2}(?:[.:]\d{2})?\s?(?:am|pm|noon|midnight|o'clock)\b|\b24/7\b", _LOWER),
    re.compile(rf"\b{_YEAR}\s*(?:[-–/]|to|and)\s*(?:{_YEAR}|\d{{2}})\b(?!\s+{THING}\b)"),
    re.compile(r"\b(?:19|20)\d0s\b|\b\d{1,2}(?:st|nd|rd|th)\s+century\b", _LOWER),
    re.compile(
        rf"(?<=in )\b{_YEAR}\b|(?<=since )\b{_YEAR}\b|(?<=by )\b{_YEAR}\b|(?<=during )\b{_YEAR}\b", _LOWER
    ),
    re.compile(rf"(?<![£,.\d])\b{_YEAR}\b(?!,\d|\.\d)(?!\s+(?:[a-z-]+\s+)?{THING}\b)"),
    # lengths of time that are promised or planned, and how often something is done
    re.compile(
        rf"\b(?:next|last|past|coming|first|following|previous|every|each|within|for|after|until|a|the|of|in)\s+"
        rf"(?:about\s+)?(?:\d+|{_NUM_WORD})(?:\s+or\s+(?:\d+|{_NUM_WORD}))?\s+(?:working\s+|calendar\s+)?{SPAN}\b",
        _LOWER,
    ),
    re.compile(rf"\b(?:\d+|{_NUM_WORD})-(?:{SPAN}|monthly|yearly|weekly)\b|\b24\s+hours\s+a\s+day\b", _LOWER),
    re.compile(
        rf"\b(?:\d+|{_NUM_WORD})\s+times\s+(?:a|each|every|per)\s+{SPAN}\b|\b(?:seven|7)\s+days\s+a\s+week\b",
        _LOWER,
    ),
    re.compile(rf"\b(?:\d+|{'|'.join(_SMALL)})\s+(?:year|month|week|day|hour)\b(?=\s+[a-z])", _LOWER),
    # what a rate is counted per
    re.compile(r"\bper\s+(?:1,000|10,000|100,000|thousand|million)\b", _LOWER),
    # law, pages, headings, versions
    re.compile(r"\bS\.?I\.?\s*\d{4}/\d+\b|\b(?:No\.?|Cm|c\.)\s*\d+\b"),
    re.compile(
        rf"\b(?:sections?|sect?s?\.|ss?\.|regulations?|regs?\.?|articles?|arts?\.|schedules?|paragraphs?|paras?\.?|"
        rf"parts?|chapters?|clauses?|rules?|orders?|pages?|pp?\.|tables?|figures?|charts?|maps?|annex(?:es)?|"
        rf"appendix|appendices|steps?|stages?|phases?|priority|priorities|aims?|objectives?|actions?|items?|notes?|"
        rf"version|edition|issue|levels?|tiers?|category|type|number|NI|line)\s*{_ITEMS}(?!\s*(?:%|per\s?cent))(?!\w|,\d)",
        _LOWER,
    ),
    re.compile(r"(?m)^[ \t]{0,20}(?:\(?\d{1,2}[.)](?:\d{1,2}\.?)*)\s+"),
    re.compile(
        rf"\b(?:\d+|{_NUM_WORD})\s+(?:[\w-]+\s+)?(?:priorities|sub-priorities|hallmarks|groups|aims|objectives|"
        r"chapters|parts|pages|sections|themes|principles|headings|questions|committees)\b",
        _LOWER,
    ),
    # ages that law or services draw lines at
    re.compile(
        r"\b(?:aged?|ages(?:\s+of)?|age\s+of)\s+(?:under\s+|over\s+)?\d{1,2}(?:\s*(?:[-–]|to|and|or)\s*(?:over|"
        r"under|above|\d{1,2}))?\b(?!\s*(?:%|per))",
        _LOWER,
    ),
    re.compile(
        r"\b(?:under|over)[- ]?\d{1,2}s\b|\b\d{1,2}(?:\s*(?:[-–]|to)\s*\d{1,2})?[- ]years?[- ]olds?\b|"
        r"\b\d{1,2}\s+(?:or|and)\s+(?:over|under|above)\b|"
        r"\b(?:anyone|everyone|those|person|people|children|adults|drinkers)\s+(?:under|over)\s+\d{1,2}\b"
        rf"(?!\s+{THING})(?!\s*(?:%|per))",
        _LOWER,
    ),
    # addresses, roads, telephones
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}\b"),
    re.compile(
        rf"\b(?:(?:Flat|Unit|Suite|Room|Floor|Block|Plot)\s+)?\d{{1,4}}[A-Za-z]?,?\s+(?:[A-Z][\w']+\s+){{0,3}}"
        rf"(?:{_ROADS})\b|\b(?:Flat|Unit|Suite|Room|Block|Plot)\s+\d+[A-Za-z]?\b"
    ),
    re.compile(r"\b(?:[Jj]unction|[Rr]oute|[Bb]us|[Pp]latform)\s+\d+[A-Za-z]?\b"),
    re.compile(r"(?<!\w)(?:\+44\s?\(?0?\)?\s?|\(?0)\d{2,4}\)?(?:[\s-]?\d{3,4}){1,3}\b"),
    re.compile(
        r"\b(?:call|calls?\s+to|dial|ring|phone|telephone|tel|text|on|contact)[:.]?\s+(?:the\s+police\s+on\s+)?"
        r"(?:101|999|111|112|105)\b(?!\s+[a-z]+(?:s|ies)\b)(?:\s+or\s+(?:101|999|111)\b)?",
        _LOWER,
    ),
    # names with a number in them: A602, M25, NI 16, COVID-19, 4G
    re.compile(r"\b[A-Za-z]+-?\d+\w*(?:\([A-Z]\))?|\b\d+(?!st\b|nd\b|rd\b|th\b|k\b|m\b|bn\b)[A-Za-z]+\b"),
]

PLAIN = [
    re.compile(pattern, _LOWER)
    for pattern in (
        rf"{_DIGITS}(?:\s?(?:k|m|bn|st|nd|rd|th)\b)?"
        rf"(?: +(?:hundred|thousand|million|billion)\b)?(?: +[a-z][a-z-]+)?",
        rf"\b(?:{_NUM_WORD}[\s-]+(?:and\s+)?){{0,6}}(?:a\s+)?(?:{'|'.join(_LARGE)})(?:[\s-]+(?:and\s+)?{_ANY_WORD}){{0,8}}"
        rf"(?: +[a-z][a-z-]+)?",
        rf"\b(?:{'|'.join(_SMALL)})(?:[\s-]+(?:or\s+|to\s+|and\s+)?{_NUM_WORD}){{0,6}}\s+(?:[a-z-]+\s+){{0,2}}{THING}\b",
        rf"\b(?:{'|'.join(_SMALL)})(?:[\s-]{_NUM_WORD}){{0,6}}\s+{SPAN}\b",
    )
]
