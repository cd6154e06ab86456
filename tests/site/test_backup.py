"""Backup, restore and drill: all back with the recovery key and nothing without it, nothing secret in it,
nothing damaged or made up accepted, killed at any moment."""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests import postgresql
from tests.installation import Installation, installation, until
from wardmote.ground.audit import heads, log
from wardmote.ground.audit.models import Entry
from wardmote.ground.audit.verifying import Verified
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.backup import archive, drill, recovery, safekeeping
from wardmote.site.commands import backup, restore, restore_staging

LIVE = """
from datetime import date
from django.db import transaction
from django.utils import timezone
from wardmote.ground.audit import log
from wardmote.ground.jobs.models import Job
from wardmote.ground.partners import joining
from wardmote.ground.partners.models import Person
town = joining.begin_partnership(slug="stevenage", name="SoSafe \\u201cStevenage\\u201d <b>", by="tests")
person = Person.objects.create_user("amira@example.org", "Amira \\u00c9", "a long password")
body = joining.body_named(town, name="Council", kind="district-council")
joining.join(town, person=person, body=body, role="manager", by="tests")
joining.settle_place(town, area_id="district:2011:E07000243", name="Stevenage", by="tests")
Job.objects.create(kind="load", partnership="stevenage", by="Amira", about="x", lane="store",
    params={"a": [1, None, "=1+1"]}, result={}, state="done", made_at=timezone.now(), ended_at=timezone.now())
with transaction.atomic():
    for n in range(600):  # more than are put in at once
        log.record(partnership="stevenage", by="Amira", what="tests.row", detail={"n": n, "a": "a\\nb"})
"""
DUMP = """
import hashlib, json
from wardmote.site.backup import records
tables = records.tables_at(records.applied("default"))
tables = [t for t in tables if t.name != "audit.entry"]  # tells of the backup and the restoring as well
def told(table):  # PostgreSQL keeps the keys of JSON in an order of its own
    return "".join(json.dumps(json.loads(line), sort_keys=True) for line in records.lines(table, "default"))
print(json.dumps({t.name: hashlib.sha256(told(t).encode()).hexdigest() for t in tables}))
"""
WRITE_PAIRS = """
from threading import Event
while not Event().wait(0.02):  # so that the machine is not all this one's
    with transaction.atomic():
        log.record(partnership="p", by="Ann", what="t.pair", subject="one")
        log.record(partnership="p", by="Ann", what="t.pair", subject="two")
"""
RUN = """
import os
from wardmote.site.commands.command_line import main
def run(*words):
    print("ended with", main([*words, "--data", os.environ["WARDMOTE_DATA"]]), flush=True)
"""


def add_public_key(to: Installation, of: Installation) -> None:
    """As the manual says, so that heads signed on another machine are known here."""
    theirs, ours = (each.data.with_name(f"{each.data.name}.log.pub") for each in (of, to))
    known = ours.read_text() if ours.exists() else ""
    ours.write_text(known + theirs.read_text())


def live(installed: Installation, then: str = "") -> str:
    """People, a log, receipts, evidence, keys and what is made anew; and what more the process is to do."""
    for path, content in {
        "loads/ab12/receipt.json": b'{"schema": 1}',
        "evidence/police-uk/force=hertfordshire/month=2021-01/abc.parquet": os.urandom(300_000),
        "partners/stevenage/incidents/x.parquet": os.urandom(1000),
        "mappings/police.toml": b"schema = 1\n",
        "uploads/stevenage/1/cr\xc3\xadme.csv".encode("latin-1").decode(): b"a,b\n",
        "figures/aa.json": b"{}",
        "static/site/x.css": b"made anew",
        "outbox/letter": b"a token",
        "stray.key": b"never",
        "loads/.staging-1/half": b"half done",
        "evidence/half.part": b"half done",
    }.items():
        target = installed.data / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (installed.data.parent / "data.key").write_text("k" * 64)
    return installed.answer(LIVE + then)


def tree(folder) -> dict[str, str]:
    """The files that must come back, with their hashes."""
    left_out = ("static", "outbox", "backups", "records.sqlite3", ".")
    found = {}
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if (
            path.is_file()
            and not hidden
            and not inside.startswith(left_out)
            and path.suffix not in (".key", ".part")
        ):
            found[inside] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def elsewhere(installed: Installation, name: str, database: str | None = None) -> Installation:
    """Another data folder beside, not made yet."""
    data = installed.data.parent / name
    environment = {**installed.environment, "WARDMOTE_DATA": str(data)}
    if database is not None:
        environment["WARDMOTE_DATABASE"] = database
    return Installation(data, environment, installed.started)


