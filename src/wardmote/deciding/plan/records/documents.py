"""The documents of an approved edition, kept in the data folder under the SHA-256 of their bytes.

In: an edition as values and the day in words. Out: name -> {"sha256", "bytes"}, once the files are whole on
disk under ``plans/<partnership>/<edition>/`` (``papers.files``).
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from wardmote.deciding.plan.exchange.document import edition_document
from wardmote.deciding.plan.exchange.downloads import actions_csv, actions_xlsx
from wardmote.deciding.plan.exchange.edition_file import EditionFile
from wardmote.deciding.plan.exchange.workbook import write_workbook
from wardmote.deciding.plan.models import PlanEdition
from wardmote.ground.papers.files import content_type, keep_files
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.documents.rendering import render as render_document

TITLES: Final = {
    "plan.pdf": "PDF",
    "plan.docx": "Word",
    "plan.html": "web page in one file",
    "actions.csv": "actions as CSV",
    "actions.xlsx": "actions as a spreadsheet",
    "plan.xlsx": "the whole plan as a spreadsheet",
}
TYPES: Final = {name: content_type(name) for name in TITLES}


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
    return keep_files(place_of(edition), ((name, render(name, file, day=day)) for name in TITLES))
