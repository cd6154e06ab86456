"""A saved mapping: which column of a partner's file is which field of ours.

A frozen ``PartnerMapping`` has the shape of ``<data>/mappings/<name>.toml``, whose only description it is
(``strict_toml``); ``mapping_files`` reads it. In: a partner's table or one of its words. Out:
``Refusal`` for a table without the columns, the class key of a word. The mapping's
name is the feed's name. ``mapping_sha256`` is of what it says, without what confirms it, so
that a load knows which mapping it was read with.

``[labels]`` is the closed list of words that a column may hold: of each attribute, and of the channel, theme
and answer of replies. No other word of such a column is kept. ``public`` lists the words (what the source is
called, names of its areas) that somebody confirmed the public may read (``public_words``).

``[categories]`` turns a partner's words into class keys; the word ``leave-out``
as a key leaves such rows out and counts them (a "Total" row, another crime
type); ``every_row = "theft-of-vehicle"`` is for a file of one class without a
column that says so; ``month_first = true`` for times of incidents written as
04/30/2024. Where a file holds places outside Great Britain,
``[coordinates] anywhere = true`` widens the check.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Annotated, Any

from wardmote.measuring.catalogue.area_ids import KINDS, slug
from wardmote.measuring.catalogue.classes import offence_classes
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.periods import Period, parse_month, parse_period
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import (
    After,
    Before,
    FieldFault,
    Filled,
    Must,
    OneOf,
    ReadAs,
    one_of,
)
from wardmote.measuring.sources.tables import SourceTable, require_columns

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
MOST_LABELS = 60
REPLY_LABELS = ("channel", "agrees")
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
PAIRS = (("easting", "northing"), ("longitude", "latitude"))
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {  # one of each
    INCIDENTS: (("from",), ("code", "category", EVERY_ROW)),
    COUNTS: (("month",), ("class", EVERY_ROW), ("count",)),
    SURVEY: (),
    REPLIES: (("received",), ("channel",)),
}


def fold(word: str) -> str:
    """A word as it is compared: spaces and capitals do not count."""
    return " ".join(word.split()).casefold()


def _listed(value: object) -> object:
    """One word may stand for a list of one."""
    return [value] if isinstance(value, str) else value


def _heading(value: object) -> object:
    """A column's heading, or several of them."""
    words = _listed(value)
    if not isinstance(words, list | tuple) or not words or not all(isinstance(w, str) and w for w in words):
        found = repr(value) if value else "nothing"
        raise FieldFault("", "It names no column.", found, "Give the heading in their file.")
    return value.strip() if isinstance(value, str) else tuple(words)


def _year(text: str) -> str:
    parse_month(f"{text}-01")
    return text


def _month(text: str) -> str:
    parse_month(text)
    return text


Headings = Annotated[tuple[Filled, ...], Before(_listed)]
Labels = Annotated[
    tuple[Filled, ...],
    Before(_listed),
    Must(lambda it: len(it) <= MOST_LABELS, "Too many to be labels.", f"List at most {MOST_LABELS}."),
]
Answers = Annotated[tuple[Annotated[str, After(fold)], ...], Before(_listed)]
ClassKey = Annotated[str, OneOf(lambda: (*offence_classes(), LEAVE_OUT))]
Year = Annotated[str, ReadAs(_year, "a year of four digits")]
Written = Annotated[str, ReadAs(str, "a day or a month")]
DesignEffect = Annotated[
    float, Must(lambda it: 0.2 <= it <= 20, "That is no design effect.", "Write the published one, as 1.3.")
]
MonthCode = Annotated[str, ReadAs(_month, "a month, as 2007-06")]


@dataclass(frozen=True)
class FlagColumn:
    """``set_by`` is a column; ``set_by_text`` one name for every row."""

    column: Filled
    yes: Answers = ("y", "yes", "true", "1")
    no: Answers = ("n", "no", "false", "0")
    set_by: str = ""
    set_by_text: str = ""


@dataclass(frozen=True)
class AreaSet:
    """Which areas a counts file counts by; ``prefix`` makes a code of a name: ``leeds/harehills``."""

    kind: Annotated[str, OneOf(KINDS)]
    vintage: Year
    prefix: str = ""


