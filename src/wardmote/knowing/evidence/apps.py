"""The room as Django knows it."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "wardmote.knowing.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who loads what people bring."""
        from wardmote.ground.jobs import work
        from wardmote.knowing.evidence.loading_job import load_job
        from wardmote.knowing.evidence.uploads import LOAD

        work.register(LOAD, load_job, lane=LOAD)
