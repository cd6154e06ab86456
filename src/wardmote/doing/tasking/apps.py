"""The room as Django knows it."""

from django.apps import AppConfig


class TaskingConfig(AppConfig):
    name = "wardmote.doing.tasking"
    label = "tasking"
    default_auto_field = "django.db.models.BigAutoField"
