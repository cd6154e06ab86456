"""Values entered by hand: what they come to, and what two of them can tell. Expected values from paper.

Ratios: R exp(+/- 1.96 sqrt(phi (1/a + 1/b))), domain notes 3.5; the shares' difference as in 3.17.
"""

import pytest

from wardmote.deciding.performance.measures.entered import judged_entered
from wardmote.deciding.performance.models import EnteredReading
from wardmote.measuring.analysis.entered_values import Entered, between, shown
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import parse_period

Y2007, Y2008 = parse_period("2007-04:2008-03"), parse_period("2008-04:2009-03")


def two(key, before, now):
    return between(measure(key), Entered(period=Y2007, **before), Entered(period=Y2008, **now))


def test_i_12_a_cohort_from_212_to_171_is_down_19_3_per_cent():
    found = shown(measure("prolific-reoffending"), Entered(period=Y2008, count=171, base=212))
    assert round(found.value, 1) == -19.3
    assert found.interval is None  # offences of one person come together; how many people is not said


def test_i_12_without_the_number_of_people_nobody_can_tell_the_change_from_chance():
    found = between(measure("prolific-reoffending"), None, Entered(period=Y2008, count=171, base=212))
    assert found.direction.words == "cannot say"
    assert "how many people" in found.direction.reason
    assert found.tests == ()


def test_i_12_with_57_people_of_three_offences_each_the_interval_allows_for_it():
    """171 of 57 people: spread 2 x 3 - 1 = 5; 0.8066 exp(+/- 1.96 sqrt(5 (1/171 + 1/212))) = 0.51 to 1.27."""
    one = Entered(period=Y2008, count=171, base=212, people=57)
    found = between(measure("prolific-reoffending"), None, one)
    assert found.direction.words == "no clear change"
    assert [round(limit, 2) for limit in found.direction.interval] == [0.51, 1.27]
    assert [round(limit) for limit in shown(measure("prolific-reoffending"), one).interval] == [-49, 27]


def test_i_13_a_share_stands_beside_what_was_predicted():
    found = shown(measure("adult-reoffending"), Entered(period=Y2008, value=9.4, expected=10.0))
    assert found.beside == ("9.4 against 10.0 predicted for such a caseload: -6.0 % relative to that.",)


def test_i_13_a_published_share_has_no_interval_so_cannot_say():
    found = two("adult-reoffending", {"value": 9.4, "expected": 10.0}, {"value": 11.0, "expected": 10.0})
    assert found.direction.words == "cannot say"
    assert "as published" in found.direction.reason
    assert not found.tests


def test_i_13_with_counts_two_caseloads_compare_by_what_was_predicted_for_each():
    """200 of 200 predicted, then 300 of 200: R 1.5, interval 1.5 exp(+/- 1.96 sqrt(1/200 + 1/300))."""
    found = two(
        "adult-reoffending",
        {"count": 200, "base": 2000, "expected": 10.0},
        {"count": 300, "base": 2000, "expected": 10.0},
    )
    assert found.direction.words == "clear rise"
    assert found.direction.meaning == "worse"
    assert [round(limit, 2) for limit in found.direction.interval] == [1.25, 1.79]
    assert found.tests[0].worse
    assert found.tests[0].p < 0.0001


def test_i_13_counts_without_a_prediction_do_not_compare_as_the_caseload_moves():
    found = two("adult-reoffending", {"count": 200, "base": 2000}, {"count": 300, "base": 2000})
    assert "who is on the caseload" in found.direction.reason


def test_i_14_the_frequency_is_0_80_and_the_share_beside_it_40_per_cent():
    found = shown(measure("youth-reoffending"), Entered(period=Y2008, count=112, base=140, people=56))
    assert found.value == 0.8
    assert found.beside == ("56 of 140 offended again: 40.0 %.",)
    # 112 of 56 people: spread 3; 0.8 exp(+/- 1.96 sqrt(3 / 112)) = 0.58 to 1.10
    assert [round(limit, 2) for limit in found.interval] == [0.58, 1.10]


def test_i_14_further_offences_of_few_people_are_not_called_a_clear_rise():
    """112 to 150 of 140 each: as bare counts 1.34 (1.05-1.71); with two offences a person 0.88 to 2.05."""
    found = two(
        "youth-reoffending",
        {"count": 112, "base": 140, "people": 56},
        {"count": 150, "base": 140, "people": 75},
    )
    assert found.direction.words == "no clear change"
    assert [round(limit, 2) for limit in found.direction.interval] == [0.88, 2.05]


def test_i_18_parts_of_admissions_stay_a_decimal_and_their_change_cannot_be_told():
    one = Entered(period=Y2008, count=1.0 + 0.27 + 0.27 + 0.05, base=100_000)
    assert round(shown(measure("alcohol-hospital-admissions"), one).value, 2) == 1.59
    found = two(
        "alcohol-hospital-admissions", {"count": 900.5, "base": 80_000}, {"count": 1200.5, "base": 80_000}
    )
    assert "standardised" in found.direction.reason


def test_i_19_a_number_of_people_is_its_own_count_and_fewer_is_worse():
    """1,600 to 1,400: R 0.875, interval 0.875 exp(+/- 1.96 sqrt(1/1600 + 1/1400)) = 0.81 to 0.94."""
    found = two("drug-users-in-treatment", {"value": 1600.0}, {"value": 1400.0})
    assert found.direction.words == "clear fall"
    assert found.direction.meaning == "worse"
    assert [round(limit, 2) for limit in found.direction.interval] == [0.81, 0.94]
    assert (found.tests[0].count, found.tests[0].worse) == (-200, True)


