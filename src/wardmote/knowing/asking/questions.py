"""From a page's address to a question: which measure, where, when, against when.

In: the partnership, its open evidence and the query. Out: an ``Query`` whose
``study`` the finders of the drafts can be asked with. What is left out gets a
sensible value: the whole place, the last twelve whole months, and what they can
best be compared with. What cannot be asked is a ``Refusal`` with the words for
the page. To be used while holding the evidence's lock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wardmote.knowing.asking.measures import QueryMeasure, areas_inside, chosen, offered
from wardmote.knowing.asking.rules import (
    why_not_compare,
    why_not_count,
    why_not_here,
    why_not_show_months,
    why_not_then,
)
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.periods import Period, month_end, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.study import Compared, Study, StudySource, compared_periods
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.series import ALL, classes_in
from wardmote.measuring.store.answers import Feed, Place

YEAR = 12
JUST_BEFORE = "just-before"
YEARS_BACK = {"year-before": 12, "two-years-before": 24, "three-years-before": 36}
UNFINISHED = 7  # days without a row at a busy source's end


@dataclass(frozen=True)
class Query:
    """``town`` is the partnership's place, ``study.place`` the one asked about; ``given`` the other period
    as the address names it."""

    study: Study
    town: Place
    measure: QueryMeasure | None
    given: str = ""

    @property
    def inquiry(self) -> Inquiry:
        return self.study.inquiry

    @property
    def place(self) -> Place:
        return self.study.place

    @property
    def period(self) -> Period:
        return self.study.period

    @property
    def source(self) -> StudySource:
        """The source of the measure."""
        assert self.measure is not None
        return self.study.source(self.measure.feed.name)

    @property
    def key(self) -> str:
        assert self.measure is not None
        return self.measure.key

    @property
    def alone(self) -> Study | None:
        """The study with this class alone, so that other classes are not counted; None for a part of one."""
        if self.key == ALL:
            return self.study
        if offence_class(self.key).parent:
            return None
        return replace(self.study, sources=(replace(self.source, classes=(self.key,)),))

    @property
    def hidden(self) -> str | None:
        """Why no count of this place may be shown at all, where that is so."""
        held = sum(month in self.source.feed.months for month in self.period.months)
        return why_not_count(self.source.feed.precision, self.place.id.kind, held)

    @property
    def uncompared(self) -> str:
        """Why there is no comparison, where there is none."""
        feed = self.source.feed
        other = compared_periods(feed, self.period, None, self.place.country)
        if other and why_not_count(feed.precision, self.place.id.kind, len(other.period.months)):
            return say("uncompared-small", months=other.period.label)
        return say("uncompared")

    @property
    def months_hidden(self) -> str | None:
        """Why nothing is said month by month, where that is so."""
        return why_not_show_months(self.source.feed.precision, self.place.id.kind)

    def query(self, **changed: str) -> dict[str, str]:
        """The address of this question with some of it changed."""
        found = {
            "measure": self.measure.code if self.measure else "",
            "place": str(self.place.id) if self.place.id != self.town.id else "",
            "period": self.period.code,
            "against": self.given,
        } | changed
        return {key: value for key, value in found.items() if value}


def asked(inquiry: Inquiry, town: Place, query: Mapping[str, str]) -> Query:
    """The question an address asks."""
    place = _place(inquiry, town, query.get("place", ""))
    measures = offered(inquiry, place)
    if not measures:
        raise Refusal(
            f"No rows are loaded for {place.name}.", todo="Add a file of records under Evidence first."
        )
    measure = chosen(query["measure"], measures) if query.get("measure") else None
    feeds = (measure.feed,) if measure else inquiry.evidence.feeds(place)
    period = _period(inquiry, town, feeds, query.get("period", ""))
    given = query.get("against", "")
    against = _against(period, given)
    sources = tuple(
        source
        for feed in feeds
        if (source := _source(inquiry, place, feed, period, against if given else None))
    )
    if measure and not sources:
        sources = (StudySource(inquiry.evidence.in_force(place, measure.feed, period), (), None),)
    study = Study(inquiry, place, period, sources, "partner")
    return Query(study, town, measure, given)


def _place(inquiry: Inquiry, town: Place, text: str) -> Place:
    if not text or text == str(town.id):
        return town
    reason = why_not_here(text, areas_inside(inquiry, town), town.name)
    if reason:
        raise Refusal(reason, found=text[:80], todo="Choose a place from the list.")
    return inquiry.place(text)


def _period(inquiry: Inquiry, town: Place, feeds: tuple[Feed, ...], text: str) -> Period:
    held = sorted({month for feed in feeds for month in feed.months})
    if text:
        period = parse_period(text)
        if not period.whole_months:
            raise Refusal(
                "Periods are asked for by whole months.", found=text[:40], todo="Write it as 2021-01:2021-12."
            )
        reason = why_not_then(period, held)
        if reason:
            span = Period.of_months(held[0], held[-1]).label
            raise Refusal(reason, found=period.code, todo=f"Choose months within {span}.")
        return period
    last = max(last_whole_month(inquiry, town, feed) for feed in feeds)
    return Period.of_months(max(held[0], last - YEAR + 1), last)


def last_whole_month(inquiry: Inquiry, town: Place, feed: Feed) -> int:
    """The last month held; the one before where a busy source's rows stop well before its end."""
    last = max(feed.months)
    if feed.precision != "exact" or last - 1 not in feed.months:
        return last
    days = inquiry.evidence.incidents(feed.name, town).start.astype("datetime64[D]")
    days = days[~np.isnat(days)]
    span = int((days.max() - days.min()).astype(int)) + 1
    busy = len(days) >= span
    missing = int((np.datetime64(month_end(last)) - days.max()).astype(int))
    return last - 1 if busy and missing > UNFINISHED else last


def _against(period: Period, given: str) -> Period | None:
    if not given:
        return None
    if given == JUST_BEFORE:
        return period.back(len(period.months))
    return period.back(YEARS_BACK[given]) if given in YEARS_BACK else parse_period(given)


def _source(
    inquiry: Inquiry, place: Place, feed: Feed, period: Period, against: Period | None
) -> StudySource | None:
    """The feed as the study uses it; None when it has no rows of the place in either period."""
    compared = _compared(feed, place, period, against)
    spans = (period, compared.period, compared.against) if compared else (period,)
    seen = {key for span in spans for key in classes_in(inquiry, feed.name, area=str(place.id), period=span)}
    told = inquiry.evidence.in_force(place, feed, period)
    return StudySource(told, tuple(sorted(seen)), compared) if seen else None


def _compared(feed: Feed, place: Place, period: Period, against: Period | None) -> Compared | None:
    if against is not None and (reason := why_not_compare(period, against, feed.months)):
        raise Refusal(reason, found=against.code, todo="Choose another period to compare with.")
    if not any(month in feed.months for month in period.months):
        return None
    compared = compared_periods(feed, period, against, place.country)
    if compared is None or why_not_count(feed.precision, place.id.kind, len(compared.period.months)):
        return None
    return compared


def plain_query(query: Mapping[str, Any]) -> dict[str, str]:
    """The address a form's answers stand for: ``from`` and ``to`` become ``period``; empty ones go."""
    found = {key: str(query.get(key, "")).strip() for key in ("measure", "place", "unit", "against", "only")}
    first, last = (str(query.get(key, "")).strip() for key in ("from", "to"))
    found["period"] = f"{first}:{last or first}" if first else str(query.get("period", "")).strip()
    return {key: value for key, value in found.items() if value}
