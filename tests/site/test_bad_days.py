"""Bad days: a full disk, a folder that cannot be written, a worker killed; told, and nothing lost."""

import contextlib
import errno
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from tests.cast import sign_in
from tests.installation import Installation, installation, until
from tests.site.test_serve import LOGIN, Serving
from wardmote.ground.audit.verifying import verify
from wardmote.ground.jobs import work
from wardmote.ground.partners.models import Invitation
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site import health
from wardmote.site.commands import command_line, partnership, starting

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
FORCE = "Hertfordshire Constabulary"
LOADER = """
import os, sys, threading
from pathlib import Path
from wardmote.ground.jobs import tending, work
def load(job):
    import argparse
    from wardmote.site.commands import load as command
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    args = parser.parse_args(["police-uk", job.params["file"]])
    args.data, args.json = Path(os.environ["WARDMOTE_DATA"]), False
    command.run(args)
    return {"by": job.worker}
work.register("load", load, lane="load")
if len(sys.argv) > 2:
    work.enqueue("load", partnership="stevenage", by="Ann", about="Loading", file=sys.argv[2])
tending.BEAT, tending.IDLE = 0.2, 0.05
beat = tending.Heart.__init__
tending.Heart.__init__ = lambda self, name: beat(self, name, 0.2)
tending.tend(sys.argv[1], threading.Event(), watch=tending.Watch(lease=1.5))
"""


