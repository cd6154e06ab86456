"""A document as plain JSON values, and back: what a page or a later day draws without counting again.

In: a ``Document``. Out: dicts, lists and strings with every field that is not
its default; ``document_of`` gives the equal document again. Schema 1: a block
carries its ``kind``, a word of ``KINDS``.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, replace
from typing import Any

from wardmote.measuring.catalogue.strict_toml import kept_record
from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Document,
    FindingBlock,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)

KINDS: Mapping[str, type[Block]] = {
    "Heading": Heading,
    "Paragraph": Paragraph,
    "Listing": BulletList,
    "Table": Table,
    "Picture": Picture,
    "Finding": FindingBlock,
    "PageBreak": PageBreak,
    "BulletList": BulletList,
    "FindingBlock": FindingBlock,
}
"""The words in kept documents, whatever the classes are called now; of two the first is written."""
_WORDS = {kind: word for word, kind in reversed(list(KINDS.items()))}


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
    word = _WORDS.get(type(value))
    return {"kind": word, **kept} if word else kept


def _default(field: Field[Any]) -> Any:
    return field.default if field.default is not MISSING else MISSING


def document_of(data: Mapping[str, Any]) -> Document:
    """The document again."""
    front, body, annex = (tuple(map(_block, data[name])) for name in ("front", "body", "annex"))
    rest = kept_record(Document, {**data, "front": (), "body": (), "annex": ()})
    return replace(rest, front=front, body=body, annex=annex)


def _block(data: Mapping[str, Any]) -> Block:
    found: Block = kept_record(KINDS[data["kind"]], data)
    return found
