"""An upgrade of records with rows in every table: killed in the middle, begun again, gone back on.

Every state that records ever had, killed at random moments: `./wardmote test faults --only upgrade`.
"""

import contextlib
import io
import os
import signal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.faults.earlier_records import STATES, build, differences, read_records, state_before, states
from tests.faults.upgrade_faults import faults_of_upgraded
from tests.installation import installation
from tests.postgresql import why_not_everything
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.backup import safekeeping
from wardmote.site.commands import starting
from wardmote.site.commands.command_line import main

KILLED_AT = 6  # behind it lie changes of tables and of rows, before it some that were made already
IN_NO_BACKUP = ("auth_", "django_", "jobs_worker")  # people sign in again; the rest is made anew
GOES_BACK = not os.environ.get("WARDMOTE_DATABASE") or why_not_everything() is None  # it costs as much again
OLDEST_WITH_ROWS_TO_CHANGE = "plan.0009_reminders_of_all_owed"


def data() -> Path:
    return Path(os.environ["WARDMOTE_DATA"])


def killed_in_the_middle() -> int:
    """A process like this one that is killed between a change to the tables and its note; its status."""
    connection.close()
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    noted = []

    def note(execute, sql, params, many, context):
        noted.extend([sql] if sql.startswith('INSERT INTO "django_migrations"') else [])
        if len(noted) == KILLED_AT:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        starting._alter_tables("")
    os._exit(0)


def refused(*words: str) -> str:
    """What a command says that refuses."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        assert main([*words, "--data", str(data())]) == 2
    return said.getvalue()


def upgrade() -> None:
    """In a process of its own."""
    state = state_before(OLDEST_WITH_ROWS_TO_CHANGE)
    build(states()[state], 1)
    before = read_records()
    assert killed_in_the_middle() == signal.SIGKILL
    assert read_records() == before, "killed, it changed nothing"
    assert "not ready" in refused("audit", "verify")
    if not GOES_BACK:
        starting._alter_tables("")
        assert not (found := faults_of_upgraded(state, before)), found
        return
    kept = keep_and_upgrade()
    assert not (found := faults_of_upgraded(state, before)), found
    newer_records_are_refused(kept)
    go_back(kept)
    kept_rows = {table: rows for table, rows in before.items() if not table.startswith(IN_NO_BACKUP)}
    assert not (found := differences(kept_rows, read_records(), states()[state])), found


def keep_and_upgrade() -> Path:
    half = data() / "backups" / "records-before-0-half.zip.part"
    half.parent.mkdir()
    half.touch()
    said: list[str] = []
    starting.prepare(data(), said.append)
    (kept,) = half.parent.iterdir()
    assert f"kept as they were in {kept}" in said[0]
    return kept


def newer_records_are_refused(kept: Path) -> None:
    """Where only a room is new that this program does not know, too; with what leads back."""
    later = MigrationRecorder(connection)
    later.record_applied("a_room_to_come", "0001_initial")
    for words in (["audit", "verify"], ["serve", "--prepare-only"]):
        said = refused(*words)
        assert "newer version" in said
        assert f"wardmote restore {kept} --replace" in said
    later.record_unapplied("a_room_to_come", "0001_initial")


def go_back(kept: Path) -> None:
    """The records as they were, in this program's tables, guarded as before."""
    assert "--replace" in refused("restore", str(kept))
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(["restore", str(kept), "--replace", "--data", str(data())]) == 1
    assert "not signed" in said.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM audit_entry ORDER BY id DESC")
        assert [what for (what,) in cursor.fetchall()][:2] == ["installation.restored", "tests.row"]
    with pytest.raises(IntegrityError, match="the log is not changed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")


def test_rows_of_every_table_outlive_an_upgrade_that_was_killed_and_a_way_back(tmp_path):
    with installation(tmp_path, tables=False) as installed:
        process = installed.python("from tests.site.test_upgrade import *; upgrade()")
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err


@pytest.mark.django_db
def test_an_upgrade_that_is_refused_again_and_again_leaves_no_copies(tmp_path, monkeypatch):
    """As a service does that is started again and again by a role which may not change the tables."""
    copy = tmp_path / "records-before.zip"

    def keep(data):
        copy.touch()
        return copy

    def refuse(role):
        raise Refusal("may not")

    monkeypatch.setattr(starting, "waiting", lambda: ["plan.0001_initial"])
    monkeypatch.setattr(safekeeping, "keep_records", keep)
    monkeypatch.setattr(starting, "_alter_tables", refuse)
    said = []
    with pytest.raises(Refusal, match="may not"):
        starting._bring_up_to_date(tmp_path, said.append)
    assert (copy.exists(), "taken away again" in said[-1]) == (False, True)


def test_every_migration_stands_in_a_state():
    """A new one is then tried with rows in every table: `./wardmote test faults --only upgrade`."""
    here = {
        f"{path.parent.parent.name}.{path.stem}"
        for path in Path("src/wardmote").rglob("migrations/[0-9]*.py")
    }
    named = [
        word for word in STATES.read_text("utf-8").split() if "." in word and word.split(".")[1][:4].isdigit()
    ]
    assert sorted(named) == sorted(here), f"add it in a new last line of {STATES.name}"
