"""What came of crimes: the share in which somebody was charged or dealt with, and whether it changed.

In: a class of the police's rows (or ``all`` that are crimes) in a place and period. Out: figures over the
crimes that are closed. Crimes that are still open, or of which the source says nothing, are in no share.
A file tells what was known when it was made, so the months before it are mostly open: a month of which more
than ``MOST_OPEN`` of the place's crimes are open is left out, on both sides of a comparison, and a class of
which more are open than that is too early to say. Of a crime that is open in its own file the outcomes files
held since tell the latest word. Anti-social behaviour has no outcome and is never counted.

How it misleads: an outcome belongs to the month of the crime, not to the day it was decided; a charge is a
result whatever the court then decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.analysis.change import CLEAR_FALL, CLEAR_RISE, NO_CLEAR_CHANGE
from wardmote.measuring.analysis.rates import proportion
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.share_change import ShareChange, share_change, share_words
from wardmote.measuring.catalogue.classes import offence_class, with_parts
from wardmote.measuring.catalogue.outcomes import (
    CLOSED,
    NO_SUSPECT,
    OPEN,
    RESULT,
    UNKNOWN,
    outcome_group,
    outcome_groups,
)
from wardmote.measuring.catalogue.periods import Period, month_code
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.changing import comparison_caveats
from wardmote.measuring.figures.comparable import same_months, why_not
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.store.completeness import percent

MOST_OPEN, MOST_UNKNOWN, UNKNOWN_DIFFERS = 0.1, 0.25, 0.1
Counts = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, kw_only=True)
class OutcomeShares(Result):
    """``value``: those charged or dealt with as a share of ``n`` closed; ``rows``: crimes by outcome group.

    ``months`` are counted, ``too_early`` left out because too many of the place's crimes are still open.
    """

    rows: tuple[Mapping[str, Any], ...]
    no_suspect: float | None = None
    months: tuple[str, ...] = ()
    too_early: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """Crimes by the key of their group."""
        return {group: int(row["count"]) for group, row in zip(outcome_groups(), self.rows, strict=True)}


@dataclass(frozen=True, kw_only=True)
class OutcomeChange(ShareChange):
    """As ``ShareChange``, of the closed crimes of ``months`` against ``months_before``."""

    months: tuple[str, ...] = ()
    months_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutcomeMonths:
    """``counts``: group -> crimes in each of ``months``, which are held; ``ripe``: months with few open."""

    months: tuple[int, ...]
    counts: Counts
    ripe: frozenset[int]
    loads: frozenset[str]

    def by_group(self, months: Iterable[int]) -> dict[str, int]:
        """Crimes of these months in each group."""
        wanted = set(months)
        at = [i for i, month in enumerate(self.months) if month in wanted]
        return {group: int(row[at].sum()) for group, row in self.counts.items()}

    def closed(self, months: Sequence[int]) -> list[tuple[int, int]]:
        """For each of these months how many ended with a result, and how many are closed."""
        place = {month: i for i, month in enumerate(self.months)}
        done = np.sum([self.counts[group] for group in CLOSED], axis=0)
        return [(int(self.counts[RESULT][place[m]]), int(done[place[m]])) for m in months]


def outcome_classes(classes: Iterable[str]) -> tuple[str, ...]:
    """The classes that have an outcome: recorded crime."""
    return tuple(key for key in classes if offence_class(key).crime)


@method("outcomes", title="Share of the closed crimes in which somebody was charged or dealt with")
def outcomes(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """``class`` of ``feed`` by what came of it, over the months of the period that are ripe."""
    found = _months(inquiry, question, question.params["class"], question.period)
    ripe = [month for month in found.months if month in found.ripe]
    early = tuple(month_code(month) for month in found.months if month not in found.ripe)
    counts = found.by_group(ripe)
    closed = sum(counts[group] for group in CLOSED)
    told: dict[str, Any] = {
        "caveats": ("outcomes_closed", *(("outcomes_open",) if early else ())),
        "rows": tuple({"name": group.label, "count": counts[key]} for key, group in outcome_groups().items()),
        "months": tuple(map(month_code, ripe)),
        "too_early": early,
    }
    if reason := _why_not_told(found, ripe):
        status = Status.INSUFFICIENT
        return InquiryAnswer(OutcomeShares(n=closed, status=status, reason=reason, **told), found.loads)
    share = proportion(counts[RESULT], closed)
    result = OutcomeShares(
        value=share.value,
        interval=share.interval,
        n=closed,
        assumptions=share.assumptions,
        status=share.status,
        reason=share.reason,
        no_suspect=counts[NO_SUSPECT] / closed if share.status == Status.OK else None,
        **told,
    )
    return InquiryAnswer(result, found.loads)


@method("outcome_change", title="Points by which the share charged or dealt with changed")
def outcome_change(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The share of one class now less before, of months ripe on both sides; judged with all others."""
    step = ("outcome_change", question.params["feed"], question.area, question.period, question.before)
    judged, loads = inquiry.once(step, lambda: _judged(inquiry, question))
    key = question.params["class"]
    if key not in judged:
        raise Refusal("No crimes of this class in either period.", found=key)
    return InquiryAnswer(judged[key], loads)


