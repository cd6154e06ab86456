"""Whether a number that a text says agrees with the fact behind it: value, direction, period and unit.

In: an ``EditionFile`` and, for links to kept figures, those figures as facts. Out: ``NumberDoubt``: what is
read and what the fact says. What cannot be read is a doubt too; nothing is passed over in silence. An author
overrules one by a note of the edition that repeats it (``words``) with the reason; other words or another
fact raise it again. Numbers are held to how finely they are said: 14 per cent is a fair rounding of 13.7, and
13 is not. It does not see whether the sentence speaks of the same crime as its fact.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.period_checks import why_not_each, why_other_period
from wardmote.deciding.plan.exchange.quoted import (
    plain_of,
    sentence_span,
    statistics_in,
    without_exempt,
)
from wardmote.deciding.plan.exchange.stated_numbers import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    COUNT,
    FALL,
    JUST_OVER,
    MONEY,
    NEARLY,
    OVER,
    PERCENT,
    POINTS,
    RANK,
    RISE,
    THE_HALF,
    UNDER,
    YEARS,
    StatedNumber,
    how_sure,
    number_of,
    numbers_in,
    written,
)
from wardmote.deciding.plan.models import Fact, QualityNote
from wardmote.deciding.plan.models.described import copied

OVERRULED = "N-"
"""How the key of a note begins that overrules a doubt."""
Finder = Callable[[str], Fact | None]
Restated = Callable[[str], str]
"""What a kept figure says of itself today where that is something else than when it was kept; else ""."""
HOW_MANY = re.compile(
    r"\b(?:(?:nearly|almost)\s+)?(?:all|every(?:one|body)?)\b|\b(?:no|none|nobody|most|many|several|few|hardly\s+any)\b|"
    r"\ba\s+(?:handful|minority)\b",
    re.IGNORECASE,
)
"""Words for how many that are no number: no value bears them out."""
PEOPLE = frozenset({"people", "person", "persons", "resident", "residents"})


@dataclass(frozen=True)
class NumberDoubt:
    """A number that its fact does not bear out; ``place``: the part of the plan, or the key of the row.

    ``at``: the paragraph as it was written, to find it again.
    """

    place: str
    said: str
    sentence: str
    why: str
    fact: str = ""
    at: str = ""

    @property
    def words(self) -> str:
        """In one sentence, as a note repeats it."""
        named = "" if self.fact in ("", self.place) or len(self.fact) == 64 else f"{self.fact}: "
        return f"“{self.said}” in “{self.sentence}”: {named}{self.why}."

    def overruled_by(self, note: QualityNote) -> bool:
        """Whether a note of the edition is the reason why it stays."""
        return note.words == self.words and bool(note.todo.strip())


def all_doubts(
    file: EditionFile, find: Finder = lambda key: None, restated: Restated = lambda figure: ""
) -> tuple[NumberDoubt, ...]:
    """Every doubt in the texts, the facts and the wordings of an edition, overruled or not, in its order."""
    facts = {fact.key: fact for fact in file.facts}
    found: list[NumberDoubt] = []
    texts = [(v.owner, v.words) for v in file.visions] + [(p.part, p.words) for p in file.passages]
    for place, words in texts:
        found += text_doubts(words, place, lambda key: facts.get(key) or find(key), file)
        found += _restated_links(words, place, facts, restated)
    for fact in file.facts:
        found += _fact_doubts(fact)
        if (figure := figure_of(fact.source)) and (now := restated(figure)):
            found.append(NumberDoubt(fact.key, fact.words.rstrip("."), fact.words, now, fact.key))
    for key, words, resting in _wordings(file):
        found += _wording_doubts(key, words, resting)
    return tuple(dict.fromkeys(found))


def figures_in(file: EditionFile) -> tuple[str, ...]:
    """The hashes of the kept figures that texts link to, or that are the source of a fact."""
    texts = [each.words for each in file.visions] + [each.words for each in file.passages]
    named = [figure_of(link.to) for words in texts for link in plain_of(words)[1]]
    named += [figure_of(fact.source) for fact in file.facts]
    return tuple(dict.fromkeys(figure for figure in named if figure))


def figure_of(words: str) -> str:
    """The hash of a kept figure that words name; "" where they name none."""
    found = re.search(r"\b[0-9a-f]{64}\b", words)
    return found[0] if found else ""


def reasons_beside(file: EditionFile, words: str) -> tuple[QualityNote, ...]:
    """The notes that overrule a doubt in a paragraph, to be printed beside it."""
    plain = plain_of(words)[0]
    found = ((note, re.search("” in “(.*)”: ", note.words)) for note in file.notes)
    return tuple(
        note for note, match in found if match and note.key.startswith(OVERRULED) and match[1] in plain
    )


def text_doubts(words: str, place: str, find: Finder, file: EditionFile) -> Iterator[NumberDoubt]:
    """The linked numbers of a text that their facts do not bear out."""
    plain, links = plain_of(words)
    numbers = numbers_in(without_exempt(plain))
    quoted = statistics_in(plain)
    known = [(link, fact) for link in links if link.reason is None and (fact := find(link.to))]
    for link, fact in known:
        start, end = sentence_span(plain, link.start)
        beside = [other for each, other in known if start <= each.start < end]
        sentence = plain[start:end].strip()
        said = [one for one in numbers if one.start < link.end and link.start < one.end]
        reasons = [why_not_agree(one, fact) for one in said]
        reasons += [why_not_each(plain[one.end : end], fact) for one in said]
        unread = [
            each.words
            for each in quoted
            if each.start < link.end and link.start < each.end
            and not any(one.start < each.end and each.start < one.end for one in said)
            and not _names_a_half(plain, each.start, each.end)
        ]  # fmt: skip
        if not (said or unread) and fact.value is not None:
            unread = [each[0] for each in HOW_MANY.finditer(link.words)]
        reasons += [
            f"“{each}” cannot be read as a number; look whether it is what the fact says" for each in unread
        ]
        if said or unread:
            own = (file.head.period, file.head.year)
            reasons.append(why_other_period(sentence, fact, beside, own))
        for why in dict.fromkeys(why for why in reasons if why):
            yield NumberDoubt(place, link.words, sentence, why, fact.key, words)


def _restated_links(
    words: str, place: str, facts: Mapping[str, Fact], restated: Restated
) -> Iterator[NumberDoubt]:
    """Sentences whose figure, or whose fact's figure, says another number today."""
    plain, links = plain_of(words)
    for link in links:
        fact = facts.get(link.to)
        figure = figure_of(fact.source) if fact else figure_of(link.to)
        if figure and (now := restated(figure)):
            sentence = plain[slice(*sentence_span(plain, link.start))].strip()
            yield NumberDoubt(place, link.words, sentence, now, link.to, words)


