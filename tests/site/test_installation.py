"""What an installation is told by its environment."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.refusals import Refusal, disk_refusal
from wardmote.site import installation
from wardmote.site.backup.recovery import is_encrypted
from wardmote.site.identity_providers import identity_providers


@pytest.mark.parametrize(
    ("hosts", "https", "named", "address"),
    [
        ("wardmote.example.org,other.example.org", "1", "", "https://wardmote.example.org"),
        ("wardmote.example.org", "", "", "http://wardmote.example.org"),
        ("*,.example.org,localhost", "1", "", ""),
        ("", "", "", ""),
        ("wardmote.example.org", "1", "https://other.example.org:8443/", "https://other.example.org:8443"),
    ],
)
def test_what_links_in_letters_begin_with(
    monkeypatch: pytest.MonkeyPatch, hosts: str, https: str, named: str, address: str
) -> None:
    for name, value in (("HOSTS", hosts), ("HTTPS", https), ("ADDRESS", named)):
        monkeypatch.setenv(f"WARDMOTE_{name}", value)
    assert installation.address() == address


@pytest.mark.parametrize(("named", "https", "count"), [("", True, 1), ("", False, 0), ("2", True, 2)])
def test_how_many_proxies_are_believed(
    monkeypatch: pytest.MonkeyPatch, named: str, https: bool, count: int
) -> None:
    monkeypatch.setenv("WARDMOTE_PROXIES", named)
    assert installation.proxies(https) == count
    monkeypatch.setenv("WARDMOTE_PROXIES", "many")
    with pytest.raises(Refusal, match="WARDMOTE_PROXIES"):
        installation.proxies(https)


@pytest.mark.parametrize(
    ("name", "ask"),
    [("LOG_YEARS", installation.log_years), ("UPLOAD_LIMIT", installation.upload_limit)],
)
@pytest.mark.parametrize("value", ["0", "-5", "six", "2GB", "6.5", "²"])
def test_a_setting_that_is_no_number_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, ask: Callable[[], int], value: str
) -> None:
    monkeypatch.setenv(f"WARDMOTE_{name}", value)
    with pytest.raises(Refusal, match=f"WARDMOTE_{name}"):
        ask()


def test_a_port_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WARDMOTE_MAIL", "smtp://mail.example.org:mail")
    with pytest.raises(Refusal, match="port"):
        installation.mail()
    monkeypatch.setenv("WARDMOTE_DATABASE", "postgresql://db.example.org:99999/wardmote")
    with pytest.raises(Refusal, match="port"):
        installation.database(tmp_path)


@pytest.mark.parametrize(
    ("server", "tls"),
    [
        ("smtp://mail.example.org", (True, False)),
        ("smtp://mail.example.org:2525", (True, False)),
        ("smtp://mail.example.org:25", (False, False)),
        ("smtp://localhost:2525", (False, False)),
        ("smtps://mail.example.org", (False, True)),
    ],
)
def test_a_mail_server_elsewhere_is_spoken_to_by_tls(
    monkeypatch: pytest.MonkeyPatch, server: str, tls: tuple[bool, bool]
) -> None:
    monkeypatch.setenv("WARDMOTE_MAIL", server)
    told = installation.mail()
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == tls
    assert told["EMAIL_BACKEND"] == "wardmote.ground.mail.queue.QueueBackend"


def test_what_is_named_and_is_not_there_or_is_a_folder_is_told_by_its_setting_and_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WARDMOTE_SINGLE_SIGN_ON", str(tmp_path / "none.toml"))
    with pytest.raises(Refusal) as refused:
        identity_providers()
    assert (refused.value.where, refused.value.found) == (
        "WARDMOTE_SINGLE_SIGN_ON",
        str(tmp_path / "none.toml"),
    )
    with pytest.raises(IsADirectoryError) as folder:
        is_encrypted(tmp_path)
    assert "Name a file in it." in str(disk_refusal(folder.value))
