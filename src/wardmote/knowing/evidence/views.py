"""The evidence pages about loads: what is held, one load's receipt, withdrawing it and bringing it back."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wardmote.ground.casework.writing import note
from wardmote.ground.pages.form_page import ConfirmForm, done, form_page
from wardmote.ground.partners.rules import LOADERS
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.evidence import downloads, held, receipts
from wardmote.knowing.evidence.forms import WithdrawForm
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.knowing.evidence.rules import why_not_bring_back, why_not_see_rejected, why_not_withdraw
from wardmote.knowing.evidence.withdrawals import bring_back_load, withdraw_load
from wardmote.measuring.store.holdings import holdings
from wardmote.measuring.store.receipts import Receipt

REJECTED_SHOWN = 20


@require_safe
def home(request: PartnershipRequest) -> HttpResponse:
    """What is held, what lacks, what was restated, and every load."""
    now = opened(request.partnership)
    shown = now.once("evidence page", lambda evidence: _held(now))
    return render(request, "evidence/home.html", {**shown, "may_add": request.viewer.has(LOADERS)})


def _held(now: Opened) -> dict[str, Any]:
    """What the page shows to everybody of the partnership; the same as long as the evidence is."""
    slug, loads = now.slug, receipts.loads_of(now)
    found = now.once("holdings", holdings)
    names = {receipt.sha256: receipt.name for receipt in loads}
    counting = [receipt for receipt in loads if receipt.withdrawn is None]
    return {
        "empty": not loads,
        "lead": held.lead(found, len(counting)),
        "withdrawn": len(loads) - len(counting),
        "grids": held.grids(found),
        "short_months": held.SHORT,
        "load_columns": held.LOAD_COLUMNS,
        "load_rows": held.load_rows(loads, receipts.standing_of(now), slug),
        "base_columns": held.BASE_COLUMNS,
        "base_rows": held.base_rows(found.bases, names, slug),
        "revision_columns": held.REVISION_COLUMNS,
        "revision_rows": held.revision_rows(found.revisions, names, slug),
        "synthetic": synthetic(counting),
    }


@require_safe
def load(request: PartnershipRequest, sha256: str) -> HttpResponse:
    """One load's receipt in plain words."""
    return render(request, "evidence/load.html", _shown(request, sha256, WithdrawForm()))


def _shown(request: PartnershipRequest, sha256: str, form: ConfirmForm) -> dict[str, Any]:
    now, viewer = opened(request.partnership), request.viewer
    receipt = _found(now, sha256)
    by, mine = receipts.brought_by(receipt, viewer)
    hidden = why_not_see_rejected(viewer.roles, brought_by_viewer=mine)
    gone = receipt.withdrawn is not None
    resting = receipts.resting(receipt, now, viewer.partnership)
    return {
        "receipt": receipt,
        "state": held.state(receipt, receipts.standing_of(now)),
        "told": receipts.outcome_words(receipt),
        "facts": receipts.facts(receipt) + ([("Loaded by", by)] if by else []),
        "outcome_rows": receipts.outcome_rows(receipt),
        "withdrawn_by": receipts.withdrawn_by(receipt),
        "rejected_note": _rejected_note(receipt),
        "rejected_rows": [] if hidden else _rejected(receipt),
        "rejected_hidden": hidden if receipt.rejects else None,
        "restated_rows": receipts.restated_rows(receipt, now, viewer.partnership),
        "resting": resting,
        "history": receipts.history(receipt),
        "withdraw_form": form if isinstance(form, WithdrawForm) else WithdrawForm(),
        "may_withdraw": why_not_withdraw(viewer.roles, withdrawn=gone) is None,
        "may_bring_back": why_not_bring_back(viewer.roles, withdrawn=gone) is None,
        "synthetic": synthetic([receipt]),
        **receipts.COLUMNS,
    }


def _rejected(receipt: Receipt) -> list[list[Any]]:
    first = receipt.rejects[:REJECTED_SHOWN]
    return [[r.row, r.where, r.found or "nothing", r.reason] for r in first]


def _rejected_note(receipt: Receipt) -> str:
    number = receipt.counts.get("rejected", 0) or len(receipt.rejects)
    if len(receipt.rejects) <= REJECTED_SHOWN:
        return ""
    return f"The first {REJECTED_SHOWN} of {max(number, len(receipt.rejects)):,}. The CSV holds all of them."


@require_GET
def rejects(request: PartnershipRequest, sha256: str) -> HttpResponseBase:
    """The rows that were not used, as a CSV that no spreadsheet runs."""
    receipt = _found(opened(request.partnership), sha256)
    _, mine = receipts.brought_by(receipt, request.viewer)
    if not receipt.rejects or why_not_see_rejected(request.viewer.roles, brought_by_viewer=mine):
        raise Http404("no rejected rows for this person")
    note("evidence.rejected_downloaded", f"load:{sha256}", by=request.viewer, detail={"name": receipt.name})
    return _csv(receipts.rejected_rows(receipt), f"rejected-rows-{sha256[:12]}")


@require_safe
def table(request: PartnershipRequest, name: str) -> HttpResponseBase:
    """One of the evidence page's tables as CSV."""
    now = opened(request.partnership)
    if name == downloads.LOADS:
        return _csv(downloads.load_rows(receipts.loads_of(now)), name)
    rows = {downloads.MONTHS: downloads.month_rows, downloads.RESTATED: downloads.restated_rows}.get(name)
    if rows is None:
        raise Http404("no such table")
    return _csv(rows(now.once("holdings", holdings)), name)


def _csv(rows: downloads.Rows, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(downloads.lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PartnershipRequest, sha256: str) -> HttpResponse:
    """Take the load out of what counts. A GET only shows the load's page: a new sign-in comes back to it."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def save() -> HttpResponse:
        receipt = _found(opened(request.partnership), sha256)
        withdraw_load(receipt, by=request.viewer, because=form.cleaned_data["because"])
        words = "Withdrawn. Nothing was deleted: it can be brought back below."
        return done(request, words, "evidence:load", request.viewer.partnership, sha256)

    return form_page(request, form, save, "evidence/load.html", partial(_shown, request, sha256, form))


@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: PartnershipRequest, sha256: str) -> HttpResponse:
    """Let the load count again; a GET only shows the load's page."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)

    def save() -> HttpResponse:
        bring_back_load(_found(opened(request.partnership), sha256), by=request.viewer)
        words = "This load counts again."
        return done(request, words, "evidence:load", request.viewer.partnership, sha256)

    return form_page(request, form, save, "evidence/load.html", partial(_shown, request, sha256, form))


def _found(now: Opened, sha256: str) -> Receipt:
    receipt = receipts.receipt_of(now, sha256)
    if receipt is None:
        raise Http404("no such load for this partnership")
    return receipt


def synthetic(loads: list[Receipt]) -> str:
    """The made-up loads among these, for the banner: partners' rows before boundaries."""
    made_up = [receipt for receipt in loads if receipt.synthetic]
    rows = [receipt for receipt in made_up if receipt.partnership] or made_up
    names = sorted({held.what_it_is(receipt).replace(" (synthetic)", "") for receipt in rows})
    more = f"; and {len(names) - 3} more" if len(names) > 3 else ""
    return "; ".join(names[:3]) + more
