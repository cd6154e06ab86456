"""Targets: the worked numbers of domain notes 3.20 and of the product's third item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.measuring.analysis.targets import (
    Colour,
    TargetPath,
    against_target,
    by_now,
    detectable,
    detectable_share,
    how_often,
    path,
    two_marks,
    year_to_date_profile,
)
from wardmote.measuring.catalogue.refusals import Refusal

NINE_PER_CENT = {"value": 455, "unit": "offences a year", "start": 500, "years": 3}


def test_linear_and_compound_paths() -> None:
    assert path(TargetPath(**NINE_PER_CENT)) == pytest.approx((485, 470, 455))
    compound = path(TargetPath(**NINE_PER_CENT, shape="compound"))
    assert compound == pytest.approx((484.5, 469.5, 455.0), abs=0.05)
    assert [b / a - 1 for a, b in zip((500, *compound), compound, strict=False)] == pytest.approx(
        [-0.0309] * 3, abs=5e-5
    )


def test_not_set_is_a_target_without_a_path_or_a_colour() -> None:
    assert path(TargetPath(value=None, unit="offences")) == ()
    assert against_target(245, None, polarity="lower").words == "target not set"


def test_a_year_to_date_follows_the_season_and_not_twelfths() -> None:
    # 26 of 50 come in the first half of both years
    profile = year_to_date_profile([[5, 4, 4, 4, 4, 5] + [4] * 6, [10, 8, 8, 8, 8, 10] + [8] * 6])
    assert profile[5] == pytest.approx(0.52)
    assert profile[11] == 1
    assert by_now(455, profile, months=6) == pytest.approx(236.6)
    assert year_to_date_profile([])[5] == pytest.approx(0.5)


# actual, path by now, polarity: colour and words
STATUSES = {
    "the worked example": (245, 236.6, "lower", Colour.NEAR, "near: 3.6% above the path"),
    "below the path": (230, 236.6, "lower", Colour.ON, "on track: 2.8% below the path"),
    "exactly on it": (236.6, 236.6, "lower", Colour.ON, "on track"),
    "at the tolerance": (105, 100, "lower", Colour.NEAR, "near: 5.0% above the path"),
    "beyond it": (106, 100, "lower", Colour.OFF, "off target: 6.0% above the path"),
    "higher is better": (94, 100, "higher", Colour.OFF, "off target: 6.0% below the path"),
    "contextual up 30 %": (130, 100, "contextual", Colour.CONTEXTUAL, "not judged: more may be good or bad"),
    "a path of none": (1, 0, "lower", Colour.OFF, "off target"),
    "none of none": (0, 0, "lower", Colour.ON, "on track"),
    "no value": (None, 100, "lower", Colour.CANNOT_SAY, "cannot say"),
}


@pytest.mark.parametrize("case", STATUSES.values(), ids=STATUSES)
def test_statuses(case: tuple[float | None, float, str, Colour, str]) -> None:
    actual, expected, polarity, colour, words = case
    found = against_target(actual, expected, polarity=polarity)
    assert (found.colour, found.words) == (colour, words)


def test_the_two_marks_are_read_together() -> None:
    assert two_marks(Colour.OFF, worse_beyond_chance=False) == "off target, could be chance"
    assert two_marks(Colour.OFF, worse_beyond_chance=True) == "off target, by more than chance"
    on_track = "on track, but worse than usual by more than chance"
    assert two_marks(Colour.ON, worse_beyond_chance=True) == on_track
    assert two_marks(Colour.CONTEXTUAL, worse_beyond_chance=True) == "not judged: more may be good or bad"


def test_seven_robberies_a_month_for_two_years() -> None:
    found = detectable(7, change=-0.05)
    assert found.value == pytest.approx(0.39, abs=0.005)
    assert found.chance == pytest.approx(1 / 20, abs=0.005)
    assert found.words == (
        "With about 7 a month, two years set against each other show a fall of 39% 8 times in 10. "
        "The target, a fall of 5%, would be seen about 1 time in 20."
    )


def test_a_change_of_the_smallest_size_is_seen_as_often_as_promised() -> None:
    for change in (-detectable(7).value, detectable(7, change=0.1).value):  # type: ignore[operator]
        assert detectable(7, change=change).chance == pytest.approx(0.8, abs=1e-6)


def test_unevenness_makes_changes_harder_to_see() -> None:
    even, uneven = detectable(60).value, detectable(60, phi=2).value
    assert even is not None and uneven is not None and uneven > even


def test_too_few_can_show_no_fall_at_all() -> None:
    assert detectable(0.2, change=-0.1).value is None
    assert "cannot show any fall, however large" in detectable(0.2, change=-0.1).words
    assert detectable(0, change=-0.1).chance == pytest.approx(0.025)


def test_two_surveys_of_a_thousand() -> None:  # domain notes 3.17: 7.1 points
    found = detectable_share(0.49, 1000 / 1.3, change=0.04)
    assert found.value == pytest.approx(0.071, abs=5e-4)
    assert "a rise of 7 points 8 times in 10" in found.words


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 455, "unit": " "},
        {"value": 455, "unit": "offences", "shape": "curved"},
        {"value": 455, "unit": "offences", "tolerance": -0.1},
        {"value": 455, "unit": "offences", "years": 0},
        {"value": 0, "unit": "offences", "start": 500, "shape": "compound"},
    ],
)
def test_a_target_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        TargetPath(**wrong)  # type: ignore[arg-type]


@given(st.floats(0, 1))
def test_every_chance_has_words(chance: float) -> None:
    assert how_often(chance)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from(["lower", "higher"]), st.floats(0, 1))
def test_better_never_worsens_the_colour(a: float, b: float, polarity: str, tolerance: float) -> None:
    order = [Colour.ON, Colour.NEAR, Colour.OFF]
    low, high = sorted((a, b))
    better, worse = (low, high) if polarity == "lower" else (high, low)
    colours = [
        against_target(v, 500.0, polarity=polarity, tolerance=tolerance).colour for v in (better, worse)
    ]
    assert order.index(colours[0]) <= order.index(colours[1])
