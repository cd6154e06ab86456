"""The health page: 200 when it can work, 503 when it cannot, one word to outsiders; the command tells why."""

import json
import os
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.utils import timezone

from wardmote.ground.jobs.models import Job, Worker
from wardmote.ground.mail.models import OutgoingMail
from wardmote.site import health
from wardmote.site.commands.command_line import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def well(data, monkeypatch):
    """A worker seen just now, an encrypted backup of today and a drill that was good."""
    monkeypatch.setattr(health, "_migrated", [])
    Worker.objects.create(name="w", began_at=timezone.now(), seen_at=timezone.now())
    (data / "backups").mkdir()
    now = timezone.now().isoformat()
    (data / "backups" / "last.json").write_text(json.dumps({"at": now, "encrypted": True}))
    (data / "backups" / "drill.json").write_text(json.dumps({"at": now, "good": True}))
    return data


def ask(client):
    """What an outsider is told, and what the command tells."""
    answer = client.get("/healthz")
    assert set(answer.json()) == {"status"}, "nothing of why, not even the version"
    return answer.status_code, {**answer.json(), "checks": health.checks()}


def test_all_is_well(client, queries):
    with queries(60):
        status, told = ask(client)
    assert (status, told["status"]) == (200, "ok")
    assert {check["status"] for check in told["checks"].values()} == {"ok"}


def test_asked_again_it_takes_few_queries(client, queries):
    ask(client)
    with queries(7):
        client.get("/healthz")


def test_work_and_letters_that_wait_long_and_letters_that_failed_are_told(client):
    now, long_ago = timezone.now(), timezone.now() - timedelta(minutes=61)
    job = Job.objects.create(kind="x", partnership="x", by="x", about="x", lane="x", made_at=now)
    letter = OutgoingMail.objects.create(to="a@example.org", message_id="<1>", made_at=now, next_at=now)
    assert ask(client)[1]["status"] == "ok"
    Job.objects.filter(pk=job.pk).update(made_at=long_ago)
    OutgoingMail.objects.filter(pk=letter.pk).update(made_at=long_ago)
    found = ask(client)[1]["checks"]
    assert [(found[each]["status"], found[each]["minutes_waiting"]) for each in ("jobs", "letters")] == [
        ("look", 61)
    ] * 2
    OutgoingMail.objects.update(state="given-up", ended_at=now)
    found = ask(client)[1]["checks"]["letters"]
    assert (found["status"], found["failed"], found["minutes_waiting"]) == ("look", 1, 0)


@pytest.mark.parametrize(("checks", "status"), [({}, 0), ({"worker": "look"}, 1), ({"disk": "down"}, 2)])
def test_the_command_tells_each_check_and_what_to_do(well, monkeypatch, capsys, checks, status):
    from wardmote.site.commands import starting

    monkeypatch.setattr(starting, "begin", lambda data: None)
    for name, found in checks.items():
        told = {"status": found, "words": "It is broken.", "todo": "Mend it."}
        monkeypatch.setattr(health, f"_{name}", lambda *_, told=told: told)
    assert main(["health", "--data", str(well)]) == status
    shown = capsys.readouterr().out
    assert all(f"{found:5} {name}: It is broken. Mend it." in shown for name, found in checks.items())
    assert main(["health", "--json", "--data", str(well)]) == status
    assert set(json.loads(capsys.readouterr().out)["checks"]) == set(health.checks())


@pytest.mark.parametrize("hours", [-1, 1])
def test_no_worker_seen_lately_is_told_and_the_pages_still_work(client, hours):
    Worker.objects.update(seen_at=timezone.now() + timedelta(hours=hours))
    status, told = ask(client)
    assert (status, told["status"], told["checks"]["worker"]["status"]) == (200, "look", "look")


@pytest.mark.parametrize(
    "content", [None, "not json", "{}", '{"at": 3}', '{"at": "2008-01-01T00:00:00+00:00"}', '{"at": "NOW"}']
)
def test_no_backup_an_old_one_or_one_that_is_not_encrypted_is_told_and_so_is_a_drill(client, well, content):
    """A note of an earlier version says neither that a backup was encrypted nor that a drill was good."""
    for name in ("last", "drill"):
        note = well / "backups" / f"{name}.json"
        if content:
            note.write_text(content.replace("NOW", timezone.now().isoformat()))
        else:
            note.unlink()
    status, told = ask(client)
    found = [told["checks"][each]["status"] for each in ("backup", "drill")]
    assert (status, found) == (200, ["look", "look"])


def test_a_full_disk_is_down(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1024))
    status, told = ask(client)
    assert (status, told["checks"]["disk"]["status"]) == (503, "down")


def test_a_missing_data_folder_is_down_and_its_path_not_told(client, well):
    shutil.rmtree(well)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert str(well) not in answer.content.decode() + json.dumps(health.checks())


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_down(client, well):
    well.chmod(0o500)
    status, _ = ask(client)
    well.chmod(0o700)
    assert status == 503


def test_records_that_cannot_be_written_are_down(client, monkeypatch):
    def fails(*_, **__):
        raise DatabaseError("secret address")

    monkeypatch.setattr(health.Worker.objects, "filter", fails)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


def test_tables_behind_the_program_are_down(client, monkeypatch):
    monkeypatch.setattr(health, "waiting", lambda: ["jobs.0002"])
    status, told = ask(client)
    assert (status, told["checks"]["tables"]["status"]) == (503, "down")
