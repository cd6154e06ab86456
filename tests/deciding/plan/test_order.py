"""The order of a draft's priorities and sub-priorities: one place earlier or later, codes as they are."""

import json

import pytest

from wardmote.deciding.plan.models import PlanEdition
from wardmote.deciding.plan.records.edition_rows import read_edition
from wardmote.ground.audit.models import Entry

pytestmark = pytest.mark.django_db
VIOLENCE = ["violent-crime", "domestic-violence", "hate-crime"]


def rows(reader, draft, table):
    """The rows as the page lists them, by key."""
    shown = reader.client.get(f"{reader.base}{draft.pk}/parts/").context
    subs = [row for _, under in shown["under"] for row in under]
    listed = shown["priorities"] if table == "priorities" else subs
    return {row.key: row for row in listed}


def press(reader, draft, table, key, way, read=""):
    read = read or rows(reader, draft, table)[key].read
    return reader.client.post(
        f"{reader.base}{draft.pk}/parts/", {"table": table, "key": key, "way": way, "read": read}
    )


def after(reader, draft, key, way):
    """The page a press leads to."""
    return reader.client.get(press(reader, draft, "sub_priorities", key, way).url).content.decode()


def order(draft, table="sub_priorities", under="PR-1"):
    file = read_edition(PlanEdition.objects.get(pk=draft.pk))
    return [row.key for row in getattr(file, table) if table == "priorities" or row.priority.key == under]


def test_a_sub_priority_goes_one_place_earlier_among_those_of_its_priority(draft, at):
    brian = at("brian")
    others = order(draft, under="PR-2")
    assert order(draft) == VIOLENCE
    actions = list(draft.actions.filter(sub_priority__key="hate-crime").values_list("key", flat=True))
    revision = draft.revision
    moved = press(brian, draft, "sub_priorities", "hate-crime", "earlier")
    assert moved.status_code == 302
    assert order(draft) == ["violent-crime", "hate-crime", "domestic-violence"]
    assert order(draft, under="PR-2") == others
    again = list(draft.actions.filter(sub_priority__key="hate-crime").values_list("key", flat=True))
    assert again == actions
    shown = brian.get(f"{draft.pk}/priorities/PR-1/")
    assert shown.index("Hate crime") < shown.index("Domestic violence</h3>")
    detail = json.loads(Entry.objects.get(what="plan.part_moved").detail)
    assert detail["before"] == VIOLENCE
    assert detail["now"] == ["violent-crime", "hate-crime", "domestic-violence"]
    assert PlanEdition.objects.get(pk=draft.pk).revision == revision + 1  # who approves must have read it


def test_the_page_says_what_moved_beside_the_button_that_was_pressed(draft, at):
    brian = at("brian")
    page = after(brian, draft, "hate-crime", "earlier")
    assert page.count('role="status"') == 1
    assert "Hate crime: moved earlier, now 2 of 3 under Reduce violent crime" in page
    button = page.split("autofocus")[1].split("</button>")[0]
    assert 'aria-describedby="moved"' in button
    assert "Earlier" in button
    assert "Hate crime" in button
    first = after(brian, draft, "hate-crime", "earlier")
    assert "Hate crime: now first of 3 under Reduce violent crime" in first
    assert 'aria-disabled="true">Earlier' in first  # focus stays on it, so that Enter again does no harm
    press(brian, draft, "sub_priorities", "hate-crime", "earlier")
    assert order(draft) == ["hate-crime", "violent-crime", "domestic-violence"]
    assert Entry.objects.filter(what="plan.part_moved").count() == 2


def test_priorities_go_later_and_keep_their_codes_leads_and_sub_priorities(draft, at):
    brian = at("brian")
    assert order(draft, "priorities")[:3] == ["PR-1", "PR-2", "PR-3"]
    was = draft.priorities.get(key="PR-1")
    press(brian, draft, "priorities", "PR-1", "later")
    assert order(draft, "priorities")[:3] == ["PR-2", "PR-1", "PR-3"]
    now = draft.priorities.get(pk=was.pk)
    assert (now.key, now.title, now.lead) == ("PR-1", was.title, was.lead)
    assert order(draft) == VIOLENCE
    listed = brian.get(f"{draft.pk}/").split("What comes first")[1]
    stands = [listed.index(f"priorities/PR-{n}/") for n in (2, 1, 3)]
    assert stands == sorted(stands)


def test_two_that_share_a_number_are_still_put_in_order(draft, at):
    """A priority that was dropped and kept again may stand at another's number."""
    draft.priorities.filter(key="PR-3").update(at=2)
    press(at("brian"), draft, "priorities", "PR-3", "earlier")
    assert order(draft, "priorities")[:3] == ["PR-1", "PR-3", "PR-2"]
    assert len(set(draft.priorities.values_list("at", flat=True))) == 7


def test_whoever_moves_second_is_told_and_nothing_is_moved(draft, at):
    brian = at("brian")
    read = rows(brian, draft, "sub_priorities")["hate-crime"].read
    press(brian, draft, "sub_priorities", "hate-crime", "earlier", read)
    second = press(brian, draft, "sub_priorities", "hate-crime", "earlier", read)
    assert second.status_code == 409
    assert "Somebody changed the order while you were reading. Nothing was moved." in second.content.decode()
    assert order(draft) == ["violent-crime", "hate-crime", "domestic-violence"]
    shown = [row.key for row in second.context["under"][0][1]]
    assert shown == ["violent-crime", "hate-crime", "domestic-violence"]  # as it is now, ready to be moved


def test_only_a_draft_is_put_in_order_and_only_by_who_plans(draft, edition, at):
    moving = {"table": "priorities", "key": "PR-1", "way": "later"}
    read = rows(at("brian"), draft, "priorities")["PR-1"].read
    assert at("brian").post(f"{edition.pk}/parts/", **moving, read=read).status_code == 409
    for name in ("elaine", "catherine", "stella"):
        assert at(name).post(f"{draft.pk}/parts/", **moving, read=read).status_code == 404
    for wrong in ({"table": "actions"}, {"table": "facts"}, {"way": "up"}):
        assert at("brian").post(f"{draft.pk}/parts/", **{**moving, "read": read, **wrong}).status_code == 404
    brian = at("brian")
    brian.post(f"{draft.pk}/parts/", **{**moving, "key": "PR-99"}, read=read)
    assert "There is no such priority." in brian.get(f"{draft.pk}/parts/")
    assert order(edition, "priorities") == order(draft, "priorities") == [f"PR-{n}" for n in range(1, 8)]
