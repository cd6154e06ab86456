"""Like with like: what of two periods of one class can be set beside each other, and why the rest cannot.

In: a question of two periods. Out: two series with the same cells in both, or the reason why there are none.
A class is compared only where every month of both means the same by it (``class_breaks``). A count that is
withheld on one side, or a month that is not known whole, is left out on both: area by area where the source
is counted by areas, else month by month. Rows of the police without a location are in no place: where their
share changed, a change of a place may be that and nothing else.
"""

from dataclasses import dataclass, replace

import numpy as np

from wardmote.measuring.catalogue.class_breaks import break_words, joined_across, why_not_compared
from wardmote.measuring.catalogue.classes import offence_class, top_classes, with_parts
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import POLICE_UK
from wardmote.measuring.figures.inquiry import Inquiry, Question
from wardmote.measuring.figures.series import ALL, Series, classes_in, months_around, series
from wardmote.measuring.store.completeness import LOCATED, LOCATION, percent


def told_beside(question: Question) -> int:
    """How many comparisons of other sources are told with the question's, as it says."""
    return int(question.params.get("beside", 0))


def same_months(period: Period, against: Period) -> bool:
    """Whether each month is set against the same month of another year."""
    months, other = period.months, against.months
    return len(months) == len(other) and (months[0] - other[0]) % 12 == 0


def family(inquiry: Inquiry, feed: str, *, area: str, period: Period, against: Period) -> tuple[str, ...]:
    """Every class compared together in a source, parts included, and the whole when there are several.

    Where the periods lie on two sides of a break, also what holds the same on both.
    """
    seen = {
        *classes_in(inquiry, feed, area=area, period=period),
        *classes_in(inquiry, feed, area=area, period=against),
    }
    whole = set(top_classes(seen))
    across = joined_across(_words_of(inquiry, feed, area), (*period.months, *against.months))
    joined = {key for key in across if with_parts(key) & seen}
    return (*sorted(seen | whole), *sorted(joined), *((ALL,) if len(whole) > 1 else ()))


def why_not(inquiry: Inquiry, question: Question, key: str) -> str:
    """Why a class cannot be compared over a break, as a sentence; "" where it can."""
    source = _words_of(inquiry, question.params["feed"], question.area)
    months = (*question.period.months, *question.before.months)
    because = why_not_compared(source, key, months)
    if not because:
        return ""
    label = offence_class(key).label
    return f"{label} cannot be compared across {break_words(source, key, months)}: {because}."


def compared_series(inquiry: Inquiry, question: Question, key: str) -> tuple[Series, Series]:
    """Before and now, each with what is known on both sides only."""
    before, now = _both(inquiry, question, key, "place")
    if all(before.held) and all(now.held):
        return before, now
    unit = _unit(inquiry, question) if before.withheld or now.withheld else ""
    if unit:
        before, now = _both(inquiry, question, key, unit)
    if same_months(question.period, question.before):
        both = before.known & now.known
        return _only(before, both), _only(now, both)
    steady = before.known.all(axis=0) & now.known.all(axis=0)
    if unit and steady.any():
        return _only(before, before.known & steady), _only(now, now.known & steady)
    return _only(before, _whole_months(before)), _only(now, _whole_months(now))


@dataclass(frozen=True)
class LearnedFrom:
    """``counts`` of a class in ``months``: those compared, and those around them that are known alike."""

    months: tuple[int, ...]
    counts: tuple[int, ...]
    loads: frozenset[str]
    left_out: bool


def learned_from(inquiry: Inquiry, question: Question, key: str) -> LearnedFrom:
    """What is compared of a class, with the months around it that tell how much it varies.

    Where cells were left out of a compared month, months counted whole are no measure of it.
    """
    pair = compared_series(inquiry, question, key)
    asked = {*question.period.months, *question.before.months}
    around = months_around(question.period, question.before)
    whole = Period.of_months(around[0], around[-1])
    beside = series(inquiry, question.params["feed"], key, area=question.area, period=whole)
    all_there = _known(beside)
    compared = {month: n for each in pair for month, n in _known(each).items()}
    counts = {} if compared.items() - all_there.items() else all_there
    counts = {month: n for month, n in counts.items() if month not in asked} | compared
    months = tuple(sorted(counts))
    loads = beside.loads.union(*(each.loads for each in pair))
    left_out = any(each.left_out for each in pair)
    return LearnedFrom(months, tuple(counts[month] for month in months), loads, left_out)


