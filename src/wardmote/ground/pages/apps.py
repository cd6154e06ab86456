"""The building block as Django knows it."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "wardmote.ground.pages"
    label = "pages"
