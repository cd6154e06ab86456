"""Stop and search: how many searches, for what, with what result, and of whom as two people put it.

In: a place and period; searches are counted in the place where a boundary of it is loaded, else (``where`` =
``force``) in the whole force. Out: one figure with its tables. There is no rate: who is stopped is drawn from
who is there, residents or not, and nothing that is loaded counts them.

How it misleads: the number follows what the police do, not what happens; the officer's word for a group and
the person's own are two answers, often different, and many searches carry only one of them. A word that is
not on the lists of data.police.uk is counted as one, and not told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.outcomes import NOT_LISTED, search_result, search_results, search_word
from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.store.searches import Searches

SEARCHES = "stop-and-search"
PLACE, FORCE = "place", "force"
NOT_RECORDED, NOT_STATED = "Not recorded", "Not stated"


@dataclass(frozen=True, kw_only=True)
class SearchCounts(Result):
    """``value`` searches; ``rows``: by what was searched for, each with its results; ``months`` are held.

    ``officer_defined``, ``self_defined``: (group, searches). ``force``: searches of the whole force in these
    months, ``nowhere`` those of them without a location.
    """

    rows: tuple[Mapping[str, Any], ...]
    officer_defined: tuple[tuple[str, int], ...]
    self_defined: tuple[tuple[str, int], ...]
    months: tuple[str, ...]
    force: int
    nowhere: int


@method("searches", title="Searches by the police, by what was searched for and with what result", version=2)
def searches(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Searches of the months that are held, in the place or its whole force."""
    found = inquiry.evidence.searches(inquiry.place(question.area))
    months = [m for m in found.months if m in question.period.months] if found else []
    if found is None or not months:
        raise Refusal(
            "No stop and search is loaded for this place and period.",
            where=question.area,
            todo="Load the files that end in -stop-and-search.csv: ./wardmote load police-uk FILES",
        )
    in_period = np.isin(found.month, months)
    mine = in_period & found.inside if question.params["where"] == PLACE else in_period
    total = int(mine.sum())
    result = SearchCounts(
        value=float(total),
        n=total,
        caveats=("searches",),
        status=Status.OK,
        rows=tuple(_by_object(found, mine)),
        officer_defined=_counted(search_word("officer", said) for said in found.officer_defined[mine]),
        self_defined=_counted(search_word("self", broad_group(said)) for said in found.self_defined[mine]),
        months=tuple(map(month_code, months)),
        force=int(in_period.sum()),
        nowhere=int((in_period & ~found.located).sum()),
    )
    return InquiryAnswer(result, frozenset().union(*(found.loads[month] for month in months)))


def broad_group(said: str) -> str:
    """The broad group of a detailed one.

    >>> broad_group("Black/African/Caribbean/Black British - Caribbean")
    'Black/African/Caribbean/Black British'
    >>> broad_group("Other ethnic group - Not stated"), broad_group("")
    ('Not stated', '')
    """
    broad, _, detail = said.partition(" - ")
    return NOT_STATED if detail == NOT_STATED else broad


def _by_object(found: Searches, mine: np.ndarray) -> Iterable[Mapping[str, Any]]:
    """One row for each thing searched for, the commonest first, with its results by group."""
    objects = [search_word("objects", said) for said in found.searched_for[mine]]
    pairs = Counter(zip(objects, map(search_result, found.outcome[mine]), strict=True))
    for name, count in _counted(objects):
        key = "" if name == NOT_RECORDED else name
        yield {"name": name, "count": count, **{group: pairs[key, group] for group in search_results()}}


def _counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Each word with its number, the commonest first, and last what is not on the list or not recorded."""
    number, last = Counter(word or NOT_RECORDED for word in words), (NOT_LISTED, NOT_RECORDED)
    return tuple(sorted(number.items(), key=lambda item: (item[0] in last, -item[1], item[0])))
