"""A mapping suggested from a header, for a person to look through and confirm.

In: a table whose mapping does not exist yet. Out: the text of a TOML file with
``confirmed = false``, and what it still lacks. A heading is recognised by its
words, whatever their case and punctuation; the words of a category column are
listed, those that name a class with it, the others for a person to fill in;
of a column of labels those that look like labels. What looks like a name or
free text is not written down, only counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import tomlkit
from tomlkit.items import Table as TomlTable

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.strict_toml import read_toml
from wardmote.measuring.sources.labels import is_telling, likely_labels, tally
from wardmote.measuring.sources.mapping import (
    COUNTS,
    INCIDENTS,
    LEAVE_OUT,
    NEEDED,
    PAIRS,
    REPLY_LABELS,
    SCHEMA,
    SURVEY,
)
from wardmote.measuring.sources.moments import clock, moment
from wardmote.measuring.sources.tables import SourceTable

MOST_WORDS, LOOKED_AT = 60, 50


@dataclass(frozen=True)
class KnownHeadings:
    """``known_headings.toml``: our field -> the headings that mean it, the likeliest first."""

    columns: Mapping[str, Mapping[str, tuple[str, ...]]]
    flags: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]]
    denominators: Mapping[str, tuple[str, ...]]
    weight: tuple[str, ...]
    set_by: tuple[str, ...]
    safe: tuple[str, ...]


@cache
def known_headings() -> KnownHeadings:
    """What the headings of partners' files mean."""
    path = files("wardmote.measuring.sources").joinpath("known_headings.toml")
    return read_toml(path, KnownHeadings)


@dataclass(frozen=True)
class Suggestion:
    """``missing``: fields the file seems not to have, or that only a person can say."""

    text: str
    missing: tuple[str, ...]


def suggest_mapping(table: SourceTable, *, name: str, kind: str) -> Suggestion:
    """What the header looks like it means."""
    headings = {slug(heading): heading for heading in reversed(table.header) if heading}
    columns = _pick(
        headings, known_headings().columns[kind], fits=lambda field, heading: _fits(table, field, heading)
    )
    columns = {field: heading for field, heading in columns.items() if not _idle(table, columns, field)}
    if "easting" in columns and "longitude" in columns:
        columns = {key: value for key, value in columns.items() if key not in ("easting", "northing")}
    for first, second in PAIRS:
        if (first in columns) != (second in columns):
            columns = {key: value for key, value in columns.items() if key not in (first, second)}
    document = tomlkit.document()
    document.add(
        tomlkit.comment(f"Suggested from the header of {table.name}; every line is for you to check.")
    )
    document.add(tomlkit.comment("[columns] says: our field = the heading in their file."))
    document["schema"] = SCHEMA
    document["name"] = name
    document["kind"] = kind
    document["confirmed"] = False
    document["provider"] = ""
    document["title"] = name
    document["place"] = ""
    document["place"].comment("the town or area all rows belong to, or empty")
    document["columns"] = columns
    missing = [" or ".join(either) for either in NEEDED[kind] if not any(key in columns for key in either)]
    if kind == INCIDENTS:
        missing += _incidents(document, table, headings, columns)
    elif kind == COUNTS:
        missing += _counts(document, table, headings, columns)
    elif kind == SURVEY:
        missing += _survey(document, table, headings, columns)
    else:
        themes = [heading for heading in table.header if slug(heading).startswith("theme")]
        document["columns"]["themes"] = themes
        labelled = {name: table.column(columns[name]) for name in REPLY_LABELS if name in columns}
        said = [word for heading in themes for word in table.column(heading)]
        missing += _labels(document, {**labelled, **({"theme": said} if themes else {})})
    return Suggestion(tomlkit.dumps(document), tuple(missing))


def _pick(
    headings: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    *,
    fits: Callable[[str, str], bool] = lambda field, heading: True,
) -> dict[str, str]:
    """For each field the first heading that means it, fits it and is not taken yet."""
    found: dict[str, str] = {}
    for ours, words in known.items():
        for word in words:
            if word in headings and headings[word] not in found.values() and fits(ours, headings[word]):
                found[ours] = headings[word]
                break
    return found


def _idle(table: SourceTable, columns: Mapping[str, str], field: str) -> bool:
    """Is it a column of times beside one of dates that have their own?"""
    beside = columns.get(field.removesuffix("_time"), "")
    if not field.endswith("_time"):
        return False
    cells = [cell for cell in table.column(beside) if cell][:LOOKED_AT] if beside else []
    return not any(len(cell) <= len("2021-03-31") for cell in cells)


def _fits(table: SourceTable, field: str, heading: str) -> bool:
    """Do the first cells of a column read as what a field must hold? Dates and times are looked at.

    A blank column of latest times is taken: the next file may fill it.
    """
    times = field in ("from_time", "to_time")
    if not times and field not in ("from", "to", "reported", "received"):
        return True
    cells = [cell for cell in table.column(heading) if cell][:LOOKED_AT]
    read = 0
    for cell in cells:
        try:
            clock(cell) if times else moment(cell, today=date.max)
            read += 1
        except ValueError:
            continue
    return read * 2 > len(cells) or (not cells and field in ("to", "reported"))


