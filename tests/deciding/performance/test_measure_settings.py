"""What people set for a measure: written with its audit row, or refused with where and why."""

import io
from datetime import date

import pytest
import xlsxwriter

from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.measures import schedule_review
from wardmote.deciding.performance.measures import settings as measure_settings
from wardmote.deciding.performance.models import (
    AgreedTarget,
    EnteredReading,
    MeasureBaseline,
    MeasureFeed,
    MeasureReading,
    PeerComparison,
)
from wardmote.deciding.performance.rules import measures as measure_rules
from wardmote.deciding.performance.rules.measures import BaselineWanted
from wardmote.deciding.plan.records import next_edition
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs.models import Job
from wardmote.measuring.analysis.targets import detectable
from wardmote.measuring.catalogue.measures import measure
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.catalogue.refusals import Refusal

ON = date(2008, 2, 1)
LATER = date(2009, 3, 31)


@pytest.fixture
def brian(cast):
    return cast.viewer("brian")


@pytest.fixture
def robbery(syn, edition, prepared):
    """The town's evidence read: 36 months of robbery, 85 in 2007 and 110 in 2006."""
    prepared(month_review.review_now, syn.holmbridge, by="the tests", on=ON)
    return measure("robbery")


def wanted(**changed):
    said = {"value": 0.9, "unit": "offences per 1,000 residents", "until": LATER, "reason": "Agreed in March"}
    return measure_rules.TargetWanted(**{**said, **changed})


def value(**changed):
    said = {"period": parse_period("2006-04:2007-03"), "area_kind": "county", "area": "Hertfordshire",
            "value": 1600.0, "source": "Drug action team, annual report"}  # fmt: skip
    return measure_rules.Given(**{**said, **changed})


TREATMENT = measure("drug-users-in-treatment")


# ---- targets ----


def test_pm_04_a_target_of_an_edition_in_force_stands_beside_it_with_who_and_why(robbery, edition, brian):
    measure_settings.agree_target(edition, robbery, wanted(told="what it can show"), by=brian)
    kept = AgreedTarget.objects.get()
    assert (kept.value, kept.unit, kept.until, kept.told) == (
        0.9, "offences per 1,000 residents", LATER, "what it can show",
    )  # fmt: skip
    assert edition.targets.count() == 0  # what was approved stays as it was
    entry = Entry.objects.filter(what="plan.target_agreed").get()
    assert (entry.subject, entry.by) == ("measure:robbery", str(brian))
    assert Job.objects.filter(kind=schedule_review.REVIEW).count() == 1  # it is judged anew


def test_pm_04_not_set_is_a_legal_state_and_can_be_set_again(robbery, edition, brian):
    measure_settings.agree_target(edition, robbery, wanted(), by=brian)
    month_review.review_now(edition.partnership, by="the tests", on=ON)
    assert MeasureReading.objects.get(measure="robbery").judged["colour"]["key"] != "not_set"
    measure_settings.agree_target(
        edition, robbery, wanted(value=None, unit="", reason="The group gave it up"), by=brian
    )
    month_review.review_now(edition.partnership, by="the tests", on=ON)
    assert MeasureReading.objects.get(measure="robbery").judged["colour"]["key"] == "not_set"
    assert AgreedTarget.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": " "}, "Give the unit of the target: offences per 1,000 residents."),
        ({"unit": "offences"}, "must be in the unit of its measure"),
        ({"path": "compound"}, "needs what it starts from"),
        ({"path": "steep"}, "linear or compound"),
        ({"tolerance": -1}, "not below zero"),
        ({"value": -3}, "below zero"),
        ({"until": date(2008, 3, 31)}, "lies before its beginning"),
        ({"reason": " "}, "Give the reason"),
    ],
)
def test_a_target_that_is_not_whole_is_refused_and_nothing_is_held(edition, brian, changed, said):
    with pytest.raises(Refusal, match=said):
        measure_settings.agree_target(edition, measure("robbery"), wanted(**changed), by=brian)
    assert not AgreedTarget.objects.exists()
    assert not Entry.objects.filter(what="plan.target_agreed").exists()


def test_i_11_a_contextual_measure_takes_no_target(edition, brian):
    item = measure("anti-social-behaviour")
    with pytest.raises(Refusal, match="neither more nor less of it is better"):
        measure_settings.agree_target(edition, item, wanted(unit=item.unit), by=brian)


def test_a_measure_the_edition_does_not_watch_takes_no_target(edition, brian):
    item = measure("domestic-homicide")
    with pytest.raises(Refusal):
        measure_settings.agree_target(edition, item, wanted(unit=item.unit), by=brian)


