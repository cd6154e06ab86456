"""Every reader over real files that were changed: a result or a refusal in words, in bounded memory and time.

In: a seed, how many changed files for each reader, a folder. Out: a line for each error of a library that
would have reached a person; a file that takes more than its limits is refused, and counted apart.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.faults.mutations import mutated
from tests.faults.samples import Sample, samples
from wardmote.deciding.performance.measures.peers_file import read_peers
from wardmote.deciding.plan.exchange.shipped import parse_edition, shipped_editions
from wardmote.deciding.plan.exchange.workbook import edition_in, workbook_rows
from wardmote.ground.attachments.cleaning import cleaned
from wardmote.ground.mail.bounces import bounces_in
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.drafting.judgement import read_judgement
from wardmote.measuring.sources import child_process
from wardmote.measuring.sources.boundaries import read_boundaries
from wardmote.measuring.sources.child_process import ChildLimits, run_in_child
from wardmote.measuring.sources.denominators import read_totals
from wardmote.measuring.sources.deprivation import read_deprivation
from wardmote.measuring.sources.lookups import read_lookup
from wardmote.measuring.sources.mapping_files import read_mapping
from wardmote.measuring.sources.opening import only_entry
from wardmote.measuring.sources.partner_tables import read_partner_table
from wardmote.measuring.sources.suggesting import suggest_mapping
from wardmote.measuring.sources.tables import read_table
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.loading import quiet
from wardmote.measuring.store.partner_load import READERS as PARTNER_READERS
from wardmote.measuring.store.police_uk_load import load_police_uk
from wardmote.measuring.store.recognising import recognise
from wardmote.site.backup import recovery
from wardmote.site.backup.archive import unpack
from wardmote.site.commands.audit import heads_in

LIMITS = ChildLimits(memory=1 << 30, seconds=60)
TODAY = date(2026, 1, 1)
NUMBER = 2000  # changed files for each reader
AT_ONCE = 50  # changed files for one child
LIBRARY = re.compile(  # words that are a library's, not ours
    r"Traceback|object at 0x|<class |\b[A-Za-z]+(?:Error|(?-i:Exception))\b|std::|pydantic|duckdb|codec can"
    r"|Error -?\d|zip file$|\bCRC(?:-?\d+)?\b|argument must|invalid literal",
    re.IGNORECASE,
)
Reader = Callable[[Path], object]


# ---- the readers, each over one path ----


def partners_rows(path: Path) -> object:
    mapping = read_mapping(next(path.parent.glob("*.toml")))
    table = read_partner_table(path, sheet=mapping.sheet)
    suggest_mapping(table, name="new", kind=mapping.kind)
    return PARTNER_READERS[mapping.kind](table, mapping, TODAY)


def totals(path: Path) -> object:
    return read_totals(read_table(only_entry(path)), what="population", year=2020, vintage=None)


def police(path: Path) -> object:
    folder = Folder(path.parent / "data")
    return load_police_uk(folder, [path], released=None, today=TODAY, report=quiet)


def plan_folder(path: Path) -> object:
    (home := path.parent / "edition").mkdir()
    for file in Path(str(next(iter(shipped_editions().values())))).glob("*.toml"):
        (home / file.name).write_bytes((path if file.name == path.name else file).read_bytes())
    return parse_edition(home)


def encrypted_backup(path: Path) -> object:
    identity = recovery.identity_in((path.parent / "key.txt").read_text())
    if not recovery.is_encrypted(path):
        return unpack(path, path.parent / "unpacked", lambda *_: None)
    with recovery.decrypted(path, identity, path.parent) as plain:
        return unpack(path, path.parent / "unpacked", lambda *_: None, stream=plain)


READERS: Mapping[str, Reader] = {
    "recognise": lambda path: recognise(path, path.name),
    "partner's rows": partners_rows,
    "partner's book": read_partner_table,
    "police.uk": police,
    "boundaries": lambda path: read_boundaries(only_entry(path), kind="ward", vintage="2013"),
    "lookup": lambda path: read_lookup(read_table(only_entry(path))),
    "totals": totals,
    "deprivation": lambda path: read_deprivation(read_table(only_entry(path)), year=2019, vintage="2011"),
    "plan workbook": lambda path: edition_in(*workbook_rows(path)),
    "peers": lambda path: read_peers(path.read_bytes(), name=path.name, own="Stevenage"),
    "attachment": lambda path: cleaned(path.read_bytes()),
    "mapping": read_mapping,
    "judgement": read_judgement,
    "backup": lambda path: unpack(path, path.parent / "unpacked", lambda *_: None),
    "encrypted backup": encrypted_backup,
    "recovery key": lambda path: recovery.identity_in(path.read_bytes().decode("utf-8", "replace")),
    "plan folder": plan_folder,
    "bounce": lambda path: list(bounces_in(path)),
    "log's heads": heads_in,
}


# ---- trying ----


@dataclass
class Tried:
    """What became of the changed files of one reader."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def try_each(
    reader: str, name: str, beside: tuple[str, str], contents: Sequence[bytes], folder: Path
) -> list[str]:
    """Runs in the child: "result", "refusal", or what went wrong, of each content."""
    said = []
    for number, content in enumerate(contents):
        there = folder / f"{number}-{random.randrange(1 << 40):x}"
        there.mkdir()
        path = there / name
        path.write_bytes(content)
        if beside[0]:
            (there / beside[0]).write_text(beside[1], "utf-8")
        said.append(_try_one(READERS[reader], path))
    return said


