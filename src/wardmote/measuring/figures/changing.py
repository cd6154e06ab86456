"""What changed: two periods of one place compared, and what made up the change."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from wardmote.measuring.analysis.change import (
    CLEAR_FALL,
    CLEAR_RISE,
    Comparison,
    compare_apart,
    judge_together,
    not_compared,
)
from wardmote.measuring.analysis.decomposition import Decomposition, decompose
from wardmote.measuring.analysis.result import Status
from wardmote.measuring.catalogue.classes import offence_class, with_parts
from wardmote.measuring.catalogue.event_windows import disruptions
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.comparable import (
    LearnedFrom,
    comparable_parts,
    compared_series,
    count_if_known,
    family,
    learned_from,
    location_lost,
    told_beside,
    why_not,
    why_not_held,
)
from wardmote.measuring.figures.counting import class_caveats
from wardmote.measuring.figures.inquiry import Inquiry, InquiryAnswer, Question, method
from wardmote.measuring.figures.series import ALL, compared_months


def comparison_caveats(inquiry: Inquiry, question: Question) -> tuple[str, ...]:
    """What the two periods themselves bring: months between them missing, restrictions of the country."""
    period, against, country = question.period, question.before, inquiry.place(question.area).country
    lockdown = ("lockdown",) if disruptions(period, country) or disruptions(against, country) else ()
    between = ("gap",) if period.months[0] - against.months[0] > max(12, len(period.months)) else ()
    return (*between, *lockdown)


@method("change", title="How many times the rate before, judged together with the other kinds", version=2)
def change(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """``class`` of ``feed`` now against before; words allow for all classes compared with it, and for
    ``beside`` comparisons of other sources."""
    against = question.before
    feed, key = question.params["feed"], question.params["class"]
    keys = family(inquiry, feed, area=question.area, period=question.period, against=against)
    if key not in keys:
        raise Refusal("No rows of this class in either period.", found=key)
    judged, loads = inquiry.once(
        ("change", feed, question.area, question.period, against, told_beside(question)),
        lambda: _judged(inquiry, question, keys),
    )
    result = judged[keys.index(key)]
    if result.status == Status.NOT_COMPARABLE:
        return InquiryAnswer(result, loads)
    result, answered = _where_located(inquiry, question, result)
    loads |= answered
    if result.status == Status.NOT_COMPARABLE:
        return InquiryAnswer(result, loads)
    extra = (*comparison_caveats(inquiry, question), *class_caveats(key))
    return InquiryAnswer(replace(result, caveats=(*result.caveats, *extra)), loads)


def _judged(
    inquiry: Inquiry, question: Question, keys: Sequence[str]
) -> tuple[Sequence[Comparison], frozenset[str]]:
    """Every class of the question's feed compared, and judged together; the loads used."""
    compared: dict[str, Comparison] = {}
    alike: dict[tuple[int, ...], dict[str, LearnedFrom]] = defaultdict(dict)  # by the months known of them
    loads: frozenset[str] = frozenset()
    for key in keys:
        found = learned_from(inquiry, question, key)
        loads |= found.loads
        if reason := why_not(inquiry, question, key) or why_not_held(question, found):
            counts = {
                "before": count_if_known(inquiry, question, key, question.before),
                "now": count_if_known(inquiry, question, key, question.period),
            }
            compared[key] = not_compared(reason, **counts)
            continue
        alike[found.months][key] = found
    for months, group in alike.items():
        held = compared_months(
            np.array([each.counts for each in group.values()]),
            months,
            period=question.period,
            against=question.before,
        )
        results = compare_apart(held, tuple(group), teach=[_teaches(key, group) for key in group])
        for (key, each), result in zip(group.items(), results, strict=True):
            told = (*result.caveats, "known_on_both_sides") if each.left_out else result.caveats
            compared[key] = replace(result, caveats=told)
    return judge_together([compared[key] for key in keys], beside=told_beside(question)), loads


def _teaches(key: str, beside: Collection[str]) -> bool:
    """Whether it counts nothing that another class beside it counts."""
    if key == ALL or offence_class(key).parent in beside:
        return False
    return not (offence_class(key).joins and with_parts(key) & (set(beside) - {key}))


def _where_located(
    inquiry: Inquiry, question: Question, result: Comparison
) -> tuple[Comparison, frozenset[str]]:
    """The comparison, refused where rows that lost (or won) a location alone could make it; answers used."""
    lost = location_lost(inquiry, question)
    if lost is None or lost.answers:
        return result, lost.answers if lost else frozenset()
    way = CLEAR_FALL if lost.now > lost.before else CLEAR_RISE
    if not result.clear or (result.value is not None and (result.value < 1) != (way == CLEAR_FALL)):
        return replace(result, caveats=(*result.caveats, "location_lost")), frozenset()
    refused = not_compared(lost.reason, before=result.count_against, now=result.count)
    return replace(refused, caveats=("location_lost",)), frozenset()


@method("decomposition", title="What each class added to the change, in percentage points", version=2)
def decomposition(inquiry: Inquiry, question: Question) -> InquiryAnswer:
    """The whole's change split by class; the points add up to the change of the whole."""
    keys = comparable_parts(inquiry, question)
    pairs = {key: compared_series(inquiry, question, key) for key in keys}
    before, now = ({key: pair[side] for key, pair in pairs.items()} for side in (0, 1))
    result: Decomposition = decompose(
        {k: s.total for k, s in before.items()}, {k: s.total for k, s in now.items()}
    )
    loads = frozenset().union(*(s.loads for s in (*before.values(), *now.values())))
    return InquiryAnswer(result, loads)
