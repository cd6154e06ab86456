"""Files and comments on any record: a photograph of what was done, a PDF, a word between two bodies.

A room says of its kind of record who may see one and who adds to it; the pages are there
(``site/operations``). One example, complaints:

    def attached_to(viewer: Viewer, key: str) -> Record | None:
        found = Complaint.objects.visible_to(viewer).filter(pk=key).first()
        if found is None:
            return None
        return Record(
            viewer.partnership, "complaint", str(found.pk), label=found.title, url=found.url, adds=True
        )

    # in apps.py, ready()
    records.register("complaint", "wardmote.listening.concerns.complaints.attached_to")

    {# in the record's template #}
    {% load attachments %}{% attachments "complaint" complaint.pk %}
"""
