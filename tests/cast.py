"""The named cast of the web's tests, in an invented town, and the evidence they look at.

Holmbridge is a partnership with Amira (analyst, council), Brian (manager,
council), Catherine (chair, police), Elaine (officer, fire) and Adam
(administrator, council). Stella is manager of Otherham and a stranger here;
Carol is a county analyst who sees both. Fixtures are found by ``tests/conftest.py``.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.kept_evidence import copy_of
from tests.starting_points import prepare, shared_inquiry, staying

HOLMBRIDGE, OTHERHAM = "holmbridge", "otherham"
NO_NUMBERS = ("²", "9" * 5000, "99999999999999999999", "-1", "1.0")
"""What somebody may write into an address or a form where a small whole number stands."""


@dataclass(frozen=True)
class Cast:
    """People and the two partnerships; ``viewer("amira")`` is who they are in Holmbridge now."""

    holmbridge: Any
    otherham: Any
    people: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def viewer(self, name: str, slug: str = HOLMBRIDGE) -> Any:
        from django.utils import timezone

        from wardmote.ground.partners.viewing import viewer_of

        viewer = viewer_of(self.people[name], slug, timezone.now())
        assert viewer is not None, f"{name} is no member of {slug}"
        return viewer

    def with_its_place(self) -> "Cast":
        """Holmbridge as the database has it now, its place asked for already."""
        towns = type(self.holmbridge).objects.select_related("place")
        self.holmbridge.refresh_from_db(from_queryset=towns)
        return self

    def client(self, name: str | None = None, *, confirmed: bool = True) -> Client:
        """A browser with this person signed in a moment ago, or (not confirmed) hours ago; or with nobody."""
        client = Client(raise_request_exception=True)
        if name:
            sign_in(client, self.people[name], hours_ago=0 if confirmed else 3)
        return client


def sign_in(client: Client, person: Any, *, hours_ago: int = 0) -> None:
    """As ``force_login``, with what signing in by password leaves in the session, which is written once."""
    from django.contrib import auth
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from wardmote.site.accounts import sessions

    at = time.time() - hours_ago * 3600
    record = {"method": "password", "at": at, "reauthenticated": True}
    request = HttpRequest()
    request.session = SessionStore()
    request.session.update(
        {
            auth.SESSION_KEY: str(person.pk),
            auth.HASH_SESSION_KEY: person.get_session_auth_hash(),
            "account_authentication_methods": [record],
            "account_authentication_methods_user": str(person.pk),
        }
    )
    auth.login(request, person, "django.contrib.auth.backends.ModelBackend")
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    sessions.noted[request.session.session_key or ""] = time.monotonic()  # it is not this test's question


MEMBERS = {
    "amira": ("Borough council", "district-council", {HOLMBRIDGE: ("analyst",)}),
    "brian": ("Borough council", "district-council", {HOLMBRIDGE: ("manager",)}),
    "catherine": ("Police", "police", {HOLMBRIDGE: ("chair",)}),
    "elaine": ("Fire and rescue", "fire-and-rescue", {HOLMBRIDGE: ("officer",)}),
    "adam": ("Borough council", "district-council", {HOLMBRIDGE: ("administrator",)}),
    "stella": ("Otherham council", "district-council", {OTHERHAM: ("manager",)}),
    "carol": ("County council", "county-council", {HOLMBRIDGE: ("analyst",), OTHERHAM: ("analyst",)}),
}


def make_cast() -> Cast:
    """Both partnerships and everybody, by the ordinary writes."""
    from wardmote.ground.partners import joining
    from wardmote.ground.partners.models import Person

    towns = {
        slug: joining.begin_partnership(
            slug=slug, name=f"{slug.capitalize()} Community Safety Partnership", by="the tests"
        )
        for slug in (HOLMBRIDGE, OTHERHAM)
    }
    people = {}
    for name, (body_name, kind, roles) in MEMBERS.items():
        people[name] = Person.objects.create_user(f"{name}@example.org", name.capitalize(), "a long password")
        for slug, held in roles.items():
            body = joining.body_named(towns[slug], name=body_name, kind=kind)
            for role in held:
                joining.join(towns[slug], person=people[name], body=body, role=role, by="the tests")
    return Cast(towns[HOLMBRIDGE], towns[OTHERHAM], people)


def find_cast() -> Cast:
    """The cast as the database has it now."""
    from wardmote.ground.partners.models import Partnership, Person

    towns = {each.slug: each for each in Partnership.objects.select_related("place")}
    people = {each.email.partition("@")[0]: each for each in Person.objects.all()}
    return Cast(towns[HOLMBRIDGE], towns[OTHERHAM], people)


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the web reads and writes during one test."""
    from wardmote.knowing.assessment import making
    from wardmote.knowing.evidence import opening

    for room in (making, opening):
        monkeypatch.setattr(room, "open_inquiry", shared_inquiry)
    folder = tmp_path / "data"
    folder.mkdir()
    settings.WARDMOTE_DATA = folder
    settings.WARDMOTE_OUTBOX = folder / "outbox"
    settings.WARDMOTE_LOG_KEY_FILE = tmp_path / "data.log.key"
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # quick; the real one is slow by design
    return folder


