"""``/healthz``: can this installation work? For whoever watches it, a person or a program.

Out: JSON and 200, or 503 when pages cannot work (``down``: records or data
folder not writable, tables not brought up to date, disk full). ``look`` stays
200: no worker is seen, no backup yet or an old one. Nothing secret is told:
no path, no name, no address.
"""

import json
import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wardmote import __version__
from wardmote.ground.jobs.models import Worker
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.commands.starting import waiting

LEAST_FREE = 200 * 1024 * 1024  # bytes; a load of a force's year takes about as much for a moment
SILENT = timedelta(seconds=90)
OLD_BACKUP = timedelta(days=8)
LAST_BACKUP = "backups/last.json"
_migrated: list[bool] = []  # once the tables fit they go on to fit this process


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Every check with its answer."""
    checks: dict[str, Any] = {
        "database": _database(),
        "tables": _tables(),
        "data_folder": _data_folder(settings.WARDMOTE_DATA),
        "disk": _disk(settings.WARDMOTE_DATA),
        "worker": _worker(),
        "backup": _backup(settings.WARDMOTE_DATA),
    }
    found = {check["status"] for check in checks.values()}
    status = next(each for each in ("down", "look", "ok") if each in found)
    answer = {"status": status, "version": __version__, "checks": checks}
    return JsonResponse(answer, status=503 if status == "down" else 200)


def _database() -> dict[str, Any]:
    try:
        Worker.objects.filter(pk=0).update(beats=0)  # takes the right to write, changes nothing
    except DatabaseError:
        return {"status": "down", "words": "The records cannot be written."}
    return {"status": "ok"}


def _tables() -> dict[str, Any]:
    if _migrated:
        return {"status": "ok"}
    try:
        behind = len(waiting())
    except (DatabaseError, Refusal):
        return {"status": "down", "words": "The tables do not fit this version of the program."}
    if behind:
        return {"status": "down", "words": "The tables are not up to date: start wardmote serve anew."}
    _migrated.append(True)
    return {"status": "ok"}


def _data_folder(data: Path) -> dict[str, Any]:
    try:
        with tempfile.TemporaryFile(dir=data) as trial:
            trial.write(b"x")
        if (data / "evidence").exists() and not os.access(data / "evidence", os.W_OK):
            raise PermissionError
    except OSError:
        return {"status": "down", "words": "The data folder cannot be written."}
    return {"status": "ok"}


def _disk(data: Path) -> dict[str, Any]:
    try:
        free = shutil.disk_usage(data).free
    except OSError:
        return {"status": "down", "words": "The disk cannot be asked."}
    told = {"free_megabytes": free // 1024**2}
    if free < LEAST_FREE:
        return {"status": "down", "words": "The disk is nearly full.", **told}
    return {"status": "ok", **told}


def _worker() -> dict[str, Any]:
    try:
        seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    except DatabaseError:
        return {"status": "look", "words": "The records cannot be read."}
    if seen is None or abs(timezone.now() - seen) > SILENT:
        return {"status": "look", "words": "No worker is seen; long work waits."}
    return {"status": "ok"}


def _backup(data: Path) -> dict[str, Any]:
    try:
        last = datetime.fromisoformat(json.loads((data / LAST_BACKUP).read_text("utf-8"))["at"])
        age = timezone.now() - last
    except (OSError, ValueError, KeyError, TypeError):
        return {"status": "look", "words": "No backup was made yet."}
    told = {"days_old": max(age.days, 0)}
    if age > OLD_BACKUP:
        return {"status": "look", "words": "The last backup is old.", **told}
    return {"status": "ok", **told}
