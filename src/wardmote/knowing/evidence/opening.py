"""The evidence a partnership may count, open in the web process and asked safely by many at once.

In: a partnership. Out: an ``Opened`` that answers figures. One is kept for each
partnership as long as nothing is loaded, withdrawn or seen again (``snapshot``);
so a load made on the command line shows at the next click. The engine below
answers one question at a time, so asking takes a lock; what was asked is kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Figure, Inquiry
from wardmote.measuring.figures.keeping import keep
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.store.answers import Place
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.receipts import Receipt, visible
from wardmote.measuring.store.snapshot import snapshot

Made = TypeVar("Made")
OPEN_AT_ONCE = 12  # a county of ten towns and a little room


@dataclass
class Opened:
    """``inquiry`` may be used only while holding ``lock``; ``ask`` does that."""

    slug: str
    snapshot: str
    inquiry: Inquiry
    lock: threading.RLock = field(default_factory=threading.RLock)
    _made: dict[str, Any] = field(default_factory=dict)

    def once(self, what: str, make: Callable[[Evidence], Made]) -> Made:
        """Something worked out of the evidence, kept as long as this evidence is; ``what`` names it."""
        with self.lock:
            if what not in self._made:
                self._made[what] = make(self.inquiry.evidence)
            made: Made = self._made[what]
            return made

    def ask(
        self, name: str, area: str, period: Period, against: Period | None = None, /, **params: Any
    ) -> Figure:
        """The figure that answers, kept on disk so that its page can be opened."""
        with self.lock:
            figure = self.inquiry.ask(name, area, period, against, **params)
        keep([figure], folder().root)
        return figure

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """The loads this partnership may count: open sources and its own partners' files."""
        return visible(self.inquiry.evidence.receipts(), self.slug)

    def place(self, partnership: Partnership) -> Place | None:
        """The partnership's place in the evidence; None before it is settled or while nothing tells of it."""
        if partnership.place is None:
            return None
        with self.lock:
            for text in (partnership.place.area_id, partnership.place.name):
                try:
                    return self.inquiry.place(text)
                except Refusal:
                    continue
        return None


_opened: OrderedDict[tuple[Path, str], Opened] = OrderedDict()
_opening = threading.Lock()


def opened(partnership: Partnership) -> Opened:
    """The partnership's evidence as it is now; opened anew when something was loaded or withdrawn."""
    now, key = snapshot(folder()), (folder().root, partnership.slug)
    with _opening:
        known = _opened.get(key)
        if known is None or known.snapshot != now:
            known = Opened(partnership.slug, now, open_inquiry(folder().root, partnership.slug))
            _opened[key] = known
        _opened.move_to_end(key)
        while len(_opened) > OPEN_AT_ONCE:
            _opened.popitem(last=False)
        return known