def _judged(inquiry: Inquiry, question: Question) -> tuple[Mapping[str, OutcomeChange], frozenset[str]]:
    """Every class with an outcome, and all of them together; the loads used."""
    found, loads = {}, frozenset[str]()
    for key in (*_classes(inquiry, question), ALL):
        now = _months(inquiry, question, key, question.period)
        before = _months(inquiry, question, key, question.before)
        found[key] = _compared(inquiry, question, key, before=before, now=now)
        loads |= now.loads | before.loads
    words = dict(zip(found, share_words(found.values()), strict=True))
    return {key: _worded(each, words[key]) for key, each in found.items()}, loads


def _compared(
    inquiry: Inquiry, question: Question, key: str, *, before: OutcomeMonths, now: OutcomeMonths
) -> OutcomeChange:
    then, later = _ripe_on_both_sides(question, before, now)
    shares = share_change(before.closed(then), now.closed(later))
    reason = why_not(inquiry, question, key) or _why_not_told(before, then) or _why_not_told(now, later)
    reason = reason or _unknown_differs(before.by_group(then), now.by_group(later))
    caveats = ("outcomes_closed", *comparison_caveats(inquiry, question))
    result = OutcomeChange(
        **{each.name: getattr(shares, each.name) for each in fields(ShareChange)},
        months=tuple(map(month_code, later)),
        months_before=tuple(map(month_code, then)),
    )
    result = replace(result, caveats=(*result.caveats, *caveats))
    if reason:
        return replace(result, value=None, interval=None, status=Status.NOT_COMPARABLE, reason=reason)
    if result.status == Status.OK and _open_could_undo(result, before.by_group(then), now.by_group(later)):
        return replace(result, caveats=(*result.caveats, "outcomes_undo"))
    return result


def _worded(found: OutcomeChange, words: str) -> OutcomeChange:
    """With its fixed word; none is clear that the crimes still open could undo."""
    clear = words in (CLEAR_FALL, CLEAR_RISE)
    return replace(found, words=NO_CLEAR_CHANGE if clear and "outcomes_undo" in found.caveats else words)


def _ripe_on_both_sides(
    question: Question, before: OutcomeMonths, now: OutcomeMonths
) -> tuple[list[int], list[int]]:
    """The months compared: in pairs where each is set against its like, else all that are ripe."""
    then, later = ([m for m in each.months if m in each.ripe] for each in (before, now))
    if not same_months(question.period, question.before):
        return then, later
    apart = question.period.first_month - question.before.first_month
    pairs = [month for month in later if month - apart in then]
    return [month - apart for month in pairs], pairs


def _why_not_told(found: OutcomeMonths, ripe: Sequence[int]) -> str:
    """Why a share of these months would mislead, as a sentence; "" where it would not."""
    counts = found.by_group(ripe or found.months)
    total = sum(counts.values())
    if not total:
        return "There are no crimes to tell the outcome of."
    if not ripe or counts[OPEN] > MOST_OPEN * total:
        share = percent(counts[OPEN] / total)
        return f"Too early to say: {share} of these crimes were still open when the files were made."
    if counts[UNKNOWN] > MOST_UNKNOWN * total:
        return f"The source does not say what came of {percent(counts[UNKNOWN] / total)} of these crimes."
    return ""


