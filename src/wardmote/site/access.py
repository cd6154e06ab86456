"""Which pages a viewer may open: what stands beside paths (``ground.pages.addresses``), and others' pages.

An address without a row opens for nobody. A person without one of its roles gets the 404 of what does not
exist. docs/reference/access.md is printed from the table.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import ResolverMatch, reverse

from wardmote.ground.pages.addresses import PUBLIC, SIGNED_IN, TOKEN, Opens, menu_labels, opens_for
from wardmote.ground.partners.viewing import Viewer

OTHERS_PAGES: Final[dict[str, Opens]] = {
    # ---- the read API (django-ninja) ----
    "api:openapi-json": PUBLIC,
    "api:api-root": PUBLIC,
    "api:editions": TOKEN,
    "api:edition": TOKEN,
    "api:actions": TOKEN,
    "api:measures": TOKEN,
    "api:measure": TOKEN,
    "api:readings": TOKEN,
    "api:exceptions": TOKEN,
    "api:editions_csv": TOKEN,
    "api:actions_csv": TOKEN,
    "api:measures_csv": TOKEN,
    "api:readings_csv": TOKEN,
    "api:exceptions_csv": TOKEN,
    # ---- accounts (allauth) ----
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
}
"""Whom the addresses open for that other people's packages bring."""
ASK_IDENTITY: Final = frozenset(
    {
        "account_email",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
    }
)
"""Pages of other people's packages for who just confirmed who they are (``ground.pages.confirming``)."""
FIRST = (
    "monday",
    "assessment:home",
    "plan:home",
    "tasking:tasks",
    "asking:map",
    "asking:changes",
    "evidence:home",
)
LAST = ("search", "partners:people", "audit:log")
"""What the navigation begins and ends with; what else says ``menu=`` beside its path stands between them."""


@dataclass(frozen=True)
class Link:
    name: str
    label: str
    url: str


@cache
def table() -> dict[str, Opens]:
    """The name of every view that opens for somebody -> whom it opens for."""
    return opens_for() | OTHERS_PAGES


def roles_for(match: ResolverMatch | None) -> Opens | None:
    """Whom a resolved URL opens for; None where nobody."""
    return table().get(match.view_name) if match else None


def may_open(viewer: Viewer, name: str) -> bool:
    """Whether a member's roles open a page of their partnership; templates hide other links."""
    wanted = table().get(name)
    return isinstance(wanted, frozenset) and viewer.may_read(wanted)


def navigation(viewer: Viewer) -> tuple[Link, ...]:
    """The pages at the head of every page, as far as the viewer may open them."""
    labels = menu_labels()
    between = (name for name in labels if name not in FIRST + LAST)
    return tuple(
        Link(name, labels[name], reverse(name, args=[viewer.partnership]))
        for name in (*FIRST, *between, *LAST)
        if may_open(viewer, name)
    )


def demonstration() -> bool:
    """Whether this installation shows the demonstration: one-click sign-in, outbox page."""
    return bool(settings.WARDMOTE_DEMO)
