"""What an edition says beside its priorities: strategies, contacts, the area, the structure, the foreword."""

from datetime import date

import pytest
from django.utils import timezone

from wardmote.deciding.performance.models import MeasureReading
from wardmote.deciding.plan.models import ContactCheck, PlanEdition
from wardmote.ground.audit.models import Entry

pytestmark = pytest.mark.django_db
PAGES = ("strategies/", "contacts/", "area/", "area/?count=300", "structure/", "foreword/")


def test_id_13_each_of_the_three_levels_lists_its_documents(edition, at):
    page = at("elaine").get(f"{edition.pk}/strategies/")
    national, county, local = page.split("<h2")[1:4]
    assert "National" in national
    assert "Cutting Crime" in national
    assert "Hertfordshire Policing Plan 2008-2011" in county
    assert 'priorities/PR-7/">' in county  # the county's alcohol strategy
    assert "Local</h2>" in local
    assert "13 documents are linked" in page


def test_id_14_the_community_safety_agreement_is_linked_or_a_gap_is_shown(draft, edition, at):
    gap = "Hertfordshire Community Safety Agreement is linked with no priority."
    assert gap in at("elaine").get(f"{edition.pk}/strategies/")
    brian = at("brian")
    page = f"{draft.pk}/parts/strategies/county-agreement/"
    form = brian.client.get(brian.base + page).context["form"]
    linked = {"title": form["title"].value(), "level": "county", "owner": "Hertfordshire", "note": "",
              "priorities": ["PR-1"], "read": form["read"].value()}  # fmt: skip
    assert brian.post(page, **linked).status_code == 302
    assert gap not in brian.get(f"{draft.pk}/strategies/")
    assert gap in brian.get(f"{edition.pk}/strategies/")  # the approved one stays as it was


def test_id_14_an_agreement_that_is_not_even_recorded_is_a_gap_in_a_county(draft, at):
    brian = at("brian")
    assert brian.post(f"{draft.pk}/parts/strategies/county-agreement/remove/").status_code == 302
    assert "there is a Community Safety Agreement; none is recorded" in brian.get(f"{draft.pk}/strategies/")


def test_id_15_both_local_documents_appear_under_local(edition, at):
    local = at("elaine").get(f"{edition.pk}/strategies/").split("Local</h2>")[1]
    assert "Stevenage 2021" in local
    assert "Children and Young People" in local


def test_id_16_each_contact_has_its_owner_and_day_and_the_unchecked_are_listed(edition, at):
    brian = at("brian")
    page = brian.get(f"{edition.pk}/contacts/")
    assert "6 contacts need attention" in page
    assert page.count("Never checked.") == 6
    assert "Nobody owns it." in page  # the Neighbourhood Watch's site
    assert brian.post(f"{edition.pk}/contacts/telephone/checked/").status_code == 302
    page = brian.get(f"{edition.pk}/contacts/")
    assert "5 contacts need attention" in page
    assert f"by {ContactCheck.objects.get().by}" in page
    assert Entry.objects.filter(what="plan.contact_checked").count() == 1


def test_id_16_a_contact_unchecked_for_six_months_is_listed_again(edition, at):
    brian = at("brian")
    brian.post(f"{edition.pk}/contacts/telephone/checked/")
    today = timezone.localdate()
    for months, owed in ((5, 5), (7, 6)):
        ContactCheck.objects.update(on=date.fromordinal(today.toordinal() - months * 30))
        assert f"{owed} contacts need attention" in brian.get(f"{edition.pk}/contacts/")


def test_id_16_a_check_holds_for_the_next_edition_as_long_as_the_value_is_the_same(draft, edition, at):
    brian = at("brian")
    brian.post(f"{edition.pk}/contacts/telephone/checked/")
    assert "5 contacts need attention" in brian.get(f"{draft.pk}/contacts/")
    page = f"{draft.pk}/parts/contacts/telephone/"
    read = brian.client.get(brian.base + page).context["form"]["read"].value()
    brian.post(page, what="Telephone", value="01438 000000", owner="The council", read=read)
    assert "6 contacts need attention" in brian.get(f"{draft.pk}/contacts/")


def test_id_16_a_check_leaves_the_approved_edition_byte_for_byte(edition, at):
    brian = at("brian")
    before = brian.bytes(f"{edition.pk}/documents/plan.html")
    brian.post(f"{edition.pk}/contacts/telephone/checked/")
    assert brian.bytes(f"{edition.pk}/documents/plan.html") == before
    assert edition.contacts.get(key="telephone").checked_on is None


