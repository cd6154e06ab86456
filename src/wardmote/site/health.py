"""``/healthz``: can this installation work? For whoever watches it, a person or a program.

Out: one word as JSON and 200, or 503 when pages cannot work (``down``: records or data
folder not writable, tables not brought up to date, disk full). ``look`` stays
200: no worker is seen, work waits long, letters fail, no backup yet, an old one or one that
is not encrypted, no drill within a year. Why is told to nobody
outside: ``wardmote health`` tells it to whoever runs the installation.
"""

import json
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wardmote.ground.jobs.models import Job, Worker
from wardmote.ground.mail.models import OutgoingMail
from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.site.commands.starting import try_writing, waiting

LEAST_FREE = 200 * 1024 * 1024  # bytes; a load of a force's year takes about as much for a moment
SILENT = timedelta(seconds=90)
OLD_BACKUP = timedelta(days=8)
OLD_DRILL = timedelta(days=366)
LONG_WAIT = 60  # minutes
LATELY = timedelta(days=14)
UNREAD = {"status": "look", "words": "The records cannot be read.", "todo": "See that the database runs."}
LAST_BACKUP, LAST_DRILL = "backups/last.json", "backups/drill.json"
_migrated: list[bool] = []  # once the tables fit they go on to fit this process


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """The worst of all checks, and nothing of why."""
    status = worst(checks())
    return JsonResponse({"status": status}, status=503 if status == "down" else 200)


def checks() -> dict[str, dict[str, Any]]:
    """Every check with its answer."""
    return {
        "database": _database(),
        "tables": _tables(),
        "data_folder": _data_folder(settings.WARDMOTE_DATA),
        "disk": _disk(settings.WARDMOTE_DATA),
        "worker": _worker(),
        "jobs": _jobs(),
        "letters": _letters(),
        "backup": _backup(settings.WARDMOTE_DATA),
        "drill": _drill(settings.WARDMOTE_DATA),
    }


def worst(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The one word for all of them."""
    told = {check["status"] for check in found.values()}
    return next(each for each in ("down", "look", "ok") if each in told)


def _fault(status: str, words: str, todo: str, **more: Any) -> dict[str, Any]:
    return {"status": status, "words": words, "todo": todo, **more}


def _database() -> dict[str, Any]:
    try:
        Worker.objects.filter(pk=0).update(beats=0)  # takes the right to write, changes nothing
    except DatabaseError:
        return _fault("down", "The records cannot be written.", "See that the database runs and has room.")
    return {"status": "ok"}


def _tables() -> dict[str, Any]:
    if _migrated:
        return {"status": "ok"}
    try:
        behind = len(waiting())
    except (DatabaseError, Refusal):
        todo = "Install the version they were written by, or restore the copy kept before the upgrade."
        return _fault("down", "The tables do not fit this version of the program.", todo)
    if behind:
        return _fault("down", "The tables are not up to date.", "Start wardmote serve anew.", behind=behind)
    _migrated.append(True)
    return {"status": "ok"}


def _data_folder(data: Path) -> dict[str, Any]:
    try:
        try_writing(data)
    except OSError as error:
        return _fault("down", "The data folder cannot be written.", disk_refusal(error).todo)
    return {"status": "ok"}


def _disk(data: Path) -> dict[str, Any]:
    try:
        free = shutil.disk_usage(data).free
    except OSError:
        return _fault("down", "The disk cannot be asked.", "See that the data folder is there.")
    told = {"free_megabytes": free // 1024**2}
    if free < LEAST_FREE:
        return _fault("down", "The disk is nearly full.", "Make room.", **told)
    return {"status": "ok", **told}


def _worker() -> dict[str, Any]:
    try:
        seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    except DatabaseError:
        return UNREAD
    if seen is None or abs(timezone.now() - seen) > SILENT:
        todo = "Start wardmote serve, or wardmote worker."
        return _fault("look", "No worker is seen; long work and letters wait.", todo)
    return {"status": "ok"}


def _jobs() -> dict[str, Any]:
    try:
        first = Job.objects.waiting().order_by("made_at").values_list("made_at", flat=True).first()
    except DatabaseError:
        return UNREAD
    minutes = _minutes_since(first)
    if minutes > LONG_WAIT:
        todo = "See what the worker does: Work in hand, and its log."
        return _fault("look", "Work has waited for more than an hour.", todo, minutes_waiting=minutes)
    return {"status": "ok", "minutes_waiting": minutes}


def _letters() -> dict[str, Any]:
    try:
        first = OutgoingMail.objects.waiting().order_by("made_at").values_list("made_at", flat=True).first()
        lately = timezone.now() - LATELY
        failed = OutgoingMail.objects.filter(ended_at__gt=lately).not_made_good().count()
    except DatabaseError:
        return UNREAD
    told = {"minutes_waiting": _minutes_since(first), "failed": failed}
    if told["minutes_waiting"] > LONG_WAIT:
        return _fault("look", "Letters have waited for more than an hour.", "See to the mail server.", **told)
    if failed:
        return _fault("look", "Letters did not arrive.", "See People, Letters sent.", **told)
    return {"status": "ok", **told}


def _minutes_since(moment: datetime | None) -> int:
    return max(0, int((timezone.now() - moment).total_seconds()) // 60) if moment else 0


def _backup(data: Path) -> dict[str, Any]:
    age, last = _note(data / LAST_BACKUP)
    if age is None:
        return _fault("look", "No backup was made yet.", "Run wardmote backup every night.")
    told = {"days_old": max(age.days, 0)}
    if age > OLD_BACKUP:
        return _fault("look", "The last backup is old.", "See why the nightly one does not run.", **told)
    if last.get("encrypted") is not True:
        todo = "Make the key that opens backups, at a terminal: wardmote backup --new-recovery-key."
        return _fault("look", "The last backup is not encrypted.", todo, **told)
    return {"status": "ok", **told}


def _drill(data: Path) -> dict[str, Any]:
    age, last = _note(data / LAST_DRILL)
    todo = "Run wardmote drill with the newest backup and the recovery key."
    if age is None:
        return _fault("look", "No drill was made yet, or none since the recovery key was made.", todo)
    told = {"days_old": max(age.days, 0)}
    if last.get("good") is not True:
        return _fault("look", "The last drill of a backup found something wrong.", todo, **told)
    if age > OLD_DRILL:
        return _fault("look", "The last drill of a backup is more than a year old.", todo, **told)
    return {"status": "ok", **told}


def _note(file: Path) -> tuple[timedelta | None, dict[str, Any]]:
    """How long ago a command wrote it, and what; None where none did."""
    try:
        told = json.loads(file.read_text("utf-8"))
        return timezone.now() - datetime.fromisoformat(told["at"]), told
    except (OSError, ValueError, KeyError, TypeError):
        return None, {}
