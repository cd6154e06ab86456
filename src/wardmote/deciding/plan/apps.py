"""The room as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wardmote.deciding.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the jobs that review the plan's measures and remind who owes something."""
        from wardmote.ground.jobs import work

        work.register("plan-review", "wardmote.deciding.plan.exceptions.reviewing.review_job")
        work.on_idle("wardmote.deciding.plan.measures.calling.schedule_reviews")
        work.register("plan-remind", "wardmote.deciding.plan.reminding.remind_job")
        work.on_idle("wardmote.deciding.plan.reminding.schedule_reminders")
