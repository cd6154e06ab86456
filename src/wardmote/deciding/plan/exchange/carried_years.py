"""Times that texts were carried with from the edition before: "In 2008/09 we will" in the edition of 2009/10.

In: a draft, the year and period of the edition it follows, and which of its texts were written anew. Out:
``NumberDoubt`` for each other text that names a time in the year before, or its period where that is over,
and for each that tells a time only as seen from when it was written ("on the year before", "last year").
The times of the facts that a sentence links to are no such years, and a fact of the year before its edition
may be told as seen from there.
"""

import re
from collections.abc import Collection, Iterator

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.number_checks import NumberDoubt
from wardmote.deciding.plan.exchange.period_checks import is_one_of, periods_in, touch
from wardmote.deciding.plan.exchange.quoted import plain_of, sentence_span
from wardmote.measuring.catalogue.periods import Period

SEEN_FROM_THEN = re.compile(
    r"\b(?:(?:on |than |in )?(?:the|a) year (?:before|earlier|ago)"
    r"|(?:last|this|next|the past|the previous) year"
    r"|(?:in |over |during )?the (?:last|past|next|coming) (?:\w+ )?(?:years|months)"
    r"|(?:two|three|four|five|ten) years ago)\b",
    re.IGNORECASE,
)
"""A time that is another one once a year has gone by."""


def carried_years(
    file: EditionFile, year: Period, period: Period, anew: Collection[str]
) -> Iterator[NumberDoubt]:
    """The year of the edition before, and its period, that a draft still names."""
    facts = {fact.key: fact for fact in file.facts}
    own, old = (file.head.period, file.head.year), (period, year)
    for place, words in _texts(file):
        if words in anew:
            continue
        plain, links = plain_of(words)
        for (start, end), named in periods_in(plain):
            first, last = sentence_span(plain, start)
            linked = [facts[link.to] for link in links if first <= link.start < last and link.to in facts]
            spans = [span for fact in linked for span in (fact.period, fact.against)]
            if is_one_of(named, own) or any(touch(named, span) for span in spans):
                continue
            if is_one_of(named, old) or touch(named, year):
                yield NumberDoubt(
                    place, plain[start:end], plain[first:last].strip(),
                    f"it was carried from the edition of {year.short_label} and names its time; "
                    f"this one is for {file.head.year.short_label}", at=words,
                )  # fmt: skip
        yield from _seen_from_then(file, year, place, words)


def _seen_from_then(file: EditionFile, year: Period, place: str, words: str) -> Iterator[NumberDoubt]:
    """What the sentences of a carried text tell as seen from when they were written."""
    plain, links = plain_of(words)
    facts = {fact.key: fact for fact in file.facts}
    begins = file.head.year.start
    newest = begins.replace(year=begins.year - 1)
    for found in SEEN_FROM_THEN.finditer(plain):
        first, last = sentence_span(plain, found.start())
        linked = [facts[link.to] for link in links if first <= link.start < last and link.to in facts]
        if linked and all(fact.period.end >= newest for fact in linked):
            continue
        yield NumberDoubt(
            place, found[0], plain[first:last].strip(),
            f"it was carried from the edition of {year.short_label} and is seen from there; "
            f"this one is for {file.head.year.short_label}", at=words,
        )  # fmt: skip


def _texts(file: EditionFile) -> Iterator[tuple[str, str]]:
    yield from ((vision.owner, vision.words) for vision in file.visions)
    yield from ((passage.part, passage.words) for passage in file.passages)
    yield from ((action.key, action.words) for action in file.actions)
