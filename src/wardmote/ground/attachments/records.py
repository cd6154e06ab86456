"""Which records take files and comments, and who may: each room says it of its own kinds.

In: who looks, a kind and a key. Out: the ``Record``, or ``None`` where there is none for them: one that may
not be seen does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Record:
    """A record as its room knows it: what it is called and where it is shown; whether who looks may add to
    it, and (``keeps``) take away what others added. ``key`` is the record's own (``str(found.pk)``), however
    it was asked for: ``01`` and ``1`` are one record."""

    partnership: str
    kind: str
    key: str
    label: str
    url: str
    adds: bool = True
    keeps: bool = False

    @property
    def subject(self) -> str:
        """As the log names it."""
        return f"{self.kind}:{self.key}"


Finder = Callable[[Any, str], Record | None]
_finders: dict[str, str] = {}


def register(kind: str, finder: str) -> None:
    """Say who knows records of a kind: a function by its dotted path, imported when it is asked."""
    _finders[kind] = finder


def registered() -> dict[str, str]:
    """Every kind with its function's path."""
    return dict(_finders)


def record_for(viewer: Any, kind: str, key: str) -> Record | None:
    """The record for who looks; a key of another shape (words where a number belongs) is none of theirs."""
    if kind not in _finders:
        return None
    finder: Finder = import_string(_finders[kind])
    try:
        return finder(viewer, key)
    except (ValueError, ValidationError):
        return None
