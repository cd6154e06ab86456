"""Two editions beside each other: what was kept, changed, dropped, added, and words marked up.

In: the earlier and the later edition as values, and what the review decided. Out: ``Difference`` in the later
one's order, as words that were, words that are, and words that are both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.quoted import plain_of

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Mark:
    """Words that stand in both, only before (``gone``), or only now (``new``)."""

    how: str
    words: str


@dataclass(frozen=True)
class Row:
    """One thing then and now: its key, what became of it, and its words marked up."""

    key: str
    how: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Difference:
    """Everything that is not the same; ``actions_kept`` counts those carried in the same words and place."""

    priorities: tuple[Row, ...]
    actions: tuple[Row, ...]
    texts: tuple[Row, ...]
    actions_kept: int


def between(then: EditionFile, now: EditionFile) -> Difference:
    """What changed from one edition to the next."""
    rows = _rows({a.key: a.words for a in then.actions}, {a.key: a.words for a in now.actions})
    actions = tuple(_with_moves(rows, then, now))
    return Difference(
        priorities=tuple(
            _rows({p.key: p.title for p in then.priorities}, {p.key: p.title for p in now.priorities})
        ),
        actions=tuple(row for row in actions if row.how != SAME),
        texts=tuple(row for row in _texts(then, now) if row.how != SAME),
        actions_kept=sum(row.how == SAME for row in actions),
    )


def _with_moves(rows: Iterator[Row], then: EditionFile, now: EditionFile) -> Iterator[Row]:
    """An action that stands under another priority or sub-priority than before says both."""
    before, after = ({action.key: action.sub_priority for action in file.actions} for file in (then, now))
    for row in rows:
        was, is_now = before.get(row.key), after.get(row.key)
        if was is None or is_now is None or (was.key, was.priority.key) == (is_now.key, is_now.priority.key):
            yield row
            continue
        places = [f"({each.priority.title}: {each.title})" for each in (was, is_now)]
        yield Row(row.key, "changed", (*row.marks, Mark(GONE, places[0]), Mark(NEW, places[1])))


def _texts(then: EditionFile, now: EditionFile) -> Iterator[Row]:
    def of(file: EditionFile) -> dict[str, str]:
        counted: dict[str, int] = {}
        found = {}
        for passage in file.passages:
            counted[passage.part] = counted.get(passage.part, 0) + 1
            found[f"{passage.part}, paragraph {counted[passage.part]}"] = plain_of(passage.words)[0]
        return found

    yield from _rows(of(then), of(now))


def _rows(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Row]:
    for key, words in now.items():
        if key not in then:
            yield Row(key, NEW, (Mark(NEW, words),))
        elif then[key] == words:
            yield Row(key, SAME, (Mark(SAME, words),))
        else:
            yield Row(key, "changed", tuple(marked(then[key], words)))
    for key, words in then.items():
        if key not in now:
            yield Row(key, GONE, (Mark(GONE, words),))


def marked(then: str, now: str) -> Iterator[Mark]:
    """Two texts as one, word by word."""
    before, after = then.split(), now.split()
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            yield Mark(SAME, " ".join(before[a:b]))
            continue
        if a < b:
            yield Mark(GONE, " ".join(before[a:b]))
        if c < d:
            yield Mark(NEW, " ".join(after[c:d]))
