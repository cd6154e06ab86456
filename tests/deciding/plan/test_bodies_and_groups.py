"""Bodies and groups of a draft, written on pages by the checks of an import; who reports to whom."""

from dataclasses import replace
from datetime import date

import pytest

from tests.deciding.plan.test_loading import SEALED_WITH_FLOATS as SEALED_BEFORE
from wardmote.deciding.plan.exchange.checks import faults_in
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.import_edition import seal_of
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.models import Body

BODY = {"name": "Stevenage Street Pastors", "kind": "voluntary", "part": "attending", "note": ""}
GROUP = {
    "name": "Cycle Theft Group", "meets": "each month", "starts": "2009-06-01", "reports_to": "jag",
    "members": ["sbc", "stevenage-police"], "note": "Set up after the review of 2009.",
}  # fmt: skip


@pytest.fixture
def brian(at, draft):
    """The manager, in the parts of the draft."""
    reader = at("brian")
    reader.base += f"{draft.pk}/"
    return reader


def fields(reader, page):
    """What a form holds when it is opened, as a browser would send it back."""
    form = reader.client.get(reader.base + page).context["form"]
    return {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}


def written(draft):
    return read_edition(PlanEdition.objects.get(pk=draft.pk))


def test_a_body_is_added_and_is_one_of_the_partnership_s_bodies(draft, brian):
    assert brian.post("parts/bodies/add/", **BODY).status_code == 302
    body = written(draft).bodies[-1]
    assert (body.key, body.name, body.part) == (
        "stevenage-street-pastors", "Stevenage Street Pastors", "attending",
    )  # fmt: skip
    assert draft.bodies.get(key=body.key).body == Body.objects.get(name="Stevenage Street Pastors")
    assert "stevenage-street-pastors" in Entry.objects.get(what="plan.part_added").detail
    assert "Stevenage Street Pastors" in brian.get("structure/").split("Bodies the plan names")[1]
    assert "Stevenage Street Pastors" in brian.get("parts/groups/add/")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"kind": "clinical-commissioning-group"}, "kind", "began on 1 April 2013"),
        ({"kind": "guild"}, "kind", "not one of the available choices"),
        ({"part": "owner"}, "part", "not one of the available choices"),
        ({"name": " probation SERVICE"}, "name", "Another has this name already."),
        ({"name": ""}, "name", "Fill this in."),
    ],
)
def test_a_body_written_wrong_is_refused_at_its_field(draft, brian, changed, field, words):
    page = brian.post("parts/bodies/add/", **{**BODY, **changed})
    assert page.status_code == 400
    assert words in " ".join(page.context["form"].errors[field])
    assert draft.bodies.count() == 24


def test_a_body_renamed_keeps_its_code_and_everything_that_names_it(draft, brian):
    page = "parts/bodies/dip/"
    saved = brian.post(page, **{**fields(brian, page), "name": "Drug Intervention Team"})
    assert saved.status_code == 302
    row = draft.bodies.select_related("body").get(key="dip")
    assert (row.name, row.body.name) == ("Drug Intervention Team", "Drug Intervention Programme")
    entry = Entry.objects.get(what="plan.part_changed")
    assert "Drug Intervention Programme" in entry.detail


def test_a_body_renamed_keeps_its_contacts_and_strategies(draft, brian):
    page = "parts/bodies/sbc/"
    brian.post(page, **{**fields(brian, page), "name": "Stevenage Council"})
    assert {each.owner for each in draft.contacts.filter(key__in=["address", "email"])} == {
        "Stevenage Council"
    }
    assert "Owned by Stevenage Borough Council" not in brian.get("contacts/")


def test_a_body_that_leads_is_not_taken_out_and_the_page_names_what_rests_on_it(draft, brian):
    brian.post("parts/bodies/stevenage-police/remove/")
    assert draft.bodies.filter(key="stevenage-police").exists()
    told = brian.get("parts/")
    assert (
        "It is used: priorities “Reduce violent crime and serious violent crime”, “Reduce robbery, burglary, "
        "motor vehicle crime and theft”, “Tackle drug and alcohol related crime and its impact on "
        "communities”; groups “Night-time Economy Group”, “Operational Performance Group”. "
        "Change those first."
    ) in told
    brian.post("parts/bodies/add/", **BODY)
    brian.post("parts/bodies/stevenage-street-pastors/remove/")
    assert not draft.bodies.filter(key="stevenage-street-pastors").exists()
    assert "Stevenage Street Pastors" in Entry.objects.get(what="plan.part_removed").detail


