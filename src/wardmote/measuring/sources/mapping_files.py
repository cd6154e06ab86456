"""Reading a saved mapping: ``<data>/mappings/<name>.toml`` to a ``PartnerMapping``.

In: the file that was suggested from a header, or written by hand, and that a
person confirmed. Out: the mapping, every key checked; ``Refusal`` names the key
that is missing, is not known (a misspelt one would be passed over in silence and
its column with it), or cannot be right.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.area_ids import KINDS, slug
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.periods import parse_month
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.mapping import (
    COUNTS,
    DENOMINATORS,
    EVERY_ROW,
    FIELDS,
    LEAVE_OUT,
    NEEDED,
    PLACE_VINTAGE,
    SCHEMA,
    SURVEY,
    AreaSet,
    FlagColumn,
    PartnerMapping,
    QuestionColumn,
    SurveyDesign,
    fold,
    mapping_sha256,
)

# every key a mapping may have: * stands for a name of its own, None for words that are the person's
KEYS: Mapping[str, Any] = {
    **dict.fromkeys(("schema", "name", "kind", "confirmed", "provider", "title", "place", "place_vintage")),
    **dict.fromkeys(("sheet", EVERY_ROW, "columns", "categories", "attributes", "denominators")),
    "scheme": {"code": None},
    "offenders": {"columns": None},
    "flags": {"*": dict.fromkeys(("column", "yes", "no", "set_by", "set_by_text"))},
    "areas": dict.fromkeys(("kind", "vintage", "prefix")),
    "survey": dict.fromkeys(("weight", "wave", "fieldwork", "design_effect", "mode", "self_selected")),
    "questions": {"*": dict.fromkeys(("column", "wording", "yes", "base", "columns", "points", "at_least"))},
    "window": dict.fromkeys(("start", "end")),
    "covers": dict.fromkeys(("start", "end")),
    "coordinates": {"anywhere": None},
}


def check_name(name: str) -> None:
    """A mapping's name is also a file name and the feed's name."""
    if not name or slug(name) != name:
        raise Refusal(
            "That cannot be the name of a mapping.",
            found=repr(name),
            todo=f"Use small letters, digits and hyphens, as --mapping {slug(name) or 'fire-2021'}.",
        )


def is_confirmed(path: Path) -> bool:
    """Has a person confirmed it? A file that cannot be read counts as confirmed: reading it says why."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")).get("confirmed") is True
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return True


def read_mapping(path: Path) -> PartnerMapping:
    """The mapping at ``path``, checked; whether it is confirmed is for the caller to ask."""
    reader = _open(path)
    kept = reader.kept
    reader.know_keys(kept, KEYS)
    if kept.get("schema", SCHEMA) != SCHEMA:
        raise reader.wrong("schema", f"Write schema = {SCHEMA}.")
    kind = reader.text("kind", needed=True)
    if kind not in FIELDS:
        raise reader.wrong("kind", f"Use one of: {', '.join(FIELDS)}.")
    name = reader.text("name", needed=True)
    if name != path.stem:
        raise reader.wrong("name", f"Write the name of the file: name = {path.stem!r}.")
    columns, themes = _columns(reader, kind)
    _need_columns(reader, kind, columns)
    return PartnerMapping(
        name=name,
        kind=kind,
        confirmed=kept.get("confirmed") is True,
        provider=reader.text("provider"),
        title=reader.text("title") or name,
        sha256=mapping_sha256(kept),
        place=reader.text("place"),
        place_vintage=reader.year("place_vintage") or PLACE_VINTAGE,
        sheet=reader.text("sheet"),
        columns=columns,
        themes=themes,
        scheme=_scheme(reader, columns),
        every_row=_class_key(reader, EVERY_ROW, reader.text(EVERY_ROW)),
        categories=_categories(reader),
        offenders=reader.words("offenders.columns"),
        flags=_flags(reader),
        attributes={slug(key): str(value) for key, value in reader.table("attributes").items()},
        areas=_areas(reader, columns),
        denominators=_denominators(reader),
        denominator_year=int(reader.year("denominators.year") or 0) or None,
        survey=_survey(reader),
        questions=_questions(reader, kind),
        window=reader.days("window"),
        covers=_covers(reader),
        anywhere=reader.table("coordinates").get("anywhere") is True,
    )


