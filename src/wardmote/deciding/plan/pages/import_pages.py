"""Pages by which a plan comes in as a spreadsheet: the template to fill, and the filled workbook."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from wardmote.deciding.plan.exchange.workbook import edition_in, workbook_rows, write_template
from wardmote.deciding.plan.pages.forms import BringForm
from wardmote.deciding.plan.records import import_edition
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.papers.files import file_response
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import run_in_child

LARGEST = 20_000_000


def template(request: PartnershipRequest) -> HttpResponse:
    """The empty workbook."""
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "plan-template.xlsx"
        write_template(path)
        return file_response(path.read_bytes(), "plan-template.xlsx")


def bring(request: PartnershipRequest) -> HttpResponse:
    """Take a filled workbook in, or say in which cell it is wrong and why."""
    form = BringForm(request.POST or None, request.FILES or None)

    def save() -> HttpResponse:
        loaded = _taken_in(request, form.cleaned_data["workbook"])
        words = "The plan is in." if loaded.new else "This plan is held already; nothing changed."
        return done(request, words, "plan:edition", request.partnership.slug, loaded.edition.pk)

    return form_page(request, form, save, "plan/bring.html", {})


def _taken_in(request: PartnershipRequest, sent: "UploadedFile[Any]") -> import_edition.Loaded:
    name = Path(sent.name or "plan.xlsx").name
    if not name.lower().endswith(".xlsx"):
        raise Refusal("A plan comes as an .xlsx workbook.", found=name, todo="Fill in the template.")
    if (sent.size or 0) > LARGEST:
        raise Refusal("The workbook is too large for a plan.", found=f"{sent.size:,} bytes")
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "plan.xlsx"
        with path.open("wb") as written:
            for part in sent.chunks():
                written.write(part)
        file = edition_in(*run_in_child(workbook_rows, path, where=name))
    return import_edition.load(request.partnership, file, by=str(request.viewer))
