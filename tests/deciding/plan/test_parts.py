"""Writing what a draft says: facts, sub-priorities, indicators, strategies, contacts, visions, paragraphs."""

from datetime import date

import pytest

from tests.cast import html
from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.ground.audit.models import Entry

pytestmark = pytest.mark.django_db
FACT = {
    "key": "F-30", "words": "Cycle theft fell.", "about": ["PR-2"], "kind": "percentage",
    "source": "Assessment of 2008", "starts": "2008-01-01", "ends": "2008-12-31", "value": "-20", "unit": "%",
    "shape": "change", "count": "80", "base": "100", "against_starts": "2007-01-01",
    "against_ends": "2007-12-31",
}  # fmt: skip
PAGES = (
    "parts/", "parts/facts/add/", "parts/facts/F-01/", "parts/sub-priorities/add/", "parts/indicators/add/",
    "parts/indicators/I-03/", "parts/strategies/add/", "parts/contacts/telephone/", "texts/add/",
    "visions/add/", "parts/bodies/add/", "parts/bodies/sbc/",
)  # fmt: skip


def fields(reader, draft, page):
    """What a form holds when it is opened, as a browser would send it back."""
    form = reader.client.get(f"{reader.base}{draft.pk}/{page}").context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_fact_is_added_with_period_source_and_the_two_counts_behind_it(draft, at):
    brian = at("brian")
    assert brian.post(f"{draft.pk}/parts/facts/add/", **FACT).status_code == 302
    (fact,) = [
        each for each in read_edition(PlanEdition.objects.get(pk=draft.pk)).facts if each.key == "F-30"
    ]
    assert fact.backing == "80 in 2008, 100 in 2007"
    assert fact.about == ("PR-2",)
    assert "80 in 2008, 100 in 2007" in brian.get(f"{draft.pk}/").replace("80 In", "80 in")


def test_a_fact_without_counts_stands_as_published_only(draft, at):
    bare = {name: value for name, value in FACT.items() if name not in ("count", "base")}
    assert at("brian").post(f"{draft.pk}/parts/facts/add/", **bare).status_code == 302
    assert read_edition(PlanEdition.objects.get(pk=draft.pk)).facts[-1].backing == "published percentage only"


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"unit": ""}, "unit", "A number needs its value and its unit."),
        ({"value": ""}, "value", "A number needs its value and its unit."),
        ({"base": ""}, "base", "Two counts stand behind a number, or none."),
        ({"value": "-25"}, "value", "It does not agree with its two counts, which give -20.0."),
        ({"against_starts": "", "against_ends": ""}, "against_starts", "A change needs the period"),
        ({"ends": "2007-01-01"}, "ends", "It ends before it begins."),
        ({"against_ends": ""}, "against_ends", "Give both days, or none."),
        ({"key": "F-01"}, "key", "The same key stands twice."),
        ({"key": "no spaces"}, "key", "Use letters, digits"),
        ({"about": ["nothing"]}, "about", "not one of the available choices"),
        ({"source": ""}, "source", "Fill this in."),
        ({"count": "-1"}, "count", "Write 0 or more"),
    ],
)
def test_a_fact_written_wrong_is_refused_at_its_field_with_the_reason(draft, at, changed, field, words):
    page = at("brian").post(f"{draft.pk}/parts/facts/add/", **{**FACT, **changed})
    assert page.status_code == 400
    assert words in " ".join(page.context["form"].errors[field])
    assert not draft.facts.filter(key="F-30").exists()


def test_a_fact_is_changed_and_the_log_keeps_what_stood_there(draft, at):
    brian = at("brian")
    page = f"{draft.pk}/parts/facts/F-01/"
    said = fields(brian, draft, "parts/facts/F-01/")
    assert brian.post(page, **{**said, "source": "Police, 2009"}).status_code == 302
    assert draft.facts.get(key="F-01").source == "Police, 2009"
    assert draft.facts.get(key="F-01").row == "F-01"
    entry = Entry.objects.get(what="plan.part_changed")
    assert "2008/09 plan, foreword and introduction" in entry.detail
    assert "words" not in entry.detail  # only what changed


def test_whoever_saves_second_reads_what_the_first_one_wrote(draft, at):
    brian = at("brian")
    page = f"{draft.pk}/parts/facts/F-01/"
    said = fields(brian, draft, "parts/facts/F-01/")
    brian.post(page, **{**said, "source": "First"})
    second = brian.post(page, **{**said, "source": "Second"})
    assert second.status_code == 409
    assert "Source: First" in second.content.decode()
    again = second.context["form"]["read"].value()
    assert brian.post(page, **{**said, "source": "Second", "read": again}).status_code == 302
    assert draft.facts.get(key="F-01").source == "Second"