def _names_a_half(plain: str, start: int, end: int) -> bool:
    return any(match.start() < end and start < match.end() for match in THE_HALF.finditer(plain))


def _fact_doubts(fact: Fact) -> Iterator[NumberDoubt]:
    """Where the words of a fact say another number than its value."""
    said = [replace(one, thing="") for one in numbers_in(without_exempt(fact.words))]
    if fact.value is None or not said:
        return
    bare = copied(fact, words="")
    reasons = [why_not_agree(one, bare) for one in said]
    if all(reasons):
        yield NumberDoubt(fact.key, fact.words.rstrip("."), fact.words, reasons[0] or "", fact.key)


def _wordings(file: EditionFile) -> Iterator[tuple[str, str, tuple[Fact, ...]]]:
    """What is not prose: the key of each wording, its words, and the facts it rests on."""
    yield "plan", file.head.title, file.facts
    facts = {fact.key: fact for fact in file.facts}
    for priority in file.priorities:
        yield priority.key, priority.title, file.facts_about(priority.key)
    for sub in file.sub_priorities:
        yield sub.key, sub.title, file.facts_about(sub.priority.key)
    for action in file.actions:
        named = tuple(facts[key] for key in action.evidence if key in facts)
        yield action.key, action.words, (*named, *file.facts_about(action.sub_priority.priority.key))
    for item in file.indicators:
        yield item.key, item.words, file.facts_about(item.priority)


