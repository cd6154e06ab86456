"""Bodies of a draft, written on pages by the checks of an import; its groups follow the partnership's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.deciding.plan.test_loading import SEALED_WITH_FLOATS as SEALED_BEFORE
from wardmote.deciding.plan.exchange.checks import faults_in
from wardmote.deciding.plan.exchange.shipped import shipped_edition
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.models.described import copied
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.deciding.plan.records.import_edition import load, seal_of
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners import groups as acts
from wardmote.ground.partners.models import Body, Group, ReportingLine
from wardmote.measuring.catalogue.periods import parse_period

BODY = {"name": "Stevenage Street Pastors", "kind": "voluntary", "part": "attending", "note": ""}


@pytest.fixture
def manager(cast):
    return cast.viewer("brian")


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


def test_an_edition_taken_in_before_groups_had_a_chair_is_still_the_same():
    """Its groups have none, and its seal is what an earlier version wrote down for just this text."""
    file = shipped_edition("aldersby-2026-27")
    assert seal_of(file) == SEALED_BEFORE
    rag, *others = file.groups
    assert seal_of(replace(file, groups=(copied(rag, chair="Police"), *others))) != SEALED_BEFORE


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


def test_who_plans_finds_the_way_on_the_structure_and_nobody_does_in_an_approved_edition(
    draft, edition, brian, at
):
    assert f'/{draft.pk}/parts/#bodies"' in brian.get("")
    page = brian.get("structure/")
    for way in ("parts/bodies/add/", "parts/bodies/sbc/"):
        assert f'/{draft.pk}/{way}"' in page
    assert '/people/groups/"' in page
    assert "/parts/" not in at("elaine").get(f"{draft.pk}/structure/")
    approved = at("brian").get(f"{edition.pk}/structure/")
    assert "/parts/" not in approved
    assert "Firesetters scheme" in approved
    for way in ("bodies/add/", "bodies/dip/remove/"):
        assert at("brian").post(f"{edition.pk}/parts/{way}", **BODY).status_code == 409
    assert edition.groups.count() == 5


# ---- the groups of the partnership: fed by a plan that is taken in, followed by a draft ----


def group_of(draft, key):
    return Group.objects.get(partnership=draft.partnership, key=key)


def test_a_plan_taken_in_begins_the_groups_it_names(edition):
    groups = {group.key: group for group in edition.partnership.groups.all()}
    assert {key: group.kind for key, group in groups.items()} == {
        "rag": "strategy", "forum": "forum", "jag": "joint-action", "nteg": "theme", "opg": "tasking",
    }  # fmt: skip
    assert {group.begins for group in groups.values()} == {date(2007, 9, 1)}
    strategy = [(seat.body.name, seat.part) for seat in groups["rag"].seats.select_related("body")]
    assert [name for name, part in strategy if part == "member"] == [
        "Stevenage Borough Council", "East and North Hertfordshire Primary Care Trust",
        "Hertfordshire Fire and Rescue Service", "Hertfordshire Police", "Hertfordshire Police Authority",
    ]  # fmt: skip
    assert len(strategy) == 8
    lines = {line.group.key: (str(line.above), line.assumed) for line in ReportingLine.objects.all()}
    assert lines["opg"] == ("Joint Action Group", True)
    assert lines["rag"] == ("So Stevenage", True)


def test_the_approved_edition_is_as_it_was_when_a_group_changes(edition, manager):
    before = seal_of(read_edition(edition))
    jag = group_of(edition, "jag")
    acts.change_group(jag, replace(details(jag), meets="each month"), read=jag.revision, by=manager)
    acts.end_group(group_of(edition, "nteg"), date(2009, 6, 1), "Merged.", read=1, by=manager)
    after = PlanEdition.objects.get(pk=edition.pk)
    assert seal_of(read_edition(after)) == before


def details(group):
    fields = acts.GroupDetails.__dataclass_fields__
    return acts.GroupDetails(**{name: getattr(group, name) for name in fields})


def test_a_draft_says_of_a_group_what_is_written_down_now(draft, manager):
    jag = group_of(draft, "jag")
    acts.change_group(jag, replace(details(jag), meets="each month"), read=jag.revision, by=manager)
    assert draft.groups.get(key="jag").meets == "each month"
    pastors = Body.objects.create(
        partnership=draft.partnership, name="Stevenage Street Pastors", kind="voluntary"
    )
    seat = acts.SeatDetails(pastors, date(2009, 4, 1), why="Asked by the forum.")
    acts.add_seat(group_of(draft, "forum"), seat, by=manager)
    assert draft.groups.get(key="forum").members[-1] == "stevenage-street-pastors"
    assert draft.bodies.get(key="stevenage-street-pastors").part == "attending"
    new = acts.GroupDetails("Cycle Theft Group", "theme", date(2009, 6, 1), "each month", "After the review.")
    acts.add_group(draft.partnership, new, by=manager)
    row = draft.groups.get(key="cycle-theft-group")
    assert (row.name, row.meets, row.note, row.starts) == (
        "Cycle Theft Group", "each month", "After the review.", date(2009, 6, 1),
    )  # fmt: skip
    assert not list(faults_in(written(draft)))
    assert [group.key for group in draft.groups.all()][:5] == ["rag", "forum", "jag", "nteg", "opg"]


def test_a_group_that_ends_before_the_year_is_not_in_the_draft_of_it(draft, manager):
    group = group_of(draft, "nteg")
    acts.end_group(group, draft.year.start - timedelta(days=1), "Merged.", read=group.revision, by=manager)
    assert not draft.groups.filter(key="nteg").exists()
    acts.group_stands_again(group, by=manager)
    assert draft.groups.get(key="nteg").members == group_members(draft.follows, "nteg")


def group_members(edition, key):
    return edition.groups.get(key=key).members


def test_a_committee_of_the_council_is_not_a_group_of_the_plan(draft, manager):
    said = acts.GroupDetails("Old Town Area Committee", "area-committee", date(2009, 6, 1))
    acts.add_group(draft.partnership, said, wards=[acts.Ward("Old Town")], by=manager)
    assert draft.groups.count() == 5


def test_a_later_plan_taken_in_changes_groups_from_its_year_on(edition):
    file = shipped_edition("stevenage-2008-09")
    file = replace(file, head=copied(
        file.head, key="next", year=parse_period("2009-04:2010-03"), period=parse_period("2009-04:2011-03"),
        status="draft", approved_on=None,
    ))  # fmt: skip
    rag, csf, jag, *others = file.groups
    members = tuple(key for key in jag.members if key != "probation")
    groups = (rag, csf, copied(jag, members=members), *others)
    load(edition.partnership, replace(file, groups=groups), by="test")
    seats = group_of(edition, "jag").seats.select_related("body")
    ended = [(seat.body.name, seat.ends) for seat in seats if seat.ends]
    assert ended == [("Probation Service", date(2009, 3, 31))]
    assert group_of(edition, "rag").seats.filter(ends=None).count() == 8