class _Reader:
    """A parsed mapping with words for what is wrong; keys are dotted: ``flags.alcohol.yes``."""

    def __init__(self, kept: Mapping[str, Any], where: str) -> None:
        self.kept, self.where = kept, where

    def get(self, key: str) -> Any:
        found: Any = self.kept
        for step in key.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found

    def know_keys(self, kept: Mapping[str, Any], known: Mapping[str, Any], *, above: str = "") -> None:
        """Refuse a key that is none, here or in the tables below."""
        for key, value in kept.items():
            if key not in known and "*" not in known:
                near = get_close_matches(key, known, n=1)
                listed = ", ".join(known)
                todo = f"Did you mean {above}{near[0]}? " if near else ""
                raise self.wrong(f"{above}{key}", f"{todo}The keys there are: {listed}.")
            below = known.get(key, known.get("*"))
            if below is not None and isinstance(value, dict):
                self.know_keys(value, below, above=f"{above}{key}.")

    def wrong(self, key: str, todo: str) -> Refusal:
        return Refusal(
            f"The mapping's {key} cannot be right.",
            where=self.where,
            found=f"{key} = {self.get(key)!r}" if self.get(key) is not None else f"no {key}",
            todo=todo,
        )

    def text(self, key: str, *, needed: bool = False) -> str:
        found = self.get(key)
        if found is None and not needed:
            return ""
        if not isinstance(found, str) or (needed and not found):
            raise self.wrong(key, f'Write it as {key} = "words".')
        return found

    def table(self, key: str) -> Mapping[str, Any]:
        found = self.get(key)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self.wrong(key, f"Write it as a table: [{key}].")
        return found

    def words(self, key: str) -> tuple[str, ...]:
        found = self.get(key)
        if found is None:
            return ()
        if isinstance(found, str):
            return (found,)
        if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
            raise self.wrong(key, f'Write it as {key} = ["one", "two"].')
        return tuple(found)

    def year(self, key: str) -> str:
        found = self.get(key)
        if found is None:
            return ""
        if not (str(found).isdigit() and len(str(found)) == 4):
            raise self.wrong(key, "Write a year of four digits.")
        return str(found)

    def days(self, key: str) -> tuple[date, date] | None:
        if not self.table(key):
            return None
        try:
            start, end = (date.fromisoformat(str(self.get(f"{key}.{edge}"))) for edge in ("start", "end"))
        except ValueError:
            raise self.wrong(key, 'Write start = "2008-01-01" and end = "2008-02-29".') from None
        if end < start:
            raise self.wrong(key, "Write the earlier date as start.")
        return start, end


def _open(path: Path) -> _Reader:
    where = f"mappings/{path.name}"
    try:
        return _Reader(tomllib.loads(path.read_text(encoding="utf-8-sig")), where)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(
            "The mapping cannot be read.", where=where, found=str(error), todo="Mend it in a text editor."
        ) from None