def test_a_fact_a_text_leads_to_is_not_taken_out_and_one_nothing_rests_on_is(draft, at):
    brian = at("brian")
    brian.post(f"{draft.pk}/parts/facts/F-01/remove/")
    assert draft.facts.filter(key="F-01").exists()
    assert "It is used: a paragraph of the foreword" in brian.get(f"{draft.pk}/parts/")
    brian.post(f"{draft.pk}/parts/facts/add/", **FACT)
    brian.post(f"{draft.pk}/parts/facts/F-30/remove/")
    assert not draft.facts.filter(key="F-30").exists()
    assert "Cycle theft fell." in Entry.objects.get(what="plan.part_removed").detail


def test_a_sub_priority_is_added_renamed_and_moved_with_its_actions(draft, at):
    brian = at("brian")
    added = brian.post(f"{draft.pk}/parts/sub-priorities/add/", title="Cycle theft", priority="PR-2")
    assert added.status_code == 302
    assert draft.sub_priorities.get(key="cycle-theft").priority.key == "PR-2"
    sub = draft.sub_priorities.filter(priority__key="PR-1").first()
    count = sub.actions.count()
    page = f"parts/sub-priorities/{sub.key}/"
    moved = {**fields(brian, draft, page), "title": "Violence at night", "priority": "PR-6"}
    assert brian.post(f"{draft.pk}/{page}", **moved).status_code == 302
    sub.refresh_from_db()
    assert (sub.title, sub.priority.key, sub.actions.count()) == ("Violence at night", "PR-6", count)
    assert "Violence at night" in brian.get(f"{draft.pk}/priorities/PR-6/")
    brian.post(f"{draft.pk}/{page}remove/")
    assert draft.sub_priorities.filter(pk=sub.pk).exists()  # its actions rest on it


def test_an_indicator_says_which_measures_watch_which_sub_priorities(draft, at):
    brian = at("brian")
    sub = draft.sub_priorities.first()
    new = {"key": "I-20", "words": "Homicides at home", "priority": "PR-1", "sub_priorities": [sub.key],
           "measures": ["domestic-homicide"]}  # fmt: skip
    assert brian.post(f"{draft.pk}/parts/indicators/add/", **new).status_code == 302
    file = read_edition(PlanEdition.objects.get(pk=draft.pk))
    assert file.measures[-1] == "domestic-homicide"
    assert file.indicators[-1].sub_priorities == (sub.key,)
    wrong = brian.post(f"{draft.pk}/parts/indicators/add/", **{**new, "key": "I-21", "measures": ["none"]})
    assert wrong.status_code == 400
    assert "measures" in wrong.context["form"].errors


def test_a_contact_gets_an_owner_and_a_new_address_is_not_checked(draft, at):
    brian = at("brian")
    page = "parts/contacts/neighbourhood-watch/"
    brian.post(f"{draft.pk}/{page}", **{**fields(brian, draft, page), "owner": "The council"})
    assert draft.contacts.get(key="neighbourhood-watch").owner == "The council"
    empty = brian.post(f"{draft.pk}/{page}", **{**fields(brian, draft, page), "owner": ""})
    assert "owner" in empty.context["form"].errors


def test_id_09_the_document_prints_the_vision_in_force_on_the_day_of_approval(draft, at):
    brian = at("brian")
    owner = "Stevenage Community Safety Partnership"
    for since, words in (("2009-01-01", "A calmer town."), ("2030-01-01", "A town of the future.")):
        said = {"owner": owner, "since": since, "words": words}
        assert brian.post(f"{draft.pk}/visions/add/", **said).status_code == 302
    assert draft.statements.filter(part="vision").count() == 4
    draft.approved_on = date(2009, 3, 20)
    printed = [vision.words for vision in read_edition(draft).visions_now]
    assert printed[0] == "A calmer town."
    assert len(printed) == 2  # the other owner's stands beside it
    again = brian.post(f"{draft.pk}/visions/add/", owner=owner, since="2009-01-01", words="Another.")
    assert again.status_code == 400
    assert "since" in again.context["form"].errors


def test_a_paragraph_is_added_at_the_end_of_its_part_and_taken_out(draft, at):
    brian = at("brian")
    assert brian.post(f"{draft.pk}/texts/add/", part="foreword", words="Thank you.").status_code == 302
    file = read_edition(PlanEdition.objects.get(pk=draft.pk))
    assert file.text_of("foreword")[-1] == "Thank you."
    row = draft.statements.get(words="Thank you.")
    revision = PlanEdition.objects.get(pk=draft.pk).revision
    brian.post(f"{draft.pk}/texts/{row.pk}/remove/")
    assert not draft.statements.filter(pk=row.pk).exists()
    assert PlanEdition.objects.get(pk=draft.pk).revision == revision + 1  # who approves must have read it
    assert "Thank you." in Entry.objects.get(what="plan.text_removed").detail


