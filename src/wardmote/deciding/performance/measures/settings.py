"""What people set for a measure: target, baseline, source, values by hand, similar partnerships.

In: a partnership (or edition), a measure of the catalogue, and what is wanted. Out: the row; each in one
transaction with its audit row, and the measures are read and judged anew (``request_review``). What
cannot be held is a ``Refusal``; its ``where`` names the field. Rows are only added, but a source is chosen
anew and a draft's own target is written in the draft.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from wardmote.deciding.performance.measures import schedule_review
from wardmote.deciding.performance.measures.peers_file import read_peers
from wardmote.deciding.performance.models import (
    AgreedTarget,
    EnteredReading,
    MeasureBaseline,
    MeasureFeed,
    MeasureReading,
    PeerComparison,
)
from wardmote.deciding.performance.rules import measures as measure_rules
from wardmote.deciding.performance.rules.measures import NUMBERS, BaselineWanted, Given, TargetWanted
from wardmote.deciding.plan.models import PlanEdition, Target
from wardmote.deciding.plan.records.drafts import lock_draft, place_after
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.casework import Act, EditConflict, refuse, write
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.measuring.catalogue.measures import Measure
from wardmote.measuring.catalogue.periods import Period, month_code, parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import run_in_child


@contextmanager
def _write(verb: str, partnership: Partnership, item: Measure, *, by: Viewer | str) -> Iterator[Act]:
    """A write about a measure, after which the measures are read and judged anew."""
    with write(f"plan.{verb}", f"measure:{item.key}", by=by, partnership=partnership.slug) as act:
        yield act
        schedule_review.request_review(partnership, by=str(by))


# ---- target ----


@dataclass(frozen=True)
class TargetRead:
    """The target of a measure that counts in an edition; ``revision`` tells it from every other, 0 where
    there is none: the number of the last one agreed since, below nothing the edition's own."""

    values: Mapping[str, Any]
    by: str = ""
    at: datetime | None = None
    revision: int = 0


def target_read(edition: PlanEdition, key: str) -> TargetRead:
    """The target that counts, as somebody reads it before they write another."""
    names = ("value", "unit", "start", "until", "path", "tolerance", "reason")
    if agreed := edition.agreed_targets.filter(measure=key).last():
        values = {name: getattr(agreed, name) for name in names}
        return TargetRead(values, agreed.by, agreed.at, agreed.pk)
    own = next((row for row in edition.targets.all() if row.measure == key), None)
    if own is None:
        return TargetRead({"value": None})
    values = {name: getattr(own, name) for name in ("value", "unit", "path", "tolerance")}
    return TargetRead({**values, "start": own.baseline, "until": own.by}, revision=-own.pk)


def agree_target(
    edition: PlanEdition, item: Measure, wanted: TargetWanted, *, read: int | None = None, by: Viewer
) -> None:
    """Into the draft's own table; for an edition that is approved or in force beside it. ``EditConflict``
    where the target is not the one that was ``read`` (``TargetRead.revision``)."""
    _refuse_target(edition, item, wanted)
    with _write("target_agreed", edition.partnership, item, by=by) as act:
        PlanEdition.objects.filter(pk=edition.pk).update(revision=F("revision"))  # a second writer waits here
        now = target_read(PlanEdition.objects.get(pk=edition.pk), item.key)
        if read not in (None, now.revision):
            raise EditConflict(now)
        before = _in_draft(edition, item, wanted) if edition.status == rules.DRAFT else None
        if edition.status != rules.DRAFT:
            AgreedTarget.objects.create(
                partnership=edition.partnership,
                edition=edition,
                measure=item.key,
                invented=edition.invented,
                by=str(by),
                at=by.at,
                **vars(wanted) | {"unit": item.unit, "reason": wanted.reason.strip()},
            )
        act.detail = {**vars(wanted), "edition": edition.key, "before": before}


def _refuse_target(edition: PlanEdition, item: Measure, wanted: TargetWanted) -> None:
    if edition.status == rules.SUPERSEDED:
        raise Refusal("This edition is no longer in force.")
    refuse(measure_rules.why_not_agree_target(item, wanted), where="target")
    if not wanted.reason.strip():
        raise Refusal("Give the reason: next year's partners will ask.", where="reason")
    if wanted.value is not None:
        refuse(measure_rules.why_not_end(wanted.until, begins=edition.year.start), where="until")
    known = {key for use in edition.indicators.all() for key in use.measures}
    if item.key not in known:
        raise Refusal("This edition does not watch that measure.", where=item.name)


def _in_draft(edition: PlanEdition, item: Measure, wanted: TargetWanted) -> str | None:
    """Write the draft's row; what stood there before, for the log."""
    draft = lock_draft(edition)
    own = draft.targets.filter(measure=item.key).first()
    before = str(own) if own else None
    if own:
        own.delete()
    if wanted.value is not None:
        at = place_after(draft.targets.all())
        Target(
            edition=draft,
            at=at,
            measure=item.key,
            value=wanted.value,
            unit=item.unit,
            by=wanted.until,
            path=wanted.path,
            tolerance=wanted.tolerance,
            baseline=wanted.start,
        ).save()
    return before


# ---- baseline and source ----