def test_a_body_that_leads_one_action_only_is_named_with_that_action(draft, brian):
    brian.post("parts/bodies/add/", **BODY)
    action = draft.actions.get(key="A1.1.1")
    action.edition, action.lead = draft, ["stevenage-street-pastors"]
    action.save()
    brian.post("parts/bodies/stevenage-street-pastors/remove/")
    assert "It is used: action A1.1.1. Change those first." in brian.get("parts/")


def test_a_body_of_a_dropped_priority_stays_as_the_review_may_keep_it_again(draft, brian):
    priority = draft.priorities.get(key="PR-1")
    lead = priority.lead[0]
    review = draft.reviews.get(priority="PR-1")
    said = {"decision": "drop", "reason": "Done.", "evidence": "The assessment.", "revision": review.revision}
    assert brian.post("review/PR-1/", **said).status_code == 302
    assert not draft.priorities.filter(key="PR-1").exists()
    brian.post(f"parts/bodies/{lead}/remove/")
    assert f"priority “{priority.title}”, which the review dropped and may keep again" in brian.get("parts/")


def test_a_group_is_added_and_stands_in_the_structure_from_its_day(draft, brian):
    assert brian.post("parts/groups/add/", **GROUP).status_code == 302
    group = written(draft).groups[-1]
    assert (group.key, group.starts, group.reports_to) == ("cycle-theft-group", date(2009, 6, 1), "jag")
    assert group.members == ("sbc", "stevenage-police")
    before, after = (brian.get(f"structure/?on={day}") for day in ("2009-05-31", "2009-06-01"))
    assert "5 groups" in before
    assert "Cycle Theft Group, from Monday 1 June 2009" in before.split("Not yet in force")[1]
    assert "6 groups" in after
    shown = after.split("Cycle Theft Group</h2>")[1]
    assert "Meets each month, since Monday 1 June 2009. Reports to Joint Action Group." in shown
    assert "Not yet in force" not in after


def test_a_group_stands_in_the_structure_until_its_last_day_with_its_chair(draft, brian):
    said = {**GROUP, "ends": "2010-03-31", "chair": "Borough council"}
    assert brian.post("parts/groups/add/", **said).status_code == 302
    last, after = (brian.get(f"structure/?on={day}") for day in ("2010-03-31", "2010-04-01"))
    assert "until Wednesday 31 March 2010. Chaired by Borough council." in last
    assert "Cycle Theft Group" not in after


def test_an_edition_taken_in_before_groups_had_a_chair_is_still_the_same():
    """Its groups have none, and its seal is what an earlier version wrote down for just this text."""
    file = shipped_edition("aldersby-2026-27")
    assert seal_of(file) == SEALED_BEFORE
    rag, *others = file.groups
    assert seal_of(replace(file, groups=(copied(rag, chair="Police"), *others))) != SEALED_BEFORE


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"starts": "2011-04-01"}, "starts", "after the plan ends. The plan ends on 31 March 2011."),
        ({"starts": ""}, "starts", "Fill this in."),
        ({"ends": "2009-05-31"}, "ends", "It ends before it begins."),
        ({"meets": ""}, "meets", "Fill this in."),
        ({"name": "joint action group"}, "name", "Another has this name already."),
        ({"name": "PubWatch"}, "name", "A body goes by this already"),
        ({"members": ["nobody"]}, "members", "not one of the available choices"),
        ({"reports_to": "nobody"}, "reports_to", "not one of the available choices"),
    ],
)
def test_a_group_written_wrong_is_refused_at_its_field(draft, brian, changed, field, words):
    page = brian.post("parts/groups/add/", **{**GROUP, **changed})
    assert page.status_code == 400
    assert words in " ".join(page.context["form"].errors[field])
    assert draft.groups.count() == 5


