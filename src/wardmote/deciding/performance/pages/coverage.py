"""Pages: which sub-priorities no indicator watches and no target aims at; where what is owed stands now."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wardmote.deciding.performance.measures.watched import targets_in_force
from wardmote.deciding.plan.exchange.gaps import CoverageGaps, coverage_gaps, coverage_notes
from wardmote.deciding.plan.pages.views import found
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.ground.pages.downloads import table_response
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.documents.model import Sheet

WATCHING = ("priorities", "sub_priorities", "indicators", "targets", "notes")


def owed(request: PartnershipRequest) -> HttpResponse:
    """What is owed has an address of its own: links from before lead there, with what they asked for."""
    name = "owed_csv" if request.path.endswith(".csv") else "owed"
    query = f"?{asked}" if (asked := request.GET.urlencode()) else ""
    return redirect(reverse(name, args=[request.partnership.slug]) + query)


def coverage(request: PartnershipRequest, number: int) -> HttpResponse:
    """The indicator coverage report: the two lists, and which targets were agreed since."""
    edition = found(request, number)
    file = read_edition(edition, only=WATCHING)
    gaps = coverage_gaps(file)
    later = {measure for measure, target in targets_in_force(edition).items() if target.agreed}
    aimed = {key for use in file.indicators if set(use.measures) & later for key in use.sub_priorities}
    shown = {
        "edition": edition,
        "subs": len(file.sub_priorities),
        "no_indicator": [(sub, sub.priority.title) for sub in gaps.no_indicator],
        "no_target": [(sub, sub.priority.title, sub.key in aimed) for sub in gaps.no_target],
        "notes": coverage_notes(file),
        "agreed": len([sub for sub in gaps.no_target if sub.key in aimed]),
    }
    return render(request, "performance/coverage.html", shown)


def coverage_csv(request: PartnershipRequest, number: int) -> HttpResponse:
    """The lists for a spreadsheet."""
    edition = found(request, number)
    file = read_edition(edition, only=WATCHING)
    gaps: CoverageGaps = coverage_gaps(file)
    lists = (("no indicator", gaps.no_indicator), ("no target", gaps.no_target))
    rows = [(name, sub.key, sub.title) for name, subs in lists for sub in subs]
    rows += [("watched otherwise", note.key, note.words) for note in coverage_notes(file)]
    caption = f"Indicator coverage of {edition.year.short_label}"
    table = Sheet(caption, ("Lacks", "No.", "Sub-priority"), rows)
    return table_response(table, f"coverage-{edition.key}.csv")
