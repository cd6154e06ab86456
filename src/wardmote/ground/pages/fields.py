"""A form's field as the field component draws it: its kind, control, hint and errors.

In: a Django bound field. Out: a frozen ``Shown``. The control carries our classes
and names what describes it (hint, error), so that it is read out with them.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

WIDTHS = (2, 3, 4, 5, 10, 20, 30)


@dataclass(frozen=True)
class Option:
    """One radio button or tick box; ``group`` heads the first of a group."""

    control: SafeString
    id: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Shown:
    """``kind``: text, password, textarea, select, file, radios, checkboxes, tick, dates or hidden."""

    kind: str
    id: str
    label: str
    hint: str
    errors: tuple[str, ...]
    control: SafeString
    options: tuple[Option, ...] = ()
    described: str = ""
    optional: bool = False
    counted: int = 0
    small: bool = False

    @property
    def hidden(self) -> bool:
        return self.kind == "hidden"

    @property
    def grouped(self) -> bool:
        return self.kind in ("radios", "checkboxes", "dates")


def shown(bound: BoundField, *, hint: str = "", label: str = "", width: int = 0) -> Shown:
    """A bound field, ready to draw. ``hint`` and ``label`` take the place of the form's own."""
    kind = kind_of(bound)
    hint = hint or str(bound.help_text or "")
    errors = tuple(str(error) for error in bound.errors)
    id_ = bound.auto_id or bound.html_name
    counted = _counted(bound) if kind == "textarea" else 0
    described = " ".join(
        f"{id_}-{part}" for part, there in (("hint", hint), ("error", errors), ("info", counted)) if there
    )
    return Shown(
        kind=kind,
        id=id_,
        label=label or str(bound.label or ""),
        hint=hint,
        errors=errors,
        control=bound.as_widget(attrs=_attributes(bound, kind, described, width)),
        options=_options(bound, kind) if kind in ("radios", "checkboxes") else (),
        described=described,
        optional=not bound.field.required and kind not in ("tick", "hidden"),
        counted=counted,
        small=bool(getattr(bound.field.widget, "small", False)),
    )


def kind_of(bound: BoundField) -> str:
    """What a field is drawn as."""
    widget = bound.field.widget
    kinds: tuple[tuple[Any, str], ...] = (
        (forms.MultiWidget, "dates"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.Select, "select"),
        (forms.CheckboxInput, "tick"),
        (forms.FileInput, "file"),
        (forms.Textarea, "textarea"),
        (forms.PasswordInput, "password"),
    )
    if widget.is_hidden:
        return "hidden"
    return next((kind for widgets, kind in kinds if isinstance(widget, widgets)), "text")


def first_control(bound: BoundField) -> str:
    """The id an error in the summary leads to: the field itself, or the first of its buttons."""
    id_ = bound.auto_id or bound.html_name
    return f"{id_}_0" if kind_of(bound) in ("radios", "checkboxes", "dates") else id_


def _attributes(bound: BoundField, kind: str, described: str, width: int) -> dict[str, Any]:
    classes = {
        "text": "govuk-input",
        "dates": "govuk-input govuk-input--width-10",
        "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
        "textarea": "govuk-textarea govuk-js-character-count",
        "select": "govuk-select",
        "file": "govuk-file-upload",
        "radios": "govuk-radios__input",
        "checkboxes": "govuk-checkboxes__input",
        "tick": "govuk-checkboxes__input",
    }.get(kind, "")
    width = width or _usual_width(bound)
    if kind == "text" and width in WIDTHS:
        classes += f" govuk-input--width-{width}"
    own = bound.field.widget.attrs.get("class", "")
    if bound.errors and kind in ("text", "password", "textarea", "select", "file"):
        classes += f" {classes.split()[0]}--error"
    attributes: dict[str, Any] = {"class": f"{classes} {own}".strip()} if classes or own else {}
    attributes["placeholder"] = False  # it vanishes when one begins to write; the hint stays
    if described and kind not in ("radios", "checkboxes", "hidden"):
        attributes["aria-describedby"] = described
    if kind == "textarea" and bound.field.widget.attrs.get("rows") == "10":  # as Django has it, not the form
        attributes |= {"rows": "4", "cols": False}
    if kind == "password":
        attributes |= {"spellcheck": "false", "autocapitalize": "none"}
    return attributes


def _usual_width(bound: BoundField) -> int:
    """A field as wide as what is written into it."""
    widgets = {forms.NumberInput: 5, forms.DateInput: 10, forms.EmailInput: 30}
    return next((width for kind, width in widgets.items() if isinstance(bound.field.widget, kind)), 0)


def _counted(bound: BoundField) -> int:
    return getattr(bound.field, "max_length", None) or 0


def _options(bound: BoundField, kind: str) -> tuple[Option, ...]:
    """Each choice with its control; what describes them stands on the group."""
    found: list[Option] = []
    for option in bound.subwidgets:
        data = option.data
        attributes = {**data["attrs"], "class": f"govuk-{kind}__input"}
        data["attrs"] = {key: value for key, value in attributes.items() if not key.startswith("aria-")}
        group = str(data.get("group") or "")
        found.append(Option(option.tag(), attributes["id"], str(data["label"]), group))
    return tuple(found)
