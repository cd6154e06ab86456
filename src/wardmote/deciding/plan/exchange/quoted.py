"""Statistics quoted in a text, so that none is approved without the figure or claim it comes from.

In: plain text, or text in which an author linked words: ``[13 per cent](F-01)`` to a fact or figure,
``[one or two](not a statistic: a manner of speaking)`` with a reason. Out: where each statistic stands,
in reading order, never overlapping. Counted as statistics: percentages and shares ("one in ten", "a
quarter of"), multiples ("doubled", "three times as many"), money, rates, and any number of things, in
digits or in words. Not counted: dates, times and lengths of time to come, law and its ages, addresses and
road numbers, telephone numbers, pages and headings. It errs towards pointing: an author can say why not.
It does not see claims without a number ("most", "the safest").
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from wardmote.deciding.plan.exchange.quoted_patterns import EXEMPT, ON_LINE, PLAIN, STRONG

NOT_A_STATISTIC = "not a statistic"
KEPT = 4096
"""Texts of which what was read is kept: a draft is read at every look at it, and mostly unchanged."""


@dataclass(frozen=True, order=True)
class Quoted:
    """A statistic as it stands: ``text[start:end] == words``."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Linked:
    """Words an author linked; ``to``: a fact's key, a figure's hash, or why it is no statistic."""

    start: int
    end: int
    words: str
    to: str

    @property
    def reason(self) -> str | None:
        """The author's reason why this is no statistic ("" where none was given); ``None`` for a link."""
        if not self.to.lower().startswith(NOT_A_STATISTIC):
            return None
        return self.to[len(NOT_A_STATISTIC) :].lstrip(" :")


_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()]+)\)")


def plain_of(text: str) -> tuple[str, tuple[Linked, ...]]:
    """The text as people read it, and where its links stand in that."""
    parts: list[str] = []
    links: list[Linked] = []
    at = length = 0
    for match in _LINK.finditer(text):
        parts += [text[at : match.start()], match[1]]
        length += match.start() - at
        links.append(Linked(length, length + len(match[1]), match[1], match[2].strip()))
        length += len(match[1])
        at = match.end()
    return "".join([*parts, text[at:]]), tuple(links)


def unlinked(text: str, *, known: Callable[[str], bool] = bool) -> tuple[Quoted, ...]:
    """The statistics of a text that no link stands behind; positions are in the plain text.

    ``known`` says whether a link leads to something; "not a statistic" counts only with a reason.
    """
    plain, links = plain_of(text)
    good = [link for link in links if (known(link.to) if link.reason is None else link.reason)]
    return tuple(
        found
        for found in statistics_in(plain)
        if not any(link.start < found.end and found.start < link.end for link in good)
    )


def sentence_at(text: str, at: int) -> str:
    """The sentence that a position stands in."""
    return text[slice(*sentence_span(text, at))].strip()


def sentence_span(text: str, at: int) -> tuple[int, int]:
    """From where to where the sentence of a position goes."""
    start = max((m.end() for m in re.finditer(r"[.!?]\s+|\n+", text[:at])), default=0)
    ending = re.search(r"[.!?](?=\s|$)|\n", text[at:])
    return start, at + ending.end() if ending else len(text)


@lru_cache(KEPT)
def statistics_in(text: str) -> tuple[Quoted, ...]:
    """Every statistic of a plain text, in order."""
    found: list[tuple[int, int]] = []
    rest = _blanked(text, ON_LINE)
    for pattern in STRONG:
        found += [match.span() for match in pattern.finditer(rest)]
        rest = _blanked(rest, pattern)
    for pattern in EXEMPT:
        rest = _blanked(rest, pattern)
    for pattern in PLAIN:
        found += [match.span() for match in pattern.finditer(rest)]
        rest = _blanked(rest, pattern)
    return tuple(Quoted(start, end, text[start:end]) for start, end in sorted(found))


@lru_cache(KEPT)
def without_exempt(text: str) -> str:
    """The text with dates, law, addresses and the like put out of sight; every position stays."""
    rest, shown = _blanked(text, ON_LINE), list(_blanked(text, ON_LINE))
    for pattern in STRONG:
        rest = _blanked(rest, pattern)
    for pattern in EXEMPT:
        for match in pattern.finditer(rest):
            shown[match.start() : match.end()] = "\x00" * len(match[0])
        rest = _blanked(rest, pattern)
    return "".join(shown)


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    """The text with every match put out of sight, each character for one, so that positions stay."""
    return pattern.sub(lambda match: "\x00" * len(match[0]), text)
