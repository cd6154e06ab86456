"""What each kind of letter is called; a kind that is not named here is told by its own words."""

from typing import Final

KINDS: Final = {
    "partners.reminded": "a reminder",
    "partners.invited": "an invitation",
    "partners.confirmation_asked": "an invitation to confirm",
    "account.password_reset_key": "a link for a new password",
    "account.unknown_account": "word that there is no account",
    "account.email_confirmation": "a link to confirm an address",
    "account.email_changed": "word of a changed address",
    "account.password_changed": "word of a changed password",
    "account.password_reset": "word of a changed password",
    "account.password_set": "word of a changed password",
}


def kind_words(kind: str) -> str:
    """As in "a reminder was refused"."""
    return KINDS.get(kind) or f"a letter ({kind.rpartition('.')[2].replace('_', ' ')})"
