"""Writes docs/reference/ from what the program itself knows: `tools/reference_pages.py [--check]`.

In: the command line's parsers, the catalogue's data files, the registered
figures and the docstrings of the analysis modules. Out: one Markdown page each,
byte for byte the same on every machine. With --check nothing is written; the
pages that are not as they would be written are named and the status is 1. What
the catalogue's own readers refuse is told as they tell it; the status is 2.
"""

import argparse
import ast
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tools.markdown import table
from tools.plan_reference import coverage_page, measure_files_page, measures_page, regimes_page
from tools.web_reference import access_page, lives_page, log_page
from wardmote.measuring.analysis.change import FIXED_WORDS
from wardmote.measuring.catalogue.access_matrix import matrix
from wardmote.measuring.catalogue.area_ids import KINDS as AREA_KINDS
from wardmote.measuring.catalogue.caveats import caveats
from wardmote.measuring.catalogue.class_breaks import class_breaks
from wardmote.measuring.catalogue.classes import joined_classes, offence_classes
from wardmote.measuring.catalogue.counted import listed
from wardmote.measuring.catalogue.event_windows import KINDS as WINDOW_KINDS
from wardmote.measuring.catalogue.event_windows import EventWindow, windows
from wardmote.measuring.catalogue.offence_codes import code_schemes
from wardmote.measuring.catalogue.outcomes import outcome_groups, search_results, search_words
from wardmote.measuring.catalogue.periods import month_label
from wardmote.measuring.catalogue.priority_criteria import criteria
from wardmote.measuring.catalogue.questions import questions
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.source_kinds import source_kinds, topics
from wardmote.measuring.drafting.sentences import ASSESSMENT, sentences
from wardmote.measuring.figures.inquiry import METHODS
from wardmote.site.commands.command_line import COMMANDS, parser_for

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by tools/reference_pages.py; change its source and run ./wardmote fix. -->\n"


AREA_MEANINGS = {
    "oa": "output area, the smallest census area (about 130 households)",
    "lsoa": "lower layer super output area (about 1,500 people); the smallest area ever shown for police.uk",
    "msoa": "middle layer super output area (about 8,000 people)",
    "ward": "electoral ward; always with its vintage, for wards change",
    "district": "local authority district or unitary authority",
    "csp": "the area of a Community Safety Partnership",
    "force": "police force area",
    "place": "a place people name: a town centre, a park, a high street",
}


def main(words: Sequence[str]) -> int:
    """Write the pages, or with --check say which are not current."""
    try:
        wanted = pages()
    except Refusal as refusal:
        print(refusal)
        return 2
    stale = [name for name, text in wanted.items() if read(FOLDER / name) != text]
    gone = [path.name for path in FOLDER.glob("*.md") if path.name not in wanted]
    if "--check" in words:
        for name in [*stale, *gone]:
            print(f"docs/reference/{name} is not current; run ./wardmote fix")
        return 1 if stale or gone else 0
    for name in stale:
        (FOLDER / name).write_text(wanted[name], "utf-8", newline="\n")
    for name in gone:
        (FOLDER / name).unlink()
    return 0


def read(path: Path) -> str:
    """The text of a page, or nothing when there is none."""
    return path.read_text("utf-8") if path.exists() else ""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    bodies = {name: write() for name, write in WRITERS.items()}
    contents = [f"- [{text.splitlines()[0].lstrip('# ')}]({name})" for name, text in bodies.items()]
    bodies["README.md"] = "\n".join(["# Reference", "", *contents])
    return {name: f"{NOTE}\n{text.strip()}\n" for name, text in bodies.items()}


# ---- the command line ----


def command_line_page() -> str:
    parts = [
        "# The command line",
        "In a clone or an unpacked zip: `./wardmote COMMAND` (`wardmote.cmd COMMAND` on Windows). "
        "Installed: `wardmote COMMAND`.",
        "Exit status: 0 done; 1 done, but a person must look; 2 refused, nothing changed. "
        "Errors go to standard error and say what, where, what was found and what to do.",
        "In a clone also: `./wardmote test`, `check`, `fix` and `migrations` (see CONTRIBUTING.md).",
    ]
    for name, what in COMMANDS.items():
        if find_spec(f"wardmote.site.commands.{name}"):
            parts += [f"## wardmote {name}", f"{what.capitalize()}.", *command_parts(parser_for(name))]
    return "\n\n".join(parts)


def command_parts(parser: argparse.ArgumentParser) -> list[str]:
    """What one parser takes, and below it what each of its own commands takes."""
    rows, inner = [], []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, child in action.choices.items():
                inner += [f"### {child.prog}", helps.get(name, ""), *command_parts(child)]
        elif not isinstance(action, argparse._HelpAction) and action.help != argparse.SUPPRESS:
            rows.append(option_row(action))
    parts = [table(["give", "meaning"], rows)] if rows else []
    example = [f"```\n{parser.epilog.partition(':')[2].strip()}\n```"] if parser.epilog else []
    return [part for part in [*parts, *example, *inner] if part]


