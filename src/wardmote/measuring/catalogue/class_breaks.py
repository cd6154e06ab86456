"""When classes began, ended or came to mean something else in a source (``class_breaks.toml``).

In: a kind of source, a class key (or ``all``, which no break touches) and months as indices. Out: whether
the class existed in a month, why two stretches of months cannot be set beside each other, and the classes
that hold the same on both sides. Counts that use a word only data.police.uk has are of data.police.uk, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated

from wardmote.measuring.catalogue.classes import OLD_CRIME_TYPES, joined_classes, offence_classes
from wardmote.measuring.catalogue.periods import month_label, parse_month
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.catalogue.strict_toml import OneOf, read_by_key, shipped

ClassKey = Annotated[str, OneOf(offence_classes)]


@dataclass(frozen=True)
class ClassBreak:
    """One month of change; see the head of ``class_breaks.toml``."""

    key: str
    on: str
    sources: tuple[str, ...]
    why: str
    begins: tuple[ClassKey, ...] = ()
    ends: tuple[ClassKey, ...] = ()
    changes: tuple[ClassKey, ...] = ()
    joined: tuple[Annotated[str, OneOf(joined_classes)], ...] = ()

    @cached_property
    def month(self) -> int:
        return parse_month(self.on)

    @cached_property
    def touched(self) -> frozenset[str]:
        """Every class that is not the same before and after."""
        return frozenset({*self.begins, *self.ends, *self.changes})

    def crossed(self, months: Iterable[int]) -> bool:
        """Whether some of the months lie before it and some after."""
        return len({month >= self.month for month in months}) > 1


def source_of(source: str, classes: Iterable[str]) -> str:
    """Whose words a feed's classes are: its source, or data.police.uk where only that has such a word."""
    return POLICE_UK if set(classes) & set(OLD_CRIME_TYPES.values()) else source


def exists(source: str, key: str, month: int) -> bool:
    """Whether the source told of the class in that month."""
    for each in _breaks_of(source):
        if (key in each.begins and month < each.month) or (key in each.ends and month >= each.month):
            return False
    return True


def why_not_compared(source: str, key: str, months: Iterable[int]) -> str:
    """Why a class is not the same in all of these months, as a clause; "" where it is."""
    told = list(months)
    crossed = [each for each in _breaks_of(source) if key in each.touched and each.crossed(told)]
    return crossed[0].why if crossed else ""


def begins_anew(source: str, key: str, month: int) -> int | None:
    """The month from which the class means what it means in this one; None where it always did."""
    found = [each.month for each in _breaks_of(source) if key in each.touched and each.month <= month]
    return max(found, default=None)


def joined_across(source: str, months: Iterable[int]) -> tuple[str, ...]:
    """Classes that hold the same on both sides of the one break that these months cross."""
    told = list(months)
    crossed = [each for each in _breaks_of(source) if each.joined and each.crossed(told)]
    return crossed[0].joined if len(crossed) == 1 else ()


def break_words(source: str, key: str, months: Iterable[int]) -> str:
    """``May 2013``: the month of the first break that a class's months cross; "" for none."""
    told = list(months)
    crossed = [each for each in _breaks_of(source) if key in each.touched and each.crossed(told)]
    return month_label(crossed[0].month) if crossed else ""


@cache
def class_breaks() -> tuple[ClassBreak, ...]:
    """Every break, the earliest first."""
    return tuple(sorted(read_by_key(shipped("class_breaks.toml"), ClassBreak).values(), key=lambda b: b.on))


@cache
def _breaks_of(source: str) -> tuple[ClassBreak, ...]:
    return tuple(each for each in class_breaks() if source in each.sources)
