"""The health page: 200 when it can work, 503 when it cannot, and nothing secret either way."""

import json
import os
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.utils import timezone

from wardmote.ground.jobs.models import Worker
from wardmote.site import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def well(data, monkeypatch):
    """A worker seen just now and a backup of today."""
    monkeypatch.setattr(health, "_migrated", [])
    Worker.objects.create(name="w", began_at=timezone.now(), seen_at=timezone.now())
    (data / "backups").mkdir()
    (data / "backups" / "last.json").write_text(json.dumps({"at": timezone.now().isoformat()}))
    return data


def ask(client):
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_all_is_well(client, queries):
    with queries(30):
        status, told = ask(client)
    assert (status, told["status"]) == (200, "ok")
    assert told["version"]
    assert {check["status"] for check in told["checks"].values()} == {"ok"}


def test_asked_again_it_takes_few_queries(client, queries):
    ask(client)
    with queries(4):
        ask(client)


@pytest.mark.parametrize("hours", [-1, 1])
def test_no_worker_seen_lately_is_told_and_the_pages_still_work(client, hours):
    Worker.objects.update(seen_at=timezone.now() + timedelta(hours=hours))
    status, told = ask(client)
    assert (status, told["status"], told["checks"]["worker"]["status"]) == (200, "look", "look")


@pytest.mark.parametrize(
    "content", [None, "not json", "{}", '{"at": 3}', '{"at": "2008-01-01T00:00:00+00:00"}']
)
def test_no_backup_or_an_old_one_is_told(client, well, content):
    last = well / "backups" / "last.json"
    last.write_text(content) if content else last.unlink()
    status, told = ask(client)
    assert (status, told["checks"]["backup"]["status"]) == (200, "look")


def test_a_full_disk_is_down(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1024))
    status, told = ask(client)
    assert (status, told["checks"]["disk"]["status"]) == (503, "down")


def test_a_missing_data_folder_is_down_and_its_path_not_told(client, well):
    shutil.rmtree(well)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert str(well) not in answer.content.decode()


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
