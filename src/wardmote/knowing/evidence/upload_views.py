"""The pages on which files come in: adding, what a file is, what its columns mean."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wardmote.ground.jobs.models import Job
from wardmote.ground.pages.form_page import ConfirmForm, done, form_page
from wardmote.ground.pages.lists import Listing, lists_file, lists_of
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.evidence import brought, evidence_lists, mappings, placing, rules, uploads
from wardmote.knowing.evidence.arriving import path_of
from wardmote.knowing.evidence.mapping_form import MappingForm
from wardmote.knowing.evidence.meanings import KIND_WORDS
from wardmote.knowing.evidence.models import Upload
from wardmote.knowing.evidence.opening import opened
from wardmote.knowing.evidence.upload_forms import LoadForm, UploadForm, fitting
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.mapping import INCIDENTS


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PartnershipRequest) -> HttpResponse:
    """Choose files, or go on with those that are here."""
    do = request.POST.get("do")
    if do in ("load", "place"):
        return _load_together(request) if do == "load" else _choose_place(request)
    if file := lists_file(request, *_listings(request)):
        return file
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)

    def save() -> HttpResponse:
        files = form.cleaned_data["files"]
        found = uploads.take_in(files, partnership=request.partnership, by=request.viewer)
        if len(found) == 1:
            return redirect("evidence:upload", request.viewer.partnership, found[0].pk)
        return redirect(reverse("evidence:add", args=[request.viewer.partnership]) + "#open")

    return _add_page(request, form, save)


def _add_page(request: PartnershipRequest, form: Form, save: Callable[[], HttpResponse]) -> HttpResponse:
    return form_page(request, form, save, "evidence/add.html", partial(_shown_to_add, request, form))


def _shown_to_add(request: PartnershipRequest, form: Form) -> dict[str, Any]:
    """What stands beside the form that was sent, else what was typed when a session ended."""
    waiting, now = uploads.open_uploads(request.partnership), opened(request.partnership)
    ready = _together(waiting)
    may_place = rules.why_not_choose_place(request.viewer.roles) is None
    together = form if isinstance(form, LoadForm) else None
    if together is None and len(ready) > 1:
        together = _load_form(request, ready, initial=form.initial)
    return {
        "files_form": form if isinstance(form, UploadForm) else UploadForm(),
        "limit": brought.limit(),
        "lists": lists_of(request, *_listings(request)),
        "ready": ready,
        "together": together,
        "needs": brought.needed(now, request.partnership),
        "districts": placing.districts(now) if may_place else (),
    }


def _listings(request: PartnershipRequest) -> tuple[Listing, Listing]:
    waiting = uploads.open_uploads(request.partnership)
    return evidence_lists.uploads(waiting, request.partnership)


def _choose_place(request: PartnershipRequest) -> HttpResponse:
    def save() -> HttpResponse:
        now, district = opened(request.partnership), request.POST.get("district", "")
        place = placing.choose_place(now, request.partnership, district, by=request.viewer)
        words = f"These pages are now about {place.name}."
        return done(request, words, "evidence:add", request.viewer.partnership)

    return _add_page(request, ConfirmForm(request.POST), save)


def _together(waiting: Iterable[Upload]) -> list[Upload]:
    """Files that can be loaded with one click: nothing is open but perhaps the district."""
    return [each for each in waiting if each.state in uploads.TOGETHER and not each.known.asks]


def _load_form(request: PartnershipRequest, held: list[Upload], sent: Any = None, **kwargs: Any) -> LoadForm:
    return LoadForm(
        sent,
        known=[each.known for each in held],
        town=request.partnership.name,
        settled=request.partnership.place_id is not None,
        **kwargs,
    )


def _load_together(request: PartnershipRequest) -> HttpResponse:
    ready = _together(uploads.open_uploads(request.partnership))
    if not ready:
        return redirect("evidence:add", request.viewer.partnership)
    form = _load_form(request, ready, request.POST)

    def save() -> HttpResponse:
        job = uploads.ask_to_load(ready, said=form.said(), by=request.viewer)
        return redirect("jobs:job", request.viewer.partnership, job.pk)

    return _add_page(request, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: PartnershipRequest, number: int) -> HttpResponse:
    """What a file is, what is still open, and what became of it."""
    found, do = _found(request, number), request.POST.get("do")
    sent = request.POST if request.method == "POST" else None
    form = ConfirmForm(sent) if do == "leave" else _load_form(request, [found], sent)

    def save() -> HttpResponse:
        if not isinstance(form, LoadForm):
            uploads.set_aside(found, by=request.viewer)
            words = f"{found.name} is set aside; nothing of it was loaded."
            return done(request, words, "evidence:add", request.viewer.partnership)
        uploads.ask_to_load([found], said=form.said(), by=request.viewer, keep_good=do == "keep-good")
        return redirect("evidence:upload", request.viewer.partnership, found.pk)

    return form_page(request, form, save, "evidence/upload.html", partial(_shown, request, number))


def _shown(request: PartnershipRequest, number: int) -> dict[str, Any]:
    found, now = _found(request, number), opened(request.partnership)
    hidden = _why_not_map(request, found)
    return {
        "upload": found,
        "known": found.known,
        "head": brought.head(found, may_map=hidden is None),
        "lead": f"{found.known.words.rstrip('.')}.",
        "facts": brought.facts(found),
        "problem": brought.problem(found, hidden=bool(hidden)),
        "job": _job(found),
        "drafting": found.state == rules.LOADED and brought.is_being_drafted(request.viewer.partnership),
        "loads": brought.loads(found, now),
        "partners": found.is_partners,
        "may_map": hidden is None,
        "map_reason": hidden,
        "settled": request.partnership.place_id is not None,
        "needs": brought.needed(now, request.partnership),
        "synthetic": found.name if found.known.synthetic else "",
        "states": {name: name for name in rules.UploadState.values},
        "district_columns": brought.DISTRICT_COLUMNS,
        "district_rows": [list(each) for each in found.known.districts[:12]],
    }


def _why_not_map(request: PartnershipRequest, found: Upload) -> str | None:
    mine = found.person_id == request.viewer.person
    return rules.why_not_map(request.viewer.roles, brought_by_viewer=mine)


def _job(found: Upload) -> Job | None:
    job = uploads.job_of(found) if found.state == rules.LOADING else None
    return job if job is not None and job.is_open else None


def _found(request: PartnershipRequest, number: int) -> Upload:
    held = Upload.objects.of(request.partnership).select_related("partnership").filter(pk=number).first()
    if held is None:
        raise Http404("no such file for this partnership")
    return uploads.settled(held, uploads.job_of(held)) if held.state == rules.LOADING else held


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: PartnershipRequest, number: int) -> HttpResponse:
    """What the columns of a partner's file mean; confirmed once for every file of its shape."""
    found = _found(request, number)
    if _why_not_map(request, found):
        raise Http404("rows are not shown to this person")
    path = path_of(found.stored)
    if path is None or found.state in (rules.WRONG, rules.LOADED, rules.LEFT, rules.LOADING):
        return redirect("evidence:upload", request.viewer.partnership, found.pk)
    slug, name = request.viewer.partnership, str(found.said.get("mapping") or "")
    kept = mappings.saved(slug, name) if name else None
    kind = _kind(request, found, kept)
    try:
        wanted = str((kept or {}).get("sheet", ""))
        with uploads.reading_for(request.viewer.person):
            sheet = mappings.sheet_of(path, where=found.name, sheet=wanted)
        fits = kept is not None and kept.get("kind") == kind
        values = kept if fits and kept else mappings.suggested(sheet, kind=kind, name="new")
    except Refusal as refusal:
        shown = {"form": _load_form(request, [found]), "refused": uploads.for_the_web(refusal)}
        return render(request, "evidence/upload.html", {**_shown(request, number), **shown}, status=409)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        sheet=sheet,
        kind=kind,
        values=values if fits else {**values, "title": ""},
        initial=_begun(request, found, new=not fits),
    )

    def save() -> HttpResponse:
        try:
            _confirm(request, found, form, name if fits else "")
        except Refusal as refusal:
            raise uploads.for_the_web(refusal) from None
        return redirect("evidence:upload", slug, found.pk)

    return form_page(request, form, save, "evidence/mapping.html", partial(_shown_to_map, found, form))