@dataclass(frozen=True)
class Denominators:
    """The columns that hold a base, and the year they are of."""

    population: Filled = ""
    households: Filled = ""
    workday_population: Filled = ""
    visits: Filled = ""
    year: Year = ""

    def items(self) -> Iterator[tuple[str, str]]:
        """Each base that has a column, with its heading."""
        return ((kind, heading) for kind, heading in vars(self).items() if heading and kind != "year")


@dataclass(frozen=True)
class QuestionColumn:
    """Answers in ``yes`` count, of those in ``base``; all others are left out of the question.

    A score: ``columns`` answered with ``points`` each, who reaches ``at_least`` in all counts; who has not
    answered every one of them is left out.
    """

    column: str = ""
    wording: str = ""
    yes: Answers = ()
    base: Answers = ()
    columns: Headings = ()
    points: Mapping[Annotated[str, After(fold)], float] = field(default_factory=dict)
    at_least: float = nan

    def __post_init__(self) -> None:
        if self.points and (len(self.columns) < 2 or isnan(self.at_least)):
            todo = "Give columns, points for each answer, and at_least, the score from which one counts."
            raise FieldFault("", "A score needs several columns and a least.", "a part of it", todo)
        if not self.points and not self.column:
            raise FieldFault("column", "Something is missing.", "nothing", "Give the heading in their file.")
        if not self.points and not set() < set(self.yes) <= set(self.base):
            todo = "Give base, all answers that count, and yes, some of them."
            raise FieldFault("yes", "The answers are not some of those that count.", _told(self.yes), todo)

    def headings(self) -> tuple[str, ...]:
        """The columns it is answered in."""
        return self.columns or (self.column,)


@dataclass(frozen=True)
class SurveyDesign:
    """How the survey was made; ``fieldwork`` first and last month."""

    weight: str = ""
    wave: str = ""
    fieldwork: tuple[MonthCode, ...] = ()
    design_effect: DesignEffect | None = None
    mode: str = ""
    self_selected: bool = False

    def __post_init__(self) -> None:
        if self.fieldwork and (len(self.fieldwork) != 2 or self.fieldwork[1] < self.fieldwork[0]):
            what, todo = "It needs two months, the earlier first.", 'Write ["2007-06", "2007-09"].'
            raise FieldFault("fieldwork", what, _told(self.fieldwork), todo)


@dataclass(frozen=True)
class Span:
    """From a day to a day, or from a month to a month; both inside."""

    start: Written
    end: Written

    def __post_init__(self) -> None:
        try:
            _ = self.period
        except Refusal as refusal:
            todo = 'Write start = "2014-01" and end = "2017-12", or two days; the earlier one first.'
            raise FieldFault("", refusal.what, refusal.found, todo) from None

    @property
    def period(self) -> Period:
        return parse_period(f"{self.start}:{self.end}")


@dataclass(frozen=True)
class Scheme:
    """The list that codes are from."""

    code: str = ""


@dataclass(frozen=True)
class Offenders:
    """The columns that each hold the key of one person."""

    columns: Headings = ()


@dataclass(frozen=True)
class Coordinates:
    """Whether places may lie outside Great Britain."""

    anywhere: bool = False


