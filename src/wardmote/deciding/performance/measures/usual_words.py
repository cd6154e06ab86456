"""What is usual of a measure in words: its drift, what its months cannot tell, a new baseline.

In: ``MeasureReading.judged`` as ``reading`` keeps it (``usual``, ``asks``, ``proposed``). Out: sentences,
and a ``ProposalShown`` where a new baseline is proposed. A drift is told as a drift: no month that follows
it is an exception.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wardmote.deciding.performance.models import MeasureBaseline
from wardmote.measuring.analysis.learned_months import FOR_A_SLOPE
from wardmote.measuring.analysis.usual_months import FOR_A_SEASON
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import Period, month_label, parse_month

TOLD = 0.005
"""A slope below half a per cent a year is not told."""


@dataclass(frozen=True)
class ProposalShown:
    """Months to draw a new baseline from: ``initial`` of the form, why, and the months in words."""

    initial: Mapping[str, Any]
    why: str
    months: str


def usual_words(judged: Mapping[str, Any], month: str) -> list[str]:
    """What its months taught, each a sentence; ``month``: the latest held."""
    usual, asks = judged.get("usual"), judged.get("asks")
    if not usual:
        return []
    found = []
    if not usual["kept"]:
        found.append(
            "No baseline is drawn yet: until a month of the plan's year is held, the "
            f"{counted(usual['months'], 'month', 'months')} before the latest twelve stand in for it."
        )
    found += [words for words in (_drift(usual), _too_few(usual)) if words]
    if asks:
        found.append(_asks(asks, parse_month(month)))
    return found


def _drift(usual: Mapping[str, Any]) -> str:
    own, every = usual["slope"], usual["all"]
    if abs(own) < TOLD:
        return ""
    also = f"; taken together, all measures {_moves(every, several=True)}" if abs(every) >= TOLD else ""
    return (
        f"What is usual {_moves(own)}, as its months did, and goes on so{also}. A month on that line is no "
        "exception, however far the line has come."
    )


def _moves(slope: float, *, several: bool = False) -> str:
    way = "rise" if slope > 0 else "fall"
    return f"{way if several else f'{way}s'} {abs(slope):.1%} a year".replace("%", " %")


def _too_few(usual: Mapping[str, Any]) -> str:
    months = usual["months"]
    if not usual["seasonal"]:
        return f"{months} months tell neither season nor drift: that takes {FOR_A_SEASON}."
    if months < FOR_A_SLOPE:
        return f"{months} months tell such a drift only as a guess; {FOR_A_SLOPE} tell it better."
    return ""


def _asks(asks: Mapping[str, float], last: int) -> str:
    count, expected = asks["count"], asks["expected"]
    side, change = ("fewer", "fall") if count < expected else ("more", "rise")
    when = f"{month_label(last + 1)} and {month_label(last + 2)}"
    return (
        f"In {when} together {count:,.0f} or {side} would ask for a reply, where about {expected:,.0f} are "
        f"usual. A smaller {change} can hide in chance."
    )


def proposal(judged: Mapping[str, Any], rows: Sequence[MeasureBaseline]) -> ProposalShown | None:
    """The new baseline to propose beside those drawn; ``rows`` as they are now, after any drawn since."""
    wanted = judged.get("proposed")
    if not wanted or not rows or parse_month(rows[-1].first) + rows[-1].months > parse_month(wanted["first"]):
        return None
    first = parse_month(wanted["first"])
    return ProposalShown(
        {"first": wanted["first"], "months": wanted["months"]},
        _why(wanted, rows[-1]),
        Period.of_months(first, first + wanted["months"] - 1).label,
    )


def _why(wanted: Mapping[str, Any], row: MeasureBaseline) -> str:
    begins = parse_month(row.first)
    before = Period.of_months(begins, begins + row.months - 1).label
    if not wanted["moved"]:
        return f"What is usual was learned from {before}, and newer months could tell it better."
    side = "above" if wanted["change"] > 0 else "below"
    change = f"{abs(wanted['change']):.0%} {side}".replace("%", " %")
    return f"The level has moved: the latest twelve months lie {change} that of {before}, season counted."
