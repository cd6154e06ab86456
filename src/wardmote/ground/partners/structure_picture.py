"""The groups of a day as a picture: who reports to whom, from the top down; a dashed line is assumed.

In: the groups in force and their lines. Out: a ``Drawing`` as wide as a phone, with its rows as a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wardmote.ground.partners.models import Body, Group, ReportingLine
from wardmote.measuring.drawing import palette
from wardmote.measuring.drawing.canvas import Canvas, Drawing

WIDTH: Final = 340
ROW, HIGH, STEP = 58, 44, 22  # px: from box to box, of a box, to the right a level
DASH: Final = "4 4"


def structure_picture(groups: Sequence[Group], lines: Sequence[ReportingLine]) -> Drawing | None:
    """The picture; ``None`` where there is no group."""
    if not groups:
        return None
    up = {line.group_id: line for line in lines}
    placed = list(_placed(groups, up))
    canvas = Canvas(WIDTH, ROW * len(placed) - (ROW - HIGH) + 4)
    tops = [2 + ROW * at for at in range(len(placed))]
    for at, (depth, _, line) in enumerate(placed):
        if line is None:
            continue
        parent = next(n for n in range(at - 1, -1, -1) if placed[n][0] == depth - 1)
        x, y = 12 + STEP * (depth - 1), tops[at] + HIGH / 2
        dash = DASH if line.assumed else ""
        canvas.line((x, tops[parent] + HIGH), (x, y), colour=palette.QUIET, weight=palette.LINE, dash=dash)
        canvas.line((x, y), (STEP * depth, y), colour=palette.QUIET, weight=palette.LINE, dash=dash)
    for top, (depth, what, _) in zip(tops, placed, strict=True):
        left, group = STEP * depth, isinstance(what, Group)
        fill = palette.PAPER if group else palette.BAND
        canvas.rect((left + 1, top, WIDTH - left - 2, HIGH), fill=fill, stroke=palette.ACCENT)
        under = (
            (f"meets {what.meets}" if what.meets else "") if isinstance(what, Group) else "not a group here"
        )
        middle = top + (19 if under else 27)
        canvas.text((left + 12, middle), _fitting(what.name, WIDTH - left), bold=group)
        if under:
            canvas.text((left + 12, top + 36), under, size=palette.SMALL, colour=palette.QUIET)
    rows = [
        (str(group.name), str(line.above), "assumed" if line.assumed else "written down")
        if (line := up.get(group.pk))
        else (str(group.name), "nobody here", "")
        for group in groups
    ]
    return canvas.drawing(("Group", "Reports to", "How it is known"), rows)


def _fitting(name: str, width: float) -> str:
    most = int((width - 24) / 6.9)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _placed(
    groups: Sequence[Group], up: Mapping[int, ReportingLine]
) -> Iterator[tuple[int, Group | Body, ReportingLine | None]]:
    """Everything in the order it is drawn, with its depth and the line above it."""
    there = {group.pk for group in groups}
    below: dict[tuple[str, int], list[Group]] = {}
    tops: dict[int, Body] = {}
    alone = []
    for group in groups:
        line = up.get(group.pk)
        if line and line.to_group_id in there:
            below.setdefault(("group", line.to_group_id or 0), []).append(group)
        elif line and line.to_body:
            below.setdefault(("body", line.to_body.pk), []).append(group)
            tops[line.to_body.pk] = line.to_body
        else:
            alone.append(group)

    def under(kind: str, number: int, depth: int) -> Iterator[tuple[int, Group | Body, ReportingLine | None]]:
        for group in below.get((kind, number), ()):
            yield depth, group, up[group.pk]
            yield from under("group", group.pk, depth + 1)

    for number, body in tops.items():
        yield 0, body, None
        yield from under("body", number, 1)
    for group in alone:
        yield 0, group, None
        yield from under("group", group.pk, 1)
