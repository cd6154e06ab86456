"""Making drafts: beginning an assessment, and the jobs that draft it and write its documents.

``draft`` may be run again at any moment: documents are named by their bytes, and
the version is written in one transaction after them. The same findings refresh
the latest version; other findings, or corrections after a sign-off, make a new one.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from wardmote.ground.casework import note, refuse, write
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.ground.papers.files import clear_files
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.assessment import keeping, rules
from wardmote.knowing.assessment.judging import decided
from wardmote.knowing.assessment.models import Assessment, Order, SignOff, Version
from wardmote.knowing.assessment.publishing import study_of
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.opening import Opened, opened
from wardmote.measuring.catalogue.periods import Period, day_words, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.assessment import compose
from wardmote.measuring.drafting.choosing import latest_year
from wardmote.measuring.drafting.draft import draft
from wardmote.measuring.drafting.paper import as_paper, is_readable
from wardmote.measuring.drafting.release_register import public_release_of
from wardmote.measuring.figures.canonical import fingerprint
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.keeping import keep
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.figures.series import ALL, classes_in
from wardmote.measuring.store.answers import Place
from wardmote.measuring.store.evidence import Evidence

DRAFT: Final = "draft"
STEPS: Final = 6
HOUR: Final = 3600.0


@dataclass(frozen=True)
class DraftRequest:
    """What to draft: the months, what to compare with (empty: the program chooses), for whom."""

    period: str
    against: str = ""
    audience: str = "partner"


@transaction.atomic
def begin(partnership: Partnership, wanted: DraftRequest, *, by: str) -> Assessment:
    """A new assessment of the partnership's place, or the one there is, and a draft asked for."""
    place, audience = partnership.place, wanted.audience
    if place is None:
        raise Refusal(rules.why_not_begin(place="", months=0) or "")
    months = parse_period(wanted.period)
    _refuse_empty(partnership, months)
    compared = parse_period(wanted.against).code if wanted.against else ""
    assessment, new = Assessment.objects.get_or_create(
        partnership=partnership,
        place_id=place.area_id,
        period=months.code,
        against=compared,
        audience=audience,
        defaults={"place_name": place.name, "title": _title(months, audience), "made_by": by},
    )
    if new:
        detail = {"period": months.code, "against": compared, "audience": audience}
        subject, slug = f"assessment:{assessment.pk}", partnership.slug
        note("assessment.begun", subject, by=by, partnership=slug, detail=detail)
    ask_for_draft(assessment, by=by)
    return assessment


def _refuse_empty(partnership: Partnership, months: Period) -> None:
    """Refuse months without a row here, as the draft itself would; a place not told of yet is the draft's."""
    evidence = opened(partnership)
    place = evidence.place(partnership)
    if place is None:
        return
    with evidence.lock:
        feeds, area = evidence.inquiry.evidence.feeds(place), str(place.id)
        if any(classes_in(evidence.inquiry, feed.name, area=area, period=months) for feed in feeds):
            return
    held = [month for feed in feeds for month in feed.months]
    span = f"within {Period.of_months(min(held), max(held)).label}" if held else "that are held"
    raise Refusal(
        f"Nothing is loaded for {place.name} in {months.label}.",
        where="period",
        found=months.code,
        todo=f"Choose months {span}, or load the missing ones first.",
    )


def _title(period: Period, audience: str) -> str:
    public = ", for the public" if audience == "public" else ""
    return f"Strategic assessment {period.short_label}{public}"


def ask_for_draft(assessment: Assessment, *, by: str) -> Job:
    """A draft as soon as a worker is free; one that still waits is enough."""
    return work.enqueue(
        DRAFT,
        partnership=assessment.partnership.slug,
        by=by,
        about=f"Drafting: {assessment.title}",
        key=str(assessment.pk),
        assessment=assessment.pk,
    )


def latest_job(assessment: Assessment) -> Job | None:
    """The last time a draft was asked for."""
    return Job.objects.of(assessment.partnership.slug).filter(kind=DRAFT, key=str(assessment.pk)).first()


def latest_jobs(partnership: Partnership, assessments: Iterable[Assessment]) -> dict[int, Job]:
    """The same for several, by the assessment's number; one query."""
    keys = [str(assessment.pk) for assessment in assessments]
    jobs = Job.objects.of(partnership.slug).filter(kind=DRAFT, key__in=keys).order_by("pk")
    return {int(job.key): job for job in jobs}


def evidence_mark(evidence: Evidence) -> str:
    """Changes when a load comes to count for the partnership, no longer does, or is released anew."""
    return fingerprint(sorted([receipt.sha256, receipt.released or ""] for receipt in evidence.receipts()))


def is_behind(version: Version, now: Opened) -> bool:
    """Whether other evidence counts now than when it was drafted."""
    return version.evidence != now.once("mark", evidence_mark)


def remove(assessment: Assessment, *, by: str) -> None:
    """Take away an assessment that never came to a draft; ``Refusal`` where there is one."""
    detail = {"period": assessment.period, "audience": assessment.audience}
    subject, slug = f"assessment:{assessment.pk}", assessment.partnership.slug
    with write("assessment.removed", subject, by=by, partnership=slug, detail=detail):
        refuse(rules.why_not_remove(versions=assessment.versions.count()), where=assessment.title)
        assessment.edits.all().delete()
        assessment.statements.all().delete()
        Order.objects.filter(assessment=assessment).delete()
        assessment.delete()


