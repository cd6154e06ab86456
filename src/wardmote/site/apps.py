"""The front door as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    name = "wardmote.site"
    label = "site"

    def ready(self) -> None:
        """In the demonstration an idle worker has the first draft scored."""
        if settings.WARDMOTE_DEMO:
            from wardmote.ground.jobs import work

            work.on_idle("wardmote.site.accounts.cast.score_when_drafted")
