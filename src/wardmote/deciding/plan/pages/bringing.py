"""Pages by which a plan comes in as a spreadsheet: the template to fill, and the filled workbook."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wardmote.deciding.plan.held import documents as keeping
from wardmote.deciding.plan.held import loading
from wardmote.deciding.plan.pages.forms import BringForm
from wardmote.deciding.plan.written.workbook import read_workbook, write_template
from wardmote.ground.partners.viewing import Asked
from wardmote.measuring.catalogue.refusals import Refusal

LARGEST = 20_000_000


def template(request: Asked) -> HttpResponse:
    """The empty workbook."""
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "plan-template.xlsx"
        write_template(path)
        response = HttpResponse(path.read_bytes(), content_type=keeping.SHEET)
    response["Content-Disposition"] = 'attachment; filename="plan-template.xlsx"'
    return response


def bring(request: Asked) -> HttpResponse:
    """Take a filled workbook in, or say in which cell it is wrong and why."""
    if request.method != "POST":
        return render(request, "plan/bring.html", {"form": BringForm()})
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "plan/bring.html", {"form": form}, status=400)
    try:
        loaded = _taken_in(request, form.cleaned_data["workbook"])
    except Refusal as refusal:
        return render(request, "plan/bring.html", {"form": BringForm(), "refusal": refusal}, status=400)
    words = "The plan is in." if loaded.new else "This plan is held already; nothing changed."
    messages.success(request, words)
    return redirect("plan:edition", request.partnership.slug, loaded.edition.pk)


def _taken_in(request: Asked, sent: "UploadedFile[Any]") -> loading.Loaded:
    name = Path(sent.name or "plan.xlsx").name
    if not name.lower().endswith(".xlsx"):
        raise Refusal("A plan comes as an .xlsx workbook.", found=name, todo="Fill in the template.")
    if (sent.size or 0) > LARGEST:
        raise Refusal("The workbook is too large for a plan.", found=f"{sent.size:,} bytes")
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "plan.xlsx"
        with path.open("wb") as file:
            for part in sent.chunks():
                file.write(part)
        return loading.load(request.partnership, read_workbook(path), by=str(request.viewer))
