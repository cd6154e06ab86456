"""The documents of an assessment, kept under the SHA-256 of their bytes (``papers.files``).

In: a composed ``Document``. Out: name -> {"sha256", "bytes"}, once the files are whole on disk under
``assessments/<partnership>/<assessment>/``.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from wardmote.ground.papers.files import keep_files
from wardmote.knowing.assessment.models import Assessment
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.documents.model import Document
from wardmote.measuring.documents.rendering import KINDS, render

RENDER: Final[Mapping[str, Callable[[Document], bytes]]] = {
    kind: partial(render, kind=kind) for kind in KINDS
}
TITLES: Final = {"pdf": "PDF", "docx": "Word", "html": "web page in one file"}


def place_of(assessment: Assessment) -> Path:
    """The folder of an assessment's documents."""
    return folder().root / "assessments" / assessment.partnership.slug / str(assessment.pk)


def write(
    assessment: Assessment, document: Document, *, told: Callable[[str], None] = lambda name: None
) -> dict[str, Any]:
    """Render and keep every document; ``told`` hears the name of each before it is begun."""

    def rendered(name: str) -> bytes:
        told(name)
        return RENDER[name](document)

    return keep_files(place_of(assessment), ((name, rendered(name)) for name in RENDER))
