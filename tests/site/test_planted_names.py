"""Fifty names planted in every open place of partners' files are found nowhere they may not be.

One small town: a file of incidents brought over the web, with the draft for partners that follows; three
files loaded by command, and an assessment for the public. Then every byte of the data folder and of the
documents, every row of the database (as a backup writes them), what the commands said and the letters are
searched. Then names where the words of a source are: its title, its areas, headings, a sheet, kinds.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from tests.cast import OTHERHAM, Cast, html
from tests.journeys.telling import assess, quickly, wardmote
from tests.knowing.evidence.test_explaining import filled
from tests.knowing.evidence.test_upload import bring, latest, page_of
from tests.measuring.store.making import HEADER as STREET_HEADER
from tests.measuring.store.making import row as street_row
from tests.pdf_text import words_of
from wardmote.ground.audit.models import Entry
from wardmote.ground.jobs import work
from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.sources.child_process import warm_up
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.receipts import list_receipts
from wardmote.site.backup import records

FIRST = (
    "Xanthe",
    "Quillon",
    "Zebedee",
    "Otto",
    "Wilfrida",
    "Peregrine",
    "Isolde",
    "Fenwick",
    "Lavi",
    "Piers",
)
LAST = ("Thistlewhite", "Okonkwo-Vane", "Marchbanks", "Ravensdyke", "Quartermaine")
NAMES = [f"{first} {last}" for last, first in product(LAST, FIRST)]
LIGHTING, CCTV, SET_BY, REFERENCE, AGES = (NAMES[n : n + 5] for n in range(0, 25, 5))
BAD_DATE, BAD_FLAG, THEME, CHANNEL, AGREES = (NAMES[n : n + 4] for n in range(25, 45, 4))
ANSWER, CATEGORY, (FILE,), (CELL, WEIGHT) = NAMES[45:46], NAMES[46:47], NAMES[47:48], NAMES[48:50]
HEADER = "Ref,Date,Category,Easting,Northing,Lighting,CCTV,Alcohol,Flags set by,Age band"
REPLIES = """\
schema = 1
name = "replies"
kind = "replies"
confirmed = true
title = "Replies"
place = "Holmbridge"
[columns]
reference = "Ref"
received = "Received"
channel = "Channel"
themes = ["Theme"]
agrees = "Agrees"
[labels]
channel = ["Web", "Post"]
theme = ["Clean and safe"]
agrees = ["Yes", "No"]
"""
SURVEY = """\
schema = 1
name = "survey"
kind = "survey"
confirmed = true
title = "Survey"
place = "Holmbridge"
[columns]
reference = "Ref"
[survey]
weight = "Weight"
[questions.safe-day]
column = "Day"
yes = ["safe"]
base = ["safe", "unsafe"]
"""
COUNTS = """\
schema = 1
name = "counts"
kind = "counts"
confirmed = true
title = "Counts"
place = "Holmbridge"
[columns]
month = "Month"
class = "Type"
count = "N"
"""


def incidents() -> list[str]:
    """44 burglaries in the dark and 60 cases of damage under lights, then what was planted."""
    light, dark = "523800,224100,lit,yes", "523800,224100,unlit,no"
    rows = [f"B{n},2007-{n % 12 + 1:02}-05 22:00,Burglary,{dark},N,Control room,25-34" for n in range(44)]
    rows += [f"D{n},2007-{n % 12 + 1:02}-09 21:00,Criminal damage,{light},Y,,65+" for n in range(60)]
    for n, names in enumerate(zip(LIGHTING, CCTV, SET_BY, REFERENCE, AGES, strict=True)):
        lit, cctv, who, ref, age = names
        rows.append(f"{ref},2007-03-0{n + 1} 20:00,Burglary,523800,224100,{lit},{cctv},Y,{who},{age}")
        rows.append(f"O{n},2007-04-{n + 1:02} 20:00,Criminal damage,523800,224100,{lit},no,N,{who},")
    rows += [f"X{n},{name},Burglary,{dark},N,," for n, name in enumerate(BAD_DATE)]
    return rows + [f"Y{n},2007-05-01 10:00,Burglary,{dark},{name},," for n, name in enumerate(BAD_FLAG)]


def by_web(cast: Cast) -> None:
    """The file is brought, its columns and labels confirmed as guessed, and the good rows loaded."""
    text = "\n".join([HEADER, *incidents()]) + "\n"
    bring(cast, (f"{FILE}.csv", text.encode()))
    client, url = cast.client("amira"), page_of(latest(), "mapping")
    page = html(client.get(url))
    assert LIGHTING[0] in page  # who confirms the labels sees what there is
    sent = {**filled(page), "title": "Police crime records", "provider": "Police", "place": "Holmbridge"}
    assert client.post(url, sent).status_code == 302
    work.run_all()
    assert latest().state == "bad-rows"
    assert not found_in(database())
    client.post(page_of(latest()), {"do": "keep-good"})
    work.run_all()
    assert latest().state == "loaded", latest().problem


def by_command(data: Path, files: Path) -> Iterator[str]:
    """What the commands say: three loads with mappings, and a mapping suggested for a fourth file."""
    replies = [
        "Ref,Received,Channel,Theme,Agrees",
        *(f"{n},2007-02-0{n},Web,Clean and safe,Yes" for n in range(1, 9)),
    ]
    planted = zip(CHANNEL, THEME, AGREES, strict=True)
    replies += [f"R{n},2007-02-09,{','.join(names)}" for n, names in enumerate(planted)]
    survey = ["Ref,Weight,Day", "1,1,safe", "2,1,unsafe", f"3,1,{ANSWER[0]}", f"4,{WEIGHT},safe"]
    counts = ["Month,Type,N", "2007-01,Burglary,7", f"2007-02,Burglary,{CELL}", f"2007-03,{CATEGORY[0]},3"]
    shelf = Folder(data).mappings_of("holmbridge")
    for kind, mapping, lines in (
        ("replies", REPLIES, replies),
        ("survey", SURVEY, survey),
        ("counts", COUNTS, counts),
        ("incidents", "", [HEADER, *incidents(), f"Z,2007-01-01 10:00,{CATEGORY[0]},,,,,,,"]),
    ):
        file = files / f"{kind}.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if mapping:
            (shelf / f"{kind}.toml").write_text(mapping, encoding="utf-8")
        words = ("--mapping", kind, "--keep-good", "--partnership", "holmbridge", "--data", data, "--json")
        told = wardmote("load", kind, file, *words)
        assert told.status == 1, told  # somebody must look
        yield told.out + told.err


def database() -> bytes:
    """Every row as a backup writes it, but for the file's own record, which has its name."""
    tables = records.tables_at(records.applied("default"))
    rows = b"".join(line for table in tables for line in records.lines(table, "default"))
    return rows.replace(f"{FILE}.csv".encode(), b"")


