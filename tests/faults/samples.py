"""The real files that readers are tried with, small enough to be read thousands of times.

In: a folder to work in. Out: a ``Sample`` each: those of shared/data where that is present, the demonstration
town's, cut to their first rows, and what only this program writes (plans, backups, heads of its log).
"""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from wardmote.measuring.demonstration.town import write_town
from wardmote.site.backup import recovery

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
FIRST = 20_000  # bytes of a text that are changed


@dataclass(frozen=True)
class Sample:
    """A real file for a reader; ``beside`` is the name and text of the file that says how it is read."""

    reader: str
    name: str
    content: bytes
    beside: tuple[str, str] = ("", "")


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
                yield Sample("partner's rows", path.name, content, (f"{name}.toml", mappings[name]))
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
    from tests.measuring.store.making import HEADER, SEARCH_HEADER, row, search

    rows = "\n".join([HEADER, *(row(number) for number in range(1, 20))])
    yield Sample("police.uk", "2021-03-barchester-street.csv", f"{rows}\n".encode())
    searches = "\n".join([SEARCH_HEADER, *[search()] * 20])
    yield Sample("police.uk", "2021-03-barchester-stop-and-search.csv", f"{searches}\n".encode())
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
    yield from (Sample("plan folder", path.name, path.read_bytes()) for path in _plan_files())
    yield from (Sample("attachment", f"a.{kind}", content) for kind, content in _attachments())
    yield Sample("judgement", "judgement.toml", JUDGEMENT)
    yield Sample("backup", "backup.zip", _backup())
    yield from _kept_safe()
    yield Sample("bounce", "bounce.eml", BOUNCE)
    yield Sample("bounce", "bounces.mbox", b"From x\n" + BOUNCE + b"\nFrom y\n" + BOUNCE)
    yield Sample("log's heads", "heads.jsonl", _heads())


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

    from wardmote.deciding.plan.exchange.shipped import parse_edition, shipped_editions
    from wardmote.deciding.plan.exchange.workbook import write_workbook

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "plan.xlsx"
        write_workbook(path, parse_edition(next(iter(shipped_editions().values()))))
        yield path.read_bytes()


def _plan_files() -> Iterator[Path]:
    from wardmote.deciding.plan.exchange.shipped import shipped_editions

    folder = Path(str(next(iter(shipped_editions().values()))))
    yield from sorted(folder.glob("*.toml"))


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


BOUNCE = b"""Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ann@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
--b
Content-Type: message/rfc822

Message-ID: <1@wardmote.example.org>
Subject: Something is owed

Text.
--b--
"""


def _kept_safe() -> Iterator[Sample]:
    """A backup that is encrypted to a recovery key, and that key as it was shown."""
    import tempfile

    identity = recovery.new_identity()
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "backup.age"
        recovery.encrypt(io.BytesIO(_backup()), target, [identity.to_public()])
        yield Sample("encrypted backup", "backup.age", target.read_bytes(), ("key.txt", str(identity)))
    yield Sample("recovery key", "key.txt", f"# created: 2026-01-01\n{identity}\n".encode())


def _heads() -> bytes:
    import json
    from dataclasses import asdict, replace

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from wardmote.ground.audit.heads import HeadLine, public_key

    key = Ed25519PrivateKey.generate()
    plain = [
        HeadLine(f"2026-01-0{n}T00:00:00Z", "day", n, "ab" * 32, {"before": n - 1}, public_key(key), "")
        for n in (1, 2, 3)
    ]
    made = [replace(head, signature=key.sign(head.signed).hex()) for head in plain]
    return "".join(f"{json.dumps(asdict(head), sort_keys=True)}\n" for head in made).encode()


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
