"""What changed and the map. Every page shows; none writes but the figures it names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from wardmote.ground.partners.viewing import Asked as Request
from wardmote.knowing.asking import area_map, changes, measures
from wardmote.knowing.asking.answers import Page, figures_of, map_page, measure_page, table_page
from wardmote.knowing.asking.downloads import picture_file, picture_table, table_file
from wardmote.knowing.asking.forms import ChangesForm, MapForm, filled
from wardmote.knowing.asking.questions import Asked, asked, plain_query
from wardmote.knowing.asking.sections import Shown
from wardmote.knowing.evidence.opening import Opened, folder, opened
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.figures.keeping import keep
from wardmote.measuring.figures.series import ALL
from wardmote.measuring.store.answers import Place

Build = Callable[[Request, Asked], Page]


@dataclass(frozen=True)
class Answer:
    """What a page's question came to: the page, or why not. ``kept``: its figures could be written."""

    asked: Asked | None = None
    page: Page | None = None
    refused: Refusal | None = None
    form: ChangesForm | None = None
    kept: bool = True

    @property
    def status(self) -> int:
        return 400 if self.refused else 200


def what_changed(request: Request) -> HttpResponse:
    """All classes, or one measure in full."""
    if "from" in request.GET:
        return redirect(_address("asking:changes", request, plain_query(request.GET)))
    answer = _answer(request, _changes_page, ChangesForm)
    shown = _shown(request, answer, "asking:changes")
    template = "asking/measure.html" if answer.asked and answer.asked.measure else "asking/changes.html"
    if answer.page and answer.asked and not answer.asked.measure:
        shown |= _table_tools(request, answer.page)
    return render(request, template, shown, status=answer.status)


def _changes_page(request: Request, question: Asked) -> Page:
    if question.measure:
        return measure_page(question)
    return table_page(question, sort=request.GET.get("sort", "interest"), only=request.GET.get("only", ""))


def changes_csv(request: Request, name: str) -> HttpResponse:
    """The table of all classes, or the numbers behind one picture."""
    answer = _downloaded(request, _changes_page)
    assert answer.page is not None
    if name == "classes":
        columns = (
            "Source",
            "Class",
            "Part of",
            "Before",
            "Now",
            "Ratio",
            "Lower",
            "Upper",
            "In words",
            "Figure",
        )
        rows = [
            (r.source, r.label, r.part, r.before, r.now, r.ratio, r.low, r.high, r.words, r.figure)
            for r in answer.page.rows
        ]
        return table_file("what-changed", columns, rows)
    return picture_table(_picture(answer.page, name).picture)


def changes_svg(request: Request, name: str) -> HttpResponse:
    """One picture as a file."""
    page = _downloaded(request, _changes_page).page
    assert page is not None
    return picture_file(_picture(page, name).picture)


def areas(request: Request) -> HttpResponse:
    """The map and the list of its areas."""
    if "from" in request.GET:
        return redirect(_address("asking:map", request, plain_query(request.GET)))
    answer = _answer(request, _map_page, MapForm)
    shown = _shown(request, answer, "asking:map")
    return render(request, "asking/map.html", shown, status=answer.status)


def _map_page(request: Request, question: Asked) -> Page:
    unit = area_map.chosen_unit(question, request.GET.get("unit", ""))

    def link(area: str) -> str:
        return _address("asking:changes", request, question.query(place=area))

    return map_page(question, unit, link)


def map_csv(request: Request, name: str) -> HttpResponse:
    """The list of areas, or the numbers behind one map."""
    page = _downloaded(request, _map_page).page
    assert page is not None
    if name == "areas":
        columns = ("Area id", "Area", "Count", "Rate per 1,000", "Lower", "Upper", "Against the funnel")
        more = ("Count before", "Rate before", "Changed otherwise than the rest")
        rows = [(r.area, r.name, r.count, r.rate, r.low, r.high, r.flag) for r in page.areas]
        before = [(r.count_before, r.rate_before, "yes" if r.moved else "") for r in page.areas]
        return table_file("areas", (*columns, *more), [(*a, *b) for a, b in zip(rows, before, strict=True)])
    return picture_table(_picture(page, name).picture)


def map_svg(request: Request, name: str) -> HttpResponse:
    """One map as a file."""
    page = _downloaded(request, _map_page).page
    assert page is not None
    return picture_file(_picture(page, name).picture)


# ---- asking while the evidence is held ----
def _answer(request: Request, build: Build, form: type[ChangesForm]) -> Answer:
    """The page for the address, or the refusal with the form of the plain question."""
    open_ = opened(request.partnership)
    with open_.lock:
        town = open_.place(request.partnership)
        if town is None:
            return Answer()
        try:
            question = _question(open_, town, request, form)
            page = build(request, question)
        except Refusal as refused:
            return _refused(open_, town, form, refused)
        made = figures_of(open_.inquiry, page)
        filled_form = _form(question, form, page.unit)
    return Answer(question, page, None, filled_form, _kept(made))


def _question(open_: Opened, town: Place, request: Request, form: type[ChangesForm]) -> Asked:
    query = _query(request)
    if form is MapForm:
        query.pop("place", None)
        query["measure"] = query.get("measure") or _first_measure(open_, town)
    return asked(open_.inquiry, town, query)