def option_row(action: argparse.Action) -> list[str]:
    values = str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())
    named = ", ".join(action.option_strings)
    given = f"{named} {values}" if named and action.nargs != 0 else named or values
    meaning = action.help or ("the file to load" if action.dest == "file" else "")
    return [f"`{given}`", f"{meaning} (required)".strip() if action.required and named else meaning]


# ---- the catalogue ----


def classes_page() -> str:
    rows = [
        [
            f"`{c.key}`",
            c.label,
            f"`{c.parent}`" if c.parent else "",
            "crime" if c.crime else "incident",
            "depends" if c.polarity == "contextual" else c.polarity,
            str(c.harm),
            c.expectation,
            " ".join(part for part in (c.why, caveats().get(c.caveat, "")) if part),
        ]
        for c in offence_classes().values()
    ]
    heads = ["key", "name", "part of", "kind", "better when", "harm", "against", "what else moves it"]
    return (
        "# Offence and incident classes\n\nA row is kept under its most specific class; the count of a class "
        "includes its parts. Harm runs from 1 (low) to 4 (high), is used for ordering only and may be "
        "overruled in `judgement.toml`.\n\n" + table(heads, rows) + "\n\n" + _class_breaks()
    )


def _class_breaks() -> str:
    """When sources began, ended or changed classes, and what is compared across it."""
    rows = [
        [
            month_label(each.month),
            ", ".join(each.sources),
            *(", ".join(f"`{key}`" for key in keys) for keys in (each.begins, each.ends, each.changes)),
            "; ".join(_joined(key) for key in each.joined),
        ]
        for each in class_breaks()
    ]
    heads = ["from", "source", "begins", "ends", "means something else", "compared across it"]
    return (
        "## Classes that began, ended or changed\n\nA class is set beside itself only where both periods lie "
        "on one side of the month; else the reason is printed.\n\n" + table(heads, rows)
    )


def _joined(key: str) -> str:
    found = joined_classes()[key]
    return f"{found.label} (`{key}`): {', '.join(f'`{part}`' for part in found.joins)}"


def codes_page() -> str:
    parts = ["# Home Office offence codes", "`17*` stands for 17 and its lettered or numbered parts."]
    for scheme in code_schemes().values():
        until = f" to {scheme.ends}" if scheme.ends else " on"
        parts += [
            f"## {scheme.title} (`{scheme.key}`)",
            f"From {scheme.starts}{until}. {scheme.note}".strip(),
        ]
        held: dict[str, list[str]] = {}
        for code, key in [*scheme.single.items(), *((f"{s}*", k) for s, k in scheme.series.items())]:
            held.setdefault(key, []).append(code)
        parts.append(
            table(["class", "codes"], [[f"`{k}`", ", ".join(sorted(v))] for k, v in sorted(held.items())])
        )
        if scheme.refused:
            refused = [[code, why] for code, why in sorted(scheme.refused.items())]
            parts.append(table(["refused in these years", "what to do"], refused))
    return "\n\n".join(parts)


def sources_page() -> str:
    rows = [
        [
            f"`{s.key}`",
            s.title,
            "months only" if s.months_only else "",
            ", ".join(topics()[t] for t in s.tells),
            s.attribution,
        ]
        for s in source_kinds()
    ]
    heads = ["kind", "name", "precision", "can tell about", "printed with it"]
    return "# Kinds of source\n\n" + table(heads, rows)


def windows_page() -> str:
    parts = ["# The calendar of events", "First and last day of each window, both inside it."]
    for kind in WINDOW_KINDS:
        held: dict[str, list[EventWindow]] = {}
        for window in windows(kind):
            where = f"{window.label} ({', '.join(window.countries)})" if window.countries else window.label
            held.setdefault(where, []).append(window)
        rows = [[label, days_of(found)] for label, found in held.items()]
        parts += [f"## {kind.replace('-', ' ').capitalize()}s", table(["window", "days"], rows)]
    return "\n\n".join(parts)


def days_of(found: Sequence[EventWindow]) -> str:
    """The days of one window in every year; said once where they are the same each year."""
    first, last = found[0], found[-1]
    if len(found) > 1 and len({f"{w.start:%m-%d} {w.end:%m-%d}" for w in found}) == 1:
        edges = " to ".join(f"{day.day} {day:%B}" for day in sorted({first.start, first.end}))
        return f"{edges}, each year from {first.year} to {last.year}"
    return "; ".join(f"{w.start}" if w.start == w.end else f"{w.start} to {w.end}" for w in found)


def keyed_page(title: str, heads: Sequence[str], rows: dict[str, str]) -> str:
    """A page that is one table of keys and sentences."""
    return f"# {title}\n\n" + table(heads, [[f"`{key}`", words] for key, words in rows.items()])


