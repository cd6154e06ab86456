"""Groups by date: they begin, change, end; who sits in them, their wards, whom they report to."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, html
from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import EditConflict
from wardmote.ground.partners.bodies import BodyDetails, BodyEnd, add_body, end_body
from wardmote.ground.partners.groups import (
    GroupDetails,
    SeatDetails,
    Upward,
    Ward,
    add_group,
    add_seat,
    change_group,
    end_group,
    end_seat,
    group_stands_again,
    set_line,
    set_wards,
    warnings_on,
)
from wardmote.ground.partners.models import Body, Group, GroupSeat, Membership
from wardmote.measuring.catalogue.refusals import Refusal

pytestmark = pytest.mark.django_db
PAGES = "/holmbridge/people/groups/"
BEGAN = date(2024, 9, 1)
COMMITTEES = {  # as the plan of 2008 lists them: 2 + 2 + 2 + 3 + 2 + 2 = 13 wards
    "Bedwell": ["Bedwell", "Pin Green"],
    "Chells and Manor": ["Chells", "Manor / Chells Manor"],
    "Broadwater": ["Longmeadow", "Roebuck"],
    "Old Stevenage": ["Old Town", "Symonds Green", "Woodfield"],
    "St Nicholas": ["St Nicholas", "Martins Wood"],
    "Shephall": ["Shephall", "Bandley Hill / Bandley Hill and Poplars"],
}


def made(cast: Cast, name: str, kind: str = "theme", begins: date = BEGAN, **more: Any) -> Group:
    wards = [Ward(name) for name in more.pop("wards", ())]
    said = GroupDetails(name, kind, begins, **more)
    return add_group(cast.holmbridge, said, wards=wards, by=cast.viewer("brian"))


def body(cast: Cast, name: str = "Fire and rescue") -> Body:
    return Body.objects.get(partnership=cast.holmbridge, name=name)


def sits(cast: Cast, group: Group, who: Any = None, **more: Any) -> GroupSeat:
    said = {"body": body(cast), "begins": timezone.localdate(), "why": "Appointed.", **more}
    return add_seat(group, SeatDetails(person=who, **said), by=cast.viewer("brian"))


def reports(cast: Cast, group: Group, above: Group | None, since: date = BEGAN) -> None:
    set_line(group, Upward(since, above), by=cast.viewer("brian"))


def fields(form: Any) -> dict[str, Any]:
    return {each.name: each.value() for each in form if each.value() not in (None, False)}


# ---- the structure of a day ----


def test_id_11_the_structure_of_a_day_before_the_first_group_is_not_recorded(cast: Cast) -> None:
    for name in ("Strategy", "Forum", "Joint Action Group", "Night group", "Tasking group"):
        made(cast, name, begins=date(2007, 9, 1))
    elaine = cast.client("elaine")
    before, after = (html(elaine.get(f"{PAGES}?on={day}")) for day in ("2007-08-01", "2007-10-01"))
    assert "On Wednesday 1 August 2007: not recorded." in before
    assert "begins on Saturday 1 September 2007; nothing is recorded before" in before
    assert "On Monday 1 October 2007: 5 groups." in after
    assert "Tasking group" in after


def test_a_01_six_committees_are_for_thirteen_wards_by_their_official_names(cast: Cast) -> None:
    brian = cast.client("brian")
    for name, wards in COMMITTEES.items():
        said = {"name": f"{name} Area Committee", "kind": "area-committee", "begins": "2007-09-01"}
        page = brian.post(f"{PAGES}add/", {**said, "wards": "\n".join(wards), "revision": "0"})
        assert page.status_code == 302, html(page)
    shown = html(brian.get(f"{PAGES}?on=2007-10-01"))
    assert "0 groups and 6 area committees" in shown
    groups = [group.wards.on(date(2007, 10, 1)) for group in Group.objects.all()]
    assert [len(wards) for wards in groups] == [2, 2, 2, 3, 2, 2]
    manor = html(brian.get(f"{PAGES}{Group.objects.get(name__startswith='Chells').pk}/"))
    assert "<li>Manor, in the plan: Chells Manor</li>" in manor


def test_a_10_a_reporting_line_says_where_it_is_assumed_and_is_dashed(cast: Cast) -> None:
    upper, lower, third = made(cast, "Upper"), made(cast, "Lower"), made(cast, "Third")
    set_line(lower, Upward(BEGAN, upper, assumed=True), by=cast.viewer("brian"))
    reports(cast, third, upper)
    shown = html(cast.client("elaine").get(PAGES))
    assert "Upper (assumed)" in shown
    assert shown.count("stroke-dasharray") == 2, "both strokes of the one assumed line"
    assert "(assumed: nobody wrote it down so)" in html(cast.client("elaine").get(f"{PAGES}{lower.pk}/"))


def test_a_line_drawn_anew_counts_from_its_day(cast: Cast) -> None:
    one, two, low = made(cast, "One"), made(cast, "Two"), made(cast, "Low")
    reports(cast, low, one)
    reports(cast, low, two, since=date(2025, 4, 1))
    lines = low.lines
    assert [str(lines.on(day).get().above) for day in (date(2025, 3, 31), date(2025, 4, 1))] == ["One", "Two"]
    reports(cast, low, None, since=date(2025, 4, 1))
    assert not lines.on(date(2025, 4, 1)).exists()


def test_reports_never_go_round_not_on_a_later_day_either(cast: Cast) -> None:
    one, two, three = made(cast, "One"), made(cast, "Two"), made(cast, "Three")
    reports(cast, two, one)
    reports(cast, three, two, since=date(2026, 4, 1))
    with pytest.raises(Refusal, match="One reports to Three, which reports to Two, which reports to One"):
        reports(cast, one, three)
    with pytest.raises(Refusal, match="One would report to itself"):
        reports(cast, one, one)
    reports(cast, two, None, since=date(2025, 4, 1))
    reports(cast, one, three, since=date(2025, 4, 1))


def test_a_group_reports_to_no_group_that_is_not_there(cast: Cast) -> None:
    late, low = made(cast, "Late", begins=date(2025, 6, 1)), made(cast, "Low")
    with pytest.raises(Refusal, match="Late does not exist on that day"):
        reports(cast, low, late)


# ---- beginning, changing, ending ----


@pytest.mark.parametrize("name", ["jag", "J A G", "FIRE AND RESCUE"])
def test_a_group_is_not_called_as_another_or_a_body_is(cast: Cast, name: str) -> None:
    made(cast, "JAG")
    with pytest.raises(Refusal, match="is a group or a body here already"):
        made(cast, name)


def test_only_the_manager_says_which_groups_there_are(cast: Cast) -> None:
    group = made(cast, "JAG")
    for name in ("elaine", "amira", "catherine"):
        viewer = cast.viewer(name)
        with pytest.raises(Refusal, match="The community safety manager says"):
            add_group(cast.holmbridge, GroupDetails("Mine", "theme", BEGAN), by=viewer)
        assert cast.client(name).get(f"{PAGES}{group.pk}/change/").status_code == 404
        assert "Change what is said of it" not in html(cast.client(name).get(f"{PAGES}{group.pk}/"))


def test_two_who_change_a_group_do_not_overwrite_each_other(cast: Cast) -> None:
    group, brian = made(cast, "JAG"), cast.client("brian")
    page = f"{PAGES}{group.pk}/change/"
    first = fields(brian.get(page).context["form"])
    assert brian.post(page, {**first, "meets": "each month"}).status_code == 302
    second = brian.post(page, {**first, "meets": "each week"})
    assert second.status_code == 409
    assert "each month" in html(second)
    group.refresh_from_db()
    assert group.meets == "each month"
    with pytest.raises(EditConflict):
        end_group(group, BEGAN, "Over.", read=1, by=cast.viewer("brian"))


def test_a_group_that_ends_ends_its_seats_and_wards_and_stands_again_with_them(cast: Cast) -> None:
    group = made(cast, "Old Town", "area-committee", wards=["Old Town", "Woodfield"])
    sits(cast, group, begins=date(2025, 1, 1))
    last = date(2025, 3, 31)
    end_group(group, last, "The council has none any more.", read=2, by=cast.viewer("brian"))
    assert {seat.ends for seat in group.seats.all()} == {last} == {ward.ends for ward in group.wards.all()}
    assert "not recorded" not in html(cast.client("elaine").get(f"{PAGES}?on=2025-04-01"))
    assert "0 groups" in html(cast.client("elaine").get(f"{PAGES}?on=2025-04-01"))
    group_stands_again(group, by=cast.viewer("brian"))
    assert {seat.ends for seat in group.seats.all()} == {None} == {ward.ends for ward in group.wards.all()}


@pytest.mark.parametrize(
    ("ends", "why", "words"),
    [
        (BEGAN - timedelta(days=1), "Over.", "It would end before it begins"),
        (BEGAN, " ", "Say why it ends"),
    ],
)
def test_an_end_that_cannot_be_is_refused(cast: Cast, ends: date, why: str, words: str) -> None:
    group = made(cast, "JAG")
    with pytest.raises(Refusal, match=words):
        end_group(group, ends, why, read=1, by=cast.viewer("brian"))
    group.refresh_from_db()
    assert group.ends is None


def test_a_group_that_others_report_to_after_does_not_end(cast: Cast) -> None:
    upper, lower = made(cast, "Upper"), made(cast, "Lower")
    reports(cast, lower, upper)
    with pytest.raises(Refusal, match="Lower would report to a group that is over"):
        end_group(upper, date(2025, 3, 31), "Over.", read=1, by=cast.viewer("brian"))


# ---- seats ----


def test_gr_06_a_seat_is_taken_on_the_page_with_its_reason_and_left_with_one(cast: Cast) -> None:
    group, brian, today = made(cast, "JAG"), cast.client("brian"), timezone.localdate()
    said = {
        "body": str(body(cast).pk),
        "who": str(cast.elaine.pk),
        "part": "member",
        "begins": today.isoformat(),
    }
    page = f"{PAGES}{group.pk}/seats/add/"
    refused = brian.post(page, {**said, "revision": "0", "why": ""})
    assert refused.status_code == 400
    assert brian.post(page, {**said, "revision": "0", "why": "Appointed."}).status_code == 302
    seat = GroupSeat.objects.get()
    shown = html(brian.get(f"{PAGES}{group.pk}/"))
    assert "Fire and rescue: Elaine" in shown
    left = brian.post(f"{PAGES}{group.pk}/seats/{seat.pk}/end/", {"ends": today.isoformat(), "why": "Moved."})
    assert left.status_code == 302
    after = html(brian.get(f"{PAGES}{group.pk}/?on={(today + timedelta(days=1)).isoformat()}"))
    assert "Moved." in after.split("Before</h3>")[1]
    entry = Entry.objects.get(what="partners.seat_taken")
    assert "Elaine" not in entry.detail, "the log holds numbers"


def test_nobody_sits_for_a_body_they_do_not_belong_to(cast: Cast) -> None:
    group = made(cast, "JAG")
    with pytest.raises(Refusal, match=r"Amira.* does not belong to Fire and rescue on that day"):
        sits(cast, group, cast.amira)
    with pytest.raises(Refusal, match="does not belong to Fire and rescue on that day"):
        sits(cast, group, cast.elaine, begins=date(2024, 9, 1))


def test_gr_06_a_group_has_one_chair_at_a_time(cast: Cast) -> None:
    group = made(cast, "JAG")
    first = sits(cast, group, cast.elaine, part="chair")
    other = Membership.objects.filter(person=cast.catherine).get().body
    with pytest.raises(Refusal, match=r"two chairs: .*Elaine.* sits in the chair by then"):
        sits(cast, group, cast.catherine, body=other, part="chair")
    end_seat(first, timezone.localdate(), "Retired.", by=cast.viewer("brian"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    sits(cast, group, cast.catherine, body=other, part="chair", begins=tomorrow)


def test_a_seat_is_not_taken_twice_nor_left_before_it_began(cast: Cast) -> None:
    group, today = made(cast, "JAG"), timezone.localdate()
    seat = sits(cast, group)
    with pytest.raises(Refusal, match="has a seat in it on that day already"):
        sits(cast, group)
    with pytest.raises(Refusal, match="It would end before it begins"):
        end_seat(seat, today - timedelta(days=1), "Moved.", by=cast.viewer("brian"))


def test_a_seat_of_a_body_that_ended_is_its_successor_s(cast: Cast) -> None:
    group, brian, today = made(cast, "JAG"), cast.viewer("brian"), timezone.localdate()
    sits(cast, group)
    heir = add_body(cast.holmbridge, BodyDetails("County fire authority", "fire-and-rescue"), by=brian)
    end_body(body(cast), BodyEnd(today, heir, "merged"), read=1, by=brian)
    page = cast.client("brian")
    day = (today + timedelta(days=1)).isoformat()
    shown = html(page.get(f"{PAGES}{group.pk}/?on={day}"))
    assert "County fire authority, which carries on the work of Fire and rescue" in shown


def test_a_quorum_is_no_more_than_its_member_bodies(cast: Cast) -> None:
    group = made(cast, "JAG")
    sits(cast, group)
    with pytest.raises(Refusal, match="It has 1 member body: two could never be there"):
        change_group(group, GroupDetails("JAG", "theme", BEGAN, quorum=2), read=2, by=cast.viewer("brian"))


def test_whoever_is_removed_from_the_partnership_leaves_their_seats(cast: Cast) -> None:
    group = made(cast, "JAG")
    seat = sits(cast, group, cast.elaine)
    membership = Membership.objects.get(person=cast.elaine)
    page = f"/holmbridge/people/{membership.pk}/leave/"
    assert cast.client("brian").post(page, {"sure": "1"}).status_code == 302
    seat.refresh_from_db()
    assert seat.ends is not None
    assert seat.ended_why


# ---- wards ----


def wards_of(group: Group, day: date) -> list[str]:
    return [ward.name for ward in group.wards.on(day)]


def test_wards_move_between_committees_on_a_day(cast: Cast) -> None:
    brian, moved = cast.viewer("brian"), date(2025, 5, 1)
    north = made(cast, "North", "area-committee", wards=["Bedwell", "Pin Green"])
    south = made(cast, "South", "area-committee", wards=["Shephall"])
    two = [Ward("Shephall"), Ward("Pin Green")]
    with pytest.raises(Refusal, match="Pin Green belongs to North: take it out there first"):
        set_wards(south, two, since=moved, by=brian)
    set_wards(north, [Ward("Bedwell")], since=moved, by=brian)
    set_wards(south, two, since=moved, by=brian)
    assert wards_of(north, moved - timedelta(days=1)) == ["Bedwell", "Pin Green"]
    assert (wards_of(north, moved), wards_of(south, moved)) == (["Bedwell"], ["Pin Green", "Shephall"])


@pytest.mark.parametrize(
    ("kind", "wards", "words"),
    [
        ("area-committee", [], "An area committee is for wards"),
        ("theme", ["Bedwell"], "Only an area committee is for wards"),
        ("area-committee", ["Bedwell", "bedwell"], "is named twice"),
    ],
)
def test_wards_that_cannot_be_are_refused(cast: Cast, kind: str, wards: Sequence[str], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        made(cast, "North", kind, wards=wards)
    assert not Group.objects.exists()


# ---- what the law asks of the strategy group ----


def told(cast: Cast, group: Group, day: date) -> list[str]:
    seats = group.seats.on(day).select_related("body__successor", "person")
    return warnings_on(group, seats, day, two_tier=False)


def test_l_04_the_strategy_group_wants_a_senior_person_of_each_authority_and_skills(cast: Cast) -> None:
    """Regulation 3 of SI 2007/1830: people from each responsible authority, one of them senior."""
    group = made(cast, "Strategy", "strategy", begins=date(2007, 9, 1))
    day = date(2008, 1, 1)
    before = told(cast, group, day)
    asked = "sits in it: the law asks for a senior person of each authority."
    assert f"No fire and rescue authority {asked}" in before
    assert any("regulation 3 asks to consider it" in each for each in before)
    sits(cast, group, begins=day)
    after = told(cast, group, day)
    assert "Nobody is named who sits for Fire and rescue: the law asks for a senior person." in after
    Membership.objects.filter(person=cast.elaine).update(begins=day)
    sits(cast, group, cast.elaine, begins=day)
    assert not any("ire and rescue" in each for each in told(cast, group, day))


def test_l_04_from_june_2011_two_people_appointed_make_it(cast: Cast) -> None:
    group = made(cast, "Strategy", "strategy", begins=date(2007, 9, 1), skills="Finance and law, on 1 May.")
    asked = "The law asks for two or more people appointed by the responsible authorities: name them."
    assert asked not in told(cast, group, date(2011, 5, 31))
    assert asked in told(cast, group, date(2011, 6, 1))
    page = html(cast.client("elaine").get(f"{PAGES}{group.pk}/?on=2011-06-01"))
    assert asked in page


# ---- linked bodies ----


def test_gr_08_a_linked_body_sees_nothing_until_it_has_a_seat(cast: Cast) -> None:
    linked = Body.objects.get(partnership=cast.holmbridge, name="Fire and rescue")
    linked.kind = "linked"
    linked.save()
    assert cast.client("elaine").get("/holmbridge/tasks/").status_code == 404
    assert cast.client("elaine").get(f"{PAGES}").status_code == 404
    elaine = cast.client("elaine")
    group = made(cast, "JAG")
    seat = sits(cast, group)
    assert elaine.get("/holmbridge/tasks/").status_code == 200
    end_seat(seat, timezone.localdate(), "No longer.", by=cast.viewer("brian"))
    assert elaine.get("/holmbridge/tasks/").status_code == 200, "its last day is inside"
    GroupSeat.objects.update(begins=date(2025, 1, 1), ends=timezone.localdate() - timedelta(days=1))
    assert elaine.get("/holmbridge/tasks/").status_code == 404, "in the open session too"


def test_pages_of_groups_ask_no_more_the_more_there_is(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    groups = [made(cast, f"Group {n}") for n in range(8)]
    for n in range(30):
        each = Body.objects.create(partnership=cast.holmbridge, name=f"Body {n}", kind="voluntary")
        GroupSeat.objects.bulk_create(GroupSeat(group=group, body=each, begins=today) for group in groups)
    brian = cast.client("brian")
    for page in (
        "",
        f"{groups[0].pk}/",
        f"{groups[0].pk}/seats/add/",
        "../bodies/",
        f"../person/{cast.elaine.pk}/",
    ):
        with django_assert_max_num_queries(15):
            assert brian.get(f"/holmbridge/people/groups/{page}".replace("groups/../", "")).status_code == 200
