"""A saved mapping: which column of a partner's file is which field of ours.

A frozen ``PartnerMapping``, as ``mapping_files`` reads it from
``<data>/mappings/<name>.toml``. In: a partner's table or one of its words. Out:
``Refusal`` for a table without the columns, the class key of a word. The mapping's
name is the feed's name. ``sha256`` is of what it says, without ``confirmed``, so
that a load knows which mapping it was read with.

``[categories]`` turns a partner's words into class keys; the word ``leave-out``
as a key leaves such rows out and counts them (a "Total" row, another crime
type); ``every_row = "theft-of-vehicle"`` is for a file of one class without a
column that says so. Where a file holds places outside Great Britain,
``[coordinates] anywhere = true`` widens the check.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.sources.tables import Table, require_columns

SCHEMA = 1
INCIDENTS, COUNTS, SURVEY, REPLIES = "incidents", "counts", "survey", "replies"
PARTNER_KINDS: Mapping[str, str] = {
    COUNTS: "an already counted series by area and month",
    INCIDENTS: "a partner's rows: when, where, what, with flags and keys",
    SURVEY: "answers of a survey, one row for each respondent",
    REPLIES: "replies to a consultation",
}
LEAVE_OUT, EVERY_ROW = "leave-out", "every_row"
PLACE_VINTAGE = "2021"
DENOMINATORS = ("population", "households", "workday_population", "visits")
FIELDS: Mapping[str, tuple[str, ...]] = {
    INCIDENTS: (
        *("reference", "from", "from_time", "to", "to_time", "reported"),
        *("easting", "northing", "longitude", "latitude"),
        *("code", "category", "victim", "victim_age_band", "address"),
    ),
    COUNTS: ("month", "area", "area_name", "class", "count"),
    SURVEY: ("reference", "area"),
    REPLIES: ("reference", "received", "channel", "themes", "agrees"),
}
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {  # one of each
    INCIDENTS: (("from",), ("code", "category", EVERY_ROW)),
    COUNTS: (("month",), ("class", EVERY_ROW), ("count",)),
    SURVEY: (),
    REPLIES: (("received",), ("channel",)),
}


@dataclass(frozen=True)
class FlagColumn:
    """``set_by`` is a column; ``set_by_text`` one name for every row."""

    name: str
    column: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    set_by: str = ""
    set_by_text: str = ""


@dataclass(frozen=True)
class AreaSet:
    """Which areas a counts file counts by; ``prefix`` makes a code of a name: ``leeds/harehills``."""

    kind: str
    vintage: str
    prefix: str = ""


@dataclass(frozen=True)
class QuestionColumn:
    """Answers in ``yes`` count, of those in ``base``; all others are left out of the question.

    A score: ``columns`` answered with ``points`` each, who reaches ``at_least`` in all counts; who has not
    answered every one of them is left out.
    """

    key: str
    column: str
    wording: str
    yes: tuple[str, ...]
    base: tuple[str, ...]
    columns: tuple[str, ...] = ()
    points: tuple[tuple[str, float], ...] = ()
    at_least: float = 0.0


@dataclass(frozen=True)
class SurveyDesign:
    """How the survey was made; ``fieldwork`` first and last month."""

    weight: str = ""
    wave: str = ""
    fieldwork: tuple[str, str] | None = None
    design_effect: float | None = None
    mode: str = ""
    self_selected: bool = False


@dataclass(frozen=True)
class PartnerMapping:
    """One mapping; see the module for what each table means."""

    name: str
    kind: str
    confirmed: bool
    provider: str
    title: str
    sha256: str
    place: str = ""
    place_vintage: str = PLACE_VINTAGE
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    scheme: str = ""
    every_row: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    offenders: tuple[str, ...] = ()
    flags: tuple[FlagColumn, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    areas: AreaSet | None = None
    denominators: Mapping[str, str] = field(default_factory=dict)
    denominator_year: int | None = None
    survey: SurveyDesign = SurveyDesign()
    questions: tuple[QuestionColumn, ...] = ()
    window: tuple[date, date] | None = None
    covers: tuple[int, int] | None = None
    anywhere: bool = False

    def headings(self) -> tuple[str, ...]:
        """Every column of the partner's file that the mapping names."""
        named = [*self.columns.values(), *self.themes, *self.offenders, *self.attributes.values()]
        for flag in self.flags:
            named += [flag.column, *([flag.set_by] if flag.set_by else [])]
        named += self.denominators.values()
        named += [each for q in self.questions for each in (q.columns or (q.column,))]
        named += [self.survey.weight] if self.survey.weight else []
        return tuple(dict.fromkeys(named))

    def check_header(self, table: Table) -> None:
        """Refuse a file without the columns that the mapping names, or with one of them twice."""
        require_columns(table.header, self.headings(), where=table.name)
        for heading in self.headings():
            table.index(heading)

    def class_of(self, word: str) -> str:
        """The class key of a partner's word, ``leave-out``, or "" when the mapping does not say."""
        own = slug(word)
        known = self.categories.get(fold(word), "") or (own if own in offence_classes() else "")
        return known or self.every_row


def fold(word: str) -> str:
    """A word as it is compared: spaces and capitals do not count."""
    return " ".join(word.split()).casefold()


def mapping_sha256(kept: Mapping[str, Any]) -> str:
    """The SHA-256 of what a mapping says, whether or not it is confirmed."""
    said = {key: value for key, value in kept.items() if key != "confirmed"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
