"""The room as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wardmote.deciding.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the plan owes, and that its drafts follow the groups."""
        from wardmote.ground import owed
        from wardmote.ground.partners.groups import copied_by

        copied_by("wardmote.deciding.plan.records.structure.follow_groups")
        owed.register(
            "wardmote.deciding.plan.owed_items.owed_by_plan",
            action="Action",
            review="Yearly review",
            edition="Next edition",
            figure="Restated figure",
        )
