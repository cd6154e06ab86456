"""A public assessment leaves the partnership: what was published stands, and what follows is held to it."""

import pytest

from tests.cast import html
from tests.knowing.assessment.conftest import done
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs import work
from wardmote.knowing.assessment import publishing
from wardmote.knowing.assessment.making import ask_for_draft
from wardmote.knowing.assessment.models import Assessment, SignOff, Version
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting import release_register
from wardmote.measuring.drafting.release_register import public_release_of, publish, releases_of
from wardmote.measuring.drafting.study import open_study
from wardmote.measuring.figures.methods import open_inquiry

pytestmark = pytest.mark.django_db
YEAR, ELEVEN = "2007-01:2007-12", "2007-01:2007-11"


def publish_the_year(data, town):
    """As the command line does before it writes."""
    inquiry = open_inquiry(data, "holmbridge")
    place = inquiry.evidence.place(town.place.area_id)
    study = open_study(inquiry, place, parse_period(YEAR), against=None, audience="public")
    assert publish(public_release_of(study, data, "holmbridge"), lambda: study, data, "holmbridge")


def test_what_was_published_on_the_command_line_closes_button_download_and_sign_off(syn, data, monkeypatch):
    brian, mend = syn.client("brian"), "Choose January to December 2007 (2007-01:2007-12)."
    monkeypatch.setattr(release_register, "_mend", lambda *asked: mend)  # tried in journeys/test_public.py
    asked = {"period": ELEVEN, "against": "", "audience": "public"}
    address = brian.post("/holmbridge/assessment/begin/", asked)["Location"]
    done()
    assert not releases_of(data, "holmbridge"), "a draft is not published"
    publish_the_year(data, syn.holmbridge)

    refused = brian.get(f"{address}documents/html/")
    assert refused.status_code == 409
    for told in ("small numbers could be worked out", "the release of", mend):
        assert told in html(refused)
    fields = brian.get(f"{address}sign-off/").context["form"].fields
    signed = dict.fromkeys((name for name in fields if name.startswith("missing_")), "It was not held.")
    signed |= {"role": "manager", "read": "on", "version": str(Version.objects.get().pk)}
    answer = brian.post(f"{address}sign-off/", signed)
    assert answer.status_code == 409 and "small numbers" in html(answer)
    assert not SignOff.objects.exists()

    ask_for_draft(Assessment.objects.get(), by="Brian")
    (job,) = work.run_all()
    assert job.state == "refused" and "small numbers" in job.problem["found"]
    assert len(releases_of(data, "holmbridge")) == 1
    assert not Entry.objects.filter(what="assessment.published").exists()


def killed(*_args, **_named):
    raise KeyboardInterrupt


def test_a_download_is_a_release_once_and_stands_in_the_log(syn, data, monkeypatch):
    brian = syn.client("brian")
    asked = {"period": YEAR, "against": "", "audience": "public"}
    address = brian.post("/holmbridge/assessment/begin/", asked)["Location"]
    done()
    for page in ("", "compare/", "sign-off/"):
        assert "publishes it for good, a draft too" in html(brian.get(address + page)), page
    with monkeypatch.context() as patch:
        patch.setattr(f"{publishing.__name__}.note", killed)
        with pytest.raises(KeyboardInterrupt):
            brian.get(f"{address}documents/html/")
    assert len(releases_of(data, "holmbridge")) == 1, "killed in between, the next download is told instead"
    for _ in range(2):
        assert brian.get(f"{address}documents/html/").status_code == 200
    assert len(releases_of(data, "holmbridge")) == 1
    assert Entry.objects.filter(what="assessment.published").count() == 1