def test_i_05_rates_entered_by_hand_compare_as_counts_over_what_was_at_risk():
    """By chance 0.582 to 1.026; what months vary by elsewhere, and how unsure that is here, widens it."""
    found = two("robbery", {"count": 110, "base": 80_000}, {"count": 85, "base": 80_000})
    assert found.direction.words == "no clear change"
    low, high = found.direction.interval
    assert low < 0.582 < 1.026 < high
    assert low * high == pytest.approx((85 / 110) ** 2)
    assert (found.direction.count, found.direction.count_against) == (85, 110)


@pytest.mark.parametrize(("now", "words"), [(730, "no clear change"), (900, "clear rise")])
def test_two_rates_without_their_months_are_allowed_what_months_vary_by_elsewhere(now, words):
    """600 to 730 is beyond chance, 1.09 to 1.36; not where the variance of months is more than
    (ln 1.217 / 1.96)^2 / (1/600 + 1/730) = 3.3 times their mean, as of some classes of every town (in Leeds a
    tenth is above 4.1). 600 to 900 is up to 15 times."""
    found = two("robbery", {"count": 600, "base": 80_000}, {"count": now, "base": 80_000})
    assert found.direction.words == words
    assert "little_history" in found.direction.caveats
    assert (found.tests[0].p < 0.025) == (words == "clear rise")


def test_as_many_more_rows_as_people_at_risk_are_no_rise():
    found = two("robbery", {"count": 600, "base": 80_000}, {"count": 900, "base": 120_000})
    assert found.direction.value == pytest.approx(1.0)
    assert found.direction.words == "no clear change"


def test_i_17_shares_with_their_bases_differ_in_points():
    """490 of 1,000 to 560 of 1,000: 7.0 points, error sqrt(.49 x .51/1000 + .56 x .44/1000) = 2.23 points."""
    later = parse_period("2010-10"), parse_period("2008-10")
    now, before = (Entered(period=p, count=c, base=1000) for p, c in zip(later, (560, 490), strict=True))
    found = between(measure("drug-use-or-dealing"), before, now)
    assert found.direction.words == "clear rise"
    assert round(found.direction.value, 1) == 7.0
    assert [round(limit, 1) for limit in found.direction.interval] == [2.6, 11.4]


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        ((Y2007, 3), (Y2008, 5), "too few"),
        ((parse_period("2007-01:2007-06"), 300), (Y2008, 500), "differ in length: 6 and 12"),
    ],
)
def test_where_two_values_do_not_compare_it_says_why(before, now, why):
    pair = [Entered(period=period, count=count, base=80_000) for period, count in (before, now)]
    found = between(measure("robbery"), *pair)
    assert found.direction.words == "cannot say"
    assert why in found.direction.reason


def test_i_15_values_on_both_sides_of_another_wording_never_compare():
    before = Entered(period=parse_period("2007-01:2007-12"), count=490, base=1000)
    found = between(
        measure("feel-safe-after-dark"),
        before,
        Entered(period=parse_period("2008-09:2009-08"), count=560, base=1000),
    )
    assert "Not comparable" in found.direction.reason


def row(period, area_kind="district", area="Holmbridge", **values):
    return EnteredReading(
        measure="drug-users-in-treatment",
        period=parse_period(period),
        area_kind=area_kind,
        area=area,
        source="a report",
        **values,
    )


def test_the_partnerships_own_area_is_read_before_the_county_and_the_newest_value_stands():
    own = [row("2007-04:2008-03", value=160), row("2008-04:2009-03", value=180)]
    county = row("2009-04:2010-03", area_kind="county", area="Hertfordshire", value=1500)
    found = judged_entered(measure("drug-users-in-treatment"), [county, *own])
    assert (found.now, found.before) == (own[1], own[0])
    assert found.shown.value == 180


def test_periods_that_overlap_hold_the_same_people_and_are_not_set_against_each_other():
    rolling = [row("2007-04:2008-03", value=1600), row("2007-07:2008-06", value=1400)]
    found = judged_entered(measure("drug-users-in-treatment"), rolling)
    assert found.before is None
    assert found.direction.words == "cannot say"


def test_values_of_another_definition_are_another_series():
    """110 and 85 were asked alike; 200 was asked otherwise and is newer: nothing stands before it."""

    def row(period, count, definition=""):
        values = {"count": count, "base": 80_000, "source": "the county", "definition": definition}
        return EnteredReading(
            measure="robbery",
            area="Hertfordshire",
            area_kind="county",
            period=parse_period(period),
            **values,
        )

    first, second = row("2007-04:2008-03", 110), row("2008-04:2009-03", 85)
    other, again = (
        row(f"{year}-04:{year + 1}-03", count, words)
        for year, count, words in ((2009, 200, "Asked by post"), (2010, 190, "asked by  post"))
    )
    assert judged_entered(measure("robbery"), [first, second, other]).now is other
    assert judged_entered(measure("robbery"), [first, second, other]).before is None
    assert judged_entered(measure("robbery"), [first, second, other, again]).before is other


def test_the_newest_value_counts_though_its_area_is_spelt_otherwise():
    def row(area, period, count):
        values = {"count": count, "base": 80_000, "period": parse_period(period), "source": "the county"}
        return EnteredReading(measure="robbery", area=area, area_kind="county", **values)

    older, newer = row("Hertfordshire", "2007-04:2008-03", 110), row("hertfordshire ", "2008-04:2009-03", 85)
    assert judged_entered(measure("robbery"), [older, newer]).now is newer
    assert judged_entered(measure("robbery"), [older, newer]).before is older
    other = row("Herts", "2009-04:2010-03", 90)
    assert judged_entered(measure("robbery"), [older, newer, other]).now is other
