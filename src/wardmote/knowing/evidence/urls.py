"""Addresses of the room, below the partnership's slug."""

from django.urls import path, register_converter

from wardmote.knowing.evidence import upload_views, views


class Sha256:
    """The name of a load."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Sha256, "sha256")
app_name = "evidence"
urlpatterns = [
    path("evidence/", views.home, name="home"),
    path("evidence/<slug:name>.csv", views.table, name="table"),
    path("evidence/add/", upload_views.add, name="add"),
    path("evidence/uploads/<int:number>/", upload_views.upload, name="upload"),
    path("evidence/uploads/<int:number>/mapping/", upload_views.mapping, name="mapping"),
    path("evidence/loads/<sha256:sha256>/", views.load, name="load"),
    path("evidence/loads/<sha256:sha256>/rejected.csv", views.rejects, name="rejects"),
    path("evidence/loads/<sha256:sha256>/withdraw/", views.withdraw, name="withdraw"),
    path("evidence/loads/<sha256:sha256>/bring-back/", views.bring_back, name="bring_back"),
]
