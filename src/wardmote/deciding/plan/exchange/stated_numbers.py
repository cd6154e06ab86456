"""The numbers that words say, read so that they can be compared: digits, words, fractions, multiples, ranges.

In: plain text as people read it. Out: each number with the range it allows, its unit, how sure it is, and
whether it is said to have risen or fallen. ``halved`` is a fall of 50 per cent, ``doubled`` a rise of 100;
``two in five`` is 40 per cent; ``lowest for a decade`` is a superlative over ten years, which no single value
can bear out. What is vague (``dozens of``) is not read: whoever compares must ask a person.
No maintained small library reads such words (number-parser and word2number have had no release since 2023).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from wardmote.deciding.plan.exchange.quoted import KEPT
from wardmote.deciding.plan.exchange.quoted_patterns import FRACTIONS, NUMBER, SUPERLATIVE, THING

PERCENT, POINTS, MONEY, RANK, COUNT, YEARS = "%", "percentage points", "£", "rank", "", "superlative"
ABOUT, UNDER, OVER, NEARLY, JUST_OVER = "about", "under", "over", "nearly", "just over"
AT_LEAST, AT_MOST = "at least", "at most"
RISE, FALL = 1, -1

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "nought": 0,
}
_SCALES: Mapping[str, int] = {
    "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "billion": 10**9, "bn": 10**9,
}  # fmt: skip
_DIVISORS: Mapping[str, int] = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_TIMES: Mapping[str, float] = {
    "doubl": 2, "twice": 2, "trebl": 3, "tripl": 3, "quadrupl": 4, "halv": 0.5, "half": 0.5,
}  # fmt: skip


@dataclass(frozen=True)
class StatedNumber:
    """A number as words say it, from ``low`` to ``high``; ``text[start:end]`` says it.

    ``step``: how finely it is said (13 per cent: 1; 13.7: 0.1). ``direction``: ``RISE``, ``FALL`` or 0 where
    neither is said; ``level``: it rose or fell *to* this. ``part`` and ``whole``: of "3 of 13".
    ``side``: whether it went ``from`` or ``to`` this, or ``by`` this.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str = COUNT
    step: float = 1.0
    sure: str = ""
    direction: int = 0
    level: bool = False
    part: float | None = None
    whole: float | None = None
    thing: str = ""
    side: str = ""

    @property
    def words(self) -> str:
        """As it was read: a fall of more than 13 per cent."""
        low, high = written(self.low), written(self.high)
        number = low if low == high else f"{low} to {high}"
        if self.unit == YEARS:
            return "a claim over a stretch of time"
        named = {PERCENT: " per cent", POINTS: " percentage points", RANK: " as a rank"}
        said = f"£{number}" if self.unit == MONEY else f"{number}{named.get(self.unit, f' {self.unit}')}"
        said = " ".join(each for each in (self.sure, said.strip(), self.thing) if each)
        if self.whole is not None:
            said = f"{self.sure} {written(self.part or 0)} of {written(self.whole)}".strip()
        moved = {RISE: "a rise", FALL: "a fall"}.get(self.direction)
        return f"{moved} {'to' if self.level else 'of'} {said}" if moved else said


def written(value: float) -> str:
    """A value as a sentence writes it: 2,000,000; 33.3."""
    return f"{value:,.1f}".removesuffix(".0")


def number_of(text: str) -> float | None:
    """A number in digits or words; ``None`` where it is none.

    >>> [number_of(each) for each in ("2,007", "Forty-two", "a hundred and five", "1.5m", "two point seven")]
    [2007.0, 42.0, 105.0, 1500000.0, 2.7]
    """
    total, now = 0.0, 0.0
    tokens = re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", text.lower())
    if not tokens or set(tokens) <= {"a", "an", "and"}:
        return None
    for place, token in enumerate(tokens):
        if token[0].isdigit():
            now += float(token.replace(",", ""))
        elif token in _SMALL:
            now += _SMALL[token]
        elif token in ("hundred", "dozen"):
            now = (now or 1) * (100 if token == "hundred" else 12)
        elif token in _SCALES:
            total, now = total + (now or 1) * _SCALES[token], 0.0
        elif token == "point":
            digits = [str(_SMALL.get(each, "")) for each in tokens[place + 1 :]]
            return total + now + float(f"0.{''.join(digits) or 0}")
        elif token not in ("a", "an", "and"):
            return None
    sign = -1 if re.match(r"\s*[-−]\s*\d", text) else 1
    return sign * (total + now)


