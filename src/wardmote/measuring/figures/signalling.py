"""Is it still the same? The months of a class against limits set by the months before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wardmote.measuring.analysis.control_charts import FEWEST, OUTSIDE, SIDE, xmr
from wardmote.measuring.analysis.result import Result, Status
from wardmote.measuring.analysis.signals import Baseline, signal_chart
from wardmote.measuring.analysis.targets import CONTEXTUAL
from wardmote.measuring.analysis.usual_months import FOR_A_SEASON
from wardmote.measuring.catalogue.class_breaks import begins_anew
from wardmote.measuring.catalogue.periods import Period, month_code
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import Series, series

THINNEST = 10
ABOVE, BELOW = "above", "below"


@dataclass(frozen=True, kw_only=True)
class Signals(Result):
    """``value`` the usual month of the period; ``lower`` and ``upper`` the limits (three sigma) of each of
    ``months``, which the first ``baseline`` of them set; ``interval`` the widest of the period's.

    ``signals``: (month, rule) inside the period only; a run on one side is ``above`` or ``below``. The
    season is out of the limits where the baseline can tell it (two years), else the caveat
    ``season_left_in`` says that it is not.
    """

    months: tuple[str, ...]
    counts: tuple[int, ...]
    baseline: int
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    signals: tuple[tuple[str, str], ...] = ()


def months_outside(signals: Iterable[Sequence[str]]) -> int:
    """How many single months lie outside what is usual, of a result's (month, rule) pairs.

    >>> months_outside([("2021-05", "outside"), ("2021-05", "above"), ("2021-06", "above")])
    1
    """
    return len({month for month, rule in signals if rule == OUTSIDE})


@method("signals", title="Months outside what the months before would lead one to expect", version=3)
def signals(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """Limits from every month held in a row before the period; at least twelve of them (3.18)."""
    found = _run(inquiry, question)
    months, counts = tuple(month_code(m) for m in found.months), found.by_month
    baseline = question.period.first_month - found.months[0]
    bare = Signals(n=found.total, months=months, counts=counts, baseline=baseline)
    reason = ""
    if not all(found.held):
        reason = "Some months of the period are not known, and a month that is not known is no low month."
    elif baseline < FEWEST:
        reason = f"Fewer than {FEWEST} months in a row are held just before, too few to say what is usual."
    elif sum(counts[:baseline]) < THINNEST * baseline:
        reason = (
            f"The {baseline} months before have fewer than {THINNEST} a month, too few to say what is usual."
        )
    if reason:
        return InquiryAnswer(replace(bare, status=Status.INSUFFICIENT, reason=reason), found.loads)
    return InquiryAnswer((_seasonal if baseline >= FOR_A_SEASON else _plain)(bare, found.months), found.loads)


def _seasonal(bare: Signals, months: Sequence[int]) -> Signals:
    """Each month against its own time of year."""
    baselines = [Baseline(months[0], bare.baseline)]
    chart = signal_chart(months[0], bare.counts, baselines=baselines, polarity=CONTEXTUAL)
    limits = [limit for limit in chart.limits if limit is not None]
    lower, upper = (tuple(max(side, 0.0) for side in sides) for sides in zip(*limits, strict=True))
    expected = [value for value in chart.expected[bare.baseline :] if value is not None]
    return replace(
        bare,
        value=sum(expected) / len(expected),
        interval=(min(lower[bare.baseline :]), max(upper[bare.baseline :])),
        assumptions=chart.assumptions,
        caveats=chart.caveats,
        lower=lower,
        upper=upper,
        signals=tuple(
            (month_code(s.month), _rule(s.rule, above=s.high))
            for s in chart.signals
            if s.month - months[0] >= bare.baseline
        ),
    )


def _plain(bare: Signals, months: Sequence[int]) -> Signals:
    """Every month against the same limits (XmR): under two years cannot tell a season."""
    chart = xmr(bare.counts, baseline=bare.baseline)
    assert chart.interval is not None  # the baseline is long enough
    low, high = chart.interval
    return replace(
        bare,
        value=chart.value,
        interval=chart.interval,
        assumptions=chart.assumptions,
        caveats=("season_left_in",),
        lower=(max(low, 0.0),) * len(months),
        upper=(high,) * len(months),
        signals=tuple(
            (bare.months[i], _rule(rule, above=bare.counts[i] > (chart.value or 0)))
            for i, rule in chart.signals
            if i >= bare.baseline
        ),
    )


def _rule(rule: str, *, above: bool) -> str:
    if rule != SIDE:
        return rule
    return ABOVE if above else BELOW


def _run(inquiry: Inquiry, question: Question) -> Series:
    """The months known in a row up to the end of the period, in which the class meant the same."""
    params = question.params
    counted = inquiry.evidence.monthly(params["feed"], inquiry.place(question.area), "place")
    first = begins_anew(counted.source, params["class"], question.period.last_month) or 0
    first = min(max(first, counted.months[0]), question.period.first_month)
    span = Period.of_months(first, question.period.last_month)
    found = series(inquiry, params["feed"], params["class"], area=question.area, period=span)
    unknown = [m for m, held in zip(found.months, found.held, strict=True) if not held]
    since = max((m + 1 for m in unknown if m < question.period.first_month), default=first)
    if since == first:
        return found
    span = Period.of_months(since, question.period.last_month)
    return series(inquiry, params["feed"], params["class"], area=question.area, period=span)
