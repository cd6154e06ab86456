"""Is it still the same? The months of a class against limits set by the months before."""

from dataclasses import dataclass, replace

from wardmote.measuring.analysis.control_charts import FEWEST, xmr
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.catalogue.periods import Period, month_code
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import Series, series

THINNEST = 10


@dataclass(frozen=True, kw_only=True)
class Signals(Result):
    """``value`` the usual month; ``interval`` the limits (three sigma) from the ``baseline`` months before.

    ``signals``: (month, rule) inside the period only. The season is left in.
    """

    months: tuple[str, ...]
    counts: tuple[int, ...]
    baseline: int
    signals: tuple[tuple[str, str], ...] = ()


@method("signals", title="Months outside what the months before would lead one to expect")
def signals(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """XmR limits from every month held in a row before the period; at least twelve of them (3.18)."""
    found = _run(inquiry, question)
    months, counts = tuple(month_code(m) for m in found.months), found.by_month
    baseline = question.period.first_month - found.months[0]
    before = counts[:baseline]
    bare = Signals(n=found.total, months=months, counts=counts, baseline=baseline)
    if baseline < FEWEST or sum(before) < THINNEST * baseline:
        reason = f"{baseline} months in a row before the period are too few or too thin to say what is usual."
        return InquiryAnswer(replace(bare, status=Status.INSUFFICIENT, reason=reason), found.loads)
    chart = xmr(counts, baseline=baseline)
    result = replace(
        bare,
        value=chart.value,
        interval=chart.interval,
        assumptions=chart.assumptions,
        caveats=("season_left_in",),
        signals=tuple((months[i], rule) for i, rule in chart.signals if i >= baseline),
    )
    return InquiryAnswer(result, found.loads)


def _run(inquiry: Inquiry, question: Question) -> Series:
    """The months held in a row up to the end of the period."""
    params = question.params
    place = inquiry.place(question.area)
    held = next(f.months for f in inquiry.evidence.feeds(place) if f.name == params["feed"])
    first = question.period.first_month
    while first - 1 in held:
        first -= 1
    span = Period.of_months(first, question.period.last_month)
    return series(inquiry, params["feed"], params["class"], area=question.area, period=span)
