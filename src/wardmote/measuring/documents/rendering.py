"""One document as the bytes of a file: ``render(document, "pdf")``.

Each kind's writer stands on a program of its own (jinja2, typst, python-docx), together a quarter of a second
to import. So it is imported when its first document is asked for, not by every page that names the kinds.
"""

from typing import Final

from wardmote.measuring.documents.model import Document

KINDS: Final = ("html", "pdf", "docx")


def render(document: Document, kind: str) -> bytes:
    """The document as one of ``KINDS``; the same document gives the same bytes."""
    if kind == "html":
        from wardmote.measuring.documents.html import render_html

        return render_html(document).encode()
    if kind == "pdf":
        from wardmote.measuring.documents.pdf import render_pdf

        return render_pdf(document)
    if kind == "docx":
        from wardmote.measuring.documents.docx import render_docx

        return render_docx(document)
    raise ValueError(f"no document is written as {kind!r}")
