"""An installation on PostgreSQL with its two roles: set up by one command, checked, backed up, upgraded.

In: a server of the test's own with a role that owns the tables and one that the program runs as.
"""

import json
import os
import zipfile

import pytest

from tests import postgresql
from tests.installation import Installation

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def apart(tmp_path):
    """The installation, and the addresses of its owner and of the program's role."""
    if reason := postgresql.why_not():
        pytest.skip(reason)
    import psycopg

    (tmp_path / "data").mkdir()
    with postgresql.server() as address:
        with psycopg.connect(address, autocommit=True) as reached:
            for role in ("owner_of_it", "program"):
                reached.execute(f"CREATE ROLE {role} LOGIN")
            reached.execute("CREATE DATABASE apart OWNER owner_of_it")
        url = postgresql.on_same_server(address, "apart")
        owner, program = (url.replace("wardmote@", f"{role}@", 1) for role in ("owner_of_it", "program"))
        django = {"PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
        place = {"WARDMOTE_DATA": str(tmp_path / "data"), "WARDMOTE_DATABASE": program}
        made = Installation(tmp_path / "data", {**os.environ, **django, **place})
        try:
            yield made, owner, program
        finally:
            made.end()


def as_owner(made, owner, *words):
    made.environment["WARDMOTE_DATABASE_OWNER"] = owner
    ran = made.command(*words)
    del made.environment["WARDMOTE_DATABASE_OWNER"]
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return ran


def about_rows(made):
    """What check-deploy says of row-level security."""
    found = json.loads(made.command("check-deploy", "--json").stdout)
    return [each["what"] for each in found if each["check"] in ("row_security", "tables")]


def shown(address, partnership=""):
    """The partnerships that plain SQL sees, with the setting of that transaction."""
    import psycopg

    with psycopg.connect(address) as reached:
        reached.execute("SELECT set_config('wardmote.partnership', %s, true)", [partnership])
        rows = reached.execute("SELECT slug FROM partners_partnership ORDER BY slug").fetchall()
    return [slug for (slug,) in rows]


def test_one_command_sets_it_up_and_check_deploy_says_what_is_wrong(apart, tmp_path):
    import psycopg

    made, owner, program = apart
    as_owner(made, owner, "serve", "--prepare-only")
    for slug in ("stevenage", "luton"):
        assert made.command("partnership", "add", slug).returncode == 0
    assert about_rows(made) == []
    for address in (owner, program):
        seen = [shown(address, each) for each in ("", "luton", "*")]
        assert seen == [[], ["luton"], ["luton", "stevenage"]]
    with psycopg.connect(program) as reached, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reached.execute("ALTER TABLE partners_body DISABLE ROW LEVEL SECURITY")
    with psycopg.connect(owner) as reached:
        reached.execute("ALTER TABLE partners_body DISABLE ROW LEVEL SECURITY")
    assert about_rows(made) == ["Row-level security is not as it should be on partners_body."]
    begun = made.command("partnership", "list")
    assert begun.returncode == 0, "a start goes on without it"
    as_owner(made, owner, "serve", "--prepare-only")
    assert about_rows(made) == []
    made.environment["WARDMOTE_DATABASE"] = owner
    assert ["owns tables" in what for what in about_rows(made)] == [True]


def test_backups_restores_and_upgrades_take_the_rows_of_every_partnership(apart, tmp_path):
    made, owner, program = apart
    as_owner(made, owner, "serve", "--prepare-only")
    for slug in ("stevenage", "luton"):
        assert made.command("partnership", "add", slug, "--invite", "ann@example.org").returncode == 0
    verified = made.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    file = tmp_path / "kept.zip"
    assert made.command("backup", str(file)).returncode in (0, 1)
    assert made.command("partnership", "add", "dacorum").returncode == 0
    as_owner(made, owner, "restore", str(file), "--replace")
    assert shown(program, "*") == ["luton", "stevenage"]
    assert about_rows(made) == []
    verified = made.command("audit", "verify")
    assert (verified.returncode, "owns the log" in verified.stdout) == (0, False), verified.stdout


def test_an_upgrade_changes_the_tables_of_every_partnership(apart):
    """The state before row-level security was noted stands for any change that is still to be made."""
    import psycopg

    made, owner, program = apart
    as_owner(made, owner, "serve", "--prepare-only")
    for slug in ("stevenage", "luton"):
        assert made.command("partnership", "add", slug).returncode == 0
    with psycopg.connect(owner) as reached:
        reached.execute("DELETE FROM django_migrations WHERE app = 'row_security'")
        reached.execute("COMMENT ON POLICY of_partnership ON partners_body IS 'of an earlier version'")
    assert "--prepare-only" in made.command("serve", "--prepare-only").stderr
    told = as_owner(made, owner, "serve", "--prepare-only").stderr
    kept = next((made.data / "backups").glob("records-before-*.zip"))
    assert kept.name in told
    with zipfile.ZipFile(kept) as archive:
        assert len(archive.read("records/partners.partnership.jsonl").splitlines()) == 2
    assert (about_rows(made), shown(program, "*")) == ([], ["luton", "stevenage"])
