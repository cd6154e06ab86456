"""The room as Django knows it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RowSecurityConfig(AppConfig):
    name = "wardmote.ground.row_security"
    label = "row_security"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wardmote.ground.row_security.statements import tell_on_connection

        connection_created.connect(tell_on_connection)
