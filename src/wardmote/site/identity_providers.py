"""Who vouches for people at sign-in: the providers of single sign-on (OpenID Connect) of an installation.

In: the TOML file that ``WARDMOTE_SINGLE_SIGN_ON`` names, one heading a provider:

    [council]
    name = "Borough council"
    server = "https://login.example.org/council"
    client_id = "wardmote"
    client_secret_file = "/etc/wardmote/council.secret"
    two_steps = true
    verified_domains = ["council.example.org"]

Out: the providers, and the same as allauth wants them. ``two_steps``: signing in by it counts as both steps.
``verified_domains``: addresses of these count as verified though the provider does not say so. Refused with
what to do: a file or a secret that cannot be read, an address that is not https.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import FieldFault, read_by_key

FILE = "WARDMOTE_SINGLE_SIGN_ON"


@dataclass(frozen=True)
class IdentityProvider:
    """A provider; ``key`` stands in its address and in who is linked with it: give it to no other."""

    key: str
    name: str
    server: str
    client_id: str
    client_secret_file: str
    two_steps: bool = False
    verified_domains: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
        if not local and (parts.scheme != "https" or not parts.hostname):
            raise FieldFault(
                "server",
                "Its address is not one of https.",
                self.server,
                "Write it as https://login.example.org.",
            )


def identity_providers() -> tuple[IdentityProvider, ...]:
    """Those of the file; none where no file is named. Read once, when the program starts."""
    named = os.environ.get(FILE, "")
    if named and not Path(named).is_file():
        todo = f"Name a file that the program's account can read, or take {FILE} out."
        raise Refusal("The file of single sign-on is not there.", where=FILE, found=named, todo=todo)
    return tuple(read_by_key(Path(named), IdentityProvider).values()) if named else ()


def for_allauth(providers: tuple[IdentityProvider, ...]) -> dict[str, Any]:
    """``SOCIALACCOUNT_PROVIDERS``, with the secrets."""
    apps = [
        {
            "provider_id": each.key,
            "name": each.name,
            "client_id": each.client_id,
            "secret": _secret(each),
            "settings": {
                "server_url": each.server,
                "oauth_pkce_enabled": True,
                "verified_email": list(each.verified_domains),
            },
        }
        for each in providers
    ]
    return {"openid_connect": {"APPS": apps}}


def _secret(provider: IdentityProvider) -> str:
    try:
        return Path(provider.client_secret_file).read_text("utf-8").strip()
    except OSError as error:
        raise Refusal(
            "The secret of a single sign-on cannot be read.",
            where=f"{FILE}, {provider.key}, client_secret_file",
            found=error.strerror or str(error),
            todo="Name a file that the program's account can read.",
        ) from None
