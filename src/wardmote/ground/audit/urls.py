"""Addresses of the room, below the partnership's slug."""

from django.urls import path

from wardmote.ground.audit import views

app_name = "audit"
urlpatterns = [
    path("log/", views.log_page, name="log"),
    path("log/log.csv", views.export, name="export"),
]
