"""A page's address in, its answer out: asked once, remembered while the evidence stays as it is.

In: the partnership, the query and what the page builds. Out: ``QueryAnswer``. Asking
holds the evidence's lock; a remembered answer needs no lock. An answer is
forgotten as soon as anything is loaded or withdrawn, because the evidence then
has another ``snapshot``; refusals are not remembered.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wardmote.ground.partners.models import Partnership
from wardmote.knowing.asking import measures
from wardmote.knowing.asking.answers import AnswerPage, figures_of
from wardmote.knowing.asking.area_map import units_offered
from wardmote.knowing.asking.forms import ChangesForm, MapForm, filled
from wardmote.knowing.asking.questions import Query, asked
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.measuring.catalogue.periods import Period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.inquiry import Figure
from wardmote.measuring.figures.keeping import keep
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.store.answers import Place

Build = Callable[[Query], AnswerPage]
MOST_REMEMBERED = 128


@dataclass(frozen=True)
class Choices:
    """What a form needs: its values, its months and its lists."""

    values: Mapping[str, str]
    period: Period
    months: frozenset[int]
    lists: Mapping[str, Any]

    def form(self, kind: type[ChangesForm]) -> ChangesForm:
        return filled(kind, self.values, period=self.period, months=self.months, lists=self.lists)


@dataclass(frozen=True)
class QueryAnswer:
    """What a page's question came to: the page, or why not. ``kept``: its figures could be written.

    Without page and refusal nothing is loaded for the partnership yet. ``plain``: nothing was asked, as by a
    link of the navigation: that there is nothing to show is then nobody's error.
    """

    asked: Query | None = None
    page: AnswerPage | None = None
    refused: Refusal | None = None
    choices: Choices | None = None
    figures: tuple[Figure, ...] = ()
    kept: bool = True
    plain: bool = False

    @property
    def status(self) -> int:
        return 400 if self.refused and not self.plain else 200


@dataclass
class _Remembered:
    """The answers lately given, the oldest forgotten first."""

    answers: "OrderedDict[tuple[Any, ...], QueryAnswer]" = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: tuple[Any, ...]) -> QueryAnswer | None:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def put(self, key: tuple[Any, ...], answer: QueryAnswer) -> None:
        """Keep it; what the partnership's evidence said before it changed goes, and with it that evidence."""
        with self.lock:
            for old in [other for other in self.answers if other[0] == key[0] and other[1] != key[1]]:
                del self.answers[old]
            self.answers[key] = answer
            while len(self.answers) > MOST_REMEMBERED:
                self.answers.popitem(last=False)


_remembered = _Remembered()


def answer(
    partnership: Partnership, query: Mapping[str, str], build: Build, *, form: type[ChangesForm]
) -> QueryAnswer:
    """The answer to an address; ``form`` tells the map's question from the other."""
    open_ = opened(partnership)
    area = partnership.place.area_id if partnership.place else ""
    key = (open_.slug, open_.snapshot, str(folder().root), area, form.__name__, tuple(sorted(query.items())))
    known = _remembered.get(key)
    if known is None:
        known = _asked_anew(open_, partnership, query, build, form)
        if known.page is not None:
            _remembered.put(key, known)
    return replace(known, kept=_kept(known.figures), plain=not query)


def _asked_anew(
    open_: Opened, partnership: Partnership, query: Mapping[str, str], build: Build, form: type[ChangesForm]
) -> QueryAnswer:
    with open_.lock:
        town = open_.place(partnership)
        if town is None:
            return QueryAnswer()
        try:
            question = _question(open_, town, query, form)
            page = build(question)
        except Refusal as refused:
            return _refused(open_, town, form, refused)
        made = tuple(figures_of(open_.inquiry, page))
        return QueryAnswer(question, page, None, _choices(question, form, page.unit), made)


def _question(open_: Opened, town: Place, query: Mapping[str, str], form: type[ChangesForm]) -> Query:
    if form is not MapForm:
        return asked(open_.inquiry, town, query)
    values = {key: value for key, value in query.items() if key != "place"}
    return asked(
        open_.inquiry, town, values | {"measure": values.get("measure") or _first_measure(open_, town)}
    )


def _first_measure(open_: Opened, town: Place) -> str:
    """What a map shows first: the whole of the source with the most classes."""
    found = measures.offered(open_.inquiry, town)
    if not found:
        return ""
    sizes = [sum(m.feed.name == other.feed.name for other in found) for m in found]
    wholes = [(-size, m.code) for size, m in zip(sizes, found, strict=True) if m.key == ALL]
    return min(wholes)[1] if wholes else found[0].code


def _refused(open_: Opened, town: Place, form: type[ChangesForm], refused: Refusal) -> QueryAnswer:
    """The refusal above the form of the plain question; where nothing is loaded at all nobody erred."""
    try:
        question = _question(open_, town, {}, form)
    except Refusal:
        return QueryAnswer()
    return QueryAnswer(None, None, refused, _choices(question, form, ""))


def _choices(question: Query, form: type[ChangesForm], unit: str) -> Choices:
    found = measures.offered(question.inquiry, question.place)
    feeds = {measure.feed.name: measure.feed for measure in found}
    chosen = (question.measure.feed,) if question.measure else tuple(feeds.values())
    lists: dict[str, Any] = {"measure": list(measures.measure_choices(found))}
    if form is MapForm:
        lists["unit"] = [(u, name[:1].upper() + name[1:]) for u, name in units_offered(question)]
    else:
        lists["measure"] = [("", "Every kind, as a table"), *lists["measure"]]
        lists["place"] = list(measures.place_choices(question.inquiry, question.town))
    values = question.query(unit=unit)
    values.setdefault("place", str(question.town.id))
    months = frozenset(month for feed in chosen for month in feed.months)
    return Choices(values, question.period, months, lists)


def _kept(figures: Iterable[Figure]) -> bool:
    """Keep the figures, so that each number's page opens; a folder that cannot be written is told.

    Done for a remembered answer too: what was kept may have been taken away.
    """
    try:
        keep(figures, folder().root)
    except OSError:
        return False
    return True
