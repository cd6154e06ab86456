"""A figure's page: what a number is, from which loads, and whether it is still the same today.

In: a hash, the partnership's open evidence and its slug. Out: ``Explained``, or
None where no such figure is kept or any load it rests on is another
partnership's: for who is looking those are the same. Loads that were withdrawn
stay visible to their partnership and are flagged.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.placing_words import unit_words
from wardmote.measuring.drafting.words import decimal
from wardmote.measuring.figures.inquiry import METHODS, Figure, Inquiry, Method, Question
from wardmote.measuring.figures.keeping import Recomputed, kept, recompute
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt, read_receipt, visible

OPEN_FEED = "police-uk"
SHARES = ("share", "flag_share", "repeat_victims", "concentration", "offenders")
TIMES = (
    "change",
    "flag_change",
    "against_rest",
    "event_window",
    "hours",
    "named_place",
    "circumstance",
    "deprivation",
)
PERCENT = ("decomposition", "change_by_part", "change_by_area", "change_by_hour")
UNITS = {
    "count": "rows",
    "months": "rows",
    "season": "index of the highest month (100 = an even share of the days)",
    "signals": "rows in a usual month",
    "areas": "areas above the funnel",
    "hotspot": "hotspots",
    "persistence": "cells that are busy again the next month",
}


@dataclass(frozen=True)
class LoadLine:
    """A load the figure rests on. ``state``: "", or why it must be looked at."""

    sha256: str
    name: str
    source: str
    released: str
    rows: int
    state: str


@dataclass(frozen=True)
class Explained:
    """Everything a figure's page says. ``today`` is None where it cannot be asked again, with ``why_not``."""

    hash: str
    title: str
    how: str
    what: str
    place: str
    period: Period
    against: Period | None
    method: str
    result: Mapping[str, Any]
    value: str
    interval: str
    n: int | None
    loads: tuple[LoadLine, ...]
    caveats: tuple[str, ...]
    question: Question
    today: Recomputed | None
    why_not: str

    @property
    def headline(self) -> str:
        """The value; a comparison with both its counts, because a ratio alone is no number."""
        before, now = self.result.get("count_against"), self.result.get("count")
        if isinstance(before, int) and isinstance(now, int):
            return f"{before:,} before, {now:,} now: {self.value}"
        return self.value

    @property
    def now(self) -> Figure | None:
        return self.today.now if self.today else None

    @property
    def verdict(self) -> tuple[str, str]:
        """(kind of notice, words): same, changed with then and now, or not to be had."""
        if self.today is None:
            return "look", f"It cannot be computed today. {self.why_not}"
        again = self.today
        now = again.now.result
        then_value = told(self.method, self.result.get("value"), self.result)
        now_value = told(self.method, now.value, vars(now) if hasattr(now, "__dict__") else {})
        if again.same_result and not again.evidence_changed:
            return "ok", "Computed again today: the same, from the same loads."
        because = []
        if again.evidence_changed:
            because.append("other loads answer this question today")
        if again.method_changed:
            because.append(f"the method has changed to version {again.now.version}")
        why = f" ({' and '.join(because)})" if because else ""
        if again.same_result:
            return "look", f"Computed again today: the same{why}."
        if then_value == now_value:
            return (
                "look",
                f"Computed again today: the value is the same, {then_value}, but its details are not{why}.",
            )
        return "look", f"Computed again today: {now_value}; it was {then_value}{why}."


def explained(prefix: str, inquiry: Inquiry, folder: Folder, slug: str) -> Explained | None:
    """The figure, as far as this partnership may see it."""
    try:
        figure = kept(prefix, folder.root)
    except Refusal:
        return None
    receipts = _receipts(figure, inquiry, folder, slug)
    if not _may_see(figure, receipts) or figure["method"] not in METHODS:
        return None
    question = _question(figure)
    try:
        today, why_not = recompute(figure, inquiry), ""
    except (Refusal, StopIteration) as refused:
        today = None
        why_not = refused.what if isinstance(refused, Refusal) else "Its source has no rows here any more."
    known: Method = METHODS[figure["method"]]
    result = figure["result"]
    return Explained(
        hash=figure["hash"],
        title=known.title,
        how=how_words().get(figure["method"], ""),
        what=what_words(question, _source_title(inquiry, question)),
        place=_place_name(inquiry, figure["area"]),
        period=question.period,
        against=question.against,
        method=figure["method"],
        result=result,
        value=told(figure["method"], result["value"], result),
        interval=_interval(figure["method"], result),
        n=result["n"],
        loads=tuple(_load(sha, receipts[sha], today) for sha in figure["loads"]),
        caveats=tuple(caveats().get(key, key) for key in result["caveats"]),
        question=question,
        today=today,
        why_not=why_not,
    )


