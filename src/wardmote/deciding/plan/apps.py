"""The room as Django knows it."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "wardmote.deciding.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who reviews the plan's measures and who reminds; look out for evidence and for a new day."""
        from wardmote.deciding.plan import reminding
        from wardmote.deciding.plan.exceptions import reviewing
        from wardmote.deciding.plan.measures import calling
        from wardmote.ground.jobs import work

        work.register(calling.REVIEW, reviewing.review_job)
        work.look_out(calling.look)
        work.register(reminding.REMIND, reminding.remind_job)
        work.look_out(reminding.look)
