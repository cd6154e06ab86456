"""A figure's page: what a number is, from which loads, and whether it is still the same today.

In: a hash, the partnership's open evidence and its slug. Out: ``Explained``, or
None where no such figure is kept or any load it rests on is another
partnership's: for who is looking those are the same. Loads that were withdrawn
stay visible to their partnership and are flagged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wardmote.knowing.asking.figure_words import headline, how_words, interval_words, told, what_words
from wardmote.knowing.asking.sentences import say
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import METHODS, Figure, Inquiry, Method, Question
from wardmote.measuring.figures.keeping import Recomputed, kept, question_of, recompute
from wardmote.measuring.figures.readings import counted_in
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import Receipt, read_receipt, visible

OPEN_FEED = "police-uk"


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
    reason: str
    loads: tuple[LoadLine, ...]
    caveats: tuple[str, ...]
    question: Question
    today: Recomputed | None
    why_not: str

    @property
    def headline(self) -> str:
        """What its page begins with."""
        return headline(self.method, self.result)

    @property
    def now(self) -> Figure | None:
        return self.today.now if self.today else None

    @property
    def verdict(self) -> tuple[str, str]:
        """(kind of notice, words): same, changed with then and now, or not to be had."""
        if self.today is None:
            return "look", say("figure-cannot", because=self.why_not)
        again = self.today
        now = again.now.result
        then_value = told(self.method, self.result.get("value"), self.result)
        now_value = told(self.method, now.value, vars(now) if hasattr(now, "__dict__") else {})
        if again.same_result and not again.evidence_changed:
            return "ok", say("figure-same")
        because = []
        if again.evidence_changed:
            because.append("other files count today")
        if again.method_changed:
            because.append("the method of working it out is a newer one")
        if again.same_result:
            return "look", say("figure-same-but", why=listed(because))
        why = f", because {listed(because)}" if because else ""
        if then_value == now_value:
            return "look", say("figure-details", value=then_value, why=why)
        return "look", say("figure-differs", now=now_value, then=then_value, why=why)


def explained(prefix: str, inquiry: Inquiry, folder: Folder, slug: str) -> Explained | None:
    """The figure, as far as this partnership may see it."""
    try:
        figure = kept(prefix, folder.root)
    except Refusal:
        return None
    receipts = _receipts(figure, inquiry, folder, slug)
    if not _may_see(figure, receipts) or figure["method"] not in METHODS:
        return None
    question = question_of(figure)
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
        period=counted_in(question) if figure["method"] == "reading" else question.period,
        against=question.against,
        method=figure["method"],
        result=result,
        value=told(figure["method"], result["value"], result),
        interval=interval_words(figure["method"], result),
        n=result["n"],
        reason=result["reason"],
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


def _place_name(inquiry: Inquiry, area: str) -> str:
    try:
        return inquiry.place(area).name or area
    except Refusal:
        return area


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
