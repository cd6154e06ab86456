"""The building block as Django knows it."""

from django.apps import AppConfig

from wardmote.ground.pages.fields import speak_of_fields


class PagesConfig(AppConfig):
    name = "wardmote.ground.pages"
    label = "pages"

    def ready(self) -> None:
        speak_of_fields()