def _incidents(
    document: tomlkit.TOMLDocument,
    table: SourceTable,
    headings: Mapping[str, str],
    columns: Mapping[str, str],
) -> list[str]:
    missing = []
    if "code" in columns:
        document["scheme"] = {"code": ""}
        missing.append("scheme.code")
    if "category" in columns:
        missing += _categories(document, table, columns["category"])
    offenders = [
        h for h in table.header if slug(h).startswith(("offender", "suspect")) and "age" not in slug(h)
    ]
    if offenders:
        document["offenders"] = {"columns": offenders}
    set_by = next((headings[word] for word in known_headings().set_by if word in headings), "")
    flags = _pick(headings, known_headings().flags)
    if flags:
        document["flags"] = {
            flag: {"column": heading, "yes": ["Y", "Yes"], "no": ["N", "No"], "set_by": set_by}
            for flag, heading in flags.items()
        }
    attributes = _pick(headings, known_headings().attributes)
    if attributes:
        document["attributes"] = attributes
        missing += _labels(document, {name: table.column(heading) for name, heading in attributes.items()})
    return missing


def _labels(document: tomlkit.TOMLDocument, columns: Mapping[str, Sequence[str]]) -> list[str]:
    """The values that look like labels; how many others there are is said, they are not written down."""
    found, missing = tomlkit.table(), []
    found.add(tomlkit.comment("the only words that are kept of these columns; take out what is no label"))
    for name, cells in columns.items():
        values = tally(cells)
        likely = likely_labels(values)
        found[name] = likely
        if others := len(values) - len(likely):
            found[name].comment(f"and {counted(others, 'other value', 'other values')}, not listed here")
        if values and not likely:
            missing.append(f"labels.{name}")
    document["labels"] = found
    return missing


def _counts(
    document: tomlkit.TOMLDocument,
    table: SourceTable,
    headings: Mapping[str, str],
    columns: Mapping[str, str],
) -> list[str]:
    missing = []
    if "area" in columns:
        kind = next((k for k in ("lsoa", "msoa", "ward", "oa") if k in slug(columns["area"])), "")
        document["areas"] = {"kind": kind, "vintage": "", "prefix": ""}
        missing += ["areas.vintage", *([] if kind else ["areas.kind"])]
    if "class" in columns:
        missing += _categories(document, table, columns["class"])
    denominators = _pick(headings, known_headings().denominators)
    if denominators:
        document["denominators"] = denominators
    return missing


def _survey(
    document: tomlkit.TOMLDocument,
    table: SourceTable,
    headings: Mapping[str, str],
    columns: Mapping[str, str],
) -> list[str]:
    weight = next((headings[word] for word in known_headings().weight if word in headings), "")
    document["survey"] = {"weight": weight, "wave": "", "self_selected": False}
    questions = tomlkit.table(is_super_table=True)
    for heading in table.header:
        if heading in columns.values() or not heading:
            continue
        values = tally(table.column(heading)).most_common(12)
        answers = [word for word, count in values if not is_telling(word, count)]
        yes = [word for word in answers if word.casefold().removeprefix("or ") in known_headings().safe]
        if yes and len(yes) < len(answers):
            questions.append(_safe_key(heading), _question(heading, yes, answers))
    document["questions"] = questions
    return [] if questions else ["questions"]


def _safe_key(heading: str) -> str:
    words = heading.casefold()
    if any(word in words for word in ("dark", "night")):
        return "safe-night"
    return "safe-day" if "day" in words else slug(heading)


def _question(heading: str, yes: Sequence[str], answers: Sequence[str]) -> TomlTable:
    found = tomlkit.table()
    found.update({"column": heading, "wording": "", "yes": list(yes), "base": list(answers)})
    return found


def _categories(document: tomlkit.TOMLDocument, table: SourceTable, heading: str) -> list[str]:
    """The words of a column, each with the class of the same name, "" where a person must say."""
    values = tally(table.column(heading)).most_common(MOST_WORDS)
    words = [word for word, count in values if not is_telling(word, count)]
    found = tomlkit.table()
    found.add(
        tomlkit.comment(f"their word = our class, or {LEAVE_OUT!r}. Classes: {', '.join(offence_classes())}")
    )
    if others := len(values) - len(words):
        rare = counted(others, "rare value that looks", "rare values that look")
        found.add(tomlkit.comment(f"{rare} like a name or free text: not listed here, add what is a kind"))
    for word in words:
        found.add(word, slug(word) if slug(word) in offence_classes() else "")
    document["categories"] = found
    unknown = [word for word in words if not found[word]]
    return [f"the class of {len(unknown)} of {len(words)} words under [categories]"] if unknown else []
