"""The evidence pages about loads: what is held, one load's receipt, withdrawing it and bringing it back."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wardmote.ground.casework import note
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.pages.form_page import ConfirmForm, done, form_page
from wardmote.ground.pages.lists import Listing, lists_file, lists_of
from wardmote.ground.partners.rules import LOADERS
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.knowing.evidence import evidence_lists, held, receipts
from wardmote.knowing.evidence.forms import WithdrawForm
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.knowing.evidence.question_views import doubts_of
from wardmote.knowing.evidence.rules import why_not_bring_back, why_not_see_rejected, why_not_withdraw
from wardmote.knowing.evidence.withdrawals import bring_back_load, withdraw_load
from wardmote.measuring.documents.model import Sheet
from wardmote.measuring.store.holdings import holdings
from wardmote.measuring.store.receipts import Receipt

REJECTED_SHOWN = 20


@require_safe
def home(request: PartnershipRequest) -> HttpResponse:
    """What is held, what lacks, what was restated, and every load."""
    now = opened(request.partnership)
    listings = _listings(now)
    if file := lists_file(request, *listings):
        return file
    shown = {
        **now.once("evidence page", lambda evidence: _held(now)),
        "lists": lists_of(request, *listings),
        "may_add": request.viewer.has(LOADERS),
    }
    return render(request, "evidence/home.html", shown)


def _listings(now: Opened) -> tuple[Listing, ...]:
    return evidence_lists.loads(now), evidence_lists.restated(now), evidence_lists.bases(now)


def _held(now: Opened) -> dict[str, Any]:
    """What the page shows to everybody of the partnership; the same as long as the evidence is."""
    loads, found = receipts.loads_of(now), now.once("holdings", holdings)
    counting = [receipt for receipt in loads if receipt.withdrawn is None]
    return {
        "empty": not loads,
        "lead": held.lead(found, len(counting)),
        "withdrawn": len(loads) - len(counting),
        "grids": held.grids(found),
        "short_months": held.SHORT,
        "synthetic": synthetic(counting),
        "doubts": sum(each.open for each in doubts_of(now)),
    }


@require_safe
def load(request: PartnershipRequest, sha256: str) -> HttpResponse:
    """One load's receipt in plain words."""
    shown = _shown(request, sha256, WithdrawForm())
    return lists_file(request, *shown["listings"]) or render(request, "evidence/load.html", shown)


def _shown(request: PartnershipRequest, sha256: str, form: ConfirmForm) -> dict[str, Any]:
    now, viewer = opened(request.partnership), request.viewer
    receipt = _found(now, sha256)
    by, mine = receipts.brought_by(receipt, viewer)
    hidden = why_not_see_rejected(viewer.roles, brought_by_viewer=mine)
    gone = receipt.withdrawn is not None
    resting = receipts.resting(receipt, now)
    listings = (
        evidence_lists.resting(resting, viewer.partnership),
        evidence_lists.restated_months(receipt, now),
    )
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
        "listings": listings,
        "lists": lists_of(request, *listings),
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
def rejects(request: PartnershipRequest, sha256: str) -> HttpResponse:
    """The rows that were not used, as a CSV that no spreadsheet runs."""
    receipt = _found(opened(request.partnership), sha256)
    _, mine = receipts.brought_by(receipt, request.viewer)
    if not receipt.rejects or why_not_see_rejected(request.viewer.roles, brought_by_viewer=mine):
        raise Http404("no rejected rows for this person")
    note("evidence.rejected_downloaded", f"load:{sha256}", by=request.viewer)
    heads, *rows = receipts.rejected_rows(receipt)
    return table_response(Sheet("Rows not used", heads, rows), f"rejected-rows-{sha256[:12]}.csv")


@require_safe
def table(request: PartnershipRequest, name: str) -> HttpResponse:
    """One of the evidence page's tables as CSV."""
    now = opened(request.partnership)
    if name == "months":
        return table_response(evidence_lists.months_table(now.once("holdings", holdings)), "months.csv")
    for listing in _listings(now):
        if listing.name == name:
            return listing.download("csv")
    raise Http404("no such table")


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
