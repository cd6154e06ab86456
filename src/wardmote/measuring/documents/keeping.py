"""A document as plain JSON values, and back: what a page or a later day draws without counting again.

In: a ``Document``. Out: dicts, lists and strings with every field that is not
its default; ``document_of`` gives the equal document again. Schema 1: a block
carries its ``kind``, the name of its class.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, get_args

from wardmote.measuring.catalogue.strict_toml import kept_record
from wardmote.measuring.documents.model import Block, Document

_BLOCKS = get_args(Block)


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
    """The document again; which block it is shows in the fields each has."""
    return kept_record(Document, data)