_SCALE = r"(?:k|m|bn|thousand|million|billion)\b"
_UNTIL = rf"(?:\s*(?:[-–—]|to|or|and)\s*(?P<b>{NUMBER}))?"
_VALUE = rf"(?P<a>{NUMBER}(?:\s?{_SCALE})?)"
_RANGE = rf"{_VALUE}{_UNTIL}"
_FROM = r"(?:(?<=\bfrom )(?P<f>))?"
"""From 600 to 730 is two numbers and no range."""
_N = r"(?:an?|one|two|three|four|five|six|seven|eight|nine)"
_LOWER = re.IGNORECASE
THE_HALF = re.compile(r"\b(?:the|first|second|other|either|both)\s+(?:[\w-]+\s+){0,2}hal(?:f|ves)\b", _LOWER)
"""A half that is a group and no number: the more deprived half."""
_PATTERNS = [
    (kind, re.compile(pattern, _LOWER))
    for kind, pattern in (
        ("years", SUPERLATIVE),
        (
            "of",
            rf"(?P<a>{NUMBER})\s+(?:in|out\s+of|of)\s+(?:(?:every|the|our|its|all)\s+){{0,2}}(?P<b>{NUMBER})",
        ),
        (
            "percent",
            rf"{_RANGE}\s*(?P<u>%|per\s?cent(?:age[\s-]points?)?\b|percentage[\s-]points?\b|pp\b)",
        ),
        ("money", rf"£\s?(?P<a>\d[\d,]*(?:\.\d+)?(?:\s?{_SCALE})?)"),
        (
            "rate",
            rf"(?P<a>{NUMBER}) +(?:[\w-]+ +){{0,4}}per +(?P<b>{NUMBER}|head|resident|person|household)\b",
        ),
        (
            "times",
            r"\b(?P<w>(?:doubl|trebl|tripl|quadrupl|halv)(?:ed|ing)|doubled?|twice|half\s+as\s+\w+(?!\s+again))\b",
        ),
        (
            "fold",
            rf"\b(?P<a>{NUMBER})(?:-?fold|\s+times\s+"
            r"(?:as|the|more|higher|lower|larger|greater|less|fewer|likelier))\b",
        ),
        (
            "fraction",
            rf"\b(?:(?P<a>{_N})[\s-])?(?P<d>hal(?:f|ves))\b(?!\s+(?:an?\s+hour|day|term|way))|"
            rf"\b(?P<a2>{_N})[\s-](?P<d2>{FRACTIONS})s?\b(?!\s+(?:part(?:y|ies)?|of\s+(?:19|20)\d\d)\b)",
        ),
        ("rank", r"\b(?P<a>\d+)(?:st|nd|rd|th)\b"),
        (
            "most",
            r"(?<!the )(?<!at )\bmost(?=\s+(?:of\b|[a-z]+s\b|crimes?\b|people\b))|\b(?:a|the)\s+majority\b",
        ),
        (
            "count",
            rf"{_FROM}{_VALUE}(?(f)|{_UNTIL})(?:\s+(?:[\w-]+\s+){{0,2}}?(?P<t>{THING})\b)?",
        ),
    )
]


@lru_cache(KEPT)
def numbers_in(text: str) -> tuple[StatedNumber, ...]:
    """Every number that a text says, in order, never overlapping; what is vague is left out."""
    rest, found = THE_HALF.sub(_hide, text), list[StatedNumber]()
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(rest):
            if (one := _READ[kind](match)) is not None:
                found.append(_in_its_place(one, text))
        rest = pattern.sub(_hide, rest)
    return tuple(sorted(found, key=lambda each: each.start))