@dataclass(frozen=True)
class Kept:
    """A living installation, its first backup, what the command told, and what the records held."""

    installed: Installation
    file: Path
    told: dict[str, Any]
    dump: str

    @property
    def key(self) -> Path:
        return self.installed.data.parent / "recovery"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Its backup has a recovery key."""
    with installation(tmp_path_factory.mktemp("kept")) as installed:
        file = installed.data.parent / "kept.zip.age"
        backup = f"run('backup', {str(file)!r}, '--new-recovery-key', '--json')"
        out = live(installed, RUN + backup + DUMP)
        *_, told, ended, dump = out.splitlines()
        assert ended == "ended with 0"
        made = Kept(installed, file, json.loads(told), dump)
        made.key.write_text(shown_key(out) + "\n")
        yield made


def shown_key(text: str) -> str:
    (key,) = re.findall(r"^AGE-SECRET-KEY-1\S+$", text, re.MULTILINE)
    return key


def in_it(file, key_file) -> zipfile.ZipFile:
    """What anybody with the key and the library of the age format finds in a backup."""
    identity = pyrage.x25519.Identity.from_str(key_file.read_text().strip())
    return zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [identity])))


@pytest.mark.skipif(bool(os.environ.get("WARDMOTE_DATABASE")), reason="restores into a second SQLite file")
def test_all_comes_back_elsewhere_with_the_key_and_nothing_secret_is_in_it(kept):
    installed, told = kept.installed, kept.told
    assert (told["log_whole"], told["files"], told["encrypted"]) == (True, 7, True)
    with in_it(kept.file, kept.key) as zipped:
        names = zipped.namelist()
        assert not [
            n for n in names if "key" in n or "secret" in n or "static" in n or "outbox" in n or "half" in n
        ]
        content = b"".join(zipped.read(n) for n in names)
    assert b"k" * 64 not in content
    private = kept.key.read_text().strip().encode()
    everywhere = [path.read_bytes() for path in installed.data.rglob("*") if path.is_file()]
    assert private not in content + b"".join(everywhere), "it was shown once and kept nowhere"
    assert "Amira" not in kept.file.read_bytes().decode("latin-1")
    if os.name != "nt":
        assert kept.file.stat().st_mode & 0o077 == 0
    other = elsewhere(installed, "second")
    file, key, noted = str(kept.file), str(kept.key), told["log_last"]
    process = other.python(
        RUN
        + f"""