@pytest.fixture
def prepared(db: None, data: Path, request: pytest.FixtureRequest) -> Callable[..., None]:
    """``prepared(make, ...)``: as ``make(...)``, run once for all tests of a process (starting_points.py).

    A test marked ``slow`` writes its documents itself, and so makes all that it begins from.
    """
    if "slow" in request.keywords:
        return lambda make, *words, **named: make(*words, **named)
    return partial(prepare, data)


@pytest.fixture
def cast(prepared: Callable[..., None]) -> Cast:
    """Both partnerships with their people, over an empty data folder."""
    prepared(make_cast)
    return find_cast()


@pytest.fixture(scope="session")
def syn_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """SYN-2007 loaded for Holmbridge, made once for all workers; never write to it, copy it."""
    data = copy_of("town of Holmbridge", tmp_path_factory.mktemp("syn"))
    with staying(data):
        yield data


@pytest.fixture
def syn(cast: Cast, syn_folder: Path, data: Path, prepared: Callable[..., None]) -> Cast:
    """Holmbridge with SYN-2007's evidence, in a data folder of the test's own."""
    shutil.copytree(syn_folder, data, dirs_exist_ok=True)
    shutil.copy(syn_folder.parent / "data.key", data.parent / "data.key")
    prepared(settle, cast.holmbridge, "Stevenage (SYN-2007)")
    return cast.with_its_place()


def settle(partnership: Any, name: str) -> None:
    """The partnership's place is the one of that name in the evidence."""
    from wardmote.ground.partners.joining import settle_place
    from wardmote.knowing.evidence.opening import folder

    place = shared_inquiry(folder().root, partnership.slug).evidence.place(name)
    settle_place(partnership, area_id=str(place.id), name=place.name, by="the tests")


@pytest.fixture
def queries() -> Callable[..., Any]:
    """``with queries(at_most=15): client.get(...)``: fails, naming them, when a page asks more."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert connection.features.supports_json_field  # Django tries it once in each process

    class AtMost(CaptureQueriesContext):
        def __init__(self, at_most: int) -> None:
            super().__init__(connection)
            self.at_most = at_most

        def __exit__(self, *about: Any) -> None:
            super().__exit__(*about)
            asked = [query["sql"][:200] for query in self.captured_queries]
            assert len(asked) <= self.at_most, f"{len(asked)} queries:\n" + "\n".join(asked)

    return lambda at_most=15: AtMost(at_most)


def html(response: Any) -> str:
    """A page's text as sent, but for the spaces at which no line may end."""
    return str(response.content.decode()).replace("\u00a0", " ")


__all__: tuple[str, ...] = ("Cast", "cast", "data", "html", "prepared", "queries", "syn", "syn_folder")
