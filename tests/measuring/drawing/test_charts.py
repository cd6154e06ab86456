"""What each chart and map says: read back from the picture and from the table behind it."""

from itertools import pairwise

import pytest
from lxml import etree
from shapely.geometry import box

from tests.measuring.drawing.examples import BEFORE, CHANGES, CUTS, EVERY, JANUARY, RATES, SQUARES, YEAR
from wardmote.measuring.drawing import palette
from wardmote.measuring.drawing.areas import area_chart
from wardmote.measuring.drawing.canvas import Drawing
from wardmote.measuring.drawing.changes import change_chart
from wardmote.measuring.drawing.hours import ControlLimits, control_chart
from wardmote.measuring.drawing.maps import MapArea, Shading, choropleth, even_shading
from wardmote.measuring.drawing.months import MonthSeries, months_chart
from wardmote.measuring.drawing.shares import Share, shares_chart
from wardmote.measuring.drawing.typefaces import text_width

SVG = "{http://www.w3.org/2000/svg}"


def shapes(drawing: Drawing, tag: str, **attributes: str) -> list[etree._Element]:
    found = etree.fromstring(drawing.svg.encode()).iter(f"{SVG}{tag}")
    return [e for e in found if all(e.get(k) == v for k, v in attributes.items())]


def words(drawing: Drawing) -> list[str]:
    return [e.text or "" for e in shapes(drawing, "text")]


def test_three_months_of_an_earlier_year_stand_beside_the_same_months():
    drawing = months_chart(YEAR, BEFORE)
    assert drawing.columns == ("Month", "2021", "October to December 2018", "Provisional")
    assert [row[2] for row in drawing.rows] == [None] * 9 + [31, 30, 31]
    assert len(shapes(drawing, "rect", fill=palette.CONTEXT)) == 3 + 1  # and its key


def test_names_of_unusual_months_do_not_lie_over_one_another():
    months = MonthSeries(name="a", first=2005 * 12, values=(700,) * 24 + (560, 490, 580, 570, 550, 600))
    unusual = frozenset(range(2007 * 12, 2007 * 12 + 6))
    drawing = control_chart(months, ControlLimits(centre=690, lower=(590,), upper=(820,)), signals=unusual)
    named = [e for e in shapes(drawing, "text") if ": " in (e.text or "") and not e.get("aria-hidden")]
    half = text_width("Jan 2007: 560", palette.SMALL, bold=True) / 2
    edges = sorted((float(e.get("x")) - half, float(e.get("x")) + half) for e in named)
    assert named
    assert all(right <= left for (_, right), (left, _) in pairwise(edges))
    assert [row[-1] for row in drawing.rows].count("unusual") == 6  # all of them in the table behind


def test_every_year_in_the_picture_is_named_the_first_too():
    one = months_chart(MonthSeries(name="a", first=2005 * 12, values=(50,) * 12))
    assert "2005" in words(one)
    over_new_year = months_chart(MonthSeries(name="a", first=2018 * 12 + 10, values=(50, 60, 70, 80)))
    assert {"2018", "2019"} <= set(words(over_new_year))


def test_bars_stand_on_nought_and_keep_proportion():
    drawing = months_chart(MonthSeries(name="a", first=JANUARY, values=(50, 100, 25)))
    bars = [float(e.get("height")) for e in shapes(drawing, "rect", fill=palette.ACCENT)]
    assert bars[0] / bars[1] == pytest.approx(0.5, abs=0.01)
    assert bars[2] / bars[1] == pytest.approx(0.25, abs=0.01)


def test_a_provisional_month_is_hollow_and_named():
    hollow = shapes(months_chart(YEAR), "rect", fill=palette.PAPER, stroke=palette.ACCENT)
    assert len(hollow) == 1 + 1  # December and its key
    assert "provisional" in words(months_chart(YEAR))


def test_a_gap_is_hatched_and_named():
    drawing = EVERY["gap"](640)
    assert len(shapes(drawing, "rect", fill="url(#hatch)")) == 12
    assert "not held" in words(drawing)


def test_highest_and_lowest_month_stand_out():
    strong = {e.text for e in shapes(months_chart(YEAR), "text", **{"font-weight": "600"})}
    assert strong == {"128", "31"}


