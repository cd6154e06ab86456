"""A measure's chart: what is drawn, what is heard, and what is never said by colour alone."""

import re

from tests.measuring.drawing.examples import BARE, FINDING, JANUARY, LINE
from wardmote.measuring.drawing.measure_chart import MeasureLine, measure_chart

EMPTY = MeasureLine(name="None", unit="offences", first=JANUARY, values=())


def test_the_title_is_the_finding_and_the_description_begins_with_it() -> None:
    found = measure_chart(LINE, finding=FINDING)
    assert found.title == FINDING
    assert found.description.startswith(FINDING)
    for said in (
        "December 2021: 106; usual 45, limits 25 to 68.5; target's path 42.2",
        "Another series from January 2021: new baseline: new recording system.",
        "Outside what is usual: September 2021, December 2021.",
        "Provisional: November 2021, December 2021.",
    ):
        assert said in found.description


def test_the_table_holds_every_line_and_every_mark() -> None:
    drawing = measure_chart(LINE, finding=FINDING).drawing
    assert drawing.columns == (
        "Month",
        "Vehicle crime (offences per 1,000 residents)",
        "Usual",
        "Limit below",
        "Limit above",
        "Target's path",
        "Note",
    )
    rows = {row[0]: row[1:] for row in drawing.rows}
    assert len(rows) == 24
    assert rows["March 2020"] == (None, 45.0, None, None, None, "")
    assert rows["December 2021"] == (
        106,
        45.0,
        25.0,
        68.5,
        42.25,
        "another basket from here; signal; provisional",
    )
    assert measure_chart(BARE, finding="Few.").drawing.columns == ("Month", f"{BARE.name} (offences)")


def test_the_line_stops_at_a_gap_and_at_a_break() -> None:
    svg = measure_chart(LINE, finding=FINDING).drawing.svg
    lines = re.findall(r'<path d="([^"]*)" fill="none"[^>]*stroke="#0b6474"', svg)
    # two months, a gap, nine months, a break, eleven months, a break, one month
    assert [path.count("L") + 1 for path in lines] == [2, 9, 11, 1]


def test_the_path_is_dashed_provisional_dots_are_hollow_and_signals_are_ringed() -> None:
    svg = measure_chart(LINE, finding=FINDING).drawing.svg
    assert re.search(r'<path[^>]*stroke="#14213d"[^>]*stroke-dasharray="5 3"', svg)
    hollow = re.findall(r'<circle[^>]*r="3" fill="#ffffff"', svg)
    rings = re.findall(r'<circle[^>]*r="6" fill="#ffffff"', svg)
    assert (len(hollow), len(rings)) == (2 + 1, 2 + 1)  # with those of the key


def test_nothing_to_draw_is_still_a_drawing() -> None:
    assert "No month is held." in measure_chart(EMPTY, finding="Nothing.").description
