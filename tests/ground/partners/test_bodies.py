"""Bodies by date: they are added, renamed, end, are carried on; what cannot be is refused with its reason."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, html
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import EditConflict
from wardmote.ground.partners import joining, rules, tokens
from wardmote.ground.partners.bodies import (
    BodyDetails,
    BodyEnd,
    add_body,
    change_body,
    end_body,
    rename_body,
    stand_again,
    warnings_on,
)
from wardmote.ground.partners.models import Body, Invitation, Membership
from wardmote.ground.partners.viewing import viewer_of
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
PAGES = "/holmbridge/people/bodies/"


def made(cast: Cast, name: str, kind: str, begins: date | None = None) -> Body:
    return add_body(cast.holmbridge, BodyDetails(name, kind, begins), by=cast.viewer("brian"))


def fire(cast: Cast) -> Body:
    return Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")


def ends(cast: Cast, body: Body, on: date, heir: Body | None = None, **more: Any) -> None:
    body.refresh_from_db()
    said = BodyEnd(on, heir, "merged", **more)
    end_body(body, said, read=body.revision, by=cast.viewer("brian"))


def fields(form: Any) -> dict[str, Any]:
    return {each.name: each.value() for each in form if each.value() not in (None, False)}


# ---- ending, on the pages ----


def test_a_manager_ends_a_body_and_its_people_are_out_the_day_after(cast: Cast) -> None:
    old, brian, elaine = fire(cast), cast.client("brian"), cast.client("elaine")
    today = timezone.localdate()
    made(cast, "County fire authority", "fire-and-rescue")
    heir = Body.objects.get(name="County fire authority")
    assert elaine.get("/holmbridge/tasks/").status_code == 200
    page = f"{PAGES}{old.pk}/end/"
    given = fields(brian.get(page).context["form"])
    given |= {
        "ends": str(today - timedelta(days=1)),
        "successor": str(heir.pk),
        "why": "One service for all.",
    }
    assert brian.post(page, given).status_code == 302
    assert elaine.get("/holmbridge/tasks/").status_code == 404, "in the open session too"
    shown = html(brian.get(f"{PAGES}{old.pk}/"))
    assert "County fire authority answers for what it owed" in shown
    assert "Carries on the work of" in html(brian.get(f"{PAGES}{heir.pk}/"))
    assert "One service for all." in shown
    assert Entry.objects.filter(what="partners.body_ended").count() == 1


def test_its_people_go_over_to_the_successor_in_the_roles_they_had(cast: Cast) -> None:
    heir = made(cast, "County fire authority", "fire-and-rescue")
    yesterday = timezone.localdate() - timedelta(days=1)
    ends(cast, fire(cast), yesterday, heir, people_go_over=True)
    viewer = cast.viewer("elaine")
    assert (viewer.body, viewer.bodies, viewer.roles) == ("County fire authority", {heir.pk}, {"officer"})


def test_a_body_that_ends_later_is_one_until_then_and_nobody_joins_for_longer(cast: Cast) -> None:
    last = timezone.localdate() + timedelta(days=30)
    ends(cast, fire(cast), last)
    assert cast.viewer("elaine").body == "Fire and rescue"
    late = joining.join(cast.holmbridge, person=cast.amira, body=fire(cast), role="officer", by="the tests")
    assert late.ends == last
    after = timezone.now() + timedelta(days=32)
    assert viewer_of(cast.elaine, "holmbridge", after) is None


def test_taking_the_end_back_makes_its_people_members_again(cast: Cast) -> None:
    body, yesterday = fire(cast), timezone.localdate() - timedelta(days=1)
    ends(cast, body, yesterday)
    brian, elaine = cast.client("brian"), cast.client("elaine")
    assert elaine.get("/holmbridge/tasks/").status_code == 404
    assert "It answers for its own work again" in html(brian.post(f"{PAGES}{body.pk}/stand-again/"))
    assert brian.post(f"{PAGES}{body.pk}/stand-again/", {"sure": "1"}).status_code == 302
    assert cast.client("elaine").get("/holmbridge/tasks/").status_code == 200
    body.refresh_from_db()
    with pytest.raises(Refusal, match="It has not ended"):
        stand_again(body, by=cast.viewer("brian"))


def test_who_has_the_role_elsewhere_by_then_keeps_that_one(cast: Cast) -> None:
    body, heir = fire(cast), made(cast, "County fire authority", "fire-and-rescue")
    ends(cast, body, timezone.localdate() - timedelta(days=1), heir, people_go_over=True)
    body.refresh_from_db()
    stand_again(body, by=cast.viewer("brian"))
    open_ = Membership.objects.filter(person=cast.elaine, ends=None)
    assert [each.body.name for each in open_] == ["County fire authority"]


def test_tokens_and_invitations_of_a_body_that_is_over_open_nothing(cast: Cast) -> None:
    body, brian, now = fire(cast), cast.viewer("brian"), timezone.now()
    _, words = tokens.make(cast.holmbridge, name="their tool", whom=body, by=brian)
    asked = joining.NewInvitation("new@example.org", ("officer",), body)
    _, link = joining.invite(cast.holmbridge, asked, by=brian)
    assert tokens.reads_as(words, "holmbridge", now) is not None
    ends(cast, body, timezone.localdate() - timedelta(days=1))
    assert tokens.reads_as(words, "holmbridge", now) is None
    with pytest.raises(Refusal, match="is no body of the partnership today"):
        joining.take_up(link, person=cast.stella, now=now)
    assert Invitation.objects.get().taken_up_at is None
    body.refresh_from_db()
    with pytest.raises(Refusal, match="is no body of the partnership today"):
        joining.invite(cast.holmbridge, asked, by=brian)


def test_what_it_owed_its_successor_says_is_done(cast: Cast) -> None:
    body, today = fire(cast), timezone.localdate()
    origin = Origin("exception", "1", "Exception: fires", "/x/")
    task = set_task(
        cast.holmbridge, Asking("Visit five schools.", body.pk, today), origin, by=cast.viewer("brian")
    )
    heir = made(cast, "County fire authority", "fire-and-rescue")
    joining.join(cast.holmbridge, person=cast.stella, body=heir, role="officer", by="the tests")
    stella = cast.client("stella")
    page = f"/holmbridge/tasks/{task.pk}/"
    assert "Fire and rescue says when this is done" in html(stella.get(page))
    ends(cast, body, today - timedelta(days=1), heir)
    owed = html(stella.get("/holmbridge/owed/"))
    assert "Visit five schools." in owed and "County fire authority" in owed
    assert stella.post(page, {"evidence": "Photographs"}).status_code == 302
    task.refresh_from_db()
    assert (task.done, task.owner.name) == (True, "Fire and rescue")


def test_nothing_new_is_given_to_a_body_that_is_over(cast: Cast) -> None:
    body, successor = fire(cast), made(cast, "County fire authority", "fire-and-rescue")
    ends(cast, body, timezone.localdate() - timedelta(days=1), successor)
    today, origin = timezone.localdate(), Origin("exception", "1", "Exception: fires", "/x/")
    with pytest.raises(Refusal, match="Choose a body that is one of this partnership today"):
        set_task(cast.holmbridge, Asking("Visit.", body.pk, today), origin, by=cast.viewer("brian"))
    offered = html(cast.client("brian").get("/holmbridge/people/invite/"))
    assert "County fire authority</option>" in offered and "Fire and rescue</option>" not in offered


def test_the_bodies_of_a_day_are_those_that_stand_then(cast: Cast) -> None:
    """By the database as by each body itself, at both edges."""
    for begins, over in ((None, None), (date(2010, 1, 1), None), (None, date(2010, 1, 1))):
        Body.objects.create(
            partnership=cast.holmbridge, name=f"{begins} {over}", kind="voluntary", begins=begins, ends=over
        )
    for day in (date(2009, 12, 31), date(2010, 1, 1), date(2010, 1, 2)):
        every = Body.objects.filter(partnership=cast.holmbridge)
        assert set(every.on(day)) == {body for body in every if body.in_force(day)}


# ---- what is refused ----


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"ends": date(1999, 1, 1)}, "It would end before it begins."),
        ({"heir": "itself"}, "It would carry on its own work"),
        ({"heir": "later"}, "Later is no body here on the day after"),
        ({"heir": "other town"}, "Choose a body of this partnership."),
        ({"why": " "}, "Say why it ends"),
    ],
    ids=[
        "before it begins",
        "a circle",
        "before its successor begins",
        "of another partnership",
        "no reason",
    ],
)
def test_an_end_that_cannot_be_is_refused_and_changes_nothing(cast: Cast, said: Any, reason: str) -> None:
    body = made(cast, "Wardens", "voluntary", date(2000, 1, 1))
    later = made(cast, "Later", "voluntary", date(2030, 1, 1))
    other = Body.objects.get(partnership=cast.otherham, name="Otherham council")
    heir = {"itself": body, "later": later, "other town": other}.get(said.get("heir", ""))
    asked = BodyEnd(said.get("ends", date(2026, 1, 1)), heir, said.get("why", "merged"))
    with pytest.raises(Refusal) as refused:
        end_body(body, asked, read=body.revision, by=cast.viewer("brian"))
    assert reason in str(refused.value)
    body.refresh_from_db()
    assert (body.ends, body.successor) == (None, None)


def test_a_circle_over_several_bodies_is_refused(cast: Cast) -> None:
    one, two = made(cast, "One", "voluntary"), made(cast, "Two", "voluntary")
    ends(cast, one, date(2030, 1, 1), two)
    with pytest.raises(Refusal, match="It would carry on its own work"):
        ends(cast, two, date(2029, 1, 1), one)


def test_the_body_of_the_last_manager_does_not_end_under_her(cast: Cast) -> None:
    council = Body.objects.get(partnership=cast.holmbridge, name="Borough council")
    for last in (timezone.localdate(), timezone.localdate() - timedelta(days=1)):
        with pytest.raises(Refusal, match="Nobody else runs the partnership after that day"):
            ends(cast, council, last)
    assert cast.viewer("brian").has({rules.MANAGER})
    unitary = made(cast, "County unitary council", "county-council")
    ends(cast, council, timezone.localdate(), unitary, people_go_over=True)
    assert Membership.objects.filter(body=unitary, role="manager").exists()


def test_two_managers_who_end_it_at_once_see_each_other(cast: Cast) -> None:
    body, said = fire(cast), BodyEnd(date(2026, 1, 1), None, "merged")
    end_body(body, said, read=body.revision, by=cast.viewer("brian"))
    with pytest.raises(EditConflict):
        end_body(body, said, read=body.revision, by=cast.viewer("brian"))


@pytest.mark.parametrize("name", ["amira", "catherine", "elaine", "adam"])
def test_nobody_but_a_manager_says_which_bodies_there_are(cast: Cast, name: str) -> None:
    body, client = fire(cast), cast.client(name)
    for page in ("add/", f"{body.pk}/change/", f"{body.pk}/end/", f"{body.pk}/stand-again/"):
        assert client.get(PAGES + page).status_code == client.post(PAGES + page).status_code == 404
    shown = html(client.get(f"{PAGES}{body.pk}/"))
    assert "It ends" not in shown
    assert ("Partner officer" in shown) is (name == "adam"), "who keeps the people sees them"
    assert cast.client("stella").get(f"{PAGES}{body.pk}/").status_code == 404
    with pytest.raises(Refusal, match="The community safety manager says"):
        add_body(cast.holmbridge, BodyDetails("X", "voluntary"), by=cast.viewer(name))


# ---- names ----


def test_a_body_is_called_by_its_name_of_the_day(cast: Cast, queries: Any) -> None:
    body, brian = fire(cast), cast.client("brian")
    page = f"{PAGES}{body.pk}/change/"
    given = fields(brian.get(page).context["form"])
    given |= {"name": "Safety and Rescue Service", "since": "2020-04-01", "begins": "2004-01-01"}
    assert brian.post(page, given).status_code == 302
    body.refresh_from_db()
    days = (date(2020, 3, 31), date(2020, 4, 1))
    assert [body.name_on(day) for day in days] == ["Fire and rescue", "Safety and Rescue Service"]
    with queries(at_most=15):
        then = html(brian.get(f"{PAGES}?on=2020-03-31"))
    assert "Fire and rescue" in then and "Safety and Rescue Service" not in then
    assert "Borough council" in then
    assert "Safety and Rescue Service" not in html(brian.get(f"{PAGES}?on=2003-12-31"))
    now = html(brian.get(PAGES))
    assert "Fire and rescue until 31 March 2020" in now
    assert joining.find_body(cast.holmbridge, "fire and Rescue") == body, "a file may still call it so"
    assert cast.viewer("elaine").body == "Safety and Rescue Service"


def test_a_slip_of_the_pen_is_no_former_name(cast: Cast) -> None:
    body = fire(cast)
    said = BodyDetails("Fire and Rescue", "fire-and-rescue")
    change_body(body, said, since=None, read=body.revision, by=cast.viewer("brian"))
    body.refresh_from_db()
    assert (body.name, body.former_names.count()) == ("Fire and Rescue", 0)


@pytest.mark.parametrize(
    ("said", "since", "reason"),
    [
        (("Police", "fire-and-rescue", None), None, "Police is a body of this partnership already"),
        (("F and R", "fire-and-rescue", None), date(2100, 1, 1), "A new name begins today at the latest"),
        (("F and R", "primary-care-trust", None), None, "that kind of body ended on 31 March 2013"),
        (("F and R", "fire-and-rescue", date(1990, 1, 1)), None, "that kind of body began on 1 April 2003"),
    ],
)
def test_what_cannot_be_said_of_a_body_is_refused(cast: Cast, said: Any, since: Any, reason: str) -> None:
    body = fire(cast)
    with pytest.raises(Refusal) as refused:
        change_body(body, BodyDetails(*said), since=since, read=body.revision, by=cast.viewer("brian"))
    assert reason in str(refused.value)
    body.refresh_from_db()
    assert body.name == "Fire and rescue"


def test_a_name_does_not_begin_before_the_one_it_follows(cast: Cast) -> None:
    body = fire(cast)
    rename_body(body, "Second", since=date(2015, 1, 1), by="the tests")
    body.refresh_from_db()
    said = BodyDetails("Third", body.kind)
    with pytest.raises(Refusal, match="It has the name it has since 1 January 2015"):
        change_body(body, said, since=date(2014, 1, 1), read=body.revision, by=cast.viewer("brian"))
    rename_body(body, "Third", since=date(2015, 1, 1), by="the tests")
    assert [was.name for was in body.former_names.all()] == ["Fire and rescue"], (
        "never called Second for a day"
    )


# ---- the law of a day ----


def test_l_07_a_04_the_law_of_the_day_says_who_is_missing_and_who_cannot_be_there(cast: Cast) -> None:
    """Domain notes 2.1, 2.4: the trust is health's member until 2013, the board since July 2022."""
    trust = Body.objects.create(partnership=cast.holmbridge, name="Herts PCT", kind="primary-care-trust")
    found = {day: warnings_on(cast.holmbridge, list(Body.objects.filter(partnership=cast.holmbridge)), day)
             for day in (date(2008, 4, 1), date(2026, 4, 1))}  # fmt: skip
    assert not any("Herts PCT" in each or "integrated care board" in each for each in found[date(2008, 4, 1)])
    assert any("police authority" in each for each in found[date(2008, 4, 1)])
    now = found[date(2026, 4, 1)]
    assert any("Herts PCT" in each and "ended on 31 March 2013" in each for each in now)
    assert any("the integrated care board as a responsible authority" in each for each in now)
    assert not any("county council" in each for each in now), "it is a body here"
    shown = html(cast.client("elaine").get(f"{PAGES}?on=2026-04-01"))
    assert all(re.sub(r"\s+", " ", each) in shown.replace("&#x27;", "'") for each in now)
    assert trust.in_force(date(2026, 4, 1)), "until somebody says what became of it"
