"""A measure judged from its reading: both marks, the direction and what it brings to the review."""

from dataclasses import replace

import pytest

from wardmote.measuring.analysis.exceptions import review
from wardmote.measuring.analysis.signals import Baseline
from wardmote.measuring.analysis.targets import Colour, TargetPath
from wardmote.measuring.catalogue.measures import Measure, measure
from wardmote.measuring.catalogue.periods import month_code, month_index
from wardmote.measuring.figures.judging import RunningTarget, basket, harm, judged
from wardmote.measuring.figures.readings import Reading

APRIL = month_index(2005, 4)
PEOPLE = 80_000
EVEN = [60, 57, 63, 61, 58, 62, 59, 60, 64, 56, 61, 59] * 3  # 720 a year: 9.0 per 1,000
ROBBERY = measure("robbery")


def reading(counts: list[int | None], item: Measure = ROBBERY) -> Reading:
    months = tuple(month_code(APRIL + i) for i in range(len(counts)))
    return Reading(
        measure=item.key,
        unit=item.unit,
        stretch="month",
        months=months,
        counts=tuple(counts),
        denominators=(float(PEOPLE),) * len(counts),
    )


def hold(value: float | None) -> RunningTarget:
    return RunningTarget(TargetPath(value=value, unit=ROBBERY.unit), APRIL + 36)


def test_the_year_to_date_against_a_target_in_the_unit_of_the_measure() -> None:
    found = judged(reading([*EVEN, 62, 63]), ROBBERY, baselines=[Baseline(APRIL)], running=hold(9.0))
    # 720 x 61 of 365 days, near enough
    assert found.colour.expected == pytest.approx(720 * 61 / 365, rel=0.02)
    assert found.colour.actual == 125
    assert found.colour.colour == Colour.NEAR
    assert found.words == "near"
    assert found.path[-1] == pytest.approx(720 * 31 / 365 / 80, rel=0.03)
    assert found.path[35] is None


def test_the_path_follows_the_season_and_not_twelfths() -> None:
    # April to March: nine months of 40 and, from the tenth on, three of 120; 720 a year
    uneven = ([40, 42, 38] * 3 + [118, 120, 122]) * 3
    found = judged(reading([*uneven, 40, 41]), ROBBERY, baselines=[Baseline(APRIL)], running=hold(9.0))
    assert found.path[-1] == pytest.approx(0.525, rel=0.06)  # 42 each May in 80,000, not 60
    assert found.colour.colour in (Colour.ON, Colour.NEAR)


def test_off_target_within_chance_and_beyond_it_are_two_sentences() -> None:
    slight = judged(reading([*EVEN, 68, 66]), ROBBERY, baselines=[Baseline(APRIL)], running=hold(9.0))
    assert (slight.colour.colour, slight.words) == (Colour.OFF, "off target, could be chance")
    large = judged(reading([*EVEN, 90, 95]), ROBBERY, baselines=[Baseline(APRIL)], running=hold(9.0))
    assert large.words == "off target, by more than chance"
    found = review([slight.watched])
    assert (found.opened, [c.key for c in found.watch]) == ((), ["robbery"])
    assert [each.lead for each in review([large.watched]).opened] == ["robbery"]


def test_a_measure_without_a_target_shows_direction_only() -> None:  # PM-04
    for running in (None, hold(None)):
        found = judged(reading([*EVEN, 61]), ROBBERY, baselines=[Baseline(APRIL)], running=running)
        assert (found.colour.colour, found.words) == (Colour.NOT_SET, "target not set")
        assert found.direction.words == "no clear change"
        assert set(found.path) == {None}


def test_contextual_measures_have_a_signal_and_no_colour_and_owe_nothing() -> None:
    reports = measure("anti-social-behaviour")
    found = judged(
        reading([*EVEN, 120, 130], reports), reports, baselines=[Baseline(APRIL)], running=hold(9.0)
    )
    assert (found.colour.colour, found.signal.mark, found.watched.tests) == (Colour.CONTEXTUAL, "changed", ())
    assert found.why_none is not None and "contextual" in found.why_none


def test_what_has_not_landed_is_not_missing_and_a_gap_gives_no_colour() -> None:
    waiting = judged(
        reading([*EVEN, 62, None, None]), ROBBERY, baselines=[Baseline(APRIL)], running=hold(9.0)
    )
    assert waiting.watched.month == APRIL + 36
    assert waiting.colour.actual == 62
    gap = judged(reading([*EVEN, None, 62]), ROBBERY, baselines=[Baseline(APRIL)], running=hold(9.0))
    assert gap.colour.colour == Colour.CANNOT_SAY


def test_a_break_inside_the_two_years_stops_the_direction() -> None:
    broken = replace(reading([*EVEN, 61]), breaks=((month_code(APRIL + 30), "another basket"),))
    assert judged(broken, ROBBERY, baselines=[Baseline(APRIL)]).direction.status == "not_comparable"


def test_overlap_is_by_classes_and_their_parts() -> None:
    serious, vehicle, fires = (
        basket(measure(key))
        for key in ("serious-acquisitive-crime", "vehicle-crime", "deliberate-primary-fires")
    )
    assert serious & vehicle == {"theft-of-vehicle", "theft-from-vehicle"}
    assert not serious & fires
    assert basket(measure("adult-reoffending")) == {"adult-reoffending"}
    assert harm(measure("domestic-burglary")) == 4
