"""A document as plain JSON values, and back: what a page or a later day draws without counting again.

In: a ``Document``. Out: dicts, lists and strings with every field that is not
its default; ``document_of`` gives the equal document again. Schema 1: a block
carries its ``kind``, the name of its class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any

from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Column,
    Document,
    FigureNote,
    FindingBlock,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
)

_BLOCKS = (Heading, Paragraph, BulletList, Table, Picture, FindingBlock, PageBreak)
_KINDS = {kind.__name__: kind for kind in _BLOCKS}


def document_as_json(document: Document) -> dict[str, Any]:
    """The document as plain values."""
    found: dict[str, Any] = _plain(document)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    given = {f.name: getattr(value, f.name) for f in fields(value)}
    kept = {f.name: _plain(given[f.name]) for f in fields(value) if given[f.name] != _default(f)}
    return {"kind": type(value).__name__, **kept} if isinstance(value, _BLOCKS) else kept


def _default(field: Field[Any]) -> Any:
    return field.default if field.default is not MISSING else MISSING


def document_of(data: Mapping[str, Any]) -> Document:
    """The document again."""
    text = {key: data[key] for key in ("partnership", "title", "subtitle", "marking", "date")}
    return Document(
        **text,
        front=blocks_of(data["front"]),
        body=blocks_of(data["body"]),
        annex=blocks_of(data["annex"]),
        banner=data.get("banner", ""),
        figure_notes=tuple(FigureNote(**note) for note in data.get("figure_notes", ())),
        language=data.get("language", "en-GB"),
        recomputable=data.get("recomputable", True),
    )


def blocks_of(data: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Blocks from their plain values, in order."""
    return tuple(_block(item) for item in data)


def _block(data: Mapping[str, Any]) -> Block:
    fields = {key: value for key, value in data.items() if key != "kind"}
    for key in ("runs", "headline", "body", "limit"):
        if key in fields:
            fields[key] = runs_of(fields[key])
    if "items" in fields:
        fields["items"] = tuple(runs_of(item) for item in fields["items"])
    if "columns" in fields:
        fields["columns"] = tuple(Column(**column) for column in fields["columns"])
        fields["rows"] = tuple(tuple(runs_of(cell) for cell in row) for row in fields["rows"])
    if "keys" in fields:
        fields["keys"] = tuple(fields["keys"])
    for key in ("picture", "table"):
        if fields.get(key):
            fields[key] = _block(fields[key])
    found: Block = _KINDS[data["kind"]](**fields)
    return found


def runs_of(data: Sequence[Mapping[str, Any]]) -> Runs:
    """Runs from their plain values."""
    return tuple(Run(**run) for run in data)