def police_file(folder: Path, rows: int, month: str = "2021-01") -> Path:
    """A police.uk file with so many crimes."""
    path = folder / f"{month}-hertfordshire-street.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEADER)
        for n in range(rows):
            place = f"{-0.2 - n % 97 / 10000:.6f},{51.9 + n % 89 / 10000:.6f}"
            area = "On or near High Street,E01023758,Stevenage 001A,Burglary,Under investigation,"
            file.write(f"{n:064x},{month},{FORCE},{FORCE},{place},{area}\n")
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.name == "nt" or os.getuid() != 0 or subprocess.run(words, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int = 0) -> Path:
    """Leave so many bytes of a disk."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    if leave:
        os.truncate(filler, filler.stat().st_size - leave)
    return filler


# ---- a full disk ----


@pytest.mark.slow
def test_a_full_disk_is_told_while_saving_and_all_goes_on_once_there_is_room(small_disk):
    with installation(small_disk) as installed:
        session, body = installed.answer(LOGIN).split()
        running = Serving(installed)
        form = f"email=a{{}}@example.org&body={body}&roles=officer&new_body=&new_kind=district-council"
        assert running.ask("/stevenage/people/invite/", form.format(0), session)[0] == 200
        if installed.environment["WARDMOTE_DATABASE"]:
            pytest.skip("the records lie on another disk")
        filler = fill(small_disk)
        answers = [running.ask("/stevenage/people/invite/", form.format(n), session) for n in range(1, 40)]
        refused = [text.decode() for status, text in answers if status == 507]
        assert refused, {status for status, _ in answers}
        assert {status for status, _ in answers} <= {200, 507}
        assert "could not be written" in refused[0]
        assert "Make room" in refused[0]
        assert running.ask("/stevenage/help/", session=session)[0] == 200, "reading goes on"
        assert running.ask("/stevenage/people/", session=session)[0] == 507, "but what cannot be logged"
        filler.unlink()
        assert running.ask("/stevenage/people/invite/", form.format(99), session)[0] == 200
        running.end()
        saved = 2 + sum(status == 200 for status, _ in answers)
        assert installed.rows("SELECT count(*) FROM partners_invitation") == [(saved,)]
        assert installed.command("audit", "verify").returncode == 0


def test_a_full_disk_in_a_load_is_told_and_the_load_succeeds_once_there_is_room(small_disk, tmp_path):
    data = small_disk / "data"
    file = police_file(tmp_path, 20_000)
    (small_disk / "data").mkdir()
    filler = fill(small_disk, leave=40_000)
    installed = Installation(data, {**os.environ, "PYTHONPATH": "src"})
    ran = installed.command("load", "police-uk", str(file))
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False), ran.stderr
    assert "No space left on device" in ran.stderr
    assert "has room" in ran.stderr
    assert not list(data.glob("loads/*/receipt.json"))
    filler.unlink()
    assert installed.command("load", "police-uk", str(file)).returncode == 0
    assert len(list(data.glob("loads/*/receipt.json"))) == 1


def test_a_full_disk_in_a_backup_leaves_no_half_file(small_disk, tmp_path):
    with installation(tmp_path) as installed:
        (installed.data / "evidence").mkdir()
        (installed.data / "evidence" / "x.parquet").write_bytes(os.urandom(30_000_000))
        ran = installed.command("backup", str(small_disk / "x.zip"))
        assert (ran.returncode, "not enough room" in ran.stderr) == (2, True)
        filler = fill(small_disk, leave=4096)
        (installed.data / "evidence" / "x.parquet").unlink()
        ran = installed.command("backup", str(small_disk / "x.zip"))
        assert (ran.returncode, "disk is full" in ran.stderr) == (2, True), ran.stderr
        assert list(small_disk.iterdir()) == [filler]


@pytest.mark.django_db
@pytest.mark.skipif(
    bool(os.environ.get("WARDMOTE_DATABASE")), reason="SQLite's own limit stands for a full disk"
)
def test_a_database_without_room_refuses_the_save_in_words_and_keeps_nothing_of_it(cast):
    from django.test import Client

    client = Client(raise_request_exception=False)
    sign_in(client, cast.brian)
    form = {
        "email": "x@example.org",
        "new_body": "B" * 190,
        "new_kind": "district-council",
        "roles": ["officer"],
    }
    with connection.cursor() as cursor:
        (free,) = cursor.execute("PRAGMA freelist_count").fetchone()
        cursor.execute("CREATE TABLE filler (bytes BLOB)")  # takes what tests before left free in the file
        cursor.execute(f"INSERT INTO filler VALUES (zeroblob({free * 4096}))")
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        answers = [
            client.post("/holmbridge/people/invite/", {**form, "email": f"x{n}@example.org"})
            for n in range(60)
        ]
        cursor.execute("PRAGMA max_page_count = 1073741823")
    refused = [answer for answer in answers if answer.status_code == 507]
    assert refused
    assert "Make room" in refused[-1].content.decode()
    saved = sum(answer.status_code == 200 for answer in answers)
    assert Invitation.objects.count() == saved
    assert verify().broken_at == 0
    assert client.post("/holmbridge/people/invite/", {**form, "email": "y@example.org"}).status_code == 200


def test_a_command_says_that_the_disk_of_the_records_is_full(monkeypatch, tmp_path, capsys):
    """It was told as a fault of the program's own, and on opening them as a database that does not answer."""

    def full(*words: object, **named: object) -> None:
        raise OperationalError("database or disk is full")

    for module, name in ((partnership, "run"), (connection, "ensure_connection")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            assert command_line.main(["partnership", "list", "--data", str(tmp_path)]) == 2
        told = capsys.readouterr().err
        assert "The database could not be written." in told and "Make room on its disk" in told, name


# ---- folders that cannot be written ----


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose evidence can be read and not written."""
    evidence = tmp_path / "data" / "evidence"
    evidence.mkdir(parents=True)
    if os.name == "nt":
        pytest.skip("POSIX rights")
    if os.getuid() != 0:
        evidence.chmod(0o500)
        yield tmp_path / "data"
        evidence.chmod(0o700)
        return
    bind = ["mount", "--bind", str(evidence), str(evidence)]
    if subprocess.run(bind, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a folder read-only")
    subprocess.run(["mount", "-o", "remount,ro,bind", str(evidence)], check=True)
    yield tmp_path / "data"
    subprocess.run(["umount", "--lazy", str(evidence)], check=True)


def test_an_evidence_folder_that_cannot_be_written_is_told_and_no_load_is_half_there(read_only, tmp_path):
    installed = Installation(read_only, {**os.environ, "PYTHONPATH": "src"})
    ran = installed.command("load", "police-uk", str(police_file(tmp_path, 50)))
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert "can be read but not written" in ran.stderr or "may not read or write" in ran.stderr
    assert not list(read_only.glob("loads/*/receipt.json"))


@pytest.mark.django_db
def test_the_health_page_says_so(client, read_only, settings):
    settings.WARDMOTE_DATA = read_only
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down"})


def test_a_full_disk_is_not_told_as_a_want_of_rights(tmp_path, monkeypatch):
    def full(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for module in (starting, health):
        monkeypatch.setattr(module, "try_writing", full)
    with pytest.raises(Refusal) as refused:
        starting.make_folder(tmp_path)
    for todo in (refused.value.todo, health._data_folder(tmp_path)["todo"]):
        assert "Make room" in todo
        assert "right" not in todo


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "what"),
    [(errno.ENOSPC, "The disk is full."), (errno.EROFS, "The disk can be read but not written.")],
)
def test_a_job_that_meets_such_a_disk_says_what_to_do_on_its_page(cast, monkeypatch, number, what):
    def load(job):
        raise OSError(number, os.strerror(number), "part.parquet")

    monkeypatch.setattr(work, "_handlers", {"load": work._Registered(load, "")})
    job = work.enqueue("load", partnership="holmbridge", by="Amira", about="Loading x.csv")
    work.run_all()
    text = cast.client("amira").get(f"/holmbridge/jobs/{job.pk}/").content.decode()
    assert what in text
    assert "Nothing half done is used" in text
    assert "Begin again" in text


# ---- a worker killed in a load ----


@pytest.mark.slow
def test_a_worker_killed_again_and_again_in_a_load_leaves_one_whole_load(installed, tmp_path):
    file = police_file(tmp_path, 120_000)
    process = installed.python(LOADER, "w0", str(file))
    killed = 0
    for run, wait in enumerate((0.1, 0.5)):
        held = f"SELECT 1 FROM jobs_job WHERE state = 'running' AND worker = 'w{run}'"
        until(lambda held=held: installed.rows(held))
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += installed.rows("SELECT state FROM jobs_job") == [("running",)]
        process = installed.python(LOADER, f"w{run + 1}")
    until(lambda: installed.rows("SELECT state FROM jobs_job") == [("done",)], 60)
    assert killed
    assert len(list(installed.data.glob("loads/*/receipt.json"))) == 1
    assert not list(installed.data.glob("loads/.staging-*"))
    told = installed.command("load", "police-uk", str(file))
    assert told.returncode == 0
    assert "already" in told.stdout.lower() + told.stderr.lower()
    assert installed.rows("SELECT tries FROM jobs_job") == [(killed + 1,)]


BRING = """
import sys
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wardmote.ground.partners.models import Partnership, Person
from wardmote.ground.partners.viewing import viewer_of
from wardmote.knowing.evidence import uploads
path = Path(sys.argv[1])
town, person = Partnership.objects.get(), Person.objects.get()
viewer = viewer_of(person, town.slug, timezone.now())
found = uploads.take_in([SimpleUploadedFile(path.name, path.read_bytes())], partnership=town, by=viewer)
print(uploads.ask_to_load(found, said={}, by=viewer).pk)
"""


@pytest.mark.slow
def test_serves_own_worker_killed_in_a_load_people_brought_and_the_load_is_there_once(installed, tmp_path):
    session, _ = installed.answer(LOGIN).split()
    running = Serving(installed)
    until(lambda: running.children("wardmote worker"))
    number = installed.answer(BRING, str(police_file(tmp_path, 150_000)))
    until(lambda: installed.rows("SELECT state FROM jobs_job WHERE kind = 'load'") != [("waiting",)])
    (worker,) = running.children("wardmote worker")
    os.kill(worker, signal.SIGKILL)
    killed = installed.rows("SELECT state FROM jobs_job WHERE kind = 'load'")
    assert killed == [("running",)]
    until(
        lambda: b'"ended": true' in running.ask(f"/stevenage/jobs/{number}/state.json", session=session)[1],
        60,
    )
    assert installed.rows("SELECT state, tries FROM jobs_job WHERE kind = 'load'") == [("done", 2)]
    assert installed.rows("SELECT state FROM evidence_upload") == [("loaded",)]
    assert len(list(installed.data.glob("loads/*/receipt.json"))) == 1
    assert installed.rows("SELECT count(*) FROM audit_entry WHERE what = 'evidence.loaded'") == [(1,)]
    status, page = running.ask("/stevenage/evidence/", session=session)
    assert (status, b"2021-01-hertfordshire-street" in page or b"Hertfordshire" in page) == (200, True)
    more = police_file(tmp_path, 40, "2021-02")
    assert more.name.encode() not in page
    assert installed.command("load", "police-uk", str(more)).returncode == 0
    status, page = running.ask("/stevenage/evidence/", session=session)
    assert (status, more.name.encode() in page) == (200, True), "one of the command line is there by itself"
    running.end()