def test_groups_do_not_report_round_in_a_circle(draft, brian):
    """The tasking group reports to the Joint Action Group, that one to the strategy group."""
    page = "parts/groups/rag/"
    answer = brian.post(page, **{**fields(brian, page), "reports_to": "opg"})
    assert answer.status_code == 400
    (told,) = answer.context["form"].errors["reports_to"]
    assert told == (
        "Reports would go round in a circle: Responsible Authorities Group reports to Operational "
        "Performance Group, which reports to Joint Action Group, which reports to Responsible Authorities "
        "Group."
    )
    assert draft.groups.get(key="rag").reports_to == "so-stevenage"
    itself = brian.post(page, **{**fields(brian, page), "reports_to": "rag"})
    assert "reports_to" in itself.context["form"].errors


def test_an_import_is_held_to_the_same_checks():
    """A circle is told once; a group that reports into it is not part of it."""
    file = shipped_edition("stevenage-2008-09")
    rag, *others = file.groups
    faults = list(faults_in(replace(file, groups=(copied(rag, reports_to="jag"), *others))))
    assert [(each.table, each.row, each.reason.field) for each in faults] == [("groups", 0, "reports_to")]
    late = copied(rag, starts=date(2011, 4, 1))
    (fault,) = faults_in(replace(file, groups=(late, *others)))
    assert (fault.row, fault.reason.field) == (0, "starts")
    twins = (*file.bodies, copied(file.bodies[0], key="sbc-2"))
    (fault,) = faults_in(replace(file, bodies=twins))
    assert (fault.table, fault.row, fault.reason.field) == ("bodies", 24, "name")


def test_a_group_others_report_to_is_not_taken_out_and_one_nobody_reports_to_is(draft, brian):
    brian.post("parts/groups/jag/remove/")
    told = brian.get("parts/")
    assert "It is used: groups “Night-time Economy Group”, “Operational Performance Group”." in told
    assert draft.groups.filter(key="jag").exists()
    brian.post("parts/groups/opg/remove/")
    assert not draft.groups.filter(key="opg").exists()
    assert "every two weeks" in Entry.objects.get(what="plan.part_removed").detail


def test_whoever_saves_a_group_second_reads_the_first_in_words(draft, brian):
    page = "parts/groups/jag/"
    said = fields(brian, page)
    stand = [body.key for body in draft.bodies.all()]
    said["members"].sort(key=stand.index)  # a browser sends the boxes as they stand on the page
    assert brian.post(page, **{**said, "meets": "each month"}).status_code == 302
    second = brian.post(page, **{**said, "meets": "twice a month"})
    assert second.status_code == 409
    told = second.content.decode()
    assert "How often it meets: each month." in told
    assert "Reports to: Responsible Authorities Group." in told
    assert "In force from: 1 September 2007." in told
    assert second.context["form"]["meets"].value() == "twice a month"
    again = {**said, "meets": "twice a month", "read": second.context["form"]["read"].value()}
    assert brian.post(page, **again).status_code == 302
    assert draft.groups.get(key="jag").meets == "twice a month"
    assert draft.groups.get(key="jag").members[-3:] == ("yot", "youth-service", "probation")  # as printed


def test_who_plans_finds_the_way_on_the_structure_and_nobody_does_in_an_approved_edition(
    draft, edition, brian, at
):
    assert f'/{draft.pk}/parts/#bodies"' in brian.get("")
    page = brian.get("structure/")
    for way in ("parts/groups/add/", "parts/bodies/add/", "parts/groups/jag/", "parts/bodies/sbc/"):
        assert f'/{draft.pk}/{way}"' in page
    assert "/parts/" not in at("elaine").get(f"{draft.pk}/structure/")
    approved = at("brian").get(f"{edition.pk}/structure/")
    assert "/parts/" not in approved
    assert "Firesetters scheme" in approved
    for way in ("bodies/add/", "groups/add/", "groups/opg/remove/", "bodies/dip/remove/"):
        assert at("brian").post(f"{edition.pk}/parts/{way}", **GROUP, kind="voluntary").status_code == 409
    assert edition.groups.count() == 5
