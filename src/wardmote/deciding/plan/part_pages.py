"""Pages that write the parts of a draft: facts, sub-priorities, indicators, strategies, contacts, texts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wardmote.deciding.plan import parts, rules, texts
from wardmote.deciding.plan.edition_file import EditionFile
from wardmote.deciding.plan.holding import VISION, held
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.money_pages import refused
from wardmote.deciding.plan.part_forms import FORMS, Choices, ParagraphForm, PartForm, VisionForm
from wardmote.deciding.plan.rolling import StaleError, today
from wardmote.deciding.plan.views import found
from wardmote.ground.partners.viewing import Asked
from wardmote.measuring.catalogue.refusals import Refusal

HEADINGS = {
    "facts": "Facts",
    "sub_priorities": "Sub-priorities",
    "indicators": "Indicators",
    "strategies": "Linked strategies",
    "contacts": "Public contacts",
}


def _draft(request: Asked, number: int) -> PlanEdition:
    """The edition, while it is written; for an approved one there is no such page."""
    edition = found(request, number)
    if rules.may_edit(edition.status):
        raise Http404("an approved edition is not written in")
    return edition


def _table(name: str) -> str:
    table = name.replace("-", "_")
    if table not in FORMS:
        raise Http404("no such part")
    return table


def listed(request: Asked, number: int) -> HttpResponse:
    """Everything a draft says that is written here, with the way to each."""
    edition = _draft(request, number)
    file = held(edition, only=tuple(FORMS))
    statements = list(edition.statements.all())
    shown = {
        "edition": edition,
        "tables": [
            (HEADINGS[table], parts.WRITTEN[table], table.replace("_", "-"),
             [(row.key, _words(row)) for row in getattr(file, table)])
            for table in FORMS
        ],
        "visions": [row for row in statements if row.part == VISION],
        "passages": [row for row in statements if row.part != VISION],
    }  # fmt: skip
    return render(request, "plan/parts.html", shown)


def _words(row: Any) -> str:
    """A row as one line."""
    if hasattr(row, "what"):
        return f"{row.what}: {row.value}"
    return str(getattr(row, "words", "") or getattr(row, "title", ""))


def _choices(edition: PlanEdition, table: str) -> dict[str, Choices]:
    """What a form of a table chooses from, in this draft."""
    if table == "contacts":
        return {}
    file = held(edition, only=("priorities", "sub_priorities"))
    priorities = [(each.key, f"{each.title}") for each in file.priorities]
    subs = [(each.key, each.title) for each in file.sub_priorities]
    if table == "facts":
        return {"about": [("area", "The area"), ("plan", "The plan as a whole"), *priorities, *subs]}
    if table == "indicators":
        return {"priority": priorities, "sub_priorities": subs}
    return {"priorities" if table == "strategies" else "priority": priorities}


def _to(edition: PlanEdition, name: str = "parts") -> HttpResponse:
    return redirect(f"plan:{name}", edition.partnership.slug, edition.pk)


def add(request: Asked, number: int, table: str) -> HttpResponse:
    """Add a row to a draft."""
    edition, table = _draft(request, number), _table(table)
    form: PartForm = FORMS[table](
        _choices(edition, table), request.POST or None, initial=dict(request.kept_draft())
    )
    if request.method == "POST" and form.is_valid():
        try:
            parts.add(edition, table, form.record(None), by=request.viewer)  # type: ignore[attr-defined]
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Added.")
            return _to(edition)
    page = {"edition": edition, "form": form, "called": parts.WRITTEN[table]}
    return render(request, "plan/part.html", page, status=400 if request.method == "POST" else 200)


def change(request: Asked, number: int, table: str, key: str) -> HttpResponse:
    """Write a row of a draft anew."""
    edition, table = _draft(request, number), _table(table)
    before = _row(held(edition, only=tuple({table, "priorities", "sub_priorities"})), table, key)
    choices, kind = _choices(edition, table), FORMS[table]
    first = kind.first(before) | {"read": parts.seen(before)} | dict(request.kept_draft())
    form: PartForm = kind(choices, request.POST or None, initial=first, key=key)
    page: dict[str, Any] = {
        "edition": edition, "form": form, "called": parts.WRITTEN[table], "key": key,
        "remove": reverse("plan:remove_part", args=[*_args(edition), table.replace("_", "-"), key]),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "plan/part.html", page)
    if form.is_valid():
        record = form.record(before)  # type: ignore[attr-defined]
        try:
            parts.change(edition, table, record, read=form.cleaned_data["read"], by=request.viewer)
        except Refusal as refusal:
            _refused(form, refusal)
        except StaleError as stale:
            data = request.POST.copy()
            data["read"] = parts.seen(stale.now)
            theirs = [
                (name.replace("_", " "), value) for name, value in kind.first(stale.now).items() if value
            ]
            page |= {"form": kind(choices, data, key=key), "theirs": theirs}
            return render(request, "plan/part.html", page, status=409)
        else:
            messages.success(request, "Saved.")
            return _to(edition)
    return render(request, "plan/part.html", page, status=400)


def _args(edition: PlanEdition) -> list[Any]:
    return [edition.partnership.slug, edition.pk]


def _row(file: EditionFile, table: str, key: str) -> Any:
    row = next((each for each in getattr(file, table) if each.key == key), None)
    if row is None:
        raise Http404("no such row")
    return row


def _refused(form: PartForm, refusal: Refusal) -> None:
    refusal.where = form.told.get(refusal.where, refusal.where)
    refused(form, refusal)


def remove(request: Asked, number: int, table: str, key: str) -> HttpResponse:
    """Take a row out of a draft."""
    edition, table = _draft(request, number), _table(table)
    if request.method == "POST":
        try:
            parts.remove(edition, table, key, by=request.viewer)
        except Refusal as refusal:
            messages.error(request, f"{refusal.what} {refusal.todo}".strip())
        else:
            messages.success(request, "Taken out. The log keeps it.")
    return _to(edition)


def add_text(request: Asked, number: int) -> HttpResponse:
    """Add a paragraph to a draft."""
    edition = _draft(request, number)
    first = {"part": request.GET.get("part", "")} | dict(request.kept_draft())
    form = ParagraphForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            texts.add_paragraph(edition, given["part"], given["words"], by=request.viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Added.")
            return _to(edition)
    page = {"edition": edition, "form": form, "called": "paragraph"}
    return render(request, "plan/part.html", page, status=400 if request.method == "POST" else 200)


def add_vision(request: Asked, number: int) -> HttpResponse:
    """Add a vision to a draft, with the day it is in force from."""
    edition = _draft(request, number)
    first = {"owner": request.GET.get("owner", ""), "since": today(request.viewer)}
    form = VisionForm(request.POST or None, initial=first | dict(request.kept_draft()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            texts.add_vision(edition, given["owner"], given["words"], since=given["since"], by=request.viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Added.")
            return _to(edition)
    page = {"edition": edition, "form": form, "called": "vision"}
    return render(request, "plan/part.html", page, status=400 if request.method == "POST" else 200)


def remove_text(request: Asked, number: int, statement: int) -> HttpResponse:
    """Take a paragraph or a vision out of a draft."""
    edition = _draft(request, number)
    known = get_object_or_404(edition.statements, pk=statement)
    if request.method == "POST":
        texts.remove(edition, known.pk, by=request.viewer)
        messages.success(request, "Taken out. The log keeps it.")
    return _to(edition)
