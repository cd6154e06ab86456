"""What changed: two periods of one place compared, and what made up the change."""

from collections.abc import Sequence
from dataclasses import replace

from wardmote.measuring.analysis.change import Comparison, compare_classes
from wardmote.measuring.analysis.decomposition import Decomposition, decompose
from wardmote.measuring.catalogue.classes import offence_class, top_classes
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.counting import class_caveats
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import ALL, classes_in, held_months, series


def comparison_caveats(period: Period, against: Period) -> tuple[str, ...]:
    """What the two periods themselves bring: months between them missing, restrictions, part of a year."""
    lockdown = ("lockdown",) if disruptions(period) or disruptions(against) else ()
    between = ("gap",) if period.months[0] - against.months[0] > max(12, len(period.months)) else ()
    return (*between, *lockdown)


def family(inquiry: Inquiry, feed: str, *, area: str, period: Period, against: Period) -> tuple[str, ...]:
    """Every class compared together in a source, parts included, and the whole when there are several."""
    seen = {
        *classes_in(inquiry, feed, area=area, period=period),
        *classes_in(inquiry, feed, area=area, period=against),
    }
    whole = set(top_classes(seen))
    return (*sorted(seen | whole), *((ALL,) if len(whole) > 1 else ()))


@method("change", title="Rate now divided by rate before, judged with every class of the source", version=2)
def change(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """``class`` of ``feed`` now against before; words allow for all classes compared with it."""
    against = question.before
    feed, key = question.params["feed"], question.params["class"]
    keys = family(inquiry, feed, area=question.area, period=question.period, against=against)
    if key not in keys:
        raise Refusal("No rows of this class in either period.", found=key)
    judged, loads = inquiry.once(
        ("change", feed, question.area, question.period, against), lambda: _judged(inquiry, question, keys)
    )
    result = judged[keys.index(key)]
    extra = (*comparison_caveats(question.period, against), *class_caveats(key))
    return InquiryAnswer(replace(result, caveats=(*result.caveats, *extra)), loads)


def _judged(
    inquiry: Inquiry, question: Question, keys: Sequence[str]
) -> tuple[Sequence[Comparison], frozenset[str]]:
    """Every class of the question's feed compared, and judged together; the loads used."""
    held, loads = held_months(inquiry, question, keys)
    for months, period in ((held.before, question.before), (held.now, question.period)):
        if not months:
            raise Refusal(
                "No month of one of the periods is held.", found=period.code, todo="Load its months."
            )
    teach = [key != ALL and offence_class(key).parent not in keys for key in keys]
    return compare_classes(held, keys, teach=teach), loads


@method("decomposition", title="What each class added to the change, in percentage points")
def decomposition(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The whole's change split by class; the points add up to the change of the whole."""
    against = question.before
    feed = question.params["feed"]
    keys = top_classes(
        {
            *classes_in(inquiry, feed, area=question.area, period=question.period),
            *classes_in(inquiry, feed, area=question.area, period=against),
        }
    )
    before = {k: series(inquiry, feed, k, area=question.area, period=against) for k in keys}
    now = {k: series(inquiry, feed, k, area=question.area, period=question.period) for k in keys}
    result: Decomposition = decompose(
        {k: s.total for k, s in before.items()}, {k: s.total for k, s in now.items()}
    )
    loads = frozenset().union(*(s.loads for s in (*before.values(), *now.values())))
    return InquiryAnswer(result, loads)
