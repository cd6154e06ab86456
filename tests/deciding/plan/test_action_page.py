"""An action's page: reported on by who leads it, done only with evidence (domain notes 1.5)."""

from datetime import date

import pytest

from wardmote.deciding.plan.models import ActionUpdate
from wardmote.deciding.plan.records.action_updates import Said, add_update
from wardmote.deciding.plan.records.progress import stands
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.rules import speaks_for
from wardmote.measuring.catalogue.refusals import Refusal

SERIES = "actions/A3.2.4/"


def test_an_update_takes_one_form_and_leaves_an_audit_row(edition, at):
    page = f"{edition.pk}/actions/A1.1.1/"
    answer = at("brian").post(page, state="under-way", words="Twelve premises have joined.")
    assert answer.status_code == 302
    shown = at("elaine").get(page)
    assert "Twelve premises have joined." in shown
    assert "Brian (Borough council)" in shown
    assert Entry.objects.get(what="plan.reported").subject == "action:stevenage-2008-09/A1.1.1"


def test_a_completed_action_needs_evidence(edition, at):
    answer = at("brian").post(f"{edition.pk}/actions/A1.1.1/", state="done", words="All have joined.")
    assert answer.status_code == 400
    assert "Say what shows that it is done" in answer.content.decode()
    assert not ActionUpdate.objects.exists()


def test_a3_2_4_four_days_or_five_in_one_place_are_not_yet_met(edition, at):
    page, brian = f"{edition.pk}/{SERIES}", at("brian")
    for place in ("Bedwell", "Shephall", "Chells", "Symonds Green"):
        brian.post(page, state="under-way", words="A day held.", made=1, place=place)
    assert "Not yet met: 4 of at least 5" in brian.get(page)
    refused = brian.post(page, state="done", words="Done.", evidence="Photographs")
    assert refused.status_code == 400
    brian.post(page, state="under-way", words="Another.", made=1, place="Bedwell")
    assert "Not yet met: in 4 of at least 5 different places" in brian.get(page)
    ok = brian.post(page, state="done", words="All held.", evidence="Photographs", made=1, place="Pin Green")
    assert ok.status_code == 302


def test_what_never_began_is_not_said_to_have_begun(edition, at):
    page = f"{edition.pk}/actions/A1.1.1/"
    at("brian").post(page, state="stopped", words="The scheme was not wanted.")
    assert '<span class="govuk-visually-hidden">Left out: </span><span>Begun</span>' in at("elaine").get(page)
    at("brian").post(page, state="under-way", words="Wanted after all.")
    at("brian").post(page, state="stopped", words="Not for long.")
    assert '<span class="govuk-visually-hidden">Done: </span><span>Begun</span>' in at("elaine").get(page)


def test_a1_1_4_reported_under_one_sub_priority_counts_under_all_three(edition, at):
    at("brian").post(f"{edition.pk}/actions/A2.1.3/", state="under-way", words="Two cameras moved.")
    assert "Two cameras moved." in at("elaine").get(f"{edition.pk}/actions/A1.1.4/")
    assert ActionUpdate.objects.get().action.key == "A1.1.4"


def test_an_officer_of_another_body_reads_and_does_not_report(edition, at):
    page = f"{edition.pk}/actions/A1.1.1/"
    assert "Stevenage Police reports on this action." in at("elaine").get(page)
    assert at("elaine").post(page, state="under-way", words="No.").status_code == 404
    assert not ActionUpdate.objects.exists()


def test_who_reports_is_the_lead_body_or_the_manager():
    """May it, as values: the council is 1, the police 2, the fire service 3."""
    for roles, own, allowed in [
        ({"manager"}, {1}, True),
        ({"officer"}, {2}, True),
        ({"officer"}, {3}, False),
        ({"officer"}, {3, 2}, True),
        ({"administrator"}, {2}, False),
    ]:
        assert speaks_for([2], roles=roles, own=own) is allowed
        reason = rules.why_not_report(theirs=allowed, leads=["Stevenage Police"])
        assert reason == (None if allowed else "Stevenage Police reports on this action.")


def test_a3_2_2_a_dated_event_is_not_done_before_its_last_day(edition):
    """Arson awareness, to 30 June 2008."""
    done = Said("done", "Held.", evidence="Photographs")
    where = stands(edition, on=date(2008, 6, 20), only=["A3.2.2"])[0]
    with pytest.raises(Refusal, match="before its last day"):
        add_update(where, done, on=date(2008, 6, 29), by="the tests")
    assert add_update(where, done, on=date(2008, 6, 30), by="the tests").state == "done"
