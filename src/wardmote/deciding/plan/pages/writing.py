"""Pages that write about an action: its update, and the tasks set for it."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wardmote.deciding.plan.models import ActionUpdate, PlanEdition
from wardmote.deciding.plan.pages.forms import TaskForm, UpdateForm
from wardmote.deciding.plan.pages.heads import action_head
from wardmote.deciding.plan.pages.money_showing import actions_money
from wardmote.deciding.plan.pages.views import TAKEN_OUT, found, gone_from
from wardmote.deciding.plan.records import action_updates
from wardmote.deciding.plan.records.dependents import depends_now
from wardmote.deciding.plan.records.progress import ActionView, over_words, stands
from wardmote.deciding.plan.rules import plan as rules
from wardmote.doing.tasking.tasks import Asking, Origin, tasks_shown
from wardmote.doing.tasking.tasks import set_task as set_it
from wardmote.ground.pages.form_page import done, form_page
from wardmote.ground.partners.viewing import PartnershipRequest

ACTION = "plan action"


def _key(where: ActionView) -> str:
    return f"{where.action.edition.key}/{where.deliverable.key}"


def _args(edition: PlanEdition, key: str) -> tuple[Any, ...]:
    return edition.partnership.slug, edition.pk, key


def _where(request: PartnershipRequest, edition: PlanEdition, key: str) -> ActionView:
    found_ = stands(edition, on=request.viewer.today, only=[key])
    if not found_:
        raise gone_from(edition, TAKEN_OUT)
    return found_[0]


def action(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """An action: where it stands, what was reported, and the form to report on it."""
    edition = found(request, number)
    same = list(edition.actions.filter(same_as=key).values_list("key", flat=True))
    wanted = stands(edition, on=request.viewer.today, only=[key, *same])
    where = next((each for each in wanted if each.action.key == key), None)
    if where is None:
        raise gone_from(edition, TAKEN_OUT)
    reason = action_updates.why_not_report(request.viewer, where)
    form = UpdateForm(
        request.POST or None, counted=bool(where.deliverable.series_of), initial={"state": where.state}
    )
    if request.method == "POST" and reason:
        raise Http404("not theirs to report on")

    def save() -> HttpResponse:
        action_updates.report(where, action_updates.Said(**form.said), by=request.viewer)
        return done(request, "Reported. Thank you.", "plan:action", *_args(edition, key))

    updates = list(ActionUpdate.objects.filter(action=where.deliverable))
    reports = reason is None and edition.in_force
    shown = {
        "head": action_head(where, updates, by=request.viewer, report=reports),
        "edition": edition,
        "over": over_words(edition, on=request.viewer.today),
        "where": where,
        "action": where.deliverable,
        "also": [each.action for each in wanted if each.action.key != key],
        "updates": updates,
        "form": form if reports or form.is_bound else None,
        "reason": reason,
        "tasks": tasks_shown(ACTION, _key(where), by=request.viewer),
        "planner": request.viewer.has(rules.PLANNERS),
        "money": actions_money(edition, [where])[0],
        "depends": depends_now(edition, where.action.depends_on),
    }
    return form_page(request, form, save, "plan/action.html", shown)


def _owners(edition: PlanEdition, today: date) -> list[tuple[str, str]]:
    """The bodies of an edition as it names them, and in place of one that is over who carries on its work."""
    owners: dict[str, str] = {}
    for row in edition.bodies.select_related("body__successor"):
        now = row.body.answering(today)
        if now.in_force(today):
            owners.setdefault(str(now.pk), row.name if now == row.body else now.name)
    return list(owners.items())


def set_task(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """Set a task for an action."""
    edition = found(request, number)
    where = _where(request, edition, key)
    if edition.status == rules.SUPERSEDED:
        raise gone_from(edition, "The next edition is in force: set the task for its action there.")
    form = TaskForm(request.POST or None, choices={"owner": _owners(edition, request.viewer.today)})

    def save() -> HttpResponse:
        url = reverse("plan:action", args=_args(edition, key))
        origin = Origin(ACTION, _key(where), f"Action {key}: {where.action.words}"[:300], url)
        set_it(request.partnership, Asking(**form.cleaned_data), origin, by=request.viewer)
        return done(request, "Set.", url)

    return form_page(request, form, save, "plan/task.html", {"edition": edition, "where": where})


def finish_task(request: PartnershipRequest, number: int, key: str, task: int) -> HttpResponse:
    """Where a task used to be finished: its own page now."""
    return redirect("tasking:task", request.partnership.slug, task)
