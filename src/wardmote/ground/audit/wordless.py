"""What of a detail goes into the log: ids, numbers, days, states; no words that people or files brought.

A row of the log is never changed or taken out, so a name in it could never be erased. Where a text stood its
length is left: the record that the row speaks of has the words, as long as they may be kept. In: what a write
tells of itself. Out: the same, of JSON's kinds. A text stays where it has the form of a number, a day, a
period or a hash, or where its key is one that holds ids (``IDS``) and it is written as ids are.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

_WORDS = """
    action area audience basket compared database decision documents edition engine feed finding follows
    for_ group inside key keys kind mapping matter measure method of origin owner_key part partnership
    period priority program purpose recognised regime register result role roles seal sha256 slug source
    state status step things type version wave way
"""
IDS = frozenset(_WORDS.split()) | {"reply due"}
"""Keys of details whose texts are ids, where they are written like one; a new one is added with its write."""
_FORM = re.compile(
    r"[+-]?\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?([T ][\d:.]+(Z|[+-]\d\d:\d\d)?)?"
    r"|\d{4}-\d\d(-\d\d)?:\d{4}-\d\d(-\d\d)?"
    r"|[0-9a-f]{12,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_ID = re.compile(r"[a-z0-9][a-z0-9._:/|-]{0,199}")


def without_words(value: Any, key: str = "", *, ids: bool = False) -> Any:
    """The detail as it may be kept for good; ``ids`` where what stands under a key of ids is looked at.

    >>> without_words({"measure": "i-04", "reason": "Amira Khan asked", "due": "2008-04-01", "n": 3})
    {'measure': 'i-04', 'reason': '(16 characters)', 'due': '2008-04-01', 'n': 3}
    """
    ids = ids or key in IDS
    if isinstance(value, Mapping):
        return {_named(name): without_words(each, str(name)) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_words(each, key, ids=ids) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    if isinstance(value, date | Decimal) or not text or _FORM.fullmatch(text):
        return text
    return text if ids and _ID.fullmatch(text) else f"({len(text):,} characters)"


def _named(name: Any) -> str:
    """A key of a detail: a name of the program's own."""
    return (
        str(name) if re.fullmatch(r"[a-z][a-z0-9_ -]{0,40}", str(name)) else f"({len(str(name))} characters)"
    )
