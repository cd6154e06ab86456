"""One partnership's rows and no other's: on PostgreSQL by the database itself, also by a forgotten filter.

Holmbridge and Otherham have a task each. On PostgreSQL the tests' connection is of a role that owns nothing
(tests/held_rows.py). SQLite shows all rows: there ``walled`` catches the forgotten filter, in tests alone.
"""

import threading
from contextvars import ContextVar
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Count
from django.utils import timezone

from tests.cast import html
from tests.deciding.conftest import STEVENAGE, load
from tests.held_rows import by_owner
from tests.site.test_every_page import walk
from tests.walled import ForgottenFilterError, walled
from wardmote.doing.tasking.models import Task
from wardmote.doing.tasking.tasks import Asking, Origin, set_task
from wardmote.ground.audit import log
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Body, FormerName, Partnership
from wardmote.ground.row_security import policies, scope
from wardmote.ground.row_security.statements import SETTING

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.usefixtures("only_on_postgresql")


@pytest.fixture
def only_on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")


@pytest.fixture
def two_tasks(cast):
    for viewer, town in (
        (cast.viewer("brian"), cast.holmbridge),
        (cast.viewer("stella", "otherham"), cast.otherham),
    ):
        owner = Body.objects.filter(partnership=town).first()
        asking = Asking(f"Of {town.slug}", owner.pk, timezone.localdate() + timedelta(days=7))
        set_task(town, asking, Origin("test", "1", "A test", "/"), by=viewer)
    return cast


def words():
    """Every task, with its partnership's filter forgotten on purpose."""
    return sorted(Task.objects.values_list("words", flat=True))


HERE, THERE = "Of holmbridge", "Of otherham"


@postgresql
def test_a_forgotten_filter_shows_one_partnership_or_nothing(two_tasks):
    assert words() == [HERE, THERE]
    with scope.of_partnership("holmbridge"):
        assert words() == [HERE]
        assert [each.slug for each in Partnership.objects.all()] == ["holmbridge"]
        assert Task.objects.aggregate(number=Count("pk")) == {"number": 1}
        assert list(Task.objects.iterator(chunk_size=1)) == list(Task.objects.all())
    with scope.nobodys():
        assert (words(), Partnership.objects.count(), Entry.objects.count()) == ([], 0, 0)


@postgresql
def test_parts_are_held_by_the_record_they_belong_to(two_tasks):
    for town in (two_tasks.holmbridge, two_tasks.otherham):
        body = Body.objects.filter(partnership=town).first()
        FormerName.objects.create(body=body, name=f"Old {town.slug}", ends=date(2008, 1, 1))
    with scope.of_partnership("otherham"):
        assert list(FormerName.objects.values_list("name", flat=True)) == ["Old otherham"]


@postgresql
def test_what_is_written_stays_in_the_partnership_too(two_tasks):
    theirs = Task.objects.get(words=THERE)
    with scope.of_partnership("holmbridge"):
        assert Task.objects.update(evidence="Seen") == 1
        assert Task.objects.filter(pk=theirs.pk).delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Task.objects.filter(words=HERE).update(partnership=two_tasks.otherham)
        theirs.pk = None
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            theirs.save(force_insert=True)
    assert list(Task.objects.order_by("pk").values_list("words", "evidence")) == [(HERE, "Seen"), (THERE, "")]


@postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_stays_on_a_kept_connection(two_tasks):
    """Two towns one after the other, outside transactions and in them, with an error in the middle."""
    connection.close_at = None  # however long the run has had it already
    server = connection.connection.info.backend_pid
    for slug, own in (("holmbridge", HERE), ("otherham", THERE), ("holmbridge", HERE)):
        with scope.of_partnership(slug):
            assert words() == [own]
            with pytest.raises(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            assert words() == [own]
            with transaction.atomic():
                assert words() == [own]
        close_old_connections()
        with scope.nobodys():
            assert (words(), left()) == ([], "")
    assert connection.connection.info.backend_pid == server, "it was one connection all the while"


@postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_neither_too_much_nor_too_little(two_tasks):
    with scope.of_partnership("holmbridge"), transaction.atomic():
        with pytest.raises(DatabaseError):
            fail_for_otherham()
        assert words() == [HERE]
        with scope.of_partnership("otherham"):
            assert words() == [THERE]
        assert words() == [HERE]
        transaction.set_rollback(True)
    with scope.nobodys():
        assert (words(), left()) == ([], "")
    with scope.of_partnership("otherham"):
        assert words() == [THERE]


@postgresql
@pytest.mark.django_db(transaction=True)
def test_cursors_of_the_server_and_many_rows_at_once_are_told_too(two_tasks):
    with scope.of_partnership("holmbridge"):
        assert [each.words for each in Task.objects.iterator(chunk_size=1)] == [HERE]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE tasking_task SET evidence = %s", [("a",), ("b",)])
        with transaction.atomic():
            assert [each.words for each in Task.objects.iterator(chunk_size=1)] == [HERE]
    assert list(Task.objects.order_by("pk").values_list("evidence", flat=True)) == ["b", ""]


@postgresql
@pytest.mark.django_db(transaction=True)
def test_a_thread_begins_with_nobodys_rows(two_tasks, monkeypatch):
    monkeypatch.setattr(scope, "_current", ContextVar("partnership", default=""))  # as in the program
    seen = []

    def look():
        seen.append(words())
        connection.close()

    with scope.of_partnership("holmbridge"):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert (seen, words()) == ([[]], [HERE])


@transaction.atomic
def fail_for_otherham():
    assert words() == [HERE]
    with scope.of_partnership("otherham"), connection.cursor() as cursor:
        assert words() == [THERE]
        cursor.execute("SELECT 1 / 0")


def left():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        return cursor.fetchone()[0] or ""


# ---- by the front door, a job, the log ----


@pytest.fixture
def forgotten(monkeypatch):
    """Who wrote the tasks' query forgot whose they are."""
    monkeypatch.setattr(type(Task.objects.all()), "visible_to", lambda rows, viewer: rows.all())


def test_a_page_whose_query_forgot_its_partnership_shows_no_other(two_tasks, forgotten):
    pages = [two_tasks.client("brian"), two_tasks.client("stella")]
    if connection.vendor == "sqlite":
        with walled(), pytest.raises(ForgottenFilterError, match="tasking_task"):
            pages[0].get("/holmbridge/tasks/")
        return
    for client, town, own, other in (
        (pages[0], "holmbridge", HERE, THERE),
        (pages[1], "otherham", THERE, HERE),
    ):
        page = html(client.get(f"/{town}/tasks/"))
        assert (own in page, other in page) == (True, False)
    theirs = Task.objects.get(words=THERE)
    assert pages[0].get(f"/holmbridge/tasks/{theirs.pk}/").status_code == 404


def test_with_its_filters_no_page_reads_of_another_partnership(two_tasks, quick):
    """Both towns hold the same plan; whatever links lead to from the manager's Monday is opened."""
    for town in (two_tasks.holmbridge, two_tasks.otherham):
        load(town, STEVENAGE)
    with walled():
        opened = {kind for kind, *_ in walk(two_tasks.client("brian"), "/holmbridge/")}
    assert {"tasking:tasks", "plan:edition", "plan:action", "partners:people", "audit:log"} <= opened


def test_on_sqlite_a_write_for_another_partnership_is_caught(two_tasks):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses it itself")
    with walled(), scope.of_partnership("holmbridge"):
        Task.objects.filter(words=HERE).update(evidence="Seen")
        with pytest.raises(DatabaseError, match="another partnership"), transaction.atomic():
            Task.objects.update(evidence="Seen")


def test_a_job_works_for_the_partnership_that_asked(two_tasks, monkeypatch):
    seen = {}

    def look(running):
        seen[running.partnership] = (scope.current(), words())

    monkeypatch.setitem(work._handlers, "look", work._Registered(look, ""))
    for slug in ("holmbridge", "otherham"):
        work.enqueue("look", partnership=slug, by="the tests", about="looking")
    assert [job.state for job in work.run_all()] == ["done", "done"]
    assert {slug: found[0] for slug, found in seen.items()} == {
        "holmbridge": "holmbridge",
        "otherham": "otherham",
    }
    if connection.vendor == "postgresql":
        assert [found[1] for found in seen.values()] == [[HERE], [THERE]]


def test_the_log_stays_one_chain_whoever_writes(two_tasks):
    with by_owner():
        before = Entry.objects.count()
    for slug in ("holmbridge", "otherham", "holmbridge"):
        with scope.of_partnership(slug):
            log.record(partnership=slug, by="Ann", what="t.x")
            assert scope.current() == slug
    rows = list(Entry.objects.order_by("pk"))
    assert len(rows) == before + 3
    assert [row.before for row in rows[1:]] == [row.hash for row in rows[:-1]]


# ---- which tables, and what check-deploy looks at ----


@postgresql
def test_what_is_wrong_with_a_policy_is_found_and_put_right(db):
    assert (policies.wrong_tables(), policies.tables_shown(), policies.why_not_held()) == ([], [], None)
    with by_owner():
        for broken in (
            "ALTER TABLE tasking_task NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE tasking_task DISABLE ROW LEVEL SECURITY",
            "DROP POLICY of_partnership ON tasking_task",
            "ALTER POLICY of_partnership ON tasking_task USING (true)",
            "CREATE POLICY more ON tasking_task USING (true)",
        ):
            with connection.cursor() as cursor:
                cursor.execute(broken)
            assert policies.wrong_tables() == ["tasking_task"], broken
            with connection.cursor() as cursor:
                cursor.execute("DROP POLICY IF EXISTS more ON tasking_task")
            assert policies.put() == (["tasking_task"] if "more" not in broken else [])
        assert "passes row-level security" in policies.why_not_held()
