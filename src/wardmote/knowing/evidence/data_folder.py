"""The installation's data folder; apart from ``opening``, so that who needs a path imports no analysis."""

from django.conf import settings

from wardmote.measuring.store.folder import Folder


def folder() -> Folder:
    """The installation's data folder."""
    return Folder(settings.WARDMOTE_DATA)