def test_in_a_draft_the_target_goes_into_the_edition_itself(edition, brian):
    draft = next_edition.open_next(edition, by="the tests", on=LATER)
    item, day = measure("robbery"), date(2010, 3, 31)
    measure_settings.agree_target(draft, item, wanted(until=day, start=1.06), by=brian)
    (kept,) = draft.targets.all()
    assert (kept.measure, kept.value, kept.by, kept.baseline) == ("robbery", 0.9, day, 1.06)
    measure_settings.agree_target(draft, item, wanted(until=day, value=0.8), by=brian)
    assert [row.value for row in draft.targets.all()] == [0.8]
    measure_settings.agree_target(draft, item, wanted(until=day, value=None), by=brian)
    assert draft.targets.count() == 0
    assert not AgreedTarget.objects.exists()


def test_7_a_month_show_a_fall_of_about_39_per_cent():
    """Issue 4 and domain notes 3.20: the published example."""
    assert "show a fall of 39% 8 times in 10" in detectable(7.0).words


# ---- baselines ----


def draw(syn, item, by, **asked):
    measure_settings.draw_baseline(syn.holmbridge, item, BaselineWanted(**asked), by=by)


@pytest.mark.parametrize(
    ("first", "months", "reason", "said"),
    [
        ("2007-01", 12, " ", "Give the reason"),
        ("2007-01", 11, "Recording changed", "at least 12 months"),
        ("2006-06", 12, "Recording changed", "overlaps the baseline of January 2005 to June 2006"),
        ("2007-06", 12, "Recording changed", "the latest held is December 2007"),
    ],
)
def test_a_baseline_without_reason_too_short_overlapping_or_not_over_is_refused(
    robbery, syn, brian, first, months, reason, said
):
    draw(syn, robbery, brian, first="2005-01", months=18, reason="Before the new rule")
    with pytest.raises(Refusal, match=said):
        draw(syn, robbery, brian, first=first, months=months, reason=reason)
    assert MeasureBaseline.objects.filter(measure="robbery").count() == 1


def test_a_new_baseline_stands_beside_the_old_one_with_its_reason(robbery, syn, brian):
    draw(syn, robbery, brian, first="2005-01", months=24, reason="Before the new rule")
    draw(syn, robbery, brian, first="2007-01", months=12, reason="A recording rule changed")
    assert [(row.first, row.reason) for row in MeasureBaseline.objects.filter(measure="robbery")] == [
        ("2005-01", "Before the new rule"), ("2007-01", "A recording rule changed"),
    ]  # fmt: skip
    assert Entry.objects.filter(what="plan.baseline_drawn").count() == 2


# ---- sources ----


def test_a_source_is_chosen_and_given_back(syn, edition, brian):
    item, offered = (
        measure("robbery"),
        {"syn-2007-crime": None, "syn-2007-asb": "It holds nothing of the kind."},
    )
    measure_settings.choose_feed(syn.holmbridge, item, feed="syn-2007-crime", offered=offered, by=brian)
    assert MeasureFeed.objects.get().feed == "syn-2007-crime"
    for feed, said in (("syn-2007-asb", "nothing of the kind"), ("other", "No such source")):
        with pytest.raises(Refusal, match=said):
            measure_settings.choose_feed(syn.holmbridge, item, feed=feed, offered=offered, by=brian)
    measure_settings.choose_feed(syn.holmbridge, item, feed="", offered=offered, by=brian)
    assert not MeasureFeed.objects.exists()
    assert Entry.objects.filter(what="plan.source_chosen").count() == 2


# ---- values by hand ----


def test_i_19_the_countys_value_is_entered_and_corrected_and_nothing_is_lost(edition, brian):
    town = edition.partnership
    first = measure_settings.enter_reading(town, TREATMENT, value(), by=brian)
    again = measure_settings.enter_reading(town, TREATMENT, value(value=1580.0, corrects=first.pk), by=brian)
    assert EnteredReading.objects.count() == 2
    assert again.corrects == first
    assert [row.value for row in EnteredReading.objects.filter(corrected_by=None)] == [1580.0]
    with pytest.raises(Refusal, match="Somebody corrected this value already"):
        measure_settings.enter_reading(town, TREATMENT, value(value=1.0, corrects=first.pk), by=brian)
    with pytest.raises(Refusal, match="Correct that one"):
        measure_settings.enter_reading(town, TREATMENT, value(value=1.0), by=brian)


