"""Who signed in and out, who tried in vain, and what they changed of how they sign in.

In: the signals of Django and django-allauth. Out: rows of the log about a person, by number. Of a failed
try with an address that has no account only a keyed hash is kept: enough to see that the same one is tried
again, nothing to read. Never a password, a code or an address.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from wardmote.ground.audit.pending import count_in_vain, put_down

SALT: Final = "wardmote.site.accounts.sign_in_log"
NOBODY: Final = "somebody not signed in"


def connect() -> None:
    """Hear of everything."""
    from allauth.account import signals as account
    from allauth.mfa import signals as mfa

    heard: dict[Signal, str] = {
        user_logged_in: "accounts.signed_in",
        user_logged_out: "accounts.signed_out",
        account.password_changed: "accounts.password_changed",
        account.password_set: "accounts.password_set",
        account.password_reset: "accounts.password_reset",
        account.email_added: "accounts.email_added",
        account.email_changed: "accounts.email_changed",
        account.email_removed: "accounts.email_removed",
        account.email_confirmed: "accounts.email_confirmed",
        mfa.authenticator_added: "accounts.second_step_added",
        mfa.authenticator_removed: "accounts.second_step_removed",
        mfa.authenticator_reset: "accounts.second_step_reset",
    }
    for signal, what in heard.items():
        signal.connect(_writer(what), weak=False, dispatch_uid=what)
    user_login_failed.connect(_failed, dispatch_uid="accounts.sign_in_failed")
    mfa.authentication_failed.connect(_second_step_failed, dispatch_uid="accounts.second_step_failed")


def _writer(what: str) -> Callable[..., None]:
    def write(*, user: Any = None, email_address: Any = None, authenticator: Any = None, **_: Any) -> None:
        person = user or getattr(email_address, "user", None)
        if person is not None and person.pk:
            detail = {"type": str(authenticator.type)} if authenticator else {}
            put_down(what, f"person:{person.pk}", by=person.name, detail=detail)

    return write


def _failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    given = credentials.get("email") or credentials.get("username") or ""
    count_in_vain("accounts.sign_in_failed", whose(str(given)), by=NOBODY, origin=origin_of(request))


def origin_of(request: HttpRequest | None) -> str:
    """From where, as a keyed hash: enough to see that it is the same place again."""
    from wardmote.site.limits import address_of

    return _hashed(address_of(request)) if request is not None else ""


def _hashed(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:16]


def whose(given: str) -> str:
    """The person whose e-mail address was typed, or a keyed hash of it."""
    from wardmote.ground.partners.models import Person

    address = given.strip().lower()
    number = Person.objects.filter(email=address).values_list("pk", flat=True).first()
    return f"person:{number}" if number else f"address:{_hashed(address)}"


def _second_step_failed(*, user: Any, **_: Any) -> None:
    count_in_vain("accounts.second_step_failed", f"person:{user.pk}", by=NOBODY)
