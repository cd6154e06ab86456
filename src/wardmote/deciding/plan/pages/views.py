"""Pages that show: the editions, a plan, a priority, the actions, the golden thread, the documents."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wardmote.deciding.plan.exceptions.answers import open_ones
from wardmote.deciding.plan.exchange.derived import derived
from wardmote.deciding.plan.measures.known import known_of
from wardmote.deciding.plan.measures.measure_status import read_statuses
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.pages.action_list import action_list
from wardmote.deciding.plan.pages.exception_showing import by_priority
from wardmote.deciding.plan.pages.heads import edition_head
from wardmote.deciding.plan.pages.money_showing import actions_money
from wardmote.deciding.plan.pages.showing import measures_shown, passages, reasons
from wardmote.deciding.plan.records import documents as keeping
from wardmote.deciding.plan.records.approval import reasons_against
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.golden_thread import (
    KINDS,
    broken_in,
    findings_unanswered,
    plans_words,
)
from wardmote.deciding.plan.records.progress import Stands, Tally, over_words, stands, today_of
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.gone import Gone
from wardmote.ground.pages.lists import list_page
from wardmote.ground.papers.files import file_response, read_file
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal

TAKEN_OUT = "This action was taken out of the plan."
READ = ("bodies", "facts", "priorities", "sub_priorities", "actions", "indicators", "targets", "notes")
"""The tables a page shows; groups, strategies and contacts stand in the documents."""
THREAD = ("priorities", "sub_priorities", "actions", "indicators", "targets")


def found(request: PartnershipRequest, number: int) -> PlanEdition:
    """The edition, where this viewer may see it."""
    wanted = PlanEdition.objects.visible_to(request.viewer).select_related("partnership", "follows")
    return get_object_or_404(wanted, pk=number)


def gone_from(edition: PlanEdition, why: str = "This edition was approved: it is final.") -> Gone:
    """What answers who writes on what is not in an edition any more, or in one that is no draft any more."""
    return Gone(why, reverse("plan:edition", args=[edition.partnership.slug, edition.pk]))


def writes(request: PartnershipRequest, edition: PlanEdition) -> bool:
    """Whether this viewer writes in the edition: who plans, while it is a draft."""
    return request.viewer.has(rules.PLANNERS) and rules.why_not_edit(edition.status) is None


def day_asked(request: PartnershipRequest, otherwise: date) -> date:
    """The day it is looked at: asked for in the address, else another."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return otherwise


def home(request: PartnershipRequest) -> HttpResponse:
    """The edition in force, else the list of editions and how to begin."""
    editions = PlanEdition.objects.visible_to(request.viewer)
    if "all" not in request.GET and (current := editions.in_force()):
        return redirect("plan:edition", request.partnership.slug, current.pk)
    shown = {"editions": list(editions), "editor": request.viewer.has(rules.PLANNERS)}
    return render(request, "plan/home.html", shown)


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
        "plan/edition.html",
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


def _of(now: list[Stands], priority: str) -> list[Stands]:
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
    return render(request, "plan/priority.html", shown)


def actions(request: PartnershipRequest, number: int) -> HttpResponse:
    """Every action with where it stands; filtered by body, state and lateness in the address."""
    known = found(request, number)
    on = day_asked(request, request.viewer.today)
    now = stands(known, on=on)
    shown = {
        "edition": known,
        "over": over_words(known, on=on),
        "editor": writes(request, known),
        "tally": Tally.of(now),
    }
    return list_page(request, action_list(known, now, request.GET, on=on), "plan/actions.html", shown)


def actions_now(request: PartnershipRequest, number: int, kind: str) -> HttpResponse:
    """The actions with where they stand today, for a spreadsheet."""
    known = found(request, number)
    on = day_asked(request, request.viewer.today)
    return action_list(known, stands(known, on=on), request.GET, on=on).download(kind)


def document(request: PartnershipRequest, number: int, name: str) -> HttpResponse:
    """A document of the plan: of an approved edition the bytes that were kept, of a draft as it is now."""
    known = found(request, number)
    if name not in keeping.TYPES:
        raise Http404("no such document")
    try:
        if known.documents:
            content = read_file(keeping.place_of(known), name, known.documents)
        else:
            day = today_of(known, request.viewer)
            content = keeping.render(name, read_edition(known), day=day_words(day))
    except Refusal as refusal:
        return render(request, "plan/damaged.html", {"edition": known, "refusal": refusal}, status=500)
    return file_response(content, f"{known.key}-{name}")


def thread(request: PartnershipRequest, number: int) -> HttpResponse:
    """The golden thread: where assessment, priority, measure, target and action do not meet."""
    known = found(request, number)
    file = read_edition(known, only=THREAD, texts=False)
    broken, unanswered = broken_in(file, known_of(known)), findings_unanswered(known)
    shown = {
        "edition": known,
        "broken": [(KINDS[kind], each) for kind, each in broken.items() if each],
        "plans": plans_words(file, broken),
        "unanswered": unanswered,
        "count": sum(len(each) for each in broken.values()) + len(unanswered),
    }
    return render(request, "plan/thread.html", shown)
