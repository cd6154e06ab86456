"""What must hold for every chart and map, at full and at half width."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.measuring.drawing.examples import EVERY, JANUARY
from wardmote.measuring.drawing import canvas, palette, scales, typefaces
from wardmote.measuring.drawing.areas import area_chart
from wardmote.measuring.drawing.canvas import Canvas, Drawing, standalone
from wardmote.measuring.drawing.changes import Change, change_chart
from wardmote.measuring.drawing.hours import hours_chart
from wardmote.measuring.drawing.months import MonthSeries, months_chart, months_small_multiples
from wardmote.measuring.drawing.shares import pairs_chart, shares_chart

SVG = "{http://www.w3.org/2000/svg}"
CASES = [pytest.param(draw, width, id=f"{n}-{width}") for n, draw in EVERY.items() for width in (640, 312)]


def texts(drawing: Drawing) -> list[etree._Element]:
    return list(etree.fromstring(drawing.svg.encode()).iter(f"{SVG}text"))


@pytest.mark.parametrize(("draw", "width"), CASES)
def test_the_same_data_give_the_same_bytes(draw, width):
    assert draw(width).svg == draw(width).svg


@pytest.mark.parametrize(("draw", "width"), CASES)
def test_a_drawing_stands_alone_in_the_house_type(draw, width):
    root = etree.fromstring(draw(width).svg.encode())
    assert root.tag == f"{SVG}svg"
    assert root.get("width") == str(width)
    assert root.get("font-family", "").startswith("'Source Sans 3'")
    assert not [e for e in root.iter() if e.get("font-family") and e is not root]
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", draw(width).svg)


@pytest.mark.parametrize(("draw", "width"), CASES)
def test_no_text_leaves_the_page(draw, width):
    drawing = draw(width)
    height = float(etree.fromstring(drawing.svg.encode()).get("height"))
    for text in texts(drawing):
        size, x = float(text.get("font-size")), float(text.get("x"))
        wide = typefaces.text_width(text.text or "", size, bold=text.get("font-weight") == "600")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
        assert left >= -1, text.text
        assert left + wide <= width + 1, text.text
        assert size * 0.7 <= float(text.get("y")) <= height, text.text


@pytest.mark.parametrize(("draw", "width"), CASES)
def test_texts_do_not_lie_over_one_another(draw, width):
    boxes = []
    for text in texts(draw(width)):
        size, x, y = (float(text.get(k)) for k in ("font-size", "x", "y"))
        wide = typefaces.text_width(text.text or "", size, bold=text.get("font-weight") == "600")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
        if text.get("aria-hidden") is None:
            boxes.append((left, y - size * 0.7, left + wide, y, text.text))
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = (
                one[2] <= other[0] + 0.6
                or other[2] <= one[0] + 0.6
                or one[3] <= other[1]
                or other[3] <= one[1]
            )
            assert apart, (one[4], other[4])


@pytest.mark.parametrize(("draw", "width"), CASES)
def test_the_table_has_a_cell_for_every_column(draw, width):
    drawing = draw(width)
    assert drawing.rows
    assert all(len(row) == len(drawing.columns) for row in drawing.rows)
    assert len(set(drawing.columns)) == len(drawing.columns)


@pytest.mark.parametrize(
    "empty",
    [
        lambda: months_chart(MonthSeries(name="none", first=JANUARY, values=(None, None))),
        lambda: months_chart(MonthSeries(name="nought", first=JANUARY, values=(0, 0))),
        lambda: months_small_multiples([]),
        lambda: change_chart([], before_name="a", after_name="b"),
        lambda: area_chart([], overall=0, overall_name="Town", per="per 1,000"),
        lambda: shares_chart([]),
        lambda: pairs_chart([], names=("by day", "after dark")),
        lambda: hours_chart([]),
    ],
)
def test_nothing_to_draw_is_still_a_drawing(empty):
    assert empty().svg.endswith("</svg>\n")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12))
def test_a_label_is_drawn_as_it_is_written(label):
    change = Change(label="x", before=1, after=2, ratio=2, low=1, high=4, words=label)
    drawn = [t.text for t in texts(change_chart([change], before_name="a", after_name="b"))]
    lines = typefaces.wrapped(canvas._NOT_XML.sub("", label), 12.0, 1000)
    assert " ".join(lines).strip() in [" ".join((t or "").split()) for t in drawn]


def test_a_standalone_file_is_named_and_carries_its_type():
    svg = standalone(Canvas(10, 10).svg(), title="Theft & <fire>", description="It rose")
    root = etree.fromstring(svg.encode())
    assert root[0].text == "Theft & <fire>"
    assert root[1].text == "It rose"
    assert svg.count("@font-face") == 3


@pytest.mark.parametrize("colour", [palette.INK, palette.QUIET, palette.ACCENT])
def test_text_colours_have_contrast(colour):
    assert palette.contrast(colour, palette.PAPER) >= 4.5


@pytest.mark.parametrize(
    "colour", [palette.ACCENT, palette.CONTEXT, palette.AREA_LINE, palette.HATCH_LINE, palette.STEPS[-1]]
)
def test_marks_have_contrast(colour):
    assert palette.contrast(colour, palette.PAPER) >= 3


def test_the_map_scale_keeps_its_order_in_grey():
    light = [palette.luminance(step) for step in palette.STEPS]
    assert light == sorted(light, reverse=True)
    assert all(palette.contrast(a, b) > 1.25 for a, b in zip(palette.STEPS, palette.STEPS[1:], strict=False))


@pytest.mark.parametrize("module", [scales, canvas, typefaces, palette])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0