def why_not_held(question: Question, found: LearnedFrom) -> str:
    """Why nothing is known of one of the periods, as a sentence; "" where something is of both."""
    if all(set(each.months) & set(found.months) for each in (question.before, question.period)):
        return ""
    return "No count of it is known in both periods: what is withheld or missing is not zero."


def _known(found: Series) -> dict[int, int]:
    """Rows of each month that is known."""
    return {m: n for m, n, held in zip(found.months, found.by_month, found.held, strict=True) if held}


def comparable_parts(inquiry: Inquiry, question: Question) -> tuple[str, ...]:
    """The classes that add up to the whole on both sides: those that stayed the same, and joined ones.

    ``Refusal`` where some class changed its meaning and nothing holds it on both sides.
    """
    feed, periods = question.params["feed"], (question.period, question.before)
    keys = family(inquiry, feed, area=question.area, period=periods[0], against=periods[1])
    joined = [key for key in keys if key != ALL and offence_class(key).joins]
    inside = frozenset().union(*(with_parts(key) for key in joined))
    tops = set(top_classes(key for key in keys if key != ALL and key not in joined)) - inside
    refuse_incomparable(inquiry, question, *tops)
    return (*sorted(tops), *joined)


def refuse_incomparable(inquiry: Inquiry, question: Question, *keys: str) -> None:
    """``Refusal`` with the reason where one of the classes is not the same in both periods."""
    for key in sorted(keys):
        if reason := why_not(inquiry, question, key):
            raise Refusal(reason, found=key, todo="Choose two periods on one side of the change.")


def count_if_known(inquiry: Inquiry, question: Question, key: str, period: Period) -> int | None:
    """Rows of a class in a period; None where it did not exist, or not all of it is known."""
    found = series(inquiry, question.params["feed"], key, area=question.area, period=period)
    return found.total if all(found.held) else None


@dataclass(frozen=True)
class LocationLost:
    """Shares of a force's rows without a location, before and now; ``answers`` that say it is right so."""

    before: float
    now: float
    answers: frozenset[str]

    @property
    def reason(self) -> str:
        """Why a change is not told."""
        return (
            f"{percent(self.before)} of the force's rows had no location then and {percent(self.now)} now, "
            "which alone could make this change."
        )


def location_lost(inquiry: Inquiry, question: Question) -> LocationLost | None:
    """Where the shares of the two periods differ by enough to move a count; None where they do not."""
    feed = question.params["feed"]
    if feed != POLICE_UK:
        return None
    area = question.area
    force = inquiry.once(("force months", area), lambda: inquiry.evidence.force_months(inquiry.place(area)))
    before, now = (force.unlocated_share(each.months) for each in (question.before, question.period))
    months = sorted((*question.before.months, *question.period.months))
    doubts = [d for d in force.doubts if d.kind == LOCATION and months[0] < d.month <= months[-1]]
    if abs(now - before) < LOCATED or not doubts:
        return None
    answers = frozenset(d.answer.load for d in doubts if d.answer is not None and d.stands)
    return LocationLost(before, now, answers if len(answers) == len(doubts) else frozenset())


def _both(inquiry: Inquiry, question: Question, key: str, unit: str) -> tuple[Series, Series]:
    feed, area = question.params["feed"], question.area
    before, now = (
        series(inquiry, feed, key, area=area, period=each, unit=unit)
        for each in (question.before, question.period)
    )
    return before, now


def _whole_months(found: Series) -> np.ndarray:
    return np.repeat(np.array(found.held)[:, None], len(found.areas), axis=1)


def _only(found: Series, cells: np.ndarray) -> Series:
    """A series with these cells of it; a month of which none is left is not held."""
    unplaced = np.where(cells.all(axis=1), found.unplaced, 0)
    return replace(
        found,
        counts=np.where(cells, found.counts, 0),
        unplaced=unplaced,
        held=tuple(bool(row.any()) for row in cells),
        left_out=not cells.all(),
    )


def _unit(inquiry: Inquiry, question: Question) -> str:
    """The areas that a counted source is counted by; "" where it has none."""
    known = inquiry.feed(question.area, question.params["feed"])
    return known.units[0] if known is not None and known.precision == "area" and known.units else ""


def _words_of(inquiry: Inquiry, feed: str, area: str) -> str:
    """Whose words the feed's classes are."""
    counted = inquiry.evidence.monthly(feed, inquiry.place(area), "place")
    return counted.source
