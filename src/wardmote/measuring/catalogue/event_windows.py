"""Named windows of days and national disruptions (``event_windows.toml``).

In: a kind of window (event, school-holiday, bank-holiday), or a ``Period`` and a country. Out:
``EventWindow`` rows, first to last day inclusive, in order of date. Years held:
2004 to 2026. School holidays are approximate and their labels say so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import read_toml, shipped

FIRST_YEAR, LAST_YEAR = 2004, 2026
KINDS = ("event", "school-holiday", "bank-holiday", "disruption")


@dataclass(frozen=True, order=True)
class EventWindow:
    """One window in one year; ``year`` is the year it starts in; no ``countries``: everywhere."""

    start: date
    end: date
    key: str
    label: str
    kind: str
    countries: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        return self.start.year

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class _Written:
    """As the file says it: periods of days, or month and day of both edges in every year."""

    label: str
    dates: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    countries: tuple[str, ...] = ()


def windows(kind: str) -> tuple[EventWindow, ...]:
    """Every window of one kind; ``Refusal`` names the kinds."""
    if kind not in KINDS:
        raise Refusal(
            "There is no such kind of window.", found=repr(kind), todo=f"Use one of: {', '.join(KINDS)}."
        )
    return tuple(window for window in _calendar() if window.kind == kind)


def overlapping(period: Period, country: str) -> tuple[EventWindow, ...]:
    """The country's events, school holidays and bank holidays with a day in the period. Of a country that is
    not known, those that every country has."""
    held = (w for w in _calendar() if w.kind != "disruption" and (not w.countries or country in w.countries))
    return tuple(w for w in held if _touches(w, period))


def label_of(key: str) -> str:
    """What the window of a key is called: ``christmas-new-year`` -> ``Christmas and New Year``."""
    return next(w.label for w in _calendar() if w.key == key)


def known_of(kind: str, country: str) -> bool:
    """May the windows of a kind be told of a country: are they its own?"""
    return any(country in w.countries for w in windows(kind))


def disruptions(period: Period, country: str) -> tuple[EventWindow, ...]:
    """The country's disruptions with a day in the period; such time is no normal baseline. None are known
    of a country that is not known."""
    held = (w for w in _calendar() if w.kind == "disruption" and country in w.countries)
    return tuple(w for w in held if _touches(w, period))


def _touches(window: EventWindow, period: Period) -> bool:
    return window.start <= period.end and window.end >= period.start


@cache
def _calendar() -> tuple[EventWindow, ...]:
    return tuple(sorted(_rows(read_toml(shipped("event_windows.toml"), dict[str, dict[str, _Written]]))))


def _rows(tables: Mapping[str, Mapping[str, _Written]]) -> Iterator[EventWindow]:
    for kind, names in tables.items():
        for key, row in names.items():
            for days in row.dates:
                period = parse_period(days)
                yield EventWindow(period.start, period.end, key, row.label, kind, row.countries)
    for key, row in tables["yearly"].items():
        crosses = int(row.end < row.start)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            start = date.fromisoformat(f"{year}-{row.start}")
            end = date.fromisoformat(f"{year + crosses}-{row.end}")
            yield EventWindow(start, end, key, row.label, "event", row.countries)
