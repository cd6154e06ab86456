"""Every change of a model has its migration: without it tables lack what the code reads."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.house.tracked import ROOT
from tests.migrated import code_of_migrations


def test_no_model_has_changed_without_a_migration() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changed = detector.changes(loader.graph)
    missing = [
        f"{room}: {operation.describe()}"
        for room, migrations in changed.items()
        for migration in migrations
        for operation in migration.operations
    ]
    assert missing == [], f"run ./wardmote migrations {' '.join(changed)} and commit what it writes"


def test_every_room_with_records_has_migrations() -> None:
    """Without the folder the tests' database has its tables all the same, and a real one has none."""
    loader = MigrationLoader(None)
    ours = [each.label for each in apps.get_app_configs() if each.name.startswith("wardmote.")]
    without = [room for room in ours if room in loader.unmigrated_apps and apps.all_models[room]]
    assert without == [], f"run ./wardmote migrations {' '.join(without)} and commit what it writes"


def test_the_tests_tables_are_made_anew_once_a_migration_changes_or_what_it_calls() -> None:
    """The guard of the log's table is written by code of its room that two migrations call."""
    room, known = ROOT / "src/wardmote/ground/audit", code_of_migrations()
    assert {room / "migrations/0002_guard.py", room / "guarding.py"} <= set(known)
