"""Addresses of the room, below the partnership's slug and ``plan/``."""

from django.urls import path

from wardmote.deciding.plan import views, writing

app_name = "plan"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:number>/", views.edition, name="edition"),
    path("<int:number>/priorities/<str:key>/", views.priority, name="priority"),
    path("<int:number>/actions/", views.actions, name="actions"),
    path("<int:number>/actions/now.<str:kind>", views.actions_now, name="actions_now"),
    path("<int:number>/actions/<str:key>/", writing.action, name="action"),
    path("<int:number>/documents/<str:name>", views.document, name="document"),
    path("<int:number>/thread/", views.thread, name="thread"),
]
