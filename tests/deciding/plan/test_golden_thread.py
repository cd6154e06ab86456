"""The golden thread as a partnership holds it: values, targets agreed since; the same on page and command."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from wardmote.deciding.performance.exceptions import month_review
from wardmote.deciding.performance.measures.known import known_of
from wardmote.deciding.performance.models import AgreedTarget, EnteredReading
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.funding import AllocationWanted, Means, add, allocate
from wardmote.deciding.plan.records.golden_thread import broken_in
from wardmote.site.commands.command_line import main

pytestmark = pytest.mark.django_db


def breaks(edition, kind):
    return [each.key for each in broken_in(read_edition(edition), known_of(edition))[kind]]


def test_before_anything_landed_no_measure_has_a_value(edition):
    assert len(breaks(edition, "no data")) == 20


def test_a_measure_that_was_read_or_entered_has_data_and_the_others_say_why_not(syn, edition):
    month_review.review_now(syn.holmbridge, by="the tests", on=date(2008, 4, 7))
    # SYN-2007 feeds I-02 to I-08 and I-11, nine of the twenty measures
    without = breaks(edition, "no data")
    assert len(without) == 11
    assert not {"robbery", "vehicle-crime", "deliberate-primary-fires"} & set(without)
    (ni20,) = [
        each for each in broken_in(read_edition(edition), known_of(edition))["no data"]
        if each.key == "assault-less-serious-injury"
    ]  # fmt: skip
    assert "no valid 2007/08 value" in ni20.words
    EnteredReading.objects.create(
        partnership=syn.holmbridge, measure="drug-users-in-treatment", period="2007-04:2008-03", value=310,
        area_kind="county", area="Hertfordshire", source="as published", by="the tests", at=timezone.now(),
    )  # fmt: skip
    assert "drug-users-in-treatment" not in breaks(edition, "no data")


def test_a_contextual_measure_owes_no_target_and_one_agreed_since_counts(cast, edition):
    # twenty measures without a target, of which anti-social behaviour is contextual
    assert len(breaks(edition, "no target")) == 19
    AgreedTarget.objects.create(
        partnership=cast.holmbridge, edition=edition, measure="robbery", value=1.0, unit="a rate",
        until=date(2009, 3, 31), reason="Agreed in June", by="the tests", at=timezone.now(),
    )  # fmt: skip
    assert len(breaks(edition, "no target")) == 18


def test_page_and_command_say_the_same(syn, edition, at, capsys, data):
    month_review.review_now(syn.holmbridge, by="the tests", on=date(2008, 4, 7))
    page = at("elaine").get(f"{edition.pk}/thread/")
    words = ["plan", "check", edition.key, "--partnership", "holmbridge", "--data", str(data), "--json"]
    assert main(words) == 1
    told = json.loads(capsys.readouterr().out)["broken"]
    assert "Measures without a value (11 of 20)" in page
    assert len(told["no data"]) == 11


def test_an_action_to_which_a_fund_gives_something_has_money_until_it_gives_nothing(
    edition, at, capsys, data
):
    """None of the printed plan's 52 deliverables says what it costs: 51 are left, on page and command."""
    action = edition.actions.get(key="A1.1.1")
    assert "A1.1.1" in breaks(edition, "no money")
    means = Means("Safer town fund", "Home Office", Decimal(1000), edition.year, "")
    fund = add(edition, means, by="the tests")
    allocate(fund, action, AllocationWanted(Decimal(400), "The scheme"), by="the tests")
    assert "A1.1.1" not in breaks(edition, "no money")
    assert "Actions without money (51 of 52)" in at("elaine").get(f"{edition.pk}/thread/")
    main(["plan", "check", edition.key, "--partnership", "holmbridge", "--data", str(data), "--json"])
    assert len(json.loads(capsys.readouterr().out)["broken"]["no money"]) == 51
    allocate(fund, action, AllocationWanted(Decimal(0), "It went elsewhere"), by="the tests")
    assert "A1.1.1" in breaks(edition, "no money")
