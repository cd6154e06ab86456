"""The room as Django knows it."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "wardmote.knowing.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the jobs that draft."""
        from wardmote.ground.jobs import work

        work.register("draft", "wardmote.knowing.assessment.making.draft_job")
        work.register("first-draft", "wardmote.knowing.assessment.making.first_draft_job")
        work.on_idle("wardmote.knowing.assessment.first_drafts.schedule_first_drafts")