def _first_measure(open_: Opened, town: Place) -> str:
    """What a map shows first: the whole of the richest source."""
    found = measures.offered(open_.inquiry, town)
    if not found:
        return ""
    sizes = [sum(m.feed.name == other.feed.name for other in found) for m in found]
    wholes = [(-size, m.code) for size, m in zip(sizes, found, strict=True) if m.key == ALL]
    return min(wholes)[1] if wholes else found[0].code


def _refused(open_: Opened, town: Place, form: type[ChangesForm], refused: Refusal) -> Answer:
    """The refusal above the form of the plain question; nothing loaded at all is no mistake."""
    first = {"measure": _first_measure(open_, town)} if form is MapForm else {}
    try:
        question = asked(open_.inquiry, town, first)
    except Refusal:
        return Answer()
    return Answer(None, None, refused, _form(question, form, ""))


def _form(question: Asked, form: type[ChangesForm], unit: str) -> ChangesForm:
    found = measures.offered(question.inquiry, question.place)
    feeds = {measure.feed.name: measure.feed for measure in found}
    chosen = (question.measure.feed,) if question.measure else tuple(feeds.values())
    lists: dict[str, Any] = {"measure": list(measures.measure_choices(found))}
    if form is MapForm:
        lists["unit"] = [(u, name[:1].upper() + name[1:]) for u, name in area_map.units_offered(question)]
    else:
        lists["measure"] = [("", "Every class, as a table"), *lists["measure"]]
        lists["place"] = list(measures.place_choices(question.inquiry, question.town))
    values = question.query(unit=unit)
    values.setdefault("place", str(question.town.id))
    months = {month for feed in chosen for month in feed.months}
    return filled(form, values, period=question.period, months=months, lists=lists)


def _kept(figures: Any) -> bool:
    """Keep the figures, so that each number's page opens; a folder that cannot be written is told."""
    try:
        keep(figures, folder().root)
    except OSError:
        return False
    return True


def _downloaded(request: Request, build: Build) -> Answer:
    """As the page, for a file: what is refused there is not here."""
    form = MapForm if build is _map_page else ChangesForm
    answer = _answer(request, build, form)
    if answer.page is None:
        raise Http404("nothing to download")
    return answer


def _picture(page: Page, name: str) -> Shown:
    for shown in page.every_picture:
        if shown.picture.name == name:
            return shown
    raise Http404("no such picture on this page")


# ---- what the templates need ----
def _query(request: Request) -> dict[str, str]:
    return {key: str(value) for key, value in request.GET.items()}


def _address(name: str, request: Request, query: dict[str, str], *more: str) -> str:
    tail = f"?{urlencode(query)}" if query else ""
    return reverse(name, args=[request.partnership.slug, *more]) + tail


def _shown(request: Request, answer: Answer, name: str) -> dict[str, Any]:
    """The page with its addresses; ``sections`` and ``pictures`` are ready to draw."""
    page, query = answer.page, _query(request)
    found: dict[str, Any] = {
        "form": answer.form,
        "refused": answer.refused,
        "kept": answer.kept,
        "page": page,
    }
    if page is None or answer.asked is None:
        return found

    def drawn(shown: Shown) -> dict[str, Any]:
        files = [
            ("Numbers as CSV", _address(f"{name}_csv", request, query, shown.picture.name)),
            ("Picture as SVG", _address(f"{name}_svg", request, query, shown.picture.name)),
        ]
        return {"picture": shown.picture, "figure": shown.figure, "links": files}

    base = answer.asked.query()
    return found | {
        "synthetic": page.synthetic,
        "asked": answer.asked,
        "pictures": [drawn(shown) for shown in page.pictures],
        "sections": [(section, [drawn(s) for s in section.pictures]) for section in page.sections],
        "loads": [(receipt.name, _load_url(request, receipt.sha256)) for receipt in page.loads],
        "table_csv": _address(f"{name}_csv", request, query, "areas" if name == "asking:map" else "classes"),
        "map_url": _address("asking:map", request, {k: v for k, v in base.items() if k != "place"}),
        "table_url": _address("asking:changes", request, {k: v for k, v in base.items() if k != "measure"}),
        "town_url": _address("asking:changes", request, {k: v for k, v in base.items() if k != "place"}),
        "measure_url": _address("asking:changes", request, base),
    }


def _load_url(request: Request, sha: str) -> str:
    try:
        return reverse("evidence:load", args=[request.partnership.slug, sha])
    except NoReverseMatch:
        return ""


def _table_tools(request: Request, page: Page) -> dict[str, Any]:
    """Links that sort and filter the table, and each row with the page of its measure."""
    query = _query(request)
    sort, only = query.get("sort", "interest"), query.get("only", "")

    def with_(**changed: str) -> str:
        return _address("asking:changes", request, {k: v for k, v in (query | changed).items() if v})

    heads = (
        ("class", "Class", False),
        ("before", "Before", True),
        ("now", "Now", True),
        ("ratio", "Now divided by before (95 % interval)", True),
        ("interest", "In words", False),
    )
    sources = list(dict.fromkeys((row.code.partition("/")[0], row.source) for row in page.rows))
    filters = [
        ("Every class", with_(only=""), not only),
        ("Clear changes", with_(only="clear"), only == "clear"),
    ]
    if len(sources) > 1 or (only and only != changes.CLEAR):
        filters += [(title, with_(only=feed), only == feed) for feed, title in sources]
    return {
        "heads": [(label, with_(sort=key), sort == key, numeric) for key, label, numeric in heads],
        "filters": filters,
        "rows": [(row, with_(measure=row.code, sort="", only="")) for row in page.rows],
    }
