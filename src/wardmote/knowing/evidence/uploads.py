"""Taking files in, and what a person says of them, until a job loads them.

In: files as they were sent, a ``Viewer``. Out: ``Upload`` records. A file is
recognised at once; one that cannot be used is not kept. Each write is one
transaction with its row in the log. The words of a refusal that speak of the
command line are turned into those of the page.
"""

import contextlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from wardmote.ground.casework import refuse, write
from wardmote.ground.jobs import work
from wardmote.ground.jobs.models import Job
from wardmote.ground.papers import in_flight
from wardmote.ground.partners.models import Partnership
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.evidence import rules
from wardmote.knowing.evidence.arriving import Arrived, drop_file, keep_file, path_of
from wardmote.knowing.evidence.data_folder import folder
from wardmote.knowing.evidence.mappings import confirmed, remembered, saved, sheet_of
from wardmote.knowing.evidence.models import Upload
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import NobodyWaits, run_in_child, within
from wardmote.measuring.store.recognised import PARTNER, POLICE, UNKNOWN, Recognised, refused
from wardmote.measuring.store.recognising import recognise

LOAD = "load"
TOGETHER = (rules.READY, rules.ASKS)
READ_TOGETHER = 120.0  # seconds for all files of a request
_reading: set[int] = set()  # people a file is being read for in this process
_lock = threading.Lock()


@contextlib.contextmanager
def reading_for(person: int) -> Iterator[None]:
    """One person's files are read one request at a time, so that nobody keeps all others waiting."""
    with _lock:
        if person in _reading:
            raise Refusal("A file of yours is being read just now.", todo="Do it again in a minute.")
        _reading.add(person)
    try:
        yield
    finally:
        with _lock:
            _reading.discard(person)


def take_in(files: Iterable["UploadedFile[Any]"], *, partnership: Partnership, by: Viewer) -> list[Upload]:
    """Keep and recognise every file; one that is here already and still open is that one again."""
    with reading_for(by.person), within(READ_TOGETHER):
        return [_kept_or_dropped(file, partnership, by) for file in files]


def _kept_or_dropped(file: "UploadedFile[Any]", partnership: Partnership, by: Viewer) -> Upload:
    """One file; where it is refused, as when nobody waits for it or its form was saved before, none stays
    that no record knows."""
    arrived = keep_file(file, partnership=partnership.slug)
    try:
        return _take_in(arrived, partnership, by)
    except Refusal:
        drop_file(arrived.stored)
        raise


def _take_in(arrived: Arrived, partnership: Partnership, by: Viewer) -> Upload:
    here = Upload.objects.of(partnership).open().filter(sha256=arrived.sha256, name=arrived.name).first()
    if here is not None and path_of(here.stored):
        drop_file(arrived.stored)
        return here
    path = path_of(arrived.stored)
    assert path is not None
    known = _recognised(path, arrived.name)
    if known.problem is not None:
        known = replace(known, problem=_of_the_archive(for_the_web(known.problem), arrived.name))
        drop_file(arrived.stored)
    said, mapped = {}, False
    if known.kind == PARTNER:
        mapping, asks = _remembered(partnership.slug, path)
        if mapping:
            said["mapping"], mapped = mapping, not asks
    if known.kind in (PARTNER, UNKNOWN) and known.problem is None:
        kept = saved(partnership.slug, said["mapping"]) if said else None
        _keep_sheet(path, arrived.name, kept)
    with write("evidence.brought", by=by, partnership=partnership.slug) as act:
        upload = Upload.objects.create(
            partnership=partnership,
            name=arrived.name,
            bytes=arrived.bytes,
            sha256=arrived.sha256,
            stored=arrived.stored,
            recognised=known.as_json(),
            said=said,
            state=first_state(known, settled=partnership.place_id is not None, mapped=mapped),
            by=str(by),
            person_id=by.person,
            at=timezone.now(),
        )
        act.subject = f"upload:{upload.pk}"
        act.detail = {"recognised": known.kind}
    in_flight.unmark(folder().at(arrived.stored).parent)
    return upload


