"""Addresses of the room, below the partnership's slug."""

from django.urls import path

from wardmote.knowing.asking import figure_page, views

app_name = "asking"
urlpatterns = [
    path("changes/", views.what_changed, name="changes"),
    path("changes/<slug:name>.csv", views.changes_csv, name="changes_csv"),
    path("changes/<slug:name>.svg", views.changes_svg, name="changes_svg"),
    path("map/", views.areas, name="map"),
    path("map/<slug:name>.csv", views.map_csv, name="map_csv"),
    path("map/<slug:name>.svg", views.map_svg, name="map_svg"),
    path("figures/<slug:hash>/", figure_page.figure, name="figure"),
    path("figures/<slug:hash>/<slug:name>.csv", figure_page.figure_csv, name="figure_csv"),
    path("figures/<slug:hash>/<slug:name>.svg", figure_page.figure_svg, name="figure_svg"),
]
