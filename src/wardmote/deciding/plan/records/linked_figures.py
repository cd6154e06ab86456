"""Kept figures as facts, so that a text that links to one is held to what it says.

In: the hash of a figure. Out: a ``Fact`` with its value in per cent where the figure is a change or a share,
else with its headline as words; ``None`` where no such figure is kept.
"""

from typing import Any

from wardmote.deciding.plan.exchange.edition_file import Fact
from wardmote.knowing.asking.figure_words import PERCENT, SHARES, headline
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.keeping import kept, question_of

HASH = 64
CHANGES = ("change", "flag_change")


def figure_fact(to: str) -> Fact | None:
    """The figure of a hash as a fact."""
    if len(to) != HASH:
        return None
    try:
        figure = kept(to, folder().root)
    except Refusal:
        return None
    question, result = question_of(figure), figure["result"]
    return Fact(
        key=to,
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
