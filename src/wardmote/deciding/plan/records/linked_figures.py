"""Kept figures as facts, so that a text that links to one is held to what it says.

In: the hash of a figure. Out: a ``Fact`` with its value in per cent where the figure is a change or a share,
else with its headline as words; ``None`` where no such figure is kept. A figure that newer evidence gives
another number is told with both (``restated_in``).
"""

from collections.abc import Callable
from typing import Any

from wardmote.deciding.plan.exchange.number_checks import says
from wardmote.deciding.plan.models import Fact
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.asking.figure_words import PERCENT, SHARES, headline
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.opening import opened
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import METHODS, Inquiry
from wardmote.measuring.figures.keeping import kept, question_of, recompute

HASH = 64
CHANGES = ("change", "flag_change")


def figure_fact(to: str) -> Fact | None:
    """The figure of a hash as a fact."""
    figure = _kept(to)
    return _fact(figure) if figure else None


def restated_in(partnership: Partnership) -> Callable[[str], str]:
    """For the hash of a kept figure: what it says today and said before, where that is not the same; else "".

    Asked of the evidence once for as long as that is as it is.
    """

    def restated(to: str) -> str:
        here = opened(partnership)
        return here.once(f"restated {to}", lambda evidence: _restated(to, here.inquiry))

    return restated


def _restated(to: str, inquiry: Inquiry) -> str:
    figure = _kept(to)
    if figure is None or figure["method"] not in METHODS:
        return ""
    try:
        now = recompute(figure, inquiry).now.as_json()
    except (Refusal, StopIteration) as refused:
        why = refused.what if isinstance(refused, Refusal) else "its source has no rows here any more"
        return f"the figure behind it cannot be counted again: {why.rstrip('.')}"
    then, today = says(_fact(figure)), says(_fact(now))
    if then == today:
        return ""
    return f"the figure behind it was restated: it says {today} today and said {then} when it was written"


def _kept(to: str) -> dict[str, Any] | None:
    if len(to) != HASH:
        return None
    try:
        return kept(to, folder().root)
    except Refusal:
        return None


def _fact(figure: dict[str, Any]) -> Fact:
    question, result = question_of(figure), figure["result"]
    return Fact(
        key=figure["hash"],
        about=(),
        words=headline(figure["method"], result),
        kind="percentage",
        source="figure",
        period=question.period,
        against=question.against,
        **_value(figure["method"], result),
    )


def _value(method: str, result: dict[str, Any]) -> dict[str, Any]:
    value = result.get("value")
    if value is None or result.get("status") != "ok":
        return {}
    if method in CHANGES:
        counts = {"count": result["count"], "base": result["count_against"]}
        return {"value": 100 * (value - 1), "unit": "%", "shape": "change", **counts}
    if method in SHARES:
        return {"value": 100 * value, "unit": "%", "shape": "share"}
    return {"value": value, "unit": "%", "shape": "change"} if method in PERCENT else {}
