"""What people add, order and take back, and what comes of it in the assessment."""

import pytest

from tests.knowing.assessment.conftest import done
from wardmote.knowing.assessment.models import Order, Statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "fields", "read"),
    [
        ("added", {"words": "Two shops closed.", "source": "Council"}, "Two shops closed. (Council)"),
        ("intelligence", {"words": "Dealing moved.", "source": "Police"}, "Dealing moved."),
        ("delivery", {"words": "Nine of ten actions were done."}, "Nine of ten actions were done."),
        ("decision", {"words": "Accepted: it doubled.", "about": "robbery"}, "Accepted: it doubled."),
    ],
)
def test_what_is_stated_stands_in_the_next_draft(at, kind, fields, read):
    assert at("amira").post(f"statements/{kind}/", revision=0, **fields).status_code == 302
    done()
    assert read in at("elaine").get()


@pytest.mark.parametrize("kind", ["added", "intelligence"])
def test_a_statement_without_its_source_is_refused(at, kind):
    answer = at("amira").post(f"statements/{kind}/", words="Something.", revision=0)
    assert answer.status_code == 400
    assert not Statement.objects.exists()


def test_harm_judged_otherwise_moves_the_matters(at):
    assert at("amira").post("statements/harm/", words="4", about="shoplifting", revision=0).status_code == 302
    assert at("amira").post("statements/harm/", words="9", about="robbery", revision=0).status_code == 400
    second = at("brian").post("statements/harm/", words="1", about="shoplifting", revision=0)
    assert "There is one about this already" in second.content.decode()
    done()


def test_a_statement_is_changed_by_one_person_at_a_time_and_taken_back(at):
    amira, brian = at("amira"), at("brian")
    amira.post("statements/delivery/", words="Nine of ten.", revision=0)
    page = f"statements/delivery/{Statement.objects.get().pk}/"
    first, second = amira.form(page), brian.form(page)
    assert amira.post(page, **{**first, "words": "Eight of ten."}).status_code == 302
    told = brian.post(page, **{**second, "words": "Seven of ten."})
    assert told.status_code == 409
    assert "Eight of ten." in told.content.decode()
    assert "Seven of ten." in told.content.decode()
    assert brian.post(page, **{**brian.form(page), "take_back": "1"}).status_code == 302
    assert not Statement.objects.exists()


def test_the_order_is_changed_with_buttons_and_the_document_follows(at, assessment):
    amira = at("amira")
    told = amira.client.get(amira.base + "order/").context["stories"]
    assert len(told) > 5, "there is more to tell than the first pages hold"
    last = told[-1]
    assert amira.post("order/", way="first", key=last.key, revision=0).status_code == 302
    assert Order.objects.get().keys[0] == last.key
    done()
    assert assessment.versions.count() == 1, "another order of the same findings is the same version"
    front = amira.get().split("paper-contents")[0]
    first = front.index('id="finding-1"')
    assert last.headline[:25] in front[first : first + 2500].replace("\N{NO-BREAK SPACE}", " ")


def test_a_second_person_moving_stories_is_told_of_the_first(at):
    amira, brian = at("amira"), at("brian")
    keys = [told.key for told in amira.client.get(amira.base + "order/").context["stories"]]
    amira.post("order/", way="up", key=keys[1], revision=0)
    brian.post("order/", way="up", key=keys[2], revision=0)
    assert "Amira (Borough council) changed the order while you were at it" in brian.get("order/")
    assert Order.objects.get().keys[:3] == [keys[1], keys[0], keys[2]]
    brian.post("order/", way="program", revision=1)
    assert Order.objects.get().keys == []


def test_what_was_decided_is_downloaded_as_the_file_the_command_line_reads(at, tmp_path):
    from wardmote.measuring.drafting.judgement import read_judgement

    at("amira").correct(words="Ours: 600 then, 730 now.")
    at("amira").post("statements/delivery/", words="Nine of ten.", revision=0)
    file = tmp_path / "judgement.toml"
    file.write_bytes(at("amira").client.get(at("amira").base + "judgement.toml").content)
    known = read_judgement(file)
    assert known.finding["change/syn-2007-crime/theft-from-vehicle"].words == "Ours: 600 then, 730 now."
    assert known.delivery.words == "Nine of ten."
