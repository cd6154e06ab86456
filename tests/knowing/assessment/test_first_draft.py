"""From evidence to a draft that can be read, by itself and by hand."""

import pytest

from tests.cast import html
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import making
from wardmote.knowing.assessment.models import Assessment, Version

pytestmark = pytest.mark.django_db


def first_draft(syn) -> Assessment:
    work.enqueue(making.FIRST, partnership="holmbridge", by="the tests", about="First draft", key="first")
    assert {job.state for job in work.run_all()} == {"done"}
    return Assessment.objects.get()


def test_the_first_evidence_is_drafted_by_itself_over_the_latest_year_held(syn):
    assessment = first_draft(syn)
    assert (assessment.period, assessment.against, assessment.audience) == ("2007-01:2007-12", "", "partner")
    version = assessment.versions.get()
    assert version.number == 1
    assert version.headline
    assert set(version.documents) == {"html", "pdf", "docx"}


def test_asking_again_begins_no_second_assessment(syn):
    first_draft(syn)
    first_draft(syn)
    assert Version.objects.count() == 1


def test_everybody_of_the_partnership_reads_it_and_a_stranger_does_not(syn, queries):
    assessment = first_draft(syn)
    for name in ("amira", "brian", "catherine", "elaine", "carol"):
        page = syn.client(name).get(f"/holmbridge/assessment/{assessment.pk}/")
        assert page.status_code == 200
        assert "Theft from vehicles" in html(page)
    for name in ("stella", "adam"):
        assert syn.client(name).get(f"/holmbridge/assessment/{assessment.pk}/").status_code == 404
    with queries(at_most=15):
        syn.client("amira").get(f"/holmbridge/assessment/{assessment.pk}/")
