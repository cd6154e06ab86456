"""Pages: what is owed to us and by us; which sub-priorities no indicator watches and no target aims at."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from wardmote.deciding.plan.held.in_force import edition_in_force
from wardmote.deciding.plan.held.progress import over_words
from wardmote.deciding.plan.held.records import held
from wardmote.deciding.plan.measures.watched import targets_in_force
from wardmote.deciding.plan.pages.forms import OwedForm
from wardmote.deciding.plan.pages.views import found
from wardmote.deciding.plan.written.gaps import CoverageGaps, coverage_gaps
from wardmote.ground.owed.listing import Owed, kinds, owed_on, seen_by, summary
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.partners.rules import LEADERS
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.documents.model import Column, Run, Table

WATCHING = ("priorities", "sub_priorities", "indicators", "targets")
HEADS = ("What", "Kind", "Owed by", "Since", "Due", "Days late")


def owed_page(request: PartnershipRequest) -> HttpResponse:
    """The full list, by body and lateness; an officer sees what their body owes."""
    edition = edition_in_force(request.partnership)
    if edition is None:
        return redirect("plan:home", request.partnership.slug)
    on = request.viewer.today
    to_us, by_us = _seen(request, on)
    form = OwedForm(sorted({body for each in to_us for body in each.by}), request.GET or None)
    given: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    shown = {
        "edition": edition,
        "on": on,
        "over": over_words(edition, on=on),
        "runs": request.viewer.has(LEADERS),
        "form": form,
        "to_us": [each for each in to_us if _wanted(each, given)],
        "by_us": by_us,
        "summary": summary(to_us, to_us=True),
        "body": given.get("body", ""),
    }
    return render(request, "plan/owed.html", shown)


def _seen(request: PartnershipRequest, on: date) -> tuple[list[Owed], list[Owed]]:
    viewer = request.viewer
    return seen_by(owed_on(viewer.partnership, on), body=viewer.body, runs=viewer.has(LEADERS))


def _wanted(each: Owed, given: dict[str, Any]) -> bool:
    return given.get("body", "") in ("", *each.by) and (not given.get("late") or each.late > 0)


def owed_csv(request: PartnershipRequest) -> HttpResponse:
    """Everything who looks may see of it, for a spreadsheet."""
    edition = edition_in_force(request.partnership)
    if edition is None:
        raise Http404("no plan is in force")
    on = request.viewer.today
    to_us, by_us = _seen(request, on)
    table = Table(
        name=f"owed-{on}",
        caption=f"What is owed on {on}",
        columns=tuple(Column(head) for head in HEADS),
        rows=tuple(tuple((Run(text),) for text in _row(each)) for each in (*to_us, *by_us)),
    )
    return table_response(table, f"owed-{on}.csv")


def _row(each: Owed) -> tuple[str, ...]:
    due = each.due.isoformat() if each.due else ""
    return each.words, kinds()[each.kind], each.who, each.since.isoformat(), due, str(each.late or "")


def coverage(request: PartnershipRequest, number: int) -> HttpResponse:
    """The indicator coverage report: the two lists, and which targets were agreed since."""
    edition = found(request, number)
    file = held(edition, only=WATCHING)
    gaps = coverage_gaps(file)
    later = {measure for measure, target in targets_in_force(edition).items() if target.agreed}
    aimed = {key for use in file.indicators if set(use.measures) & later for key in use.sub_priorities}
    titles = {priority.key: priority.title for priority in file.priorities}
    shown = {
        "edition": edition,
        "subs": len(file.sub_priorities),
        "no_indicator": [(sub, titles[sub.priority]) for sub in gaps.no_indicator],
        "no_target": [(sub, titles[sub.priority], sub.key in aimed) for sub in gaps.no_target],
        "agreed": len([sub for sub in gaps.no_target if sub.key in aimed]),
    }
    return render(request, "plan/coverage.html", shown)


def coverage_csv(request: PartnershipRequest, number: int) -> HttpResponse:
    """The two lists for a spreadsheet."""
    edition = found(request, number)
    gaps: CoverageGaps = coverage_gaps(held(edition, only=WATCHING))
    lists = (("no indicator", gaps.no_indicator), ("no target", gaps.no_target))
    table = Table(
        name=f"coverage-{edition.key}",
        caption=f"Indicator coverage of {edition.in_year.short_label}",
        columns=(Column("Lacks"), Column("No."), Column("Sub-priority")),
        rows=tuple(
            ((Run(name),), (Run(sub.key),), (Run(sub.title),)) for name, subs in lists for sub in subs
        ),
    )
    return table_response(table, f"coverage-{edition.key}.csv")
