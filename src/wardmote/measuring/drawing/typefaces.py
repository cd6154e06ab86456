"""The vendored type: where the files are, how wide a text is, and as data for HTML and SVG.

Source Sans 3 (fonts/README.md). Widths come from the font's own advances; a
letter outside the table counts as the widest common one, so text never
measures too narrow. Kerning is ignored (it only ever tightens).
"""

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

FAMILY = "Source Sans 3"
STACK = "'Source Sans 3','Source Sans Pro',Arial,Helvetica,sans-serif"
FOLDER = Path(__file__).with_name("fonts")

_WEB = (
    ("source-sans-3-latin-400-normal.woff2", 400, "normal"),
    ("source-sans-3-latin-600-normal.woff2", 600, "normal"),
    ("source-sans-3-latin-400-italic.woff2", 400, "italic"),
)


_MISSING = "\N{WHITE SQUARE}"


@cache
def _measures() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((FOLDER / "advances.json").read_text(encoding="utf-8"))
    return table


@cache
def _unheld() -> re.Pattern[str]:
    """Letters the type has no picture of; control and format characters need none."""
    held = "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in _measures()["coverage"])
    return re.compile(f"[^{held}\\x00-\\x1f\\u00ad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2064\\ufeff]")


def drawable(text: str) -> str:
    """``text`` with a square for each letter the type does not hold (PDF/UA allows no unknown letter).

    >>> drawable("Zażółć Ynys Môn 日")
    'Zażółć Ynys Môn □'
    """
    return _unheld().sub(_MISSING, text)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of ``text`` in the unit of ``size``.

    >>> text_width("10", 10.0)
    9.94
    """
    table: dict[str, int] = _measures()["semibold" if bold else "regular"]
    return round(sum(table.get(letter, 900) for letter in text) * size / 1000, 4)


def shortened(text: str, size: float, room: float) -> str:
    """``text``, or its start with an ellipsis where it is wider than ``room``."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;-") + "…"


def wrapped(text: str, size: float, room: float) -> list[str]:
    """``text`` broken at spaces into lines no wider than ``room`` (a longer word stays whole)."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


@cache
def web_font_css() -> str:
    """``@font-face`` rules with the fonts inside, for one HTML page or one SVG file."""
    rules = []
    for name, weight, style in _WEB:
        data = base64.b64encode((FOLDER / name).read_bytes()).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:{style};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "\n".join(rules)