run("restore", {file!r})
here, name = os.path.split(os.environ["WARDMOTE_DATA"])
print("left behind:", [each for each in os.listdir(here) if name in each])
run("restore", {file!r}, "--recovery-key", {key!r})
"""
        + DUMP
        + f"run('audit', 'verify', '--noted', {noted!r})"
    )
    out, err = process.communicate(timeout=120)
    refused, restored, verified, status = out.split("ended with ")
    assert (refused, restored[0], "is encrypted" in err) == ("", "2", True), err
    assert restored.splitlines()[1] == "left behind: []"
    assert "second.key" in restored, "its keys are not there, and that is told"
    assert told["signed"] in restored, "nothing here tells who signed it"
    assert (verified[0], verified.splitlines()[1]) == ("1", kept.dump)
    assert tree(other.data) == tree(installed.data)
    ours = installed.data.with_name("data.log.pub").read_text().strip()
    assert (status[0], "The log is whole" in verified) == ("0", True), verified
    assert f"checked with the key {ours[:16]}…, which came with a backup" in verified
    add_public_key(other, installed)
    ran = other.command("audit", "verify", "--noted", noted)
    assert f"{ours[:16]}…, this installation's own (second.log.pub)" in ran.stdout, ran.stdout


def test_a_drill_restores_beside_what_runs_and_tells_that_all_is_as_it_was(kept):
    drill_words = f"run('drill', {str(kept.file)!r}, '--recovery-key', {str(kept.key)!r})\n"
    out = kept.installed.answer(RUN + drill_words + "run('health', '--json')")
    drilled, health, _ = out.split("ended with ")
    assert health[0] == "0", drilled
    assert "Files as they were then: 7; changed since: 0; no longer there: 0." in drilled
    backups = kept.installed.data / "backups"
    assert json.loads((backups / "drill.json").read_text())["good"] is True
    checks = json.loads(health.splitlines()[1])["checks"]
    assert (checks["drill"]["status"], checks["backup"]["status"]) == ("ok", "ok")
    assert not [path for path in backups.iterdir() if path.name.startswith(".")]


@pytest.mark.django_db
def test_a_drill_tells_what_is_no_longer_as_it_was(tmp_path):
    row = log.record(partnership="p", by="Ann", what="t.x")
    files = {"evidence/a": b"1", "evidence/b": b"2", "figures/c": b"3", "loads/d": b"4"}
    members = {
        f"files/{name}": archive.BackupMember(hashlib.sha256(content).hexdigest(), 1)
        for name, content in files.items()
    }
    manifest = archive.Manifest(
        **{**vars(empty()), "members": members, "rows": {"audit.entry": 2, "jobs.job": 0, "gone.table": 9}}
    )
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "figures" / "c").unlink()

    def drilled(last=row.hash):
        return drill.compare(tmp_path, safekeeping.Checked(manifest, Verified(2, last)))

    found = drilled()
    assert (found.faults, found.same, found.gone) == ([], 3, ["figures/c"]), "figures come and go"
    assert found.fewer == {"audit.entry": (2, 1)}
    (tmp_path / "evidence" / "a").write_bytes(b"x")
    (tmp_path / "loads" / "d").unlink()
    found = drilled(last="0" * 64)
    assert (found.changed, found.gone) == (["evidence/a"], ["figures/c", "loads/d"])
    assert ["running log" in found.faults[0], "2 files of evidence" in found.faults[1]] == [True, True]


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_without_anybody_at_a_terminal_the_recovery_key_is_not_waited_for(kept):
    """A terminal as input that is not the process's own, as a container's or a scheduler's."""
    ours, theirs = os.openpty()
    words = [sys.executable, "-m", "wardmote", "drill", str(kept.file), "--data", str(kept.installed.data)]
    try:
        ran = subprocess.run(
            words, env=kept.installed.environment, stdin=theirs, capture_output=True, text=True,
            timeout=60, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert (ran.returncode, "Give --recovery-key FILE" in ran.stderr) == (2, True), ran.stderr


def kill_after(seconds: float, process) -> None:
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_backup_killed_at_any_moment_is_simply_run_again_and_the_folder_keeps_the_last_ones(kept):
    folder = kept.installed.data.parent / "many"
    folder.mkdir()
    for wait in (1.1, 2.0):
        kill_after(wait, kept.installed.begin("backup", str(folder.with_name("killed.zip.age"))))
    for day in range(1, 4):
        (folder / f"wardmote-2008-01-0{day}T000000.zip").touch()
    (folder / "mine.zip").touch()
    for name in ("wardmote-2008-01-04T000000.zip.age.part", "mine.part"):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    assert kept.installed.command("backup", str(folder), "--keep", "2").returncode == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names[:3] == ["mine.part", "mine.zip", "wardmote-2008-01-03T000000.zip"]
    assert names[3].endswith(".zip.age")
    assert len(names) == 4, "of what was killed days ago nothing is left"


def test_what_a_backup_killed_in_an_earlier_night_left_goes_and_no_other_file(tmp_path):
    """Its name holds the moment, so that no later one replaced it."""
    names = ("wardmote-2008-01-01T000000.zip.age.part", "wardmote-2008-01-01T000000.zip", "mine.part")
    for name in names:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000, 1000))
    (tmp_path / "wardmote-2008-01-02T000000.zip.part").touch()
    safekeeping._remove_left_over(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*names[1:], "wardmote-2008-01-02T000000.zip.part"]
    )


def test_a_backup_is_never_written_over_and_not_into_the_data_folder(tmp_path):
    (tmp_path / "x.zip").touch()
    with pytest.raises(Refusal, match="already"):
        safekeeping.keep(tmp_path / "data", tmp_path / "x.zip")
    with pytest.raises(Refusal, match="lost together"):
        backup._named(tmp_path / "data" / "x.zip", tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "held").touch()
    with pytest.raises(Refusal, match="not empty"):
        restore._check_empty(tmp_path / "data", whole=True, replace=False)


