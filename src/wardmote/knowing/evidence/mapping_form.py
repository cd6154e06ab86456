"""The mapping page's form: for each column what it means, for each word which class it is.

In: a partner's ``PartnerSheet``, the kind of file, a mapping's values to begin with.
Out: the values of the mapping as a person chose them. Fields follow from what is
chosen: a new column of kinds brings its words with it, which the page then asks.
Shape only; whether a mapping can be right is for ``mappings.keep_mapping``.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django import forms

from wardmote.ground.pages.form_page import ConfirmForm, RevisionField
from wardmote.ground.pages.typed_fields import MonthField
from wardmote.knowing.evidence.mappings import MOST_WORDS, PartnerSheet, words_to_class
from wardmote.knowing.evidence.meanings import FIELDS, MANY, NEEDED, UNUSED, roles_of
from wardmote.knowing.evidence.upload_forms import year_field
from wardmote.measuring.catalogue.area_ids import KINDS, slug
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.sources.counts import OFFICIAL
from wardmote.measuring.sources.labels import likely_labels
from wardmote.measuring.sources.mapping import COUNTS, INCIDENTS, LEAVE_OUT, PAIRS, REPLIES, SURVEY, fold
from wardmote.measuring.sources.public_words import is_public
from wardmote.measuring.store.recognised import AREA_WORDS

ABOUT = ("title", "provider", "place", "public")
LABELLED = {"channel": "channel", "agrees": "agrees", "theme": "theme"}  # role -> field of [labels]
ANSWERS = {  # field of a question: what is asked, a hint, which answers are lacking
    "yes": (
        "which answers shall be counted together?",
        "As “very safe” and “fairly safe”. The share of them is reported.",
        "to count",
    ),
    "base": ("which answers count at all?", "Leave out “don't know” and “not asked”.", "that count"),
}


class MappingForm(ConfirmForm):
    """``values`` is the mapping to begin with; ``values_said`` what it is after a valid form."""

    revision = RevisionField()
    title = forms.CharField(
        label="What shall this source be called?",
        help_text="It stands beside every number from it, as “Police crime records”.",
        max_length=120,
        error_messages={"required": "Give the source a name."},
    )
    provider = forms.CharField(
        label="Who supplied it?",
        help_text="As “Police” or “Fire and rescue”.",
        max_length=120,
        error_messages={"required": "Say who supplied the file."},
    )
    place = forms.CharField(
        label="Which town or area are its rows of?",
        max_length=120,
        required=False,
        help_text="Leave it empty if each row says so itself.",
    )

    def __init__(
        self, *args: Any, sheet: PartnerSheet, kind: str, values: Mapping[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.sheet, self.kind, self.values = sheet, kind, values
        begun = roles_of(values, kind)
        choices = [(UNUSED, "not used"), *FIELDS[kind].items()]
        for index, column in enumerate(sheet.columns):
            self.fields[f"c{index}"] = forms.ChoiceField(
                label=column.heading,
                choices=choices,
                initial=begun.get(column.heading, UNUSED),
                help_text=_examples(column.cells),
            )
        self._roles = {
            column.heading: self._now(f"c{index}", begun.get(column.heading, UNUSED))
            for index, column in enumerate(sheet.columns)
        }
        ask = {INCIDENTS: self._incidents, COUNTS: self._counts, SURVEY: self._survey}
        if kind in ask:
            ask[kind]()
        self._labels()
        self._public()
        self.optional_unmarked = self.fields.keys() - set(ABOUT[:3])
        for name in ABOUT[:3]:
            self.fields[name].initial = self.initial.get(name) or values.get(name, "")

    def _now(self, name: str, begun: str) -> str:
        """What stands in a field, sent or to begin with."""
        return str(self.data.get(name, "")) if self.is_bound else str(self.initial.get(name, begun))

    def headings(self, role: str) -> list[str]:
        """The columns that are chosen for a field, as they stand in the form."""
        return [heading for heading, chosen in self._roles.items() if chosen == role]

    def _incidents(self) -> None:
        if self.headings("code"):
            schemes = [(key, scheme.title) for key, scheme in code_schemes().items()]
            self.fields["scheme"] = forms.ChoiceField(
                label="Which list of Home Office codes is it?",
                choices=[("", "Choose…"), *schemes],
                initial=dict(self.values.get("scheme") or {}).get("code", ""),
                error_messages={"required": "Say which list the codes are from."},
            )
        if not self.headings("code") and not self.headings("category"):
            self._every_row()
        self._words("category")

    def _counts(self) -> None:
        areas = dict(self.values.get("areas") or {})
        if self.headings("area"):
            self.fields["area_kind"] = forms.ChoiceField(
                label="What are its areas?",
                choices=[("", "Choose…"), *((kind, AREA_WORDS[kind][1]) for kind in KINDS)],
                initial=areas.get("kind", ""),
                error_messages={"required": "Say what the areas are."},
            )
            self.fields["area_vintage"] = year_field(
                "Of which year are the areas?", "As 2011 or 2021.", areas.get("vintage", "")
            )
        if not self.headings("class"):
            self._every_row()
        self._words("class")

    def _every_row(self) -> None:
        self.fields["every_row"] = forms.ChoiceField(
            label="No column tells the kind: what is every row?",
            choices=[("", "Choose…"), *_classes()],
            required=False,
            initial=self.values.get("every_row", ""),
        )

    def _words(self, role: str) -> None:
        """A field for each word of the column of kinds; a word that is a class's own name is known."""
        self._asked_words = words_to_class(self.values, self.headings(role), self.sheet)
        known = offence_classes()
        for index, (word, key) in enumerate(self._asked_words.items()):
            own = slug(word) if slug(word) in known else ""
            self.fields[f"w{index}"] = forms.ChoiceField(
                label=word,
                choices=[("", "Choose…"), (LEAVE_OUT, "leave these rows out"), *_classes()],
                initial=key or own,
                error_messages={"required": f"Say what “{word}” is."},
            )

    def _labels(self) -> None:
        """The values of each column of labels, of which only those that are confirmed are kept as words."""
        kept = dict(self.values.get("labels") or {})
        for index, column in enumerate(self.sheet.columns):
            field = _label_field(self._roles[column.heading])
            if not field:
                continue
            values = self.sheet.values(column.heading)
            known = [str(label) for label in kept.get(field, ())]
            shown = dict(values.most_common(MOST_WORDS)) | {each: values.get(each, 0) for each in known}
            begun = [word for word in shown if fold(word) in set(map(fold, known))]
            self.fields[f"l{index}"] = forms.MultipleChoiceField(
                label=f"“{column.heading}”: which of its values are labels?",
                help_text=_labels_hint(len(values) - len(shown)),
                choices=[(word, f"{word} ({counted(n, 'row', 'rows')})") for word, n in shown.items()],
                widget=forms.CheckboxSelectMultiple,
                initial=begun if field in kept else likely_labels(values),
                error_messages={
                    "required": f"Confirm a value of “{column.heading}”, or say that the column is not used."
                },
            )

    def _public(self) -> None:
        """Whether the public may read what the source and its areas are called, all of them together."""
        names = self._area_names()
        listed = f" Its areas: {', '.join(names)}." if names else ""
        kept = self.values.get("public") or ()
        self.fields["public"] = forms.BooleanField(
            label="The public may read what the source and its areas are called",
            required=False,
            initial=bool(kept) and all(is_public(name, kept) for name in names),
            help_text="Tick it if none of these names is a person's. Without it no assessment for "
            "the public is made of this source, unless its names are plain words, as “Police crime "
            f"records”.{listed}",
        )

    def _area_names(self) -> list[str]:
        """What the file calls its areas, the codes that are no official ones among them."""
        headings = [*self.headings("area_name"), *self.headings("area")] if self.kind == COUNTS else []
        found = [name for heading in headings for name in self.sheet.values(heading)]
        return [name for name in dict.fromkeys(found) if not OFFICIAL.fullmatch(name)]

    def _survey(self) -> None:
        design = dict(self.values.get("survey") or {})
        months = list(design.get("fieldwork") or ["", ""])
        self.fields["wave"] = forms.CharField(
            label="Which wave is it?", max_length=40, required=False, initial=design.get("wave", "")
        )
        for edge, words, month in zip(("start", "end"), ("First", "Last"), months, strict=True):
            self.fields[f"fieldwork_{edge}"] = MonthField(
                label=f"{words} month of fieldwork", required=False, initial=month, help_text="As 2007-06."
            )
        self.fields["self_selected"] = forms.BooleanField(
            label="People chose themselves whether to answer",
            required=False,
            initial=design.get("self_selected", False),
        )
        kept = {str(q.get("column")): q for q in dict(self.values.get("questions") or {}).values()}
        for index, column in enumerate(self.sheet.columns):
            if column.heading not in self.headings("question"):
                continue
            answers = self.sheet.words(column.heading)[:20]
            begun = {"yes": [], "base": answers, **kept.get(column.heading, {})}
            for name, (asked, hint, told) in ANSWERS.items():
                self.fields[f"{name}{index}"] = forms.MultipleChoiceField(
                    label=f"“{column.heading}”: {asked}",
                    help_text=hint,
                    choices=[(answer, answer) for answer in answers],
                    widget=forms.CheckboxSelectMultiple,
                    initial=list(begun[name]),
                    error_messages={"required": f"Choose the answers of “{column.heading}” {told}."},
                )

    # ---- parts of the page ----
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("c") and name[1:].isdigit()]

    def word_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("w") and name[1:].isdigit()]

    def about_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ABOUT]

    def label_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("l") and name[1:].isdigit()]

    def other_fields(self) -> list[forms.BoundField]:
        asked = (*self.column_fields(), *self.word_fields(), *self.label_fields())
        numbered = {bound.name for bound in asked}
        first = {"revision", *ABOUT}
        return [self[name] for name in self.fields if name not in numbered | first]

    # ---- shape ----
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen: dict[str, list[str]] = {}
        for heading, role in self._roles.items():
            if role not in ("", UNUSED):
                chosen.setdefault(role, []).append(heading)
        for role, headings in chosen.items():
            if len(headings) > 1 and role not in MANY:
                words = FIELDS[self.kind].get(role, role)
                self.add_error(None, f"Two columns are {words}: {' and '.join(headings[:2])}. Choose one.")
        for either, words in NEEDED[self.kind]:
            if not any(role in chosen for role in either):
                self.add_error(None, words)
        for first, second in PAIRS:
            if (first in chosen) != (second in chosen):
                self.add_error(None, f"Choose a column for {first} and one for {second}, or for neither.")
        if "easting" in chosen and "longitude" in chosen:
            self.add_error(None, "Choose eastings and northings, or longitude and latitude, not both.")
        if "every_row" in self.fields and not cleaned.get("every_row"):
            self.add_error("every_row", "Choose a column that tells the kind, or say what every row is.")
        return cleaned

    def _say_labels(self) -> dict[str, list[str]]:
        said: dict[str, list[str]] = {}
        for index, column in enumerate(self.sheet.columns):
            if f"l{index}" in self.fields:
                labels = said.setdefault(_label_field(self._roles[column.heading]), [])
                labels += [word for word in self.cleaned_data[f"l{index}"] if word not in labels]
        return said

    def values_said(self) -> dict[str, Any]:
        """The mapping as it now stands; what the form does not show stays as it was."""
        said, values = self.cleaned_data, deepcopy(dict(self.values))
        values |= {
            "kind": self.kind,
            "title": said["title"],
            "provider": said["provider"],
            "place": said["place"],
        }
        values["columns"] = self._columns()
        self._set(values, "every_row", said.get("every_row", ""))
        if hasattr(self, "_asked_words"):
            words = {word: said[f"w{index}"] for index, word in enumerate(self._asked_words)}
            self._set(values, "categories", words)
        say = {INCIDENTS: self._say_incidents, COUNTS: self._say_counts, SURVEY: self._say_survey}
        if self.kind in say:
            say[self.kind](values)
        unshown = set(values.get("attributes", {})) - {"lighting", "cctv"}
        others = {name: said for name, said in dict(values.get("labels") or {}).items() if name in unshown}
        self._set(values, "labels", {**others, **self._say_labels()})
        self._set(values, "public", [said["title"], *self._area_names()] if said["public"] else [])
        return values

    def _columns(self) -> dict[str, Any]:
        plain = set(FIELDS[self.kind]) - MANY - {"weight", "set_by"}
        columns: dict[str, Any] = {
            role: heading for heading, role in self._roles.items() if role in plain and ":" not in role
        }
        if self.kind == REPLIES and (themes := self.headings("theme")):
            columns["themes"] = themes
        return columns

    def _say_incidents(self, values: dict[str, Any]) -> None:
        self._set(values, "scheme", {"code": scheme} if (scheme := self.cleaned_data.get("scheme")) else {})
        self._set(values, "offenders", {"columns": found} if (found := self.headings("offender")) else {})
        set_by = next(iter(self.headings("set_by")), "")
        kept = dict(values.get("flags") or {})
        flags = {}
        for name in ("alcohol", "domestic", "hate"):
            for heading in self.headings(f"flag:{name}"):
                words = {"yes": ["Y", "Yes"], "no": ["N", "No"], **kept.get(name, {})}
                flags[name] = {**words, "column": heading, **({"set_by": set_by} if set_by else {})}
        self._set(values, "flags", flags)
        found_attributes = {
            name: heading for name in ("lighting", "cctv") for heading in self.headings(f"attribute:{name}")
        }
        others = {
            k: v for k, v in dict(values.get("attributes") or {}).items() if k not in ("lighting", "cctv")
        }
        self._set(values, "attributes", {**others, **found_attributes})

    def _say_counts(self, values: dict[str, Any]) -> None:
        said = self.cleaned_data
        if self.headings("area"):
            kept = dict(values.get("areas") or {})
            values["areas"] = {**kept, "kind": said["area_kind"], "vintage": said["area_vintage"]}
            codes = self.sheet.words(self.headings("area")[0])[:1]
            if not values["areas"].get("prefix") and not any(code[1:].isdigit() for code in codes):
                values["areas"]["prefix"] = slug(said["place"]) or "own"
        else:
            self._set(values, "areas", {})
        kept_year = {k: v for k, v in dict(values.get("denominators") or {}).items() if k == "year"}
        bases = {
            role.partition(":")[2]: heading
            for heading, role in self._roles.items()
            if role.startswith("base:")
        }
        self._set(values, "denominators", {**kept_year, **bases} if bases else {})

    def _say_survey(self, values: dict[str, Any]) -> None:
        said = self.cleaned_data
        design = {**dict(values.get("survey") or {}), "self_selected": said["self_selected"]}
        design |= {"weight": next(iter(self.headings("weight")), ""), "wave": said["wave"]}
        design.pop("fieldwork", None)
        if said["fieldwork_start"]:
            design["fieldwork"] = [said["fieldwork_start"], said["fieldwork_end"] or said["fieldwork_start"]]
        values["survey"] = design
        kept = {str(q.get("column")): (key, q) for key, q in dict(values.get("questions") or {}).items()}
        questions = {}
        for index, column in enumerate(self.sheet.columns):
            if f"yes{index}" in self.fields:
                key, before = kept.get(column.heading, (slug(column.heading) or f"question-{index}", {}))
                questions[key] = {
                    **before,
                    "column": column.heading,
                    "wording": before.get("wording") or column.heading,
                    "yes": said[f"yes{index}"],
                    "base": list(dict.fromkeys([*said[f"base{index}"], *said[f"yes{index}"]])),
                }
        values["questions"] = questions

    @staticmethod
    def _set(values: dict[str, Any], key: str, value: Any) -> None:
        if value:
            values[key] = value
        else:
            values.pop(key, None)


def _label_field(role: str) -> str:
    """The field of ``[labels]`` that a column's role has, "" where its words are not kept as labels."""
    kind, _, name = role.partition(":")
    return name if kind == "attribute" else LABELLED.get(role, "")


def _labels_hint(more: int) -> str:
    """What confirming means, and how many values are not shown."""
    others = f" {counted(more, 'rarer value is', 'rarer values are')} not shown." if more > 0 else ""
    return (
        "Only values confirmed here are kept as words and can be printed; of the others it is only kept how "
        f"many rows have one. Leave out whatever names somebody or is free text.{others}"
    )


def _classes() -> list[tuple[str, str]]:
    found = [(key, one.label) for key, one in offence_classes().items()]
    return sorted(found, key=lambda pair: pair[1].casefold())


def _examples(cells: Sequence[str]) -> str:
    filled = [cell for cell in dict.fromkeys(cells) if cell][:3]
    return f"For example: {'; '.join(filled)}" if filled else "The first rows are empty here."
