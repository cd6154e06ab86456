"""What people set for a measure: target, baseline, source, values by hand, similar partnerships.

In: a partnership (or edition), a measure of the catalogue, and what is wanted. Out: the row; each in one
transaction with its audit row, and the measures are read and judged anew (``calling.ask_review``). What
cannot be held is a ``Refusal``; its ``where`` names the field. Rows are only added, but a source is chosen
anew and a draft's own target is written in the draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from wardmote.deciding.plan.measures import calling
from wardmote.deciding.plan.measures.peers_file import read_peers
from wardmote.deciding.plan.models import (
    AgreedTarget,
    EnteredReading,
    MeasureBaseline,
    MeasureFeed,
    MeasureReading,
    PeerComparison,
    PlanEdition,
    Target,
)
from wardmote.deciding.plan.rules import measures as measure_rules
from wardmote.deciding.plan.rules import plan as rules
from wardmote.deciding.plan.rules.measures import NUMBERS, BaselineWanted, Given, TargetWanted
from wardmote.ground.audit import log
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.measures import Measure
from wardmote.measuring.catalogue.periods import Period, month_code, parse_month
from wardmote.measuring.catalogue.refusals import Refusal


def _refuse(reason: str | None, where: str = "") -> None:
    if reason:
        raise Refusal(reason, where=where)


def _done(
    partnership: Partnership, verb: str, item: Measure, by: Viewer | str, detail: Mapping[str, Any]
) -> None:
    log.record(
        partnership=partnership.slug,
        by=str(by),
        what=f"plan.{verb}",
        subject=f"measure:{item.key}",
        detail=detail,
    )
    calling.ask_review(partnership, by=str(by))


# ---- target ----


@transaction.atomic
def agree_target(edition: PlanEdition, item: Measure, wanted: TargetWanted, *, by: Viewer) -> None:
    """Into the draft's own table; for an edition that is approved or in force beside it."""
    _refuse_target(edition, item, wanted)
    if edition.status == rules.DRAFT:
        before = _in_draft(edition, item, wanted)
    else:
        before = None
        AgreedTarget.objects.create(
            partnership=edition.partnership,
            edition=edition,
            measure=item.key,
            value=wanted.value,
            unit=item.unit,
            start=wanted.start,
            until=wanted.until,
            path=wanted.path,
            tolerance=wanted.tolerance,
            reason=wanted.reason.strip(),
            told=wanted.told,
            invented=edition.invented,
            by=str(by),
            at=by.at,
        )
    detail = {**vars(wanted), "until": wanted.until.isoformat(), "edition": edition.key, "before": before}
    _done(edition.partnership, "target_agreed", item, by, detail)


def _refuse_target(edition: PlanEdition, item: Measure, wanted: TargetWanted) -> None:
    if edition.status == rules.SUPERSEDED:
        _refuse("This edition is no longer in force.")
    _refuse(
        measure_rules.why_not_agree_target(item, wanted),
        "target",
    )
    if not wanted.reason.strip():
        _refuse("Give the reason: next year's partners will ask.", "reason")
    if wanted.value is not None:
        _refuse(measure_rules.why_not_end(wanted.until, begins=edition.in_year.start), "until")
    known = {key for use in edition.indicators.all() for key in use.measures}
    if item.key not in known:
        _refuse("This edition does not watch that measure.", item.name)


def _in_draft(edition: PlanEdition, item: Measure, wanted: TargetWanted) -> str | None:
    """Write the draft's row; what stood there before, for the log."""
    own = edition.targets.filter(measure=item.key).first()
    before = str(own) if own else None
    if own:
        own.delete()
    if wanted.value is not None:
        at = (edition.targets.aggregate(last=Max("at"))["last"] or 0) + 1
        Target(
            edition=edition,
            at=at,
            measure=item.key,
            value=wanted.value,
            unit=item.unit,
            by=wanted.until,
            path=wanted.path,
            tolerance=wanted.tolerance,
            baseline=wanted.start,
        ).save()
    PlanEdition.objects.filter(pk=edition.pk).update(revision=F("revision") + 1)
    return before


# ---- baseline and source ----


@transaction.atomic
def draw_baseline(
    partnership: Partnership, item: Measure, wanted: BaselineWanted, *, by: Viewer
) -> MeasureBaseline:
    """Limits from other months from now on; the ones before stay as they were drawn."""
    rows = list(MeasureBaseline.objects.filter(partnership=partnership, measure=item.key))
    begins = parse_month(wanted.first)
    _refuse(
        measure_rules.why_not_draw_baseline(
            first=begins,
            months=wanted.months,
            reason=wanted.reason,
            before=[(parse_month(row.first), row.months) for row in rows],
            held=held_months(partnership, item),
        ),
        "baseline",
    )
    found = MeasureBaseline.objects.create(
        partnership=partnership,
        measure=item.key,
        first=month_code(begins),
        months=wanted.months,
        reason=wanted.reason.strip(),
        by=str(by),
        at=by.at,
    )
    detail = {"first": found.first, "months": wanted.months, "reason": found.reason}
    _done(partnership, "baseline_drawn", item, by, detail)
    return found