def _kind(request: PartnershipRequest, found: Upload, kept: Any) -> str:
    asked = str(request.POST.get("kind") or request.GET.get("kind") or "")
    begun = str((kept or {}).get("kind") or found.known.partner_kind or INCIDENTS)
    return asked if asked in KIND_WORDS else begun


def _begun(request: PartnershipRequest, found: Upload, *, new: bool) -> dict[str, Any]:
    """What the form begins with beside the mapping; what was written over an expired session counts."""
    place = request.partnership.place
    initial: dict[str, Any] = {"revision": found.revision}
    if new:
        initial["place"] = place.name if place else _town(request.partnership.name)
        initial["provider"] = request.viewer.body
    kept = {} if request.method == "POST" else dict(request.kept_draft())
    return {**initial, **kept}


def _town(name: str) -> str:
    """The town in a partnership's name, for a start: “Holmbridge Community Safety Partnership”."""
    known = name.partition(" Community Safety")[0]
    words = [word for word in known.split() if fitting(word, [word])]
    return " ".join(words)


@transaction.atomic
def _confirm(request: PartnershipRequest, found: Upload, form: MappingForm, name: str) -> None:
    """Save the mapping and load the file by it: all of it or, but for the mapping's file, nothing."""
    slug = request.viewer.partnership
    name = name or mappings.free_name(slug, form.cleaned_data["title"])
    held = uploads.say_mapping(found, name, by=request.viewer, revision=form.cleaned_data["revision"])
    mappings.keep_mapping(slug, name, form.values_said(), form.sheet)
    uploads.ask_to_load([held], said={}, by=request.viewer)


def _shown_to_map(found: Upload, form: MappingForm) -> dict[str, Any]:
    return {
        "upload": found,
        "kind": form.kind,
        "kinds": [(key, words) for key, words in KIND_WORDS.items() if key != form.kind],
        "kind_words": KIND_WORDS[form.kind],
        "preview_columns": [column.heading for column in form.sheet.columns],
        "preview_rows": [list(cells) for cells in zip(*(c.cells for c in form.sheet.columns), strict=True)],
        "rows": form.sheet.rows,
        "synthetic": found.name if found.known.synthetic else "",
    }
