"""A year of the log past its retention goes whole; on PostgreSQL the program's role takes nothing away."""

import os
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tests import postgresql
from tests.installation import Installation
from wardmote.ground.audit import guarding, heads, log, retiring
from wardmote.ground.audit.models import Entry, SignedHead
from wardmote.ground.audit.verifying import verify
from wardmote.measuring.catalogue.refusals import Refusal


@pytest.fixture
def years(db, settings, tmp_path, monkeypatch):
    """Three rows of 2008, two of 2009, one of 2015, and it is 2015."""
    settings.WARDMOTE_LOG_KEY_FILE, settings.WARDMOTE_LOG_YEARS = tmp_path / "log.key", 6
    for year in (2008, 2008, 2008, 2009, 2009, 2015):
        now = datetime(year, 6, 1, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        log.record(partnership="stevenage", by="Ann", what="test.written", subject=f"year:{year}")


def test_a_year_goes_once_its_retention_is_over_in_two_steps_and_leaves_a_certificate(years):
    with pytest.raises(Refusal, match="kept until the end of 2015"):
        retiring.year_due(2009)
    due = retiring.year_due(2008)
    assert (due.rows, Entry.objects.count()) == (3, 6), "nothing is gone yet"
    with pytest.raises(Refusal, match="not the code"):
        retiring.retire(due, "another", by="root")
    certificate = heads.read_lines([retiring.retire(due, due.code, by="root")])[0]
    assert (certificate.kind, certificate.hash, certificate.detail["rows"]) == ("retired", due.hash, 3)
    assert list(Entry.objects.values_list("subject", flat=True)) == [
        "year:2009", "year:2009", "year:2015", "log-year:2008",
    ]  # fmt: skip
    assert verify().whole
    with pytest.raises(IntegrityError, match=guarding.REFUSED), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.django_db
def test_nothing_goes_where_no_year_is_over_and_nobody_is_told_to_name_one():
    with pytest.raises(Refusal, match="holds no year that is over") as refused:
        retiring.year_due(0)
    assert not refused.value.todo


def test_rows_taken_away_without_a_signed_certificate_are_missed(years):
    heads.seal_years()
    year = SignedHead.objects.get(detail__year=2008)
    with connection.cursor() as cursor:
        guarding.unguard(connection.vendor, cursor)
        Entry.objects.filter(pk__lte=year.row).delete()
        guarding.guard(connection.vendor, cursor)
    told = {"row": year.row, "hash": year.hash, "key": year.key, "signature": year.signature}
    SignedHead.objects.create(pk=year.pk + 100, at=year.at, kind="retired", **told)
    assert {fault.kind for fault in verify().faults} == {"not signed by this installation"}


@pytest.mark.postgresql
@pytest.mark.slow
def test_on_postgresql_the_programs_role_adds_to_the_log_and_changes_nothing(tmp_path):
    if reason := postgresql.why_not():
        pytest.skip(reason)
    import psycopg

    data = tmp_path / "data"
    data.mkdir()
    with postgresql.server() as address:
        with psycopg.connect(address, autocommit=True) as reached:
            for role in ("owner_of_it", "program"):
                reached.execute(f"CREATE ROLE {role} LOGIN")
            reached.execute("CREATE DATABASE apart OWNER owner_of_it")
        url = postgresql.on_same_server(address, "apart")
        owner, program = (url.replace("wardmote@", f"{role}@", 1) for role in ("owner_of_it", "program"))
        environment = {
            **os.environ,
            "PYTHONPATH": "src",
            "DJANGO_SETTINGS_MODULE": "wardmote.site.settings",
            "WARDMOTE_DATA": str(data),
            "WARDMOTE_DATABASE": program,
        }
        made = Installation(data, environment)
        try:
            refused = made.command("serve", "--prepare-only")
            assert "WARDMOTE_DATABASE_OWNER" in refused.stderr, refused.stderr
            made.environment["WARDMOTE_DATABASE_OWNER"] = owner
            assert made.command("serve", "--prepare-only").returncode == 0
            del made.environment["WARDMOTE_DATABASE_OWNER"]
            begun = made.command("partnership", "add", "stevenage")
            assert begun.returncode == 0, begun.stderr
            ran = made.command("audit", "verify")
            assert (ran.returncode, "owns the log" in ran.stdout) == (0, False), ran.stdout + ran.stderr
            for sql in (
                "UPDATE audit_entry SET by = 'x'",
                "DELETE FROM audit_entry",
                "TRUNCATE audit_signedhead",
                "DROP TRIGGER audit_entry_no_change ON audit_entry",
                "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
            ):
                with psycopg.connect(program) as reached, pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reached.execute(sql)
        finally:
            made.end()
