"""A version for the public leaves the partnership: it is signed off, or a document of it is downloaded.

In: a version and who takes it out. Out: its counts stand in the register of what was published
(``measuring.drafting.release_register``), with a row in the log the first time; or a ``Refusal``, and nobody
is given it.
"""

from wardmote.ground.audit.models import Entry
from wardmote.ground.casework import note
from wardmote.ground.partners.viewing import Viewer
from wardmote.knowing.assessment.models import Assessment, Version
from wardmote.knowing.evidence.data_folder import folder
from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.drafting.disclosure import PUBLIC
from wardmote.measuring.drafting.public_counts import public_release, release_of
from wardmote.measuring.drafting.release_register import publish
from wardmote.measuring.drafting.study import Study, open_study
from wardmote.measuring.figures.inquiry import Inquiry
from wardmote.measuring.figures.methods import open_inquiry

PUBLISHED = "assessment.published"


def publish_version(assessment: Assessment, version: Version, *, by: Viewer) -> None:
    """Note it as published before it is given out; ``Refusal`` where it would give small numbers away."""
    if assessment.audience != PUBLIC:
        return
    slug = assessment.partnership.slug

    def study() -> Study:
        return study_of(assessment, open_inquiry(folder().root, slug))

    # a version from before the register was kept has no counts: those of the evidence now stand for them
    release = release_of(version.public_counts) if version.public_counts else public_release(study())
    if not release.counts:
        return
    new, subject = publish(release, study, folder().root, slug), f"assessment:{assessment.pk}"
    logged = Entry.objects.filter(partnership=slug, what=PUBLISHED, subject=subject)
    if new or not logged.exists():  # a program killed between the two left the one without the other
        note(PUBLISHED, subject, by=by, detail={"version": version.number})


def study_of(assessment: Assessment, inquiry: Inquiry) -> Study:
    """What an assessment is of, over the evidence as it is now."""
    against = parse_period(assessment.against) if assessment.against else None
    place = inquiry.evidence.place(assessment.place_id)
    return open_study(inquiry, place, assessment.months, against=against, audience=assessment.audience)
