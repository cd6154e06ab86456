"""What came of a crime, and of a search: the closed lists of data.police.uk, in groups.

In: the words of "Last outcome category" (``outcomes.toml``), or of a search's "Outcome"
(``search_results.toml``). Out: the group they belong to, by its key. A word that is not on the list is not
known; it is never guessed to be one of the others. What was searched for and the groups of people have lists
of their words (``search_words.toml``): no other is printed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from wardmote.measuring.catalogue.strict_toml import read_by_key, shipped

RESULT, NO_SUSPECT, OTHERWISE, OPEN, UNKNOWN = "result", "no-suspect", "otherwise", "open", "unknown"
CLOSED = (RESULT, NO_SUSPECT, OTHERWISE)
"""The groups that a share is of: whatever else a crime is, these are done with."""
NOT_LISTED = "Not on the list"


@dataclass(frozen=True)
class OutcomeGroup:
    """One group of either list; see the head of ``outcomes.toml``."""

    key: str
    label: str
    means: str
    categories: tuple[str, ...]


@cache
def outcome_groups() -> Mapping[str, OutcomeGroup]:
    """Every group by key, in the order of a table."""
    return read_by_key(shipped("outcomes.toml"), OutcomeGroup)


@cache
def search_results() -> Mapping[str, OutcomeGroup]:
    """Every group of what a search ended with, by key, in the order of a table."""
    return read_by_key(shipped("search_results.toml"), OutcomeGroup)


def outcome_group(category: str) -> str:
    """The group of one category; what is not on the list is not known.

    >>> outcome_group("Offender fined"), outcome_group("Under investigation"), outcome_group("Something new")
    ('result', 'open', 'unknown')
    """
    return _keys(outcome_groups).get(category.strip().lower(), UNKNOWN)


def search_result(outcome: str) -> str:
    """The group of what one search ended with.

    >>> search_result("Suspect arrested"), search_result("Community resolution"), search_result("")
    ('arrest', 'action', 'unknown')
    """
    return _keys(search_results).get(outcome.strip().lower(), UNKNOWN)


def search_word(column: str, word: str) -> str:
    """A word of one of the columns (``objects``, ``officer``, ``self``) as it may be printed; "" for none.

    >>> search_word("objects", "firearms"), search_word("officer", "Jane Roe"), search_word("self", "")
    ('Firearms', 'Not on the list', '')
    """
    return _listed(column).get(word.strip().lower(), NOT_LISTED) if word.strip() else ""


@cache
def search_words() -> Mapping[str, OutcomeGroup]:
    """The words of each column of a search that are printed, by the column's key."""
    return read_by_key(shipped("search_words.toml"), OutcomeGroup)


@cache
def _listed(column: str) -> Mapping[str, str]:
    return {word.lower(): word for word in search_words()[column].categories}


@cache
def _keys(groups: Callable[[], Mapping[str, OutcomeGroup]]) -> Mapping[str, str]:
    return {word.lower(): group.key for group in groups().values() for word in group.categories}
