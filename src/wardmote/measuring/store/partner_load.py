"""Loading a partner's file: incidents, counts, a survey, or replies, as its mapping says.

In: a CSV, XLSX or ODS and the name of a mapping in the data folder. Out: an
``LoadOutcome``. Rows go to ``partners/<partnership>/<kind>/<feed>/``, hashed keys of
people and addresses to ``partners/<partnership>/keys/<feed>/``, never in one
file; a reference, hashed too, stays with its row. A mapping that does not exist is
suggested from the header and, like one that nobody has confirmed, loads nothing: a
person must look. Bad rows refuse the whole file, or with ``keep_good`` are left out
and listed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.counted import counted
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import toml_of
from wardmote.measuring.sources.counts import read_counts
from wardmote.measuring.sources.incidents import read_incidents
from wardmote.measuring.sources.mapping import (
    COUNTS,
    INCIDENTS,
    PARTNER_KINDS,
    REPLIES,
    SURVEY,
    PartnerMapping,
    fold,
    mapping_sha256,
)
from wardmote.measuring.sources.mapping_files import check_name, is_confirmed, mapping_of
from wardmote.measuring.sources.opening import file_sha256
from wardmote.measuring.sources.partner_source import Columns, PartnerSource
from wardmote.measuring.sources.partner_tables import read_partner_table
from wardmote.measuring.sources.replies import read_replies
from wardmote.measuring.sources.suggesting import suggest_mapping
from wardmote.measuring.sources.survey import read_survey
from wardmote.measuring.sources.tables import SourceTable
from wardmote.measuring.store.bad_rows import refuse_bad_rows
from wardmote.measuring.store.commit import REJECTS_IN_RECEIPT, Staging, mark_seen, staged_load, write_whole
from wardmote.measuring.store.engine import write_arrays
from wardmote.measuring.store.evidence import Evidence
from wardmote.measuring.store.folder import OWN, Folder, partner_part
from wardmote.measuring.store.keyed_hash import REFERENCE, open_key
from wardmote.measuring.store.loading import (
    LoadOutcome,
    Progress,
    Report,
    loaded_before,
    quiet,
    receipt_of_file,
    release_named,
)
from wardmote.measuring.store.partner_rows import counts_first
from wardmote.measuring.store.receipts import LOADED, LOOK, Receipt, ReceiptPart, list_receipts, load_sha256
from wardmote.measuring.store.restated import is_same_feed, restated
from wardmote.measuring.store.scrubbing import scrub
from wardmote.measuring.store.whereabouts import notes_on_place

KEYS, AREAS = "keys", "count-areas"
STEPS = 3
READERS: Mapping[str, Callable[[SourceTable, PartnerMapping, date], PartnerSource]] = {
    INCIDENTS: lambda table, mapping, today: read_incidents(table, mapping, today=today),
    COUNTS: lambda table, mapping, today: read_counts(table, mapping, today=today),
    SURVEY: lambda table, mapping, _: read_survey(table, mapping),
    REPLIES: lambda table, mapping, today: read_replies(table, mapping, today=today),
}


def load_partner(
    folder: Folder,
    path: Path,
    *,
    kind: str,
    mapping: str,
    keep_good: bool,
    released: str | None = None,
    partnership: str = OWN,
    report: Report = quiet,
) -> LoadOutcome:
    """One file of one of ``PARTNER_KINDS``; ``released`` says which of two files of a feed is later."""
    if kind not in PARTNER_KINDS:
        raise Refusal("There is no such kind of file.", found=kind, todo=f"Use: {', '.join(PARTNER_KINDS)}.")
    check_name(mapping)
    file_sha = file_sha256(path)
    saved = folder.mapping(partnership, mapping)
    if not saved.exists() or not is_confirmed(saved):
        where = saved.as_posix()
        note = _suggest(path, saved, kind=kind, where=where) if not saved.exists() else _unconfirmed(where)
        return LoadOutcome(_receipt(path, file_sha, {"kind": kind, "mapping": mapping}, note))
    kept = toml_of(saved, folder.relative(saved))
    found = mapping_of(saved.stem, kept)
    if found.kind != kind:
        raise Refusal(
            f"The mapping {mapping} is for {found.kind}.",
            where=folder.relative(saved),
            found=f"load {kind}",
            todo=f"Load the file as {found.kind}, or use another mapping.",
        )
    options = {"kind": kind, "mapping": mapping, "partnership": partnership}
    options["mapping_sha256"] = mapping_sha256(kept)
    receipt = replace(
        _receipt(path, file_sha, options),
        sha256=load_sha256(file_sha, options),
        released=release_named(released, date.today()),
    )
    scrub(folder)
    with staged_load(folder) as staging:
        if loaded := loaded_before(folder, receipt.sha256):
            return _again(folder, loaded, receipt.released)
        report(Progress(0, STEPS, f"{path.name}: reading"))
        table = read_partner_table(path, sheet=found.sheet)
        report(Progress(1, STEPS, f"{path.name}: checking {counted(len(table.rows), 'row', 'rows')}"))
        content = _judged(folder, table, found, keep_good=keep_good, partnership=partnership)
        report(Progress(2, STEPS, f"{path.name}: writing {counted(content.counts['kept'], 'row', 'rows')}"))
        parts = _write(staging, content, mapping=found, receipt=receipt)
        receipt = replace(receipt, counts=content.counts, parts=parts, synthetic=_is_synthetic(table))
        report(Progress(STEPS, STEPS, f"{path.name}: {counted(content.counts['kept'], 'row', 'rows')}"))
        return _commit(staging, receipt, content)


def _judged(
    folder: Folder, table: SourceTable, mapping: PartnerMapping, *, keep_good: bool, partnership: str
) -> PartnerSource:
    """What is in the file, once its rows and where they lie can go in."""
    content = READERS[mapping.kind](table, mapping, date.today())
    read, kept = content.counts["read"], content.counts["kept"]
    refuse_bad_rows(table.name, content.rejects, read=read, kept=kept, keep_good=keep_good)
    if mapping.kind != INCIDENTS or not mapping.place:
        return content
    notes = notes_on_place(Evidence(folder.root, partnership), mapping, content.columns)
    return replace(content, notes=(*content.notes, *notes))


def _commit(staging: Staging, receipt: Receipt, content: PartnerSource) -> LoadOutcome:
    """Compare with the other files of the feed, and make the load exist."""
    revisions, restatements = restated(staging, receipt, list_receipts(staging.folder))
    notes = (*content.notes, *restatements)
    receipt = replace(
        receipt,
        notes=notes,
        rejects=content.rejects[:REJECTS_IN_RECEIPT],
        revisions=revisions,
        status=LOOK if notes or content.rejects else LOADED,
    )
    staging.commit([receipt], {receipt.sha256: content.rejects})
    return LoadOutcome(receipt)


def _again(folder: Folder, loaded: Receipt, released: str | None) -> LoadOutcome:
    """A file that is loaded already; a later release that it was also in is kept."""
    if not released or released <= (loaded.released or ""):
        return LoadOutcome(loaded, already=True)
    others = [receipt for receipt in list_receipts(folder) if is_same_feed(loaded, receipt)]
    later = replace(loaded, released=released)
    passed = [each.name for each in others if counts_first(loaded) < counts_first(each) < counts_first(later)]
    mark_seen(folder, loaded.sha256, released)
    changed = f"Where {', '.join(passed)} says something else, this file now counts: it is the later."
    return LoadOutcome(later, already=True, changed=(changed,) if passed else ())


def _is_synthetic(table: SourceTable) -> bool:
    return any(any(table.column(heading)) for heading in table.header if fold(heading) == "synthetic")


_CONFIRM = "then set confirmed = true and run the same command again. Nothing was loaded."


def _suggest(path: Path, saved: Path, *, kind: str, where: str) -> str:
    """Write a suggested mapping beside the confirmed ones; the note that tells of it."""
    suggestion = suggest_mapping(read_partner_table(path), name=saved.stem, kind=kind)
    saved.parent.mkdir(parents=True, exist_ok=True)
    write_whole(saved, suggestion.text)
    missing = f" Still missing: {', '.join(suggestion.missing)}." if suggestion.missing else ""
    return f"A mapping was suggested from the header.{missing} Look through {where}, {_CONFIRM}"


def _unconfirmed(where: str) -> str:
    return f"Nobody has confirmed the mapping yet: look through {where}, {_CONFIRM}"


def _receipt(path: Path, file_sha: str, options: Mapping[str, str], *notes: str) -> Receipt:
    """A receipt without rows; with a note it is of a load that does not exist, for a person to look at."""
    return receipt_of_file(
        path,
        file_sha,
        source=options["kind"],
        feed=options["mapping"],
        options=options,
        counts={"read": 0, "kept": 0, "rejected": 0},
        notes=notes,
        status=LOOK if notes else LOADED,
    )


def _write(
    staging: Staging, content: PartnerSource, *, mapping: PartnerMapping, receipt: Receipt
) -> tuple[ReceiptPart, ...]:
    partnership = str(receipt.options["partnership"])

    def part(columns: Columns, table: str, facts: Mapping[str, Any]) -> ReceiptPart:
        folder_of = KEYS if table == KEYS else mapping.kind
        relative = partner_part(partnership, source=folder_of, feed=mapping.name, sha256=receipt.sha256)
        if table == AREAS:
            relative = relative.replace(".parquet", "-areas.parquet")
        return ReceiptPart(relative, _write_arrays(columns, staging.part(relative)), table=table, facts=facts)

    facts = {"partnership": partnership, **_says(mapping), **content.facts}
    keys, known = content.keys, {}
    if any((column != "").any() for column in keys.values()):
        key = open_key(staging.folder, list_receipts(staging.folder, withdrawn=True), partnership=partnership)
        keys = {name: key.column(column.tolist(), of=_key_of(name)) for name, column in keys.items()}
        known = {"key": key.fingerprint}
    rows = {name: column for name, column in keys.items() if name == REFERENCE}  # files are compared by it
    parts = [part({**content.columns, **rows}, mapping.kind, {**facts, **known})]
    if content.areas:
        parts.append(part(content.areas, AREAS, {}))
    apart = {name: column for name, column in keys.items() if name not in rows}
    if any((column != "").any() for column in apart.values()):
        parts.append(part({"row": content.columns["row"], **apart}, KEYS, known))
    return tuple(parts)


def _key_of(column: str) -> str:
    """What a column's keys are of."""
    if column in (REFERENCE, "address"):
        return column
    return "setter" if column.startswith("set_by_") else "person"


def _says(mapping: PartnerMapping) -> dict[str, Any]:
    """What the mapping says that reading back must know, whatever becomes of the mapping."""
    return {
        "title": mapping.title,
        "provider": mapping.provider,
        "place": mapping.place,
        "place_vintage": mapping.areas.vintage if mapping.areas else mapping.place_vintage,
    }


def _write_arrays(columns: Columns, target: Path) -> int:
    """Arrays of text, numbers or times as one Parquet file; the number of rows."""
    arrays = {
        name: column.astype("datetime64[us]") if column.dtype.kind == "M" else column
        for name, column in columns.items()
    }
    return write_arrays(arrays, target)
