"""When: months of the year, known windows of the calendar, hours, and school holidays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from wardmote.measuring.analysis.aoristic import AoristicHours, hour_weights
from wardmote.measuring.analysis.distributions import chi2_sf
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.seasons import daily_rate_ratio
from wardmote.measuring.analysis.specialisation import share_contrast
from wardmote.measuring.catalogue.class_breaks import why_not_compared
from wardmote.measuring.catalogue.event_windows import EventWindow, overlapping
from wardmote.measuring.catalogue.periods import month_code, month_days
from wardmote.measuring.figures.counting import series_asked
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.rows import Mask, asked, compared_with, incidents_of
from wardmote.measuring.store.partner_answers import Incidents

FEWEST = 20
SCHOOL_HOLIDAY = "school-holiday"


@dataclass(frozen=True, kw_only=True)
class Season(Result):
    """``value`` the highest month's day-adjusted index (100 = an even share of the period).

    ``indices`` stand beside ``months``; ``p`` is the chance of months at least
    this uneven if rows fell evenly over the days (chi-square).
    """

    months: tuple[str, ...]
    counts: tuple[int, ...]
    indices: tuple[float, ...]
    p: float


@method("season", title="The highest month, where 100 is an even share of the days", version=2)
def season(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Day-adjusted index of each held month; at least 6 months and 60 rows, else insufficient."""
    found = series_asked(inquiry, question)
    kept = [(m, n) for m, n, h in zip(found.months, found.by_month, found.held, strict=True) if h]
    source = inquiry.evidence.monthly(question.params["feed"], inquiry.place(question.area), "place").source
    if because := why_not_compared(source, question.params["class"], [m for m, _ in kept]):
        return InquiryAnswer(_empty(kept, f"Months cannot be set beside each other: {because}."), found.loads)
    counts = np.array([n for _, n in kept], float)
    days = np.array([month_days(m) for m, _ in kept], float)
    few = "6 months" if len(kept) < 6 else "60 rows" if counts.sum() < 60 else ""
    if few:
        return InquiryAnswer(_empty(kept, f"Fewer than {few} are too few to show a season."), found.loads)
    expected = counts.sum() * days / days.sum()
    chi = float(((counts - expected) ** 2 / expected).sum())
    indices = tuple(float(i) for i in counts / expected * 100)
    result = Season(
        value=max(indices),
        n=int(counts.sum()),
        months=tuple(month_code(m) for m, _ in kept),
        counts=tuple(int(n) for n in counts),
        indices=indices,
        p=float(chi2_sf(chi, len(kept) - 1)),
        caveats=("one_year",) if len(kept) < 24 else (),
    )
    return InquiryAnswer(result, found.loads)


def _empty(kept: list[tuple[int, int]], reason: str) -> Season:
    return Season(
        months=tuple(month_code(m) for m, _ in kept),
        counts=tuple(n for _, n in kept),
        indices=(),
        p=1.0,
        status=Status.INSUFFICIENT,
        reason=reason,
    )


@dataclass(frozen=True, kw_only=True)
class Window(Result):
    """``value`` the daily rate inside the windows divided by that outside; ``years`` by year."""

    inside: int
    inside_days: int
    outside: int
    outside_days: int
    years: tuple[tuple[int, int, float], ...]
    p: float


