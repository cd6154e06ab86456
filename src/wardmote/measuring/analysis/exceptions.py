"""Which measures owe a reply this month, which are only watched, and which matters may close.

In: one ``Watched`` a measure (what it counts, and the tests of ``adverse`` for the
month that landed) and the exceptions that are open. Out: ``MonthlyReview``: exceptions to open, to keep and
to close, the watch list, and at most ``FOR_THE_CHAIR`` of them ranked for the chair, the rest counted.
Nothing is stored here: the same input gives the same answer, and reviewing a month twice changes nothing.

A measure owes a reply when one of its tests passes the ``Bar`` (``steps``): evidence of a step over one to
three months, or a chance small enough over a year, against a target or between two surveys. All measures
are held to one bar. It comes from one number, the replies a year that chance may ask for over all measures
together: 2.2 unless a partnership decided otherwise. Worse than expected but below the bar: watched, and
owes nothing ("worse, could be chance"). Contextual measures have no tests and are never here; what is
better is never here.

One cause, one exception: measures whose baskets share a class or a flag and that are worse
together stand under the one that is furthest beyond chance. A measure that joins an open
exception later is named in it. It closes after ``PERIODS_INSIDE`` months in a row in which no measure of it
owed a reply (or by a decision, which is a person's). Domain notes 3.18, 3.20; product items 3 and 7.

Errors: two records of one measure are a ``Refusal``; a measure without tests keeps what is open, as
nothing is known.

How it misleads: measures that share a class may be worse for different reasons, so each one
in an exception is named with its own count; the ranking is harm first, and harm is a judgement.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from wardmote.measuring.analysis.adverse import (
    ANSWERS,
    MONTH,
    STEPS,
    TARGET,
    THREE_MONTHS,
    TWO_MONTHS,
    YEAR,
    Adverse,
)
from wardmote.measuring.analysis.steps import REPLIES, Bar, bar
from wardmote.measuring.catalogue.refusals import Refusal

PERIODS_INSIDE = 3
FOR_THE_CHAIR = 5
SELDOM = 0.05
COULD_BE_CHANCE = "worse, could be chance"


@dataclass(frozen=True)
class Watched:
    """A measure in the month ``month``. ``basket``: the classes and flags it counts; ``harm`` 1 to 4.

    ``looks``: how often a year new evidence lands (12 for months, 1 for a yearly survey); ``phi``: how
    uneven its months are beyond chance, None where it is not counted by month.
    """

    key: str
    month: int
    basket: frozenset[str]
    tests: tuple[Adverse, ...]
    harm: int = 2
    looks: float = 12.0
    phi: float | None = None


@dataclass(frozen=True)
class Open:
    """An open exception. ``lead`` opened it; ``measures`` all it stands for; ``basket`` of the lead.

    ``inside``: months in a row without a reply owed, up to ``reviewed``, the last month looked at.
    """

    lead: str
    measures: frozenset[str]
    basket: frozenset[str]
    opened: int
    reviewed: int
    inside: int = 0
    harm: int = 2
    p: float = 1.0


@dataclass(frozen=True)
class Concern:
    """A measure that is worse within chance: it owes nothing. ``test`` is its furthest."""

    key: str
    test: Adverse
    words: str = COULD_BE_CHANCE


@dataclass(frozen=True)
class MonthlyReview:
    """``opened`` owe a reply from today; ``chair``: at most five of the open, ranked; ``rest`` the others."""

    opened: tuple[Open, ...]
    kept: tuple[Open, ...]
    closed: tuple[Open, ...]
    watch: tuple[Concern, ...]
    chair: tuple[Open, ...]
    rest: int

    @property
    def standing(self) -> tuple[Open, ...]:
        """Every exception open after the review: what the next one is given."""
        return (*self.kept, *self.opened)


def review(
    watched: Sequence[Watched],
    standing: Sequence[Open] = (),
    *,
    replies: float = REPLIES,
    excused: Collection[str] = (),
) -> MonthlyReview:
    """(what the month shows, what is open) -> what opens, stays, closes and is watched.

    ``excused``: measures for which a decision stands; they open nothing and join nothing.

    >>> bad = Adverse("month", 90, 60, 0.00001, True, evidence=6.0)
    >>> found = review([Watched("robbery", 24000, frozenset({"robbery"}), (bad,), phi=1.0)])
    >>> [each.lead for each in found.opened], found.watch
    (['robbery'], ())
    """
    keys = [each.key for each in watched]
    if len(set(keys)) != len(keys):
        raise Refusal("A measure is judged once a month.", found=", ".join(sorted(keys)))
    held_to = bar_of(watched, replies=replies)
    owing = {e.key: e for e in watched if e.key not in excused and owes(e, held_to) is not None}
    carried = _joined(standing, owing)
    covered = frozenset().union(*(each.measures for each in carried))
    opened = _opened([each for key, each in owing.items() if key not in covered])
    month = {each.key: each.month for each in watched if each.tests}
    aged = [_aged(each, owing, month) for each in carried]
    closed = tuple(each for each in aged if each.inside >= PERIODS_INSIDE)
    kept = tuple(each for each in aged if each.inside < PERIODS_INSIDE)
    named = covered.union(excused, *(each.measures for each in opened))
    ranked = sorted((*kept, *opened), key=lambda e: (-e.harm, e.p, e.opened, e.lead))
    return MonthlyReview(
        opened=opened,
        kept=kept,
        closed=closed,
        watch=_watch_list([each for each in watched if each.key not in named]),
        chair=tuple(ranked[:FOR_THE_CHAIR]),
        rest=max(0, len(ranked) - FOR_THE_CHAIR),
    )


def looks_of(watched: Sequence[Watched]) -> float:
    """How many times a year all of them together are looked at."""
    return sum(each.looks for each in watched if each.tests)


def bar_of(watched: Sequence[Watched], *, replies: float = REPLIES) -> Bar:
    """What all of them are held to."""
    phis = [each.phi for each in watched if each.tests and each.phi is not None]
    return bar(phis, looks=looks_of(watched), replies=replies)


def owes(each: Watched, held_to: Bar) -> Adverse | None:
    """The test by which a measure owes a reply, the one furthest beyond chance; None: it owes none."""
    return min((t for t in each.tests if t.worse and _passes(t, held_to)), key=lambda t: t.p, default=None)


def _passes(test: Adverse, held_to: Bar) -> bool:
    if test.kind in STEPS:
        return test.evidence >= held_to.evidence
    return test.p <= (held_to.answers if test.kind == ANSWERS else held_to.years)


def _joined(standing: Sequence[Open], owing: dict[str, Watched]) -> list[Open]:
    """The open exceptions, each owing measure that none names now named where its basket meets a lead's."""
    carried = list(standing)
    for key, each in owing.items():
        if any(key in other.measures for other in carried):
            continue
        place = next((i for i, other in enumerate(carried) if other.basket & each.basket), None)
        if place is not None:
            carried[place] = replace(carried[place], measures=carried[place].measures | {key})
    return carried


