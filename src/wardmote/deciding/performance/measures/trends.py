"""Directions in words: two values, the change with its interval, and whether that is better or worse.

In: a direction as it was kept when a measure was read, or values entered by hand as they were judged. Out:
``Trend``. Nothing is counted here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wardmote.deciding.performance.measures.entered import JudgedEntered
from wardmote.deciding.performance.measures.printed import percent
from wardmote.measuring.analysis.direction import Direction
from wardmote.measuring.catalogue.measures import Measure


@dataclass(frozen=True)
class Trend:
    """A direction in words: two values, the change with its interval, and what it means."""

    words: str
    meaning: str = ""
    detail: str = ""
    reason: str = ""

    @property
    def said(self) -> str:
        """The words, and whether that is better or worse."""
        return f"{self.words}: {self.meaning}" if self.meaning else self.words


def trend_of(kept: Mapping[str, Any], last: str) -> Trend:
    """A stored direction in words; ``last``: the month it ends with."""
    detail = ""
    if kept.get("count") is not None:
        now, before = f"{kept['count']:,}", f"{kept['count_against']:,}"
        detail = f"{now} in the twelve months to {last}, {before} in the twelve before"
        if kept.get("value") is not None and kept.get("low") is not None:
            low, high = percent(kept["low"]), percent(kept["high"])
            detail += f": {percent(kept['value'])} (between {low} and {high})"
    elif kept.get("value") is not None and kept.get("low") is not None:
        low, high = f"{kept['low']:+.1f}", f"{kept['high']:+.1f}"
        detail = f"{kept['value']:+.1f} points (between {low} and {high}) since the survey before"
    return Trend(
        kept["words"], kept.get("meaning", ""), f"{detail}." if detail else "", kept.get("reason", "")
    )


def trend_entered(entered: JudgedEntered, item: Measure) -> Trend:
    """The direction between the two newest values entered by hand."""
    found = entered.direction
    if found.value is None:
        return Trend(found.words, found.meaning, reason=found.reason)
    if found.count is None or found.count_against is None:
        return Trend(found.words, found.meaning, _points(found))
    before = "in the baseline" if item.form == "change" else "the value before"
    detail = f"{found.count:,} now, {found.count_against:,} {before}: {percent(found.value)}"
    if found.interval:
        detail += f" (between {percent(found.interval[0])} and {percent(found.interval[1])})"
    return Trend(found.words, found.meaning, f"{detail}.")


def _points(found: Direction) -> str:
    if found.value is None or found.interval is None:
        return ""
    low, high = found.interval
    return f"{found.value:+.1f} points (between {low:+.1f} and {high:+.1f}) since the value before."
