"""The work of ``wardmote demo``: the town written, loaded and assessed, its pages served.

Apart from the command's words, since it brings every method: ``wardmote demo --help`` needs none.
"""

import argparse
import os
import sys
from pathlib import Path

import tomlkit

from wardmote.measuring.catalogue.periods import parse_period
from wardmote.measuring.demonstration.town import Town, write_town
from wardmote.measuring.drafting.judgement import FILE_NAME, template
from wardmote.measuring.figures.methods import open_inquiry
from wardmote.measuring.sources import child_process
from wardmote.measuring.store.folder import Folder
from wardmote.site.commands import load
from wardmote.site.commands.assess_place import Commission, assess
from wardmote.site.installation import address

PARTNERSHIP = "stevenage"
READERS = ("wardmote.measuring.store.open_load", "wardmote.measuring.store.partner_load")
"""What each of sixteen loads would import anew, half a second each."""


def make_town(folder: Path, data: Path) -> Town:
    """Write, load and assess the town in a folder; what is there already is gone on from."""
    _say(f"Writing the demonstration town to {folder / 'files'} (synthetic: no real person or event)")
    town = write_town(folder / "files")
    load_town(town, data, partnership=PARTNERSHIP)
    out = folder / "assessment"
    begin_judgement(out, town)
    inquiry = open_inquiry(data, PARTNERSHIP)
    periods = parse_period(town.period), parse_period(town.against)
    assess(inquiry, inquiry.evidence.place(town.place), Commission(*periods, "partner", out, data))
    print("\n".join(_next(folder / "assessment", data)), flush=True)
    return town


def serve_town(town: Town, data: Path, *, port: int) -> int:
    """Make the people, let the worker draft on the web what the documents hold, and serve."""
    os.environ["WARDMOTE_DEMO"] = "1"
    os.environ["WARDMOTE_ADDRESS"] = address() or f"http://localhost:{port}"
    from wardmote.site.commands.serve import serve
    from wardmote.site.commands.starting import prepare

    prepare(data, _say)
    from wardmote.site.accounts.cast import begin_assessment, begin_plan, make_cast

    place = open_inquiry(data, PARTNERSHIP).evidence.place(town.place)
    make_cast(place_id=str(place.id), place_name=place.name)
    begin_assessment(town.intelligence)
    begin_plan()
    return serve(data, port=port)


def load_town(town: Town, data: Path, *, partnership: str = "own") -> None:
    """Load the town's files in their order with the ordinary command, mappings first."""
    for path in town.mappings:
        target = Folder(data).mapping(partnership, path.stem)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.write_bytes(path.read_bytes())
    child_process.preload(*READERS)
    parser = argparse.ArgumentParser()
    load.add_arguments(parser)
    for number, words in enumerate(town.loads, 1):
        _say(f"Loading {number} of {len(town.loads)}: {Path(words[1]).name}")
        what, name, *options = words
        args = parser.parse_args([what, str(town.folder / name), *options])
        args.data, args.json, args.partnership = data, False, partnership
        args.names_are_public = True  # of an invented town
        load.run(args)


def begin_judgement(out: Path, town: Town) -> None:
    """A judgement file with what partners report in this town and nobody counted; an existing one is kept."""
    path = out / FILE_NAME
    if path.exists():
        return
    out.mkdir(parents=True, exist_ok=True)
    document = tomlkit.parse(template())
    told = tomlkit.aot()
    for statement in town.intelligence:
        told.append(tomlkit.item({"words": statement["words"], "source": statement["source"]}))
    document["intelligence"] = told
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _next(out: Path, data: Path) -> list[str]:
    return [
        "",
        "Look first at:",
        f"  {out / 'assessment.html'}   the assessment in your browser (the first two pages are "
        "for the chair)",
        f"  {out / 'assessment.pdf'}    the same for printing; assessment.docx to edit",
        f"  {out / FILE_NAME}   reword, hide or sign off there, then run the demo again",
        f"Ask a number: wardmote figure HASH --data {data} --partnership {PARTNERSHIP}",
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
