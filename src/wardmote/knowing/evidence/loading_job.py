"""The job that loads what people brought: the ordinary loads, with progress, one file or many.

In: a job with the numbers of uploads. Out: receipts, each upload's state, the
partnership's place when it had none, a first draft asked for. Safe to run again:
what is loaded already is met as such. Police files are one act together; every
other file stands for itself. A file's bytes go once it is loaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import note
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.ground.partners.joining import settle_place
from wardmote.ground.partners.models import Partnership
from wardmote.knowing.evidence import rules
from wardmote.knowing.evidence.arriving import drop_file, path_of
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.models import Upload
from wardmote.knowing.evidence.upload_forms import NAMES_ARE_PUBLIC
from wardmote.knowing.evidence.uploads import for_the_web, page_of_uploads
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.measuring.sources.mapping_files import read_mapping
from wardmote.measuring.store.bad_rows import BadRows
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.loading import LoadOutcome, Progress, load_in_child
from wardmote.measuring.store.open_load import (
    load_areas,
    load_deprivation,
    load_lookup,
    load_totals,
    load_unasked,
)
from wardmote.measuring.store.partner_load import load_partner
from wardmote.measuring.store.police_uk_load import load_police_uk
from wardmote.measuring.store.recognised import AREAS, DEPRIVATION, HOUSEHOLDS, LOOKUP, POLICE, POPULATION

FIRST_DRAFT = "first-draft"  # room assessment does it
ORDER = (LOOKUP, AREAS, POPULATION, HOUSEHOLDS, DEPRIVATION, POLICE)
LOADED_EVENT = "evidence.loaded"
Report = Callable[[Progress], None]


def load_job(running: work.Running) -> dict[str, Any]:
    """Load the uploads of a job; a refusal of one does not stop the others."""
    held = Upload.objects.filter(
        partnership__slug=running.partnership, pk__in=running.params["uploads"]
    ).select_related("partnership__place")
    waiting = [each for each in held if each.state not in (rules.LOADED, rules.LEFT)]
    for over in (each for each in held if each not in waiting):
        drop_file(over.stored)  # a worker was killed before it did
    refusals: list[Refusal] = []
    for group in _groups(waiting):
        try:
            _load_group(group, running)
        except Refusal as refusal:
            refusals.append(refusal)
            _refused(group, refusal)
        except OSError as error:
            _refused(group, disk_refusal(error))
            raise
        except work.Cancelled:
            _refused(waiting, Refusal("The load was stopped. Nothing half done is used."))
            raise
    if refusals and len(refusals) == len(_groups(waiting)):
        told = for_the_web(refusals[0])
        raise Refusal(told.what, todo=told.todo)  # the file's page has the rest; all members read of a job
    return _result(running, list(held))


def _groups(uploads: Sequence[Upload]) -> list[list[Upload]]:
    """Geography first, then people, then rows; police files together."""
    police = [each for each in uploads if each.known.kind == POLICE]
    others = [[each] for each in uploads if each.known.kind != POLICE]
    groups = [*others, *([police] if police else [])]
    return sorted(groups, key=lambda group: (_rank(group[0]), group[0].pk))


def _rank(upload: Upload) -> int:
    kind = upload.known.kind
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _load_group(group: Sequence[Upload], running: work.Running) -> None:
    def report(progress: Progress) -> None:
        running.progress(progress.done, progress.total, progress.words.rpartition(": ")[2])

    police = group[0].known.kind == POLICE
    outcomes = _police(group, report) if police else [_one(group[0], running, report)]
    for upload, made in zip(group, outcomes, strict=True):
        _loaded(upload, made, running)
        drop_file(upload.stored)
    _settle_place(group, running)


def _police(group: Sequence[Upload], report: Report) -> list[list[LoadOutcome]]:
    """In the order of the uploads; equal files are one load, one without rows is none."""
    paths = {upload.pk: _path(upload) for upload in group}
    released = next((upload.said["released"] for upload in group if upload.said.get("released")), None)
    found = load_in_child(
        load_police_uk,
        folder(),
        list(paths.values()),
        report=report,
        released=released,
        today=timezone.localdate(),
    )
    by_file = {outcome.receipt.file_sha256: outcome for outcome in found}
    return [[by_file[upload.sha256]] if upload.sha256 in by_file else [] for upload in group]


def _one(upload: Upload, running: work.Running, report: Report) -> list[LoadOutcome]:
    path, here, known, said = _path(upload), folder(), upload.known, upload.told()
    if upload.is_partners:
        name = str(said.get("mapping", ""))
        kind = read_mapping(here.mapping(running.partnership, name)).kind
        outcome = load_in_child(
            load_partner,
            here,
            path,
            kind=kind,
            mapping=name,
            keep_good=bool(running.params.get("keep_good")),
            released=said.get("released") or None,
            partnership=running.partnership,
            report=report,
        )
        return [outcome]
    year = int(said["year"]) if said.get("year") else None
    vintage = str(said["vintage"]) if said.get("vintage") else None
    counted = {"year": year, "vintage": vintage}
    loads: dict[str, tuple[Callable[..., LoadOutcome], dict[str, Any]]] = {
        AREAS: (load_areas, {"kind": str(said.get("kind")), "vintage": vintage or ""}),
        LOOKUP: (load_lookup, {}),
        DEPRIVATION: (load_deprivation, counted),
        POPULATION: (load_totals, {"what": POPULATION, **counted}),
        HOUSEHOLDS: (load_totals, {"what": HOUSEHOLDS, **counted}),
    }
    outcomes = []
    for kind in (known.kind, *known.also):
        load, options = loads[kind]
        if kind != DEPRIVATION and said.get("names") != NAMES_ARE_PUBLIC:
            load, options = load_unasked, {**options, "what": kind}
        outcomes.append(load_in_child(load, here, path, report=report, **options))
    return outcomes


def _path(upload: Upload) -> Any:
    path = path_of(upload.stored)
    if path is None:
        raise Refusal("The file that was sent is no longer here.", where=upload.name, todo="Add it again.")
    return path


@transaction.atomic
def _loaded(upload: Upload, outcomes: Sequence[LoadOutcome], running: work.Running) -> None:
    upload.state, upload.problem = rules.LOADED, {}
    upload.loads = [outcome.receipt.sha256 for outcome in outcomes]
    changed = [words for outcome in outcomes for words in outcome.changed]
    again = all(outcome.already for outcome in outcomes)
    upload.said = {**upload.said, "changed": changed, "already": again}
    upload.save(update_fields=["state", "problem", "loads", "said"])
    for outcome in outcomes:
        subject = f"load:{outcome.receipt.sha256}"
        known = Entry.objects.filter(partnership=running.partnership, what=LOADED_EVENT, subject=subject)
        if outcome.already and known.exists():
            continue
        detail = {"person": upload.person_id, "upload": upload.pk}
        note(LOADED_EVENT, subject, by=running.by, partnership=running.partnership, detail=detail)


def _refused(group: Sequence[Upload], refusal: Refusal) -> None:
    told = for_the_web(refusal)
    problem: dict[str, Any] = asdict(told)
    state = rules.REFUSED
    if isinstance(refusal, BadRows):
        state = rules.BAD_ROWS
        problem |= {"bad": refusal.bad, "kept": refusal.kept}
    for upload in group:
        Upload.objects.filter(pk=upload.pk, state=rules.LOADING).update(state=state, problem=problem)


def _settle_place(group: Sequence[Upload], running: work.Running) -> None:
    """The partnership's place, when this evidence is the first to tell of it, or the one it had is gone.

    A place that only a partner's file named goes when what its columns mean is corrected.
    """
    partnership = Partnership.objects.select_related("place").get(slug=running.partnership)
    evidence = Evidence(folder().root, running.partnership)
    if partnership.place is not None and _knows(evidence, partnership.place.area_id):
        return
    name = next((str(upload.said["district"]) for upload in group if upload.said.get("district")), "")
    if not name and group[0].is_partners:
        mapping = folder().mapping(running.partnership, str(group[0].said.get("mapping", "")))
        name = read_mapping(mapping).place
    if not name:
        return
    try:
        place = evidence.place(name)
    except Refusal:
        return  # told on the pages: no place is chosen yet
    settle_place(partnership, area_id=str(place.id), name=place.name, by=running.by)


def _result(running: work.Running, held: Sequence[Upload]) -> dict[str, Any]:
    """Where to go on; a first draft is asked for where somebody does such jobs."""
    partnership = Partnership.objects.get(slug=running.partnership)
    if partnership.place_id is not None and any(each.known.months or each.is_partners for each in held):
        first_draft(partnership, by=running.by)
    url = page_of_uploads(running.partnership, [each.pk for each in held])
    return {"url": url, "label": "See what was loaded"}


def first_draft(partnership: Partnership, *, by: str) -> Job | None:
    """Ask for the first draft of the assessment; nothing where nobody does such jobs."""
    try:
        return work.enqueue(
            FIRST_DRAFT,
            partnership=partnership.slug,
            by=by,
            about="First draft of the assessment",
            key="first",
        )
    except LookupError:
        return None


def _knows(evidence: Evidence, area_id: str) -> bool:
    try:
        evidence.place(area_id)
    except Refusal:
        return False
    return True
