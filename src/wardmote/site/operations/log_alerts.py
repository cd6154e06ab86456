"""What in a month of the log asks for a look: many records at once, work at night, one's own record.

In: the rows of a month and those of the time before, and rules that settings.WARDMOTE_LOG_ALERTS holds. Out:
alerts in words. Pure of the database: who looks decides which rows. An alert is a question, not a fault.

- **Many records**: somebody read more than ``records`` different ones within a clock hour, and more than
  ``times`` their usual (the middle of the hours in which they read any, in the rows given).
- **At night**: somebody read or wrote between the hours ``night`` (local time).
- **Own record**: what somebody read or wrote was about themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Final

from wardmote.ground.audit.models import Entry
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.operations.log_sentences import detail_of, in_words, local_moment

MANY, NIGHT, OWN = "Many records", "At night", "Own record"
OWN_BY_RIGHT: Final = ("accounts.",)
"""What everybody does of their own: how they sign in."""


@dataclass(frozen=True)
class AlertRules:
    """``records``: in an hour; ``times``: the usual; ``night``: from which hour to which."""

    records: int = 100
    times: float = 3
    night: tuple[int, int] = (22, 6)

    @classmethod
    def parse(cls, text: str) -> "AlertRules":
        """From "records=100 times=3 night=22-6"; what is left out stays.

        >>> AlertRules.parse("records=50 night=23-5")
        AlertRules(records=50, times=3, night=(23, 5))
        """
        try:
            given = dict(each.split("=") for each in text.split())
            first, last = given.pop("night", "22-6").split("-")
            found = cls(int(given.pop("records", 100)), float(given.pop("times", 3)), (int(first), int(last)))
            if given or not all(0 <= hour <= 24 for hour in found.night):
                raise ValueError
        except ValueError:
            raise Refusal(
                "The rules for alerts of the log cannot be read.",
                where="WARDMOTE_LOG_ALERTS",
                found=text,
                todo="Write them as: records=100 times=3 night=22-6",
            ) from None
        return found

    def at_night(self, hour: int) -> bool:
        first, last = self.night
        return first <= hour < last if first < last else hour >= first or hour < last


@dataclass(frozen=True)
class LogAlert:
    """Which rule, who, on which day, and what happened."""

    kind: str
    by: str
    on: date
    words: str


def alerts_in(
    rows: Iterable[Entry], people: Mapping[str, int], *, rules: AlertRules, since: date
) -> list[LogAlert]:
    """The alerts from a day on; rows before it say what is usual. ``people``: the number of who is named."""
    hours: dict[tuple[str, datetime], set[str]] = defaultdict(set)
    nights: dict[tuple[str, date], int] = defaultdict(int)
    own: dict[tuple[str, date, str], None] = {}
    for row in rows:
        at = local_moment(row)
        if row.what.startswith("read."):
            hours[row.by, at.replace(minute=0, second=0, microsecond=0)].update(_records(row))
        if at.date() < since or row.by not in people:
            continue
        if rules.at_night(at.hour):
            nights[row.by, at.date()] += 1
        if f"person:{people[row.by]}" == row.subject and not row.what.startswith(OWN_BY_RIGHT):
            own[row.by, at.date(), row.what] = None
    found = [
        *_many(hours, rules, since),
        *(LogAlert(NIGHT, by, on, f"{counted(n, 'row', 'rows')} at night") for (by, on), n in nights.items()),
        *(LogAlert(OWN, by, on, f"{in_words(what)}: themselves") for (by, on, what) in own),
    ]
    return sorted(found, key=lambda each: (each.on, each.by, each.kind), reverse=True)


def _records(row: Entry) -> list[str]:
    """The records that a row says were read; of a file or page of no record, itself."""
    found: list[str] = detail_of(row).get("records", [])
    return found or [row.subject]


def _many(
    hours: Mapping[tuple[str, datetime], set[str]], rules: AlertRules, since: date
) -> Iterable[LogAlert]:
    usual: dict[str, list[int]] = defaultdict(list)
    for (by, _), records in hours.items():
        usual[by].append(len(records))
    for (by, hour), records in hours.items():
        middle = median(usual[by])
        if hour.date() >= since and len(records) > rules.records and len(records) > rules.times * middle:
            usually = f"usually {counted(round(middle), 'record', 'records')} an hour"
            words = f"{len(records):,} records between {hour:%H}:00 and {hour:%H}:59; {usually}"
            yield LogAlert(MANY, by, hour.date(), words)
