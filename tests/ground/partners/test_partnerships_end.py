"""A district ends or joins another: its partnership is read, and people are told where the work goes on."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.cast import Cast, html
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.joining import end_partnership
from wardmote.ground.partners.reminding import remind
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_l_07_a_district_that_ends_is_read_and_nothing_is_written_in_it(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    end_partnership(cast.holmbridge, ends=yesterday, successor=cast.otherham, by="the tests")
    brian = cast.client("brian")
    page = html(brian.get("/holmbridge/people/bodies/"))
    assert "nothing is written in it any more" in page
    assert "Otherham Community Safety Partnership goes on with its work" in page
    said = {"name": "Street pastors", "kind": "voluntary", "revision": "0"}
    refused = brian.post("/holmbridge/people/bodies/add/", said)
    assert refused.status_code == 409
    assert "Street pastors" in html(refused), "what was typed stands there to be copied"
    assert not Entry.objects.filter(what="partners.body_added").exists()
    told = [letter for letter in mail.outbox if letter.subject.endswith("ends")]
    assert {address for letter in told for address in letter.to} >= {
        "brian@example.org",
        "elaine@example.org",
    }
    mail.outbox.clear()
    remind(cast.holmbridge, on=timezone.localdate(), by="the tests")
    assert not mail.outbox
    assert cast.client("stella").post("/otherham/people/bodies/add/", said).status_code == 302


def test_l_07_a_partnership_works_until_its_last_day(cast: Cast) -> None:
    end_partnership(cast.holmbridge, ends=timezone.localdate(), successor=None, by="the tests")
    said = {"name": "Street pastors", "kind": "voluntary", "revision": "0"}
    brian = cast.client("brian")
    assert "Ends on" in html(brian.get("/holmbridge/people/bodies/"))
    assert brian.post("/holmbridge/people/bodies/add/", said).status_code == 302


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal, match="go on with its own work"):
        end_partnership(cast.holmbridge, ends=today, successor=cast.holmbridge, by="the tests")
    end_partnership(cast.otherham, ends=today, successor=cast.holmbridge, by="the tests")
    with pytest.raises(Refusal, match="go on with its own work"):
        end_partnership(cast.holmbridge, ends=today, successor=cast.otherham, by="the tests")
    with pytest.raises(Refusal, match="It has ended already"):
        end_partnership(cast.otherham, ends=today, successor=None, by="the tests")
