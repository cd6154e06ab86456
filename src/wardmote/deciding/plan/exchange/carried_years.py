"""Years that texts were carried with from the edition before: "In 2008/09 we will" in the edition of 2009/10.

In: a draft, the year and period of the edition it follows, and which of its texts were written anew. Out:
``NumberDoubt`` for each other text that names a time in the year before, or its period where that is over.
The times of the facts that a sentence links to are no such years.
"""

from collections.abc import Collection, Iterator

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.number_checks import NumberDoubt
from wardmote.deciding.plan.exchange.period_checks import is_one_of, periods_in, touch
from wardmote.deciding.plan.exchange.quoted import plain_of, sentence_span
from wardmote.measuring.catalogue.periods import Period


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


def _texts(file: EditionFile) -> Iterator[tuple[str, str]]:
    yield from ((vision.owner, vision.words) for vision in file.visions)
    yield from ((passage.part, passage.words) for passage in file.passages)
    yield from ((action.key, action.words) for action in file.actions)
