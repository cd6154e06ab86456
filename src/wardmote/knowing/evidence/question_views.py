"""Months that look incomplete: the questions about them, and a person's answers."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wardmote.ground.casework import note, refuse
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.partners.viewing import PartnershipRequest, Viewer
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.forms import AnswerForm
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.knowing.evidence.rules import why_not_answer
from wardmote.measuring.catalogue.periods import month_label
from wardmote.measuring.store.answering import keep_answer, make_answer
from wardmote.measuring.store.completeness import Doubt


@require_safe
def questions(request: PartnershipRequest) -> HttpResponse:
    """Every question, the open ones first."""
    slug = request.partnership.slug

    def to_question(row: Doubt) -> str:
        return reverse("evidence:question", args=[slug, row.key])

    listing = Listing(
        name="questions",
        caption="Months that look incomplete",
        columns=(
            ListColumn("Month", lambda row: month_label(row.month), order="month", link=to_question),
            ListColumn("What is strange", "words"),
            ListColumn("State", lambda row: mark(row)[1], mark=lambda row: mark(row)[0]),
        ),
        rows=sorted(doubts_of(opened(request.partnership)), key=lambda each: (not each.open, each.month)),
        empty="No month looks incomplete.",
    )
    return list_page(request, listing, "evidence/questions.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PartnershipRequest, key: str) -> HttpResponse:
    """One question with its answer, and the form that answers it."""
    asked = next((each for each in doubts_of(opened(request.partnership)) if each.key == key), None)
    if asked is None:
        raise Http404("no such question")
    form = AnswerForm(request.POST if request.method == "POST" else None)

    def save() -> HttpResponse:
        answer_doubt(
            asked, stands=form.cleaned_data["stands"], because=form.cleaned_data["because"], by=request.viewer
        )
        return done(
            request, "Kept. Everything is counted anew.", "evidence:question", request.partnership.slug, key
        )

    shown: dict[str, Any] = {"doubt": asked, "may_answer": why_not_answer(request.viewer.roles) is None}
    return form_page(request, form, save, "evidence/question.html", shown)


@transaction.atomic
def answer_doubt(doubt: Doubt, *, stands: bool, because: str, by: Viewer) -> None:
    """Keep an answer, with its row in the log; the file is written last, as a load's is."""
    refuse(why_not_answer(by.roles))
    said = doubt.answered(stands=stands, because=because, by=str(by), at=by.at)
    made = make_answer(doubt, said, partnership=by.partnership)
    note("evidence.answered", f"load:{made.sha256}", by=by, detail={"right": stands})
    keep_answer(folder(), made)


def doubts_of(now: Opened) -> tuple[Doubt, ...]:
    """The questions about everything the partnership may count."""
    return now.once("doubts", lambda evidence: evidence.doubts())


def mark(doubt: Doubt) -> tuple[str, str]:
    """The state of a question as a shape with its word."""
    if doubt.answer is None:
        return "near", "open; does not count"
    return ("on-track", "right; counts") if doubt.stands else ("contextual", "wrong; does not count")
