"""Where rows are: degrees and grid agree, nowhere is no error, and a wrong place is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.positions import ColumnPair, Positions, read_positions
from wardmote.measuring.sources.rejects import shape_of

GRID, DEGREES = ("Easting", "Northing"), ("Longitude", "Latitude")
STEVENAGE_GRID, STEVENAGE = ("523800", "224100"), ("-0.2015", "51.9022")


def read(rows: list[tuple[str, str]], *, degrees: bool, anywhere: bool = False) -> Positions:
    pair = ColumnPair(DEGREES if degrees else GRID, [r[0] for r in rows], [r[1] for r in rows], degrees)
    return read_positions(pair, range(2, len(rows) + 2), where="file.csv", anywhere=anywhere)


def test_a_known_place_has_both_coordinates() -> None:
    """The clock tower at Westminster: 51.5007 N, 0.1246 W, grid reference TQ 302 796."""
    place = read([("-0.1246", "51.5007")], degrees=True)
    assert 530_200 <= place.x[0] <= 530_300
    assert 179_600 <= place.y[0] <= 179_700
    back = read([(str(place.x[0]), str(place.y[0]))], degrees=False)
    assert back.longitude[0] == pytest.approx(-0.1246, abs=1e-6)
    assert back.latitude[0] == pytest.approx(51.5007, abs=1e-6)


@given(
    st.lists(st.tuples(st.integers(330_000, 530_000), st.integers(180_000, 400_000)), min_size=1, max_size=20)
)
def test_grid_to_degrees_and_back_is_the_same_place(points: list[tuple[int, int]]) -> None:
    there = read([(str(east), str(north)) for east, north in points], degrees=False)
    pairs = zip(there.longitude.tolist(), there.latitude.tolist(), strict=True)
    back = read([(repr(longitude), repr(latitude)) for longitude, latitude in pairs], degrees=True)
    assert not (*there.rejects, *back.rejects)
    for row, point in enumerate(points):
        assert math.dist((back.x[row], back.y[row]), point) < 0.01


NOWHERE = [("", ""), ("0", "0"), ("0.0", "0")]


@pytest.mark.parametrize("pair", NOWHERE)
@pytest.mark.parametrize("degrees", [True, False])
def test_no_location_is_no_error(pair: tuple[str, str], degrees: bool) -> None:
    found = read([pair], degrees=degrees)
    assert not found.rejects
    assert np.isnan([found.x[0], found.y[0], found.longitude[0], found.latitude[0]]).all()


BAD = {
    "half of a pair": (("523800", ""), False, "Easting", "half of a pair"),
    "no number": (("523800", "north"), False, "Northing", "not a number"),
    "not a number at all": (("nan", "nan"), True, "", ""),
    "outside Great Britain": (("900000", "1300000"), False, "Easting", "outside Great Britain"),
    "another continent": (("-73.99", "40.75"), True, "Longitude", "outside Great Britain"),
    "degrees in a grid column": (("-0.2", "51.9"), False, "Easting", "outside Great Britain"),
    "degrees east of Greenwich in a grid column": (
        ("0.5", "51.9"),
        False,
        "Easting",
        "outside Great Britain",
    ),
    "grid in a degrees column": (("523800", "224100"), True, "Longitude", "outside Great Britain"),
    "the wrong way round": (("51.9", "-0.2"), True, "Longitude", "look exchanged"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_place_is_a_reject_with_its_column(case: str) -> None:
    pair, degrees, column, words = BAD[case]
    good = STEVENAGE if degrees else STEVENAGE_GRID
    found = read([good, good, pair], degrees=degrees)
    assert np.isfinite(found.x[:2]).all()
    assert np.isnan(found.x[2])
    if words:
        (reject,) = found.rejects
        assert (reject.row, reject.column) == (4, column)
        assert words in reject.reason
        assert reject.found == shape_of(*pair)
        assert not pair[0] or pair[0] not in reject.found


@pytest.mark.parametrize(
    ("rows", "degrees"),
    [
        ([("51.9022", "-0.2015")] * 3, True),
        ([STEVENAGE_GRID[::-1]] * 3, False),
        ([STEVENAGE_GRID[::-1]] * 2 + [STEVENAGE_GRID], False),
        ([("179600", "530200")] * 3, False),
        ([("287000", "407000")] * 3, False),
        ([("1141000", "447000")] * 3, False),
    ],
    ids=[
        *("latitude first", "Stevenage", "Stevenage, not in every row", "Westminster", "Birmingham"),
        "Shetland",
    ],
)
def test_a_whole_file_the_wrong_way_round_is_refused(rows: list[tuple[str, str]], degrees: bool) -> None:
    with pytest.raises(Refusal, match="wrong way round") as refused:
        read(rows, degrees=degrees)
    assert refused.value.where == f"file.csv, row 2, column {DEGREES[0] if degrees else GRID[0]}"
    assert "Exchange the two columns" in refused.value.todo


COASTAL = {
    "Lizard": (170_300, 12_500),
    "Hugh Town": (90_300, 10_600),
    "Ventnor": (456_000, 77_500),
    "Margate": (635_500, 171_000),
    "Winterton": (649_500, 319_500),
    "Spurn": (540_000, 410_600),
    "Holyhead": (224_500, 382_500),
    "Heysham": (341_000, 461_500),
    "Stranraer": (206_000, 560_700),
    "Castlebay": (66_500, 798_000),
    "Wick": (336_500, 951_000),
    "Lerwick": (447_600, 1_141_000),
}


@pytest.mark.parametrize("town", COASTAL)
def test_a_town_by_the_sea_is_where_it_is(town: str) -> None:
    east, north = COASTAL[town]
    assert not read([(str(east), str(north))], degrees=False).rejects


def test_a_city_elsewhere_is_read_when_the_mapping_says_anywhere() -> None:
    """Two points of Memphis a hundredth of a degree of latitude apart: 1.11 km."""
    found = read([("-90.05", "35.15"), ("-90.05", "35.16")], degrees=True, anywhere=True)
    assert not found.rejects
    assert math.dist((found.x[0], found.y[0]), (found.x[1], found.y[1])) == pytest.approx(1109, abs=3)
