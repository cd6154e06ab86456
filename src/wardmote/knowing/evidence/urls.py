"""Addresses of the room, below the partnership's slug."""

from django.urls import register_converter

from wardmote.ground.pages.addresses import page
from wardmote.ground.partners.rules import JUDGES, LOADERS, READERS
from wardmote.knowing.evidence import question_views, upload_views, views


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
    page("evidence/", views.home, roles=READERS, menu="Evidence"),
    page("evidence/<slug:name>.csv", views.table, roles=READERS),
    page("evidence/add/", upload_views.add, roles=LOADERS),
    page("evidence/uploads/<int:number>/", upload_views.upload, roles=LOADERS, reads="upload:{number}"),
    page(
        "evidence/uploads/<int:number>/mapping/", upload_views.mapping, roles=LOADERS, reads="upload:{number}"
    ),
    page("evidence/questions/", question_views.questions, roles=READERS),
    page("evidence/questions/<path:key>/", question_views.question, roles=READERS),
    page("evidence/loads/<sha256:sha256>/", views.load, roles=READERS, reads="load:{sha256}"),
    page("evidence/loads/<sha256:sha256>/rejected.csv", views.rejects, roles=LOADERS, reads="load:{sha256}"),
    page("evidence/loads/<sha256:sha256>/withdraw/", views.withdraw, roles=JUDGES),
    page("evidence/loads/<sha256:sha256>/bring-back/", views.bring_back, roles=JUDGES),
]
