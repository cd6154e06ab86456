"""Every form over a record that is there says which state of it was read; the list of the others shrinks.

A form that changes something is an ``EditForm`` (with ``initial_of``), one that confirms what stands on its
page a ``ConfirmForm``. A new form that is neither stands here with what makes it safe.
"""

from importlib import import_module

from django import forms
from django.conf import settings

from wardmote.ground.pages.form_page import ConfirmForm, EditForm
from wardmote.ground.pages.lists import ListFilter

ADDS = "it only adds a row; nothing that was there is changed"
ASKS = "it asks for a page and writes nothing"
OWN = "it writes what is the writer's own and nobody else's"
ALLAUTH = "wardmote.site.accounts.forms"  # allauth's forms in our words: each writes what is its person's own
WITHOUT_REVISION = {
    "assessment.forms.DraftForm": ADDS,
    "asking.forms.ChangesForm": ASKS,
    "asking.forms.MapForm": ASKS,
    "attachments.forms.CommentForm": ADDS,
    "attachments.forms.FileForm": ADDS,
    "evidence.upload_forms.UploadForm": ADDS,
    "operations.log_review_pages.LogReviewForm": ADDS,
    "pages.form_page.ChoicesForm": "the base of forms, with or without a revision",
    "pages.forms.AddForm": ADDS,
    "pages.forms.BringForm": ADDS,
    "pages.forms.OverruleForm": "the doubt is in its address, and a reason that is there is not written over",
    "pages.forms.TaskForm": ADDS,
    "pages.forms.UpdateForm": ADDS,
    "pages.measure_forms.BaselineForm": ADDS,
    "pages.measure_forms.EnterForm": "a correction is a row of its own; what it corrects stays",
    "pages.measure_forms.FeedForm": "OWED: who chooses second does not see what the first chose",
    "pages.measure_forms.MeasureForm": "the base of forms, with or without a revision",
    "pages.measure_forms.PeersForm": ADDS,
    "pages.money_forms.WeighForm": ADDS,
    "pages.part_forms.CountForm": ASKS,
    "pages.part_forms.ParagraphForm": ADDS,
    "pages.part_forms.SignForm": "it sends the hash of the words that were read, and another is refused",
    "pages.part_forms.VisionForm": ADDS,
    "pages.scoring_forms.MattersForm": ADDS,
    "pages.scoring_forms.RoundForm": ADDS,
    "pages.scoring_forms.ScoreForm": OWN,
    "partners.forms.AccountForm": OWN,
    "partners.forms.InstallationForm": ADDS,
    "partners.forms.InvitationForm": ADDS,
    "partners.forms.TokenForm": ADDS,
    "partners.hat_pages.HatForm": OWN,
    "partners.leaving_forms.LeavingForm": "who has left already is refused: nothing is ended twice",
    "partners.leaving_forms.ManyForm": ADDS,
    "partners.leaving_forms.WorkContactForm": OWN,
    "site.specimens.Specimen": "it shows every field and writes nothing",
    "tasking.forms.DoneForm": "said once; who says it second gets their words back (``Gone``)",
}


def test_every_form_that_changes_a_record_says_which_state_of_it_was_read() -> None:
    import_module(settings.ROOT_URLCONF)  # it brings in every form but those that allauth names
    kinds: list[type[forms.BaseForm]] = [forms.BaseForm]
    for kind in kinds:
        kinds += kind.__subclasses__()
    found = {
        ".".join(f"{kind.__module__}.{kind.__qualname__}".split(".")[-3:])
        for kind in kinds
        if kind.__module__.startswith("wardmote.")
        and kind.__module__ != ALLAUTH
        and not issubclass(kind, EditForm | ConfirmForm | ListFilter)
    }
    new, gone = sorted(found - WITHOUT_REVISION.keys()), sorted(WITHOUT_REVISION.keys() - found)
    assert not new, f"{new}: make it an EditForm, or say in WITHOUT_REVISION what makes it safe without"
    assert not gone, f"{gone}: take it out of WITHOUT_REVISION"
