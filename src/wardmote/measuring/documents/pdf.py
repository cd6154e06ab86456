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
from wardmote.measuring.documents.numbered import Data, numbered
from wardmote.measuring.drawing.typefaces import FOLDER, drawable

_FOLDER = Path(__file__).parent
_PNG_SHEET = (
    "#set page(width: auto, height: auto, margin: 0pt)\n"
    '#for svg in json(bytes(sys.inputs.at("pictures"))) { page(image(bytes(svg), format: "svg")) }\n'
)
FRONT_PAGES = 2
_TIGHTEST = 2
_NO_CLOCK = 946684800  # 2000-01-01: Typst wants some time; the document's own date is printed in words


@cache
def _fonts() -> typst.Fonts:
    """The house type alone: what a machine happens to have installed must not change the page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def render_pdf(document: Document) -> bytes:
    """The tagged PDF."""
    data = numbered(document)
    source = (_FOLDER / "paper.typ").read_bytes()
    pdf = typst.compile(
        source,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"document": _as_json(data), "fit": str(_fit(data))},
        pdf_standards=["ua-1"],
        timestamp=_NO_CLOCK,
    )
    return pdf


def _fit(data: Data) -> int:
    """The roomiest setting in which the front keeps to its pages; the tightest where none does."""
    front = _as_json({**data, "body": [], "annex": [], "contents": [], "behind": [], "notes": []})
    source = (_FOLDER / "paper.typ").read_bytes()
    for fit in range(_TIGHTEST):
        inputs = {"document": front, "fit": str(fit), "measuring": "yes"}
        told = typst.query(
            source, "<front-end>", field="value", one=True, font_paths=_fonts(), sys_inputs=inputs
        )
        if int(json.loads(told)) <= FRONT_PAGES:
            return fit
    return _TIGHTEST


def _as_json(data: Data) -> str:
    return drawable(json.dumps(data, ensure_ascii=False))


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