@pytest.mark.skipif(os.name == "nt", reason="names and links of POSIX")
def test_what_a_backup_cannot_hold_is_told_and_not_left_out_in_silence(kept):
    """An evidence folder that is a link to a larger disk; a note beside the records."""
    beside, data = kept.installed.data.parent, kept.installed.data
    (beside / "larger").mkdir()
    (data / "evidence" / "disk").symlink_to(beside / "larger")
    note = data / "to do: call Brian.txt"
    note.touch()
    out = kept.installed.answer(
        RUN
        + f"run('backup', {str(beside / 'odd.zip.age')!r})\n"
        + f"os.rename({str(note)!r}, {str(data / 'note.txt')!r})\n"
        + f"run('backup', {str(beside / 'linked.zip.age')!r})"
    )
    (data / "note.txt").unlink()
    (data / "evidence" / "disk").unlink()
    refused, linked = out.split("ended with ")[1:]
    assert (refused[0], (beside / "odd.zip.age").exists()) == ("2", False), out
    assert "what evidence/disk leads to is NOT in it" in refused
    assert linked.strip() == "1"


def test_a_backup_taken_while_people_write_is_of_one_moment(installed):
    """Each write adds two rows in one transaction: a backup holds both or neither."""
    writer = installed.python(LIVE + WRITE_PAIRS)
    until(lambda: installed.rows("SELECT count(*) FROM audit_entry WHERE what = 't.pair'")[0][0])
    file = installed.data.parent / "live.zip"
    ran = installed.command("backup", str(file))
    assert ran.returncode == 1, ran.stderr
    assert "NOT encrypted" in ran.stdout, "no recovery key was made: the backup is there, and that is told"
    assert writer.poll() is None
    with zipfile.ZipFile(file) as archive:
        rows, people, jobs = (
            [json.loads(line) for line in archive.read(f"records/{name}.jsonl").splitlines()]
            for name in ("audit.entry", "partners.person", "jobs.job")
        )
    pairs = [row for row in rows if "t.pair" in row]
    assert pairs
    assert len(pairs) % 2 == 0
    assert "Amira É" in people[0]
    assert {"a": [1, None, "=1+1"]} in jobs[0], "JSON as it was, on either database"


@pytest.mark.skipif(bool(os.environ.get("WARDMOTE_DATABASE")), reason="a damaged SQLite file")
def test_damaged_records_are_told_in_words_and_a_restore_killed_at_any_moment_replaces_them_when_run_again(
    kept,
):
    beside, before = kept.installed.data.parent, tree(kept.installed.data)
    other = elsewhere(kept.installed, "third")
    other.data.mkdir()
    (other.data / "records.sqlite3").write_bytes(b"this is no database " * 500)
    told = other.command("health")
    assert told.returncode == 2
    assert "damaged" in told.stderr
    assert "wardmote restore FILE --replace" in told.stderr
    again = ["restore", str(kept.file), "--recovery-key", str(kept.key), "--replace"]
    for wait in (1.4, 2.5):
        kill_after(wait, other.begin(*again))
        assert not other.data.exists() or tree(other.data) in ({}, before), "as it was, or all of it"
    other.data.mkdir(exist_ok=True)
    (other.data / "mine").write_bytes(b"here before")
    for name in ("key", "log.pub"):
        shutil.copy(beside / f"data.{name}", beside / f"third.{name}")
    ran = other.command(*again, "--json")
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert json.loads(ran.stdout)["rows"]
    assert tree(other.data) == before
    assert (beside / os.path.basename(json.loads(ran.stdout)["kept"][-1]) / "mine").exists()
    assert not [p.name for p in beside.iterdir() if "restoring" in p.name or p.name.endswith(".part")]
    assert other.command("health").returncode == 1, "it works; only no worker is seen"


