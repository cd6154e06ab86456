"""What earlier versions kept of partners' files, word for word, taken out of the data folder.

In: a data folder. Out: how many receipts were cleaned. A receipt before schema 2 has cells in its rejects and
notes, and parts with references, labels and who set a flag as the file wrote them. Cells become their shapes;
references and setters are hashed with the folder's key, as a load does now, so that later files still meet
them; of labels those stay that look like categories (``likely_labels``), the others are emptied and counted
in a note, and go out of kept figures. A part is written anew under another name, then the receipt, then the
former part goes: killed anywhere, the next run ends it. Documents and backups made before are not changed.
"""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.sources.labels import age_bands, as_labels, likely_labels, not_kept, tally
from wardmote.measuring.sources.rejects import shape_of
from wardmote.measuring.store.commit import flush, locked, recover, write_whole
from wardmote.measuring.store.engine import connect, parquet, text
from wardmote.measuring.store.folder import Folder
from wardmote.measuring.store.keyed_hash import REFERENCE, KeyedHash, open_key
from wardmote.measuring.store.receipts import SCHEMA, Receipt, list_receipts

FORMER, CLEANED = ".parquet", "-clean.parquet"
_LABELS = re.compile(r"attribute_.+|theme_\d+|channel|agrees")
_WORDS = re.compile(r"(outside its base|Answers without points): .*", re.DOTALL)
_PARTNERS = ("incidents", "survey", "replies")
_Columns = dict[str, NDArray[Any]]


def scrub(folder: Folder) -> int:
    """Clean every receipt of an earlier version; ``Refusal`` where a load runs, or the key is not there."""
    receipts = list_receipts(folder, withdrawn=True)
    for part in (part for receipt in receipts for part in receipt.parts if part.path.endswith(CLEANED)):
        folder.at(part.path.replace(CLEANED, FORMER)).unlink(missing_ok=True)
    old = [receipt for receipt in receipts if receipt.schema < SCHEMA]
    if old:
        with locked(folder):
            recover(folder)
            for path in sorted((folder.root / "figures").glob("*.json")):
                _clean_figure(path)
            for receipt in old:
                _clean(folder, receipt, receipts)
    return len(old)


def _clean(folder: Folder, receipt: Receipt, receipts: tuple[Receipt, ...]) -> None:
    home = folder.loads / receipt.sha256
    kept = json.loads((home / "receipt.json").read_text(encoding="utf-8"))
    former = []
    kept["notes"] = [_WORDS.sub(r"\1.", note) for note in kept["notes"]]
    if receipt.source in _PARTNERS:
        main = kept["parts"][0]
        before = folder.at(main["path"])
        columns, dropped, notes = _cleaned(folder, receipt, before, receipts, main["facts"])
        if columns or dropped:
            main["path"] = main["path"].replace(FORMER, CLEANED)
            _write(before, folder.at(main["path"]), columns, dropped)
            former.append(before)
        kept["notes"] += notes
    for reject in kept["rejects"]:
        reject["found"] = shape_of(reject["found"])
    if (home / "rejects.csv").exists():
        _clean_rejects(home / "rejects.csv")
    kept["schema"] = SCHEMA
    told = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(home / "receipt.json", told)
    for path in former:
        path.unlink(missing_ok=True)


def _cleaned(
    folder: Folder, receipt: Receipt, part: Path, receipts: tuple[Receipt, ...], facts: dict[str, Any]
) -> tuple[_Columns, list[str], list[str]]:
    """(columns as they are to be, columns that go, notes); the key's fingerprint is put to the facts."""
    connection = connect()
    try:
        read = connection.execute(f"SELECT * FROM {parquet([part])}").fetchnumpy()
    finally:
        connection.close()
    held = {name: _texts(column) for name, column in read.items() if np.asarray(column).dtype == object}
    found: _Columns = {}
    hashed = [name for name in held if name == REFERENCE or name.startswith("set_by_")]
    if any(any(held[name]) for name in hashed):
        key = open_key(folder, receipts, partnership=str(facts["partnership"]))
        found |= {name: _hash(key, name, held[name]) for name in hashed}
        facts["key"] = key.fingerprint
    if "age_band" in held:
        found["age_band"] = age_bands(held["age_band"])
    themes = tally(word for name, cells in held.items() if name.startswith("theme_") for word in cells)
    notes = []
    for name in filter(_LABELS.fullmatch, held):
        values = themes if name.startswith("theme_") else tally(held[name])
        found[name] = as_labels(held[name], likely_labels(values))
        if gone := int(not_kept(held[name], found[name]).sum()):
            notes.append(f"{name}: {gone:,} values that nobody had confirmed as labels were taken out.")
    return found, [name for name in held if name == "area" and receipt.source == "survey"], notes


def _hash(key: KeyedHash, name: str, cells: list[str]) -> NDArray[Any]:
    return key.column(cells, of=REFERENCE if name == REFERENCE else "setter")


def _texts(column: Any) -> list[str]:
    return ["" if cell is None else str(cell) for cell in np.ma.filled(np.ma.asarray(column), None).tolist()]


def _write(before: Path, target: Path, columns: _Columns, dropped: list[str]) -> None:
    """The part with these columns in place of its own; every other as it is."""
    left = ", ".join(f'"{name}"' for name in [*columns, *dropped])
    connection = connect()
    try:
        connection.register("cleaned", columns)
        joined = f"SELECT former.* EXCLUDE ({left})"
        joined += (
            f", cleaned.* FROM {parquet([before])} AS former POSITIONAL JOIN cleaned"
            if columns
            else (f" FROM {parquet([before])} AS former")
        )
        connection.execute(f"COPY ({joined}) TO {text(target)} (FORMAT parquet)")
    finally:
        connection.close()
    flush([target, target.parent])


def _clean_figure(path: Path) -> None:
    """A kept figure without the labels that do not look like categories; any other stays as it is."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    result = kept["result"]
    if kept["method"] == "circumstance":
        counts: Counter[str] = Counter()
        for row in result["rows"]:
            for label in _labels_in(row["name"]):
                counts[label] += row["count"] + row["count_others"]
        likely = set(likely_labels(counts))
        found = {
            "rows": [row for row in result["rows"] if likely.issuperset(_labels_in(row["name"]))],
            "standing_out": [name for name in result["standing_out"] if likely.issuperset(_labels_in(name))],
        }
    elif kept["method"] == "replies":
        found = {
            name: [each for each in result[name] if each[0] in set(likely_labels(dict(result[name])))]
            for name in ("channels", "themes")
        }
    else:
        return
    if any(len(result[name]) != len(rest) for name, rest in found.items()):
        told = json.dumps({**kept, "result": {**result, **found}}, sort_keys=True, ensure_ascii=False)
        write_whole(path, f"{told}\n")


def _labels_in(name: str) -> list[str]:
    """``cctv no, lighting unlit`` -> its labels."""
    return [part.partition(" ")[2] for part in name.split(", ")]


def _clean_rejects(path: Path) -> None:
    """Cells of the list of rejects as their shapes; its headings stay."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    for row in rows[1:]:
        row[2] = shape_of(row[2].removeprefix("'"))
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    write_whole(path, out.getvalue())
