"""A provider of single sign-on in a process of its own: django-oauth-toolkit, as small as it gets.

In: where people are sent back to. ``with Provider(folder, back) as provider`` starts it; ``provider.file`` is
what ``WARDMOTE_SINGLE_SIGN_ON`` names. Its people are ``PEOPLE``, who sign in by name and ``PASSWORD``.
"""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.journeys.serving import ROOT, free_port

PASSWORD, CLIENT, SECRET = "a password elsewhere", "wardmote", "shared-with-nobody"
PEOPLE = {
    "brian": ("brian@example.org", True),
    "namesake": ("brian@example.org", True),  # the address went to somebody else
    "amira": ("amira@example.org", False),
    "olu": ("olu@example.org", True),
    "stranger": ("nobody@example.org", True),
}
"""Each with the e-mail address the provider tells, and whether it says that it was checked."""
PAGE = """<!doctype html><html lang="en"><title>Sign in</title><main><h1>The council’s own sign-in</h1>
<form method="post"><label>Name <input name="username"></label><label>Password
<input name="password" type="password"></label><button>Sign in here</button></form></main></html>"""


class Provider:
    """The process; it ends with the ``with`` block."""

    def __init__(self, folder: Path, *back: str, two_steps: bool = False) -> None:
        self.folder, self.back, self.port = folder, back, free_port()
        self.url = f"http://localhost:{self.port}/o"
        self.file = folder / "providers.toml"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "secret").write_text(f"{SECRET}\n", "utf-8")
        self.file.write_text(
            f'[council]\nname = "the council"\nserver = "{self.url}"\nclient_id = "{CLIENT}"\n'
            f'client_secret_file = "{folder / "secret"}"\ntwo_steps = {str(two_steps).lower()}\n',
            "utf-8",
        )

    def __enter__(self) -> "Provider":
        words = [
            sys.executable,
            "-m",
            "tests.identity_provider",
            str(self.folder),
            str(self.port),
            *self.back,
        ]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
        with (self.folder / "provider.log").open("wb") as log:
            self.process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.1)
        self.process.kill()
        raise AssertionError((self.folder / "provider.log").read_text("utf-8"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()


def main(folder: str, port: str, *back: str) -> None:
    """Serve until killed."""
    from wsgiref.simple_server import WSGIServer, make_server

    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from django.conf import settings

    records = Path(folder) / "people.sqlite3"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="of the tests",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="tests.identity_provider",
        LOGIN_URL="/sign-in/",
        SESSION_COOKIE_NAME="provider",  # beside Wardmote's on the same host
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": records}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "oauth2_provider")),  # at once
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            ).decode(),
            "OAUTH2_VALIDATOR_CLASS": "tests.identity_provider.claims",
            "SCOPES": {"openid": "", "profile": "", "email": ""},
        },
    )
    import django

    django.setup()
    _make_people(back)
    from django.core.wsgi import get_wsgi_application

    WSGIServer.request_queue_size = 20
    make_server("localhost", int(port), get_wsgi_application()).serve_forever()


def _make_people(back: tuple[str, ...]) -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", run_syncdb=True, verbosity=0)
    for name, (email, checked) in PEOPLE.items():
        User.objects.create_user(name, email, PASSWORD, first_name=name.title(), is_staff=checked)
    Application.objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=" ".join(back),
        algorithm="RS256",
        skip_authorization=True,
    )


def claims(*words: Any, **named: Any) -> Any:
    """What the toolkit asks what to tell; made when it asks, as it needs Django set up."""
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Telling(OAuth2Validator):  # type: ignore[misc]
        def get_additional_claims(self, request: Any) -> dict[str, Any]:
            person = request.user
            told = {"name": person.first_name, "email": person.email, "email_verified": person.is_staff}
            return told

    return Telling(*words, **named)


def sign_in(request: Any) -> Any:
    """The provider's own page: asked again also of who is signed in there."""
    from django.contrib.auth import authenticate, login
    from django.http import HttpResponse, HttpResponseRedirect

    if request.method == "POST":
        person = authenticate(request, username=request.POST["username"], password=request.POST["password"])
        if person:
            login(request, person)
            return HttpResponseRedirect(request.GET["next"])
    return HttpResponse(PAGE)


def __getattr__(name: str) -> Any:
    """``urlpatterns``, as Django asks for them once it is set up."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path

    return [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("sign-in/", sign_in),
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
