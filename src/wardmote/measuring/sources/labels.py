"""Which values of a partner's column are kept as words: those of the mapping's confirmed list, and no others.

In: a column as the file has it. Out: labels, each as the list writes it; "" where the cell is empty or its
value is not on the list. What a person is asked to confirm: ``likely_labels`` are plain words
(``ORDINARY``), which name nobody; any other value, however often it stands there, is for a person to confirm,
since no pattern tells a name from a label. Age bands need no list, they have a form. A mapping that has no
list for a column keeps of it plain words.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.sources.mapping import PartnerMapping, fold
from wardmote.measuring.sources.partner_source import Texts, texts
from wardmote.measuring.sources.tables import SourceTable

LONGEST, FEWEST = 40, 5
_PLAIN = """
yes no y n true false none unknown other lit unlit dark light good poor working covered
web website online email post letter leaflet telephone phone form meeting agree disagree partly
"""
ORDINARY = frozenset(_PLAIN.split())
_NAME = re.compile(r"(?:[A-Z][\w'’.-]*\s+)+[A-Z][\w'’.-]*")
_AGES = re.compile(
    r"(?:under|over|below|above) \d{1,3}|\d{1,3} ?(?:-|–|to) ?\d{1,3}"
    r"|\d{1,3} ?(?:\+|plus|(?:and|or) (?:over|under))|unknown"
)


def likely_labels(values: Iterable[str]) -> list[str]:
    """Of values those that are labels without asking.

    >>> likely_labels({"lit": 40, "Half lit": 6, "KHAN, Amira": 9, "near Amira Khan": 20})
    ['lit']
    """
    return [word for word in values if fold(word) in ORDINARY]


def labels_of(mapping: PartnerMapping, field: str) -> Collection[str]:
    """The labels a column may hold: those confirmed; plain words where nobody was ever asked."""
    return mapping.labels.get(field, ORDINARY)


def is_telling(word: str, count: int) -> bool:
    """May a value tell of somebody: rare, and long or like a name?"""
    return count < FEWEST and (len(word) > LONGEST or bool(_NAME.fullmatch(word)))


def as_labels(cells: Sequence[str], confirmed: Iterable[str]) -> Texts:
    """Each cell as the confirmed list writes it, "" where it is not on the list."""
    known = {fold(label): label for label in confirmed}
    return texts(known.get(fold(cell), "") for cell in cells)


def age_bands(cells: Sequence[str]) -> Texts:
    """Age bands in their forms, as ``18-24``, ``65+`` or ``under 18``; "" for anything else.

    >>> age_bands(["18-24", "60 and over", "Amira", ""]).tolist()
    ['18-24', '60 and over', '', '']
    """
    return texts(cell if _AGES.fullmatch(cell.casefold()) else "" for cell in cells)


def not_kept(cells: Sequence[str], kept: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a cell holds something and nothing of it is kept."""
    return np.array([bool(cell and not label) for cell, label in zip(cells, kept, strict=True)], dtype=bool)


def has_unlisted(table: SourceTable, mapping: PartnerMapping) -> bool:
    """Does any row hold a value that is not on the mapping's list?"""
    return any(
        not_kept(table.column(heading), as_labels(table.column(heading), labels_of(mapping, field))).any()
        for field, headings in mapping.labelled().items()
        for heading in headings
    )


def notes_on_labels(unlisted: Mapping[str, int]) -> tuple[str, ...]:
    """How many values of each column were not kept, and what to do; nothing where all were."""
    return tuple(
        f"{heading}: {counted(number, 'row', 'rows')} with a value not on the list; it was not kept. If it "
        "is a label, no name or free text, add it under [labels] in the mapping (on the web: what its "
        "columns mean) and load the file again."
        for heading, number in unlisted.items()
        if number
    )


def tally(cells: Iterable[str]) -> Counter[str]:
    """The values of a column with their counts, the commonest first."""
    return Counter(dict(Counter(filter(None, cells)).most_common()))
