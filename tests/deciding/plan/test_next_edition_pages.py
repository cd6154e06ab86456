"""The next edition: opened, reviewed, approved, published, while the one before stays as it was."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from tests.cast import find_cast
from tests.deciding.conftest import Reader
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.pages.heads import edition_head
from wardmote.deciding.plan.records import next_edition
from wardmote.deciding.plan.rules import plan as rules
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.models import Body
from wardmote.ground.partners.viewing import viewer_of

pytestmark = pytest.mark.django_db
WHY = {"reason": "It is still what residents name first.", "evidence": "Assessment of 2008, finding 1"}


def decide(reader, draft, key, **fields):
    page = f"{draft.pk}/review/{key}/"
    revision = reader.client.get(reader.base + page).context["form"]["revision"].value()
    return reader.post(page, **{"decision": "keep", **WHY, "revision": revision, **fields})


def decide_all(reader, draft):
    for review in draft.reviews.all():
        kept = {"decision": "keep", **WHY, "revision": review.revision}
        assert reader.post(f"{draft.pk}/review/{review.priority}/", **kept).status_code == 302


def sign(reader, draft):
    """The foreword, as it reads now."""
    page = f"{draft.pk}/foreword/"
    words = reader.client.get(reader.base + page).context["sign"]["words"].value()
    return reader.post(page, read="on", words=words, sign="1")


def approve(chair, draft):
    """The chair signs, the manager approves: it takes two."""
    sign(chair, draft)
    revision = PlanEdition.objects.get(pk=draft.pk).revision
    return Reader(find_cast().client("brian")).post(f"{draft.pk}/approve/", read="on", revision=revision)


def test_id_01_the_next_edition_carries_priorities_and_open_actions(edition, at):
    at("brian").post(
        f"{edition.pk}/actions/A1.1.1/", state="done", words="All joined.", evidence="The register"
    )
    at("brian").post(f"{edition.pk}/actions/A1.1.2/", state="under-way", words="Begun.")
    at("brian").post(f"{edition.pk}/next/")
    new = PlanEdition.objects.get(status=rules.DRAFT)
    assert (new.key, new.year.code) == ("stevenage-2009-10", "2009-04:2010-03")
    assert new.period.code == "2008-04:2011-03"
    assert (new.priorities.count(), new.sub_priorities.count(), new.actions.count()) == (7, 14, 53)
    assert not new.actions.filter(key="A1.1.1").exists()


def test_id_01_years_that_texts_were_carried_with_are_asked_about(edition, at):
    opened = at("brian").client.post(f"{at('brian').base}{edition.pk}/next/", follow=True).content.decode()
    assert re.findall("Look at [0-9]+ places", opened) == ["Look at 5 places"]
    new = PlanEdition.objects.get(status=rules.DRAFT)
    told = "it was carried from the edition of 2008/09 and names its time; this one is for 2009/10"
    for page in ("", "numbers/", "approve/"):
        assert told in at("brian").get(f"{new.pk}/{page}"), page
    row = new.statements.get(words__contains="In 2008/09 we will")
    at("brian").post(f"{new.pk}/texts/{row.pk}/", words="In 2008/09 we wrote seven plans.", revision=1)
    left = re.findall(f"“[^“]*” in “[^”]*”: {told}", at("brian").get(f"{new.pk}/approve/"))
    assert [each[:12] for each in left] == ["“2008/09” in", "“June 2008” "], "the first was written anew"


def test_a_time_told_as_seen_from_the_year_before_is_asked_about_too(edition, at):
    """F-01 is of 2007 against 2006: "on the year before" is so in the edition of 2008/09, in no later one."""
    at("brian").post(f"{edition.pk}/next/")
    page = at("brian").get(f"{PlanEdition.objects.get(status=rules.DRAFT).pk}/numbers/")
    assert "“on the year before” in “Crime is down by 13 per cent on the year before" in page
    assert (
        "it was carried from the edition of 2008/09 and is seen from there; this one is for 2009/10" in page
    )
    assert "and is seen from there" not in at("brian").get(f"{edition.pk}/")


def test_nothing_in_the_next_edition_names_a_note_on_the_printed_plan(edition, draft, at):
    def named(of):
        rows = [*of.facts.all(), *of.actions.all(), *of.indicators.all(), *of.bodies.all(), *of.groups.all()]
        return {name for row in rows for name in re.findall(r"A-\d\d", row.note)}

    assert {"A-03", "A-06", "A-07", "A-12", "A-16"} <= named(edition)
    assert named(draft) == set()
    assert draft.facts.get(key="F-13").note == "Police offences or fires the fire service attended: not said."
    decide(at("brian"), draft, "PR-3", decision="drop")
    decide(at("brian"), draft, "PR-3", decision="keep")
    assert named(draft) == set(), "also of what comes back"


def test_the_title_of_a_plan_has_the_years_of_the_period_that_begins(edition):
    for year in (2009, 2010, 2011):
        edition.status = rules.PUBLISHED
        edition = next_edition.open_next(edition, by="Brian", on=date(year, 3, 1))
        PlanEdition.objects.filter(pk=edition.pk).update(status=rules.APPROVED)
    assert edition.period.code == "2011-04:2014-03"
    assert edition.title == "Community Safety Rolling Plan 2011-2014"


def test_id_03_the_review_of_2009_shows_a_decision_and_a_reason_for_each_of_the_seven(draft, at):
    brian = at("brian")
    assert "7 priorities to decide on." in brian.get(f"{draft.pk}/review/")
    assert "The yearly review has not decided on" in at("catherine").get(f"{draft.pk}/approve/")
    without = decide(brian, draft, "PR-1", reason=" ")
    assert without.status_code == 400
    decide_all(brian, draft)
    page = brian.get(f"{draft.pk}/review/")
    assert "Every priority is decided on." in page
    assert page.count("<p>Keep. It is still what residents name first.") == 7
    assert page.count("Assessment of 2008, finding 1") == 7


def test_a_priority_is_changed_dropped_brought_back_and_added(draft, at):
    brian = at("brian")
    decide(brian, draft, "PR-1", decision="change", title="Reduce violence")
    assert draft.priorities.get(key="PR-1").title == "Reduce violence"
    decide(brian, draft, "PR-2", decision="drop")
    assert not draft.priorities.filter(key="PR-2").exists()
    assert draft.actions.count() == 45
    decide(brian, draft, "PR-2")
    assert draft.actions.count() == 54
    assert [each.key for each in draft.priorities.all()][:3] == ["PR-1", "PR-2", "PR-3"]
    added = brian.post(
        f"{draft.pk}/review/add/", title="Reduce cycle theft", lead=["stevenage-police"], **WHY
    )
    assert added.status_code == 302
    draft.sub_priorities.filter(key="arson").update(priority=draft.priorities.get(key="PR-2"))
    page = brian.get(f"{draft.pk}/difference/")
    assert "<del>(Reduce criminal damage, including arson: Arson)</del>" in page
    assert "50 actions carried in the same words and place; 4 new, changed, moved or gone." in page
    assert "<ins>violence</ins>" in page.replace("\n", "")
    assert "<ins>Reduce cycle theft</ins>" in page
    assert "Add: It is still what residents name first." in page


def test_the_head_of_an_edition_says_what_it_waits_for_and_who_may_do_it(draft, edition, at):
    def head(name: str, number: int):
        return at(name).client.get(f"{at(name).base}{number}/").context["head"]

    assert [step.place for step in head("elaine", draft.pk).steps] == ["now", "next", "next", "next"]
    assert head("elaine", draft.pk).action is None
    assert head("catherine", draft.pk).action.label == "Approve"
    assert [step.place for step in head("catherine", edition.pk).steps] == ["done", "done", "now", "next"]
    assert head("catherine", edition.pk).state == ("on-track", "Published")


def test_an_edition_that_was_followed_says_by_which_and_one_published_twice_says_so(draft, edition, at):
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    approve(catherine, draft)
    assert catherine.post(f"{draft.pk}/publish/").status_code == 302
    head = brian.client.get(f"{brian.base}{edition.pk}/").context["head"]
    assert [(step.place, step.words) for step in head.steps][-1] == ("done", "by 2009/10")
    assert "Left out" not in brian.get(f"{edition.pk}/")
    second = catherine.client.post(f"{catherine.base}{draft.pk}/publish/", follow=True).content.decode()
    assert "It is published already: somebody did it before you." in second
    assert Entry.objects.filter(what="plan.published").count() == 2


def test_signing_approving_and_publishing_take_two_people_unless_the_partnership_decided_otherwise(draft, at):
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    refused = sign(brian, draft)
    assert refused.status_code == 400
    assert "Catherine signs it." in refused.content.decode()
    assert sign(catherine, draft).status_code == 302
    revision = PlanEdition.objects.get(pk=draft.pk).revision
    told = "You signed the foreword: it takes two people."
    assert told in catherine.get(f"{draft.pk}/approve/")
    alone = catherine.post(f"{draft.pk}/approve/", read="on", revision=revision)
    assert (alone.status_code, told in alone.content.decode()) == (409, True)
    assert brian.post(f"{draft.pk}/approve/", read="on", revision=revision).status_code == 302
    Body.objects.filter(name="Borough council").update(name="Council")  # who it is hangs on no name
    published = brian.client.post(f"{brian.base}{draft.pk}/publish/", follow=True).content.decode()
    assert "You approved it: it takes two people." in published
    assert PlanEdition.objects.get(pk=draft.pk).status == rules.APPROVED
    assert brian.post(f"{draft.pk}/one-person/", why=" ").status_code in (400, 409)
    brian.post(f"{draft.pk}/one-person/", why="Strategy group, minute 4: one officer.")
    assert "Strategy group, minute 4: one officer." in at("elaine").get(f"{draft.pk}/")
    assert Entry.objects.filter(what="plan.one_person_decided").count() == 1
    brian.post(f"{draft.pk}/publish/")
    assert PlanEdition.objects.get(pk=draft.pk).status == rules.PUBLISHED


def test_who_would_publish_before_the_first_day_reads_what_that_ends(draft, edition, cast, at):
    decide_all(at("brian"), draft)
    approve(at("catherine"), draft)
    now = PlanEdition.objects.select_related("partnership").get(pk=draft.pk)
    catherine = viewer_of(cast.people["catherine"], "holmbridge", timezone.now())
    for day, told in ((31, True), (1, False)):
        by = replace(catherine, at=datetime(2009, 3 if told else 4, day, 12, tzinfo=UTC))
        words = edition_head(now, by=by).steps[2].words
        assert ("nothing of 2008/09 is owed or reported on any more" in words) is told


def test_two_people_at_one_decision_lose_nothing(draft, at):
    brian = at("brian")
    fields = {"decision": "keep", "reason": "Mine.", "evidence": "Ours", "revision": 1}
    assert brian.post(f"{draft.pk}/review/PR-1/", **fields).status_code == 302
    late = brian.post(f"{draft.pk}/review/PR-1/", **{**fields, "reason": "Written later."})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Mine." in page
    assert "Written later." in page


def test_id_02_a_foreword_with_13_per_cent_and_no_claim_cannot_be_approved(draft, at):
    brian = at("brian")
    decide_all(brian, draft)
    words = draft.statements.filter(part="foreword").first()
    sentence = "Crime fell by 13 per cent."
    brian.post(f"{draft.pk}/texts/{words.pk}/", words=f"We begin. {sentence}", revision=words.revision)
    page = at("catherine").get(f"{draft.pk}/approve/")
    assert "<strong>13 per cent</strong>" in page
    assert sentence in page
    assert approve(at("catherine"), draft).status_code == 409
    assert PlanEdition.objects.get(pk=draft.pk).status == "draft"
    words.refresh_from_db()
    linked = "We begin. Crime fell by [13 per cent](F-01)."
    brian.post(f"{draft.pk}/texts/{words.pk}/", words=linked, revision=words.revision)
    assert approve(at("catherine"), draft).status_code == 302


def test_id_02_a_number_that_is_not_its_fact_s_cannot_be_approved_but_for_a_printed_reason(draft, at):
    brian, catherine = at("brian"), at("catherine")
    decide_all(brian, draft)
    paragraph = draft.statements.filter(part="foreword").first()
    page, sentence = f"{draft.pk}/texts/{paragraph.pk}/", "Crime fell by [53 per cent](F-01) in 2007."
    brian.post(page, words=sentence, revision=paragraph.revision)
    told = "a fall of 53 per cent; the fact says a fall of 13 per cent"
    assert told in catherine.get(f"{draft.pk}/approve/")
    assert approve(catherine, draft).status_code == 409
    assert "Say why it stays" not in catherine.get(f"{draft.pk}/numbers/")
    way = re.findall(rf"{draft.pk}/numbers/\w+/", brian.get(f"{draft.pk}/numbers/"))[0]
    assert brian.post(way, reason=" ").status_code == 400
    assert brian.post(way, reason="The police corrected it on paper.").status_code == 302
    assert brian.post(way, reason="Another").status_code == 400
    for where in ("", "foreword/", "documents/plan.html"):
        assert "The police corrected it on paper." in brian.get(f"{draft.pk}/{where}"), where
    assert told in Entry.objects.get(what="plan.number_overruled").detail
    brian.post(page, words=sentence.replace("53", "54"), revision=paragraph.revision + 1)
    assert approve(catherine, draft).status_code == 409
    brian.post(page, words=sentence.replace("53", "13"), revision=paragraph.revision + 2)
    assert approve(catherine, draft).status_code == 302
    assert "The police corrected it" not in brian.get(f"{draft.pk}/")


def test_a_reason_for_a_number_is_taken_back(draft, at):
    brian = at("brian")
    write(brian, f"{draft.pk}/actions/A1.2.2/change/", words="Halve the harm, which doubled.")
    page = f"{draft.pk}/numbers/"
    way = re.findall(rf"{page}\w+/", brian.get(page))[0]
    brian.post(way, reason="It is our aim.")
    assert "It stays: It is our aim." in brian.get(f"{draft.pk}/priorities/PR-1/")
    assert "to be looked at" not in brian.get(page)
    brian.post(f"{page}N-01/back/")
    assert "1 number or time is to be looked at" in brian.get(page)


def test_j_03_a_priority_that_nobody_leads_keeps_the_plan_from_being_approved(draft, at):
    decide_all(at("brian"), draft)
    first = draft.priorities.first()
    draft.priorities.filter(pk=first.pk).update(lead=[])
    assert f"No body leads “{first.title}”." in at("catherine").get(f"{draft.pk}/approve/")
    assert approve(at("catherine"), draft).status_code == 409
    draft.priorities.filter(pk=first.pk).update(lead=first.lead)
    assert approve(at("catherine"), draft).status_code == 302


def test_what_is_no_statistic_is_marked_with_its_reason(draft, at):
    brian = at("brian")
    decide_all(brian, draft)
    words = draft.statements.filter(part="foreword").first()
    for mark, status in [("not a statistic", 409), ("not a statistic: a manner of speaking", 302)]:
        words.refresh_from_db()
        brian.post(
            f"{draft.pk}/texts/{words.pk}/", words=f"[Half of us]({mark}) came.", revision=words.revision
        )
        assert approve(at("catherine"), draft).status_code == status


def test_id_01_the_edition_before_stays_readable_and_byte_for_byte(edition, draft, at):
    brian, catherine = at("brian"), at("catherine")
    names = ("plan.html", "actions.csv", "plan.xlsx")
    before = [brian.bytes(f"{edition.pk}/documents/{name}") for name in names]
    decide_all(brian, draft)
    assert approve(catherine, draft).status_code == 302
    assert catherine.post(f"{draft.pk}/publish/").status_code == 302
    assert PlanEdition.objects.get(pk=edition.pk).status == "superseded"
    assert PlanEdition.objects.get(pk=draft.pk).status == "published"
    assert [brian.bytes(f"{edition.pk}/documents/{name}") for name in names] == before
    assert "7 priorities" in brian.get(f"{edition.pk}/")
    told = list(Entry.objects.filter(what__startswith="plan.").values_list("what", flat=True))
    assert told.count("plan.approved") == 2
    assert "plan.superseded" in told


def write(reader, page, **fields):
    form = reader.client.get(reader.base + page).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    first = {name: value for name, value in values.items() if str(value) not in ("None", "", "False")}
    return reader.post(page, **{**first, **fields})


def test_an_action_of_a_draft_is_written_by_one_at_a_time_and_one_is_added(draft, at):
    brian, page = at("brian"), f"{draft.pk}/actions/A1.2.2/change/"
    assert (
        write(brian, page, person="Jo Field", ends="2010-01-31", places="Bedwell\nShephall").status_code
        == 302
    )
    action = draft.actions.get(key="A1.2.2")
    assert (action.person, action.places, action.revision) == ("Jo Field", ("Bedwell", "Shephall"), 2)
    late = write(brian, page, person="Somebody else", revision=1)
    assert late.status_code == 409
    assert "Jo Field" in late.content.decode()
    assert "Somebody else" in late.content.decode()
    new = write(
        brian, f"{draft.pk}/actions/add/", words="Walk the estate", sub_priority="robbery", type="support"
    )
    assert new.status_code == 302
    assert "Walk the estate" in brian.get(f"{draft.pk}/actions/N1/")


def test_what_carries_something_on_owes_a_starting_level(draft, at):
    page = f"{draft.pk}/actions/A1.1.1/change/"
    refused = write(at("brian"), page, person="Jo Field")
    assert refused.status_code == 400
    assert "say from what level" in refused.content.decode()
    assert write(at("brian"), page, starting_level="22 of 24 premises").status_code == 302


def test_an_approved_edition_takes_no_more_words(edition, at):
    words = edition.statements.filter(part="foreword").first()
    answer = at("brian").post(f"{edition.pk}/texts/{words.pk}/", words="Other.", revision=1)
    assert answer.status_code == 400
    assert "stays as it is" in answer.content.decode()


def test_a_second_draft_is_not_opened_beside_the_first(edition, draft, at):
    at("brian").post(f"{edition.pk}/next/")
    assert PlanEdition.objects.count() == 2


def test_managers_write_chairs_and_managers_approve_others_read(edition, draft, at):
    for name in ("elaine", "amira"):
        assert "Yearly review" in at(name).get(f"{draft.pk}/review/")
        for page in ("review/PR-1/", "review/add/", "approve/"):
            at(name).get(f"{draft.pk}/{page}", status=404)
    at("catherine").get(f"{draft.pk}/review/PR-1/", status=404)
    at("catherine").get(f"{draft.pk}/approve/")


@pytest.mark.parametrize("page", ["", "review/", "review/PR-1/", "review/add/", "approve/", "difference/"])
def test_no_page_of_a_draft_asks_more_than_fifteen_queries(draft, at, queries, page):
    brian = at("brian")
    with queries(at_most=15):
        brian.get(f"{draft.pk}/{page}")


def test_what_was_done_since_the_draft_was_opened_is_told_before_approving_and_taken_out(draft, edition, at):
    brian, page = at("brian"), f"{draft.pk}/actions/A1.1.1/"
    assert "since this draft was opened" not in at("catherine").get(f"{draft.pk}/approve/")
    brian.post(f"{edition.pk}/actions/A1.1.1/", state="done", words="All joined.", evidence="The register")
    told = at("catherine").get(f"{draft.pk}/approve/").partition("since this draft was opened")[2]
    assert "A1.1.1: " in told.partition("</ul>")[0]
    revision = draft.actions.get(key="A1.1.1").revision
    assert brian.post(f"{page}remove/", revision=revision + 1).status_code == 302
    assert draft.actions.filter(key="A1.1.1").exists(), "somebody wrote in it meanwhile"
    assert brian.post(f"{page}remove/", revision=revision).status_code == 302
    assert not draft.actions.filter(key="A1.1.1").exists()
    assert "since this draft was opened" not in at("catherine").get(f"{draft.pk}/approve/")
    assert "PubWatch" in Entry.objects.get(what="plan.action_removed").detail


def test_an_action_goes_under_another_sub_priority(draft, at):
    brian, page = at("brian"), f"{draft.pk}/actions/A1.1.1/change/"
    form = brian.client.get(brian.base + page).context["form"]
    given = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    assert (
        brian.post(page, **{**given, "sub_priority": "robbery", "starting_level": "As now"}).status_code
        == 302
    )
    assert draft.actions.get(key="A1.1.1").sub_priority.key == "robbery"


def test_a_body_renamed_in_the_plan_keeps_its_people_and_is_called_so_once_it_is_in_force(draft, dev, at):
    brian, catherine = at("brian"), at("catherine")
    page = f"{draft.pk}/parts/bodies/stevenage-police/"
    form = brian.client.get(brian.base + page).context["form"]
    given = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    assert brian.post(page, **{**given, "name": "Hertfordshire Constabulary"}).status_code == 302
    (membership,) = dev.memberships.all()
    assert membership.body.name == "Stevenage Police"
    decide_all(brian, draft)
    assert approve(catherine, draft).status_code == 302
    assert catherine.post(f"{draft.pk}/publish/").status_code == 302
    membership.body.refresh_from_db()
    assert membership.body.name == "Hertfordshire Constabulary"
    assert "led by Hertfordshire Constabulary" in at("dev").get(f"{draft.pk}/actions/A2.1.1/")