@pytest.mark.postgresql
@pytest.mark.slow
def test_a_backup_of_sqlite_goes_into_postgresql_and_back(tmp_path, monkeypatch):
    if reason := postgresql.why_not_everything():
        pytest.skip(reason)
    monkeypatch.delenv("WARDMOTE_DATABASE", raising=False)
    with postgresql.server() as address, installation(tmp_path) as installed:
        live(installed)
        first, second = tmp_path / "first.zip", tmp_path / "second.zip"
        ran = installed.command("backup", str(first), "--new-recovery-key")
        assert ran.returncode == 0, ran.stderr
        (tmp_path / "recovery").write_text(shown_key(ran.stdout))
        key = ["--recovery-key", str(tmp_path / "recovery")]
        server = elsewhere(installed, "server", address)
        stopped_between(server, "restore", str(first), *key)
        ran = server.command("restore", str(first), *key)
        assert ran.returncode == 1, ran.stderr
        assert "It is finished." in ran.stderr
        assert server.answer(DUMP) == installed.answer(DUMP)
        assert tree(server.data) == tree(installed.data)
        server.answer(
            "from wardmote.ground.audit import log; log.record(partnership='p', by='A', what='t.x')"
        )
        add_public_key(server, installed)
        ran = server.command("audit", "verify")
        assert ran.returncode == 0, ran.stdout
        shutil.rmtree(server.data / "loads")
        assert "not empty" in server.command("restore", str(first), *key).stderr
        assert server.command("backup", str(second)).returncode == 0, "it goes on with the same key"
        replaced = server.command("restore", str(first), *key, "--replace", "--json")
        assert "schema before_" in replaced.stdout, replaced.stderr
        assert server.answer(DUMP) == installed.answer(DUMP)
        stopped_between(server, "restore", str(first), *key, "--replace")
        shutil.rmtree(server.data / "figures")
        ran = server.command("serve", "--prepare-only")
        assert "It is finished." in ran.stderr, ran.stderr
        assert tree(server.data) == tree(installed.data), "the folder that belongs to the records"
        assert not [path for path in tmp_path.iterdir() if "restoring" in path.name]
        home = elsewhere(installed, "home", "")
        assert home.command("restore", str(second), *key).returncode == 1
        counted = (
            "from wardmote.ground.audit.models import Entry as E; print(E.objects.filter(what='t.x').count())"
        )
        assert home.answer(counted) == "1"


def stopped_between(there: Installation, *words: str) -> None:
    """A restore that ends when the tables are filled and the folder is to get its name."""
    stops = "os.rename = lambda *names: os._exit(9)\n"
    process = there.python(RUN + stops + f"run(*{words!r})")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 9, said


def test_a_second_restore_does_not_take_the_first_ones_work_away(kept):
    other = elsewhere(kept.installed, "twice")
    with restore_staging.staging_folder(other.data) as staging:
        ran = other.command("restore", str(kept.file), "--recovery-key", str(kept.key))
        assert (ran.returncode, "Another restore" in ran.stderr) == (2, True), ran.stderr
        assert staging.is_dir()
    assert not list(other.data.parent.glob("*twice*")), "nothing is left behind"


# ---- what is no backup, or one no more ----


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A small backup of nothing but its own form."""
    file = tmp_path_factory.mktemp("sound") / "sound.zip"
    manifest = archive.Manifest(
        1, "0", "2026-01-01T00:00:00+00:00", "sqlite", ["records", "files"], [], {}, {}, ""
    )
    write(file, manifest, {"files/loads/a/receipt.json": b"{}" * 100, "records/x.y.jsonl": b"[1]\n"})
    return file


def write(file, manifest, members, *, told=None, comment=None, signs=None):
    with zipfile.ZipFile(file, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(zipfile.ZipInfo(name), content)
            manifest.members[name] = archive.BackupMember(hashlib.sha256(content).hexdigest(), len(content))
        text = (told or (lambda text: text))(manifest.as_text())
        zipped.writestr(zipfile.ZipInfo("manifest.json"), text)
        if signs:
            zipped.writestr("manifest.sig", archive.sign(text.encode(), signs))
        zipped.comment = comment or hashlib.sha256(text.encode()).hexdigest().encode()


def unpacked(file, into=None):
    return archive.unpack(file, into, lambda *_: None)


def test_a_sound_file_is_taken(sound, tmp_path):
    unpacked(sound, tmp_path)
    assert (tmp_path / "files/loads/a/receipt.json").read_bytes() == b"{}" * 100


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("share", [0.05, 0.2, 0.4, 0.6, 0.8, 0.97])
def test_a_flipped_bit_is_found_wherever_it_matters(sound, tmp_path, share):
    """A bit of the zip's own bookkeeping (such as a date) may be harmless; then all comes out as it was."""
    content = sound.read_bytes()
    file, into = tmp_path / "damaged.zip", tmp_path / "into"
    file.write_bytes(flipped(content, int(len(content) * share)))
    with contextlib.suppress(Refusal):
        unpacked(file, into)
        assert (into / "files/loads/a/receipt.json").read_bytes() == b"{}" * 100
        assert (into / "records/x.y.jsonl").read_bytes() == b"[1]\n"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused(sound, tmp_path, share):
    content = sound.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refusal, match="damaged"):
        unpacked(tmp_path / "cut.zip")


