"""The funnel: our place is marked, who lies outside is named, everybody stands in the table."""

from xml.etree import ElementTree

from wardmote.measuring.drawing.funnel import Axes, Edge, Funnel, FunnelPoint, funnel_chart
from wardmote.measuring.drawing.palette import SMALL
from wardmote.measuring.drawing.typefaces import text_width

AXES = Axes(per="Burglaries per 1,000 households", by="Households")
# domain notes 3.19: 9.0 per 1,000; 33,000 households: 264-331 and 245-352 burglaries
EDGES = (
    Edge(30_000, (7.97, 10.1), (7.37, 10.8)),
    Edge(33_000, (8.0, 10.03), (7.42, 10.67)),
    Edge(60_000, (8.25, 9.77), (7.82, 10.25)),
)


def place(name: str, count: int, size: float) -> FunnelPoint:
    return FunnelPoint(
        name=name, count=count, denominator=size, rate=count / size * 1000, low=7.42, high=10.67
    )


def test_our_place_is_marked_those_outside_are_named_and_all_stand_in_the_table():
    others = [place("Ashford", 300, 33_000), place("Swale", 400, 36_000), place("Rugby", 250, 36_000)]
    drawn = funnel_chart(place("Stevenage", 350, 33_000), others, Funnel(9.0, EDGES), axes=AXES)
    words = [each.text for each in ElementTree.fromstring(drawn.svg).iter() if each.tag.endswith("text")]
    assert "here" in words
    assert "Swale" in words and "Rugby" in words  # 11.1 and 6.9 per 1,000
    assert "Ashford" not in words  # 9.1
    assert [(row[0], row[-1]) for row in drawn.rows] == [
        ("Ashford", "within"), ("Rugby", "below"), ("Stevenage", "within"), ("Swale", "above")
    ]  # fmt: skip


def test_labels_never_lie_on_each_other():
    """Five places outside at nearly one point: what has no room is in the table alone."""
    crowd = [place(f"Crowded place {n}", 400 + n, 36_000 + 20 * n) for n in range(5)]
    drawn = funnel_chart(place("Stevenage", 350, 33_000), crowd, Funnel(9.0, EDGES), axes=AXES)
    texts = [each for each in ElementTree.fromstring(drawn.svg).iter() if each.tag.endswith("text")]
    said = {each.text: (float(each.attrib["x"]), float(each.attrib["y"])) for each in texts if each.text}
    placed = [(x, y, text_width(name, SMALL)) for name, (x, y) in said.items() if name.startswith("Crowded")]
    assert 1 <= len(placed) <= 5
    for x, y, wide in placed:
        others = [each for each in placed if each != (x, y, wide)]
        assert all(abs(y - b) >= SMALL or x + wide <= a or a + w <= x for a, b, w in others)
    assert len(drawn.rows) == 6