def _opened(owing: Sequence[Watched]) -> tuple[Open, ...]:
    """One exception for each cause: the measure furthest beyond chance leads those that overlap with it."""
    left = sorted(owing, key=lambda e: (_least(e), len(e.basket), e.key))
    found = []
    while left:
        lead, *others = left
        under = [e for e in others if e.basket & lead.basket]
        members = frozenset({lead.key, *(e.key for e in under)})
        harm = max(e.harm for e in (lead, *under))
        found.append(Open(lead.key, members, lead.basket, lead.month, lead.month, harm=harm, p=_least(lead)))
        left = [e for e in others if e.key not in members]
    return tuple(found)


def _aged(each: Open, owing: dict[str, Watched], month: dict[str, int]) -> Open:
    """One month further inside where no measure of it owes, from the start where one does."""
    seen = [month[key] for key in each.measures if key in month]
    if each.measures & owing.keys():
        strongest = min(_least(owing[key]) for key in each.measures & owing.keys())
        return replace(each, inside=0, reviewed=max(seen), p=strongest)
    unknown = len(seen) < len(each.measures)
    if unknown or not seen or max(seen) <= each.reviewed:
        return each
    return replace(each, inside=each.inside + 1, reviewed=max(seen))


def _watch_list(watched: Sequence[Watched]) -> tuple[Concern, ...]:
    """The nearest to owing a reply first."""
    found = [concern for each in watched if (concern := _concern(each)) is not None]
    return tuple(sorted(found, key=lambda c: (c.test.p, c.key)))


def _concern(each: Watched) -> Concern | None:
    """Worse over its longest stretch or against its path, or in any stretch as seldom as ``SELDOM``."""
    kinds = [test.kind for test in each.tests]
    longest = next((kind for kind in (YEAR, THREE_MONTHS, TWO_MONTHS, MONTH) if kind in kinds), "")
    told = (longest, TARGET, ANSWERS)
    worse = [test for test in each.tests if test.worse and (test.kind in told or test.p <= SELDOM)]
    return Concern(each.key, min(worse, key=lambda t: t.p)) if worse else None


def _least(each: Watched) -> float:
    return min(test.p for test in each.tests if test.worse)