def test_what_is_written_in_a_row_that_somebody_took_out_meanwhile_is_not_lost(draft, at):
    brian = at("brian")
    brian.post(f"{draft.pk}/parts/facts/add/", **FACT)
    said = fields(brian, draft, "parts/facts/F-30/")
    brian.post(f"{draft.pk}/parts/facts/F-30/remove/")
    page = brian.post(f"{draft.pk}/parts/facts/F-30/", **{**said, "words": "Cycle theft fell by a fifth."})
    assert page.status_code == 409
    assert "Somebody took this out while you were writing." in page.content.decode()
    again = {bound.name: bound.value() for bound in page.context["form"] if bound.value() is not None}
    assert page.context["adds"].endswith("/parts/facts/add/")
    assert brian.client.post(page.context["adds"], again).status_code == 302
    assert draft.facts.get(key="F-30").words == "Cycle theft fell by a fifth."


def test_whoever_takes_out_what_somebody_else_just_changed_is_told_and_it_stays(draft, at):
    brian = at("brian")
    page = f"{draft.pk}/parts/strategies/county-agreement/"
    read = brian.client.get(brian.base + page).context["form"]["read"].value()
    said = fields(brian, draft, "parts/strategies/county-agreement/")
    assert brian.post(page, **{**said, "note": "Signed in May."}).status_code == 302
    brian.post(f"{page}remove/", read=read)
    assert "Somebody changed it while you were reading." in brian.get(page)
    assert draft.strategies.get(key="county-agreement").note == "Signed in May."
    brian.post(f"{page}remove/", read=brian.client.get(brian.base + page).context["form"]["read"].value())
    assert not draft.strategies.filter(key="county-agreement").exists()


def test_id_01_nothing_of_an_approved_edition_is_written(edition, at):
    brian = at("brian")
    before = brian.bytes(f"{edition.pk}/documents/plan.html")
    for page in PAGES:
        brian.get(f"{edition.pk}/{page}", status=404)
    text = edition.statements.first()
    for page in ("parts/facts/F-01/remove/", f"texts/{text.pk}/remove/"):
        assert brian.post(f"{edition.pk}/{page}").status_code == 409
    lost = brian.post(f"{edition.pk}/parts/facts/add/", **FACT)
    assert lost.status_code == 409
    assert FACT["words"] in html(lost) and "This edition was approved: it is final." in html(lost)
    assert brian.bytes(f"{edition.pk}/documents/plan.html") == before


@pytest.mark.parametrize("page", PAGES)
def test_only_who_plans_writes_and_in_at_most_fifteen_queries(draft, at, queries, page):
    for name in ("elaine", "catherine", "stella", "adam"):
        at(name).get(f"{draft.pk}/{page}", status=404)
    brian = at("brian")
    brian.get(f"{draft.pk}/{page}")
    with queries(at_most=15):
        brian.get(f"{draft.pk}/{page}")


def test_there_is_no_other_part_and_no_other_row(draft, at):
    none = ("actions/add/", "priorities/add/", "nothing/add/", "facts/none/", "targets/x/")
    for page in (f"parts/{each}" for each in none):
        at("brian").get(f"{draft.pk}/{page}", status=404)


def test_what_is_written_is_escaped(draft, at):
    brian = at("brian")
    brian.post(f"{draft.pk}/parts/facts/add/", **{**FACT, "words": "<script>alert(1)</script>"})
    brian.post(f"{draft.pk}/texts/add/", part="foreword", words="<b>bold</b>")
    brian.post(f"{draft.pk}/visions/add/", owner="<i>x</i>", since="2009-01-01", words="<u>y</u>")
    for page in ("parts/", "parts/facts/F-30/", "foreword/", "", "area/"):
        shown = brian.get(f"{draft.pk}/{page}")
        for bad in ("<script>alert(1)", "<b>bold", "<i>x", "<u>y"):
            assert bad not in shown


def test_a_day_that_is_there_is_shown_so_that_a_browser_keeps_it(draft, at):
    """A date box understands 2009-04-01 alone; anything else is sent back empty, and the day is lost."""
    brian = at("brian")
    action = draft.actions.first()
    action.edition, action.starts, action.ends = draft, date(2009, 5, 1), date(2009, 6, 30)
    action.save()
    for page, value in (
        (f"actions/{action.key}/change/", "2009-06-30"),
        ("parts/facts/F-01/", "2007-01-01"),
        ("funds/add/", "2009-04-01"),
    ):
        assert f'value="{value}"' in brian.get(f"{draft.pk}/{page}")