def draw_baseline(
    partnership: Partnership, item: Measure, wanted: BaselineWanted, *, by: Viewer
) -> MeasureBaseline:
    """Limits from other months from now on; the ones before stay as they were drawn."""
    rows = list(MeasureBaseline.objects.filter(partnership=partnership, measure=item.key))
    begins = parse_month(wanted.first)
    refuse(
        measure_rules.why_not_draw_baseline(
            first=begins,
            months=wanted.months,
            reason=wanted.reason,
            before=[(parse_month(row.first), row.months) for row in rows],
            held=held_months(partnership, item),
        ),
        where="baseline",
    )
    with _write("baseline_drawn", partnership, item, by=by) as act:
        found = MeasureBaseline.objects.create(
            partnership=partnership,
            measure=item.key,
            first=month_code(begins),
            months=wanted.months,
            reason=wanted.reason.strip(),
            by=str(by),
            at=by.at,
        )
        act.detail = {"first": found.first, "months": wanted.months, "reason": found.reason}
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


def choose_feed(
    partnership: Partnership, item: Measure, *, feed: str, offered: Mapping[str, str | None], by: Viewer
) -> None:
    """Read it from this source; "" leaves it to the program. ``offered``: source -> why it cannot."""
    refuse(measure_rules.why_not_choose_feed(feed, offered, offered.get(feed)), where="source")
    with _write("source_chosen", partnership, item, by=by) as act:
        before = MeasureFeed.objects.filter(partnership=partnership, measure=item.key).first()
        if feed:
            MeasureFeed.objects.update_or_create(
                partnership=partnership, measure=item.key, defaults={"feed": feed, "by": str(by), "at": by.at}
            )
        elif before:
            before.delete()
        act.detail = {"feed": feed, "before": before.feed if before else ""}


# ---- values by hand ----


def enter_reading(partnership: Partnership, item: Measure, given: Given, *, by: Viewer) -> EnteredReading:
    """A value with its two counts, or as published; what it corrects stays and is marked."""
    return enter_on(partnership, item, given, by=str(by), at=by.at)


def enter_on(
    partnership: Partnership, item: Measure, given: Given, *, by: str, at: datetime
) -> EnteredReading:
    """The same on a day."""
    numbers = {name: getattr(given, name) for name in NUMBERS}
    wrong = measure_rules.why_not_enter(item, given, today=timezone.localdate(at))
    if wrong:
        raise Refusal(wrong[1], where=wrong[0])
    area, definition = (" ".join(words.split()) for words in (given.area, given.definition))
    if not area:
        raise Refusal("Say whose value it is.", where="area")
    with _write("value_entered", partnership, item, by=by) as act:
        Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)  # a second writer waits
        standing = EnteredReading.objects.current().filter(partnership=partnership, measure=item.key)
        same = standing.filter(
            period=given.period, area_kind=given.area_kind, area__iexact=area, definition__iexact=definition
        ).first()
        found: EnteredReading = EnteredReading.objects.create(
            partnership=partnership,
            measure=item.key,
            period=given.period,
            area_kind=given.area_kind,
            area=area,
            source=given.source.strip(),
            definition=definition,
            about=given.about.strip(),
            corrects=_corrected(standing.filter(pk=given.corrects).first(), same, given),
            invented=given.invented,
            by=by,
            at=at,
            **numbers,
        )
        told = {"area": area, "source": found.source, "corrects": given.corrects, **numbers}
        act.detail = {
            "period": given.period.code,
            **told,
            **({"definition": definition} if definition else {}),
        }
    return found


def _corrected(
    wanted: EnteredReading | None, same: EnteredReading | None, given: Given
) -> EnteredReading | None:
    if given.corrects is not None and wanted is None:
        raise Refusal(
            "Somebody corrected this value already. Look at the measure and correct the newest.",
            where="corrects",
        )
    if same is not None and same != wanted:
        raise Refusal(
            "There is a value for that period, area and definition. Correct that one.", where="period"
        )
    return wanted


# ---- similar partnerships ----


@dataclass(frozen=True, kw_only=True)
class PeerGroup:
    """A group of similar partnerships as somebody loads it; ``own``: our name in the file."""

    period: Period
    name: str
    version: str
    source: str
    restricted: bool
    own: str


def load_peers(
    partnership: Partnership, item: Measure, group: PeerGroup, *, file: tuple[str, bytes], by: Viewer
) -> PeerComparison:
    """Take the counts of a group in; ``file``: its name and content."""
    if item.form not in ("rate", "share"):
        raise Refusal("Only counts over what they are counted of compare with others.", where=item.name)
    for field in ("name", "version", "source"):
        if not getattr(group, field).strip():
            raise Refusal("Something is missing.", where=field)
    read = run_in_child(read_peers, file[1], where=file[0], name=file[0], own=group.own)
    about, slug = f"measure:{item.key}", partnership.slug
    with write("plan.peers_loaded", about, by=by, partnership=slug) as act:
        found: PeerComparison = PeerComparison.objects.create(
            partnership=partnership,
            measure=item.key,
            period=group.period,
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
        act.detail = {"group": found.group, "version": found.version, "period": group.period.code,
                      "partnerships": len(read.peers), "restricted": group.restricted}  # fmt: skip
    return found
