"""Pages that write the parts of a draft: facts, sub-priorities, indicators, strategies, contacts, bodies,
groups, texts; and the order of its priorities and sub-priorities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.parts import BODY_PARTS, VISION
from wardmote.deciding.plan.pages.part_forms import (
    FORMS,
    ParagraphForm,
    VisionForm,
)
from wardmote.deciding.plan.pages.views import found, gone_from
from wardmote.deciding.plan.records import parts, texts
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import EditConflict
from wardmote.ground.pages.form_page import Choices, done, form_page, post_action
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.refusals import Refusal

TAKEN_OUT = "Taken out. The log keeps it."
HEADINGS = {
    "bodies": "Bodies",
    "facts": "Facts",
    "indicators": "Indicators",
    "strategies": "Linked strategies",
    "contacts": "Public contacts",
}
"""The tables listed as they are; priorities and sub-priorities stand before them, in their order."""


@dataclass(frozen=True)
class Ordered:
    """A row among those it is ordered with; ``moved``: which way it was moved just now, if it was."""

    key: str
    words: str
    place: int
    of: int
    read: str
    moved: str = ""

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """Its buttons, and whether each has a place to go; the one just pressed stays, so that focus does."""
        able = {"earlier": self.place > 1, "later": self.place < self.of}
        return [(way, way.capitalize(), able[way]) for way in parts.STEPS if able[way] or self.moved == way]

    @property
    def told(self) -> str:
        """Where it stands now that it was moved."""
        if self.place in (1, self.of):
            return f"now {'last' if self.place > 1 else 'first'} of {self.of}"
        return f"moved {self.moved}, now {self.place} of {self.of}"


def _draft(request: PartnershipRequest, number: int) -> PlanEdition:
    """The edition, while it is written; for an approved one there is no such page."""
    edition = found(request, number)
    if rules.why_not_edit(edition.status):
        raise gone_from(edition)
    return edition


def _table(name: str) -> str:
    table = name.replace("-", "_")
    if table not in FORMS:
        raise Http404("no such part")
    return table


def listed(request: PartnershipRequest, number: int) -> HttpResponse:
    """Everything a draft says that is written here, with the way to each; what is posted moves a row."""
    edition = _draft(request, number)
    stale = False
    if request.method == "POST":
        try:
            return _moved(request, edition)
        except EditConflict:
            stale = True
    file = read_edition(edition, only=(*FORMS, "priorities"))
    statements = list(edition.statements.all())
    moved = ("", "", "") if stale else tuple(request.GET.get(name, "") for name in ("table", "key", "way"))
    shown = {
        "edition": edition,
        "stale": stale,
        "priorities": list(_ordered("priorities", file.priorities, moved)),
        "under": [
            (each, list(_ordered("sub_priorities", [row for row, _ in file.actions_of(each.key)], moved)))
            for each in file.priorities
        ],
        "tables": [
            (heading, _a(parts.WRITTEN[table]), table.replace("_", "-"), _rows(file, table))
            for table, heading in HEADINGS.items()
        ],
        "visions": [row for row in statements if row.part == VISION],
        "passages": [row for row in statements if row.part != VISION],
    }
    return render(request, "plan/parts.html", shown, status=409 if stale else 200)


def _ordered(table: str, rows: Sequence[Any], moved: tuple[str, ...]) -> Iterator[Ordered]:
    """Rows that are ordered among each other, and which of them was moved."""
    read = parts.order_seen(rows)
    for place, row in enumerate(rows, 1):
        way = moved[2] if moved[:2] == (table, row.key) and moved[2] in parts.STEPS else ""
        yield Ordered(row.key, row.title, place, len(rows), read, way)


def _moved(request: PartnershipRequest, edition: PlanEdition) -> HttpResponse:
    """Do one step of a row; back on the page it is told beside the row, whose button is stood on."""
    table, key, way, read = (request.POST.get(name, "") for name in ("table", "key", "way", "read"))
    if table not in parts.ORDERED or way not in parts.STEPS:
        raise Http404("nothing to move")
    try:
        parts.move(edition, table, parts.Step(key, way, read), by=request.viewer)
    except Refusal as refusal:
        if refusal.where != "way":  # at the end of its way it stays there, and the page says so
            messages.error(request, refusal.what)
            return redirect(*_to(edition))
    told = urlencode({"table": table, "key": key, "way": way})
    return redirect(f"{reverse('plan:parts', args=_args(edition))}?{told}")


def _rows(file: EditionFile, table: str) -> list[tuple[str, str, str]]:
    """Each row's key, the words that lead to it, and what else it says in one line."""
    return [(row.key, *_words(row, named=table in ("facts", "indicators"))) for row in getattr(file, table)]


def _words(row: Any, *, named: bool) -> tuple[str, str]:
    """``named``: its key is printed and people say it; otherwise its own words lead to it."""
    if named:
        return row.key, row.words
    if hasattr(row, "what"):
        return row.what, row.value
    if hasattr(row, "part"):
        return row.name, dict(BODY_PARTS)[row.part].lower()
    return row.title, row.owner


def _a(called: str) -> str:
    return f"an {called}" if called[0] in "aeiou" else f"a {called}"