def _hide(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def _step(said: str, value: float) -> float:
    """How finely a number is said: 13 to 1, 13.7 to 0.1, 1.5 million to 100,000, but no coarser than 5 %."""
    decimals = len(found[1]) if (found := re.search(r"\d\.(\d+)", said)) else 0
    scale = 1
    for word, size in _SCALES.items():
        if re.search(rf"(?:\d|\b){word}\b", said.lower()) and abs(value) >= size:
            scale = max(scale, size)
    step = scale / float(10**decimals)
    return min(step, abs(value) / 20) if scale > 1 else step


def _plain(match: re.Match[str], unit: str, **given: object) -> StatedNumber | None:
    groups = match.groupdict()
    said = [each for name in ("a", "b") if (each := groups.get(name))]
    values = [number for each in said if (number := number_of(each)) is not None]
    if len(values) != len(said) or not values:
        return None
    step = _step(said[0], values[0])
    return StatedNumber(*match.span(), min(values), max(values), unit=unit, step=step, **given)  # type: ignore[arg-type]


def _percent(match: re.Match[str]) -> StatedNumber | None:
    return _plain(match, POINTS if re.search("point|pp", match["u"], _LOWER) else PERCENT)


def _count(match: re.Match[str]) -> StatedNumber | None:
    thing = (match["t"] or "").lower()
    return _plain(match, MONEY) if thing in ("pound", "pounds") else _plain(match, COUNT, thing=thing)


def _of(match: re.Match[str]) -> StatedNumber | None:
    part, whole = number_of(match["a"]), number_of(match["b"])
    if part is None or not whole:
        return None
    share = 100 * part / whole
    return StatedNumber(*match.span(), share, share, unit=PERCENT, step=2, part=part, whole=whole)


def _rate(match: re.Match[str]) -> StatedNumber | None:
    value, per = number_of(match["a"]), number_of(match["b"])
    if value is None:
        return None
    unit = f"per {per:,.0f}" if per else f"per {match['b'].lower()}"
    return StatedNumber(*match.span(), value, value, unit=unit, step=_step(match["a"], value))


def _times(match: re.Match[str]) -> StatedNumber | None:
    said = match.groupdict().get("w")
    ratio = next((by for word, by in _TIMES.items() if said.lower().startswith(word)), None) if said else None
    ratio = ratio or number_of(match["a"])
    if not ratio:
        return None
    if re.search(r"(?:lower|less|fewer)$", match[0], _LOWER):
        ratio = 1 / ratio
    change = 100 * (ratio - 1)
    way, step = (RISE, 10) if change > 0 else (FALL, 2)
    return StatedNumber(*match.span(), abs(change), abs(change), unit=PERCENT, step=step, direction=way)


def _fraction(match: re.Match[str]) -> StatedNumber | None:
    named = (match["d"] or match["d2"]).lower().replace("halves", "half")
    above = (match["a"] or match["a2"] or "one").lower()
    share = 100 * (number_of(above) or 1) / _DIVISORS[named]
    return StatedNumber(*match.span(), share, share, unit=PERCENT, step=2)


def _rank(match: re.Match[str]) -> StatedNumber | None:
    return _plain(match, RANK)


def _most(match: re.Match[str]) -> StatedNumber | None:
    return StatedNumber(*match.span(), 50, 50, unit=PERCENT, sure=OVER)


def _years(match: re.Match[str]) -> StatedNumber | None:
    return StatedNumber(*match.span(), 0, 0, unit=YEARS)


_READ: Mapping[str, Callable[[re.Match[str]], StatedNumber | None]] = {
    "years": _years, "of": _of, "percent": _percent, "rate": _rate, "times": _times, "fold": _times,
    "fraction": _fraction, "rank": _rank, "most": _most, "count": _count,
    "money": lambda match: _plain(match, MONEY),
}  # fmt: skip

# ---- what stands around a number ----

_BEFORE: Mapping[str, str] = {
    JUST_OVER: r"just\s+(?:over|above)|a\s+little\s+(?:over|more\s+than)|slightly\s+(?:over|more\s+than)",
    NEARLY: r"just\s+(?:under|below)|nearly|almost|close\s+to|not\s+quite|approaching",
    AT_LEAST: r"at\s+least|no\s+(?:fewer|less)\s+than",
    AT_MOST: r"at\s+most|up\s+to|no\s+more\s+than",
    OVER: r"more\s+than|over|above|upwards\s+of|exceeding",
    UNDER: r"less\s+than|fewer\s+than|under|below",
    ABOUT: r"about|around|roughly|approximately|some|circa|an\s+estimated|in\s+the\s+region\s+of",
}
_AFTER: Mapping[str, str] = {
    AT_LEAST: r"\s*(?:\+|or\s+more\b|and\s+(?:over|more)\b)",
    AT_MOST: r"\s*(?:or\s+(?:fewer|less)\b|at\s+most\b)",
    ABOUT: r"\s*or\s+so\b",
}
_UP = (
    r"rose|ris(?:es?|en|ing)|(?<!makes )(?<!made )(?<!make )up(?!\s+to\b)|increas\w+|gr[eo]w\w*|growth|"
    r"higher|climb\w+|jump\w*|gain\w*|soar\w*|surg\w+|leap\w*|more(?!\s+than)"
)
_DOWN = (
    r"fell|fall(?:s|en|ing)?|down|decreas\w+|reduc\w+|drop\w*|lower\w*|declin\w+|cut|shrank|dip(?:s|ped)?|slump\w*|plung\w+|plummet\w*|"
    r"fewer(?!\s+than)|less(?!\s+than)"
)
_MOVED = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", _LOWER)
_NOT = re.compile(
    r"(?:\bnot|\bnever|\bno\s+longer|\bwill|\bwould|\bcould|\bmight|n['’]t)\s+(?:\w+\s+)?$", _LOWER
)


def how_sure(words: str) -> str:
    """What words before a value say of it, as one of the five; "" where nothing does.

    >>> how_sure("by just under "), how_sure("at least"), how_sure("to")
    ('nearly', 'over', '')
    """
    said = (
        sure
        for sure, pattern in _BEFORE.items()
        if re.search(rf"\b(?:{pattern})\W*(?:(?:an?|the|by|to|of)\s+)*$", words, _LOWER)
    )
    return next(said, "")


def _in_its_place(one: StatedNumber, text: str) -> StatedNumber:
    """The number with what its sentence says around it."""
    before, after = _sentence_before(text, one.start), _sentence_after(text, one.end)
    after_sure = next((sure for sure, pattern in _AFTER.items() if re.match(pattern, after, _LOWER)), "")
    sure = one.sure or how_sure(before[-40:]) or after_sure
    direction = one.direction or _direction(before, after)
    to = r"\bto\s+(?:" + "|".join(_BEFORE.values()) + r")?\s*(?:an?\s+)?$"
    level = bool(direction and not one.direction and re.search(to, before, _LOWER))
    return replace(one, sure=sure, direction=direction, level=level, side=_side(before, after))


def _side(before: str, after: str) -> str:
    """Whether it went from the number that stands between, to it, or by it."""
    sure = rf"(?:(?:{'|'.join(_BEFORE.values())})\s+)?"
    found = re.search(rf"\b(?:from\s+[^,;]{{1,40}}?\s+)?(?P<side>from|to|by)\s+{sure}$", before, _LOWER)
    by = re.match(r"\s+(?:[\w-]+\s+)?(?:more|fewer|less)\b(?!\s+than)", after, _LOWER)
    return "by" if by else found["side"].lower() if found else ""


def _direction(before: str, after: str) -> int:
    """Said at once after it (13 per cent fewer), else last before it in its sentence, else soon after it."""
    near = re.match(r"\W*[\w-]*\W*[\w-]*", after)
    ways = [*_ways(near[0] if near else "", least=True), *reversed(list(_ways(before))), *_ways(after)]
    return ways[0] if ways else 0


def _ways(text: str, *, least: bool = False) -> Iterator[int]:
    for match in _MOVED.finditer(text):
        if _NOT.search(text[: match.start()]) or (
            not least and re.match(r"more|less|fewer", match[0], _LOWER)
        ):
            continue
        yield RISE if match["up"] else FALL


def _sentence_before(text: str, at: int) -> str:
    return text[max((m.end() for m in re.finditer(r"[.!?;]\s+|\n+", text[:at])), default=0) : at]


def _sentence_after(text: str, at: int) -> str:
    ends = re.search(r"[.!?;](?=\s|$)|\n|,? (?:and|but|while|whereas) ", text[at:])
    return text[at : at + ends.start() if ends else len(text)]