@dataclass(frozen=True)
class PartnerMapping:
    """One mapping; see the module for what each table means. ``themes`` of ``columns`` are several."""

    name: Filled
    kind: Annotated[str, OneOf(FIELDS)]
    schema: int = SCHEMA
    confirmed: bool = False
    provider: str = ""
    title: str = ""
    place: str = ""
    place_vintage: Year = PLACE_VINTAGE
    sheet: str = ""
    month_first: bool = False
    public: Annotated[tuple[Filled, ...], Before(_listed)] = ()
    columns: Mapping[str, Annotated[Any, After(_heading)]] = field(default_factory=dict)
    scheme: Scheme = Scheme()
    every_row: Annotated[str, OneOf(lambda: ("", *offence_classes(), LEAVE_OUT))] = ""
    categories: Mapping[Annotated[str, After(fold)], ClassKey] = field(default_factory=dict)
    offenders: Offenders = Offenders()
    flags: Mapping[Annotated[str, After(slug)], FlagColumn] = field(default_factory=dict)
    attributes: Mapping[Annotated[str, After(slug)], Filled] = field(default_factory=dict)
    labels: Mapping[Annotated[str, After(slug)], Labels] = field(default_factory=dict)
    areas: AreaSet | None = None
    denominators: Denominators = Denominators()
    survey: SurveyDesign = SurveyDesign()
    questions: Mapping[str, QuestionColumn] = field(default_factory=dict)
    window: Span | None = None
    covers: Span | None = None
    coordinates: Coordinates = Coordinates()

    def __post_init__(self) -> None:
        """What the tables must say together."""
        if self.schema != SCHEMA:
            what, todo = "The file is of another make.", f"Write schema = {SCHEMA}."
            raise FieldFault("schema", what, str(self.schema), todo)
        object.__setattr__(self, "title", self.title or self.name)
        for key, heading in self.columns.items():
            one_of(f"columns.{key}", key, FIELDS[self.kind])
            if key != "themes" and not isinstance(heading, str):
                raise FieldFault(f"columns.{key}", "It is one column.", _told(heading), "Give one heading.")
        for either in NEEDED[self.kind]:
            if not any(key in self.columns or (key == EVERY_ROW and self.every_row) for key in either):
                raise _lacks(f"columns.{either[0]}", f"Name the column for {' or '.join(either)}.")
        self._check_positions()
        for key in self.labels:
            one_of(f"labels.{key}", key, tuple(self.labelled()))
        if "code" in self.columns:
            one_of("scheme.code", self.scheme.code, code_schemes())
        if self.kind == COUNTS and "area" in self.columns and not self.areas:
            raise _lacks("areas", 'Say what the areas are: [areas] kind = "msoa", vintage = "2021".')
        if self.kind == SURVEY and not self.questions:
            raise _lacks("questions", "Name at least one question: [questions.safe-day] column = …")

    def _check_positions(self) -> None:
        for pair in PAIRS:
            if len(missing := [key for key in pair if key not in self.columns]) == 1:
                raise _lacks(f"columns.{missing[0]}", f"Name the columns for {' and '.join(pair)}.")
        if "easting" in self.columns and "longitude" in self.columns:
            what, todo = "Places are given twice.", "Name eastings and northings, or longitude and latitude."
            raise FieldFault("columns.longitude", what, str(self.columns["longitude"]), todo)

    @property
    def themes(self) -> tuple[str, ...]:
        """The columns that each hold one theme of a reply."""
        found = self.columns.get("themes", ())
        return (found,) if isinstance(found, str) else tuple(found)

    def single_columns(self) -> Mapping[str, str]:
        """Our field -> its heading, without the themes."""
        return {key: heading for key, heading in self.columns.items() if key != "themes"}

    def labelled(self) -> Mapping[str, tuple[str, ...]]:
        """Each field whose words are kept only as labels, with its headings."""
        if self.kind == INCIDENTS:
            return {name: (heading,) for name, heading in self.attributes.items()}
        if self.kind == REPLIES:
            found = {name: (self.columns[name],) for name in REPLY_LABELS if name in self.columns}
            return {**found, **({"theme": self.themes} if self.themes else {})}
        return {}

    def headings(self) -> tuple[str, ...]:
        """Every column of the partner's file that the mapping names."""
        named = [*self.single_columns().values(), *self.themes, *self.offenders.columns]
        named += self.attributes.values()
        for flag in self.flags.values():
            named += [flag.column, flag.set_by]
        named += [heading for _, heading in self.denominators.items()]
        named += [each for question in self.questions.values() for each in question.headings()]
        return tuple(dict.fromkeys(filter(None, [*named, self.survey.weight])))

    def check_header(self, table: SourceTable) -> None:
        """Refuse a file without the columns that the mapping names, or with one of them twice."""
        require_columns(table.header, self.headings(), where=table.name)
        for heading in self.headings():
            table.index(heading)

    def class_of(self, word: str) -> str:
        """The class key of a partner's word, ``leave-out``, or "" when the mapping does not say."""
        own = slug(word)
        known = self.categories.get(fold(word), "") or (own if own in offence_classes() else "")
        return known or self.every_row


def _lacks(key: str, todo: str) -> FieldFault:
    return FieldFault(key, "Something is missing.", "nothing", todo)


def _told(words: Any) -> str:
    return ", ".join(words) or "nothing"


def mapping_sha256(kept: Mapping[str, Any]) -> str:
    """The SHA-256 of what a mapping says, whether or not it, and its words, are confirmed."""
    said = {key: value for key, value in kept.items() if key not in ("confirmed", "public")}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