def _columns(reader: _Reader, kind: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
    columns: dict[str, str] = {}
    for key in reader.table("columns"):
        if key not in FIELDS[kind]:
            raise reader.wrong(f"columns.{key}", f"Use one of: {', '.join(FIELDS[kind])}.")
        if key != "themes":
            columns[key] = reader.text(f"columns.{key}", needed=True)
    return columns, reader.words("columns.themes")


def _need_columns(reader: _Reader, kind: str, columns: Mapping[str, str]) -> None:
    for either in NEEDED[kind]:
        if not any(key in columns or (key == EVERY_ROW and reader.get(key)) for key in either):
            raise reader.wrong(f"columns.{either[0]}", f"Name the column for {' or '.join(either)}.")
    for pair in (("easting", "northing"), ("longitude", "latitude")):
        if (pair[0] in columns) != (pair[1] in columns):
            missing = pair[0] if pair[1] in columns else pair[1]
            raise reader.wrong(f"columns.{missing}", f"Name the columns for {pair[0]} and {pair[1]}.")
    if "easting" in columns and "longitude" in columns:
        raise reader.wrong("columns.longitude", "Name eastings and northings, or longitude and latitude.")


def _scheme(reader: _Reader, columns: Mapping[str, str]) -> str:
    found = reader.text("scheme.code")
    if ("code" in columns) and found not in code_schemes():
        raise reader.wrong("scheme.code", f"Use one of: {', '.join(code_schemes())}.")
    return found


def _categories(reader: _Reader) -> Mapping[str, str]:
    found = {}
    for word, key in reader.table("categories").items():
        found[fold(word)] = _class_key(reader, word, str(key), needed=True)
    return found


def _class_key(reader: _Reader, word: str, key: str, *, needed: bool = False) -> str:
    if key == LEAVE_OUT or (not key and not needed):
        return key
    try:
        return offence_class(key).key
    except Refusal as refusal:
        raise Refusal(
            "A class that the mapping names does not exist.",
            where=reader.where,
            found=f"{word!r} = {key!r}",
            todo=f"{refusal.todo} Or {LEAVE_OUT!r}.",
        ) from None


def _flags(reader: _Reader) -> tuple[FlagColumn, ...]:
    return tuple(
        FlagColumn(
            name=slug(name),
            column=reader.text(f"flags.{name}.column", needed=True),
            yes=tuple(fold(word) for word in reader.words(f"flags.{name}.yes")) or ("y", "yes", "true", "1"),
            no=tuple(fold(word) for word in reader.words(f"flags.{name}.no")) or ("n", "no", "false", "0"),
            set_by=reader.text(f"flags.{name}.set_by"),
            set_by_text=reader.text(f"flags.{name}.set_by_text"),
        )
        for name in reader.table("flags")
    )


def _areas(reader: _Reader, columns: Mapping[str, str]) -> AreaSet | None:
    if not reader.table("areas"):
        if "area" in columns and reader.get("kind") == COUNTS:
            raise reader.wrong("areas", 'Say what the areas are: [areas] kind = "msoa", vintage = "2021".')
        return None
    kind = reader.text("areas.kind", needed=True)
    if kind not in KINDS:
        raise reader.wrong("areas.kind", f"Use one of: {', '.join(KINDS)}.")
    if not reader.year("areas.vintage"):
        raise reader.wrong("areas.vintage", 'Write the year the boundaries are of: vintage = "2021".')
    return AreaSet(kind, reader.year("areas.vintage"), reader.text("areas.prefix"))


def _denominators(reader: _Reader) -> Mapping[str, str]:
    found = {key: value for key, value in reader.table("denominators").items() if key != "year"}
    for key in found:
        if key not in DENOMINATORS:
            raise reader.wrong(f"denominators.{key}", f"Use one of: {', '.join(DENOMINATORS)}, year.")
        reader.text(f"denominators.{key}", needed=True)
    return found


def _survey(reader: _Reader) -> SurveyDesign:
    effect = reader.get("survey.design_effect")
    if effect is not None and (not isinstance(effect, (int, float)) or not 0.2 <= effect <= 20):
        raise reader.wrong("survey.design_effect", "Write the published design effect, as 1.3.")
    months = reader.words("survey.fieldwork")
    if months:
        try:
            first, last = (parse_month(month) for month in months)
        except ValueError:
            raise reader.wrong("survey.fieldwork", 'Write ["2007-06", "2007-09"].') from None
        if last < first:
            raise reader.wrong("survey.fieldwork", "Write the earlier month first.")
    return SurveyDesign(
        weight=reader.text("survey.weight"),
        wave=reader.text("survey.wave"),
        fieldwork=(months[0], months[1]) if months else None,
        design_effect=float(effect) if effect is not None else None,
        mode=reader.text("survey.mode"),
        self_selected=reader.table("survey").get("self_selected") is True,
    )


def _questions(reader: _Reader, kind: str) -> tuple[QuestionColumn, ...]:
    found = []
    for key, said in reader.table("questions").items():
        if "points" in said:
            found.append(_score(reader, key))
            continue
        yes = tuple(fold(word) for word in reader.words(f"questions.{key}.yes"))
        base = tuple(fold(word) for word in reader.words(f"questions.{key}.base"))
        if not yes or not set(yes) <= set(base):
            raise reader.wrong(
                f"questions.{key}", "Give base, all answers that count, and yes, some of them."
            )
        column = reader.text(f"questions.{key}.column", needed=True)
        found.append(QuestionColumn(key, column, reader.text(f"questions.{key}.wording"), yes, base))
    if kind == SURVEY and not found:
        raise reader.wrong("questions", "Name at least one question: [questions.safe-day] column = …")
    return tuple(found)


def _score(reader: _Reader, key: str) -> QuestionColumn:
    """Several questions answered with points: who has ``at_least`` so many in all counts."""
    where = f"questions.{key}"
    columns, said = reader.words(f"{where}.columns"), reader.table(where)
    points, least = reader.table(f"{where}.points"), said.get("at_least")
    numbers = [value for value in points.values() if isinstance(value, int | float)]
    if len(columns) < 2 or not points or len(numbers) != len(points) or not isinstance(least, int | float):
        raise reader.wrong(
            where, "Give columns, points for each answer, and at_least, the score from which one counts."
        )
    scored = tuple((fold(word), float(value)) for word, value in points.items())
    return QuestionColumn(
        key, columns[0], reader.text(f"{where}.wording"), (), (), tuple(columns), scored, float(least)
    )


def _covers(reader: _Reader) -> tuple[int, int] | None:
    if not reader.table("covers"):
        return None
    try:
        first, last = (parse_month(str(reader.get(f"covers.{edge}"))) for edge in ("start", "end"))
    except ValueError:
        raise reader.wrong("covers", 'Write start = "2014-01" and end = "2017-12".') from None
    if last < first:
        raise reader.wrong("covers", "Write the earlier month as start.")
    return first, last