def _of_the_archive(problem: Refusal, name: str) -> Refusal:
    """Of a file in a zip only the row is kept: its name may name somebody."""
    if not name.lower().endswith(".zip"):
        return problem
    row = re.search(r", (row|line|feature) [\d,]+", problem.where)
    return replace(problem, where=name + (row.group() if row else ""))


def _recognised(path: Path, name: str) -> Recognised:
    try:
        return run_in_child(recognise, path, name, where=name)
    except NobodyWaits:
        raise
    except Refusal as refusal:
        return refused(name, refusal)


def _remembered(slug: str, path: Path) -> tuple[str, bool]:
    try:
        return run_in_child(remembered, known, path) if (known := confirmed(slug)) else ("", False)
    except Refusal:
        return "", False


def _keep_sheet(path: Path, name: str, mapping: Mapping[str, Any] | None) -> None:
    """So that its pages need not read it; why it cannot be mapped is said there."""
    with contextlib.suppress(Refusal):
        sheet_of(path, where=name, sheet=str((mapping or {}).get("sheet", "")))


def first_state(known: Recognised, *, settled: bool, mapped: bool) -> str:
    """What is to be done with a file that has just been recognised."""
    if known.problem is not None:
        return rules.WRONG
    if known.kind in (PARTNER, UNKNOWN):
        return rules.READY if mapped else rules.MAPPING
    open_place = known.kind == POLICE and not settled and bool(known.districts)
    return rules.ASKS if known.asks or open_place else rules.READY


@transaction.atomic
def ask_to_load(
    uploads: Sequence[Upload], *, said: Mapping[str, Any], by: Viewer, keep_good: bool = False
) -> Job:
    """One job for these files; ``Refusal`` when one of them is not to be loaded now."""
    held = list(Upload.objects.select_for_update().filter(pk__in=[each.pk for each in uploads]))
    for upload in held:
        refuse(rules.why_not_move_upload(upload.state, rules.LOADING), where=upload.name)
    numbers = sorted(upload.pk for upload in held)
    job = work.enqueue(
        LOAD,
        partnership=by.partnership,
        by=str(by),
        about=f"Loading {counted(len(held), 'file', 'files')}",  # whoever sees no evidence reads this too
        uploads=numbers,
        keep_good=keep_good,
        person=by.person,
        back=page_of_uploads(by.partnership, numbers),
    )
    for upload in held:
        with write("evidence.load_asked", f"upload:{upload.pk}", by=by) as act:
            upload.said = {**upload.said, **said}
            upload.state, upload.job, upload.problem = rules.LOADING, job.pk, {}
            upload.revision += 1
            upload.save(update_fields=["said", "state", "job", "problem", "revision"])
            act.detail = {"keep_good": True} if keep_good else {}
    return job


def say_mapping(upload: Upload, name: str, *, by: Viewer, revision: int) -> Upload:
    """The file is read by this mapping; ``Refusal`` when somebody else was quicker."""
    detail = {"mapping": name}
    with write("evidence.mapping_confirmed", f"upload:{upload.pk}", by=by, detail=detail):
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if held.revision != revision or held.state in (rules.LOADING, rules.LOADED, rules.LEFT):
            raise Refusal(
                "Somebody else has gone on with this file meanwhile.",
                where=held.name,
                found=held.get_state_display(),
                todo="What you chose stands below. Look at the file's page before you confirm it again.",
            )
        held.said = {**held.said, "mapping": name}
        held.state, held.problem, held.revision = rules.READY, {}, held.revision + 1
        held.save(update_fields=["said", "state", "problem", "revision"])
    return held


