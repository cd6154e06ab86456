"""Which kept figures rest on a load that counts no more, or not for their months.

In: an open ``Evidence`` and figures as they are kept (``loads``, ``period``,
``against``). Out: for one figure the loads that shake it and why: ``withdrawn``,
``restated`` (another load now counts for a month of the figure), ``replaced``
(the file was loaded again under a mended mapping) or ``gone``. A figure that
already rests on the load that restated is not shaken by it. It is a sign to ask
again, not a proof of another number. A method may look at months before its
period; so a load of which nothing counts any more shakes whatever the period.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.periods import Period, parse_period
from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.partner_rows import PartnerFeed, main_part
from wardmote.measuring.store.receipts import Receipt
from wardmote.measuring.store.releases import versions

WITHDRAWN, RESTATED, REPLACED, GONE = "withdrawn", "restated", "replaced", "gone"


@dataclass(frozen=True)
class Shaken:
    """A load under a figure. ``by`` are the loads that count instead, ``months`` for which."""

    load: str
    why: str
    by: frozenset[str] = frozenset()
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class LoadStatus:
    """``receipts``: every load the partnership may see, withdrawn ones too.

    ``restated``: load -> month -> the load that counts for it now; ``whole``: those of which no month counts.
    """

    receipts: Mapping[str, Receipt]
    restated: Mapping[str, Mapping[int, str]]
    whole: frozenset[str]
    replaced: frozenset[str]

    def of(self, figure: Mapping[str, Any]) -> tuple[Shaken, ...]:
        """What shakes a kept figure; nothing for one that stands."""
        loads = set(figure["loads"])
        months = set(_months(figure))
        found = []
        for load in sorted(loads):
            receipt = self.receipts.get(load)
            if receipt is None:
                found.append(Shaken(load, GONE))
            elif receipt.withdrawn:
                found.append(Shaken(load, WITHDRAWN))
            elif load in self.replaced:
                found.append(Shaken(load, REPLACED))
            else:
                held = self.restated.get(load, {})
                now = held if load in self.whole else {m: by for m, by in held.items() if m in months}
                other = {month: by for month, by in now.items() if by not in loads}
                if other:
                    found.append(Shaken(load, RESTATED, frozenset(other.values()), tuple(sorted(other))))
        return tuple(found)

    def visible(self, figure: Mapping[str, Any]) -> bool:
        """May the partnership see it? Only when every load of it is its own or open."""
        return all(load in self.receipts for load in figure["loads"])


def standing(evidence: Evidence, receipts: Iterable[Receipt]) -> LoadStatus:
    """How the loads stand; ``receipts`` as ``visible(list_receipts(folder, withdrawn=True), slug)``."""
    restated: dict[str, dict[int, str]] = {}
    for load, month, by in (*_police(evidence), *_partner(evidence)):
        restated.setdefault(load, {})[month] = by
    counting = {receipt.sha256 for feed in evidence.own.feeds.values() for receipt in feed.receipts}
    mine = {receipt.sha256 for receipt in evidence.receipts() if receipt.partnership is not None}
    return LoadStatus(
        receipts={receipt.sha256: receipt for receipt in receipts},
        restated=restated,
        whole=frozenset(restated) - _counting(evidence),
        replaced=frozenset(mine - counting),
    )


def _counting(evidence: Evidence) -> frozenset[str]:
    """Loads of which some month counts."""
    police = {held[-1].receipt.sha256 for held in versions(evidence.receipts()).values()}
    counts = {
        sha for feed in evidence.own.of_kind(COUNTS) for sha in evidence.own.counts(feed.name).held.values()
    }
    rows = {receipt.sha256 for feed in evidence.own.of_kind(INCIDENTS) for receipt in feed.receipts}
    return frozenset(police | counts | rows)


def figures_on(folder: Folder, load: str) -> tuple[dict[str, Any], ...]:
    """The kept figures that rest on a load, by hash; a kept figure never changes, so it is read once."""
    found = []
    for name in _names(folder):
        path = folder.root / "figures" / name
        if load in _loads_of(path):
            found.append(json.loads(path.read_text(encoding="utf-8")))
    return tuple(found)


def _names(folder: Folder) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder.root / "figures") if name.endswith(".json"))
    except FileNotFoundError:
        return []


@lru_cache(maxsize=50_000)
def _loads_of(path: Path) -> frozenset[str]:
    return frozenset(json.loads(path.read_text(encoding="utf-8"))["loads"])


def _police(evidence: Evidence) -> Iterator[tuple[str, int, str]]:
    for (_, _, month), held in versions(evidence.receipts()).items():
        for version in held[:-1]:
            yield version.receipt.sha256, month, held[-1].receipt.sha256


def _partner(evidence: Evidence) -> Iterator[tuple[str, int, str]]:
    for feed in evidence.own.feeds.values():
        for place, receipt in enumerate(feed.receipts):
            for month in _covered(feed, receipt):
                for before in feed.receipts[:place]:
                    if month in _covered(feed, before) and _restates(feed, before, receipt):
                        yield receipt.sha256, month, before.sha256
                        break


def _covered(feed: PartnerFeed, receipt: Receipt) -> range | frozenset[int]:
    facts = main_part(receipt).facts
    if feed.kind == COUNTS:
        return frozenset(facts["months_held"])
    if feed.kind == INCIDENTS:
        return range(facts["months"][0], facts["months"][1] + 1)
    return range(0)


def _restates(feed: PartnerFeed, before: Receipt, receipt: Receipt) -> bool:
    """Counts restate by month; of incidents one of the two receipts tells whether they share rows."""
    if feed.kind == COUNTS:
        return True
    later = max(before, receipt, key=lambda each: each.loaded_at)
    bare = main_part(before).facts.get("unreferenced") and main_part(receipt).facts.get("unreferenced")
    return bool(later.revisions.get("changed") or bare)


def _months(figure: Mapping[str, Any]) -> Iterator[int]:
    for code in (figure["period"], figure["against"]):
        if code:
            period: Period = parse_period(code)
            yield from period.months
