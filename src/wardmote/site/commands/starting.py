"""Starting Django for a command, and making an installation ready to serve.

In: the data folder. ``start`` lets a command use the records; ``prepare`` makes
the folder, keeps a copy of the records before it alters their tables, alters
them, and lays out the style and script files. Refused with what to do: a
folder that cannot be written, records of a newer program, a database that does
not answer.
"""

import errno
import gc
import getpass
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.measuring.store.commit import try_lock

SETTINGS = "wardmote.site.settings"
LOCK = ".preparing"
SERVING = ".serving"
Tell = Callable[[str], None]


class DatabaseAwayRefusal(Refusal):
    """A database server that does not answer: it may a little later."""


def who_runs() -> str:
    """Who runs a command, as the log names them: the account, whatever the environment calls it."""
    if sys.platform == "win32":
        return f"{getpass.getuser()} (command line)"
    import pwd

    try:
        name = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # as in a container, whose accounts may have numbers alone
        name = f"account {os.geteuid()}"
    return f"{name} (command line)"


def start(data: Path) -> None:
    """Make Django ready for the records of a data folder; the tables must be those of this program."""
    check_there(data)
    begin(data)
    if waiting():
        raise Refusal(
            "The records are not ready for this version of the program.",
            where=str(data),
            todo="Run wardmote serve once: it keeps a copy of the records and brings them up to date.",
        )


def check_there(data: Path) -> None:
    """Only ``serve`` makes a data folder."""
    if not data.is_dir():
        todo = "Name it with --data or WARDMOTE_DATA; wardmote serve makes it."
        raise Refusal("There is no such data folder.", where=str(data), todo=todo)


def begin(data: Path) -> None:
    """Set Django up and see that the database answers."""
    os.environ["WARDMOTE_DATA"] = str(data.resolve())
    make_folder(data)
    set_up()


def set_up(*, over_records: bool = False) -> None:
    """Django for the data folder in the environment; refused when a database server does not answer.

    ``over_records``: what is there is replaced, so that a records' file which cannot be read stops nothing.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    gc.disable()  # importing leaves nothing to collect; looking for it takes a sixth of the time
    try:
        import django
        from django.db import OperationalError, connection

        django.setup()
    finally:
        gc.enable()
    if connection.vendor == "sqlite" and (over_records or not os.path.isdir(os.environ["WARDMOTE_DATA"])):
        return
    try:
        connection.ensure_connection()
    except OperationalError as error:
        from wardmote.site.errors import disk_trouble

        raise disk_trouble(error) or DatabaseAwayRefusal(
            "The database does not answer.",
            where=str(connection.settings_dict["NAME"]),
            found=str(error).strip(),
            todo="Start it or correct WARDMOTE_DATABASE; without it the records lie in the data folder.",
        ) from None


def make_folder(data: Path) -> None:
    """The data folder, there and writable."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        try_writing(data)
    except OSError as error:
        told = disk_refusal(error)
        todo = f"{told.todo} Or name another folder with --data."
        raise Refusal(
            "The data folder cannot be written.", where=str(data), found=told.found, todo=todo
        ) from None


def try_writing(data: Path) -> None:
    """``OSError`` where this account cannot write into the folder, or into the evidence in it."""
    with tempfile.TemporaryFile(dir=data) as trial:
        trial.write(b"x")
    evidence = data / "evidence"
    if evidence.exists() and not os.access(evidence, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(evidence))


def waiting() -> list[str]:
    """The changes to tables this program needs and the records do not have yet.

    Refused where they have one that it does not know, be it of a room it does not know: what it would not
    show it would not keep in a backup either.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _rights_in_words():
        executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    if newer := sorted(set(executor.loader.applied_migrations) - set(known)):
        raise Refusal(
            "The records were written by a newer version of the program.",
            found=".".join(newer[-1]),
            todo=f"Install that version again, or go back: {_way_back(set(known))}",
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _way_back(known: set[tuple[str, str]]) -> str:
    """Which copy that an upgrade kept this program can read, the newest one."""
    from django.conf import settings

    from wardmote.site.backup.archive import opened

    folder: Path = settings.WARDMOTE_DATA / "backups"
    for file in sorted(folder.glob("records-before-*.zip"), key=os.path.getmtime, reverse=True):
        with suppress(Refusal):
            archive, manifest = opened(file)
            archive.close()
            if known.issuperset(manifest.nodes):
                return (
                    f"wardmote restore {file} --replace puts the records back as they were at "
                    f"{manifest.made_at}, before an upgrade; those that are there now are kept beside."
                )
    return "restore a backup that was made before the upgrade (wardmote restore FILE --replace)."


@contextmanager
def _rights_in_words() -> Iterator[None]:
    """What the database does not let the program's role do is refused with what to do."""
    from django.db import DatabaseError, connection

    try:
        yield
    except DatabaseError as error:
        if not any(words in str(error) for words in ("permission denied", "must be owner")):
            raise
        raise Refusal(
            "The program's role may not change the tables, as it should not, or has not its rights yet.",
            where=str(connection.settings_dict["USER"]),
            todo="Run wardmote serve --prepare-only with WARDMOTE_DATABASE_OWNER, then start it again.",
        ) from None


