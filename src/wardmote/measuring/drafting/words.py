"""Grammar for numbers: how a sentence says a count, a ratio, a share or a list.

Sentences are templates; this module keeps them right (one robbery, two
robberies; "half as much again"). ``linked`` ties a number in a sentence to the
figure behind it, ``owned`` a sentence to the finding it tells; the ties travel
inside the text as control characters and are taken out by ``plain`` (text only)
or ``runs`` (text with links).
"""

import math
import re
from collections.abc import Callable, Iterable
from functools import partial

from wardmote.measuring.catalogue.counted import ngettext
from wardmote.measuring.documents.model import Run, Runs

_OPEN, _MIDDLE, _CLOSE = "\x02", "\x03", "\x04"
_LINK = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
_BEGIN, _SAYS, _END = "\x05", "\x06", "\x07"
_OWNED = re.compile(f"{_BEGIN}([^{_SAYS}]*){_SAYS}([^{_END}]*){_END}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1b\x7f]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Amount(str):
    """A whole number as a sentence shows it; ``{n:is|are}`` in a template gives the word that goes with it.

    >>> f"{Amount.of(1)} {Amount.of(1):ward stands|wards stand} out"
    '1 ward stands out'
    """

    number: int

    @classmethod
    def of(cls, number: int, shown: str = "") -> "Amount":
        """The number with thousands commas, or as ``shown``."""
        made = cls(shown or f"{number:,}")
        made.number = number
        return made

    def __format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        return ngettext(one, many, self.number) if spec else str(self)


def linked(text: object, figure: str) -> str:
    """A number (or words) tied to its figure's hash; a whole number is an ``Amount``."""
    shown = f"{text:,}" if isinstance(text, int) else str(text)
    tie = f"{_OPEN}{shown}{_MIDDLE}{figure}{_CLOSE}"
    return Amount.of(text, tie) if isinstance(text, int) else tie


def tied_to(figure: str) -> Callable[[object], str]:
    """``linked`` for all numbers of one figure."""
    return partial(linked, figure=figure)


def owned(text: str, finding: str) -> str:
    """A sentence tied to the id of the finding it tells; nothing stays nothing."""
    return f"{_BEGIN}{finding}{_SAYS}{text}{_END}" if text else ""


def plain(text: str) -> str:
    """The sentence as text alone."""
    return _LINK.sub(r"\1", _OWNED.sub(r"\2", text))


def runs(text: str, *, strong: bool = False, emphasis: bool = False) -> Runs:
    """The sentence as runs, each tied number a run with its figure, each with the finding it tells."""
    out: list[Run] = []
    for sentence, finding in _pieces(text, _OWNED, swapped=True):
        out += [
            Run(words, strong, emphasis, figure, finding)
            for words, figure in _pieces(sentence, _LINK, swapped=False)
        ]
    return tuple(out)


def _pieces(text: str, tie: re.Pattern[str], *, swapped: bool) -> Iterable[tuple[str, str]]:
    """(words, what they are tied to or nothing) from first to last; ``swapped`` when the tie comes first."""
    at = 0
    for found in tie.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        yield (found[2], found[1]) if swapped else (found[1], found[2])
        at = found.end()
    if at < len(text):
        yield text[at:], ""


def figures_in(text: str) -> tuple[str, ...]:
    """Hashes of the figures a sentence cites, in order, once each."""
    return tuple(dict.fromkeys(found[2] for found in _LINK.finditer(text)))


def relinked(edited: str, automatic: str) -> str:
    """A person's wording with the numbers it shares with the automatic wording tied to the same figures."""
    ties: dict[str, str] = {}
    for found in _LINK.finditer(automatic):
        for number in _NUMBER.findall(found[1]):
            ties.setdefault(number, found[2])
    return _NUMBER.sub(lambda m: linked(m[0], ties[m[0]]) if m[0] in ties else m[0], edited)


def typed(text: str) -> str:
    """What a person typed as one line, without characters that mean something to this module.

    >>> typed(" Two\\r\\n lines\\x02 ")
    'Two lines'
    """
    return " ".join(_CONTROL.sub("", text).split())


def spelled(number: int) -> str:
    """Up to ten in words, else digits."""
    return SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"


def capital(text: str) -> str:
    """First letter large, also when the first word is tied to a figure."""
    at = 1 if text.startswith(_OPEN) else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def inside(text: str) -> str:
    """First letter small, as a name or clause stands inside a sentence."""
    return text[:1].lower() + text[1:]


def decimal(value: float, places: int = 1) -> str:
    """Rounded half away from zero, as people round: 2.45 -> 2.5; thousands with commas; never minus zero."""
    scaled = math.floor(abs(value) * 10**places + 0.5 + 1e-9) / 10**places
    return f"{math.copysign(scaled, value) if scaled else 0.0:,.{places}f}"


def signed(value: float) -> str:
    """With its sign, as ``+1.6`` or ``−4.6``; what rounds to nothing has none."""
    shown = decimal(abs(value))
    return shown if shown == "0.0" else f"{'+' if value > 0 else chr(0x2212)}{shown}"


def percent(share: float) -> str:
    """A share as ``16 %``; below one per cent with one decimal."""
    return f"{decimal(share * 100, 0 if share >= 0.01 or share == 0 else 1)} %"


def rate_words(value: float) -> str:
    """A rate for every 1,000 with the digits people can use: 119, 8.5, 0.57."""
    return decimal(value, 0 if value >= 20 else 1 if value >= 1 else 2)


def rates_beside(here: float, there: float) -> tuple[str, str]:
    """Two rates in one sentence, one decimal for both where one of them would have it.

    >>> rates_beside(20.82, 19.98), rates_beside(33, 43), rates_beside(0.99, 2.6)
    (('20.8', '20.0'), ('33', '43'), ('0.99', '2.6'))
    """
    if 1 <= min(here, there) < 20 <= max(here, there) < 100:
        return decimal(here, 1), decimal(there, 1)
    return rate_words(here), rate_words(there)


def times(value: float) -> str:
    """A ratio with one decimal, two where one would hide it: 1.7, 0.96."""
    return decimal(value, 2 if 0.9 < value < 1.15 else 1)
