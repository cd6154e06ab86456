"""A document as one self-contained, accessible HTML file.

In: a ``Document``. Out: the page as text. No script, no outside request: style
and type are inside. One ``h1``, headings in order, landmarks, a skip link, real
tables with captions and scopes, each picture named by its ``alt`` with its table
in a ``details``. Readable at 320 px and as A4 print. Everything that is not SVG
of our own is escaped by the template.
"""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from wardmote.measuring.documents.model import Document
from wardmote.measuring.documents.numbered import numbered
from wardmote.measuring.drawing.typefaces import web_font_css

_FOLDER = Path(__file__).parent


def render_html(document: Document) -> str:
    """The whole page; the same document gives the same text."""
    template = _environment().get_template("page.html.jinja")
    return str(
        template.render(
            doc=numbered(document),
            style=Markup(_style()),
            furniture=Markup(_furniture(document)),
            inline=inline_svg,
        )
    )


def inline_svg(svg: str, *, prefix: str, alt: str) -> Markup:
    """An SVG file made ready to stand in a page: named, its own ids kept apart from all others."""
    body = svg[svg.index("<svg") :].strip()
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', body)
    body = body.replace("url(#", f"url(#{prefix}-")
    return Markup(body.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


@cache
def _style() -> str:
    return web_font_css() + "\n" + (_FOLDER / "page.css").read_text(encoding="utf-8")


def _furniture(document: Document) -> str:
    """Running head and foot of the printed page (CSS margin boxes)."""
    head = f"{document.partnership}: {document.title}"
    foot = " \N{EM DASH} ".join(part for part in (document.marking, document.banner) if part)
    return (
        f"@page{{@top-left{{content:{_css_text(head)}}}@top-right{{content:{_css_text(foot)}}}"
        f"@bottom-left{{content:{_css_text(document.date)}}}"
        '@bottom-right{content:"Page " counter(page) " of " counter(pages)}}'
    )


def _css_text(text: str) -> str:
    """A CSS string: everything but letters, digits and spaces as an escape."""
    return '"' + re.sub(r"[^A-Za-z0-9 ]", lambda m: f"\\{ord(m[0]):x} ", text) + '"'
