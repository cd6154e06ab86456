"""The front door as Django knows it."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "wardmote.site"
    label = "site"
