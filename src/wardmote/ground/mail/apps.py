"""The room as Django knows it."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "wardmote.ground.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """An idle worker takes away the log of letters that ended long ago."""
        from wardmote.ground.jobs import work

        work.on_idle("wardmote.ground.mail.sending.forget_old")
