"""What people fill in to add to a record."""

from django import forms

from wardmote.ground.attachments.rules import LARGEST, LONGEST


class FileForm(forms.Form):
    """A photograph or a PDF."""

    file = forms.FileField(
        label="A photograph or a PDF",
        help_text=f"JPEG, PNG or PDF, up to {LARGEST >> 20} MB. Where and with what it was made is taken out "
        "of it. Show no person who can be recognised.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"required": "Choose a file."},
    )


class CommentForm(forms.Form):
    """A few words."""

    words = forms.CharField(
        label="Comment",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody who sees this record reads it. Name nobody but who works for the partnership.",
        error_messages={"required": "Write what you want to say."},
    )