def held_months(partnership: Partnership, item: Measure) -> range:
    """The months of a measure from the first to the last that is held."""
    return months_of(MeasureReading.objects.filter(partnership=partnership, measure=item.key).first())


def months_of(reading: MeasureReading | None) -> range:
    """The same of its reading."""
    if reading is None or "counts" not in reading.series:
        return range(0)
    first = parse_month(reading.series["first"])
    known = [place for place, count in enumerate(reading.series["counts"]) if count is not None]
    return range(first + known[0], first + known[-1] + 1) if known else range(0)


@transaction.atomic
def choose_feed(
    partnership: Partnership, item: Measure, *, feed: str, offered: Mapping[str, str | None], by: Viewer
) -> None:
    """Read it from this source; "" leaves it to the program. ``offered``: source -> why it cannot."""
    _refuse(measure_rules.why_not_choose_feed(feed, offered, offered.get(feed)), "source")
    before = MeasureFeed.objects.filter(partnership=partnership, measure=item.key).first()
    if feed:
        MeasureFeed.objects.update_or_create(
            partnership=partnership, measure=item.key, defaults={"feed": feed, "by": str(by), "at": by.at}
        )
    elif before:
        before.delete()
    detail = {"feed": feed, "before": before.feed if before else ""}
    _done(partnership, "source_chosen", item, by, detail)


# ---- values by hand ----


def enter_reading(partnership: Partnership, item: Measure, given: Given, *, by: Viewer) -> EnteredReading:
    """A value with its two counts, or as published; what it corrects stays and is marked."""
    return enter_on(partnership, item, given, by=str(by), at=by.at)


@transaction.atomic
def enter_on(
    partnership: Partnership, item: Measure, given: Given, *, by: str, at: datetime
) -> EnteredReading:
    """The same on a day."""
    numbers = {name: getattr(given, name) for name in NUMBERS}
    wrong = measure_rules.why_not_enter(item, given, today=at.date())
    if wrong:
        _refuse(wrong[1], wrong[0])
    area = " ".join(given.area.split())
    if not area:
        _refuse("Say whose value it is.", "area")
    standing = EnteredReading.objects.select_for_update(of=("self",)).filter(
        partnership=partnership, measure=item.key, corrected_by=None
    )
    same = standing.filter(period=given.period.code, area_kind=given.area_kind, area__iexact=area).first()
    found: EnteredReading = EnteredReading.objects.create(
        partnership=partnership,
        measure=item.key,
        period=given.period.code,
        area_kind=given.area_kind,
        area=area,
        source=given.source.strip(),
        about=given.about.strip(),
        corrects=_corrected(standing.filter(pk=given.corrects).first(), same, given),
        invented=given.invented,
        by=by,
        at=at,
        **numbers,
    )
    detail = {"period": found.period, "area": area, "source": found.source, **numbers}
    _done(partnership, "value_entered", item, by, {**detail, "corrects": given.corrects})
    return found


def _corrected(
    wanted: EnteredReading | None, same: EnteredReading | None, given: Given
) -> EnteredReading | None:
    if given.corrects is not None and wanted is None:
        _refuse(
            "Somebody corrected this value already. Look at the measure and correct the newest.", "corrects"
        )
    if same is not None and same != wanted:
        _refuse("There is a value for that period and area. Correct that one.", "period")
    return wanted


# ---- similar partnerships ----


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of similar partnerships as somebody loads it; ``own``: our name in the file."""

    period: Period
    name: str
    version: str
    source: str
    restricted: bool
    own: str


@transaction.atomic
def load_peers(
    partnership: Partnership, item: Measure, group: Group, *, file: tuple[str, bytes], by: Viewer
) -> PeerComparison:
    """Take the counts of a group in; ``file``: its name and content."""
    if item.form not in ("rate", "share"):
        _refuse("Only counts over what they are counted of compare with others.", item.name)
    for field in ("name", "version", "source"):
        if not getattr(group, field).strip():
            _refuse("Something is missing.", field)
    read = read_peers(file[1], name=file[0], own=group.own)
    found: PeerComparison = PeerComparison.objects.create(
        partnership=partnership,
        measure=item.key,
        period=group.period.code,
        group=group.name.strip(),
        version=group.version.strip(),
        source=group.source.strip(),
        restricted=group.restricted,
        count=read.own.count if read.own else None,
        denominator=read.own.denominator if read.own else None,
        peers=[vars(peer) for peer in read.peers],
        by=str(by),
        at=by.at,
    )
    log.record(
        partnership=partnership.slug,
        by=str(by),
        what="plan.peers_loaded",
        subject=f"measure:{item.key}",
        detail={"group": found.group, "version": found.version, "period": found.period,
                "partnerships": len(read.peers), "restricted": group.restricted},
    )  # fmt: skip
    return found
