"""Reference pages of what the plan's room rests on: measures, the law in force, what is covered.

In: the catalogue's data files. Out: each page as Markdown, without the note at its head.
"""

from datetime import date

from tools.markdown import table
from wardmote.measuring.catalogue.classes import offence_class
from wardmote.measuring.catalogue.coverage import coverage
from wardmote.measuring.catalogue.measures import BY_HAND, FORMS, POLARITIES, Measure, measures
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
