"""The log page: found by person, kind and day; taken away as a file that runs nothing."""

import csv
import io
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.audit import log
from wardmote.ground.audit.models import Entry, PendingEntry
from wardmote.ground.audit.pending import chain_pending, count_in_vain, put_down
from wardmote.ground.audit.verifying import verify
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Body
from wardmote.site.operations import log_subjects
from wardmote.site.operations.log_pages import entries_of
from wardmote.site.operations.log_reviews import month_of

pytestmark = pytest.mark.django_db
URL = "/holmbridge/log/"


def write(by="Ann", what="evidence.withdrawn", partnership="holmbridge", note="1", **detail):
    return log.record(partnership=partnership, by=by, what=what, subject=f"load:{note}", detail=detail)


def text(cast, query="", name="brian"):
    client = cast.client(name)
    chain_pending()
    answer = client.get(f"{URL}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("name", "status"), [("brian", 200), ("adam", 200), ("amira", 404), ("stella", 404)])
def test_the_manager_and_the_administrator_read_the_log(cast, name, status):
    assert cast.client(name).get(URL).status_code == status
    assert cast.client(name).get(f"{URL}log.csv").status_code == status


@pytest.mark.parametrize("address", ["log.csv", "?download=csv", ""])
def test_only_who_asks_for_it_takes_the_log_away(cast, address):
    """Of anything but a reading nothing is told and nothing is written."""
    client = cast.client("brian")
    for method in (client.post, client.put, client.delete, client.patch, client.options):
        assert method(f"{URL}{address}").status_code == 405
    assert not PendingEntry.objects.filter(what="read.taken").exists()
    assert client.head(f"{URL}{address}").status_code == 200


def test_the_last_day_there_is_asks_for_everything(cast):
    write(note="the first")
    assert "the first" in text(cast, "?since=0001-01-01&until=9999-12-31")


def test_rows_are_told_in_words_and_what_people_wrote_is_shown_as_text(cast, queries):
    write(note="<script>alert(1)</script>")
    client = cast.client("brian")
    chain_pending()
    with queries(15):
        found = client.get(URL).content.decode()
    assert "withdrew load" in found
    assert "&lt;script&gt;" in found
    assert "<script>alert" not in found


def test_rows_are_found_by_who_and_what(cast):
    write(by="Ann", note="the first")
    write(by="Ben", what="evidence.loaded", note="the other")
    assert "the first" in text(cast, "?by=Ann")
    assert "the other" not in text(cast, "?by=Ann")
    assert "the first" not in text(cast, "?what=evidence.loaded")


def test_a_day_goes_from_midnight_to_midnight_in_local_time(cast, monkeypatch):
    """In summer the log's moments (UTC) lie an hour behind the clock on the wall."""
    moments = ("2008-06-30T22:59:59.000000Z", "2008-06-30T23:00:00.000000Z", "2008-07-01T22:59:59.999999Z")
    for number, at in enumerate(moments, 1000):
        entry = Entry(
            pk=number, at=at, partnership="holmbridge", by="Ann", what="x.y", subject=at, before="", hash=at
        )
        entry.save()
    found = text(cast, "?since=2008-07-01&until=2008-07-01")
    assert ["2008-06-30T22" in found, "2008-06-30T23" in found, "2008-07-01T22" in found] == [
        False,
        True,
        True,
    ]


def test_days_the_wrong_way_round_are_told_at_the_field(cast):
    answer = cast.client("brian").get(f"{URL}?since=2008-07-02&until=2008-07-01")
    assert answer.status_code == 400
    assert "lies before the first" in answer.content.decode()


def test_only_this_partnerships_rows_are_there(cast):
    write(partnership="otherham", note="elsewhere")
    assert "elsewhere" not in text(cast)
    assert b"elsewhere" not in cast.client("brian").get(f"{URL}log.csv").content


def test_the_file_runs_nothing_in_a_spreadsheet_and_taking_it_is_logged(cast):
    write(by="=HYPERLINK(1)")
    answer = cast.client("brian").get(f"{URL}log.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert [row[1] for row in rows if "HYPERLINK" in row[1]] == ["'=HYPERLINK(1)"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    taken = PendingEntry.objects.filter(subject="list:log").values_list("what", flat=True)
    assert list(taken) == ["read.taken"]
    assert verify().broken_at == 0


def test_the_log_says_newest_first_only_where_it_is_and_how_it_is_narrowed(cast):
    write(by="Ann")
    write(by="Ben")
    client = cast.client("brian")
    chain_pending()
    count = entries_of("holmbridge").count()
    assert f"{count} rows, newest first. Nobody" in client.get(URL).content.decode()
    found = client.get(f"{URL}?by=Ann&sort=0").content.decode()
    assert f"1 of {count + 1} rows, sorted by When, ascending. Who: Ann. Nobody" in found, (
        "with the look above"
    )
    assert "newest first" not in found


def test_a_long_log_is_cut_into_pages(cast):
    for number in range(60):
        write(note=f"n{number}")
    assert "load n59" in text(cast)
    assert "load n0" not in text(cast)
    assert "load n0" in text(cast, "?page=2")


def test_the_file_has_the_headings_and_the_words_of_the_page(cast):
    write(what="plan.scoring_scored", reason="a" * 400)
    for address in (f"{URL}log.csv", f"{URL}?download=csv"):
        rows = list(csv.reader(io.StringIO(cast.client("brian").get(address).content.decode("utf-8-sig"))))
        found = next(row for row in rows if row[3] == "load:1")
        assert rows[0] == ["When", "Who", "What", "Record", "More", "Hash"]
        assert found[1:5] == ["Ann", "scored in load 1", "load:1", f"reason: {'a' * 400}"]
        assert len(found[0]) == len("2008-04-08 18:05"), "local time to the minute"


def test_what_was_done_is_sorted_by_its_words(cast):
    """By its hidden names, the withdrawing (evidence) came before the answer (plan)."""
    write(what="evidence.withdrawn", note="the withdrawing")
    write(what="plan.answered", note="the answer")  # of a version that is gone
    for sort, first in (("2", "the answer"), ("-2", "the withdrawing")):
        found = text(cast, f"?by=Ann&sort={sort}")
        assert found.index(first) == min(found.index("the answer"), found.index("the withdrawing"))


# ---- a diary ----


def task_of(cast):
    body = Body.objects.get(partnership=cast.holmbridge, name="Police")
    asking = Asking("Mend the light", body.pk, cast.viewer("brian").today)
    return set_task(
        cast.holmbridge, asking, Origin("action", "1", "Action 1", "/x/"), by=cast.viewer("brian")
    )


def test_the_log_reads_as_a_diary_with_what_was_only_read_in_it(cast):
    """In words and with a link for who may open the record; for the administrator its number alone."""
    task = task_of(cast)
    cast.client("catherine").get(f"/holmbridge/tasks/{task.pk}/")
    cast.client("catherine").get("/holmbridge/tasks/")
    for name, words in (("brian", f"task {task.pk}, Mend the light"), ("adam", f"task {task.pk}")):
        found = text(cast, name=name)
        assert f"set {words}<" in found
        assert f"opened {words}<" in found
        assert "opened the list of tasks (1 record)" in found
        assert "signed in" in found
        assert (f'href="/holmbridge/tasks/{task.pk}/"' in found) == (name == "brian")
        assert "Mend the light" not in found or name == "brian"


def test_everything_about_one_record_is_found_also_where_it_was_one_of_many(cast):
    task = task_of(cast)
    cast.client("catherine").get("/holmbridge/tasks/")
    write(note="of something else")
    found = text(cast, f"?record=task:{task.pk}")
    assert "set task" in found
    assert "opened the list of tasks" in found
    assert "something else" not in found


def test_signing_in_elsewhere_is_not_in_this_towns_log(cast):
    cast.client("stella")
    assert "Stella" not in text(cast)


def test_a_person_is_one_choice_however_the_log_names_them(cast):
    person = cast.people["amira"]
    names = (person.name, str(cast.viewer("amira")), person.email, f"{person.email} (command line)")
    for number, by in enumerate(names):
        write(by=by, note=f"number {number}")
    write(by="Ben (command line)", note="by another")
    for asked in (person.name, str(cast.viewer("amira"))):
        found = text(cast, f"?{urlencode({'by': asked})}")
        assert [f"load number {n}" in found for n in range(4)] == [True] * 4
        assert "by another" not in found
    choices = re.findall(r'<option value="([^"]*)"', found)
    assert choices.count(person.name) == 1
    assert [each for each in choices if each in names[1:]] == []
    seen = month_of("holmbridge", timezone.localdate().replace(day=1))
    assert [who for who, _, _ in seen.people if who in names] == [person.name], "in the review too"


def test_what_was_tried_just_now_is_there_and_found(cast):
    """Before its count is over, and before the worker chained what was only read."""
    client = cast.client("brian")
    put_down("read.searched", by="Ann", partnership="holmbridge")
    for _ in range(2):
        count_in_vain("read.refused", "list:task", by="Ann", partnership="holmbridge")
    found = client.get(URL).content.decode()
    assert "searched" in found
    assert "was refused the list of tasks (2 times within five minutes)" in found
    assert "was refused the" in client.get(f"{URL}?by=Ann&what=read.refused").content.decode()
    assert "was refused the" in client.get(f"{URL}?record=list:task").content.decode()
    assert "was refused the" not in client.get(f"{URL}?what=read.searched").content.decode()


def test_a_row_shows_no_raw_name_and_its_second(cast):
    entry = write(note="1")
    wanted = joining.NewInvitation("olu@example.org", ["officer"], Body.objects.first())
    invited, _ = joining.invite(cast.holmbridge, wanted, by=cast.viewer("brian"))
    put_down("read.refused", "page:partners:confirm_invitation", by="Ann", partnership="holmbridge")
    put_down("accounts.token_refused", "page:api:readings_csv", by="Ann", partnership="holmbridge")
    put_down("read.taken", "page:owed:csv", by="Ann", partnership="holmbridge")
    put_down("read.by_program", "list:search", by="Ann", partnership="holmbridge")
    found = text(cast)
    assert "read the search by a program" in found
    assert "downloaded the page “owed”" in found
    assert f"invited somebody (invitation {invited.pk}, olu@example.org)" in found
    assert "was refused the page “confirm invitation” (people)" in found
    assert "gave a token that does not open the API&#x27;s readings" in found
    assert ">load:1<" not in found
    assert re.search(r'<a href="\?record=load%3A1"[^>]*>everything about it</a>', found)
    assert f":{entry.at[14:19]}<" in found
    assert "Everything about <strong>load 1</strong>" in text(cast, "?record=load:1")


def test_a_load_is_told_by_its_files_name_to_who_may_see_it(cast, monkeypatch):
    there = [
        SimpleNamespace(sha256=letter * 64, name=f"{letter}.csv", partnership=town, brought_by="")
        for letter, town in (("a", None), ("b", "holmbridge"), ("c", "otherham"))
    ]
    monkeypatch.setattr(log_subjects, "list_receipts", lambda folder, withdrawn: there)
    for each in there:
        write(what="evidence.loaded", note=each.sha256)
    manager, keeper = text(cast), text(cast, name="adam")
    told = [f"loaded the file {name}.csv<" in manager for name in "abc"]
    assert told == [True, True, False], "another town's by its number"
    assert "loaded load cccccccccccc…<" in manager
    assert ".csv<" not in keeper
