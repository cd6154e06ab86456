"""The room as Django knows it."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "wardmote.ground.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