def test_changes_run_from_rise_to_fall_with_the_undefined_last():
    drawing = change_chart(CHANGES, before_name="2018", after_name="2021")
    assert [row[0] for row in drawing.rows][:3] == ["Off the scale", "Vehicle crime", "Robbery"]
    assert drawing.rows[-1][3] is None


def test_clear_changes_differ_from_others_by_shape():
    drawing = change_chart(CHANGES[:3], before_name="2018", after_name="2021")
    assert len(shapes(drawing, "circle")) == 1
    assert len(shapes(drawing, "path", fill=palette.ACCENT)) == 1


def test_fifteen_areas_are_drawn_and_all_are_in_the_table():
    drawing = area_chart(RATES, overall=50, overall_name="Town", per="per 1,000")
    assert len(drawing.rows) == 20
    assert drawing.rows[0][0] == "Ward 20"
    assert "Ward 6" in words(drawing)
    assert "Ward 5" not in words(drawing)


def test_shares_are_ordered_by_value_unless_their_order_means_something():
    rows = [
        Share(label="0 to 17", count=1, of=4, share=0.25),
        Share(label="18 up", count=3, of=4, share=0.75),
    ]
    assert shares_chart(rows).rows[0] == ("18 up", 3, 4, 75.0, None, None)
    assert shares_chart(rows, ordered=True).rows[0][0] == "0 to 17"


def test_the_map_says_its_cuts_and_how_many_areas_each_holds():
    drawing = choropleth(SQUARES, shading=CUTS)
    said = words(drawing)
    for expected in ("60 or more", "40 to under 60", "20 to under 40", "under 20", "too few to show"):
        assert expected in said
    assert "3 areas" in said  # 60, 70 and 80
    assert "Cuts at round numbers." in said


def test_a_map_has_at_most_five_shades_and_hatches_what_is_hidden():
    fills = {e.get("fill") for e in shapes(choropleth(SQUARES, shading=CUTS), "path")}
    assert len(fills & set(palette.STEPS)) == 4
    assert "url(#hatch)" in fills


def test_flagged_areas_are_numbered_and_named():
    drawing = choropleth(SQUARES, shading=CUTS)
    assert "Outlined" in words(drawing)
    assert "Area 22" in words(drawing)
    assert drawing.rows[0] == ("Area 22", 80.0, "high")
    assert drawing.rows[-1] == ("Area 00", None, "too few to show")


def test_north_is_up_and_east_is_right():
    north_east = MapArea(label="a", geometry=box(0.1, 51.1, 0.2, 51.2), value=5.0)
    south_west = MapArea(label="b", geometry=box(0.0, 51.0, 0.1, 51.1), value=1.0)
    drawing = choropleth([north_east, south_west], shading=Shading(cuts=(3.0,), unit="per 1,000"))
    (east, up), (west, down) = (middle(path) for path in drawn(drawing))
    assert east > west
    assert up < down


def middle(path: etree._Element) -> tuple[float, float]:
    points = [tuple(float(n) for n in p.split()) for p in path.get("d")[1:-1].split("L")]
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def drawn(drawing: Drawing) -> list[etree._Element]:
    return shapes(drawing, "path", stroke=palette.AREA_LINE)[:2]


def test_the_scale_bar_is_right():
    """0.02 degrees of latitude are 2,226 m; the bar's length in pixels must be to that scale."""
    square = MapArea(label="a", geometry=box(0.0, 51.0, 0.02, 51.02), value=1.0)
    drawing = choropleth([square], shading=Shading(cuts=(), unit="per 1,000"))
    area = [p.split() for p in drawn(drawing)[0].get("d")[1:-1].split("L")]
    tall = max(float(y) for _, y in area) - min(float(y) for _, y in area)
    bar = next(e for e in shapes(drawing, "path", stroke=palette.INK)).get("d")[1:].split("L")
    wide = float(bar[-1].split()[0]) - float(bar[0].split()[0])
    assert "500 m" in words(drawing)
    assert wide / 500 == pytest.approx(tall / 2226.4, rel=0.01)


def test_even_shading_rounds_its_cuts_and_never_makes_an_empty_claim():
    assert even_shading([1, 1, 1], "per 1,000").cuts == ()
    cuts = even_shading([float(n) for n in range(1, 101)], "per 1,000").cuts
    assert cuts == (21, 41, 60, 80)
