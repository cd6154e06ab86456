"""How Django draws our forms: the renderer that ``settings.FORM_RENDERER`` names, and its bound field.

In: any Django form. Out: GOV.UK markup for ``{{ form.name.as_field_group }}`` (label, hint, error, control),
for ``{{ form }}`` (every field) and for a widget alone; the templates lie in ``pages/fields`` and
``django/forms/widgets``. A form says the rest on itself: ``help_text`` is the hint, a widget's ``class`` may
hold ``govuk-input--width-10``, and ``optional_unmarked`` names fields that do not say "if you like". What is
left empty is told in the words of ``EMPTY``, what is written wrongly in those of ``WRONG``, unless the form
has its own.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import ALL_FIELDS
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

CLASSES = {
    "text": "govuk-input",
    "several": "govuk-input govuk-input--width-10",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea govuk-js-character-count",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "radios": "govuk-radios__input",
    "checkboxes": "govuk-checkboxes__input",
    "tick": "govuk-checkboxes__input",
}
WIDTHS: tuple[tuple[type[forms.Widget], int], ...] = (
    (forms.NumberInput, 5),
    (forms.DateInput, 10),
    (forms.EmailInput, 30),
)
"""A field is as wide as what is written into it."""
EMPTY: Mapping[type[forms.Field], str] = {
    forms.Field: "Fill this in.",
    forms.ChoiceField: "Choose one.",
    forms.MultipleChoiceField: "Choose at least one.",
    forms.ModelMultipleChoiceField: "Choose at least one.",
    forms.BooleanField: "Tick the box.",
    forms.FileField: "Choose a file.",
}
WRONG: Mapping[type[forms.Field], Mapping[str, str]] = {
    forms.CharField: {"max_length": "Shorten it to %(limit_value)s characters (it has %(show_value)s)."},
    forms.EmailField: {"invalid": "Write an e-mail address, as name@example.org."},
    forms.DateField: {"invalid": "Write a day, as 2009-03-31."},
    forms.FloatField: {"invalid": "Write a number in figures."},
    forms.IntegerField: {
        "invalid": "Write a whole number in figures.",
        "min_value": "Write %(limit_value)s or more.",
        "max_value": "Write %(limit_value)s or less.",
    },
    forms.DecimalField: {
        "invalid": "Write a number in figures.",
        "max_digits": "Write a shorter number, of %(max)s digits at most.",
        "max_decimal_places": "Write fewer digits after the point, %(max)s at most.",
        "max_whole_digits": "Write a smaller number, with %(max)s digits at most before the point.",
    },
}
OURS = frozenset((*EMPTY.values(), *(words for each in WRONG.values() for words in each.values())))
"""Words that name no field: away from it, its label stands before them."""
ONE_BOX = ("text", "password", "textarea", "select", "file")
GROUPS = ("radios", "checkboxes", "several")


def speak_of_fields() -> None:
    """Put ``EMPTY`` and ``WRONG`` in the place of Django's words, for every form that is made after this."""
    for kind in (*EMPTY, *WRONG):
        empty = {"required": EMPTY[kind]} if kind in EMPTY else {}
        own = vars(kind).get("default_error_messages", {})
        kind.default_error_messages = {**own, **empty, **WRONG.get(kind, {})}


class PageField(BoundField):
    """A field of a form, with what its template asks of it."""

    @property
    def kind(self) -> str:
        """text, password, textarea, select, file, radios, checkboxes, tick, hidden or several (inputs)."""
        widget = self.field.widget
        if self.is_hidden:
            return "hidden"
        kinds = (
            (forms.MultiWidget, "several"),
            (forms.CheckboxSelectMultiple, "checkboxes"),
            (forms.RadioSelect, "radios"),
            (forms.Select, "select"),
            (forms.CheckboxInput, "tick"),
            (forms.FileInput, "file"),
            (forms.Textarea, "textarea"),
            (forms.PasswordInput, "password"),
        )
        return next((kind for type_, kind in kinds if isinstance(widget, type_)), "text")

    @property
    def use_fieldset(self) -> bool:
        return self.kind in GROUPS

    @property
    def optional(self) -> bool:
        """Whether its label says "if you like"."""
        unmarked = getattr(self.form, "optional_unmarked", ())
        said = self.field.required or self.kind in ("tick", "hidden")
        return not (said or unmarked == ALL_FIELDS or self.name in unmarked)

    @property
    def counted(self) -> int:
        """How many characters its box takes, where they are counted."""
        return (getattr(self.field, "max_length", None) or 0) if self.kind == "textarea" else 0

    @property
    def described_by(self) -> str:
        """The ids of what is read out with it."""
        there = (("hint", self.help_text), ("error", self.errors), ("info", self.counted))
        return " ".join(f"{self.anchor}-{part}" for part, found in there if found)

    @property
    def anchor(self) -> str:
        return self.auto_id or self.html_name

    @property
    def first_control(self) -> str:
        """The id an error in the summary leads to: the field's own, or that of the first of its controls."""
        return f"{self.anchor}_0" if self.use_fieldset else self.anchor

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Our classes beside the form's own; hint and errors described; no placeholder, which vanishes."""
        kind, own = self.kind, self.field.widget.attrs
        built = super().build_widget_attrs(attrs, widget)
        if kind == "hidden":
            return built
        built |= {"class": self._classes(kind, own.get("class", "")), "placeholder": False}
        built["aria-describedby"] = self.described_by or False
        if self.use_fieldset:  # it stands on the group
            built |= {"aria-describedby": False, "aria-invalid": False}
        if kind == "textarea" and own.get("rows") == "10":  # as Django has it, not the form
            built |= {"rows": "4", "cols": False}
        if kind == "password":
            built |= {"spellcheck": "false", "autocapitalize": "none"}
        return built

    def _classes(self, kind: str, own: str) -> str:
        classes = CLASSES[kind]
        if kind == "text" and "govuk-input--width" not in own:
            width = next((wide for type_, wide in WIDTHS if isinstance(self.field.widget, type_)), 0)
            classes += f" govuk-input--width-{width}" if width else ""
        if self.errors and kind in ONE_BOX:
            classes += f" {classes.split()[0]}--error"
        return f"{classes} {own}".strip()


class FormRenderer(TemplatesSetting):
    """Forms, fields and widgets from the templates of this room before Django's own."""

    form_template_name = "pages/fields/form.html"
    field_template_name = "pages/fields/field.html"
    bound_field_class = PageField
