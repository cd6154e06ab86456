"""`wardmote check-deploy`: each check can fail, says what to change, and passes a sound installation."""

import json
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from tests.cast import Cast
from tests.smtp_server import smtp_server
from wardmote.ground.audit import guarding
from wardmote.ground.audit.models import Entry
from wardmote.ground.partners.models import Partnership
from wardmote.site import deployment, health
from wardmote.site.commands import starting
from wardmote.site.commands.command_line import main
from wardmote.site.deployment import LOOK, REFUSE, Deployment, faults

SOUND = {
    "WARDMOTE_HOSTS": "wardmote.example.org",
    "WARDMOTE_HTTPS": "1",
    "WARDMOTE_MAIL": "smtp://wardmote:secret@mail.example.org:587",
    "WARDMOTE_MAIL_FROM": "wardmote@example.org",
}


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """A data folder and keys as docs/how-to/deploy.md has them."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    keys, data = tmp_path / "keys", tmp_path / "lib" / "data"
    for folder in (keys, data):
        folder.mkdir(parents=True, mode=0o700)
    (data / "backups").mkdir(mode=0o700)
    (data / "recovery.pub").touch(mode=0o600)
    named = {f"WARDMOTE_{name}": str(keys / name) for name in ("KEY_FILE", "SECRET_FILE", "LOG_KEY_FILE")}
    for path in named.values():
        Path(path).touch(mode=0o600)
    (keys / "LOG_KEY_FILE.pub").touch(mode=0o600)
    return Deployment({**SOUND, **named}, data)


def found(place: Deployment) -> list[tuple[str, str]]:
    return [(each.check, each.level) for each in faults(place, deployment.OF_PLACE)]


def test_a_sound_installation_has_no_fault(sound: Deployment) -> None:
    assert found(sound) == []


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("HOSTS", "", [("hosts", REFUSE)]),
        ("HOSTS", "localhost", [("hosts", REFUSE)]),
        ("HOSTS", "*", [("hosts", REFUSE)]),
        ("HOSTS", ".example.org", [("hosts", LOOK)]),
        ("HTTPS", "", [("https", REFUSE)]),
        ("ADDRESS", "http://wardmote.example.org", [("https", REFUSE)]),
        ("ADDRESS", "https://elsewhere.example.org", [("https", REFUSE)]),
        ("ADDRESS", "https://wardmote.example.org:8443", []),
        ("PROXIES", "0", [("proxies", REFUSE)]),
        ("PROXIES", "2", []),
        ("PROXIES", "9", [("proxies", REFUSE)]),
        ("DATABASE_OWNER", "postgresql://wardmote_owner@localhost/wardmote", [("database_owner", REFUSE)]),
        ("SINGLE_SIGN_ON", "nowhere.toml", [("single_sign_on", REFUSE)]),
        ("DEMO", "1", [("demonstration", REFUSE)]),
        ("TRACEBACK", "1", [("demonstration", LOOK)]),
        ("TWO_STEPS", "none", [("two_steps", REFUSE)]),
        ("TWO_STEPS", "administrator,manager", []),
        ("MAIL", "", [("mail", LOOK)]),
        ("MAIL", "smtp://mail.example.org:25", [("mail", LOOK)]),
        ("MAIL", "smtp://wardmote:secret@mail.example.org:25", [("mail", REFUSE)]),
        ("MAIL", "smtp://localhost:25", []),
        ("MAIL", "smtp://mail.example.org:mail", [("mail", REFUSE)]),
        ("MAIL_FROM", "", [("mail", LOOK)]),
    ],
)
def test_what_the_environment_says(sound: Deployment, name: str, value: str, wrong: list[Any]) -> None:
    assert found(Deployment({**sound.environment, f"WARDMOTE_{name}": value}, sound.data)) == wrong


def test_a_proxy_that_is_trusted_and_not_there(sound: Deployment) -> None:
    told = {**sound.environment, "WARDMOTE_HTTPS": "", "WARDMOTE_PROXIES": "1"}
    assert ("proxies", REFUSE) in found(Deployment(told, sound.data))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_what_lies_where(sound: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, secret = sound.data, Path(sound.environment["WARDMOTE_SECRET_FILE"])

    def keys(**named: Path) -> Deployment:
        told = {f"WARDMOTE_{name}": str(path) for name, path in named.items()}
        return Deployment({**sound.environment, **told}, data)

    assert found(keys(SECRET_FILE=data / "secret")) == [("keys", REFUSE)]
    assert found(keys(KEY_FILE=data.parent / "data.key")) == [("keys", LOOK)]
    assert found(keys(LOG_KEY_FILE=data.parent / "log.key")) == [("keys", LOOK)]
    secret.chmod(0o640)
    assert found(sound) == [("keys", REFUSE)]
    secret.chmod(0o600)
    (data / "records.sqlite3").touch(mode=0o644)
    (data / "records.sqlite3").chmod(0o644)
    assert found(sound) == [("data_folder", LOOK)]
    data.chmod(0o755)
    assert found(sound) == [("data_folder", REFUSE)]
    data.chmod(0o700)
    (data / "records.sqlite3").unlink()
    (data / "backups" / "wardmote-2026-11-30T023000.zip").touch(mode=0o600)
    (sound.data / "recovery.pub").unlink()
    assert found(sound) == [("backups", LOOK), ("backups", REFUSE)]
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert ("account", LOOK) in found(sound)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_what_other_accounts_could_put_in_place(sound: Deployment) -> None:
    keys = Path(sound.environment["WARDMOTE_LOG_KEY_FILE"]).parent
    for folder in (keys, sound.data.parent):
        folder.chmod(0o777)
        assert found(sound) == [("folders", REFUSE)]
        folder.chmod(0o700)
    public = keys / "LOG_KEY_FILE.pub"
    public.chmod(0o666)
    assert found(sound) == [("keys", REFUSE)]
    public.unlink()
    assert found(sound) == [("keys", REFUSE)]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_what_single_sign_on_rests_on(sound: Deployment, tmp_path: Path) -> None:
    file, secret = tmp_path / "providers.toml", tmp_path / "council.secret"
    words = (
        f'[council]\nname = "Council"\nserver = "https://login.example.org"\nclient_id = "wardmote"\n'
        f'client_secret_file = "{secret}"\nverified_domains = ["council.example.org"]\n'
    )
    file.write_text(words, "utf-8")
    secret.touch()
    place = Deployment({**sound.environment, "WARDMOTE_SINGLE_SIGN_ON": str(file)}, sound.data)

    def told(of_file: int, of_secret: int) -> list[tuple[str, str]]:
        file.chmod(of_file)
        secret.chmod(of_secret)
        return found(place)

    assert told(0o600, 0o600) == []
    assert told(0o600, 0o644) == told(0o622, 0o600) == [("single_sign_on", REFUSE)]
    assert told(0o644, 0o600) == [("single_sign_on", LOOK)]
    for right, wrong in (("council.example.org", "Gmail.com"), ("https://", "http://"), ("name", "nam")):
        file.write_text(words.replace(right, wrong), "utf-8")
        assert told(0o600, 0o600) == [("single_sign_on", REFUSE)]


@pytest.fixture
def records(cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, str]]]:
    """What the checks of the records find; those of the health page have a file of their own."""
    well = {"status": "ok"}
    monkeypatch.setattr(health, "checks", lambda: {"all": well})
    monkeypatch.setattr(guarding, "why_not_apart", lambda: None)

    def ask(**environment: str) -> list[tuple[str, str]]:
        told = {f"WARDMOTE_{name}": value for name, value in environment.items()}
        return [(each.check, each.level) for each in faults(Deployment(told, data), deployment.OF_RECORDS)]

    return ask


def test_what_the_records_say(
    records: Callable[..., list[tuple[str, str]]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert records() == []
    settings.DEBUG = True
    assert records() == [("settings", REFUSE)]
    settings.DEBUG, settings.SECRET_KEY = False, "short"
    assert records() == [("settings", REFUSE)]
    settings.SECRET_KEY = "x" * 50
    for rules in ("nonsense", "records=999999999", "times=nan"):
        settings.WARDMOTE_LOG_ALERTS = rules
        assert records() == [("log_alerts", REFUSE)]
    settings.WARDMOTE_LOG_ALERTS = "records=100 times=3 night=22-6"
    for number in range(4):
        Partnership.objects.create(slug=f"town-{number}", name=f"Town {number}")
    assert records() == ([("towns", LOOK)] if connection.vendor == "sqlite" else [])
    Partnership.objects.filter(slug__startswith="town-").delete()
    told = {"status": "down", "words": "The disk is nearly full.", "todo": "Make room."}
    monkeypatch.setattr(health, "checks", lambda: {"disk": told})
    assert records() == [("health", REFUSE)]
    monkeypatch.setattr(health, "checks", lambda: {"disk": {**told, "status": "look"}})
    assert records() == [("health", LOOK)]


def test_a_log_that_could_be_changed_and_records_that_cannot_be_read(
    records: Callable[..., list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "why_not_apart", lambda: "SQLite has no roles.")
    assert records() == [("log", LOOK if connection.vendor == "sqlite" else REFUSE)]
    monkeypatch.setattr(guarding, "why_not_apart", lambda: None)
    monkeypatch.setattr(guarding, "wrong_triggers", lambda: ["audit_entry_no_update"])
    assert records() == [("log", REFUSE)]

    def gone() -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(guarding, "wrong_triggers", gone)
    assert records() == [("log", REFUSE)]


def test_a_clock_that_is_behind_the_log(
    records: Callable[..., list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Entry.objects.exists()
    before = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: before)
    assert records() == [("clock", REFUSE)]


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (ssl.SSLCertVerificationError("self-signed"), REFUSE),
        (smtplib.SMTPAuthenticationError(535, b"no"), REFUSE),
        (ConnectionRefusedError("nobody"), LOOK),
    ],
)
def test_the_mail_server_is_asked(
    records: Callable[..., list[tuple[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    level: str,
) -> None:
    from django.core.mail.backends.smtp import EmailBackend

    def fails(self: object) -> None:
        raise error

    monkeypatch.setattr(EmailBackend, "open", fails)
    assert records(MAIL="smtp://mail.example.org") == [("mail_server", level)]
    assert records() == []


def test_a_mail_server_without_tls_is_refused(
    records: Callable[..., list[tuple[str, str]]], settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", True, 10
    with smtp_server(tmp_path / "arrived") as port:
        settings.EMAIL_PORT = port
        assert records(MAIL="smtp://mail.example.org") == [("mail_server", REFUSE)]
        settings.EMAIL_USE_TLS = False
        assert records(MAIL="smtp://mail.example.org") == []


def of_a_room() -> Iterator[tuple[str, str, str]]:
    yield LOOK, "Bodies may take an hour.", "Set a limit."


@pytest.mark.parametrize(
    ("level", "status", "said"), [("", 0, "Nothing is wrong"), (LOOK, 1, "look"), (REFUSE, 2, "UNSAFE")]
)
def test_the_command_says_the_worst_by_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, level: str, status: int, said: str
) -> None:
    told = [(level, "It is open.", "Close it.")] if level else []
    monkeypatch.setattr(deployment, "OF_PLACE", (lambda place: told,))
    monkeypatch.setattr(deployment, "OF_RECORDS", ())
    monkeypatch.setattr(deployment, "FROM_ROOMS", ())
    monkeypatch.setattr(starting, "begin", lambda data: None)
    monkeypatch.setattr(starting, "waiting", list)
    tmp_path.chmod(0o755)
    assert main(["check-deploy", "--data", str(tmp_path)]) == status
    assert tmp_path.stat().st_mode & 0o777 == 0o755, "other commands close an open folder; this has to see it"
    assert said in capsys.readouterr().out
    monkeypatch.setattr(deployment, "FROM_ROOMS", (f"{__name__}.of_a_room",))
    assert main(["check-deploy", "--json", "--data", str(tmp_path)]) == max(status, 1)
    assert json.loads(capsys.readouterr().out)[-1]["check"] == "of_a_room"
    assert main(["check-deploy", "--data", str(tmp_path / "nowhere")]) == 2
    monkeypatch.setattr(starting, "waiting", lambda: ["jobs.0002"])
    assert main(["check-deploy", "--data", str(tmp_path)]) == 2
    assert "The tables are not ready" in capsys.readouterr().out
