"""The room as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wardmote.deciding.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the plan owes, and the job that reviews its measures."""
        from wardmote.ground import owed
        from wardmote.ground.jobs import work

        work.register("plan-review", "wardmote.deciding.plan.exceptions.month_review.review_job")
        work.on_idle("wardmote.deciding.plan.measures.schedule_review.schedule_reviews")
        owed.register(
            "wardmote.deciding.plan.owed_items.owed_by_plan",
            reply="Reply",
            decision="Decision",
            action="Action",
            review="Yearly review",
            edition="Next edition",
        )
