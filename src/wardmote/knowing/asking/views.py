"""What changed and the map. Every page shows; none writes but the figures it names."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.asking import area_map, changes
from wardmote.knowing.asking.answering import QueryAnswer, answer
from wardmote.knowing.asking.answers import AnswerPage, map_page, measure_page, table_page
from wardmote.knowing.asking.downloads import picture_file, picture_table, table_file
from wardmote.knowing.asking.forms import ChangesForm, MapForm
from wardmote.knowing.asking.questions import Query, plain_query
from wardmote.knowing.asking.sections import FigurePicture
from wardmote.knowing.asking.where_changed import AreaChanges
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.periods import month_label
from wardmote.measuring.store.receipts import Receipt

CHANGED = {area_map.DIFFERENTLY: "yes", area_map.ALIKE: ""}
Builds = Callable[[PartnershipRequest, Query], AnswerPage]


def what_changed(request: PartnershipRequest) -> HttpResponse:
    """All classes, or one measure in full."""
    if "from" in request.GET:
        return redirect(_address("asking:changes", request, plain_query(request.GET)))
    found = _answer(request, _changes_page, ChangesForm)
    shown = _shown(request, found, ChangesForm)
    one = found.asked is not None and found.asked.measure is not None
    if found.page and not one:
        shown |= _table_tools(request, found.page)
    template = "asking/measure.html" if one else "asking/changes.html"
    return render(request, template, shown, status=found.status)


def _changes_page(request: PartnershipRequest, question: Query) -> AnswerPage:
    if question.measure:
        return measure_page(question)
    return table_page(question, sort=request.GET.get("sort", "interest"), only=request.GET.get("only", ""))


def changes_csv(request: PartnershipRequest, name: str) -> HttpResponse:
    """The table of all classes, or the numbers behind one picture."""
    page = _downloaded(request, _changes_page, ChangesForm)
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
            for r in page.rows
        ]
        return table_file("what-changed", columns, rows)
    return picture_table(_picture(page, name).picture)


def changes_svg(request: PartnershipRequest, name: str) -> HttpResponse:
    """One picture as a file."""
    page = _downloaded(request, _changes_page, ChangesForm)
    return picture_file(_picture(page, name).picture)


def areas(request: PartnershipRequest) -> HttpResponse:
    """The map and the list of its areas."""
    if "from" in request.GET:
        return redirect(_address("asking:map", request, plain_query(request.GET)))
    found = _answer(request, _map_page, MapForm)
    return render(request, "asking/map.html", _shown(request, found, MapForm), status=found.status)


def _map_page(request: PartnershipRequest, question: Query) -> AnswerPage:
    unit = area_map.chosen_unit(question, request.GET.get("unit", ""))

    def link(area: str) -> str:
        return _address("asking:changes", request, question.query(place=area))

    return map_page(question, unit, link)


def map_csv(request: PartnershipRequest, name: str) -> HttpResponse:
    """The list of areas, or the numbers behind one map."""
    page = _downloaded(request, _map_page, MapForm)
    if name == "areas":
        columns = ("Area id", "Area", "Count", "Rate per 1,000", "Lower", "Upper", "Against the other areas")
        more = ("Count before", "Rate before", "Changed differently from the rest")
        rows = [(r.area, r.name, r.count, r.rate, r.low, r.high, r.flag) for r in page.areas]
        before = [(r.count_before, r.rate_before, CHANGED.get(r.went, r.went)) for r in page.areas]
        return table_file("areas", (*columns, *more), [(*a, *b) for a, b in zip(rows, before, strict=True)])
    return picture_table(_picture(page, name).picture)


def map_svg(request: PartnershipRequest, name: str) -> HttpResponse:
    """One map as a file."""
    page = _downloaded(request, _map_page, MapForm)
    return picture_file(_picture(page, name).picture)


def _downloaded(request: PartnershipRequest, build: Builds, form: type[ChangesForm]) -> AnswerPage:
    """As the page, for a file: what is refused there is not here."""
    page = _answer(request, build, form).page
    if page is None:
        raise Http404("nothing to download")
    return page


def _answer(request: PartnershipRequest, build: Builds, form: type[ChangesForm]) -> QueryAnswer:
    return answer(request.partnership, _query(request), lambda question: build(request, question), form=form)


def _picture(page: AnswerPage, name: str) -> FigurePicture:
    for shown in page.every_picture:
        if shown.picture.name == name:
            return shown
    raise Http404("no such picture on this page")


# ---- what the templates need ----
def _query(request: PartnershipRequest) -> dict[str, str]:
    return {key: str(value) for key, value in request.GET.items()}


def _address(name: str, request: PartnershipRequest, query: dict[str, str], *more: str) -> str:
    tail = f"?{urlencode(query)}" if query else ""
    return reverse(name, args=[request.partnership.slug, *more]) + tail


def _shown(request: PartnershipRequest, answer: QueryAnswer, form: type[ChangesForm]) -> dict[str, Any]:
    """The page with its addresses; ``sections`` and ``pictures`` are ready to draw."""
    page, query = answer.page, _query(request)
    name = "asking:map" if form is MapForm else "asking:changes"
    found: dict[str, Any] = {
        "form": answer.choices.form(form) if answer.choices else None,
        "refused": answer.refused,
        "kept": answer.kept,
        "page": page,
    }
    if page is None or answer.asked is None:
        return found

    def drawn(shown: FigurePicture) -> dict[str, Any]:
        files = [
            ("Numbers as CSV", _address(f"{name}_csv", request, query, shown.picture.name)),
            ("Picture as SVG", _address(f"{name}_svg", request, query, shown.picture.name)),
        ]
        return {"picture": shown.picture, "figure": shown.figure, "links": files}

    base = answer.asked.query()
    return found | {
        "synthetic": page.synthetic,
        "asked": answer.asked,
        "last_month": month_label(answer.asked.period.last_month),
        "pictures": [drawn(shown) for shown in page.pictures],
        "sections": [(section, [drawn(s) for s in section.pictures]) for section in page.sections],
        "moves": [_move_links(request, answer.asked, line) for line in page.moves],
        "loads": [(_load_name(receipt), _load_url(request, receipt.sha256)) for receipt in page.loads],
        "table_csv": _address(f"{name}_csv", request, query, "areas" if name == "asking:map" else "classes"),
        "map_url": _address("asking:map", request, {k: v for k, v in base.items() if k != "place"}),
        "table_url": _address("asking:changes", request, {k: v for k, v in base.items() if k != "measure"}),
        "town_url": _address("asking:changes", request, {k: v for k, v in base.items() if k != "place"}),
        "measure_url": _address("asking:changes", request, base),
    }


def _move_links(
    request: PartnershipRequest, asked: Query, line: AreaChanges
) -> tuple[str, list[tuple[str, str]]]:
    """What moved, and the page of each area it names."""
    links = [
        (name, _address("asking:changes", request, asked.query(measure=line.code, place=area)))
        for area, name in line.areas
    ]
    return line.words, links


def _load_name(receipt: Receipt) -> str:
    """A load as a list of loads tells it apart: its file, its rows and when it was loaded."""
    released = f", released {receipt.released}" if receipt.released else ""
    return f"{receipt.name} ({counted(receipt.counts.get('kept', 0), 'row', 'rows')} kept{released})"


def _load_url(request: PartnershipRequest, sha: str) -> str:
    try:
        return reverse("evidence:load", args=[request.partnership.slug, sha])
    except NoReverseMatch:
        return ""


def _table_tools(request: PartnershipRequest, page: AnswerPage) -> dict[str, Any]:
    """Links that sort and filter the table, and each row with the page of its measure."""
    query = _query(request)
    sort, only = query.get("sort", "interest"), query.get("only", "")

    def with_(**changed: str) -> str:
        return _address("asking:changes", request, {k: v for k, v in (query | changed).items() if v})

    heads = (
        ("class", "Kind of record", "", False),
        ("before", "Before", page.columns[0] or "months as named above", True),
        ("now", "Now", page.columns[1] or "months as named above", True),
        ("ratio", "Now divided by before", "and its likely range", True),
        ("interest", "In words", "most changed first" if sort == "interest" else "", False),
    )
    sources = list(dict.fromkeys((row.code.partition("/")[0], row.source) for row in page.rows))
    filters = [
        ("Every kind", with_(only=""), not only),
        ("Clear changes", with_(only="clear"), only == "clear"),
    ]
    if len(sources) > 1 or (only and only != changes.CLEAR):
        filters += [(title, with_(only=feed), only == feed) for feed, title in sources]
    return {
        "heads": [
            (label, note, with_(sort=key), sort == key, numeric) for key, label, note, numeric in heads
        ],
        "filters": filters,
        "rows": [(row, with_(measure=row.code, sort="", only="")) for row in page.rows],
    }
