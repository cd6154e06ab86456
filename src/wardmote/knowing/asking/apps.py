"""The room as Django knows it."""

from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "wardmote.knowing.asking"
    label = "asking"
    default_auto_field = "django.db.models.BigAutoField"
