"""Everything owed on a day, whichever room it comes from.

In: functions that rooms register by dotted path, each for a partnership (its slug) and a day. Out:
``Owed`` in the order in which one would ask: what is latest first, then what comes due. Bodies go by their
numbers, and are called by their names; what no single body owes is owed by ``STRATEGY_GROUP`` or
``PARTNERSHIP``.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.module_loading import import_string

from wardmote.ground.owed.shared_queries import SharedQuery, ask_together
from wardmote.measuring.catalogue.counted import counted, listed
from wardmote.measuring.drafting.sentences import say_from

ROOM = "wardmote.ground.owed"


@dataclass(frozen=True)
class OwedBy:
    """Who owes something: a body with its number, or what has none, the partnership or its strategy group."""

    name: str
    body: int = 0

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What it goes by, however it is called."""
        return str(self.body) if self.body else self.name


STRATEGY_GROUP, PARTNERSHIP = OwedBy("The strategy group"), OwedBy("The partnership")


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing owed: what, by whom and to whom, since when, until when, and where it is answered.

    ``about`` tells it from every other: its kind and its row. ``stale``: nobody has said anything of it for
    too long. ``counted``: whether people are told by how many days it is late. ``hint``: what a letter says
    of answering it. ``record``: the room's own
    row, for who composes a page with it and need not ask again.
    """

    kind: str
    words: str
    by: tuple[OwedBy, ...]
    to: str = PARTNERSHIP.name
    since: date
    due: date | None
    url: str
    on: date
    about: str
    stale: bool = False
    counted: bool = True
    hint: str = ""
    record: object = field(default=None, compare=False, repr=False)

    @property
    def late(self) -> int:
        """Days it is late; 0 when it is not."""
        return max(0, (self.on - self.due).days) if self.due else 0

    @property
    def who(self) -> str:
        return listed(map(str, self.by))

    @property
    def days_late(self) -> str:
        return counted(self.late, "day", "days")

    @property
    def mark(self) -> tuple[str, str]:
        """The sign and words of a status mark."""
        if self.late:
            return "off-track", f"{self.days_late} late" if self.counted else "Overdue"
        if self.stale:
            return "near", "Stale"
        return "not-set", "Due" if self.due else "Open"


Provider = Callable[[str, date], Iterable[Owed]]
_providers: list[str] = []
_kinds: dict[str, str] = {}


def register(provider: str, **kinds: str) -> None:
    """Ask a function (by its dotted path, imported when it is asked) for what is owed; ``kinds`` of it by
    their names: ``task="Task"``. Every page and letter asks it: once for the database, whatever there is, and
    in one question with other rooms where it answers with a ``SharedQuery``."""
    if not kinds:
        raise TypeError(f'{provider}: say what its kinds are called, as in register(path, task="Task")')
    if provider not in _providers:
        _providers.append(provider)
    _kinds.update(kinds)


def kinds() -> dict[str, str]:
    """Every kind of thing that may be owed, and what it is called."""
    return dict(_kinds)


def registered() -> tuple[str, ...]:
    """The paths of every function that is asked."""
    return tuple(_providers)


def owed_on(partnership: str, on: date) -> list[Owed]:
    """Everything owed in a partnership on a day."""
    providers: list[Provider] = [import_string(path) for path in _providers]
    answers = [provider(partnership, on) for provider in providers]
    shared = ask_together([each for each in answers if isinstance(each, SharedQuery)])
    alone = [each for each in answers if not isinstance(each, SharedQuery)]
    found = [owed for each in (*shared, *alone) for owed in each]
    if nameless := {each.kind for each in found} - set(_kinds):
        named = listed(sorted(nameless))
        raise TypeError(f"owed: say what {named} is called where its provider is registered")
    return sorted(found, key=lambda each: (-each.late, each.due or date.max, each.kind, each.words))


def seen_by(found: Iterable[Owed], *, bodies: Collection[int], runs: bool) -> tuple[list[Owed], list[Owed]]:
    """(owed to us, owed by us) for somebody of these bodies; ``runs``: they run or chair the partnership.

    Who does neither sees what their bodies owe.
    """
    to_us: list[Owed] = []
    by_us: list[Owed] = []
    for each in found:
        shared = runs and not {STRATEGY_GROUP, PARTNERSHIP}.isdisjoint(each.by)
        (by_us if shared or any(who.body in bodies for who in each.by) else to_us).append(each)
    return to_us if runs else [], by_us


def summary(found: Sequence[Owed], *, to_us: bool) -> str:
    """One sentence: how many of each kind, how many late, and the one that is latest."""
    if not found:
        return ""
    counts = [(sum(each.kind == kind for each in found), name.lower()) for kind, name in _kinds.items()]
    told = listed(counted(count, name, _plural(name)) for count, name in counts if count)
    way, late = "to" if to_us else "by", [each for each in found if each.late]
    if not late:
        return say_from(ROOM, "on-time", told=told, found=len(found), way=way)
    worst = max(late, key=lambda each: each.late)
    who = f" ({worst.who})" if to_us else ""
    key = "late" if len(found) > 1 else "one-late"
    return say_from(ROOM, key, told=told, way=way, late=len(late), days=worst.days_late, who=who)


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
