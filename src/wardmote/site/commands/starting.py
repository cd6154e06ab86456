"""Starting Django for a command, and making an installation ready to serve.

In: the data folder. ``start`` lets a command use the records; ``prepare`` makes
the folder, keeps a copy of the records before it alters their tables, alters
them, and lays out the style and script files. Refused with what to do: a
folder that cannot be written, records of a newer program, a database that does
not answer.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.store.commit import try_lock

SETTINGS = "wardmote.site.settings"
LOCK = ".preparing"
SERVING = ".serving"
Tell = Callable[[str], None]


def start(data: Path) -> None:
    """Make Django ready for the records of a data folder; the tables must be those of this program."""
    if not data.is_dir():
        raise Refusal("There is no such data folder.", where=str(data), todo="Name it with --data.")
    begin(data)
    if waiting():
        raise Refusal(
            "The records are not ready for this version of the program.",
            where=str(data),
            todo="Run wardmote serve once: it keeps a copy of the records and brings them up to date.",
        )


def begin(data: Path) -> None:
    """Set Django up and see that the database answers."""
    os.environ["WARDMOTE_DATA"] = str(data.resolve())
    make_folder(data)
    set_up()


def set_up() -> None:
    """Django for the data folder in the environment; refused when a database server does not answer."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    gc.disable()  # importing leaves nothing to collect; looking for it takes a sixth of the time
    try:
        import django
        from django.db import OperationalError, connection

        django.setup()
    finally:
        gc.enable()
    if connection.vendor == "sqlite" and not os.path.isdir(os.environ["WARDMOTE_DATA"]):
        return
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refusal(
            "The database does not answer.",
            where=str(connection.settings_dict["NAME"]),
            found=str(error).strip(),
            todo="Start it or correct WARDMOTE_DATABASE; without it the records lie in the data folder.",
        ) from None


def make_folder(data: Path) -> None:
    """The data folder, there and writable."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        trial = data / f".trial-{os.getpid()}"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise Refusal(
            "The data folder cannot be written.",
            where=str(data),
            found=error.strerror or str(error),
            todo="Name another with --data, or give this account the right to write there.",
        ) from None


def waiting() -> list[str]:
    """The changes to tables this program needs and the records do not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    newer = sorted(f"{app}.{name}" for app, name in unknown if app in executor.loader.migrated_apps)
    if newer:
        raise Refusal(
            "The records were written by a newer version of the program.",
            found=newer[-1],
            todo="Install that version again, or restore the copy that was kept before the upgrade.",
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


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
        _bring_up_to_date(data, tell)
        _scrub(data, tell)
        _lay_out_files()


@contextmanager
def as_owner() -> Iterator[None]:
    """The database by the role that owns its tables, where that is not the program's own; afterwards the
    program's role may do what it needs and may only add to the log."""
    from django.db import connection

    from wardmote.ground.audit.guarding import give_rights
    from wardmote.site.installation import database_owner

    owner = database_owner()
    if owner is None or connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(owner)
    try:
        yield
        give_rights(role)
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _bring_up_to_date(data: Path, tell: Tell) -> None:
    changes = waiting()
    if changes:
        _keep_and_tell(data, tell)
    with as_owner():
        if changes:
            _alter_tables()


def _keep_and_tell(data: Path, tell: Tell) -> None:
    from django.db import connection

    if "django_migrations" in connection.introspection.table_names():
        from wardmote.site.backup.safekeeping import keep_records

        kept = keep_records(data)
        tell(f"The records are brought up to date; they are kept as they were in {kept}")
    else:
        tell("The records are begun.")


def _scrub(data: Path, tell: Tell) -> None:
    """Words of partners' files that earlier versions kept go out of the data folder."""
    from wardmote.measuring.store.folder import Folder
    from wardmote.measuring.store.scrubbing import scrub

    try:
        if cleaned := scrub(Folder(data)):
            tell(f"What earlier versions kept of files word for word is taken out of {cleaned} loads.")
    except Refusal as refusal:
        tell(f"What earlier versions kept of files word for word is still there: {refusal}")


def _alter_tables() -> None:
    """All changes to the tables, and the note of them, in one transaction: killed anywhere, nothing was done.

    Django makes one a migration and notes it afterwards; killed between the two it would never start again.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connection, transaction

    connection.disable_constraint_checking()  # SQLite alters tables only so; it cannot be said inside
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows that wait for a check lock a table
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        if not any(words in str(error) for words in ("permission denied", "must be owner")):
            raise
        raise Refusal(
            "The program's role may not change the tables, as it should not.",
            where=str(connection.settings_dict["USER"]),
            todo="Run wardmote serve --prepare-only with WARDMOTE_DATABASE_OWNER, then start it again.",
        ) from None
    finally:
        connection.enable_constraint_checking()


def _lay_out_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
