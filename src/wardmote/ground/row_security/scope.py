"""For which partnership this thread works now: what every transaction on PostgreSQL is told.

In: a partnership's slug, or the reason why all are needed. Out: ``current()``: the slug, ``ALL``, or ""
(nobody's: no row of any partnership is shown or taken). A new thread begins with nobody's. ``ValueError`` for
what is no slug. Whoever works for all says why, by name: look for ``all_partnerships(``.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

ALL: Final = "*"
_SLUG: Final = re.compile(r"[-\w]+", re.ASCII)
_current: ContextVar[str] = ContextVar("partnership", default="")


def current() -> str:
    """The slug of the partnership, ``ALL``, or "" for none."""
    return _current.get()


@contextmanager
def nobodys() -> Iterator[None]:
    """Nothing is shown until ``narrow`` or ``widen`` says for whom; what they said ends with this block."""
    with _set(""):
        yield


@contextmanager
def of_partnership(slug: str) -> Iterator[None]:
    """Rows of this partnership alone."""
    with _set(_checked(slug)):
        yield


@contextmanager
def all_partnerships(why: str) -> Iterator[None]:
    """Rows of all of them; ``why`` is for whoever reads the code."""
    with _set(ALL):
        yield


def narrow(slug: str) -> None:
    """Rows of this partnership alone until the block around ends: once it is known whose page it is."""
    _current.set(_checked(slug))


def widen(why: str) -> None:
    """Rows of all, until the block around ends: for pages that belong to no partnership."""
    _current.set(ALL)


@contextmanager
def _set(value: str) -> Iterator[None]:
    before = _current.set(value)
    try:
        yield
    finally:
        _current.reset(before)


def _checked(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is no partnership's slug")
    return slug
