"""The room as Django knows it."""

from django.apps import AppConfig


class TaskingConfig(AppConfig):
    name = "wardmote.doing.tasking"
    label = "tasking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is owed of tasks, and who adds files and comments to one."""
        from wardmote.ground import owed
        from wardmote.ground.attachments import records

        owed.register("wardmote.doing.tasking.owing.owed_tasks", task="Task")
        records.register("task", "wardmote.doing.tasking.attaching.attached_to")
