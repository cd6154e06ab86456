"""Small drawings that stand in a line of text: status shapes, notice signs, sort arrows, sparklines.

Plain SVG with presentation attributes only (the Content-Security-Policy allows no
inline style). Out: markup that is safe to put on a page; everything said in it is escaped.
"""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wardmote.measuring.drawing import palette
from wardmote.measuring.drawing.canvas import short

STATUS = {
    "on-track": "on track",
    "near": "near",
    "off-track": "off track",
    "not-set": "not set",
    "contextual": "for context",
}
_SHAPES = {
    "on-track": '<circle cx="8" cy="8" r="6.5" fill="currentcolor"/>',
    "near": '<path d="M8 .8 15.2 8 8 15.2.8 8z" fill="currentcolor"/>',
    "off-track": '<path d="M2 2h12v12H2z" fill="currentcolor"/>',
    "not-set": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentcolor" stroke-width="2"/>',
    "contextual": '<path d="M1.5 8h13" fill="none" stroke="currentcolor" stroke-width="3"/>',
}
_SIGNS = {
    "ok": ("#1d6b41", '<circle cx="10" cy="10" r="9"/>', "M5.5 10.3 8.7 13.4 14.6 7"),
    "look": ("#8a5a00", '<path d="M10 .6 19.4 10 10 19.4.6 10z"/>', "M10 5.2v5.6M10 13.2v1.6"),
    "refused": ("#a3242c", '<path d="M1.5 1.5h17v17h-17z"/>', "M6 6l8 8M14 6l-8 8"),
    "note": ("#4c566b", '<circle cx="10" cy="10" r="9"/>', "M10 9v5.4M10 5.4v1.8"),
}
_ARROWS = {"ascending": "M5 0 10 6H0z", "descending": "M0 8h10l-5 6z", "": "M5 0 10 6H0zM0 8h10l-5 6z"}


def shape(key: str) -> SafeString:
    """The shape of a status; an unknown key has that of what is not set."""
    inner = _SHAPES.get(key, _SHAPES["not-set"])
    return mark_safe(
        f'<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{inner}</svg>'
    )


def status(key: str, label: str = "") -> SafeString:
    """A status as a shape with its word."""
    return format_html(
        '<span class="wm-status wm-status--{}">{}<span>{}</span></span>',
        key,
        shape(key),
        label or STATUS.get(key, key),
    )


def sign(kind: str) -> SafeString:
    """The sign at the head of a notice."""
    colour, ground, line = _SIGNS.get(kind, _SIGNS["note"])
    return mark_safe(
        '<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">'
        f'<g fill="{colour}">{ground}</g>'
        f'<path d="{line}" fill="none" stroke="#ffffff" stroke-width="2"/></svg>'
    )


def arrow(direction: str) -> SafeString:
    """Which way a column is sorted; both ways, faint, where it is not."""
    faint = ' fill-opacity="0.45"' if not direction else ""
    return mark_safe(
        '<svg width="10" height="14" viewBox="0 0 10 14" aria-hidden="true" focusable="false">'
        f'<path d="{_ARROWS[direction]}" fill="currentcolor"{faint}/></svg>'
    )


def sparkline(
    values: Sequence[float | None], label: str, *, width: int = 160, height: int = 34, hollow: int = 0
) -> SafeString:
    """Values in order from nought up, the last one marked; a gap where one is None.

    ``hollow``: how many at the end are provisional (the mark is a ring). ``label`` says it in words.
    """
    top = max((value for value in values if value is not None), default=0) or 1
    left, right, over, under = 2.0, width - 5.0, 5.0, height - 3.0
    step = (right - left) / max(len(values) - 1, 1)
    placed = [
        None if value is None else (left + i * step, under - (under - over) * value / top)
        for i, value in enumerate(values)
    ]
    parts = [
        f'<path d="M{short(left)} {short(under)}H{short(right)}" fill="none" stroke="{palette.GRID}"/>',
        f'<path d="{_line(placed)}" fill="none" stroke="{palette.ACCENT}" stroke-width="1.75" '
        'stroke-linejoin="round" stroke-linecap="round"/>',
    ]
    last = next((point for point in reversed(placed) if point is not None), None)
    if last is not None:
        fill = palette.PAPER if hollow else palette.ACCENT
        parts.append(
            f'<circle cx="{short(last[0])}" cy="{short(last[1])}" r="3" fill="{fill}" '
            f'stroke="{palette.ACCENT}" stroke-width="1.5"/>'
        )
    return format_html(
        '<svg class="wm-sparkline" role="img" aria-label="{}" width="{}" height="{}" '
        'viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        label,
        width,
        height,
        width,
        height,
        label,
        mark_safe("".join(parts)),
    )


def _line(points: Sequence[tuple[float, float] | None]) -> str:
    """Path data; a new start after each gap. A point alone gets a stroke of no length, drawn as a dot."""
    data, pen = [], "M"
    for i, point in enumerate(points):
        if point is None:
            pen = "M"
            continue
        alone = pen == "M" and (i + 1 == len(points) or points[i + 1] is None)
        data.append(f"{pen}{short(point[0])} {short(point[1])}{'h0' if alone else ''}")
        pen = "L"
    return "".join(data)