def test_foreign_files_are_refused(tmp_path):
    (tmp_path / "x.txt").write_text("hello")
    with pytest.raises(Refusal, match="damaged"):
        unpacked(tmp_path / "x.txt")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("crime.csv", "a,b\n")
    with pytest.raises(Refusal, match="not a backup of Wardmote"):
        unpacked(tmp_path / "other.zip")
    with pytest.raises(Refusal, match="no such file"):
        unpacked(tmp_path / "none.zip")


def empty() -> archive.Manifest:
    return archive.Manifest(1, "0", "2026-01-01T00:00:00+00:00", "sqlite", ["records"], [], {}, {}, "")


@pytest.mark.parametrize(
    "name",
    [
        "files/../../evil",
        "/etc/evil",
        "files/..\\evil",
        "C:/evil",
        "elsewhere/x",
        "files",
        "files//x",
        "files/./x",
    ],
)
def test_a_part_that_would_lie_outside_the_folder_is_refused(tmp_path, name):
    write(tmp_path / "evil.zip", empty(), {name: b"x"})
    with pytest.raises(Refusal, match="damaged"):
        unpacked(tmp_path / "evil.zip", tmp_path / "into" / "deep")
    assert not list(tmp_path.rglob("*evil"))


def test_a_manifest_that_was_changed_is_refused(tmp_path):
    write(tmp_path / "x.zip", empty(), {"files/a": b"x"}, comment=b"0" * 64)
    with pytest.raises(Refusal, match="damaged"):
        unpacked(tmp_path / "x.zip")


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('"bytes": 1', '"bytes": "x"'),
        ('"rows": {}', '"rows": []'),
        ('"members": {', '"members": [], "x": {'),
        ('"bytes": 1', '"bytes": 0'),  # it unpacks to more than is told, as one that would fill the disk
    ],
)
def test_a_manifest_somebody_made_up_is_refused(tmp_path, said, instead):
    """Its hash is right: whoever made it up could reckon."""
    write(tmp_path / "x.zip", empty(), {"files/a": b"x"}, told=lambda text: text.replace(said, instead))
    with pytest.raises(Refusal, match="damaged"):
        unpacked(tmp_path / "x.zip", tmp_path / "into")


@pytest.mark.parametrize("line", [b"[1,2", b"[1]", b'[{"a":1},[],null]', b"[" * 100_000], ids=range(4))
def test_rows_that_are_none_are_refused(line):
    table = safekeeping.records.BackupTable("audit.entry", Entry)
    with pytest.raises(Refusal, match="cannot be put in"), safekeeping.records._rows_of(table.name):
        safekeeping.records._fill(table, table.columns, [line], "default")


def test_a_part_taken_out_or_put_in_is_refused(tmp_path, sound):
    for change in ("out", "in"):
        file = tmp_path / f"{change}.zip"
        with zipfile.ZipFile(sound) as source, zipfile.ZipFile(file, "w") as target:
            for name in source.namelist():
                if change == "in" or name != "records/x.y.jsonl":
                    target.writestr(name, source.read(name))
            if change == "in":
                target.writestr("files/more", "x")
            target.comment = source.comment
        with pytest.raises(Refusal, match="damaged"):
            unpacked(file)


def test_a_backup_of_a_newer_program_is_refused(tmp_path):
    write(tmp_path / "x.zip", empty(), {}, told=lambda text: text.replace('"schema": 1', '"schema": 3'))
    with pytest.raises(Refusal, match="newer version"):
        unpacked(tmp_path / "x.zip")