def _receipts(
    figure: Mapping[str, Any], inquiry: Inquiry, folder: Folder, slug: str
) -> Mapping[str, Receipt]:
    """The receipts the partnership may see: all that count, and those of the figure that were withdrawn."""
    found = list(inquiry.evidence.receipts())
    known = {receipt.sha256 for receipt in found}
    for sha in figure["loads"]:
        path = folder.loads / sha / "receipt.json"
        if sha not in known and path.is_file():
            found.append(read_receipt(path))
    return {receipt.sha256: receipt for receipt in visible(found, slug)}


def _may_see(figure: Mapping[str, Any], receipts: Mapping[str, Receipt]) -> bool:
    """Every load must be the partnership's own or open, and so must the source it was counted from."""
    feed = figure["params"].get("feed", OPEN_FEED)
    known = {OPEN_FEED, *(receipt.feed for receipt in receipts.values())}
    return feed in known and all(sha in receipts for sha in figure["loads"])


def _question(figure: Mapping[str, Any]) -> Question:
    against = parse_period(figure["against"]) if figure["against"] else None
    return Question(
        figure["method"], figure["area"], parse_period(figure["period"]), against, figure["params"]
    )


def _place_name(inquiry: Inquiry, area: str) -> str:
    try:
        return inquiry.place(area).name or area
    except Refusal:
        return area


@cache
def how_words() -> Mapping[str, str]:
    """How each method works, in plain words (``how.toml``)."""
    return tomllib.loads(files("wardmote.knowing.asking").joinpath("how.toml").read_text("utf-8"))


def what_words(question: Question, source: str) -> str:
    """Which rows, as a phrase: the class, the flag, the unit, the source."""
    params = question.params
    if "class" not in params:
        return source
    key = str(params["class"])
    known = offence_classes().get(key)
    said = "everything" if key == ALL else known.in_sentence if known else key
    if params.get("flag"):
        said += f", flagged {params['flag']}"
    if params.get("window"):
        said += f", {str(params['window']).replace('-', ' ')}"
    if params.get("unit"):
        said += f", by {unit_words(str(params['unit']))}"
    return f"{said} in {source}"


def _source_title(inquiry: Inquiry, question: Question) -> str:
    """The title of the source, survey or consultation the figure was counted from."""
    name = str(question.params.get("feed", ""))
    try:
        place = inquiry.place(question.area)
    except Refusal:
        return name
    titles = {feed.name: feed.title for feed in inquiry.evidence.feeds(place)}
    titles |= {wave.name: wave.title for wave in inquiry.evidence.surveys(place)}
    titles |= {replies.name: replies.title for replies in inquiry.evidence.replies(place)}
    return titles.get(name, name)


def told(method: str, value: Any, result: Mapping[str, Any]) -> str:
    """A method's value with its unit, as a person reads it."""
    if value is None:
        reason = str(result.get("reason") or "")
        return f"none. {reason}" if reason else "none"
    if method in SHARES:
        return f"{decimal(value * 100)} %"
    if method in TIMES:
        return f"{decimal(value, 2)} times"
    if method == "perception_gap":
        return f"{decimal(value)} percentage points"
    if method in PERCENT:
        return f"{'+' if value > 0 else chr(0x2212) if value < 0 else ''}{decimal(abs(value))} %"
    if method == "rate":
        return f"{decimal(value, 2)} for every {int(result.get('per') or 1000):,}"
    shown = f"{int(value):,}" if float(value).is_integer() else decimal(value)
    unit = UNITS.get(method, "")
    return f"{shown} {unit}".strip()


def _interval(method: str, result: Mapping[str, Any]) -> str:
    """The interval in the value's own unit; a control chart's limits are said to be such."""
    found = result.get("interval")
    if not found or found[0] is None or found[1] is None:
        return ""
    low, high = (told(method, edge, result) for edge in found)
    if method == "signals":
        return f"limits {decimal(max(found[0], 0.0))} to {decimal(found[1])} rows a month (three sigma)"
    return f"95 % interval {low.split(' ')[0]} to {high}"


def _load(sha: str, receipt: Receipt, today: Recomputed | None) -> LoadLine:
    """One load, and whether it still counts."""
    state = ""
    if receipt.withdrawn:
        because = f": {receipt.withdrawn.because}" if receipt.withdrawn.because else ""
        state = f"withdrawn by {receipt.withdrawn.by}{because}"
    elif today is not None and sha not in today.now.loads:
        state = "restated: another load answers for these months today"
    return LoadLine(
        sha,
        receipt.name,
        receipt.feed or receipt.source,
        receipt.released or "",
        receipt.counts.get("kept", 0),
        state,
    )
