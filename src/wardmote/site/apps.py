"""The front door as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class Room(AppConfig):
    name = "wardmote.site"
    label = "site"

    def ready(self) -> None:
        """In the demonstration the worker looks out for the first draft, to have it scored."""
        if settings.WARDMOTE_DEMO:
            from wardmote.ground.jobs import work
            from wardmote.site.accounts.cast import score_when_drafted

            work.look_out(score_when_drafted)
