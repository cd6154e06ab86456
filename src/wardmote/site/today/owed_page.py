"""What is owed to us and by us, whichever room it comes from: the page, its files, and where it stood before.

In: what rooms register with ``ground.owed``; with a plan in force, what the page says of its year. Out: two
lists, by body and lateness; an officer sees what their body owes. Composed here because it spans rooms: it is
there whether or not a plan is in force.
"""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.deciding.plan.records.progress import over_words
from wardmote.ground.owed import Owed, kinds, owed_on, seen_by, summary
from wardmote.ground.pages.lists import (
    ListColumn,
    ListFile,
    ListFilter,
    Listing,
    lists_file,
    lists_of,
    one_of,
    status_of,
)
from wardmote.ground.pages.words import short_day
from wardmote.ground.partners.rules import LEADERS
from wardmote.ground.partners.viewing import PartnershipRequest

LATEST = "the latest first"
NOTHING = "Nothing is waiting for you. Exceptions, tasks and actions that your body leads appear here."


def _no_update(each: Owed) -> str:
    return f"No update since {short_day(each.since)}." if each.stale else ""


TOLD = (
    ListColumn("What", "words", link="url"),
    ListColumn("Kind", lambda row: kinds()[row.kind]),
    ListColumn("Owed by", "who"),
    ListColumn("Since", "since"),
    ListColumn("Due", "due"),
)
STANDS = ListColumn(
    "Stands", lambda row: row.mark[1], order="late", mark=lambda row: row.mark[0], note=_no_update
)
COLUMNS = (*TOLD, STANDS)
OWED_FILE = ListFile(
    "owed", (*TOLD, ListColumn("Days late", lambda row: row.late or None), ListColumn("Page", "url"))
)


class OwedFilter(ListFilter):
    """Which of what is owed is listed: by a body, only what is late."""

    body = one_of("Body")
    late = forms.ChoiceField(label="Late", required=False, choices=(("", "All"), ("late", "Late only")))

    def narrow(self, rows: Iterable[Owed], wanted: Mapping[str, str]) -> list[Owed]:
        """What is owed by the body, and late."""
        return [
            each
            for each in rows
            if wanted["body"] in ("", *map(str, each.by)) and (not wanted["late"] or each.late > 0)
        ]


def owed(request: PartnershipRequest) -> HttpResponse:
    """The full list, by body and lateness; an officer sees what their body owes."""
    on, edition = request.viewer.today, edition_in_force(request.partnership)
    found = _seen(request)
    listings = _listings(request, found)
    if file := lists_file(request, *listings):
        return file
    lists, runs = lists_of(request, *listings), request.viewer.may_read(LEADERS)
    shown = {
        "lists": lists,
        "edition": edition,
        "on": on,
        "over": over_words(edition, on=on) if edition else "",
        "runs": runs,
        "by_us": found[1],
        "summary": summary(found[0], to_us=True),
        "body": request.GET.get("body", ""),
    }
    read = lists.values() if runs else (lists["by_us"],)
    return render(request, "site/owed.html", shown, status=status_of(*read))


def _seen(request: PartnershipRequest) -> tuple[list[Owed], list[Owed]]:
    viewer = request.viewer
    return seen_by(
        owed_on(viewer.partnership, viewer.today), bodies=viewer.bodies, runs=viewer.may_read(LEADERS)
    )


def _listings(request: PartnershipRequest, found: tuple[list[Owed], list[Owed]]) -> tuple[Listing, Listing]:
    """What is owed to us, narrowed by the address, and what we owe."""
    to_us, by_us = found
    filters = OwedFilter(request.GET, body={str(body) for each in to_us for body in each.by})
    theirs, nothing = "What bodies owe", "Nothing is owed to us."
    ours = "Nothing is owed by us." if request.viewer.has(LEADERS) else NOTHING
    return (
        Listing("to_us", theirs, COLUMNS, to_us, nothing, filters, OWED_FILE, LATEST),
        Listing("by_us", "What we owe", COLUMNS, by_us, ours, file=OWED_FILE, opens=LATEST),
    )


def owed_csv(request: PartnershipRequest) -> HttpResponse:
    """Everything who looks may see of it, for a spreadsheet."""
    on, (to_us, by_us) = request.viewer.today, _seen(request)
    file = ListFile(f"owed-{on}", OWED_FILE.columns)
    listing = Listing("owed", f"What is owed on {on}", COLUMNS, [*to_us, *by_us], NOTHING, file=file)
    return listing.download("csv")
