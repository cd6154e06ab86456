"""Addresses of the room, below the partnership's slug."""

from django.urls import path

from wardmote.ground.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.home, name="home"),
    path("jobs/<int:job>/", views.job, name="job"),
    path("jobs/<int:job>/state.json", views.state, name="state"),
    path("jobs/<int:job>/cancel/", views.cancel, name="cancel"),
    path("jobs/<int:job>/again/", views.again, name="again"),
]
