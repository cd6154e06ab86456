"""What every method answers: a value with its interval, n, assumptions, caveats and status.

A method never raises on thin data: it answers ``insufficient`` (too few to
say), ``undefined`` (no such number, as a change over a zero base) or
``not_comparable`` (a break, a precision that cannot carry the method) and
gives the reason in plain words. Methods return subclasses of ``Result`` that
add their own fields; every field is JSON-able (numbers, strings, tuples).
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    OK = "ok"
    INSUFFICIENT = "insufficient"
    UNDEFINED = "undefined"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, kw_only=True)
class Result:
    """``value`` in the method's unit; ``interval`` 95 % unless the method says otherwise.

    ``caveats`` are keys of the catalogue's ``caveats.toml``; ``reason`` is a
    plain sentence and is empty exactly when ``status`` is ``ok``.
    """

    value: float | None = None
    interval: tuple[float, float] | None = None
    n: int | None = None
    assumptions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    status: Status = Status.OK
    reason: str = ""

    @classmethod
    def fields_of(cls, result: object) -> dict[str, Any]:
        """What a result says of these fields, for one of another kind that says more."""
        return {each.name: getattr(result, each.name) for each in fields(cls)}
