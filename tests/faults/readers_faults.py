"""Every reader over real files that were changed: a result or a refusal in words, in bounded memory and time.

In: a seed, how many changed files for each reader, a folder. Out: a line for each error of a library that
would have reached a person; a file that takes more than its limits is refused, and counted apart. Real files
are those in shared/data where that is present, and those of the demonstration town, cut to their first rows.
"""

import gzip
import io
import random
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PIL import Image

from tests.faults.mutations import mutated
from wardmote.deciding.plan.measures.peers_file import read_peers
from wardmote.deciding.plan.written.workbook import read_workbook
from wardmote.ground.attachments.cleaning import cleaned
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.demonstration.town import write_town
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
from wardmote.site.backup.archive import unpack

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
LIMITS = ChildLimits(memory=1 << 30, seconds=60)
TODAY = date(2026, 1, 1)
NUMBER = 2000  # changed files for each reader
FIRST = 20_000  # bytes of a text that are changed
AT_ONCE = 50  # changed files for one child
LIBRARY = re.compile(  # words that are a library's, not ours
    r"Traceback|object at 0x|<class |\b[A-Za-z]+(?:Error|Exception)\b|std::|pydantic|duckdb|codec can"
    r"|Error -?\d|zip file$|CRC|argument must|invalid literal",
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


READERS: Mapping[str, Reader] = {
    "recognise": lambda path: recognise(path, path.name),
    "partner's rows": partners_rows,
    "partner's book": read_partner_table,
    "police.uk": police,
    "boundaries": lambda path: read_boundaries(only_entry(path), kind="ward", vintage="2013"),
    "lookup": lambda path: read_lookup(read_table(only_entry(path))),
    "totals": totals,
    "deprivation": lambda path: read_deprivation(read_table(only_entry(path)), year=2019, vintage="2011"),
    "plan workbook": read_workbook,
    "peers": lambda path: read_peers(path.read_bytes(), name=path.name, own="Stevenage"),
    "attachment": lambda path: cleaned(path.read_bytes()),
    "mapping": read_mapping,
    "judgement": read_judgement,
    "backup": lambda path: unpack(path, path.parent / "unpacked", lambda *_: None),
}


# ---- the files ----


@dataclass(frozen=True)
class Sample:
    """A real file for a reader; ``mapping`` is what a partner's rows are read by."""

    reader: str
    name: str
    content: bytes
    mapping: str = ""


def samples(folder: Path) -> list[Sample]:
    """Real files, small enough to be read thousands of times."""
    found = [*_town(folder), *_shared(), *_made()]
    tables = ("partner's rows", "partner's book", "police.uk", "boundaries", "totals", "deprivation")
    brought = [each for each in found if each.reader in tables]
    packed = [Sample("", f"{each.name}.gz", gzip.compress(each.content)) for each in brought[::3]]
    return [*found, *(Sample("recognise", each.name, each.content) for each in [*brought, *packed])]


def _town(folder: Path) -> Iterator[Sample]:
    town = write_town(folder / "town")
    mappings = {path.stem: path.read_text("utf-8") for path in town.mappings}
    for words in town.loads:
        path = next((file for file in town.files if file.name in words or str(file) in words), None)
        name = next((word for word in words if word in mappings), "")
        if path is not None and name:
            content = _beginning(path) if path.suffix == ".csv" else path.read_bytes()
            if len(content) <= 40 * FIRST:
                yield Sample("partner's rows", path.name, content, mappings[name])
    for name, text in mappings.items():
        yield Sample("mapping", f"{name}.toml", text.encode())


def _shared() -> Iterator[Sample]:
    chosen = {
        "police.uk": "police/stevenage/street/2021-01-hertfordshire-street-stevenage.csv",
        "boundaries": "geography/stevenage_ward13.geojson",
        "lookup": "geography/lookup_lsoa11_lsoa21_ltla22_hertfordshire.csv",
        "totals": "denominators/population_mid2020_lsoa11_hertfordshire.csv",
        "deprivation": "deprivation/imd2019_hertfordshire_lsoa11.csv",
    }
    for reader, name in chosen.items():
        path = SHARED / name
        if not path.is_file():
            print(f"  {reader}: no {name} beside this checkout; a small invented file instead")
            continue
        content = path.read_bytes() if path.suffix == ".geojson" else _beginning(path)
        yield Sample(reader, path.name.replace("-stevenage", ""), content)


def _made() -> Iterator[Sample]:
    from tests.measuring.store.making import HEADER, row

    rows = "\n".join([HEADER, *(row(number) for number in range(1, 20))])
    yield Sample("police.uk", "2021-03-barchester-street.csv", f"{rows}\n".encode())
    ring = "[[0,51],[0.1,51],[0.1,51.1],[0,51.1],[0,51]]"
    shape = f'{{"type":"Polygon","coordinates":[{ring}]}}'
    feature = f'{{"type":"Feature","properties":{{"code":"E05000001","name":"North"}},"geometry":{shape}}}'
    yield Sample("boundaries", "w.geojson", f'{{"type":"FeatureCollection","features":[{feature}]}}'.encode())
    yield Sample("lookup", "lookup.csv", b"lsoa11_code,ltla22_code\nE01000001,E07000001\n")
    yield Sample("totals", "population_mid2020_lsoa11.csv", b"lsoa11_code,total_population\nE01000001,1500\n")
    yield Sample(
        "deprivation", "imd2019_lsoa11.csv", b"lsoa11_code,imd_score,imd_rank,imd_decile\nE01000001,3,5,2\n"
    )
    peers = b"name,count,denominator\n" + b"".join(b"Town %d,%d,1000\n" % (n, 9 + n) for n in range(16))
    yield Sample("peers", "peers.csv", peers)
    yield from (Sample("partner's book", name, content) for name, content in _books())
    yield from (Sample("plan workbook", "plan.xlsx", content) for content in _plans())
    yield from (Sample("attachment", f"a.{kind}", content) for kind, content in _attachments())
    yield Sample("judgement", "judgement.toml", JUDGEMENT)
    yield Sample("backup", "backup.zip", _backup())


JUDGEMENT = b"""schema = 1
order = ["a", "b"]
[finding."a"]
words = "Burglary fell"
comment = "as expected"
hide = "not ours"
"""


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return bytes(file.read(FIRST).rpartition(b"\n")[0] + b"\n")


def _books() -> Iterator[tuple[str, bytes]]:
    import tempfile

    from tests.measuring.sources.test_partner_tables import ods, xlsx

    with tempfile.TemporaryDirectory() as name:
        for make in (ods, xlsx):
            path = make(Path(name) / "rows.csv")
            yield path.name, path.read_bytes()


def _plans() -> Iterator[bytes]:
    import tempfile

    from wardmote.deciding.plan.written.shipped import read_edition, shipped_editions
    from wardmote.deciding.plan.written.workbook import write_workbook

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "plan.xlsx"
        write_workbook(path, read_edition(next(iter(shipped_editions().values()))))
        yield path.read_bytes()


def _attachments() -> Iterator[tuple[str, bytes]]:
    import pikepdf

    for kind in ("JPEG", "PNG"):
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(out, kind)
        yield kind.lower(), out.getvalue()
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = "Jane"
    pdf.save(out)
    yield "pdf", out.getvalue()


def _backup() -> bytes:
    import hashlib
    import json

    member = b"one line\n"
    told = {"sha256": hashlib.sha256(member).hexdigest(), "bytes": len(member)}
    manifest = {
        "schema": 1, "program": "0", "made_at": "2026-01-01", "database": "sqlite", "holds": ["files"],
        "migrations": [], "columns": {}, "rows": {}, "key": "", "members": {"files/a.txt": told},
    }  # fmt: skip
    text = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("files/a.txt", member)
        archive.writestr("manifest.json", text)
        archive.comment = hashlib.sha256(text).hexdigest().encode()
    return out.getvalue()


# ---- trying ----


@dataclass
class Tried:
    """What became of the changed files of one reader."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def try_each(reader: str, name: str, mapping: str, contents: Sequence[bytes], folder: Path) -> list[str]:
    """Runs in the child: "result", "refusal", or what went wrong, of each content."""
    said = []
    for number, content in enumerate(contents):
        there = folder / f"{number}-{random.randrange(1 << 40):x}"
        there.mkdir()
        path = there / name
        path.write_bytes(content)
        if mapping:
            named = mapping.split('name = "', 1)[1].partition('"')[0]
            (there / f"{named}.toml").write_text(mapping, "utf-8")
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
            try_each, sample.reader, sample.name, sample.mapping, contents, place, limits=LIMITS
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


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Try every reader, print what became of its files, yield the faults."""
    child_process.preload(__name__)
    by_reader: dict[str, list[Sample]] = {}
    for sample in samples(folder):
        by_reader.setdefault(sample.reader, []).append(sample)
    print(f"{'reader':16}{'files':>8}{'result':>8}{'refusal':>9}{'too much':>10}{'fault':>7}{'seconds':>9}")
    for reader in READERS:
        tried = try_reader(by_reader[reader], seed, number, folder)
        cells = [tried.outcomes[key] for key in ("result", "refusal", "too much", "fault")]
        print(
            f"{reader:16}{number:>8}{cells[0]:>8}{cells[1]:>9}{cells[2]:>10}{cells[3]:>7}{tried.seconds:>9.0f}"
        )
        for fault, count in tried.faults.most_common():
            yield f"{reader}: {fault} ({count})"
