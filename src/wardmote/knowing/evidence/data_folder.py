"""The installation's data folder; apart from ``opening``, so that who needs a path imports no analysis."""

import time
from typing import Final

from django.conf import settings

from wardmote.measuring.store.commit import clear_drafts
from wardmote.measuring.store.folder import Folder

AN_HOUR, A_DAY = 3600.0, 86400.0  # seconds
_cleared: Final[dict[str, float]] = {}


def folder() -> Folder:
    """The installation's data folder."""
    return Folder(settings.WARDMOTE_DATA)


def clear_drafts_daily() -> None:
    """The worker's, when it begins and then once a day: half files that a killed program left go."""
    here, now = str(settings.WARDMOTE_DATA), time.monotonic()
    if now - _cleared.get(here, -A_DAY) >= A_DAY:
        _cleared[here] = now
        clear_drafts(settings.WARDMOTE_DATA, before=time.time() - AN_HOUR)
