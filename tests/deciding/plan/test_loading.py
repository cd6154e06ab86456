"""The edition of 2008/09 as records: whole, once, and equal to what was read (domain notes 1.1, 1.4, 1.5)."""

from dataclasses import replace

import pytest

from tests.cast import html
from tests.deciding.conftest import STEVENAGE
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import Action, PlanEdition
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records import import_edition
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.progress import Tally, stands
from wardmote.ground.audit.models import Entry
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
SEALED_WITH_FLOATS = "91110724fb05df04d12e194a5f999b2ffb90f487b417811b83d3b856e131a956"
"""By the program as it was before money was a decimal."""


def test_pb_03_seven_priorities_and_all_that_hangs_on_them_in_the_plans_order(edition):
    file = read_edition(edition)
    assert [row.key for row in file.priorities] == [f"PR-{n}" for n in range(1, 8)]
    assert (len(file.sub_priorities), len(file.actions)) == (14, 54)
    assert (len(file.indicators), len(file.measures), len(file.targets)) == (19, 20, 0)
    by_priority = [
        sum(
            a.sub_priority.priority.key == p.key
            for a in edition.actions.select_related("sub_priority__priority")
        )
        for p in file.priorities
    ]
    assert by_priority == [12, 9, 7, 7, 6, 5, 8]


def test_a_15_the_cameras_are_one_deliverable_under_three_sub_priorities(edition):
    """A1.1.4, A2.1.3, A3.1.2: 54 printed, 52 delivered."""
    assert set(edition.actions.filter(same_as="A1.1.4").values_list("key", flat=True)) == {"A2.1.3", "A3.1.2"}
    assert Tally.of(stands(edition, on=edition.year.start)).all == 52


def test_an_edition_reads_back_as_it_was_loaded(edition):
    read, now = shipped_edition(STEVENAGE), read_edition(edition)
    assert import_edition.seal_of(replace(now, head=read.head)) == import_edition.seal_of(read)
    assert (now.head.status, now.head.regime) == ("published", "england-2007-08")


def test_loading_the_same_edition_again_changes_nothing(edition, cast):
    again = import_edition.load(cast.holmbridge, shipped_edition(STEVENAGE), by="the tests")
    assert (again.new, again.edition) == (False, edition)
    assert Action.objects.count() == 54
    assert Entry.objects.filter(what="plan.loaded").count() == 1


def test_an_edition_that_overlaps_or_says_something_else_is_refused(edition, cast):
    read = shipped_edition(STEVENAGE)
    with pytest.raises(Refusal, match="says something else"):
        import_edition.load(cast.holmbridge, replace(read, actions=read.actions[:-1]), by="the tests")
    other = replace(read, head=copied(read.head, key="another"))
    with pytest.raises(Refusal, match="overlaps") as refused:
        import_edition.load(cast.holmbridge, other, by="the tests")
    assert refused.value.where == "edition, year"
    assert PlanEdition.objects.count() == 1


def test_id_01_an_approved_edition_is_not_written_in(edition):
    action = edition.actions.first()
    action.edition = edition
    action.words = "Something else"
    with pytest.raises(TypeError, match="stays as it is"):
        action.save()


def test_the_law_of_the_day_is_pinned_and_everybody_named_is_a_body(edition):
    """A-11: a lead need not be a responsible authority."""
    names = {row.name for row in edition.bodies.all()}
    assert {"Probation Service", "Youth Offending Team", "Stevenage Police"} <= names
    assert {row.body.partnership.slug for row in edition.bodies.select_related("body__partnership")} == {
        "holmbridge"
    }


def test_money_of_an_action_is_pounds_and_an_edition_loaded_when_it_was_a_float_is_still_known(cast):
    read = shipped_edition("aldersby-2026-27")
    assert import_edition.seal_of(read) == SEALED_WITH_FLOATS
    loaded = import_edition.load(cast.holmbridge, read, by="the tests").edition
    assert import_edition.seal_of(read_edition(loaded)) == import_edition.seal_of(read)
    page = html(cast.client("brian").get(f"/holmbridge/plan/{loaded.pk}/actions/AA-1/"))
    assert "£6,000 stated in the plan" in page
