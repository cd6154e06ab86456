"""Pages that write: an action's update."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from wardmote.deciding.plan import reporting
from wardmote.deciding.plan.forms import UpdateForm
from wardmote.deciding.plan.models import ActionUpdate
from wardmote.deciding.plan.progress import stands, today_of
from wardmote.deciding.plan.views import found
from wardmote.ground.partners.viewing import Asked
from wardmote.measuring.catalogue.refusals import Refusal


def action(request: Asked, number: int, key: str) -> HttpResponse:
    """An action: where it stands, what was reported, and the form to report on it."""
    edition = found(request, number)
    same = list(edition.actions.filter(same_as=key).values_list("key", flat=True))
    wanted = stands(edition, on=today_of(edition, request.viewer.at), only=[key, *same])
    where = next((each for each in wanted if each.action.key == key), None)
    if where is None:
        raise Http404("no such action")
    reason = reporting.why_not_report(request.viewer, where)
    form = UpdateForm(
        request.POST or None,
        counted=bool(where.deliverable.series_of),
        initial={"state": where.state} | dict(request.kept_draft()),
    )
    status = 200
    if request.method == "POST":
        if reason:
            raise Http404("not theirs to report on")
        if form.is_valid():
            try:
                reporting.report(where, reporting.Said(**form.said), by=request.viewer)
            except Refusal as refusal:
                form.add_error(None, refusal.what)
            else:
                messages.success(request, "Reported. Thank you.")
                return redirect("plan:action", request.partnership.slug, edition.pk, key)
        status = 400
    updates = ActionUpdate.objects.filter(action=where.deliverable)
    shown = {
        "edition": edition,
        "where": where,
        "action": where.deliverable,
        "also": [each.action for each in wanted if each.action.key != key],
        "updates": updates,
        "form": form if reason is None and edition.status in ("approved", "published") else None,
        "reason": reason,
    }
    return render(request, "plan/action.html", shown, status=status)
