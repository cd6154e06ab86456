"""The room as Django knows it."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "wardmote.ground.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the job that reminds whoever owes something, and what is owed of people."""
        from wardmote.ground import owed
        from wardmote.ground.jobs import work

        owed.register("wardmote.ground.partners.owing.owed_confirmations", confirmation="Confirmation")
        work.register("plan-remind", "wardmote.ground.partners.reminding.remind_job")
        work.on_idle("wardmote.ground.partners.reminding.schedule_reminders")
