"""Telling what a dropped file is, without loading it.

In: a path, and the name the file was given. Out: a ``Recognised``: what it
would be loaded as, in a sentence for a page, which districts and months it
holds, what only a person can say, or a ``problem``, why it cannot be used. A
hostile, damaged or wrong file is a problem, never an exception; a disk that
does not read is an ``OSError``. Quick by sampling: see the rooms of each kind.
"""

from pathlib import Path

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText, entries
from wardmote.measuring.sources.partner_tables import WORKBOOKS
from wardmote.measuring.store.open_load import BY_LSOA
from wardmote.measuring.store.recognised import Recognised, refused
from wardmote.measuring.store.recognised_areas import is_json, recognise_areas
from wardmote.measuring.store.recognised_police import is_police_text, recognise_police
from wardmote.measuring.store.recognised_tables import recognise_table, recognise_workbook

TEXTS = (".csv", ".csv.gz", ".geojson", ".geojson.gz", ".json", ".json.gz", ".txt", ".tsv")
MAPS = (".shp", ".gpkg", ".kml", ".kmz", ".tab", ".gdb")
ARCHIVES = (".7z", ".rar", ".tar", ".tgz", ".tar.gz", ".bz2", ".xz")
DOCUMENTS = (".pdf", ".docx", ".doc", ".pptx", ".html", ".htm", ".msg", ".eml")


def recognise(path: Path, name: str) -> Recognised:
    """What the file is, or why it cannot be used."""
    try:
        return _recognise(path, name)
    except Refusal as refusal:
        return refused(name, refusal)
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
        return refused(
            name,
            Refusal(
                "The file could not be understood.",
                where=name,
                todo="Open it, save it again as CSV UTF-8 or GeoJSON, and add it again.",
            ),
        )


def _recognise(path: Path, name: str) -> Recognised:
    lower = path.name.lower()
    if path.suffix.lower() in WORKBOOKS or lower.endswith(".xls"):
        return recognise_workbook(name, path)
    _refuse_other_kinds(lower, name)
    found = entries(path)
    if lower.endswith(".zip"):
        return _archive(name, found)
    return _text(name, found[0])


def _archive(name: str, found: tuple[SourceText, ...]) -> Recognised:
    police = [entry for entry in found if entry.text_name.lower().endswith(".csv") and is_police_text(entry)]
    if police:
        return recognise_police(name, police)
    texts = [entry for entry in found if entry.text_name.lower().endswith(TEXTS)]
    lsoa = [entry for entry in texts if entry.text_name.lower().endswith(BY_LSOA)]
    if len(found) == 1 and texts:
        return _text(name, texts[0])
    if len(lsoa) == 1:
        return _text(name, lsoa[0])
    for entry in found:
        _refuse_other_kinds(entry.text_name.lower(), name)
    raise Refusal(
        "The archive holds several files, and none is of data.police.uk.",
        where=name,
        found=f"{len(found)} files",  # never their names: they may name people, and problems are kept
        todo="Unpack it and add the file you mean.",
    )


def _text(name: str, entry: SourceText) -> Recognised:
    if is_json(entry):
        return recognise_areas(name, entry)
    if is_police_text(entry):
        return recognise_police(name, [entry])
    return recognise_table(name, entry)


def _refuse_other_kinds(lower: str, name: str) -> None:
    kinds = {
        MAPS: ("The file is a map in a form that is not read here.", "Download the boundaries as GeoJSON."),
        ARCHIVES: ("The file is an archive that is not read here.", "Unpack it and add the files inside."),
        DOCUMENTS: ("The file is a document, not a table.", "Ask for the table itself, as CSV or XLSX."),
    }
    for endings, (what, todo) in kinds.items():
        if lower.endswith(endings):
            raise Refusal(what, where=name, found=lower.rpartition(".")[2].upper(), todo=todo)
