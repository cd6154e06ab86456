"""Reference pages of what the plan's room rests on: measures, the law in force, what is covered.

In: the catalogue's data files. Out: each page as Markdown, without the note at its head.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date

from tools.markdown import table
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.coverage import coverage
from wardmote.measuring.catalogue.measure_rules import AGAINST, FEEDS, RULES, classes_of
from wardmote.measuring.catalogue.measures import (
    AREAS,
    BY_HAND,
    FORMS,
    POLARITIES,
    Measure,
    measures,
    schemes,
)
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.regimes import BodyKind, law


def measures_page() -> str:
    held = measures().values()
    rows = [
        [m.id or "", m.national, f"[{m.name}](#{m.key})", m.unit, POLARITIES[m.polarity], yes(m.switched_on)]
        for m in held
    ]
    return "\n\n".join(
        [
            "# Measures",
            "What each number is, what it rests on and how it misleads; one data file each in "
            "`measuring/catalogue/measures`. A measure with another basket is another series.",
            table(["row", "national", "measure", "unit", "better", "on"], rows),
            *(part for item in held for part in measure_parts(item)),
        ]
    )


def yes(value: bool) -> str:
    return "yes" if value else "off"


def measure_parts(item: Measure) -> list[str]:
    """One measure: its fields as a table, then breaks and limits as lists."""
    rows = [
        ["why it matters", item.why],
        ["counted", item.numerator],
        ["set against", item.denominator],
        ["unit", f"{item.unit} ({FORMS[item.form]})"],
        ["better", POLARITIES[item.polarity]],
        ["source", item.source],
        ["valid for", ", ".join(item.areas)],
        ["by hand", BY_HAND[item.by_hand]],
        ["rests on", item.basis],
        ["made by, checked by", f"{item.author}; {item.checker}"],
        ["looked at again", item.review.isoformat()],
    ]
    rows += [["in force", spell(item)]] if item.starts or item.ends else []
    rows += (
        [["always split", ", ".join(offence_class(key).label for key in item.parts)]] if item.parts else []
    )
    rows += [["never added to", ", ".join(f"`{key}`" for key in item.beside)]] if item.beside else []
    rows += [["survey question", f"`{item.question}`"]] if item.question else []
    rows += [[f"basket, `{s}`", ", ".join(f"`{k}`" for k in keys)] for s, keys in item.basket.items()]
    rows += [[f"`{feed}`", "feeds it"] for feed in item.fed_by]
    rows += [
        [f"`{feed}`", f"not available from this source: {why}"] for feed, why in item.not_available.items()
    ]
    listed = [f"- From {b.on.isoformat()}: {b.what}" for b in item.breaks] + [f"- {w}" for w in item.misleads]
    title = f"## {item.key}"
    return [title, f"**{item.name}**", table(["field", "what it is"], rows), "\n".join(listed)]


WORDS: Mapping[str, Mapping[str, str]] = {
    "form": FORMS,
    "polarity": POLARITIES,
    "against": AGAINST,
    "fed_by": FEEDS,
    "by_hand": BY_HAND,
}


def measure_files_page() -> str:
    """What the reader of a measure's file takes and refuses."""
    keys = [each for each in fields(Measure) if each.name != "key"]
    needed = [each.name for each in keys if each.default is MISSING and each.default_factory is MISSING]
    spare = [each.name for each in keys if each.name not in needed]
    return "\n\n".join(
        [
            "# What a measure's file may say",
            "The measures themselves stand in [Measures](measures.md); how one is added, in "
            "[Add a measure](../how-to/add-a-measure.md).",
            f"Every file has {code(needed)}. It may leave out {code(spare)}.",
            *(part for key, words in WORDS.items() for part in allowed(key, words)),
            "## areas",
            f"Kinds of area: {code(AREAS)}.",
            "## basket",
            "The classes counted, for each kind of codes; only where `incidents`, `counts` or `police-uk` is "
            "in `fed_by`. A class brings its parts with it.",
            table(["kind of codes", "what it is", "its classes"], baskets()),
            "## What is refused",
            "Beside a key, a word or a value that cannot be read; every fault of a file is told at once.",
            table(
                ["key", "what", "to do"],
                [[rule.field or "(the file)", rule.what, rule.todo] for rule in RULES],
            ),
        ]
    )


def allowed(key: str, words: Mapping[str, str]) -> list[str]:
    return [f"## {key}", table(["word", "what it is"], [[f"`{word}`", said] for word, said in words.items()])]


def baskets() -> Iterator[list[str]]:
    said = {
        "partner": "rows classed by a partner's own words, as its mapping says",
        "police-uk": "files of data.police.uk",
    }
    for scheme in schemes():
        classes = "any class" if scheme == "partner" else code(sorted(classes_of(scheme)))
        yield [f"`{scheme}`", said.get(scheme) or code_schemes()[scheme].title, classes]


def code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def spell(item: Measure) -> str:
    first = f"from {item.starts.isoformat()}" if item.starts else ""
    last = f"to {item.ends.isoformat()}" if item.ends else ""
    return f"{first} {last}".strip()


def regimes_page() -> str:
    held = law()
    ending = [getattr(item, "ends", None) for item in held.duties]
    duties = [
        [d.title, d.provision, d.starts.isoformat(), day(e), d.who, d.how_often, d.due, d.severity, d.mark]
        for d, e in zip(held.duties, ending, strict=True)
    ]
    bodies = [
        [f"`{b.key}`", b.title, b.starts.isoformat(), day(b.ends), responsible(b), b.mark]
        for b in held.bodies
    ]
    heads = ["duty", "provision", "from", "to", "who", "how often", "due", "severity", "mark"]
    return "\n\n".join(
        [
            "# Which law was in force",
            "Not legal advice. A plan edition pins the regime of its approval; each row has its own dates.",
            table(
                ["regime", "from", "what changed"],
                [[f"`{r.key}`: {r.title}", r.starts.isoformat(), r.note] for r in held.regimes],
            ),
            "## Duties",
            table(heads, duties),
            "## Kinds of body",
            table(["kind", "name", "from", "to", "responsible authority", "mark"], bodies),
            "## What the strategy must deal with",
            table(
                ["matter", "from", "provision", "mark"],
                [[s.title, s.starts.isoformat(), s.provision, s.mark] for s in held.strands],
            ),
        ]
    )


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def responsible(kind: BodyKind) -> str:
    words = {"always": "yes", "two-tier": "where there are two tiers", "never": ""}[kind.responsible]
    return f"{words}, from {kind.responsible_from.isoformat()}" if kind.responsible_from else words


def coverage_page() -> str:
    held = coverage().values()
    counts = {state: sum(row.state == state for row in held) for state in ("held", "in part", "not yet")}
    rows = [[row.key, row.what, row.state, tests_of(row.tests), row.waiting_for] for row in held]
    return "\n\n".join(
        [
            "# What is covered",
            "Every row of the partnership's domain notes, with the tests that hold it, or the room "
            f"it waits for. Of {len(held)} rows {counts['held']} are held, {counts['in part']} in part, "
            f"{counts['not yet']} not yet.",
            table(["row", "what", "state", "tests", "waits for"], rows),
        ]
    )


def tests_of(tests: tuple[str, ...]) -> str:
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests)
