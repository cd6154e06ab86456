"""A document as one self-contained, accessible HTML file, or as pieces for a page of the web.

In: a ``Document``. Out: the page as text, or its parts without style and type
(``render_pieces``: no style attribute, no style element, every id unique, so that
they may stand under a strict content-security policy). No script, no outside request: style
and type are inside. One ``h1``, headings in order, landmarks, a skip link, real
tables with captions and scopes, each picture named by its ``alt`` with its table
in a ``details``. Readable at 320 px and as A4 print. Everything that is not SVG
of our own is escaped by the template.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from wardmote.measuring.documents.model import Document
from wardmote.measuring.documents.numbered import numbered
from wardmote.measuring.drawing.typefaces import web_font_css

HEADLINE = "headline"
"""The anchor of the heading a document's first pages begin with."""
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
            href=_to_annex,
            beside=_nothing,
            web=False,
            shift=1,
        )
    )


@dataclass(frozen=True)
class Pieces:
    """The parts of a document as safe HTML; ``contents``: (level from 1, words, anchor).

    The headline is left out of ``front``: it is the page's own first heading, and those here follow it.
    """

    front: Markup
    body: Markup
    annex: Markup
    contents: tuple[tuple[int, str, str], ...]


def render_pieces(
    document: Document, *, link: Callable[[str], str], beside: Callable[[str], str] | None = None
) -> Pieces:
    """The parts for a page: ``link`` gives a figure's address from its hash.

    ``beside`` gives what stands after a sentence that tells a finding, from the
    finding's id, as safe HTML.
    """
    doc = numbered(document)
    module = _environment().get_template("blocks.html.jinja")
    drawn = module.make_module(
        {
            "inline": inline_svg,
            "href": lambda run: link(run["figure"]) if run["figure"] else "",
            "beside": lambda key: Markup(beside(key)) if beside else "",
            "web": True,
            "shift": 0,
        }
    )
    doc["front"] = [block for block in doc["front"] if block.get("anchor") != HEADLINE]
    draw = {
        part: Markup("").join(Markup(drawn.block(block)) for block in doc[part])
        for part in ("front", "body", "annex")
    }
    contents = tuple((c["level"] - doc["top"] + 1, c["text"], c["anchor"]) for c in doc["contents"])
    return Pieces(**draw, contents=contents)


def _to_annex(run: Mapping[str, str]) -> str:
    return f"#{run['link']}" if run["link"] else ""


def _nothing(key: str) -> str:
    return ""


def inline_svg(svg: str, *, prefix: str, alt: str) -> Markup:
    """An SVG file made ready to stand in a page: named, its own ids kept apart from all others."""
    body = svg[svg.index("<svg") :].strip()
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', body)
    body = body.replace("url(#", f"url(#{prefix}-")
    role = "group" if "<a " in body else "img"  # links inside an image would not be reached
    return Markup(body.replace("<svg", f'<svg role="{role}" aria-label="{escape(alt)}"', 1))


@cache
def _environment() -> Any:
    # Imported when the first document is written: pages use this module for their pictures only.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

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