def _unknown_differs(before: Mapping[str, int], now: Mapping[str, int]) -> str:
    then, later = (each[UNKNOWN] / sum(each.values()) for each in (before, now))
    if abs(then - later) <= UNKNOWN_DIFFERS:
        return ""
    return (
        f"The source does not say what came of {percent(then)} of these crimes then and {percent(later)} "
        "now, which alone could make a change."
    )


def _open_could_undo(found: ShareChange, before: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Whether the change would be gone if every crime still open ended against it."""
    least = [count / max(base + left, 1) for count, base, left in _with_open(found, before, now)]
    most = [(count + left) / max(base + left, 1) for count, base, left in _with_open(found, before, now)]
    fell = found.value is not None and found.value < 0
    return most[1] >= least[0] if fell else least[1] <= most[0]


def _with_open(
    found: ShareChange, before: Mapping[str, int], now: Mapping[str, int]
) -> tuple[tuple[int, int, int], ...]:
    """Before and now: with a result, closed, still open."""
    return (
        (found.count_before, found.base_before, before[OPEN]),
        (found.count, found.base, now[OPEN]),
    )


def _classes(inquiry: Inquiry, question: Question) -> tuple[str, ...]:
    """The classes with an outcome that have crimes in either period."""
    months = {*question.period.months, *question.before.months}
    counted = inquiry.evidence.outcomes(question.params["feed"], inquiry.place(question.area))
    inside = [i for i, month in enumerate(counted.months) if month in months and counted.held[i]]
    rows = (counted.counts[:, inside].sum(axis=(1, 2)) + counted.unplaced[:, inside].sum(axis=1)).tolist()
    seen = {key.partition("/")[0] for key, number in zip(counted.classes, rows, strict=True) if number}
    return outcome_classes(sorted(seen))


def _months(inquiry: Inquiry, question: Question, key: str, period: Period) -> OutcomeMonths:
    """The months of a period that are known of a class, by outcome; ripe by all crimes of the place."""
    feed, area = question.params["feed"], question.area
    if not period.whole_months:
        todo = "Give a period of whole months, as 2021-01:2021-12."
        raise Refusal("This figure is counted in whole months.", found=period.code, todo=todo)
    every = inquiry.once(("outcomes", feed, area, ALL), lambda: _read(inquiry, feed, area, ALL))
    found = inquiry.once(("outcomes", feed, area, key), lambda: _read(inquiry, feed, area, key))
    wanted = [i for i, month in enumerate(found.months) if month in period.months]
    loads = inquiry.evidence.outcomes(feed, inquiry.place(area)).loads
    months = tuple(found.months[i] for i in wanted)
    return OutcomeMonths(
        months=months,
        counts={group: row[wanted] for group, row in found.counts.items()},
        ripe=every.ripe & frozenset(months),
        loads=frozenset().union(*(loads.get(month, frozenset()) for month in months)),
    )


def _read(inquiry: Inquiry, feed: str, area: str, key: str) -> OutcomeMonths:
    """Every month that is held, of one class with its parts, or of all crimes."""
    if key != ALL and not offence_class(key).crime:
        raise Refusal("These rows have no outcome: they are not recorded as crimes.", found=key)
    counted = inquiry.evidence.outcomes(feed, inquiry.place(area))
    keys = None if key == ALL else with_parts(key)
    rows: dict[str, list[int]] = {group: [] for group in (*CLOSED, OPEN, UNKNOWN)}
    for i, name in enumerate(counted.classes):
        cls, _, category = name.partition("/")
        if cls in keys if keys is not None else offence_class(cls).crime:
            rows[outcome_group(category)].append(i)
    known = counted.known_months([i for group in rows.values() for i in group])
    held = np.flatnonzero(known)
    whole = counted.counts.sum(axis=2) + counted.unplaced
    counts = {group: whole[at][:, held].sum(axis=0) for group, at in rows.items()}
    total, still_open = np.sum(list(counts.values()), axis=0), counts[OPEN]
    months = tuple(counted.months[i] for i in held)
    ripe = frozenset(m for m, n, o in zip(months, total, still_open, strict=True) if o <= MOST_OPEN * n)
    return OutcomeMonths(months, counts, ripe, frozenset())
