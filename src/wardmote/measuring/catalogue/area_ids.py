"""Area ids: ``kind:vintage:code``, as ``lsoa:2011:E01023758`` (contract)."""

import re
import unicodedata
from dataclasses import dataclass

from wardmote.measuring.catalogue.refusals import Refusal

KINDS = ("oa", "lsoa", "msoa", "ward", "district", "csp", "force", "place")


COUNTRIES = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}


@dataclass(frozen=True, order=True)
class AreaId:
    """An area of one kind and one vintage; two vintages are never one area."""

    kind: str
    vintage: str
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.vintage}:{self.code}"


def parse_area_id(text: str) -> AreaId:
    """``ward:2013:E05004806`` to its parts; ``Refusal`` names the known kinds."""
    kind, _, rest = text.partition(":")
    vintage, _, code = rest.partition(":")
    if kind not in KINDS or not re.fullmatch(r"\d{4}", vintage) or not code:
        raise Refusal(
            "That is not an area id.",
            found=repr(text),
            todo=f"Write kind:year:code, as lsoa:2011:E01023758. Kinds: {', '.join(KINDS)}.",
        )
    return AreaId(kind, vintage, code)


def is_two_tier(code: str) -> bool:
    """Whether an area is a district below a county council, from its official code.

    >>> is_two_tier("E07000243"), is_two_tier("E08000035")
    (True, False)
    """
    return code.startswith("E07")


def country_of(code: str) -> str:
    """The country an official code lies in: ``E01023758`` -> ``England``, "" for any other code."""
    return COUNTRIES[code[0]] if re.match(r"[EWSN]\d{8}", code) else ""


def slug(name: str) -> str:
    """A name as an id can carry it: ``Aberford, Barwick & Thorner`` -> ``aberford-barwick-thorner``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
