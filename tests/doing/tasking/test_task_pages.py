"""The list of tasks and a task's page, as members of the partnership and of another town meet them."""

import csv
import io
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.cast import Cast, html
from wardmote.doing.tasking.models import Task
from wardmote.doing.tasking.tasks import Asking, Origin, set_task

pytestmark = pytest.mark.django_db
LIST = "/holmbridge/tasks/"


def a_task(cast: Cast, words: str, *, days: int = 14, by: str = "brian") -> Task:
    """A task of the body that this person is of, due so many days from today."""
    viewer = cast.viewer(by)
    owner = viewer_body(cast, by)
    origin = Origin("plan action", "2008-09/A1.1.1", "A1.1.1 Visit premises", "/holmbridge/plan/")
    due = timezone.localdate() + timedelta(days=days)
    return set_task(cast.holmbridge, Asking(words, owner, due), origin, by=viewer)


def viewer_body(cast: Cast, name: str) -> int:
    return int(cast.holmbridge.memberships.get(person=cast.people[name]).body_id)


@pytest.fixture
def three(cast: Cast) -> dict[str, Task]:
    """One late, one open, one done; the late one is the fire service's."""
    late = a_task(cast, "Fit the alarms", by="elaine")
    Task.objects.filter(pk=late.pk).update(due=date(2020, 1, 31))
    open_, done = a_task(cast, "Write to the shops", days=20), a_task(cast, "=Paint the subway", days=10)
    page = f"{LIST}{done.pk}/"
    assert cast.client("brian").post(page, {"evidence": "A photograph"}).status_code == 302
    return {"late": late, "open": open_, "done": done}


def test_the_list_says_what_is_not_done_first_and_how_each_stands(cast, three, queries):
    elaine = cast.client("elaine")
    with queries(at_most=15):
        words = html(elaine.get(LIST))
    assert (
        words.index("Fit the alarms") < words.index("Write to the shops") < words.index("=Paint the subway")
    )
    assert "3 rows." in words
    late, open_, done = words.split("<tr>")[2:5]
    assert "Late" in late and "Fire and rescue" in late and "31 January 2020" in late
    assert "Open" in open_ and "Done" in done
    assert 'data-label="By"' in late


def test_the_list_is_narrowed_and_sorted_by_its_address(cast, three):
    amira = cast.client("amira")
    late = html(amira.get(f"{LIST}?state=late"))
    assert '<p class="wm-table__note">1 of 3 rows. State: Late.</p>' in late, "on paper too"
    assert "Fit the alarms" in late and "Write to the shops" not in late
    fire = html(amira.get(f"{LIST}?body={three['late'].owner_id}&state=open"))
    assert "Fit the alarms" in fire and "Write to the shops" not in fire
    assert "Nothing in “Tasks” fits" in html(amira.get(f"{LIST}?body={three['late'].owner_id}&state=done"))
    down = html(amira.get(f"{LIST}?sort=-2"))
    assert "Tasks, sorted by Due, descending</caption>" in down
    assert 'aria-label="Sort the list: Tasks"' in down, "cards have no heads to sort by"
    order = [down.index(each) for each in ("Write to the shops", "=Paint the subway", "Fit the alarms")]
    assert order == sorted(order)
    by_state = html(amira.get(f"{LIST}?sort=3"))
    order = [by_state.index(each) for each in ("=Paint the subway", "Fit the alarms", "Write to the shops")]
    assert order == sorted(order), "done, late, open"
    today = timezone.localdate()
    rows = Task.objects.with_state_on(today)
    assert [row.state for row in rows] == [row.mark_on(today)[1] for row in rows], "one word, twice the same"
    assert amira.get(f"{LIST}?state=whenever").status_code == 400
    assert amira.get(f"{LIST}?state=whenever&download=csv").status_code == 400


def test_the_files_hold_what_the_list_shows_and_no_cell_is_a_formula(cast, three):
    amira = cast.client("amira")
    answer = amira.get(f"{LIST}?download=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="tasks.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["What", "By", "Due", "State", "From", "Done on", "Record"]
    assert [row[6] for row in rows[1:]] == [
        f"task:{Task.objects.get(words=row[0].lstrip(chr(39))).pk}" for row in rows[1:]
    ]
    assert [row[0] for row in rows[1:]] == ["Fit the alarms", "Write to the shops", "'=Paint the subway"]
    assert rows[1][1:4] == ["Fire and rescue", "2020-01-31", "Late"]
    assert rows[3][5] == timezone.localdate().isoformat()
    book = CalamineWorkbook.from_filelike(BytesIO(amira.get(f"{LIST}?download=xlsx&state=late").content))
    assert [row[0] for row in book.get_sheet_by_index(0).to_python()] == ["What", "Fit the alarms"]
    assert amira.get(f"{LIST}?download=exe").status_code == 404


def test_an_empty_list_says_how_a_task_comes_to_be(cast):
    assert "Tasks are set on the page of an action or of an exception." in html(
        cast.client("amira").get(LIST)
    )


def test_who_owns_a_task_or_manages_says_that_it_is_done_and_nobody_else(cast, three):
    page = f"{LIST}{three['late'].pk}/"
    amira = cast.client("amira")
    assert "It is done" not in html(amira.get(page))
    assert "Fire and rescue says when this is done." in html(amira.get(page))
    assert amira.post(page, {"evidence": "I think so"}).status_code == 404
    elaine = cast.client("elaine")
    assert elaine.post(page, {"evidence": " "}).status_code == 400
    assert elaine.post(page, {"evidence": "Twelve alarms"}).status_code == 302
    words = html(elaine.get(page))
    assert "Twelve alarms" in words and "Done" in words and "Elaine (Fire and rescue)" in words
    late = cast.client("brian").post(page, {"evidence": "A list of\nthe second", "revision": "1"})
    assert late.status_code == 409
    told = html(late)
    assert "Elaine (Fire and rescue) said meanwhile that it is done. Nothing was saved." in told
    assert "<dt>Evidence</dt><dd>A list of<br>the second</dd>" in told and "<dt>Revision" not in told
    assert f'href="{page}"' in told
    assert amira.post(page, {"evidence": "Again"}).status_code == 404


def test_another_town_sees_neither_list_nor_task(cast, three):
    stella = cast.client("stella")
    assert stella.get(LIST).status_code == 404
    assert stella.get(f"/otherham/tasks/{three['open'].pk}/").status_code == 404
    assert "Write to the shops" not in html(stella.get("/otherham/tasks/"))
