"""What the plan says and how it goes: pages of the edition, a priority, the golden thread, the area."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from wardmote.deciding.performance.exceptions.answers import open_ones
from wardmote.deciding.performance.measures.known import known_of
from wardmote.deciding.performance.measures.measure_status import read_statuses
from wardmote.deciding.performance.models import MeasureReading
from wardmote.deciding.performance.pages import area as area_showing
from wardmote.deciding.performance.pages.exception_showing import by_priority
from wardmote.deciding.plan.exchange.derived import derived
from wardmote.deciding.plan.pages.heads import edition_head
from wardmote.deciding.plan.pages.money_showing import actions_money
from wardmote.deciding.plan.pages.part_forms import CountForm
from wardmote.deciding.plan.pages.showing import measures_shown, passages, reasons
from wardmote.deciding.plan.pages.views import day_asked, found
from wardmote.deciding.plan.records import documents as keeping
from wardmote.deciding.plan.records.approval import reasons_against
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.golden_thread import (
    KINDS,
    broken_in,
    findings_unanswered,
    plans_words,
    whole_of,
)
from wardmote.deciding.plan.records.progress import ActionView, Tally, over_words, stands
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.viewing import PartnershipRequest

READ = ("bodies", "facts", "priorities", "sub_priorities", "actions", "indicators", "targets", "notes")
"""The tables a page shows; groups, strategies and contacts stand in the documents."""
THREAD = ("priorities", "sub_priorities", "actions", "indicators", "targets")


def edition(request: PartnershipRequest, number: int) -> HttpResponse:
    """The plan itself: how it stands, what comes first and why, what is watched, what is unclear."""
    known = found(request, number)
    file, on = read_edition(known, only=READ), day_asked(request, request.viewer.today)
    now = stands(known, on=on)
    drafting = known.status == rules.DRAFT
    raised = open_ones(known)
    under = by_priority(known.indicators.all(), raised)
    return render(
        request,
        "performance/edition.html",
        {
            "head": edition_head(known, by=request.viewer),
            "edition": known,
            "file": file,
            "on": on,
            "over": over_words(known, on=on),
            "tally": Tally.of(now),
            "priorities": [
                (
                    each,
                    [file.body_name(key) for key in each.lead],
                    Tally.of(_of(now, each.key)),
                    len(under.get(each.key, ())),
                )
                for each in file.priorities
            ],
            "exceptions": raised,
            "parts": passages(known, file),
            "measures": measures_shown(file),
            "reasons": reasons_against(known, file) if drafting else (),
            "drafting": drafting,
            "editor": request.viewer.has(rules.PLANNERS),
            "documents": keeping.TITLES.items(),
        },
    )


def _of(now: list[ActionView], priority: str) -> list[ActionView]:
    return [each for each in now if each.action.sub_priority.priority.key == priority]


def priority(request: PartnershipRequest, number: int, key: str) -> HttpResponse:
    """A priority: its reasons, each with what stands behind it, its actions and measures."""
    known = found(request, number)
    read = [table for table in READ if table != "targets" or not known.in_force]
    file, on = read_edition(known, only=read, texts=False), day_asked(request, request.viewer.today)
    wanted = next((each for each in file.priorities if each.key == key), None)
    if wanted is None:
        raise Http404("no such priority")
    now = _of(stands(known, on=on), key)
    subs = [(sub, [each for each in now if each.action.sub_priority.key == sub.key]) for sub, _ in
            file.actions_of(key)]  # fmt: skip
    watched_here = [row for row in measures_shown(file) if row.indicator.priority == key]
    items = [row.measure for row in watched_here]
    read_here = read_statuses(items, known.partnership_id) if known.in_force else []
    shown = {
        "edition": known,
        "over": over_words(known, on=on),
        "priority": wanted,
        "leads": [file.body_name(body) for body in wanted.lead],
        "reasons": reasons(file, key),
        "follows": derived(file, key),
        "subs": subs,
        "tally": Tally.of(now),
        "measures": watched_here,
        "multiples": read_here,
        "not_read": [item for item in items if item not in (one.item for one in read_here)],
        "notes": file.notes_under(key),
        "money": [each for each in actions_money(known, now) if each.parts or each.spent],
        "exceptions": by_priority(known.indicators.all(), open_ones(known)).get(key, []),
    }
    return render(request, "performance/priority.html", shown)


def thread(request: PartnershipRequest, number: int) -> HttpResponse:
    """The golden thread: where assessment, priority, measure, target and action do not meet."""
    known = found(request, number)
    file = read_edition(known, only=THREAD, texts=False)
    broken, unanswered = broken_in(file, known_of(known)), findings_unanswered(known)
    shown = {
        "edition": known,
        "broken": [(KINDS[kind], each, whole_of(file, kind)) for kind, each in broken.items() if each],
        "plans": plans_words(file, broken),
        "unanswered": unanswered,
        "count": sum(len(each) for each in broken.values()) + len(unanswered),
    }
    return render(request, "performance/thread.html", shown)


def area(request: PartnershipRequest, number: int) -> HttpResponse:
    """The area: its facts worded so that they cannot mislead, rates at most, crime beside perception."""
    edition = found(request, number)
    file = read_edition(edition, only=("facts", "notes"))
    form = CountForm(request.GET or None)
    count = form.cleaned_data["count"] if form.is_bound and form.is_valid() else None
    readings = list(MeasureReading.objects.filter(partnership=edition.partnership))
    shown = {
        "edition": edition,
        "facts": area_showing.facts(file),
        "stored": area_showing.stored_rates(file, readings),
        "form": form,
        "asked": area_showing.rates_of(file, count) if count is not None else None,
        "count": count,
        "crime": area_showing.crime(file, readings),
        "perception": area_showing.perception(file, readings),
        "gaps": area_showing.gaps(file),
        "moved": area_showing.moved(file, readings),
        "statements": area_showing.statements(file),
        "notes": file.notes_about("area", *(fact.key for fact in file.facts_about("area"))),
        "ambient": area_showing.AMBIENT,
        "synthetic": any(reading.synthetic for reading in readings),
    }
    return render(request, "performance/area.html", shown)
