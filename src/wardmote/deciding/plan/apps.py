"""The room as Django knows it."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "wardmote.deciding.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"
