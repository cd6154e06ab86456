"""The block as Django knows it."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "wardmote.ground.attachments"
    label = "attachments"
    default_auto_field = "django.db.models.BigAutoField"
