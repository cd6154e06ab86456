"""Files kept in the data folder under the SHA-256 of their bytes, so that none is ever changed.

In: a folder of one record and its files as (name, bytes), made one after another. Out: name -> {"sha256",
"bytes"}, once they are whole on disk; the record keeps that, and whoever signs signs that. Reading checks the
bytes against their hash: what is shown years later is what was kept.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import write_whole

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "toml": "application/toml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def keep_files(place: Path, files: Iterable[tuple[str, bytes]]) -> dict[str, Any]:
    """Keep every file, and say under which hash."""
    place.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    for name, content in files:
        sha256 = hashlib.sha256(content).hexdigest()
        path = place / f"{sha256}.{name}"
        if not path.exists() or path.read_bytes() != content:
            write_whole(path, content)
        found[name] = {"sha256": sha256, "bytes": len(content)}
    return found


def read_file(place: Path, name: str, known: Mapping[str, Any]) -> bytes:
    """The bytes of a kept file; ``Refusal`` where they are gone or are not the ones that were kept."""
    sha256 = known[name]["sha256"]
    path = place / f"{sha256}.{name}"
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refusal(
            "This document is missing or damaged in the data folder; it is not shown.",
            where=path.name,
            found=f"{len(content):,} bytes that are not the ones kept" if content else "no file",
            todo="Restore the data folder from a backup.",
        )
    return content


def clear_files(place: Path, *, keep: Iterable[Mapping[str, Any]], before: float) -> None:
    """Remove files that nothing in ``keep`` names, and that were written before a moment (epoch).

    A younger one may belong to a record that is just being written.
    """
    wanted = {f"{each['sha256']}.{name}" for known in keep for name, each in known.items()}
    for path in place.glob("*.*"):
        if path.name not in wanted and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def content_type(name: str) -> str:
    """What a browser is told of a file of that name."""
    return TYPES[name.rpartition(".")[2]]


def file_response(content: bytes, filename: str) -> HttpResponse:
    """A file for the viewer's own computer: saved there, never opened in the page."""
    headers = {"Content-Disposition": content_disposition_header(True, filename) or ""}
    return HttpResponse(content, content_type=content_type(filename), headers=headers)
