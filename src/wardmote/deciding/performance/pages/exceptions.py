"""Pages of exceptions: the list, one exception with its tasks, five decisions, and that none is missed."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst

from wardmote.deciding.performance.exceptions import answers as process
from wardmote.deciding.performance.exceptions.answers import ExceptionStatus
from wardmote.deciding.performance.exceptions.exception_words import name_of
from wardmote.deciding.performance.measures.allowance import (
    AllowanceWanted,
    allowance_of,
    decide_allowance,
    opened_in_a_year,
    replies_allowed,
)
from wardmote.deciding.performance.models import MeasureReading, PlanException
from wardmote.deciding.performance.pages import exception_showing as showing
from wardmote.deciding.performance.pages.exception_forms import (
    FORMS,
    ExceptionListFilter,
    StepForm,
    StepForms,
)
from wardmote.deciding.performance.pages.measure_forms import AllowanceForm
from wardmote.deciding.performance.rules import exceptions as life
from wardmote.deciding.performance.rules.exceptions import whole_of
from wardmote.deciding.plan.pages.forms import TaskForm
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.doing.tasking.tasks import Asking, tasks_shown
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.pages.gone import Gone
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.pages.typed_fields import whole_number
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.analysis.exceptions import FOR_THE_CHAIR
from wardmote.measuring.analysis.steps import REPLIES
from wardmote.measuring.drafting.words import plain


def _rows(request: PartnershipRequest) -> Any:
    return PlanException.objects.with_leads().visible_to(request.viewer).select_related("partnership")


def _found(request: PartnershipRequest, number: int) -> ExceptionStatus:
    found = process.as_of(_rows(request).filter(pk=number), on=request.viewer.today)
    if not found:
        raise Http404("no such exception")
    return found[0]


# ---- the list ----


def exceptions(request: PartnershipRequest) -> HttpResponse:
    """Every exception, what owes first; the watch list; what is closed; by body and state in the address."""
    found = process.as_of(_rows(request), on=request.viewer.today)
    filters = ExceptionListFilter(request.GET, body={body.name for each in found for body in each.leads})
    owed = [each for each in found if each.row.state == life.OPEN]
    open_ = sorted((each for each in found if each.row.is_open), key=_urgency)
    proof = showing.proof(request.partnership)
    columns = _columns(request)
    none = "No exception is open."
    opened = Listing("open", "Open exceptions", columns, open_, none, filters, record=_record)
    closed = filters.left_of([each for each in found if not each.row.is_open])
    shown = {
        "owed": owed,
        "late": [each for each in owed if each.late],
        "waiting": process.for_the_chair(found),
        "any": bool(found),
        "proof": proof,
        "watch_columns": ("Measure", "What happened", "How often chance alone does this"),
        "watch": [_watch_row(request, line) for line in proof.watch] if proof else [],
    }
    beside = (Listing("closed", "Closed exceptions", columns, closed, "None is closed.", record=_record),)
    return list_page(request, opened, "performance/exceptions.html", shown, beside=beside)


def _record(each: ExceptionStatus) -> str:
    """How the log names it."""
    return f"exception:{each.row.pk}"


def _urgency(each: ExceptionStatus) -> tuple[int, bool]:
    """Late replies, replies owed, what waits for a decision, then the rest; else by harm and chance."""
    place = 0 if each.late else 1 if each.row.state == life.OPEN else 2 if each.waits else 3
    return place, not each.too_long


def _columns(request: PartnershipRequest) -> tuple[ListColumn, ...]:
    def to_exception(each: ExceptionStatus) -> str:
        return reverse("plan:exception", args=[request.partnership.slug, each.row.pk])

    def due(each: ExceptionStatus) -> date | None:
        return each.row.reply_due if each.row.state == life.OPEN else None

    return (
        ListColumn("Exception", "row.title", link=to_exception),
        ListColumn("What happened", "row.words"),
        ListColumn("Led by", "row.led_by"),
        ListColumn("Opened", "row.opened_on"),
        ListColumn("Reply due", due),
        ListColumn(
            "Stands",
            lambda each: showing.mark(each)[1],
            mark=lambda each: showing.mark(each)[0],
        ),
    )


def _watch_row(request: PartnershipRequest, line: showing.Line) -> list[Any]:
    slug = request.partnership.slug
    url = reverse("asking:figure", args=[slug, line.figure]) if line.figure else ""
    return [line.name, {"text": plain(line.why), "url": url}, line.chance]


# ---- one exception ----


def exception(request: PartnershipRequest, number: int) -> HttpResponse:
    """What happened, what it rests on, what each may write on it, and its history."""
    now, forms = _found(request, number), StepForms(request)
    form = forms.posted(now.row, request.POST.get("do", "")) if request.method == "POST" else Form()

    def save() -> HttpResponse:
        _posted(form).write()
        return done(request, "Recorded. Thank you.", "plan:exception", request.partnership.slug, number)

    def shown() -> dict[str, Any]:
        fresh = _found(request, number) if getattr(form, "conflict", None) else now
        offers = _offers(forms, fresh, form)
        first = offers.get("first")
        head = showing.exception_head(fresh, url=f"#{first.do}" if first and not first.refused else "")
        return {**_shown(request, fresh), **offers, "head": head}

    return form_page(request, form, save, "performance/exception.html", shown)


def _posted(form: Form) -> StepForm:
    assert isinstance(form, StepForm), "only a form that was sent is saved"
    return form


def _offers(forms: StepForms, now: ExceptionStatus, form: Form) -> dict[str, Any]:
    """What was posted comes first, else what the exception waits for; nothing for one that is closed."""
    if not now.row.is_open:
        return {}
    do = getattr(form, "do", "") or life.WAITS_FOR[now.row.state]
    found: dict[str, Any] = {each: forms.form(now.row, each) for each in FORMS}
    if isinstance(form, StepForm) and not found[do].refused:
        found[do] = form
    return {"first": found.pop(do, None), "others": list(found.values())}


def _shown(request: PartnershipRequest, now: ExceptionStatus) -> dict[str, Any]:
    row, viewer = now.row, request.viewer
    reading = MeasureReading.objects.visible_to(viewer).filter(measure=whole_of(row.measure)).first()
    advice, answered = now.last(life.ADVICE), now.last(*life.DECIDED)
    return {
        "exception": row,
        "now": now,
        "sentence": showing.sentence(row),
        "tests": showing.tests(row),
        "restated": showing.restated(row, reading),
        "measures": [(whole_of(key), name_of(key)) for key in row.measures],
        "watched": showing.measures_watched(edition_in_force(request.partnership)),
        "chart": (chart := showing.chart(row, reading)),
        "chart_words": f"Counts a month, {request.partnership.name}, {chart.months}" if chart else "",
        "source": reading.feed_title if reading else "",
        "closing": showing.closing_words(row),
        "advice": advice,
        "unanswered": advice is not None and (answered is None or answered.pk < advice.pk),
        "tasks": tasks_shown(process.KIND, str(row.pk), by=viewer),
        "decider": viewer.has(life.DECIDERS),
        "synthetic": reading.synthetic if reading else False,
    }


def exception_task(request: PartnershipRequest, number: int) -> HttpResponse:
    """Set one more task for an exception."""
    row = _found(request, number).row
    if not row.is_open:
        to = reverse("plan:exception", args=[request.partnership.slug, number])
        raise Gone("This exception was closed: no task is set for it any more.", to)
    bodies = [(str(pk), name) for pk, name in StepForms(request).bodies]
    form = TaskForm(request.POST or None, choices={"owner": bodies})

    def save() -> HttpResponse:
        process.give_task(row, Asking(**form.cleaned_data), by=request.viewer)
        return done(request, "Set.", "plan:exception", request.partnership.slug, number)

    return form_page(request, form, save, "performance/exception_task.html", {"exception": row})


def exception_done(request: PartnershipRequest, number: int, task: int) -> HttpResponse:
    """Where a task used to be finished: its own page now."""
    return redirect("tasking:task", request.partnership.slug, task)


# ---- for the chair, and the proof ----


def decisions(request: PartnershipRequest) -> HttpResponse:
    """At most five exceptions that wait for a decision, each decided on right there; the rest counted."""
    forms, form, row = StepForms(request), Form(), None
    if request.method == "POST":
        row = _found(request, whole_number(request.POST.get("exception", "")) or 0).row
        form = forms.posted(row, life.DECISION)

    def save() -> HttpResponse:
        sent = _posted(form)
        sent.write()
        return done(request, f"Recorded: {sent.row.title}.", "plan:decisions", request.partnership.slug)

    def shown() -> dict[str, Any]:
        found = process.standing(request.partnership, on=request.viewer.today)
        ranked = process.for_the_chair(found)
        return {
            "cards": [
                _card(each, form if row and each.row.pk == row.pk else forms.form(each.row, life.DECISION))
                for each in ranked[:FOR_THE_CHAIR]
            ],
            "rest": len(ranked[FOR_THE_CHAIR:]),
            "others": len(found) - len(ranked),
            "late": sum(each.too_long for each in ranked),
            "decider": request.viewer.has(life.DECIDERS),
        }

    return form_page(request, form, save, "performance/decisions.html", shown)


def _card(each: ExceptionStatus, form: Form) -> dict[str, Any]:
    return {
        "now": each,
        "row": each.row,
        "mark": showing.mark(each),
        "sentence": showing.sentence(each.row),
        "test": next(iter(showing.tests(each.row)), None),
        "more": [name_of(key) for key in each.row.measures if key != each.row.measure],
        "reply": each.last(life.REPLY),
        "advice": each.last(life.ADVICE),
        "before": each.last(*life.DECIDED),
        "form": form,
    }


def proof(request: PartnershipRequest) -> HttpResponse:
    """Every measure and part of the latest review, what it owes and where that stands."""
    found = showing.proof(request.partnership)
    listing = Listing(
        "review",
        "Every measure and part, whether it needs a reply and where that stands",
        _proof_columns(request),
        found.lines if found else (),
        opens="what needs a reply first, then the nearest to it",
    )
    shown = {
        "proof": found,
        "allowance": allowance_of(request.partnership),
        "replies": replies_allowed(request.partnership),
        "opened": opened_in_a_year(request.partnership, on=request.viewer.today),
        "decider": request.viewer.has(life.DECIDERS),
    }
    return list_page(request, listing, "performance/proof.html", shown)


def _proof_columns(request: PartnershipRequest) -> tuple[ListColumn, ...]:
    slug = request.partnership.slug
    watched = showing.measures_watched(edition_in_force(request.partnership))

    def to_measure(line: showing.Line) -> str:
        return reverse("plan:measure", args=[slug, line.whole]) if line.whole in watched else ""

    def to_exception(line: showing.Line) -> str:
        return reverse("plan:exception", args=[slug, line.covering.pk]) if line.covering else ""

    def to_figure(line: showing.Line) -> str:
        return reverse("asking:figure", args=[slug, line.figure]) if line.figure else ""

    return (
        ListColumn("Measure or part", "name", link=to_measure),
        ListColumn("Needs", lambda line: "a reply" if line.owes else "nothing"),
        ListColumn("Where it stands", "words", mark="sign", link=to_exception, note="covering_words"),
        ListColumn("Why", lambda line: capfirst(plain(line.why)), order="", link=to_figure),
        ListColumn("How often chance alone does this", "chance", order="least"),
    )


def allowance(request: PartnershipRequest) -> HttpResponse:
    """Decide how many replies a year chance may ask for."""
    now = allowance_of(request.partnership)
    begins = {"replies": now.replies if now else REPLIES, "revision": now.revision if now else 0}
    form = AllowanceForm(request.POST or None, initial=begins)

    def save() -> HttpResponse:
        given = form.cleaned_data
        wanted = AllowanceWanted(given["replies"], given["reason"])
        decide_allowance(request.partnership, wanted, read=given["revision"], by=request.viewer)
        words = "Decided. The measures are being judged anew."
        return done(request, words, "plan:proof", request.partnership.slug)

    return form_page(request, form, save, "performance/allowance.html", {})
