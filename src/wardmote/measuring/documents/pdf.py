"""A document as a tagged PDF (PDF/UA-1), set by Typst from a fixed template.

In: a ``Document``. Out: the file's bytes; the same document gives the same
bytes, for no clock is read. ``paper.typ`` holds the design; it reads the
document as JSON, so its text cannot become markup. Typst refuses a picture
without alternative text: then the caller has forgotten it and must say.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from wardmote.measuring.documents.model import Document
from wardmote.measuring.documents.numbered import numbered
from wardmote.measuring.drawing.typefaces import FOLDER, drawable

_FOLDER = Path(__file__).parent
_PNG_SHEET = (
    "#set page(width: auto, height: auto, margin: 0pt)\n"
    '#for svg in json(bytes(sys.inputs.at("pictures"))) { page(image(bytes(svg), format: "svg")) }\n'
)
_NO_CLOCK = 946684800  # 2000-01-01: Typst wants some time; the document's own date is printed in words


@cache
def _fonts() -> typst.Fonts:
    """The house type alone: what a machine happens to have installed must not change the page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def render_pdf(document: Document) -> bytes:
    """The tagged PDF."""
    source = (_FOLDER / "paper.typ").read_bytes()
    pdf = typst.compile(
        source,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"document": drawable(json.dumps(numbered(document), ensure_ascii=False))},
        pdf_standards=["ua-1"],
        timestamp=_NO_CLOCK,
    )
    return pdf


def render_pngs(svgs: Sequence[str], *, ppi: float = 216.0) -> list[bytes]:
    """SVG pictures as PNG, in the house type, for what cannot hold SVG (216 ppi: three dots a pixel)."""
    if not svgs:
        return []
    source = _PNG_SHEET.encode()
    pages: Any = typst.compile(
        source,
        format="png",
        font_paths=_fonts(),
        sys_inputs={"pictures": drawable(json.dumps(list(svgs), ensure_ascii=False))},
        ppi=ppi,
        timestamp=_NO_CLOCK,
    )
    return list(pages) if isinstance(pages, list) else [pages]
