"""Is single sign-on fit for other people's records? Asked by ``wardmote check-deploy``.

In: the file that ``WARDMOTE_SINGLE_SIGN_ON`` names. Out: (level, what, what to do) of each fault. Django need
not be set up, and a file that cannot be read is told beside everything else that is wrong.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import read_by_key
from wardmote.site.file_rights import open_to_others, written_by_others
from wardmote.site.identity_providers import IdentityProvider

ANYBODYS: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com"),
        *("live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com"),
        *("proton.me", "protonmail.com", "gmx.com", "mail.com", "btinternet.com", "sky.com"),
        *("talktalk.net", "virginmedia.com"),
    }
)
"""Domains in which anybody gets an address."""


def sign_on_faults(file: Path) -> Iterator[tuple[str, str, str]]:
    """Who may read and change what single sign-on rests on, and whose addresses count unasked."""
    try:
        providers = read_by_key(file, IdentityProvider).values()
    except (Refusal, OSError, ValueError) as error:
        told = error.what if isinstance(error, Refusal) else str(error)
        todo = error.todo if isinstance(error, Refusal) else ""
        what = f"The file of single sign-on, {file.name}, cannot be used: {told}"
        yield "refuse", what, todo or "Correct WARDMOTE_SINGLE_SIGN_ON or the file."
        return
    if written_by_others(file):
        what = f"Other accounts may change who vouches for people ({file.name})."
        yield "refuse", what, f"chmod go-w {file.name}"
    elif open_to_others(file):
        yield (
            "look",
            f"Other accounts may read who vouches for people ({file.name}).",
            f"chmod 600 {file.name}",
        )
    for each in providers:
        secret = Path(each.client_secret_file)
        if not secret.is_file():
            what = f"The secret of the provider {each.key} is not there."
            yield "refuse", what, "Name its file in client_secret_file."
        if open_to_others(secret):
            what = f"The secret of the provider {each.key} can be read by other accounts."
            yield "refuse", what, f"chmod 600 {secret.name}"
        for domain in each.verified_domains:
            if domain.strip().lower() in ANYBODYS:
                what = f"Addresses of {domain} count as verified by {each.key}, and anybody gets one."
                yield "refuse", what, "Name only the provider's own domains in verified_domains."
