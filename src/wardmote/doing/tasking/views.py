"""The list of a partnership's tasks, and one task: what, by whom, by when, whence, and that it is done."""

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from wardmote.doing.tasking.forms import DoneForm, TaskFilter
from wardmote.doing.tasking.models import Task
from wardmote.doing.tasking.tasks import finish, may_finish, why_not_say
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.pages.gone import Gone
from wardmote.ground.pages.lists import ListColumn, Listing, list_page
from wardmote.ground.partners.viewing import PartnershipRequest


def tasks(request: PartnershipRequest) -> HttpResponse:
    """Every task: what is not done first, by the day it is due."""
    today = request.viewer.today
    rows = Task.objects.visible_to(request.viewer).select_related("owner")

    def to_task(row: Task) -> str:
        return reverse("tasking:task", args=[request.partnership.slug, row.pk])

    listing = Listing(
        name="tasks",
        caption="Tasks",
        columns=(
            ListColumn("What", "words", link=to_task),
            ListColumn("By", "owner.name"),
            ListColumn("Due", "due"),
            ListColumn("State", "state", mark=lambda row: row.mark_on(today)[0]),
            ListColumn("From", "origin_label", link="origin_url"),
            ListColumn("Done on", "done_on"),
        ),
        rows=rows.with_state_on(today).order_by(F("done_on").desc(nulls_first=True), "due", "pk"),
        empty="Nothing is to be done. Tasks are set on the page of an action or of an exception.",
        filters=TaskFilter(rows.order_by(), today, request.GET),
    )
    return list_page(request, listing, "tasking/tasks.html", {})


def task(request: PartnershipRequest, number: int) -> HttpResponse:
    """One task; who may, says here that it is done and what shows it."""
    rows = Task.objects.visible_to(request.viewer).select_related("owner__successor")
    known = get_object_or_404(rows, pk=number)
    theirs = may_finish(known, by=request.viewer)
    if request.method == "POST" and not theirs:
        if why_not_say(known, by=request.viewer):
            raise Http404("not theirs to finish")
        raise Gone(f"{known.done_by} said meanwhile that it is done.", request.path)
    form = DoneForm(request.POST or None)

    def save() -> HttpResponse:
        finish(known, evidence=form.cleaned_data["evidence"], by=request.viewer)
        return done(request, "Done. Thank you.", "tasking:task", request.partnership.slug, known.pk)

    shown = {"task": known, "mark": known.mark_on(request.viewer.today), "may_finish": theirs}
    return form_page(request, form, save, "tasking/task.html", shown)
