"""The documents of an approved edition, kept in the data folder under the SHA-256 of their bytes.

In: an edition as values and the day in words. Out: name -> {"sha256", "bytes"}, once the files are whole on
disk under ``plans/<partnership>/<edition>/``. Reading checks the bytes against their name, so that what is
exported years later is what was approved.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.written.document import edition_document
from wardmote.deciding.plan.written.downloads import actions_csv, actions_xlsx
from wardmote.deciding.plan.written.file import EditionFile
from wardmote.deciding.plan.written.workbook import write_workbook
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.documents.rendering import render as render_document

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES: Final = {
    "plan.pdf": "application/pdf",
    "plan.docx": WORD,
    "plan.html": "text/html; charset=utf-8",
    "actions.csv": "text/csv; charset=utf-8",
    "actions.xlsx": SHEET,
    "plan.xlsx": SHEET,
}
TITLES: Final = {
    "plan.pdf": "PDF",
    "plan.docx": "Word",
    "plan.html": "web page in one file",
    "actions.csv": "actions as CSV",
    "actions.xlsx": "actions as a spreadsheet",
    "plan.xlsx": "the whole plan as a spreadsheet",
}


def render(name: str, edition: EditionFile, *, day: str) -> bytes:
    """One document of an edition, printed on a day."""
    return RENDER[name](edition, day)


def _workbook(edition: EditionFile, day: str) -> bytes:
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "plan.xlsx"
        write_workbook(path, edition)
        return path.read_bytes()


RENDER: dict[str, Callable[[EditionFile, str], bytes]] = {
    "plan.html": lambda edition, day: render_document(edition_document(edition, date=day), "html"),
    "plan.pdf": lambda edition, day: render_document(edition_document(edition, date=day), "pdf"),
    "plan.docx": lambda edition, day: render_document(edition_document(edition, date=day), "docx"),
    "actions.csv": lambda edition, day: actions_csv(edition).encode(),
    "actions.xlsx": lambda edition, day: actions_xlsx(edition),
    "plan.xlsx": _workbook,
}


def place_of(edition: PlanEdition) -> Path:
    """The folder of an edition's documents."""
    return folder().root / "plans" / edition.partnership.slug / str(edition.pk)


def write(edition: PlanEdition, file: EditionFile, *, day: str) -> dict[str, Any]:
    """Render and keep every document."""
    target = place_of(edition)
    target.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    for name in TYPES:
        content = render(name, file, day=day)
        sha256 = hashlib.sha256(content).hexdigest()
        _put(target / f"{sha256}.{name}", content)
        found[name] = {"sha256": sha256, "bytes": len(content)}
    return found


def _put(path: Path, content: bytes) -> None:
    part = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(edition: PlanEdition, name: str, known: Mapping[str, Any]) -> bytes:
    """The bytes of a kept document; ``Refusal`` where they are gone or are not the ones that were kept."""
    sha256 = known[name]["sha256"]
    path = place_of(edition) / f"{sha256}.{name}"
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refusal(
            "This document is missing or damaged in the data folder; it is not shown.",
            where=path.name,
            found=f"{len(content):,} bytes that are not the ones kept" if content else "no file",
            todo="Restore the data folder from a backup.",
        )
    return content
