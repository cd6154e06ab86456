"""Pages that show the plan's measures: the list with two marks each, and one measure with all there is of it.

Everything shown is of stored rows; the evidence is not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from wardmote.deciding.performance.measures.measure_status import MeasureView, statuses_of
from wardmote.deciding.performance.measures.measure_words import in_counts
from wardmote.deciding.performance.measures.printed import number
from wardmote.deciding.performance.measures.usual_words import proposal, usual_words
from wardmote.deciding.performance.models import PeerComparison
from wardmote.deciding.performance.pages import measure_detail, peer_showing
from wardmote.deciding.performance.rules import measures as measure_rules
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.in_force import edition_in_force
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.rules import JUDGES
from wardmote.ground.partners.viewing import PartnershipRequest
from wardmote.measuring.catalogue.measures import BY_HAND, POLARITIES, Measure, measures
from wardmote.measuring.catalogue.periods import day_words, month_label, parse_month

SOURCES = {
    "police-uk": "data.police.uk",
    "incidents": "records of incidents",
    "counts": "tables of counts",
    "survey": "a survey",
}


@dataclass(frozen=True)
class PriorityGroup:
    """The measures of one priority, in the plan's order."""

    key: str
    title: str
    standing: list[MeasureView] = field(default_factory=list)


def by_priority(found: Sequence[MeasureView]) -> list[PriorityGroup]:
    """The same grouped by the priority they belong to."""
    groups: dict[str, PriorityGroup] = {}
    for one in found:
        group = groups.setdefault(
            one.each.priority, PriorityGroup(one.each.priority, one.each.priority_title)
        )
        group.standing.append(one)
    return list(groups.values())


def edition_watched(partnership: Partnership) -> PlanEdition | None:
    """The edition in force, else the draft there is."""
    return edition_in_force(partnership) or PlanEdition.objects.filter(partnership=partnership).draft()


def watched_measure(
    request: PartnershipRequest, key: str, *, edition: PlanEdition | None = None
) -> tuple[PlanEdition, list[MeasureView], MeasureView]:
    """The edition, every measure of it, and the one asked for; 404 where it is not watched."""
    edition = edition or edition_watched(request.partnership)
    if edition is None:
        raise Http404("no plan")
    found = statuses_of(edition)
    wanted = next((one for one in found if one.item.key == key), None)
    if wanted is None:
        raise Http404("no such measure")
    return edition, found, wanted


def measures_list(request: PartnershipRequest) -> HttpResponse:
    """Every measure of the plan with its two marks, by priority; the related ones that are switched off."""
    edition = edition_watched(request.partnership)
    found = statuses_of(edition) if edition else []
    watching = {one.item.key for one in found}
    owed = list({row.pk: row for one in found for row in one.open}.values())
    shown = {
        "edition": edition,
        "groups": by_priority(found),
        "watched": len(found),
        "with_value": sum(one.value is not None for one in found),
        "targets": sum(one.each.target is not None for one in found),
        "owed": owed,
        "late": _late(edition, found, request.viewer.today) if edition else {},
        "off": [_off(item) for item in measures().values() if item.key not in watching],
        "synthetic": _synthetic(found),
    }
    return render(request, "performance/measures.html", shown)


def _late(edition: PlanEdition, found: Sequence[MeasureView], on: date) -> dict[str, str]:
    """The measures whose source is late, while the edition's year runs: since when."""
    if edition.is_over(on):
        return {}
    months = {one.item.key: one.reading.month for one in found if one.reading and one.reading.month}
    return {
        key: f"late: nothing newer than {month_label(parse_month(month))}"
        for key, month in months.items()
        if on >= measure_rules.late_from(month)
    }


def _off(item: Measure) -> dict[str, Any]:
    """A related measure that is not watched: how it would be fed."""
    fed = [SOURCES[feed] for feed in item.fed_by]
    return {
        "item": item,
        "fed": f"From {' or '.join(fed)}" if fed else BY_HAND[item.by_hand].capitalize(),
        "better": POLARITIES[item.polarity],
    }


def _synthetic(found: list[MeasureView]) -> str | None:
    return "Synthetic evidence" if any(one.synthetic for one in found) else None


def measure(request: PartnershipRequest, key: str) -> HttpResponse:
    """One measure: where it stands, its months, its parts, target, limits, exceptions, and what misleads."""
    edition, found, one = watched_measure(request, key)
    town = request.partnership
    drawn = measure_detail.chart(one)
    newest = PeerComparison.objects.visible_to(request.viewer).filter(measure=key).first()
    others = {each.item.key: each for each in found}
    shown = {
        "edition": edition,
        "one": one,
        "item": one.item,
        "better": one.better,
        "chart": drawn,
        "chart_words": _subtitle(one, town),
        "figure": one.reading.figure if one.reading else "",
        "year_figure": one.year_figure,
        "parts": measure_detail.parts(one),
        "rates": measure_detail.rates(one),
        "beside": [others[other] for other in one.item.beside if other in others],
        "target": _target(one),
        "no_target": measure_rules.why_not_have_target(one.item),
        "entered": measure_detail.entered_rows(one),
        "baselines": measure_detail.baselines(one.each.baselines),
        "usual": usual_words(one.judged, one.month) if one.months else [],
        "proposal": None if one.open else proposal(one.judged, one.each.baselines),
        "breaks": measure_detail.breaks_of(one) if one.months else [],
        "baskets": measure_detail.baskets(one.item),
        "caveats": one.caveats,
        "peer_columns": peer_showing.PEER_COLUMNS,
        "peers": peer_showing.compared(one, newest, name=town.name),
        "not_from": [(SOURCES[feed], why) for feed, why in one.item.not_available.items()],
        "fed": [SOURCES[feed] for feed in one.item.fed_by],
        "by_hand": BY_HAND[one.item.by_hand],
        "arson": "arson" in one.item.parts,
        "notes": read_edition(edition, only=("notes",), texts=False).notes_about(
            key, *(use.key for use in one.each.uses)
        ),
        "planner": request.viewer.has(rules.PLANNERS),
        "judge": request.viewer.has(JUDGES),
        "synthetic": _synthetic([one]),
    }
    return render(request, "performance/measure.html", shown)


def _subtitle(one: MeasureView, town: Partnership) -> str:
    unit = one.item.unit.split()[0]
    return f"{unit.capitalize()} a month, {town.name}"


def _target(one: MeasureView) -> dict[str, str] | None:
    """The target in words; None where it is not set."""
    kept = one.each.target
    if kept is None:
        return None
    start = f", from {number(kept.start, one.item)}" if kept.start is not None else ""
    return {
        "words": f"{number(kept.value, one.item)} {one.unit} by {day_words(kept.until)}{start}",
        "path": dict(measure_rules.PATHS).get(kept.path, kept.path),
        "tolerance": f"{kept.tolerance:g} % beyond its path still counts as near",
        "counts": "" if kept.told else in_counts(one.reading, one.item, kept.value),
        "told": kept.told,
        "agreed": "agreed while the edition is in force" if kept.agreed else "in the edition itself",
        "invented": "Invented." if kept.invented else "",
    }