def test_id_04_a_rate_over_more_than_80_000_residents_is_labelled_at_most(edition, at):
    """1,165 violent offences in 2007 over 80,000: 14.6 per 1,000."""
    MeasureReading.objects.create(
        partnership=edition.partnership, measure="violent-crime", status="ok", month="2007-12", count=1165,
        value=14.56, base=80000, year_figure="a" * 64, landed_at=timezone.now(),
    )  # fmt: skip
    page = at("elaine").get(f"{edition.pk}/area/")
    assert "at most 14.6 per 1,000 residents" in page
    assert "1,165" in page
    assert "January to December 2007" in page


def test_id_05_the_rank_says_its_end_and_never_the_safest(edition, at):
    page = at("elaine").get(f"{edition.pk}/area/")
    assert "Rank 191 of 354, counted from the most deprived: percentile 54.0." in page
    assert "23.1 per cent." in page
    assert "191st" not in page
    claim = page.partition("safest places")[2].partition("</li>")[0]
    assert "External claim, source missing" in claim and "safest" not in claim


def test_id_06_300_offences_are_15_0_per_100_000_visits_beside_the_rate_per_resident(edition, at):
    """300 / 2,000,000 = 15.0 per 100,000; 300 / 80,000 = 3.75, told as 3.8 per 1,000."""
    page = at("elaine").get(f"{edition.pk}/area/?count=300")
    assert page.count("15.0 per 100,000 visits") == 2
    assert "at most 3.8 per 1,000 residents" in page
    assert at("elaine").client.get(f"/holmbridge/plan/{edition.pk}/area/?count=-1").status_code == 200
    assert "per 100,000 visits" not in at("elaine").get(f"{edition.pk}/area/?count=many")


def test_id_07_the_rate_of_a_busy_place_always_carries_its_caution(edition, at):
    caution = "Where many come who do not live there"
    page = at("elaine").get(f"{edition.pk}/area/?count=300")
    row = page.split("at most 3.8 per 1,000 residents")[1].split("</tr>")[0]
    assert caution in row
    assert caution in at("elaine").get(f"{edition.pk}/area/")


def test_id_08_recorded_crime_stands_beside_perception_with_the_gap(edition, at):
    page = at("elaine").get(f"{edition.pk}/area/")
    crime, rest = page.split('id="crime-caption"')[1].split('id="perception-caption"')
    assert "-13 %" in crime
    for words in ("92 %", "49 %", "43 percentage points", "published percentage only"):
        assert words in rest
    assert "Feelings of safety stay flat while crime falls" in page


def test_id_08_without_stored_values_the_page_says_so_and_invents_nothing(draft, at):
    draft.facts.all().delete()
    page = at("brian").get(f"{draft.pk}/area/")
    assert page.count("Nothing is stored") == 2
    assert "percentage points" not in page


def test_id_11_the_structure_is_not_recorded_on_1_august_2007_and_has_five_groups_on_1_october(edition, at):
    elaine = at("elaine")
    before = elaine.get(f"{edition.pk}/structure/?on=2007-08-01")
    assert "On Wednesday 1 August 2007: not recorded." in before
    assert "begins on Saturday 1 September 2007" in before
    after = elaine.get(f"{edition.pk}/structure/?on=2007-10-01")
    assert "On Monday 1 October 2007: 5 groups." in after
    for name in ("Responsible Authorities Group", "Joint Action Group", "Night-time Economy Group"):
        assert name in after
    assert "after a review for the hallmarks" in after  # the reason for the change
    elaine.get(f"{edition.pk}/structure/?on=yesterday")


def test_id_12_a_report_can_be_addressed_upward_to_the_parent_body(edition, at):
    page = at("elaine").get(f"{edition.pk}/structure/")
    assert "So Stevenage" in page.split("Who it answers to")[1]
    assert "Reports can be addressed upward to it." in page


# ---- the foreword ----


def sign(reader, draft):
    words = reader.client.get(f"{reader.base}{draft.pk}/foreword/").context["sign"]["words"].value()
    return reader.post(f"{draft.pk}/foreword/", read="on", words=words, sign="1")


def rename(reader, draft, **said):
    revision = PlanEdition.objects.get(pk=draft.pk).revision
    return reader.post(f"{draft.pk}/foreword/", **{"revision": revision, **said})


