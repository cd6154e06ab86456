"""How much: counts, months, shares and rates of one class in one place and period."""

from dataclasses import dataclass, replace
from typing import Any

from wardmote.measuring.analysis.rates import Rate, RateRatio, proportion, rate, rate_ratio
from wardmote.measuring.analysis.result import Result
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import month_code
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import ALL, Series, series
from wardmote.measuring.store.evidence import Denominator

PER = 1000


@dataclass(frozen=True, kw_only=True)
class MonthCounts(Result):
    """``value`` rows in the whole period; ``counts`` by month, None where a month has no evidence."""

    months: tuple[str, ...]
    counts: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class AgainstRest(Result):
    """``value`` the place's rate divided by the rest's; both rates per ``per`` beside it."""

    rate: float
    rate_rest: float
    count: int
    count_rest: int
    per: int


def series_asked(inquiry: Inquiry, question: Question, key: str = "", *, unit: str = "place") -> Series:
    """The series a question's ``feed`` and ``class`` (or ``key``) name, over its period."""
    params = question.params
    area, key = question.area, key or params["class"]
    return series(inquiry, params["feed"], key, area=area, period=question.period, unit=unit)


def missing_months(found: Series) -> tuple[str, ...]:
    """The caveat of a period of which some months have no evidence, or some counts are not known."""
    missing = ("months_missing",) if found.gaps else ()
    return (*missing, *(("counts_withheld",) if found.withheld else ()))


def class_caveats(key: str) -> tuple[str, ...]:
    """The caveats a class itself carries."""
    known = offence_classes().get(key)
    if known is None:
        return ()
    reporting = ("reporting",) if known.polarity == "contextual" else ()
    return (*((known.caveat,) if known.caveat else ()), *reporting)


@method("count", title="Rows counted in the period")
def count(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows of ``class`` in ``feed`` for the area and period; the value is exact for what was recorded."""
    found = series_asked(inquiry, question)
    caveats = (*missing_months(found), *class_caveats(question.params["class"]))
    return InquiryAnswer(Result(value=found.total, n=found.total, caveats=caveats), found.loads)


@method("months", title="Rows counted in each month")
def months(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The same rows month by month; months without evidence are None, never zero."""
    found = series_asked(inquiry, question)
    counts = tuple(n if h else None for n, h in zip(found.by_month, found.held, strict=True))
    result = MonthCounts(
        value=found.total,
        n=found.total,
        months=tuple(month_code(m) for m in found.months),
        counts=counts,
        caveats=missing_months(found),
    )
    return InquiryAnswer(result, found.loads)


@method("share", title="Share of all rows of the source", version=2)
def share(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows of ``class`` as a share of ``of`` (a class or ``all``) in the same source; Wilson interval."""
    found = series_asked(inquiry, question)
    whole = series_asked(inquiry, question, question.params.get("of", ALL))
    number, base = _in_common(found, whole)
    result = _with_caveats(proportion(number, base), missing_months(found))
    return InquiryAnswer(result, found.loads | whole.loads)


def _in_common(one: Series, other: Series) -> tuple[int, int]:
    """The rows of both in the months that are known whole of both; all that is known where there is none."""
    months = [a and b for a, b in zip(one.held, other.held, strict=True)]
    if not any(months):
        return one.total, other.total
    first, second = (
        sum(n for n, in_both in zip(s.by_month, months, strict=True) if in_both) for s in (one, other)
    )
    return first, second


def denominator_for(inquiry: Inquiry, question: Question, *, unit: str = "place") -> Denominator:
    """The denominator a question names (``residents``, ``households``, ``visits``) or a ``Refusal``."""
    kind = question.params.get("denominator", "population")
    found = inquiry.evidence.denominator(kind, inquiry.place(question.area), unit, question.period.end.year)
    if found is None:
        raise Refusal(
            f"No {kind} is loaded for this place.",
            where=question.area,
            todo=f"Load it with: ./wardmote load {kind} FILE --year {question.period.end.year}",
        )
    return found


@method("rate", title="Rate for every 1,000")
def rate_of_class(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Rows per 1,000 residents (or households, visits); a part of a year is not scaled up."""
    found = series_asked(inquiry, question)
    base = denominator_for(inquiry, question)
    per = int(question.params.get("per", PER))
    result: Rate = rate(found.total, _total(base), per=per, denominator_kind=base.kind)
    caveats = (*missing_months(found), *_base_caveats(base, question))
    return InquiryAnswer(_with_caveats(result, caveats), found.loads | base.loads)


@method("against_rest", title="How many times the rate in the rest of the police force area", version=2)
def against_rest(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The place's rate per 1,000 residents over that of the rest of its force area, with interval."""
    place = inquiry.place(question.area)
    rest = inquiry.evidence.rest_of_force(place)
    if rest is None:
        raise Refusal(
            "The rest of the force area is not loaded.",
            todo="Load the whole force's files, a lookup and a population.",
        )
    feed, key = question.params["feed"], question.params["class"]
    own = series(inquiry, feed, key, area=question.area, period=question.period)
    other = series(inquiry, feed, key, area=str(rest.id), period=question.period)
    if not any(a and b for a, b in zip(own.held, other.held, strict=True)):
        raise Refusal(
            f"No month of the period is held of {place.name} and of the {rest.name}.",
            found=question.period.code,
            todo="Load the whole files of the force, not a part of them.",
        )
    count, count_rest = _in_common(own, other)
    base = denominator_for(inquiry, question)
    base_rest = inquiry.evidence.denominator(base.kind, rest, "place", question.period.end.year)
    if base_rest is None:
        raise Refusal(f"No {base.kind} is loaded for {rest.name}.", todo="Load it for the whole force area.")
    ratio: RateRatio = rate_ratio(count, _total(base), count_rest, _total(base_rest))
    result = AgainstRest(
        **Result.fields_of(ratio),
        rate=count / _total(base) * PER,
        rate_rest=count_rest / _total(base_rest) * PER,
        count=count,
        count_rest=count_rest,
        per=PER,
    )
    missing = dict.fromkeys((*missing_months(own), *missing_months(other)))
    caveats = dict.fromkeys((*missing, *_base_caveats(base, question), *_base_caveats(base_rest, question)))
    return InquiryAnswer(
        _with_caveats(result, tuple(caveats)), own.loads | other.loads | base.loads | base_rest.loads
    )


def _total(base: Denominator) -> float:
    return float(sum(base.values))


def _base_caveats(base: Denominator, question: Question) -> tuple[str, ...]:
    old = ("old_population",) if abs(base.year - question.period.end.year) > 1 else ()
    at_least = ("at_least_population",) if base.qualifier == "at least" else ()
    return (*old, *at_least)


def _with_caveats(result: Any, caveats: tuple[str, ...]) -> Any:
    return replace(result, caveats=(*result.caveats, *caveats)) if caveats else result
