"""What of a detail goes into the log: ids, numbers, days, states; no words that people or files brought.

A row of the log is never changed or taken out, so a name in it could never be erased: the record that the
row speaks of has the words, for as long as they may be kept. In: what is done, and what the write tells of
itself. Out: the same, of JSON's kinds, without the texts: one stays where it has the form of a number, a
day, a period or a hash, or where its key is one of ids (``IDS``) and it is written as ids are. The plan and
the assessment keep what stood there before (``OWN_TEXTS``): they are the partnership's own public words,
and the log is the only place that has an earlier wording.
"""

import re
from collections.abc import Mapping
from typing import Any

OWN_TEXTS = ("plan.", "assessment.")
"""Kinds of events in rooms that hold what the partnership itself publishes, and no register."""
_IDS = """
action area audience basket compared database decision documents edition engine feed finding follows group
inside key keys kind mapping matter measure method narrowed_by of origin part partnership period priority
program purpose recognised records regime register result role roles seal sha256 slug state status step things
type way wave
"""
IDS = frozenset(_IDS.split())
"""Keys whose texts are ids. A write whose detail has another key of ids adds it here."""
_FORM = re.compile(
    r"[+-]?\d+(\.\d+)?|(?:\d{4}-\d\d(-\d\d)?:)?\d{4}-\d\d(-\d\d)?([T ][\d:.]+(Z|[+-]\d\d:\d\d)?)?"
    r"|[0-9a-f]{12,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/|-]{0,199}")
_KEY = re.compile(r"[a-z][a-z0-9_ -]{0,40}")
_GONE = object()


def without_words(what: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail of an event as the log keeps it.

    >>> told = {"kind": "counts", "name": "Amira Khan.xlsx", "due": "2008-04-01", "rows": 3}
    >>> without_words("evidence.brought", told)
    {'kind': 'counts', 'due': '2008-04-01', 'rows': 3}
    """
    return dict(detail) if what.startswith(OWN_TEXTS) else _kept_of(detail, ids=False)


def _kept_of(value: Any, *, ids: bool) -> Any:
    if isinstance(value, Mapping):
        named = {str(key): _kept_of(each, ids=str(key) in IDS) for key, each in value.items()}
        return {key: each for key, each in named.items() if each is not _GONE and _KEY.fullmatch(key)}
    if isinstance(value, list | tuple | set | frozenset):
        return [kept for each in value if (kept := _kept_of(each, ids=ids)) is not _GONE]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    known = _FORM.fullmatch(text) or (ids and _ID.fullmatch(text))
    return text if known or not text else _GONE
