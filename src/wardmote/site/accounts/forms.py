"""The forms of signing in as our pages word them: labels, hints and widths; what they do is allauth's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.http import HttpRequest

from wardmote.ground.partners.models import Person


def word(field: forms.Field, label: str, hint: str = "", *, width: int = 30) -> None:
    """Label, hint and width of a field."""
    field.label, field.help_text = label, hint
    field.widget.attrs["class"] = f"govuk-input--width-{width}"


def has_app(user: Person) -> bool:
    """Whether an authenticator app shows them digits; else their second step is a passkey."""
    return bool(is_mfa_enabled(user, types=[Authenticator.Type.TOTP]))


@contextmanager
def only_credentials() -> Iterator[None]:
    """What no browser says of a passkey is refused like a wrong one, whatever it is that the libraries meet
    in it: at sign-in it comes from anybody."""
    try:
        yield
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        words = mfa_adapter().error_messages["incorrect_code"]
        raise forms.ValidationError(words, code="incorrect_code") from None


class CredentialField(forms.JSONField):
    """What a browser says of a passkey."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        with only_credentials():
            return super().to_python(value)


class LoginForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["login"], "E-mail address")
        self.fields["password"].help_text = ""  # the page links to a new password below


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["email"], "E-mail address")

    def clean_email(self) -> str:
        """Not the people who only asked for this address and have not confirmed it."""
        email = str(super().clean_email())
        self.users: list[Person] = [each for each in self.users if each.email == email.lower()]
        return email


class AddEmailForm(account.AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = "We send a link to it. " if settings.WARDMOTE_SENDS_MAIL else ""
        hint = f"{sent}The change counts once you have opened the link."
        word(self.fields["email"], "New e-mail address", hint)

    def save(self, request: HttpRequest) -> EmailAddress:
        """Write the new address beside the one they sign in with, and tell that one."""
        asked_before = EmailAddress.objects.filter(user=self.user, verified=False)
        asked_before.exclude(email=self.user.email).delete()
        new = self.cleaned_data["email"]
        added = EmailAddress.objects.add_email(request, self.user, new, confirm=True)
        told = {"new_email": new}
        get_adapter().send_notification_mail(
            "account/email/email_change_asked", self.user, told, email=self.user.email
        )
        return added


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["code"], "2. Write the six digits the app shows now", width=10)


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    passwordless = None  # every passkey signs in by itself: it is not asked
    name = forms.CharField(
        label="What you call it", help_text="For example: my telephone", max_length=100, required=False
    )
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        with only_credentials():
            return dict(super().clean())


class EditPasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label="What you call it", help_text="For example: my telephone", max_length=100)


class LoginPasskeyForm(webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        with only_credentials():
            return super().clean_credential()


class AuthenticatePasskeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        with only_credentials():
            return super().clean_credential()


class ReauthenticatePasskeyForm(webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        with only_credentials():
            return super().clean_credential()


class AuthenticateForm(mfa.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_app = has_app(self.user)
        hint = (
            "The six digits your authenticator app shows now. "
            "Without the app at hand, one of your recovery codes."
        )
        if self.has_app:
            word(self.fields["code"], "Code", hint, width=10)
        else:
            word(self.fields["code"], "Recovery code", "Without your passkey at hand.", width=10)


class ReauthenticateForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "The six digits your authenticator app shows now, or a recovery code."
        if has_app(self.user):
            word(self.fields["code"], "Code", hint, width=10)
        else:
            word(self.fields["code"], "Recovery code", width=10)
