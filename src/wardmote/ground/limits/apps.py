"""The room as Django knows it."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "wardmote.ground.limits"
    label = "limits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """An idle worker takes away what no longer counts."""
        from wardmote.ground.jobs import work

        work.on_idle("wardmote.ground.limits.counting.forget_old")