# ---- the jobs ----


@dataclass(frozen=True)
class _Drawn:
    """A finished draft, before it is stored."""

    paper: dict[str, Any]
    documents: dict[str, Any]
    judgement: str
    evidence: str
    public_counts: dict[str, Any]


def draft_job(running: work.Running) -> dict[str, Any]:
    """Draft one assessment with the judgement in the records and store it as a version."""
    wanted = Assessment.objects.filter(partnership__slug=running.partnership)
    assessment = wanted.select_related("partnership").filter(pk=running.params["assessment"]).first()
    if assessment is None:
        raise Refusal("There is no such assessment.", found=str(running.params["assessment"]))
    drawn = _draw(running, assessment)
    version = _store(assessment, drawn, by=running.by)
    running.progress(STEPS, STEPS, "Done")
    return {"assessment": assessment.pk, "version": version.number, "headline": version.headline}


def _draw(running: work.Running, assessment: Assessment) -> _Drawn:
    running.progress(0, STEPS, "Opening the evidence")
    _clear(assessment)
    known = decided(assessment)
    inquiry = open_inquiry(folder().root, running.partnership)
    study = study_of(assessment, inquiry)
    release = public_release_of(study, folder().root, running.partnership)
    running.progress(1, STEPS, "Finding what the rows show")
    found = draft(study, known.judgement)
    running.progress(2, STEPS, "Writing sentences and pictures")
    document = compose(found, date=day_words(timezone.localdate()))
    keep(inquiry.asked.values(), folder().root)
    names = list(keeping.RENDER)

    def told(name: str) -> None:
        running.progress(3 + names.index(name), STEPS, f"Writing the {keeping.TITLES[name]}")

    return _Drawn(
        paper=as_paper(found, document),
        documents=keeping.write(assessment, document, told=told),
        judgement=known.mark,
        evidence=evidence_mark(inquiry.evidence),
        public_counts=release.as_json() if release else {},
    )


def _clear(assessment: Assessment) -> None:
    """Take away documents of earlier drafts that nothing names any more."""
    versions = assessment.versions.values_list("documents", flat=True)
    signed = SignOff.objects.filter(version__assessment=assessment).values_list("documents", flat=True)
    clear_files(keeping.place_of(assessment), keep=[*versions, *signed], before=time.time() - HOUR)


@transaction.atomic
def _store(assessment: Assessment, drawn: _Drawn, *, by: str) -> Version:
    """The latest version refreshed, or a new one; nothing where a signed one says the same already."""
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    latest = assessment.versions.first()
    signed = latest is not None and latest.signed is not None
    same = latest is not None and latest.seal == drawn.paper["seal"] and is_readable(latest.paper)
    if latest and signed and same and latest.judgement == drawn.judgement:
        Version.objects.filter(pk=latest.pk).update(evidence=drawn.evidence)
        return latest
    version = latest if latest and same and not signed else None
    if version is None:
        number = latest.number + 1 if latest else 1
        version = Version(partnership=assessment.partnership, assessment=assessment, number=number)
    version.paper, version.headline = drawn.paper, drawn.paper["headline"]
    version.seal, version.loads = drawn.paper["seal"], drawn.paper["loads"]
    version.judgement, version.evidence, version.documents = drawn.judgement, drawn.evidence, drawn.documents
    version.public_counts = drawn.public_counts
    version.made_at, version.made_by = timezone.now(), by
    slug, detail = assessment.partnership.slug, {"version": version.number, "seal": version.seal}
    with write("assessment.drafted", f"assessment:{assessment.pk}", by=by, partnership=slug, detail=detail):
        version.save()
    return version


def first_draft_job(running: work.Running) -> dict[str, Any]:
    """Begin the first assessment of a partnership whose evidence has just landed; else nothing."""
    partnership = Partnership.objects.select_related("place").get(slug=running.partnership)
    if Assessment.objects.filter(partnership=partnership).exists() or partnership.place is None:
        return {}
    period = suggested_period(partnership)
    if reason := rules.why_not_begin(
        place=partnership.place.area_id if partnership.place else "",
        months=len(period.months) if period else 0,
    ):
        return {"nothing": reason}
    assert period is not None
    assessment = begin(partnership, DraftRequest(period.code), by=running.by)
    return {"assessment": assessment.pk}


def suggested_period(partnership: Partnership) -> Period | None:
    """The latest year held whole by the richest feed of the partnership's place."""
    evidence = opened(partnership)
    place = evidence.place(partnership)
    if place is None:
        return None
    with evidence.lock:
        return latest_year(_richest(evidence.inquiry, place))


def _richest(inquiry: Inquiry, place: Place) -> tuple[int, ...]:
    """The months of the feed with the most rows of the place."""
    best: tuple[int, tuple[int, ...]] = (0, ())
    for feed in inquiry.evidence.feeds(place):
        if feed.months:
            span = Period.of_months(min(feed.months), max(feed.months))
            rows = inquiry.ask("count", str(place.id), span, feed=feed.name, **{"class": ALL}).result.value
            best = max(best, (int(rows), tuple(feed.months)))
    return best[1]
