"""A load made on the command line appears on the web by itself, and so does the first draft."""

from tests.cast import Cast, html
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import first_drafts
from wardmote.knowing.assessment.models import Assessment


def test_a_first_draft_follows_a_load_that_no_page_made(syn: Cast) -> None:
    first_drafts.schedule_first_drafts()
    first_drafts.schedule_first_drafts()
    work.run_all()
    assert Assessment.objects.count() == 1, "once, and for no partnership without a place"
    page = html(syn.client("amira").get("/holmbridge/"))
    assert "Theft from vehicles" in page
    first_drafts.schedule_first_drafts()
    assert work.run_all() == []