def set_aside(upload: Upload, *, by: Viewer) -> None:
    """Not to be loaded: what was sent is deleted, the record of it stays."""
    if path := path_of(upload.stored):
        in_flight.mark(path.parent)
    with write("evidence.set_aside", f"upload:{upload.pk}", by=by):
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        refuse(rules.why_not_move_upload(held.state, rules.LEFT), where=held.name)
        held.state = rules.LEFT
        held.save(update_fields=["state"])
    drop_file(upload.stored)


def settle_left_over() -> None:
    """End what a killed program was taking in or setting aside; before pages are served."""
    in_flight.settle(folder().root / "uploads", _named)


def _named(places: Iterable[Path]) -> set[Path]:
    wanted = set(places)
    stored = Upload.objects.open().values_list("stored", flat=True)
    return {place for each in stored if (place := folder().at(each).parent) in wanted}


def open_uploads(partnership: Partnership) -> list[Upload]:
    """What is still to be done, the latest first; of a load that was lost on the way it is said."""
    found = list(Upload.objects.of(partnership).open()[:200])
    loading = [upload.job for upload in found if upload.state == rules.LOADING and upload.job]
    jobs = {job.pk: job for job in Job.objects.filter(pk__in=loading)} if loading else {}
    return [settled(upload, jobs.get(upload.job or 0)) for upload in found]


def settled(upload: Upload, job: Job | None) -> Upload:
    """An upload whose job ended without saying so: its worker was killed too often, or it was stopped."""
    if upload.state != rules.LOADING or job is None or job.is_open:
        return upload
    upload.state = rules.REFUSED
    upload.problem = job.problem or {"what": "The load was stopped. Nothing half done is used."}
    Upload.objects.filter(pk=upload.pk, state=rules.LOADING, job=job.pk).update(
        state=upload.state, problem=upload.problem
    )
    return upload


def job_of(upload: Upload) -> Job | None:
    return (
        Job.objects.filter(pk=upload.job, partnership=upload.partnership.slug).first() if upload.job else None
    )


def page_of_uploads(slug: str, numbers: Sequence[int]) -> str:
    """Where one goes on with these files: the file's own page, or that of all that wait."""
    if len(numbers) == 1:
        return reverse("evidence:upload", args=[slug, numbers[0]])
    return reverse("evidence:add", args=[slug])


_WORDS = (
    (r"Give it, as --\w+ \S+|Give --vintage \S+|Check --\w+\.", "Say it on this page."),
    (
        r"Mend the rows or the mapping, or load the good rows with --keep-good\.",
        "Mend the rows, or load those that can be used.",
    ),
    (
        r"Name the one you mean in the mapping: sheet = .*",
        "Save the sheet you mean as a file of its own, and add that.",
    ),
    (r"Give the --kind and --vintage of the file, or name", "Say of which kind and year they are, or name"),
    (
        r"Give --released the month of the download, or leave it out\.",
        "Say the month of the download, or leave it empty.",
    ),
    (r"load the later one with --released YYYY-MM", "say for the later one the month it was supplied"),
    (
        r"If none is a person's, load the file with --names-are-public; else mend the file first\.",
        "If none is a person's, say so on this page; else mend the file and add it again.",
    ),
    (r"Leave --vintage out, or check the file\.", "Check the file."),
    (r"Choose another folder with --data, or ask", "Ask whoever runs this installation"),
    (r"\bLoad (the|a|it|files)\b", r"Add \1"),
    (r"\bload again\b", "add it again"),
)


def for_the_web(refusal: Refusal) -> Refusal:
    """The same, in words of somebody who has a page and no command line.

    >>> for_the_web(Refusal("No year.", todo="Give it, as --year 2020.")).todo
    'Say it on this page.'
    """
    todo = refusal.todo
    for pattern, words in _WORDS:
        todo = re.sub(pattern, words, todo)
    todo = re.sub(r"\.\.$", ".", todo)
    return Refusal(refusal.what, where=refusal.where, found=refusal.found, todo=todo)
