"""From evidence to a draft that can be read, by itself and by hand."""

import re

import pytest

from tests.cast import html
from tests.knowing.assessment.conftest import done
from wardmote.deciding.plan.records.scoring import newest_version
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import making
from wardmote.knowing.assessment.first_drafts import FIRST
from wardmote.knowing.assessment.models import Assessment, Version

pytestmark = pytest.mark.django_db


def test_the_first_evidence_is_drafted_by_itself_over_the_latest_year_held(assessment):
    assert (assessment.period, assessment.against, assessment.audience) == ("2007-01:2007-12", "", "partner")
    version = assessment.versions.get()
    assert version.number == 1
    assert version.headline
    assert set(version.documents) == {"html", "pdf", "docx"}


def test_pb_05_the_replies_by_channel_add_up_to_the_replies(at):
    page = re.sub(r"<[^>]+>", "", at("elaine").get())
    total, channels = re.search(r"(\d+) replies came to the consultation \(([^)]*)\)", page).groups()
    counts = [int(count) for count in re.findall(r"\d+", channels)]
    assert (int(total), sum(counts), len(counts)) == (195, 195, 4)


def test_a3_1_1_the_days_from_halloween_to_bonfire_night_stand_out_in_damage(at):
    page = re.sub(r"<[^>]+>", "", at("elaine").get()).replace("\u00a0", " ")
    assert re.search(r"Criminal damage is [\d.]+ times as frequent around Halloween to Bonfire Night", page)


def test_asking_again_begins_no_second_assessment_and_no_second_version(assessment):
    work.enqueue(FIRST, partnership="holmbridge", by="the tests", about="First draft", key="first")
    making.ask_for_draft(assessment, by="the tests")
    done()
    assert (Assessment.objects.count(), Version.objects.count()) == (1, 1)


def test_everybody_of_the_partnership_reads_it_and_a_stranger_does_not(syn, assessment, queries):
    address = f"/holmbridge/assessment/{assessment.pk}/"
    for name in ("amira", "brian", "catherine", "elaine", "carol"):
        page = syn.client(name).get(address)
        assert page.status_code == 200
        assert "heft from vehicles" in html(page)
        assert ("Correct" in html(page)) == (name in ("amira", "brian", "carol"))
    for name in ("stella", "adam"):
        assert syn.client(name).get(address).status_code == 404
    assert syn.client("carol").get(address.replace("holmbridge", "otherham")).status_code == 404
    amira = syn.client("amira")
    for page in ("", "findings/?key=headline", "order/", "statements/", "compare/", "sign-off/"):
        with queries(at_most=15):
            assert amira.get(address + page).status_code == 200
    with queries(at_most=15):
        assert amira.get("/holmbridge/assessment/").status_code == 200


def test_the_pages_hold_nothing_a_strict_policy_would_stop(at):
    page = at("amira").get()
    for forbidden in (" style=", "<style", "onclick", "<script>", "javascript:"):
        assert forbidden not in page.replace("font-style=", "")


def test_months_that_are_not_held_are_told_at_their_field_and_nothing_is_begun(syn, assessment):
    asked = {"period": "2010-01:2010-12", "against": "", "audience": "partner"}
    answer = syn.client("brian").post("/holmbridge/assessment/begin/", asked)
    assert answer.status_code == 400
    field = html(answer).partition('id="id_period-error"')[2].partition("</p>")[0]
    assert "Nothing is loaded for Stevenage (SYN-2007) in January to December 2010" in field
    assert "Choose months within January 2005 to December 2007" in field
    assert list(Assessment.objects.all()) == [assessment]


@pytest.fixture
def dead(assessment):
    """One whose months were taken back before it was drafted."""
    same = {
        "partnership": assessment.partnership,
        "place_id": assessment.place_id,
        "place_name": "Holmbridge",
    }
    dead = Assessment.objects.create(**same, period="2010-01:2010-12", title="2010", made_by="the tests")
    making.ask_for_draft(dead, by="the tests")
    assert [job.state for job in work.run_all()] == ["refused"]
    return dead


def test_a_draft_that_was_refused_says_why_and_can_be_taken_away(syn, assessment, dead):
    brian, address = syn.client("brian"), f"/holmbridge/assessment/{dead.pk}/"
    told = html(brian.get(address))
    assert "No rows are loaded for" in told
    assert "Remove it" in told
    assert "Remove it" not in html(syn.client("elaine").get(address))
    asked = html(brian.post(address + "remove/"))
    assert "Remove 2010?" in asked and Assessment.objects.count() == 2, "asked first"
    brian.post(address + "remove/", {"sure": "yes"})
    assert list(Assessment.objects.all()) == [assessment]
    brian.post(f"/holmbridge/assessment/{assessment.pk}/remove/", {"sure": "yes"})
    assert list(Assessment.objects.all()) == [assessment], "what was drafted stays"


def test_a_later_period_that_never_came_to_a_draft_leaves_monday_and_the_plan_as_they_were(
    syn, assessment, dead
):
    page = html(syn.client("brian").get("/holmbridge/"))
    assert "as soon as the first draft is written" not in page
    assert "Strategic assessment 2007 is waiting to be signed off" in page
    assert newest_version(assessment.partnership) == assessment.versions.get()


@pytest.mark.parametrize("period", ["", "last year", "2007-13:2007-14", "2007-12:2007-01"])
def test_a_period_that_cannot_be_read_is_told_at_its_field(syn, assessment, period):
    answer = syn.client("brian").post(
        "/holmbridge/assessment/begin/", {"period": period, "against": "", "audience": "partner"}
    )
    assert answer.status_code == 400
    assert 'id="id_period-error"' in html(answer)
    assert Assessment.objects.count() == 1


def test_the_public_reads_no_hours_and_no_small_numbers_and_both_audiences_stand_beside(syn, assessment):
    brian = syn.client("brian")
    asked = {"period": "2007-01:2007-12", "against": "2006-01:2006-12", "audience": "public"}
    begun = brian.post("/holmbridge/assessment/begin/", asked)
    done()
    page = html(brian.get(begun["Location"]))
    assert "PUBLIC" in brian.get(begun["Location"] + "documents/html/").content.decode()
    assert "Strategic assessment 2007, for the public" in page
    assert Assessment.objects.count() == 2
