"""Search, only within what the viewer may see: sentences, measures, areas, files and, for keepers, people.

In: words. Out: what holds every one of them, in groups, at most a few of each
with the number of the rest. Sealed registers are never searched from here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wardmote.ground.partners.models import Membership
from wardmote.ground.partners.rules import role_name
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.drafting.words import plain
from wardmote.site.access import may_open
from wardmote.site.today.monday_lines import DashboardContext

SHOWN = 8
LONGEST = 100
UNITS = ("ward", "msoa", "lsoa")


@dataclass(frozen=True)
class Hit:
    words: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class SearchGroup:
    title: str
    hits: tuple[Hit, ...]
    more: int


def search(request: PartnershipRequest) -> HttpResponse:
    """The page; an empty question shows the field and what can be looked for."""
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    words = asked.casefold().split()
    context = DashboardContext(request.partnership, request.viewer, timezone.now())
    groups = [group for group in _groups(request, context, words) if group.hits] if words else []
    return render(request, "site/search.html", {"asked": asked, "groups": groups})


def _groups(
    request: PartnershipRequest, context: DashboardContext, words: list[str]
) -> Iterator[SearchGroup]:
    yield _group("Sentences of the assessment", _sentences(context), words)
    yield _group("Measures", _measures(context), words)
    yield _group("Areas", _areas(context), words)
    yield _group("Files", _files(context), words)
    if may_open(request.viewer, "partners:people"):
        yield _group("People", _people(request), words)


def _group(title: str, hits: Iterable[Hit], words: list[str]) -> SearchGroup:
    fits = [hit for hit in hits if all(word in f"{hit.words} {hit.note}".casefold() for word in words)]
    return SearchGroup(title, tuple(fits[:SHOWN]), max(0, len(fits) - SHOWN))


def _sentences(context: DashboardContext) -> Iterator[Hit]:
    if context.paper is None or context.version is None:
        return
    edits = {edit.finding: edit for edit in context.version.assessment.edits.all()}
    url = reverse("assessment:read", args=[context.partnership.slug, context.version.assessment_id])
    for finding in context.paper.findings:
        edit = edits.get(finding.id)
        if edit is None or not edit.hidden:
            yield Hit(edit.words if edit and edit.words else plain(finding.words), url)


def _measures(context: DashboardContext) -> Iterator[Hit]:
    address = reverse("asking:changes", args=[context.partnership.slug])
    for feed in context.feeds:
        if context.place is None or feed.source not in ("police-uk", "counts", "incidents"):
            continue
        with context.opened.lock:
            classes = context.opened.inquiry.evidence.monthly(feed.name, context.place, "place").classes
        for key in classes:
            url = f"{address}?{urlencode({'measure': f'{feed.name}/{key}'})}"
            yield Hit(offence_class(key).label, url, feed.title)


def _areas(context: DashboardContext) -> Iterator[Hit]:
    address = reverse("asking:changes", args=[context.partnership.slug])
    units = dict.fromkeys(unit for feed in context.feeds for unit in feed.units)
    for unit in sorted(units, key=lambda unit: _rank(unit)):
        if context.place is None or unit.partition(":")[0] not in UNITS:
            continue
        with context.opened.lock:
            areas = context.opened.inquiry.evidence.units(context.place, unit)
        kind, _, vintage = unit.partition(":")
        for area in areas:
            note = f"{kind.upper() if kind != 'ward' else 'ward'} of {vintage}, {area.id.code}"
            yield Hit(area.name, f"{address}?{urlencode({'place': str(area.id)})}", note)


def _rank(unit: str) -> tuple[int, str]:
    kind = unit.partition(":")[0]
    return (UNITS.index(kind) if kind in UNITS else len(UNITS), unit)


def _files(context: DashboardContext) -> Iterator[Hit]:
    for receipt in sorted(context.opened.receipts, key=lambda each: each.loaded_at, reverse=True):
        url = reverse("evidence:load", args=[context.partnership.slug, receipt.sha256])
        yield Hit(receipt.name, url, f"{receipt.source}, loaded {receipt.loaded_at[:10]}")


def _people(request: PartnershipRequest) -> Iterator[Hit]:
    held = Membership.objects.filter(partnership=request.partnership).select_related("person", "body")
    url, today = reverse("partners:people", args=[request.partnership.slug]), timezone.localdate()
    for each in held:
        if each.in_force(today):
            yield Hit(each.person.name, url, f"{role_name(each.role)}, {each.body.name}")
