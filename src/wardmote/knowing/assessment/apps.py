"""The room as Django knows it."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "wardmote.knowing.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who drafts."""
        from wardmote.ground.jobs import work
        from wardmote.knowing.assessment import landing, making

        work.register(making.DRAFT, making.draft_job)
        work.register(making.FIRST, making.first_draft_job)
        work.look_out(landing.look)
