"""The log: every row fits the one before it, and the database itself refuses to change one."""

import pytest
from django.db import IntegrityError, connection, transaction

from wardmote.ground.audit import guarding, log
from wardmote.ground.audit.models import Entry


def write(count, by="Ann"):
    for number in range(count):
        log.record(partnership="stevenage", by=by, what="test.written", detail={"number": number})


@pytest.mark.django_db
def test_a_log_as_it_was_written_is_whole():
    write(3)
    found = log.verify()
    assert (found.rows, found.broken_at) == (3, 0)
    assert found.last == Entry.objects.last().hash


@pytest.mark.django_db
def test_an_empty_log_is_whole():
    assert (log.verify().rows, log.verify().broken_at) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Entry.objects.update(by="Nobody"),
        lambda: Entry.objects.filter(pk__gt=0).update(hash="x"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.first().delete(),
        lambda: _raw("UPDATE audit_entry SET at = ''"),
        lambda: _raw("DELETE FROM audit_entry"),
    ],
)
def test_the_database_refuses_to_change_or_take_away_a_row(tamper):
    write(1)
    with pytest.raises(IntegrityError, match=guarding.REFUSED), transaction.atomic():
        tamper()
    assert log.verify().rows == 1


def _raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "row"),
    [
        ({"by": "Ben"}, 2),
        ({"detail": '{"number":7}'}, 2),
        ({"before": ""}, 2),
        ({"at": "2001-01-01T00:00:00.000000Z"}, 2),
        (None, 3),
    ],
)
def test_a_row_changed_behind_the_triggers_is_found(change, row):
    write(4)
    first = Entry.objects.order_by("id").first().pk
    with connection.cursor() as cursor:
        guarding.unguard(connection.vendor, cursor)
        second = Entry.objects.filter(pk=first + 1)
        second.update(**change) if change else second.delete()
        guarding.guard(connection.vendor, cursor)
    assert log.verify().broken_at == first + row - 1


@pytest.mark.django_db
def test_a_log_cut_off_at_its_end_is_found_by_a_hash_noted_elsewhere():
    write(3)
    noted = log.verify().last
    with connection.cursor() as cursor:
        guarding.unguard(connection.vendor, cursor)
        Entry.objects.order_by("id").last().delete()
        guarding.guard(connection.vendor, cursor)
    assert log.verify().broken_at == 0
    assert not log.verify(noted).noted_found
    assert log.verify(log.verify().last).noted_found


def test_rows_written_at_once_by_several_processes_make_one_chain(installed):
    someone = """
        import sys
        from django.db import transaction
        from wardmote.ground.audit import log
        for n in range(20):
            with transaction.atomic():
                log.record(partnership="stevenage", by=sys.argv[1], what="test.one")
                log.record(partnership="stevenage", by=sys.argv[1], what="test.two")
        """
    people = [installed.python(someone, f"person {n}") for n in range(4)]
    assert [person.wait(60) for person in people] == [0] * 4
    found = installed.answer("from wardmote.ground.audit import log; print(log.verify())")
    assert found.startswith("Verified(rows=160, broken_at=0")


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_undone_leaves_no_row_and_no_gap_in_the_chain():
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(1)
    assert (log.verify().rows, log.verify().broken_at) == (2, 0)