def test_id_02_the_signatory_is_named_and_the_foreword_signed_by_who_as_what_and_when(draft, at):
    brian, chair = at("brian"), at("catherine")
    assert "The foreword is not signed." in chair.get(f"{draft.pk}/foreword/")
    assert rename(brian, draft, person="Catherine Cole", role="Chair of the partnership").status_code == 302
    assert sign(chair, draft).status_code == 302
    page = chair.get(f"{draft.pk}/foreword/")
    assert "Signed by Catherine Cole, Chair of the partnership," in page
    assert "Recorded by Catherine (Police)" in page
    told = Entry.objects.filter(what__in=("plan.signatory_named", "plan.foreword_signed"))
    assert told.count() == 3


def test_id_02_words_written_after_signing_are_not_signed(draft, at):
    brian, chair = at("brian"), at("catherine")
    sign(chair, draft)
    paragraph = draft.statements.filter(part="foreword").first()
    brian.post(f"{draft.pk}/texts/{paragraph.pk}/", words="Another sentence.", revision=paragraph.revision)
    assert "The foreword was written anew after it was signed." in chair.get(f"{draft.pk}/foreword/")
    assert "The foreword was written anew" in chair.get(f"{draft.pk}/approve/")
    sign(chair, draft)
    assert "Signed by" in chair.get(f"{draft.pk}/foreword/")
    rename(brian, draft, person="Somebody else", role="Chair")
    assert "The foreword was written anew" in chair.get(f"{draft.pk}/foreword/")


def test_id_02_what_changed_while_it_was_read_is_not_signed(draft, at):
    chair = at("catherine")
    refused = chair.post(f"{draft.pk}/foreword/", read="on", words="0" * 64, sign="1")
    assert refused.status_code == 400
    assert "The foreword was changed while you were reading." in refused.content.decode()
    unread = chair.post(f"{draft.pk}/foreword/", words="0" * 64, sign="1")
    assert "Read the foreword, then tick the box." in unread.content.decode()


def test_id_02_a_draft_with_a_foreword_is_not_approved_before_it_is_signed(draft, at):
    chair = at("catherine")
    draft.reviews.update(decision="keep", reason="x", evidence="y")
    assert "The foreword is not signed." in chair.get(f"{draft.pk}/approve/")
    revision = PlanEdition.objects.get(pk=draft.pk).revision
    assert chair.post(f"{draft.pk}/approve/", read="on", revision=revision).status_code == 409
    sign(chair, draft)
    assert at("brian").post(f"{draft.pk}/approve/", read="on", revision=revision).status_code == 302


def test_id_02_a_draft_without_a_foreword_needs_no_signature(draft, at):
    draft.statements.filter(part="foreword").delete()
    assert "not signed" not in at("catherine").get(f"{draft.pk}/approve/")
    assert sign(at("catherine"), draft).status_code == 400


def test_id_02_a_number_of_the_foreword_that_nothing_stands_behind_is_pointed_at(draft, at):
    brian = at("brian")
    brian.post(f"{draft.pk}/texts/add/", part="foreword", words="Crime fell by 14 per cent.")
    page = brian.get(f"{draft.pk}/foreword/")
    assert "“14 per cent” in: Crime fell by 14 per cent." in page


def test_who_may_sign_and_name(draft, at):
    assert rename(at("catherine"), draft, person="x", role="y").status_code == 404
    words = "0" * 64
    assert at("elaine").post(f"{draft.pk}/foreword/", read="on", words=words, sign="1").status_code == 404
    empty = rename(at("brian"), draft, person=" ", role="y")
    assert empty.status_code == 400
    assert "person" in empty.context["form"].errors
    stale = at("brian").post(f"{draft.pk}/foreword/", person="x", role="y", revision=99)
    assert stale.status_code == 409
    assert "Somebody changed this while you were writing." in stale.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_more_than_fifteen_queries(edition, at, queries, page):
    elaine = at("elaine")
    elaine.get(f"{edition.pk}/{page}")
    with queries(at_most=15):
        elaine.get(f"{edition.pk}/{page}")


def test_for_others_there_are_no_such_pages(edition, at):
    for page in PAGES:
        at("stella").get(f"{edition.pk}/{page}", status=404)
        at("adam").get(f"{edition.pk}/{page}", status=404)
    assert at("elaine").post(f"{edition.pk}/contacts/telephone/checked/").status_code == 404
    assert at("brian").post(f"{edition.pk}/contacts/none/checked/").status_code == 404