def _choices(edition: PlanEdition, table: str, key: str = "") -> dict[str, Choices]:
    """What a form of a table chooses from, in this draft; ``key``: of the row that is there."""
    if table in ("contacts", "bodies"):
        return {}
    file = read_edition(edition, only=("priorities", "sub_priorities"))
    priorities = [(each.key, f"{each.title}") for each in file.priorities]
    subs = [(each.key, each.title) for each in file.sub_priorities]
    if table == "facts":
        return {"about": [("area", "The area"), ("plan", "The plan as a whole"), *priorities, *subs]}
    if table == "indicators":
        return {"priority": priorities, "sub_priorities": subs}
    return {"priorities" if table == "strategies" else "priority": priorities}


def _to(edition: PlanEdition) -> tuple[Any, ...]:
    return "plan:parts", edition.partnership.slug, edition.pk


def add(request: PartnershipRequest, number: int, table: str) -> HttpResponse:
    """Add a row to a draft."""
    edition, table = _draft(request, number), _table(table)
    form = FORMS[table](request.POST or None, choices=_choices(edition, table))

    def save() -> HttpResponse:
        parts.add(edition, table, form.record(None), by=request.viewer)
        return done(request, "Added.", *_to(edition))

    page = {"edition": edition, "a_called": _a(parts.WRITTEN[table])}
    return form_page(request, form, save, "plan/part.html", page)


def change(request: PartnershipRequest, number: int, table: str, key: str) -> HttpResponse:
    """Write a row of a draft anew."""
    edition, table = _draft(request, number), _table(table)
    file = read_edition(edition, only=tuple({table, "priorities", "sub_priorities"}))
    before = next((each for each in getattr(file, table) if each.key == key), None)
    if before is None:
        return _gone(request, edition, table, key)
    kind = FORMS[table]
    choices, first = _choices(edition, table, key), kind.initial_of(before)
    form = kind(request.POST or None, initial=first, key=key, choices=choices)

    def save() -> HttpResponse:
        read = form.cleaned_data["read"]
        parts.change(edition, table, form.record(before), read=read, by=request.viewer)
        return done(request, "Saved.", *_to(edition))

    page = {
        "edition": edition, "called": parts.WRITTEN[table], "key": key,
        "named": getattr(before, "name", key),
        "remove": reverse("plan:remove_part", args=[*_args(edition), table.replace("_", "-"), key]),
    }  # fmt: skip
    return form_page(request, form, save, "plan/part.html", page)


def _gone(request: PartnershipRequest, edition: PlanEdition, table: str, key: str) -> HttpResponse:
    """What somebody wrote in a row that was taken out meanwhile, ready to be added; no page without it."""
    if request.method != "POST":
        raise Http404("no such row")
    data = request.POST.copy()
    data["key"] = key
    page = {
        "edition": edition, "form": FORMS[table](data, choices=_choices(edition, table)), "gone": True,
        "a_called": _a(parts.WRITTEN[table]),
        "adds": reverse("plan:add_part", args=[*_args(edition), table.replace("_", "-")]),
    }  # fmt: skip
    return render(request, "plan/part.html", page, status=409)


def _args(edition: PlanEdition) -> list[Any]:
    return [edition.partnership.slug, edition.pk]


def remove(request: PartnershipRequest, number: int, table: str, key: str) -> HttpResponse:
    """Take a row out of a draft."""
    edition, table = _draft(request, number), _table(table)

    def save() -> HttpResponse | None:
        try:
            parts.remove(edition, table, key, read=request.POST.get("read", ""), by=request.viewer)
        except EditConflict:
            told = "Somebody changed it while you were reading. It is not taken out: read it again first."
            messages.error(request, told)
            return redirect("plan:part", *_args(edition), table.replace("_", "-"), key)
        return None

    return post_action(request, save, TAKEN_OUT, *_to(edition))


def add_text(request: PartnershipRequest, number: int) -> HttpResponse:
    """Add a paragraph to a draft."""
    edition = _draft(request, number)
    form = ParagraphForm(request.POST or None, initial={"part": request.GET.get("part", "")})

    def save() -> HttpResponse:
        given = form.cleaned_data
        texts.add_paragraph(edition, given["part"], given["words"], by=request.viewer)
        return done(request, "Added.", *_to(edition))

    page = {"edition": edition, "a_called": "a paragraph"}
    return form_page(request, form, save, "plan/part.html", page)


def add_vision(request: PartnershipRequest, number: int) -> HttpResponse:
    """Add a vision to a draft, with the day it is in force from."""
    edition = _draft(request, number)
    first = {"owner": request.GET.get("owner", ""), "since": request.viewer.today}
    form = VisionForm(request.POST or None, initial=first)

    def save() -> HttpResponse:
        given = form.cleaned_data
        texts.add_vision(edition, given["owner"], given["words"], since=given["since"], by=request.viewer)
        return done(request, "Added.", *_to(edition))

    page = {"edition": edition, "a_called": "a vision"}
    return form_page(request, form, save, "plan/part.html", page)


def remove_text(request: PartnershipRequest, number: int, statement: int) -> HttpResponse:
    """Take a paragraph or a vision out of a draft."""
    edition = _draft(request, number)
    known = get_object_or_404(edition.statements, pk=statement)
    remove_it = partial(texts.remove, edition, known.pk, by=request.viewer)
    return post_action(request, remove_it, TAKEN_OUT, *_to(edition))