def _wording_doubts(key: str, words: str, resting: Sequence[Fact]) -> Iterator[NumberDoubt]:
    """Shares, changes and multiples in a wording; how many things will be done is a plan and no claim."""
    for one in numbers_in(without_exempt(words)):
        vague = words[one.start : one.end].lower().startswith(("most", "a majority"))
        if vague or one.unit in (COUNT, MONEY, RANK) or one.unit.startswith("per "):
            continue
        if not any(why_not_agree(one, fact) is None for fact in resting):
            why = f"it reads {one.words}; no fact that this rests on says so"
            yield NumberDoubt(key, words[one.start : one.end], words, why)


# ---- one number and one fact ----


@dataclass(frozen=True)
class _Value:
    """A number that a fact gives: its own value, one of its counts, or one in its words."""

    value: float
    unit: str
    sure: str = ""
    change: bool = False


def why_not_agree(one: StatedNumber, fact: Fact) -> str | None:
    """Why a stated number is not what a fact says; ``None`` where it is."""
    own = numbers_in(without_exempt(fact.words))
    if one.unit == YEARS:
        if any(each.unit == YEARS and _same_words(one, each) for each in own):
            return None
        return f"it reads {one.words}; one value does not show that"
    known = [*_values(fact, one), *(() if fact.value is not None else _from_words(own))]
    if fact.value is not None:  # other numbers in a fact's words, but for its value's own kind
        known += [each for each in _from_words(own) if each.unit != _unit(fact)]
    if one.whole is not None and _two_counts(one, fact, own):
        return None
    if not known:
        return f"it reads {one.words}; the fact gives no number"
    if not any(_agrees(one, each) for each in known):
        return f"it reads {one.words}; the fact says {says(fact)}"
    if one.unit == COUNT and one.thing and not _speaks_of(one.thing, fact):
        return f"it counts {one.thing}; the fact says {says(fact)}"
    return None


def says(fact: Fact) -> str:
    """What a fact says, shortly: a fall of 13 per cent; about 36 %."""
    if fact.value is None:
        return fact.words.rstrip(".")
    unit = "per cent" if fact.unit == "%" else fact.unit.replace("_", " ")
    said = " ".join(each for each in (fact.qualifier, written(abs(fact.value)), unit) if each)
    if fact.shape != "change":
        return f"−{said}" if fact.value < 0 else said
    return f"{'a fall' if fact.value < 0 else 'a rise'} of {said}"


def _values(fact: Fact, one: StatedNumber) -> Iterator[_Value]:
    """What a fact gives; of a change's two counts the one that it is said to go from or to."""
    unit, change = _unit(fact), fact.shape == "change"
    if fact.value is not None:
        yield _Value(fact.value, unit, _sure(fact.qualifier), change)
    if fact.count is None or fact.base is None:
        return
    if not (change and one.side):
        yield from (_Value(fact.count, COUNT), _Value(fact.base, COUNT))
    elif one.side != "by" and one.direction in (0, RISE if fact.count > fact.base else FALL):
        yield _Value(fact.count if one.side == "to" else fact.base, COUNT)
    if change:
        yield _Value(fact.count - fact.base, COUNT, change=True)
    if unit != PERCENT and fact.base and fact.kind != "rank":
        share = 100 * (fact.count / fact.base - (1 if change else 0))
        yield _Value(share, PERCENT, change=change)


