"""Pages: what is owed to us and by us; which sub-priorities no indicator watches and no target aims at."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from wardmote.deciding.plan.held.in_force import edition_in_force
from wardmote.deciding.plan.held.progress import over_words
from wardmote.deciding.plan.held.records import held
from wardmote.deciding.plan.measures.watched import targets_in_force
from wardmote.deciding.plan.pages.forms import OwedFilter
from wardmote.deciding.plan.pages.views import found
from wardmote.deciding.plan.written.gaps import CoverageGaps, coverage_gaps
from wardmote.ground.owed.listing import Owed, kinds, owed_on, seen_by, summary
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.pages.lists import ListColumn, ListFile, Listing, lists_file, lists_of
from wardmote.ground.partners.rules import LEADERS
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.documents.model import Sheet

WATCHING = ("priorities", "sub_priorities", "indicators", "targets")
NOTHING = "Nothing waits for you. Exceptions, tasks and actions that your body leads appear here."
TOLD = (
    ListColumn("What", "words", link="url"),
    ListColumn("Kind", lambda row: kinds()[row.kind]),
    ListColumn("Owed by", "who"),
    ListColumn("Since", "since"),
    ListColumn("Due", "due"),
)
COLUMNS = (*TOLD, ListColumn("Stands", lambda row: row.mark[1], order="late", mark=lambda row: row.mark[0]))
OWED_FILE = ListFile("owed", (*TOLD, ListColumn("Days late", lambda row: row.late or None)))


def owed_page(request: PartnershipRequest) -> HttpResponse:
    """The full list, by body and lateness; an officer sees what their body owes."""
    edition = edition_in_force(request.partnership)
    if edition is None:
        return redirect("plan:home", request.partnership.slug)
    on = request.viewer.today
    owed = _seen(request, on)
    listings = _listings(request, owed)
    if file := lists_file(request, *listings):
        return file
    shown = {
        "lists": lists_of(request, *listings),
        "edition": edition,
        "on": on,
        "over": over_words(edition, on=on),
        "runs": request.viewer.has(LEADERS),
        "by_us": owed[1],
        "summary": summary(owed[0], to_us=True),
        "body": request.GET.get("body", ""),
    }
    return render(request, "plan/owed.html", shown)


def _seen(request: PartnershipRequest, on: date) -> tuple[list[Owed], list[Owed]]:
    viewer = request.viewer
    return seen_by(owed_on(viewer.partnership, on), body=viewer.body, runs=viewer.has(LEADERS))


def _listings(request: PartnershipRequest, owed: tuple[list[Owed], list[Owed]]) -> tuple[Listing, Listing]:
    """What is owed to us, narrowed by the address, and what we owe."""
    to_us, by_us = owed
    filters = OwedFilter(request.GET, body={body for each in to_us for body in each.by})
    nothing = "We owe nothing." if request.viewer.has(LEADERS) else NOTHING
    return (
        Listing(
            "to_us",
            "What bodies owe, the latest first",
            COLUMNS,
            to_us,
            "Nothing is owed to us.",
            filters,
            OWED_FILE,
        ),
        Listing("by_us", "What we owe, the latest first", COLUMNS, by_us, nothing, file=OWED_FILE),
    )


def owed_csv(request: PartnershipRequest) -> HttpResponse:
    """Everything who looks may see of it, for a spreadsheet."""
    if edition_in_force(request.partnership) is None:
        raise Http404("no plan is in force")
    on = request.viewer.today
    to_us, by_us = _seen(request, on)
    file = ListFile(f"owed-{on}", OWED_FILE.columns)
    return Listing("owed", f"What is owed on {on}", COLUMNS, [*to_us, *by_us], NOTHING, file=file).download(
        "csv"
    )


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
    rows = ((name, sub.key, sub.title) for name, subs in lists for sub in subs)
    caption = f"Indicator coverage of {edition.in_year.short_label}"
    table = Sheet(caption, ("Lacks", "No.", "Sub-priority"), rows)
    return table_response(table, f"coverage-{edition.key}.csv")
