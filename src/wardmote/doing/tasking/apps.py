"""The room as Django knows it."""

from django.apps import AppConfig


class TaskingConfig(AppConfig):
    name = "wardmote.doing.tasking"
    label = "tasking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is owed of tasks."""
        from wardmote.ground.owed import listing

        listing.register("wardmote.doing.tasking.owing.owed_tasks", task="Task")