@pytest.mark.parametrize(
    ("key", "changed", "field", "said"),
    [
        ("drug-users-in-treatment", {"area_kind": "district"}, "area_kind", "not made for a district"),
        ("drug-users-in-treatment", {"source": " "}, "source", "where the value comes from"),
        ("drug-users-in-treatment", {"area": " "}, "area", "whose value"),
        ("drug-users-in-treatment", {"period": parse_period("2030-04:2031-03")}, "period", "not over yet"),
        ("drug-users-in-treatment", {"value": None}, "count", "two counts, or the value"),
        ("drug-users-in-treatment", {"value": None, "count": 3.0, "base": 4.0}, "count", "no denominator"),
        ("youth-reoffending", {}, "value", "with its two counts"),
        ("youth-reoffending", {"value": None, "count": 112.0}, "base", "both counts"),
        ("youth-reoffending", {"value": None, "count": 112.0, "base": 0.0}, "base", "above zero"),
        ("youth-reoffending", {"value": None, "count": -1.0, "base": 9.0}, "count", "below zero"),
        (
            "youth-reoffending",
            {"value": None, "count": 112.0, "base": 140.0, "people": 113.0},
            "people",
            "at least one of the offences",
        ),
        (
            "youth-reoffending",
            {"expected": 1.0, "value": None, "count": 1.0, "base": 9.0},
            "expected",
            "Nothing",
        ),
        ("adult-reoffending", {"value": None, "count": 9.0, "base": 8.0}, "count", "cannot be larger"),
        ("adult-reoffending", {"value": 9.4, "count": 9.0, "base": 80.0}, "value", "not both"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field(edition, brian, key, changed, field, said):
    with pytest.raises(Refusal, match=said) as refused:
        measure_settings.enter_reading(edition.partnership, measure(key), value(**changed), by=brian)
    assert refused.value.where == field
    assert not EnteredReading.objects.exists()


def test_i_15_the_49_per_cent_of_the_survey_of_2007_are_another_series(edition, brian):
    mori = value(period=parse_period("2007-01:2007-12"), area_kind="district", value=49.0)
    with pytest.raises(Refusal, match="begins on"):
        measure_settings.enter_reading(edition.partnership, measure("feel-safe-after-dark"), mori, by=brian)


# ---- similar partnerships ----

GROUP = measure_settings.PeerGroup(
    period=parse_period("2007-01:2007-12"), name="Most similar group", version="2007", source="iQuanta",
    restricted=True, own="Holmbridge",
)  # fmt: skip
ROWS = [("Holmbridge", 350, 33_000), *((f"Place {n}", 270, 30_000) for n in range(15))]


def csv_of(rows, head="name,count,denominator"):
    return "\n".join([head, *(",".join(str(cell) for cell in row) for row in rows)]).encode()


def xlsx_of(rows):
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([("name", "count", "denominator"), *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    return held.getvalue()


@pytest.mark.parametrize(("name", "content"), [("g.csv", csv_of(ROWS)), ("g.xlsx", xlsx_of(ROWS))])
def test_a_groups_counts_come_in_with_our_own_row_apart(edition, brian, name, content):
    found = measure_settings.load_peers(
        edition.partnership, measure("domestic-burglary"), GROUP, file=(name, content), by=brian
    )
    assert (found.count, found.denominator, len(found.peers)) == (350, 33_000, 15)
    assert found.peers[0] == {"name": "Place 0", "count": 270, "denominator": 30_000}
    assert '"restricted":true' in Entry.objects.get(what="plan.peers_loaded").detail.replace(" ", "")


@pytest.mark.parametrize(
    ("rows", "where", "what"),
    [
        ([*ROWS[:3], ("Place X", "many", 9)], "g.csv, row 5, column count", "not a number"),
        ([*ROWS[:3], ("Place X", 9, 0)], "g.csv, row 5, column denominator", "above zero"),
        ([*ROWS[:3], ("Place X", 9.5, 100)], "g.csv, row 5, column count", "whole number"),
        ([*ROWS[:3], ("Place X", -9, 100)], "g.csv, row 5, column count", "not a number"),
        ([*ROWS[:3], ("", 9, 100)], "g.csv, row 5, column name", "no name"),
        ([*ROWS[:3], ("place 0", 9, 100)], "g.csv, row 5, column name", "twice"),
        ([*ROWS[:3], ("Place X", 1, 2, 3)], "g.csv, row 5", "more cells"),
        (ROWS[:4], "g.csv", "at least 5"),
    ],
)
def test_a_peers_file_with_a_wrong_cell_is_refused_with_its_row_and_column(edition, brian, rows, where, what):
    with pytest.raises(Refusal, match=what) as refused:
        measure_settings.load_peers(
            edition.partnership, measure("robbery"), GROUP, file=("g.csv", csv_of(rows)), by=brian
        )
    assert refused.value.where == where
    assert not PeerComparison.objects.exists()


@pytest.mark.parametrize(
    ("file", "what"),
    [
        (("g.csv", csv_of(ROWS, head="place,count,denominator")), "column is missing"),
        (("g.pdf", b"%PDF"), "CSV or an XLSX"),
        (("g.xlsx", b"not a workbook"), "named as a spreadsheet"),
        (("g.csv", b""), "empty"),
    ],
)
def test_a_peers_file_of_another_kind_is_refused(edition, brian, file, what):
    with pytest.raises(Refusal, match=what):
        measure_settings.load_peers(edition.partnership, measure("robbery"), GROUP, file=file, by=brian)
