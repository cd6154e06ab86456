"""The room as Django knows it."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "wardmote.ground.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"
