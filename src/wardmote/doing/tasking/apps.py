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
        from wardmote.ground.partners import leaving

        owed.register("wardmote.doing.tasking.owing.owed_tasks", task="Task")
        leaving.register(
            "wardmote.doing.tasking.leaving.tasks_of", "wardmote.doing.tasking.leaving.hand_over"
        )
        records.register("task", "wardmote.doing.tasking.attaching.attached_to")
