"""Is it still the same? The months of a class against limits set by the months before."""

from dataclasses import dataclass, replace

from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.signals import Baseline, signal_chart
from wardmote.measuring.analysis.targets import CONTEXTUAL
from wardmote.measuring.analysis.usual_months import FEWEST
from wardmote.measuring.catalogue.periods import Period, month_code
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import Series, series

THINNEST = 10


@dataclass(frozen=True, kw_only=True)
class Signals(Result):
    """``value`` the usual month of the period; ``lower`` and ``upper`` the limits (three sigma) of each of
    ``months``, which the first ``baseline`` of them set; ``interval`` the widest of the period's.

    ``signals``: (month, rule) inside the period only. The season is out of the limits where the
    baseline can tell it (two years), else the caveat ``season_left_in`` says that it is not.
    """

    months: tuple[str, ...]
    counts: tuple[int | None, ...]
    baseline: int
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    signals: tuple[tuple[str, str], ...] = ()


@method("signals", title="Months outside what the months before would lead one to expect", version=2)
def signals(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Limits from every month held in a row before the period; at least twelve of them (3.18)."""
    found = _run(inquiry, question)
    first = found.months[0]
    counts = tuple(n if held else None for n, held in zip(found.by_month, found.held, strict=True))
    months = tuple(month_code(m) for m in found.months)
    baseline = question.period.first_month - first
    bare = Signals(n=found.total, months=months, counts=counts, baseline=baseline)
    if baseline < FEWEST or sum(found.by_month[:baseline]) < THINNEST * baseline:
        reason = f"{baseline} months in a row before the period are too few or too thin to say what is usual."
        return InquiryAnswer(replace(bare, status=Status.INSUFFICIENT, reason=reason), found.loads)
    chart = signal_chart(first, counts, baselines=[Baseline(first, baseline)], polarity=CONTEXTUAL)
    expected = [value for value in chart.expected[baseline:] if value is not None]
    limits = [limit for limit in chart.limits if limit is not None]
    lower, upper = (tuple(max(side, 0.0) for side in sides) for sides in zip(*limits, strict=True))
    result = replace(
        bare,
        value=sum(expected) / len(expected),
        interval=(min(lower[baseline:]), max(upper[baseline:])),
        assumptions=chart.assumptions,
        caveats=chart.caveats,
        lower=lower,
        upper=upper,
        signals=tuple((month_code(s.month), s.rule) for s in chart.signals if s.month - first >= baseline),
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
