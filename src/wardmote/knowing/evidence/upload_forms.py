"""What a person fills in when adding files: the files, and what a file does not say itself. Shape only."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wardmote.ground.pages.form_page import ConfirmForm
from wardmote.ground.pages.typed_fields import MonthField
from wardmote.measuring.catalogue.area_ids import KINDS, slug
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.store.recognised import AREA_WORDS, POLICE, Recognised

MOST_DISTRICTS = 400
NAMES_ARE_PUBLIC = "public"
MOST_FILES = 20  # each is read while others wait
_NOT_A_NAME = re.compile(
    r"\b(community safety|partnership|csp|safer|safe|together|council|borough|district|city|of|the|and)\b"
)


class SeveralFiles(forms.ClearableFileInput):
    """The browser's own chooser, for many at a time."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; an empty one is taken too, and told apart by its own page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=SeveralFiles, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_FILES:
            words = f"These are {len(given)} files, and at most {MOST_FILES} can be added at a time."
            raise forms.ValidationError(f"{words} Choose fewer, or put them into one zip.")
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class UploadForm(forms.Form):
    """Files to bring in."""

    files = FilesField(  # type: ignore[assignment]  # Django keeps what was sent elsewhere under this name
        label="Files",
        error_messages={"required": "Choose at least one file."},
        help_text="Police files as downloaded (a zip), boundaries (GeoJSON), census tables (CSV or zip),"
        " a partner's own rows (CSV, XLSX or ODS). Up to 20 at a time are fine.",
    )


class LoadForm(ConfirmForm):
    """What the files do not say: which kind of areas, of which year, which district is ours."""

    def __init__(
        self, *args: Any, known: Sequence[Recognised], town: str, settled: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._ask_open(known)
        districts = merged(known)
        police = [each for each in known if each.kind == POLICE]
        if police and not settled and districts:
            self.fields["district"] = _district(police, districts, town)
        if police and not any(each.name.lower().endswith(".zip") for each in police):
            self.fields["released"] = release_field("downloaded from data.police.uk")

    def _ask_open(self, known: Sequence[Recognised]) -> None:
        """Only of one file by itself: two files are never of one year by chance."""
        if len(known) != 1:
            return
        options, asks = known[0].options, known[0].asks
        if "kind" in asks:
            self.fields["kind"] = forms.ChoiceField(
                label="What are the areas?",
                choices=[("", "Choose…"), *((kind, AREA_WORDS[kind][1]) for kind in KINDS)],
                initial=options.get("kind"),
                error_messages={"required": "Say what the areas are."},
            )
        if "names" in asks:
            self.fields["names"] = forms.BooleanField(
                label="None of these areas is called by a person's name",
                help_text="They have no official codes. Every partnership here and the public may read "
                "what they are called.",
                error_messages={
                    "required": "Look through the names. If one is a person's, mend the file first."
                },
            )
        if "vintage" in asks:
            self.fields["vintage"] = year_field(
                "Of which year are the areas?",
                "Boundaries and codes change; the year stands in the name of the publisher's page.",
                options.get("vintage"),
            )
        if "year" in asks:
            self.fields["year"] = year_field(
                "Which year was counted?", "The year of the census or estimate.", options.get("year")
            )

    def said(self) -> dict[str, Any]:
        """The answers, as the load takes them."""
        told = {key: value for key, value in self.cleaned_data.items() if value not in (None, "", True)}
        return {**told, "names": NAMES_ARE_PUBLIC} if self.cleaned_data.get("names") else told


def year_field(label: str, hint: str, initial: Any) -> forms.CharField:
    field = forms.RegexField(
        r"^(18|19|20)\d\d$",
        label=label,
        help_text=hint,
        initial=initial or "",
        error_messages={
            "required": "Write the year, as 2021.",
            "invalid": "Write the year with four digits, as 2021.",
        },
    )
    field.widget.attrs |= {"inputmode": "numeric", "size": "4"}
    return field


def release_field(when: str) -> MonthField:
    return MonthField(
        label=f"Month it was {when}",
        required=False,
        help_text="For example 2022-01. Of two files that say different things the later one counts.",
    )


def merged(known: Sequence[Recognised]) -> list[tuple[str, int]]:
    """Districts of several files with their rows together, most first."""
    rows: dict[str, int] = {}
    for each in known:
        if each.kind == POLICE:
            for name, number in each.districts:
                rows[name] = rows.get(name, 0) + number
    return sorted(rows.items(), key=lambda item: (-item[1], item[0]))[:MOST_DISTRICTS]


def _district(
    police: Sequence[Recognised], districts: Sequence[tuple[str, int]], town: str
) -> forms.ChoiceField:
    sampled = any(each.sampled for each in police)
    more = " or more" if sampled else ""
    choices = [(name, f"{name} ({counted(number, 'row', 'rows')}{more})") for name, number in districts]
    forces = sorted({force for each in police for force in each.options.get("forces", ()) if force})
    names = {name for name, _ in districts}
    whole = [
        (words, f"The whole force area: {words}") for force in forces if (words := _title(force)) not in names
    ]
    return forms.ChoiceField(
        label="Which of these districts is yours?",
        help_text="They are recognised from the rows. The partnership's pages will be about it.",
        choices=[("", "Choose…"), *choices, *whole],
        initial=fitting(town, [name for name, _ in districts]),
        error_messages={"required": "Choose the district of this partnership."},
    )


def _title(force: str) -> str:
    return force.replace("-", " ").title()


def fitting(town: str, names: Sequence[str]) -> str:
    """The district a partnership is called after; "" when no name fits.

    >>> fitting("So Safe Stevenage Partnership", ["Luton", "Stevenage"])
    'Stevenage'
    >>> fitting("Holmbridge Community Safety Partnership", ["Luton"])
    ''
    """
    words = f"-{slug(_NOT_A_NAME.sub(' ', town.casefold()))}-"
    found = [name for name in names if f"-{slug(name)}-" in words]
    return max(found, key=len) if found else ""
