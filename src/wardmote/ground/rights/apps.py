"""The room as Django knows it."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "wardmote.ground.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is owed: a broken glass that nobody has confirmed."""
        from wardmote.ground import owed

        owed.register("wardmote.ground.rights.owing.owed_confirmations", **{"broken-glass": "Broken glass"})
