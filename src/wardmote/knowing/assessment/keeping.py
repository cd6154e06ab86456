"""Documents as files in the data folder, named by the SHA-256 of their bytes, so that none is ever changed.

In: a composed ``Document``. Out: name -> {"sha256", "bytes"}, once the files are
whole on disk under ``assessments/<partnership>/<assessment>/``. Reading checks the
bytes against their name.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from wardmote.knowing.assessment.models import Assessment
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.model import Document
from wardmote.measuring.documents.rendering import KINDS, render

RENDER: Final[Mapping[str, Callable[[Document], bytes]]] = {
    kind: partial(render, kind=kind) for kind in KINDS
}
TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TITLES: Final = {"pdf": "PDF", "docx": "Word", "html": "web page in one file"}


def place_of(assessment: Assessment) -> Path:
    """The folder of an assessment's documents."""
    return folder().root / "assessments" / assessment.partnership.slug / str(assessment.pk)


def write(
    assessment: Assessment, document: Document, *, told: Callable[[str], None] = lambda name: None
) -> dict[str, Any]:
    """Render and keep every document; ``told`` hears the name of each before it is begun."""
    target = place_of(assessment)
    target.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    for name, written in RENDER.items():
        told(name)
        content = written(document)
        sha256 = hashlib.sha256(content).hexdigest()
        _put(target / f"{sha256}.{name}", content)
        found[name] = {"sha256": sha256, "bytes": len(content)}
    return found


def _put(path: Path, content: bytes) -> None:
    if path.exists() and path.stat().st_size == len(content):
        return
    part = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(assessment: Assessment, name: str, known: Mapping[str, Any]) -> bytes:
    """The bytes of a kept document; ``Refusal`` where they are gone or are not the ones that were kept."""
    sha256 = known[name]["sha256"]
    path = place_of(assessment) / f"{sha256}.{name}"
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refusal(
            "This document is missing or damaged in the data folder; it is not shown.",
            where=str(path.name),
            found=f"{len(content):,} bytes that are not the ones kept" if content else "no file",
            todo="Restore the data folder from a backup, or draft the assessment again.",
        )
    return content


def clear(assessment: Assessment, *, keep: Iterable[Mapping[str, Any]], before: float) -> None:
    """Remove documents that no version and no sign-off names, and were written before a moment (epoch).

    A younger one may belong to a sign-off that is just being written.
    """
    wanted = {f"{each['sha256']}.{name}" for known in keep for name, each in known.items()}
    for path in place_of(assessment).glob("*.*"):
        if path.name not in wanted and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
