"""The room as Django knows it."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "wardmote.ground.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