@method(
    "event_window",
    title="How many times the daily rate of the rest of the year, in a known time of it",
    version=2,
)
def event_window(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows inside every occurrence of ``window`` (an event's key, or ``school-holiday``) in the period.

    The windows are those of the place's country; where it is not known, those of every country.
    Rows whose day is uncertain by more than a day count by their earliest day.
    ``years``: (year, rows inside, rows expected at the outside rate).
    """
    rows = incidents_of(inquiry, question)
    days = rows.day[asked(rows, question)]
    first, last = np.datetime64(question.period.start), np.datetime64(question.period.end)
    calendar = np.arange(first, last + 1)
    by_day = np.bincount((days[~np.isnat(days)] - first).astype(int), minlength=len(calendar))
    known = overlapping(question.period, inquiry.place(question.area).country)
    chosen = [w for w in known if question.params["window"] in (w.key, w.kind)]
    compared = _compared_days(question.params["window"], known, calendar)
    each = [_days_of(w, calendar) & compared for w in chosen]
    within = np.logical_or.reduce(each) if each else np.zeros(len(calendar), bool)
    beyond = ~within & compared
    inside, outside = int(by_day[within].sum()), int(by_day[beyond].sum())
    inside_days, outside_days = int(within.sum()), int(beyond.sum())
    ratio = daily_rate_ratio(inside, inside_days, outside, outside_days)
    few = inside + outside < FEWEST
    usual = outside / max(outside_days, 1)
    result = Window(
        value=ratio.value,
        interval=ratio.interval,
        n=inside + outside,
        status=Status.INSUFFICIENT if few else ratio.status,
        reason=f"{inside + outside} rows are too few for a time of year." if few else ratio.reason,
        caveats=("one_year",) if len({w.year for w in chosen}) < 2 else (),
        inside=inside,
        inside_days=inside_days,
        outside=outside,
        outside_days=outside_days,
        years=tuple(
            (w.year, int(by_day[mask].sum()), float(usual * int(mask.sum())))
            for w, mask in zip(chosen, each, strict=True)
        ),
        p=_chance_of(inside, outside, inside_days / max(inside_days + outside_days, 1)),
    )
    return InquiryAnswer(result, rows.loads)


def _days_of(window: EventWindow, calendar: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    return (calendar >= np.datetime64(window.start)) & (calendar <= np.datetime64(window.end))


def _chance_of(inside: int, outside: int, share: float) -> float:
    """Two-sided p of so many rows inside when ``share`` of the days are."""
    if not inside + outside or not 0 < share < 1:
        return 1.0
    return float(scipy.stats.binomtest(inside, inside + outside, share).pvalue)


def _compared_days(
    window: str, known: Sequence[EventWindow], calendar: NDArray[np.datetime64]
) -> NDArray[np.bool_]:
    """Every day; for school holidays without the days of events, whose peaks would pass for holiday ones."""
    keep = np.ones(len(calendar), bool)
    if window == SCHOOL_HOLIDAY:
        for w in known:
            if w.kind == "event":
                keep &= ~_days_of(w, calendar)
    return keep


@dataclass(frozen=True, kw_only=True)
class NightHours(Result):
    """``value`` share of the rows' weight at night (18:00 to 06:00) over that of the others.

    ``weights`` by hour of the day add up to the rows whose hours are known;
    ``dropped`` rows had unknown times or could have happened over more than 48 hours.
    """

    weights: tuple[float, ...]
    weights_others: tuple[float, ...]
    night: float = 0.0
    night_others: float = 0.0
    dropped: int
    p: float = 1.0


@method("hours", title="How many times the share that other records have at night")
def hours(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Aoristic hours of the class (and flag), and its share at night against other records."""
    rows = incidents_of(inquiry, question)
    mine = asked(rows, question)
    other_rows, theirs = compared_with(inquiry, question, rows)
    feed, other_feed = question.params["feed"], question.params.get("against_feed")
    own = _weights(inquiry, (question.area, feed), rows, mine)
    other = _weights(inquiry, (question.area, other_feed or feed), other_rows, theirs)
    loads = rows.loads | other_rows.loads
    base, base_others = sum(own.weights), sum(other.weights)
    night, night_others = _night(own.weights), _night(other.weights)
    weights, theirs_by_hour = tuple(own.weights), tuple(other.weights)
    bare = NightHours(n=round(base), weights=weights, weights_others=theirs_by_hour, dropped=own.dropped)
    if base < FEWEST or base_others < FEWEST:
        reason = f"Only {base:.0f} rows have hours; too few to say when in the day."
        return InquiryAnswer(replace(bare, status=Status.INSUFFICIENT, reason=reason), loads)
    contrasted = share_contrast(round(night), round(base), round(night_others), round(base_others))
    result = replace(
        bare,
        value=contrasted.value,
        interval=contrasted.interval,
        night=night / base,
        night_others=night_others / base_others,
        p=contrasted.p,
    )
    return InquiryAnswer(result, loads)


def _weights(inquiry: Inquiry, whose: tuple[str, str], rows: Incidents, mask: Mask) -> AoristicHours:
    """Rows by hour, worked out once for the questions that look at the same rows of an area and feed."""
    step = ("hours", *whose, mask.tobytes())
    return inquiry.once(step, lambda: hour_weights(rows.start[mask], rows.end[mask]))


def _night(weights: tuple[float, ...]) -> float:
    return float(sum(weights[18:]) + sum(weights[:6]))
