"""Addresses of the room, below the partnership's slug and ``plan/``."""

from django.urls import path

from wardmote.deciding.plan import bringing, measure_pages, measure_writing, renewing, views, writing

app_name = "plan"
urlpatterns = [
    path("", views.home, name="home"),
    path("add/", bringing.bring, name="bring"),
    path("template.xlsx", bringing.template, name="template"),
    path("watched/", measure_pages.measures_list, name="measures"),
    path("watched/<slug:key>/", measure_pages.measure, name="measure"),
    path("watched/<slug:key>/target/", measure_writing.target, name="target"),
    path("watched/<slug:key>/baseline/", measure_writing.baseline, name="baseline"),
    path("watched/<slug:key>/enter/", measure_writing.enter_reading, name="enter_reading"),
    path("watched/<slug:key>/feed/", measure_writing.choose_feed, name="choose_feed"),
    path("watched/<slug:key>/peers/", measure_writing.peers, name="peers"),
    path("<int:number>/", views.edition, name="edition"),
    path("<int:number>/priorities/<str:key>/", views.priority, name="priority"),
    path("<int:number>/actions/", views.actions, name="actions"),
    path("<int:number>/actions/now.<str:kind>", views.actions_now, name="actions_now"),
    path("<int:number>/actions/add/", renewing.add_action, name="add_action"),
    path("<int:number>/actions/<str:key>/change/", renewing.change_action, name="change_action"),
    path("<int:number>/actions/<str:key>/", writing.action, name="action"),
    path("<int:number>/actions/<str:key>/task/", writing.set_task, name="set_task"),
    path("<int:number>/actions/<str:key>/tasks/<int:task>/", writing.finish_task, name="finish_task"),
    path("<int:number>/documents/<str:name>", views.document, name="document"),
    path("<int:number>/thread/", views.thread, name="thread"),
    path("<int:number>/next/", renewing.open_next, name="open_next"),
    path("<int:number>/review/", renewing.review, name="review"),
    path("<int:number>/review/add/", renewing.add, name="add_priority"),
    path("<int:number>/review/<str:key>/", renewing.decide, name="decide"),
    path("<int:number>/texts/<int:statement>/", renewing.text, name="text"),
    path("<int:number>/approve/", renewing.approve, name="approve"),
    path("<int:number>/publish/", renewing.publish, name="publish"),
    path("<int:number>/difference/", renewing.difference, name="difference"),
]
