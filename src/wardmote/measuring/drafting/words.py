"""Grammar for numbers: how a sentence says a count, a ratio, a share or a list.

Sentences are templates; this module keeps them right (one robbery, two
robberies; "half as much again"). ``linked`` ties a number in a sentence to the
figure behind it, ``owned`` a sentence to the finding it tells; the ties travel
inside the text as control characters and are taken out by ``plain`` (text only)
or ``runs`` (text with links).
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from wardmote.measuring.catalogue.counted import ngettext
from wardmote.measuring.documents.model import Run, Runs

_OPEN, _MIDDLE, _CLOSE = "\x02", "\x03", "\x04"
_LINK = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
_BEGIN, _SAYS, _END = "\x05", "\x06", "\x07"
_OWNED = re.compile(f"{_BEGIN}([^{_SAYS}]*){_SAYS}([^{_END}]*){_END}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1b\x7f]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
LARGE_RATIO = 1.9
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
    for sentence, finding in _pieces(text.replace(" %", "\u00a0%"), _OWNED, swapped=True):
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


def times(value: float) -> str:
    """A ratio with one decimal, two where one would hide it: 1.7, 0.96."""
    return decimal(value, 2 if 0.9 < value < 1.15 else 1)


def interval_times(interval: Sequence[float]) -> str:
    """``between 1.6 and 2.7 times``; two decimals where one would print the same number or touch 1."""
    low, high = interval
    places = 2 if decimal(low) == decimal(high) or "1.0" in (decimal(low), decimal(high)) else 1
    return f"between {decimal(low, places)} and {decimal(high, places)} times"


_NAMED = (
    ("half as {} again as", 1.45, 1.55),
    ("twice as {} as", 1.95, 2.05),
    ("half as {} as", 0.48, 0.52),
)


def as_common(ratio: float, versus: str, *, quality: str = "common") -> str:
    """How a rate stands to another: ``half as common again as in the rest of the county``."""
    for words, low, high in _NAMED:
        if low <= ratio <= high:
            return f"{words.format(quality)} {versus}"
    if quality == "much" and 0 < ratio < LARGE_RATIO:
        return f"{percent(abs(ratio - 1))} {'more' if ratio > 1 else 'less'} than {versus}"
    return f"{times(ratio)} times as {quality} as {versus}"


def change_verb(ratio: float, *, plural: bool = False) -> str:
    """What a clear change is called: ``has about doubled``, ``is up 43 %``."""
    has, be = ("have", "are") if plural else ("has", "is")
    for name, low, high in (("doubled", 1.9, 2.2), ("tripled", 2.8, 3.3), ("halved", 0.46, 0.54)):
        if low <= ratio <= high:
            return f"{has} about {name}"
    if ratio > 2.2:
        return f"{be} {times(ratio)} times what {'they were' if plural else 'it was'}"
    return f"{be} {'up' if ratio > 1 else 'down'} {percent(abs(ratio - 1))}"
