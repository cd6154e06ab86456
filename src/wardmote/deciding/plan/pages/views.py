"""Pages that show: the editions, a plan, a priority, the actions, the golden thread, the documents."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.pages.action_list import action_list
from wardmote.deciding.plan.records import documents as keeping
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.progress import Tally, over_words, stands, today_of
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.pages.gone import Gone
from wardmote.ground.pages.lists import list_page
from wardmote.ground.papers.files import file_response, read_file
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.periods import day_words
from wardmote.measuring.catalogue.refusals import Refusal

TAKEN_OUT = "This action was taken out of the plan."


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
