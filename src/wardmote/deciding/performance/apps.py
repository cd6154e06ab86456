"""The room as Django knows it."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "wardmote.deciding.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what exceptions owe, and the job that reviews measures."""
        from wardmote.ground import owed
        from wardmote.ground.jobs import work

        work.register("plan-review", "wardmote.deciding.performance.exceptions.month_review.review_job")
        work.on_idle("wardmote.deciding.performance.measures.schedule_review.schedule_reviews")
        owed.register(
            "wardmote.deciding.performance.owed_items.owed_by_exceptions", reply="Reply", decision="Decision"
        )
        owed.register("wardmote.deciding.performance.owed_items.owed_data", data="Late data")
