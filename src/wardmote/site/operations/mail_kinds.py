"""What each kind of letter is called; a kind that is not named here is told by its own words."""

from typing import Final

KINDS: Final = {
    "partners.reminded": "a reminder",
    "partners.invited": "an invitation",
    "partners.confirmation_asked": "an invitation to confirm",
    "partners.second_step_lost": "word that a second step is lost, to confirm",
    "partners.second_step_taken": "word that a second step was taken away",
    "account.password_reset_key": "a link for a new password",
    "account.unknown_account": "notice that there is no account",
    "account.email_confirmation": "a link to confirm an address",
    "account.email_changed": "notice of a changed address",
    "account.password_changed": "notice of a changed password",
    "account.password_reset": "notice of a changed password",
    "account.password_set": "notice of a password that was set",
    "account.email_change_asked": "notice that another address was asked for",
    "account.email_deleted": "notice of a removed address",
    "account.recovery_codes_generated": "notice of new recovery codes",
    "account.totp_activated": "notice of a second step by codes",
    "account.totp_deactivated": "notice that the second step by codes was taken away",
    "account.webauthn_added": "notice of a new passkey",
    "account.webauthn_removed": "notice of a removed passkey",
    "account.account_already_exists": "notice that there is an account already",
    "account.email_confirm": "a link to confirm an address",
    "account.email_confirmation_signup": "a link to confirm an address",
    "account.login_code": "a code to sign in with",
    "account.password_reset_code": "a code for a new password",
    "account.account_disconnected": "notice that single sign-on was taken away",
    "account.account_connected": "notice that single sign-on was connected",
}


def kind_words(kind: str) -> str:
    """As in "a reminder was refused"."""
    return KINDS.get(kind) or f"a letter ({kind.rpartition('.')[2].replace('_', ' ')})"
