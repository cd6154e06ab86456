"""The building block as Django knows it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from wardmote.ground.pages.fields import speak_of_fields
from wardmote.ground.pages.reading_order import teach_sqlite


class PagesConfig(AppConfig):
    name = "wardmote.ground.pages"
    label = "pages"

    def ready(self) -> None:
        speak_of_fields()
        connection_created.connect(teach_sqlite, dispatch_uid="reading order")
