"""Writing an assessment to a folder: documents, findings, judgement, tables, pictures and the manifest.

Everything is first written beside the folder's files and then moved over them,
so that a stop at any moment leaves either the old set or the new.
"""

import json
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wardmote import __version__
from wardmote.measuring.documents.csv import table_csv
from wardmote.measuring.documents.model import Block, Document, FindingBlock, Picture, Table
from wardmote.measuring.documents.rendering import KINDS, render
from wardmote.measuring.drafting.disclosure import neutral_names
from wardmote.measuring.drafting.draft import Draft
from wardmote.measuring.drafting.finding import Finding
from wardmote.measuring.drafting.judgement import FILE_NAME, write_judgement
from wardmote.measuring.drafting.parts import unsigned_because
from wardmote.measuring.drafting.study import Study, StudySource
from wardmote.measuring.drawing.canvas import standalone
from wardmote.measuring.figures.canonical import plain
from wardmote.measuring.figures.keeping import keep
from wardmote.measuring.store.receipts import Receipt

SCHEMA = 1


def write_outputs(draft: Draft, document: Document, out: Path, *, data: Path, began: float) -> None:
    """Write every output of one assessment; ``began`` is ``time.monotonic()`` at the start."""
    fresh = out / ".writing"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        findings = _write_fresh(draft, document, fresh, data=data, began=began)
        _move_over(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    stands = not unsigned_because(draft.parts, draft.judgement)
    write_judgement(out / FILE_NAME, draft.judgement, findings, stands=stands)


def _write_fresh(draft: Draft, document: Document, fresh: Path, *, data: Path, began: float) -> list[Finding]:
    """All of it beside what stands: nothing of it where something fails."""
    (fresh / "tables").mkdir(parents=True)
    (fresh / "figures").mkdir()
    _write_pieces(document, fresh)
    for kind in KINDS:
        (fresh / f"assessment.{kind}").write_bytes(render(document, kind))
    findings = [item.finding for item in draft.findings]
    (fresh / "findings.json").write_text(_json([f.as_json() for f in findings]), encoding="utf-8")
    keep(draft.study.inquiry.asked.values(), data)
    (fresh / "manifest.json").write_text(
        _json(manifest(draft, seconds=time.monotonic() - began)), encoding="utf-8"
    )
    return findings


def _write_pieces(document: Document, folder: Path) -> None:
    for table in tables_of((*document.front, *document.body, *document.annex)):
        (folder / "tables" / f"{table.name}.csv").write_text(table_csv(table), encoding="utf-8")
    for picture in pictures_of((*document.front, *document.body, *document.annex)):
        alone = standalone(picture.svg, title=picture.title, description=picture.alt)
        (folder / "figures" / f"{picture.name}.svg").write_text(alone, encoding="utf-8")


def pictures_of(blocks: Iterable[Block]) -> Iterable[Picture]:
    """Every picture of a document, those of findings too."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, FindingBlock) and block.picture:
            yield block.picture


def tables_of(blocks: Iterable[Block]) -> Iterable[Table]:
    """Every table of a document, those behind pictures too."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
        yield from (picture.table for picture in pictures_of([block]) if picture.table)


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def manifest(draft: Draft, *, seconds: float) -> Mapping[str, Any]:
    """What was read, what became of the rows, and which figures were made (contract)."""
    study = draft.study
    evidence = study.inquiry.evidence
    receipts = evidence.receipts_for(study.inquiry.loads)
    names = neutral_names(study, receipts)
    sources: dict[str, dict[str, int]] = {}
    for receipt in receipts:
        row = sources.setdefault(receipt.source, dict.fromkeys(ROWS, 0))
        for key in ("read", "kept", "rejected", "unlocated", "outside"):
            row[key] += receipt.counts.get(key, 0)
    for source in study.sources:
        if source.feed.source == "police-uk":
            sources[source.name] |= _police_rows(study, source, receipts, sources[source.name])
    found: Mapping[str, Any] = plain(
        {
            "schema": SCHEMA,
            "place": {"id": study.area, "name": study.place.name},
            "period": {"start": study.period.start.isoformat(), "end": study.period.end.isoformat()},
            "inputs": [
                {"path": names[r.sha256], "sha256": r.file_sha256, "source": r.source} for r in receipts
            ],
            "sources": sources,
            "figures": sorted(study.inquiry.asked),
            "versions": {"wardmote": __version__},
            "seconds": round(seconds, 2),
        }
    )
    return found


def _police_rows(
    study: Study, source: StudySource, receipts: Iterable[Receipt], counts: Mapping[str, int]
) -> Mapping[str, int]:
    """Rows outside the county in the months used, and revisions, which receipts alone do not tell."""
    evidence = study.inquiry.evidence
    totals = evidence.force_totals(source.name, study.place)
    if study.rest is None:
        return {"outside": totals.outside, "revised": totals.revised}
    months = {part.month for receipt in receipts for part in receipt.parts if receipt.source == "police-uk"}
    inside = 0
    for place in (study.place, study.rest):
        counted = evidence.monthly(source.name, place, "place")
        at = [i for i, month in enumerate(counted.months) if month in months]
        inside += int(counted.counts[:, at].sum() + counted.unplaced[:, at].sum())
    return {"outside": counts["kept"] - counts["unlocated"] - inside, "revised": totals.revised}


ROWS = ("read", "kept", "rejected", "unlocated", "revised", "outside")


def _move_over(fresh: Path, out: Path) -> None:
    for name in ("tables", "figures"):
        shutil.rmtree(out / name, ignore_errors=True)
    for path in sorted(fresh.iterdir()):
        path.replace(out / path.name)