def found_in(content: bytes) -> list[str]:
    """Which names stand in it, in whatever capitals, whole or as an address would write them."""
    text = content.decode("latin-1").casefold()
    return [name for name in NAMES if any(form in text for form in (name.casefold(), slug(name)))]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file; of a Parquet file its cells, of an archive its members, of a PDF its words too."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        yield str(path), content
        if path.suffix == ".parquet":
            cells = duckdb.connect().execute(f"SELECT * FROM read_parquet('{path}')").fetchall()
            yield f"{path}: cells", str(cells).encode()
        if content.startswith(b"%PDF"):
            yield f"{path}: words", words_of(content).encode()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from ((f"{path}: {name}", archive.read(name)) for name in archive.namelist())


@pytest.fixture
def temporary() -> Iterator[Path]:
    """For temporary files, with a name short enough for a socket in it."""
    with tempfile.TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def test_fifty_planted_names_are_found_nowhere_they_may_not_be(
    cast: Cast,
    data: Path,
    temporary: Path,
    tmp_path: Path,
    mailoutbox: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files, out = (tmp_path / name for name in ("files", "out"))
    files.mkdir()
    warm_up()  # its socket outlives this test's folder
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    by_web(cast)
    said = "".join(by_command(data, files))
    words = ("--audience", "public", "--partnership", "holmbridge")
    told = assess(data, out, *words, place="Holmbridge", year=2007)
    assert told.status == 0, told
    said += told.out + told.err

    assert len(set(NAMES)) == 50
    public = (out / "assessment.html").read_text("utf-8")
    assert "unlit and without cameras" in public  # the finding that printed labels word for word
    assert "File 1" in public
    assert "unlit and without cameras" in " ".join(words_of((out / "assessment.pdf").read_bytes()).split())
    assert not found_in(database())
    assert not found_in(said.encode())
    assert not [each for each in Entry.objects.values_list("detail", flat=True) if found_in(each.encode())]
    assert not found_in(str([vars(letter) for letter in mailoutbox]).encode())
    own = [f"{receipt.sha256}/receipt.json" for receipt in list_receipts(Folder(data))]
    for folder in (data, temporary, out):
        for name, content in contents(folder):
            called = (
                name.endswith(tuple(own)) or str(data / "assessments") in name
            )  # partners read files' names
            assert not found_in(content.replace(f"{FILE}.csv".encode(), b"") if called else content), name


def test_a_police_file_that_is_refused_leaves_no_word_of_its_cells_in_the_records(
    cast: Cast, data: Path, mailoutbox: list[object]
) -> None:
    """A name where the month or a coordinate stands; the record says why the file is refused."""
    planted = [
        street_row(9, month=NAMES[0]),
        street_row(9, month="2021-04", point=f"{NAMES[1]},51.9"),
    ]
    for number, row in enumerate(planted, 3):
        month = f"2021-{number:02}"
        lines = "\n".join([STREET_HEADER, *(street_row(n, month=month) for n in range(1, 6)), row])
        bring(cast, (f"{month}-barchester-street.csv", lines.encode()))
        cast.client("amira").post(page_of(latest()), {"do": "load", "district": "Barchester"})
        work.run_all()
        assert latest().state == "refused", latest().problem
        assert "row 7" in latest().problem["where"] and "characters" in latest().problem["found"]
    assert not found_in(database())


SOURCE = """\
schema = 1
name = "reports"
kind = "counts"
confirmed = true
title = "{title}"
place = "Holmbridge"
{public}
sheet = "{sheet}"
[areas]
kind = "ward"
vintage = "2007"
prefix = "holmbridge"
[columns]
month = "{heading}"
area = "Area"
class = "Type"
count = "N"
[categories]
"{kind}" = "burglary"
"""


def test_what_a_source_is_called_is_not_published_before_somebody_confirmed_it(
    cast: Cast, data: Path, tmp_path: Path, mailoutbox: list[object]
) -> None:
    """The title, an area, a heading, a sheet and a kind each have somebody's name."""
    title, area, heading, sheet, kind = NAMES[:5]
    (shelf := Folder(data).mappings_of("holmbridge")).mkdir(parents=True, exist_ok=True)
    book = tmp_path / "streets.xlsx"
    rows = [(f"2007-{n:02}", name, kind, str(9 + n)) for n in range(1, 13) for name in ("North", area)]
    with xlsxwriter.Workbook(str(book)) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate([(heading, "Area", "Type", "N"), *rows]):
            page.write_row(number, 0, row)
    words = {"title": title, "sheet": sheet, "heading": heading, "kind": kind}

    def say(public: str, **changed: str) -> None:
        told = SOURCE.format(public=public, **{**words, **changed})
        (shelf / "reports.toml").write_text(told, encoding="utf-8")
        load = ("load", "counts", book, "--mapping", "reports", "--partnership", "holmbridge", "--data", data)
        assert wardmote(*load).status == 0

    def publish(out: str) -> Any:
        asked = ("--audience", "public", "--partnership", "holmbridge")
        return quickly(data, tmp_path / out, *asked, place="Holmbridge", year=2007)

    say("")
    told = publish("refused")
    assert told.status == 2 and "2 names" in told.err, told
    assert not found_in((told.out + told.err).encode()), "what refuses it is kept, and others read it"
    assert not (tmp_path / "refused" / "assessment.html").exists()
    say(f'public = ["{area}"]')
    assert "1 name" in publish("refused").err
    say(f'public = ["{area}"]', title="Burglaries recorded by the police")
    told = publish("out")
    assert told.status == 2 and "1 name" in told.err, "“burglaries” is no word of the list"
    say(f'public = ["{area}"]', title="Crimes recorded by the police")
    told = publish("out")
    assert told.status == 0, told.err
    others = {title, heading, sheet, kind}
    for name, content in contents(tmp_path / "out"):
        assert not others.intersection(found_in(content)), name
    for letter in mailoutbox:
        assert not found_in(str(vars(letter)).encode())
    elsewhere = cast.client("stella")
    for address in ("evidence/", "jobs/", "search/?q=records"):
        assert not found_in(elsewhere.get(f"/{OTHERHAM}/{address}").content), address