def prepare(data: Path, tell: Tell) -> None:
    """Everything ready to serve; two starts at once do this one after the other."""
    begin(data)
    with open(data / LOCK, "ab") as handle:
        for _ in range(600):
            if try_lock(handle):
                break
            time.sleep(0.1)
        else:
            raise Refusal(
                "Another start of the program is preparing this data folder and does not end.",
                where=str(data),
                todo="Stop the other one, then start again.",
            )
        _make_secret_key()
        _bring_up_to_date(data, tell)
        _scrub(data, tell)
        _lay_out_files()


@contextmanager
def as_owner() -> Iterator[str]:
    """The database by the role that owns its tables, where that is not the program's own; afterwards the
    program's role may do what it needs, may only add to the log and is held to one partnership's rows at a
    time. Gives that role, else ""."""
    from django.db import connection

    from wardmote.ground.audit.guarding import give_rights
    from wardmote.ground.row_security import policies
    from wardmote.site.installation import database_owner

    owner = database_owner()
    if owner is None or connection.vendor != "postgresql":
        yield ""
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(owner)
    try:
        yield role
        policies.put()
        give_rights(role)
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _bring_up_to_date(data: Path, tell: Tell) -> None:
    changes = waiting()
    kept = _keep_and_tell(data, tell) if changes else None
    try:
        with as_owner() as role:
            if changes:
                _alter_tables(role)
            elif not role:
                _put_policies(tell)
    except Exception:
        if kept:  # a service that is started again and again would fill the disk with copies
            kept.unlink()
            tell("Nothing was changed; that copy is taken away again.")
        raise


def _put_policies(tell: Tell) -> None:
    """Where the program's role owns the tables, or somebody took policies off; a start goes on without."""
    from django.db import DatabaseError, transaction

    from wardmote.ground.row_security import policies

    try:
        with _rights_in_words(), transaction.atomic():
            policies.put()
    except (Refusal, DatabaseError) as error:
        tell(f"Row-level security is not as it should be; wardmote check-deploy says more. {error}")


def _keep_and_tell(data: Path, tell: Tell) -> Path | None:
    """The copy that was kept; nothing where there are no records yet."""
    from django.db import connection

    if "django_migrations" not in connection.introspection.table_names():
        tell("The records are begun.")
        return None
    from wardmote.site.backup.safekeeping import keep_records

    kept = keep_records(data)
    tell(f"The records are brought up to date; they are kept as they were in {kept}")
    return kept


def _scrub(data: Path, tell: Tell) -> None:
    """Words of partners' files that earlier versions kept go out of the data folder."""
    from wardmote.measuring.store.folder import Folder
    from wardmote.measuring.store.scrubbing import scrub

    try:
        if cleaned := scrub(Folder(data)):
            tell(f"What earlier versions kept of files word for word is taken out of {cleaned} loads.")
    except Refusal as refusal:
        tell(f"What earlier versions kept of files word for word is still there: {refusal}")


def _alter_tables(role: str) -> None:
    """All changes to the tables, the note of them and the rights of ``role``, in one transaction: killed
    anywhere, nothing was done.

    Django makes one a migration and notes it afterwards; killed between the two it would never start again.
    """
    from django.core.management import call_command
    from django.db import connection, transaction

    from wardmote.ground.audit.guarding import give_rights
    from wardmote.ground.row_security import policies
    from wardmote.site.backup.new_tables import is_new, make_tables

    connection.disable_constraint_checking()  # SQLite alters tables only so; it cannot be said inside
    try:
        with _rights_in_words(), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows that wait for a check lock a table
            if is_new("default"):
                make_tables("default")
            policies.take_off()
            call_command("migrate", verbosity=0, interactive=False)
            policies.put()
            if role:
                give_rights(role)
    finally:
        connection.enable_constraint_checking()


def _make_secret_key() -> None:
    """Refused here, and not by the first page, where it cannot be read or made."""
    from django.conf import settings

    str(settings.SECRET_KEY)


def _lay_out_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
