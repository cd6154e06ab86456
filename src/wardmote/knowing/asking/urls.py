"""Addresses of the room, below the partnership's slug."""

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import READERS
from wardmote.knowing.asking import figure_page, views

app_name = "asking"
urlpatterns = [
    page("changes/", views.what_changed, name="changes", roles=READERS, menu="What changed"),
    page("changes/<slug:name>.csv", views.changes_csv, roles=READERS),
    page("changes/<slug:name>.svg", views.changes_svg, roles=READERS),
    page("map/", views.areas, name="map", roles=READERS, menu="Map"),
    page("map/<slug:name>.csv", views.map_csv, roles=READERS),
    page("map/<slug:name>.svg", views.map_svg, roles=READERS),
    page("figures/<slug:hash>/", figure_page.figure, roles=READERS, reads="figure:{hash}"),
    page("figures/<slug:hash>/<slug:name>.csv", figure_page.figure_csv, roles=READERS, reads="figure:{hash}"),
    page("figures/<slug:hash>/<slug:name>.svg", figure_page.figure_svg, roles=READERS, reads="figure:{hash}"),
]