def _try_one(reader: Reader, path: Path) -> str:
    try:
        answer = reader(path)
    except Refusal as refusal:
        return in_words(refusal)
    except MemoryError:
        raise
    except Exception as error:
        return child_process._place(error)
    problem = getattr(answer, "problem", None)
    return in_words(problem) if isinstance(problem, Refusal) else "result"


def in_words(refusal: Refusal) -> str:
    told = LIBRARY.search(f"{refusal.what} {refusal.found} {refusal.todo}")
    return f"a refusal says {told[0]!r}: {refusal.what} {refusal.found[:60]!r}" if told else "refusal"


def try_reader(chosen: Sequence[Sample], seed: int, number: int, folder: Path) -> Tried:
    """That many changed files for a reader, spread over its samples."""
    tried, chance, began = Tried(), random.Random(f"{seed} {chosen[0].reader}"), time.monotonic()
    left = number
    while left > 0:
        sample = chance.choice(chosen)
        contents = [mutated(sample.content, chance) for _ in range(min(AT_ONCE, left))]
        left -= len(contents)
        for said in _in_children(sample, contents, folder):
            tried.outcomes[said if said in ("result", "refusal", "too much") else "fault"] += 1
            if said not in ("result", "refusal", "too much"):
                tried.faults[said] += 1
    tried.seconds = time.monotonic() - began
    return tried


def _in_children(sample: Sample, contents: Sequence[bytes], folder: Path) -> list[str]:
    """All in one child; where that takes too much or dies, each half by itself."""
    import shutil
    import tempfile

    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        return run_in_child(
            try_each, sample.reader, sample.name, sample.beside, contents, place, limits=LIMITS
        )
    except Refusal as refusal:
        if len(contents) > 1:
            half = len(contents) // 2
            return [
                *_in_children(sample, contents[:half], folder),
                *_in_children(sample, contents[half:], folder),
            ]
        return ["too much" if "too much" in refusal.what else f"{refusal.what} {refusal.found}"]
    finally:
        shutil.rmtree(place, ignore_errors=True)


def find(seed: int, number: int, folder: Path, only: Sequence[str] = ()) -> Iterator[str]:
    """Try every reader (or only some), print what became of its files, yield the faults."""
    child_process.preload(__name__)
    by_reader: dict[str, list[Sample]] = {}
    for sample in samples(folder):
        by_reader.setdefault(sample.reader, []).append(sample)
    print(f"{'reader':16}{'files':>8}{'result':>8}{'refusal':>9}{'too much':>10}{'fault':>7}{'seconds':>9}")
    for reader in only or READERS:
        tried = try_reader(by_reader[reader], seed, number, folder)
        cells = [tried.outcomes[key] for key in ("result", "refusal", "too much", "fault")]
        numbers = f"{number:>8}{cells[0]:>8}{cells[1]:>9}{cells[2]:>10}{cells[3]:>7}{tried.seconds:>9.0f}"
        print(f"{reader:16}{numbers}", flush=True)
        for fault, count in tried.faults.most_common():
            yield f"{reader}: {fault} ({count})"