def test_a_disk_without_room_is_told_before_writing(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(Refusal, match="not enough room") as refused:
        safekeeping._check_room([tmp_path], 10**9)
    assert refused.value.found == "0 MB free, 954 MB wanted"


def test_the_kept_file_is_an_ordinary_zip_whose_records_anyone_can_read(kept):
    with in_it(kept.file, kept.key) as zipped:
        rows = [json.loads(line) for line in zipped.read("records/partners.person.jsonl").splitlines()]
        columns = json.loads(zipped.read("manifest.json"))["columns"]["partners.person"]
        assert rows[0][columns.index("name")] == "Amira É"


# ---- whose it is ----


def test_a_signed_one_that_was_changed_is_refused_whatever_its_hashes_say(tmp_path):
    """Its hashes are all made to fit again; only whoever has the key could sign it again."""
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    manifest = archive.Manifest(**{**vars(empty()), "schema": 2, "signer": heads.public_key(key)})
    genuine = archive.Manifest(**vars(manifest))
    write(tmp_path / "x.zip", genuine, {"files/a": b"1"}, signs=key)
    assert unpacked(tmp_path / "x.zip").signer == heads.public_key(key)
    for name, content, signs in (("content", b"2", None), ("signer", b"1", other)):
        write(tmp_path / f"{name}.zip", manifest, {"files/a": content}, signs=signs)
        if name == "content":
            with (
                zipfile.ZipFile(tmp_path / "x.zip") as sound,
                zipfile.ZipFile(tmp_path / "content.zip", "a") as forged,
            ):
                forged.writestr("manifest.sig", sound.read("manifest.sig"))
        with pytest.raises(Refusal, match="damaged") as refused:
            unpacked(tmp_path / f"{name}.zip")
        assert "signature does not fit" in refused.value.found


def test_who_signed_it_is_told_where_that_key_is_known(tmp_path, settings):
    settings.WARDMOTE_LOG_KEY_FILE = tmp_path / "data.log.key"
    ours = heads.public_key(heads.signing_key())
    unsigned = empty()
    signed = archive.Manifest(**{**vars(empty()), "schema": 2, "signer": ours})
    strange = archive.Manifest(**{**vars(empty()), "schema": 2, "signer": "ab" * 32})
    assert restore.signer_words(signed, None) == []
    assert "not signed" in restore.signer_words(unsigned, None)[0]
    assert "ab" * 32 in restore.signer_words(strange, None)[0]
    assert restore.signer_words(signed, tmp_path / "data.log.pub") == []
    for each in (unsigned, strange):
        with pytest.raises(Refusal, match="None of these keys signed"):
            restore.signer_words(each, tmp_path / "data.log.pub")


def test_without_the_right_key_or_damaged_anywhere_an_encrypted_file_gives_nothing(tmp_path, sound):
    file, damaged = tmp_path / "x.age", tmp_path / "damaged.age"
    identity = recovery.new_identity()
    with open(sound, "rb") as plain:
        recovery.encrypt(plain, file, [identity.to_public()])
    content = file.read_bytes()
    assert sound.read_bytes() not in content

    def opened(file, key):
        with recovery.decrypted(file, key, tmp_path) as stream:
            return archive.unpack(file, None, lambda *_: None, stream=stream)

    assert opened(file, identity).rows == {}
    with pytest.raises(Refusal, match="does not open this backup"):
        opened(file, recovery.new_identity())
    for place in (*range(22, len(content), 41), len(content) - 1):
        for wrong in (flipped(content, place), content[:place]):
            damaged.write_bytes(wrong)
            with pytest.raises(Refusal):
                opened(damaged, identity)
    with pytest.raises(Refusal, match="is encrypted"):
        restore.identity_for(file, None)
    (tmp_path / "key").write_text(f"# made by hand\n{identity}\n")
    assert str(restore.identity_for(file, tmp_path / "key")) == str(identity)
    with pytest.raises(Refusal, match="no recovery key"):
        recovery.identity_in("AGE-SECRET-KEY-1NONE")
    (tmp_path / "recovery.pub").write_text("age1none\n")
    with pytest.raises(Refusal, match="cannot be read"):
        recovery.recipients(tmp_path)


def test_a_key_is_not_shown_into_the_journal(tmp_path, monkeypatch, capfd):
    out = os.fstat(1)
    monkeypatch.setenv("JOURNAL_STREAM", f"{out.st_dev}:{out.st_ino}")
    with pytest.raises(Refusal, match="journal"):
        backup._show_new_key(tmp_path)
    assert not (tmp_path / "recovery.pub").exists()
