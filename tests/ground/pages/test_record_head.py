"""The head of a record's page: its state, its steps with whose turn it is, the one thing to do."""

from typing import Any

import pytest
from django.template import Context, Template

from wardmote.ground.pages.record_head import HeadAction, RecordHead, life_steps

PATH = [("draft", "Draft"), ("checked", "Check"), ("signed", "Sign-off"), ("filed", "Filed")]
HOSTILE = "<script>alert('x')</script>"


def drawn(head: RecordHead, **given: Any) -> str:
    template = "{% load parts %}{% record_head head %}<p>{{ words }}</p>{% endrecord_head %}"
    return Template(template).render(Context({"head": head, **given}))


@pytest.mark.parametrize(
    ("now", "said", "places"),
    [
        ("draft", {}, ["now", "next", "next", "next"]),
        ("signed", {"draft": "Amira, 8 April 2008"}, ["done", "skipped", "now", "next"]),
        ("filed", {"draft": "", "checked": "", "signed": ""}, ["done", "done", "done", "now"]),
        ("", {"draft": "", "filed": ""}, ["done", "skipped", "skipped", "done"]),
    ],
)
def test_a_step_is_done_left_out_in_hand_or_to_come(now, said, places):
    assert [step.place for step in life_steps(PATH, now, said)] == places


def test_the_step_in_hand_is_marked_and_leads_to_where_it_is_done():
    steps = life_steps(PATH, "signed", {"draft": "Amira", "signed": "the chair, by 9 May"}, url="#sign")
    html = drawn(RecordHead("Paper", ("not-set", "Draft"), steps), words="One thing to know.")
    assert html.count('aria-current="step"') == 1
    assert '<a href="#sign">Sign-off</a> <span class="wm-life__words">the chair, by 9 May</span>' in html
    for words in ("Done: </span>", "Left out: </span>", "To come: </span>", "<p>One thing to know.</p>"):
        assert words in html


def test_the_one_thing_to_do_is_a_link_or_a_button_that_writes():
    link = RecordHead("Paper", ("near", "Late"), action=HeadAction("Sign", "/sign/"))
    assert 'href="/sign/">Sign</a>' in drawn(link)
    button = RecordHead("Paper", ("near", "Late"), action=HeadAction("Publish", "/publish/", post=True))
    html = drawn(button, csrf_token="secret")
    assert '<form method="post" action="/publish/">' in html
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert "wm-actions" not in drawn(RecordHead("Paper", ("near", "Late")))


def test_what_people_wrote_stays_text():
    steps = life_steps([("a", HOSTILE)], "a", {"a": HOSTILE}, url=HOSTILE)
    head = RecordHead(HOSTILE, (HOSTILE, HOSTILE), steps, HeadAction(HOSTILE, HOSTILE))
    assert "<script" not in drawn(head, words=HOSTILE)