def _from_words(numbers: Iterable[StatedNumber]) -> Iterator[_Value]:
    for each in numbers:
        for value in dict.fromkeys((each.low, each.high)):
            sign = -1 if each.direction == FALL else 1
            yield _Value(sign * value, each.unit, each.sure, bool(each.direction) and not each.level)


def _unit(fact: Fact) -> str:
    unit = fact.unit.strip().lower()
    if unit in ("%", "per cent", "percent"):
        return PERCENT
    if unit in ("percentage points", "percentage point", "points", "pp"):
        return POINTS
    if unit == "rank" or fact.kind == "rank":
        return RANK
    if unit.startswith(("£", "pound", "gbp")):
        return MONEY
    if found := re.search(r"per\s+([\d,]+|\w+)", unit):
        per = number_of(found[1])
        return (
            f"per {per:,.0f}"
            if per
            else COUNT
            if found[1] in ("year", "month", "week")
            else f"per {found[1]}"
        )
    return COUNT


def _sure(qualifier: str) -> str:
    said = qualifier.strip().lower()
    return AT_LEAST if said == "or more" else how_sure(f"{said} ") if said else ""


def _agrees(one: StatedNumber, known: _Value) -> bool:
    """Whether unit, direction and size agree."""
    points = known.unit == POINTS and one.thing in ("point", "points")
    if one.unit != known.unit and not (one.unit == COUNT and (known.unit == RANK or points)):
        return False
    moved = one.direction != 0 and not one.level
    if known.change and (not moved or (one.direction == RISE) != (known.value > 0)):
        return False
    if moved and not known.change and (one.unit in (PERCENT, POINTS) or one.side == "by"):
        return False
    value = abs(known.value) if known.change else known.value
    fine = max(one.step / 2, 1e-9) + 1e-9
    if one.low != one.high:
        return one.low - fine <= value <= one.high + fine
    if known.sure:
        return abs(value - one.low) <= fine and _as_sure(one.sure, known.sure)
    return _within(one, value, fine)


_LESS_SURE: Mapping[str, tuple[str, ...]] = {
    OVER: (AT_LEAST,), JUST_OVER: (OVER, AT_LEAST), AT_LEAST: ("",),
    UNDER: (AT_MOST,), NEARLY: (UNDER, AT_MOST),
}  # fmt: skip


def _as_sure(said: str, known: str) -> bool:
    """Whether a text is no surer than its fact."""
    return said in (ABOUT, known) or said in _LESS_SURE.get(known, ())


def _within(one: StatedNumber, value: float, fine: float) -> bool:
    said = one.low
    if one.sure == ABOUT:
        return abs(value - said) <= max(fine, abs(said) / 20)
    if one.sure == NEARLY:
        return 0.9 * said <= value < said
    if one.sure == JUST_OVER:
        return said < value <= 1.1 * said
    if one.sure in (OVER, AT_LEAST):
        return said <= value <= 1.5 * said and not (one.sure == OVER and value == said)
    if one.sure in (UNDER, AT_MOST):
        return said / 1.5 <= value <= said and not (one.sure == UNDER and value == said)
    return abs(value - said) <= fine


def _two_counts(one: StatedNumber, fact: Fact, own: Iterable[StatedNumber]) -> bool:
    """Three of 13 where the fact has just these two counts, or its words do."""
    pair = (one.part, one.whole)
    return pair == (fact.count, fact.base) or any(pair == (each.part, each.whole) for each in own)


def _same_words(one: StatedNumber, other: StatedNumber) -> bool:
    return one.thing == other.thing


def _speaks_of(thing: str, fact: Fact) -> bool:
    """Whether a fact counts that kind of thing; people and residents are one."""
    stem = re.sub(r"(?:ies|y|s|es)$", "", thing)
    words = set(re.findall(r"[a-z]+", f"{fact.words} {fact.unit}".lower()))
    return any(word.startswith(stem) for word in words) or bool(thing in PEOPLE and words & PEOPLE)