def outcomes_page() -> str:
    """What came of crimes and of searches: the groups, what is in them, and the words of the source."""
    lists = (
        ("What came of a crime", outcome_groups()),
        ("What a search ended with", search_results()),
        ("What is printed of a search", search_words()),
    )
    parts = ["# What came of it\n\nShares are of the crimes that are closed: the first three groups."]
    for title, groups in lists:
        rows = [
            [f"`{g.key}`", g.label, g.means, "; ".join(filter(None, g.categories))] for g in groups.values()
        ]
        parts.append(f"## {title}\n\n" + table(["key", "group", "which", "words of data.police.uk"], rows))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def priorities_page() -> str:
    rows = [[f"`{c.key}`", c.label, f"{c.weight:.2f}", c.scores] for c in criteria().values()]
    return (
        "# How matters are proposed as priorities\n\nScores advise; people decide, with a reason.\n\n"
        + table(["key", "criterion", "weight", "what earns each score"], rows)
    )


SAYING = {
    "The assessment": ASSESSMENT,
    "Today": "wardmote.site.today",
    "What changed, the map and the pages of figures": "wardmote.knowing.asking",
    "What is owed, on Today and its own page": "wardmote.ground.owed",
}
"""The rooms whose sentences are templates, by what a reader calls them."""


def sentences_page() -> str:
    parts = [
        "# The sentences of the assessment and of pages",
        "Every sentence the program writes by itself into an assessment and on these pages, filled with an "
        "invented example: to be read aloud. A change is called only what "
        "[is clear](../explanation/how-it-decides-clear.md) allows: "
        f"{listed(FIXED_WORDS)}. What travels with a number is among the [caveats](caveats.md).",
    ]
    for title, room in SAYING.items():
        rows = [[s.reads, f"`{s.says}`", f"`{s.key}`"] for s in sentences(room).values()]
        parts += [f"## {title}", table(["it reads", "template", "key"], rows)]
    return "\n\n".join(parts)


# ---- who may see what of the registers ----


def matrix_page() -> str:
    from wardmote.measuring.catalogue.purposes import purpose_kinds

    held = matrix()
    head = ["", *(each.key for each in held.registers)]
    rows = [[f"**{row.title}**", *(row.cells)] for row in held.rows]
    whose = [
        [row.title, listed(row.kinds) or "any body", listed(row.roles) or "any role"] for row in held.rows
    ]
    return "\n\n".join(
        [
            "# Who may see what of the registers",
            "F: all of it by role. C: a named person, a named case, a purpose in force. D: without persons. "
            "A: counts, with small ones kept back. P: what is public. -: nothing. Own: what their own body "
            "brought, or their own area. Reading follows every hat of a person; acts are done in one. What "
            "lies in C is never searched or exported, and no search goes over a sealed register.",
            table(head, rows),
            "## The registers",
            table(
                ["", "register", "sealed"],
                [[r.key, r.title, "yes" if r.sealed else ""] for r in held.registers],
            ),
            "## Whose line it is",
            table(["line", "bodies of these kinds", "in these roles"], whose),
            "## What a record is opened for",
            table(
                ["purpose", "rests on", "days"],
                [[each.title, each.provision, str(each.days)] for each in purpose_kinds().values()],
            ),
        ]
    )


# ---- figures and the methods behind them ----


def figures_page() -> str:
    import_module("wardmote.measuring.figures.methods")  # registers every method
    rows = [[f"`{m.name}`", str(m.version), m.title] for _, m in sorted(METHODS.items())]
    return "# Figures\n\nWhat each kind of figure is; `wardmote figure HASH` computes one again.\n\n" + table(
        ["method", "version", "what the number is"], rows
    )


def methods_page() -> str:
    parts = [
        "# Methods",
        "What each goes by, in its own words: the head of its module in `measuring/analysis`.",
    ]
    for path in sorted((ROOT / "src/wardmote/measuring/analysis").glob("[!_]*.py")):
        words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        first, _, rest = words.partition("\n")
        parts += [
            f"## {path.stem.replace('_', ' ').capitalize()}",
            f"**{first}**",
            f"```text\n{rest.strip()}\n```",
        ]
    return "\n\n".join(part for part in parts if part != "```text\n\n```")


WRITERS: dict[str, Callable[[], str]] = {
    "access.md": access_page,
    "registers.md": matrix_page,
    "lives.md": lives_page,
    "log.md": log_page,
    "command-line.md": command_line_page,
    "classes.md": classes_page,
    "offence-codes.md": codes_page,
    "sources.md": sources_page,
    "events.md": windows_page,
    "questions.md": lambda: keyed_page("Questions a finding answers", ["key", "question"], dict(questions())),
    "caveats.md": lambda: keyed_page("Caveats", ["key", "printed beside the number"], dict(caveats())),
    "outcomes.md": outcomes_page,
    "priorities.md": priorities_page,
    "sentences.md": sentences_page,
    "measures.md": measures_page,
    "measure-files.md": measure_files_page,
    "regimes.md": regimes_page,
    "coverage.md": coverage_page,
    "area-kinds.md": lambda: keyed_page(
        "Kinds of area", ["kind", "meaning"], {kind: AREA_MEANINGS[kind] for kind in AREA_KINDS}
    ),
    "figures.md": figures_page,
    "methods.md": methods_page,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
