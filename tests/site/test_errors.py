"""What went wrong, in words and with the right status; a form that expired keeps what was written."""

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as as_told
from django.db import InterfaceError, OperationalError
from django.test import Client

from tests.cast import Cast, html, sign_in
from wardmote.ground.pages.drafts import WRITTEN_BY
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site import specimens
from wardmote.site.errors import disk_trouble
from wardmote.site.log_lines import in_one_line

PARTS = "/account/parts/"


@pytest.fixture
def client(data: Path, settings: Any) -> Client:
    """A browser whose server answers faults with pages, as outside the tests."""
    settings.WARDMOTE_DEMO = True
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (ValueError("secret of the program"), 500, "Something went wrong here, not with you"),
        (OSError(28, "No space left on device", "/srv/data/x"), 507, "The disk is full."),
        (OSError(30, "Read-only file system", "/srv/data/x"), 507, "read but not written"),
        (OperationalError("database or disk is full"), 507, "The database could not be written."),
        (OperationalError("attempt to write a readonly database"), 507, "The database could not be written."),
        (OperationalError("no such table: x"), 500, "a fault of its own"),
        (OperationalError("connection failed: Connection refused"), 503, "did not answer in time"),
        (OperationalError("database is locked"), 503, "did not answer in time"),
        (InterfaceError("the connection is closed"), 503, "did not answer in time"),
        (ConnectionResetError(104, "reset by peer"), 500, "a fault of its own"),
        (
            Refusal("The draft is of another version.", where="/srv/data", todo="Draft again."),
            500,
            "Draft again.",
        ),
    ],
)
def test_a_fault_is_told_and_gives_nothing_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, words: str
) -> None:
    def broken() -> dict[str, Any]:
        raise fault

    monkeypatch.setattr(specimens, "samples", broken)
    answer = client.get(PARTS)
    assert answer.status_code == status
    assert words in html(answer)
    assert "secret of the program" not in html(answer)
    assert "/srv/data" not in html(answer)
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/holmbridge/tasks/?body=a%00b", "/holmbridge/plan/1/priorities/%00/", "/?next=%00"]
)
def test_a_null_character_is_refused_before_a_database_is_asked(cast: Cast, address: str) -> None:
    """PostgreSQL takes none in a text."""
    assert cast.client("brian").get(address).status_code == 400


def test_an_address_that_no_file_can_have_is_not_there(cast: Cast) -> None:
    assert cast.client("brian").get(f"/holmbridge/figures/{'a' * 300}/").status_code == 404


def test_more_than_a_form_may_hold_is_told_early(cast: Cast) -> None:
    """Each in the size of its own form: 1.0 GB, as where files are added, was told of all."""
    client, form, files = cast.client("brian"), "/holmbridge/people/invite/", "/holmbridge/evidence/add/"
    written = "application/x-www-form-urlencoded"
    for path, kind, words in (
        (form, written, "At most 2.0"),
        (form, "multipart/form-data; boundary=x", "At most 8.0"),
        (files, "multipart/form-data; boundary=x", "At most 1.0"),
    ):
        told = html(client.post(path, b"x", content_type=kind, CONTENT_LENGTH=str(2 << 30)))
        assert "too large to send" in told
        assert words in told
        assert ("Police.uk" in told) == (path == files)
    many = client.post(form, "&".join(f"a{number}=" for number in range(1001)), content_type=written)
    assert many.status_code == 413
    assert "more fields" in html(many)


def test_a_request_that_makes_no_sense_is_told(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "could not be read" in html(answer)


def test_a_form_that_expired_keeps_what_was_written(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, cast.brian)
    form = "/holmbridge/people/invite/"
    shown = html(strict.get(form))
    signed = shown.split(f'name="{WRITTEN_BY}" value="')[1].split('"')[0]
    answer = strict.post(form, {"email": "new@example.org", WRITTEN_BY: signed, "csrfmiddlewaretoken": "old"})
    assert answer.status_code == 403
    assert "What you wrote is kept" in html(answer)
    assert "new@example.org" in html(strict.get(form))


def test_a_form_of_nobody_is_not_said_to_be_kept(data: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": "a@example.org", "password": "secret"})
    assert answer.status_code == 403
    assert "Nothing was saved." in html(answer)
    assert "What you wrote is kept" not in html(answer)
    assert "secret" not in html(answer)


def test_what_is_not_there_looks_the_same_to_everybody(cast: Cast) -> None:
    pages = {
        html(cast.client(name).get(path))
        for name in ("amira", "stella", "adam")
        for path in ("/nowhere/", "/nowhere/evidence/", "/no/such/page/at/all/")
    }
    assert len(pages) == 1


@pytest.mark.parametrize("error", [None, KeyError("x"), OSError("no number"), FileNotFoundError(2, "none")])
def test_not_every_error_is_the_disks(error: BaseException | None) -> None:
    assert disk_trouble(error) is None


def test_a_wrong_host_is_one_line_in_the_log(client: Client) -> None:
    """As the settings have it: what anybody may send fills no journal."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(in_one_line)
    logging.getLogger("django.security").addHandler(handler)
    try:
        assert client.get("/", HTTP_HOST="x" * 500 + ".example.com").status_code == 400
    finally:
        logging.getLogger("django.security").removeHandler(handler)
    handlers: Any = as_told.LOGGING["handlers"]
    assert handlers["err"]["filters"] == ["one_line"]
    assert len(said.getvalue().splitlines()) == 1 and 0 < len(said.getvalue()) <= 201
