"""Home Office offence codes and the class each belongs to (``offence_codes.toml``).

In: a code as a police file writes it (``28A``, ``028a``, ``4.1``) and the scheme
of its year (``ho-2007-08``). Out: a class key of ``classes.toml``. A code is only
good in its own scheme: 8G did not exist before April 2008, so under 2007/08 it is
refused with what to do, never guessed. Source: the partnership's domain notes 4.2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Annotated

from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import OneOf, read_by_key, shipped


@dataclass(frozen=True)
class CodeScheme:
    """The codes of one span of years by class (``17*`` is a whole series), and codes of other years."""

    key: str
    title: str
    starts: date
    note: str
    classes: Mapping[Annotated[str, OneOf(offence_classes)], tuple[str, ...]]
    refused: Mapping[str, str]
    ends: date | None = None

    @cached_property
    def single(self) -> Mapping[str, str]:
        """Code -> class."""
        return {code: key for code, key in self._pairs() if not code.endswith("*")}

    @cached_property
    def series(self) -> Mapping[str, str]:
        """Number of a whole series -> class."""
        return {code[:-1]: key for code, key in self._pairs() if code.endswith("*")}

    def _pairs(self) -> Iterator[tuple[str, str]]:
        return ((code, key) for key, codes in self.classes.items() for code in codes)


@cache
def code_schemes() -> Mapping[str, CodeScheme]:
    """Every scheme by key."""
    return read_by_key(shipped("offence_codes.toml"), CodeScheme)


def classify(code: str, scheme: str) -> str:
    """The class key of a code: ``classify("28A", "ho-2007-08")`` is ``burglary-dwelling``.

    ``Refusal`` for a scheme that is not known, or a code that the scheme does not hold.
    """
    known = code_schemes()
    if scheme not in known:
        raise Refusal(
            "There is no such scheme of offence codes.",
            found=repr(scheme),
            todo=f"Use one of: {', '.join(known)}.",
        )
    table, plain = known[scheme], plain_code(code)
    found = table.single.get(plain) or table.series.get(_series(plain))
    if found:
        return found
    raise Refusal(
        f"Code {plain or '(blank)'} is not in {table.title}.",
        found=repr(code),
        todo=table.refused.get(plain, "Check the code with the police, or map the row by its category."),
    )


def plain_code(code: str) -> str:
    """A code in one spelling: capitals, no spaces, no leading noughts, parts after a stroke (``4/1``)."""
    text = re.sub(r"\s+", "", code).upper().replace(".", "/")
    match = re.fullmatch(r"0*(\d+)(?:/0*(\d+)|([A-Z]))?", text)
    if not match:
        return text
    return match[1] + (f"/{match[2]}" if match[2] else match[3] or "")


def _series(code: str) -> str:
    match = re.match(r"\d+", code)
    return match[0] if match and re.fullmatch(r"\d+(?:/\d+|[A-Z])?", code) else ""
