"""The demonstration's plan: three editions, two of them rolled on, all that is invented labelled so."""

import pytest

from wardmote.deciding.performance.demonstration import enter
from wardmote.deciding.performance.models import EnteredReading
from wardmote.deciding.plan.demonstration import LABEL, roll
from wardmote.deciding.plan.models import ActionUpdate, PlanEdition
from wardmote.deciding.plan.records.progress import Tally, stands

pytestmark = pytest.mark.django_db


def test_the_plan_is_rolled_on_for_two_years_and_again_changes_nothing(cast, quick, at):
    roll(cast.holmbridge, by="the demonstration")
    first, second, third = PlanEdition.objects.order_by("year")
    assert [each.status for each in (first, second, third)] == ["superseded", "superseded", "published"]
    assert [each.year.short_label for each in (first, second, third)] == ["2008/09", "2009/10", "2010/11"]
    assert (first.marking, second.marking, third.marking) == ("", LABEL, LABEL)
    assert third.approved_on.isoformat() == "2010-03-18"
    # 52 to deliver; done A1.2.1, A1.3.4, A3.2.2, A3.2.4, A6.1.1, then A1.1.1, A2.3.1, then A7.2.2
    tallies = [Tally.of(stands(each, on=each.year.end)) for each in (first, second, third)]
    assert [(tally.all, tally.done) for tally in tallies] == [(52, 5), (47, 2), (45, 1)]
    assert all(ActionUpdate.objects.values_list("invented", flat=True))
    assert third.priorities.get(key="PR-6").title == "Improve feelings of safety after dark"
    page = at("brian").get(f"{first.pk}/actions/A3.2.4/")
    assert "(invented)" in page
    assert "Done" in page
    for each in (second, third):
        assert f"{LABEL}." in at("brian").get(f"{each.pk}/")
    before = (PlanEdition.objects.count(), ActionUpdate.objects.count())
    roll(cast.holmbridge, by="the demonstration")
    assert (PlanEdition.objects.count(), ActionUpdate.objects.count()) == before


def test_values_no_file_holds_are_entered_invented_and_labelled_and_once(cast, quick, at):
    roll(cast.holmbridge, by="the demonstration")
    for _ in range(2):
        enter(cast.holmbridge, by="the demonstration")
    rows = EnteredReading.objects.all()
    assert {row.measure for row in rows} == {
        "prolific-reoffending", "adult-reoffending", "youth-reoffending", "alcohol-hospital-admissions",
        "drug-users-in-treatment",
    }  # fmt: skip
    assert (len(rows), all(row.invented for row in rows)) == (7, True)
    page = at("elaine").get("watched/youth-reoffending/")
    assert "Youth offending team (invented), entered with its two counts" in page
    assert at("elaine").get("watched/").count("(invented)") == 5
    assert "56 of 140 offended again: 40.0 %." in page
