"""Addresses of the room, below the partnership's slug."""

from django.urls import URLPattern

app_name = "assessment"
urlpatterns: list[URLPattern] = []
