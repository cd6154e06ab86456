"""The room as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wardmote.deciding.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the plan owes."""
        from wardmote.ground import owed

        owed.register(
            "wardmote.deciding.plan.owed_items.owed_by_plan",
            action="Action",
            review="Yearly review",
            edition="Next edition",
            figure="Restated figure",
        )
