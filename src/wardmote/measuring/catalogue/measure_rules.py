"""What the fields of a measure must say together, and what its file must not say that another says.

In: a ``Measure`` whose fields are right each by itself. Out: a ``FieldFault`` for everything that is wrong,
with the key, what was found and what to do. ``RULES`` are those of one field; the functions after it are
those of feeds and baskets, where the key is the source's or the scheme's.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.measuring.catalogue.classes import CRIME_TYPES, OLD_CRIME_TYPES, offence_classes, with_parts
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.strict_toml import FieldFault

if TYPE_CHECKING:
    from wardmote.measuring.catalogue.measures import Measure

AGAINST: Mapping[str, str] = {
    "population": "residents, as the mid-year estimate loaded for the year counts them",
    "households": "households, as the census loaded counts them",
    "answers": "the valid answers to a survey's question",
    "baseline": "the same group's own count in twelve months before",
    "caseload": "the people on an agency's list; only the share against the one predicted for them compares",
    "cohort": "a group of people or cases chosen once and followed",
}
FEEDS: Mapping[str, str] = {
    "incidents": "a partner's records, one row an incident",
    "counts": "a partner's table of counts",
    "police-uk": "files of data.police.uk",
    "survey": "answers of a survey",
}
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTED_PER = ("rate", "frequency", "weighted rate")
OVER_RESIDENTS = (("rate", "population"), ("rate", "households"))
PER_CENT = ("share", "change")
SAYS: Mapping[str, str] = {  # words of which one must say what it is set against; a cohort may have any name
    "population": r"resident|population|people|inhabitant",
    "households": r"household|dwelling|homes",
    "answers": r"answer|respon",
    "baseline": r"baseline",
    "caseload": r"caseload",
}
LISTS = ("areas", "fed_by", "also_against", "parts", "beside", "caveats")
POLICE_UK = frozenset({*CRIME_TYPES.values(), *OLD_CRIME_TYPES.values()})


@dataclass(frozen=True)
class MeasureRule:
    """``found`` answers what is wrong with the field, or something empty where nothing is."""

    field: str
    found: "Callable[[Measure], object]"
    what: str
    todo: str


RULES = (
    MeasureRule(
        "",
        lambda m: not KEY.fullmatch(m.key) and f"{m.key}.toml",
        "The name of the file is the measure's key: small letters, digits and hyphens.",
        "Rename it, as domestic-burglary.toml.",
    ),
    MeasureRule(
        "against",
        lambda m: m.form != "number" and not m.against and "nothing",
        "Something is missing.",
        f"Use one of: {', '.join(AGAINST)}.",
    ),
    MeasureRule(
        "against",
        lambda m: m.form == "number" and m.against,
        "A number is set against nothing.",
        "Leave against out, or give another form.",
    ),
    MeasureRule(
        "denominator",
        lambda m: _unsaid(m.denominator, m) and f'"{m.denominator}" with against = "{m.against}"',
        "The words do not say what the measure is set against.",
        'Write what it is divided by, as "Residents, mid-year estimate", or mend against.',
    ),
    MeasureRule(
        "unit",
        lambda m: m.form in COUNTED_PER and _counted_per(m.unit) is None and m.unit,
        "The unit does not say what it is counted per.",
        'Write it with the number in figures, as "offences per 1,000 residents".',
    ),
    MeasureRule(
        "unit",
        lambda m: m.form in COUNTED_PER and _unsaid(m.unit, m) and f'"{m.unit}" with against = "{m.against}"',
        "The unit is counted per something else than the measure is set against.",
        'Write it as "offences per 1,000 residents" or "offences per 1,000 households", or mend against.',
    ),
    MeasureRule(
        "unit",
        lambda m: (m.form in PER_CENT) != m.unit.startswith("%") and m.unit,
        "A share or a change is in per cent, and nothing else is.",
        'Begin the unit with % for these forms, as "% of adults", and for no other.',
    ),
    MeasureRule(
        "per",
        lambda m: m.per > 0 and m.per != (_counted_per(m.unit) or m.per) and f"{m.per:,.10g}",
        "It is not the number that the unit names.",
        'Write the same number in both, as per = 1000 and unit = "offences per 1,000 residents".',
    ),
    MeasureRule(
        "per",
        lambda m: m.form in COUNTED_PER and m.per <= 0 and f"{m.per:,.10g}",
        "A rate needs a number it is counted per.",
        "Give per = 1000.",
    ),
    MeasureRule(
        "per",
        lambda m: m.form not in COUNTED_PER and m.per and f"{m.per:,.10g}",
        "This form is counted per nothing.",
        f"Leave per out; it is for: {', '.join(COUNTED_PER)}.",
    ),
    MeasureRule(
        "also_against",
        lambda m: m.against in m.also_against and m.against,
        "It is set against that already.",
        "Take it out of also_against.",
    ),
    MeasureRule(
        "beside", lambda m: m.key in m.beside and m.key, "It would stand beside itself.", "Take it out."
    ),
    MeasureRule(
        "ends",
        lambda m: m.starts and m.ends and m.ends < m.starts and str(m.ends),
        "It ends before it starts.",
        "Mend starts or ends.",
    ),
    MeasureRule(
        "checker",
        lambda m: m.checker.casefold() == m.author.casefold() and m.checker,
        "Nobody checks their own measure.",
        'Name a second person, or write "not yet checked by a second person".',
    ),
    MeasureRule(
        "basket",
        lambda m: _rows(m) and not m.basket and "nothing",
        "A measure counted from rows needs its basket.",
        'Give [basket] with the classes of each source, as partner = ["robbery"].',
    ),
    MeasureRule(
        "basket",
        lambda m: not _rows(m) and ", ".join(m.basket),
        "No source is counted by the basket.",
        "Name incidents, counts or police-uk in fed_by, or leave the basket out.",
    ),
    MeasureRule(
        "basket.police-uk",
        lambda m: ("police-uk" in m.basket) != ("police-uk" in m.fed_by)
        and f"fed_by {', '.join(m.fed_by) or 'nothing'}, basket {', '.join(m.basket) or 'nothing'}",
        "The basket and fed_by do not agree about police.uk.",
        "Name it in both, or in neither.",
    ),
    MeasureRule(
        "fed_by",
        lambda m: _rows(m) and m.form != "number" and (m.form, m.against) not in OVER_RESIDENTS and _rows(m),
        "Rows can be counted only as a number, or as a rate over residents or households.",
        'Give form = "rate" and against = "population" or "households", or say in not_available why not.',
    ),
    MeasureRule(
        "fed_by",
        lambda m: "survey" in m.fed_by and (m.form, m.against) != ("share", "answers") and "survey",
        "A survey gives only a share of its answers.",
        'Give form = "share" and against = "answers", or say in not_available why not.',
    ),
    MeasureRule(
        "question",
        lambda m: ("survey" in m.fed_by) != bool(m.question) and (m.question or "nothing"),
        "A measure from a survey names the survey's question, and no other measure does.",
        "Give the question's key, as the mapping of the survey writes it, or mend fed_by.",
    ),
    MeasureRule(
        "question",
        lambda m: m.question and not KEY.fullmatch(m.question) and m.question,
        "That cannot be the key of a survey's question.",
        "Use small letters, digits and hyphens, as place-survey-drug-use.",
    ),
)  # fmt: skip


def faults_of(m: "Measure") -> Iterator[FieldFault]:
    """Everything that is wrong with a measure by itself."""
    for rule in RULES:
        if found := rule.found(m):
            yield FieldFault(rule.field, rule.what, str(found), rule.todo)
    yield from _feeds(m)
    for name in LISTS:
        yield from _twice(name, getattr(m, name))
    for scheme, keys in m.basket.items():
        yield from _twice(f"basket.{scheme}", keys)
        yield from _basket(f"basket.{scheme}", keys, classes_of(scheme))


def faults_between(found: "Mapping[str, Measure]") -> Mapping[str, list[FieldFault]]:
    """What one measure says that another says already, or of another that is not there; by key."""
    faults: dict[str, list[FieldFault]] = {}
    seen: dict[tuple[str, str], str] = {}
    for key, item in found.items():
        for other in (other for other in item.beside if other not in found):
            todo = f"Use one of: {', '.join(sorted(found))}."
            faults.setdefault(key, []).append(FieldFault("beside", "There is no such measure.", other, todo))
        for name in ("id", "national", "name"):
            said = str(getattr(item, name)).strip()
            first = seen.setdefault((name, said.casefold()), key)
            if said and first != key:
                what = "Another measure has it already."
                fault = FieldFault(name, what, f"{said}, as {first}.toml", "Give it to one of the two.")
                faults.setdefault(key, []).append(fault)
    return faults


def _rows(m: "Measure") -> str:
    """The sources of rows that feed it."""
    return ", ".join(feed for feed in m.fed_by if feed != "survey")


def _unsaid(words: str, m: "Measure") -> bool:
    """Whether words say nothing of what the measure is set against."""
    return not re.search(SAYS.get(m.against, ""), words, re.IGNORECASE)


def _counted_per(unit: str) -> float | None:
    """The number a unit is counted per; 1 where it names only of what; None where it says nothing.

    >>> _counted_per("offences per 1,000 residents"), _counted_per("offences per young person")
    (1000.0, 1.0)
    """
    found = re.search(r"\bper\s+([\d,]*)", unit)
    return float(found[1].replace(",", "") or 1) if found else None


def _feeds(m: "Measure") -> Iterator[FieldFault]:
    """Each kind of source either feeds the measure or has a reason why not; never both or neither."""
    for feed in FEEDS:
        if (feed in m.fed_by) == (feed in m.not_available):
            yield FieldFault(
                f"not_available.{feed}",
                "A source either feeds the measure or has the reason why it cannot.",
                "both" if feed in m.fed_by else "neither",
                "Put it into fed_by, or give the reason in not_available.",
            )


def _twice(name: str, words: Collection[str]) -> Iterator[FieldFault]:
    twice = sorted({word for word in words if list(words).count(word) > 1})
    if twice:
        yield FieldFault(name, "The same stands twice.", ", ".join(twice), "Take one out.")


def _basket(name: str, keys: Collection[str], known: Collection[str]) -> Iterator[FieldFault]:
    """Classes that the source does not have, and a class together with its own part."""
    for key in keys:
        if not with_parts(key) & set(known):
            todo = f"Use one of: {', '.join(sorted(known))}."
            yield FieldFault(name, "The source has no such class.", key, todo)
        parent = offence_classes()[key].parent
        if parent in keys:
            what = f"A part is counted within its class already: {key} within {parent}."
            yield FieldFault(name, what, f"{parent} and {key}", "Keep one of the two.")


def classes_of(scheme: str) -> Collection[str]:
    """The classes that rows of a scheme can have."""
    if scheme == "police-uk":
        return POLICE_UK
    return offence_classes() if scheme == "partner" else code_schemes()[scheme].classes
