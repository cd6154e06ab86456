"""The room as Django knows it."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "wardmote.knowing.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the job that loads the files people add; one at a time, as the store has one lock."""
        from wardmote.ground.jobs import work

        work.register("load", "wardmote.knowing.evidence.loading_job.load_job", lane="load")
        work.on_idle("wardmote.knowing.evidence.data_folder.clear_drafts_daily")
