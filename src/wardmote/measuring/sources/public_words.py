"""Which words of a partner's source the public may read: plain ones, and those that somebody confirmed.

In: what a source, an area or an attribute is called, and the mapping's ``public`` list with what the place is
called. Out: whether it may be published. No pattern tells a person's name from a place's, so a word that is
not plain waits for somebody to list it, whole, as it stands there, and so does a number that may be a
person's; a feed's own name follows its title. Areas with official codes have public names.
"""

import re
from collections.abc import Collection, Iterable

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.sources.mapping import fold

_PLAIN = """
a about against all and at by during for from in is of on or per the their to with other own total
area areas borough borders central centre city county district east estate lower middle north output
parish place region south super town upper ward wards west ons lsoa msoa oa csp
council constabulary police force fire rescue ambulance service services hospital health nhs probation
authority office department team trust partnership partner partners community safety public
crime crimes asb anti social antisocial behaviour burglary robbery theft thefts vehicle vehicles violence
violent arson damage criminal drugs drug alcohol domestic abuse hate offence offences offenders incident
incidents call calls callouts attended deliberate accident accidents noise nuisance complaint complaints
report reports reported record records recorded recording count counts counted number numbers figures data
list register log monthly month months quarterly quarter annual year yearly weekly week daily day days
night nights summer winter spring autumn week january february march july august september october
november december calendar financial provisional final revised
survey surveys perception perceptions resident residents household households people population visits
visitors workday wave panel questionnaire s reply replies response responses consultation plan comment
comments feedback answer answers question questions
fires nurses rangers wardens officers drivers bus buses train trains station stations transport railway
school schools college university shop shops pubs licensing licensed premises hospitals homes housing tenants
association enforcement environmental waste fly tipping graffiti litter dogs traffic speeding road roads
collisions casualties concerns issues cases requests services referrals
street lighting light lights lit cctv camera cameras flag flags set attribute
synthetic syn demonstration test example open closed new old
"""
PLAIN = frozenset(_PLAIN.split())
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d{5}|(\d[\W_]?){9}|\d[./-]\d\d?[./-]\d\d")
"""A telephone's, a case's, a person's, a day in digits; years and months alone are none."""
_OFFICIAL = re.compile(r"[EWSN]\d{8}")  # England, Wales, Scotland, Northern Ireland
_NUMBERED = re.compile(r"-\d+$")  # how a second source of one title is called


def unasked_names(areas: Iterable[tuple[str, str]]) -> set[str]:
    """Of areas as (code, what it is called): names that could be a person's. Official areas have public ones.

    >>> sorted(unasked_names([("E05004806", "Bedwell"), ("p1", "Town centre"), ("p2", "Khan's shop")]))
    ["Khan's shop"]
    """
    names = {name for code, name in areas if name and not _OFFICIAL.fullmatch(code)}
    return {name for name in names if not is_public(name, ())}


def is_public(text: str, confirmed: Collection[str], *, place: str = "") -> bool:
    """May the public read it?

    >>> is_public("Police crime records 2007", ()), is_public("Records of Amira Khan", ())
    (True, False)
    >>> is_public("Bedwell", ["Bedwell"]), is_public("bedwell-2", ["Bedwell"]), is_public("Bed", ["Bedwell"])
    (True, True, False)
    >>> is_public("Calls 2025-04 to 2026-03", ()), is_public("Calls of 07700 900123", ())
    (True, False)
    >>> is_public("Records 12/03/1987", ())
    False
    """
    known = PLAIN | set(_WORD.findall(fold(place)))
    plain = known.issuperset(_WORD.findall(fold(text))) and not _NUMBER.search(text)
    if plain or fold(text) in map(fold, confirmed):
        return True
    names = {_NUMBERED.sub("", slug(each)[:60].strip("-")) for each in confirmed}
    return slug(text) == text and _NUMBERED.sub("", text) in names
