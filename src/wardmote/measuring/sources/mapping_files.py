"""Reading a saved mapping: ``<data>/mappings/<name>.toml`` to a ``PartnerMapping``.

In: the file that was suggested from a header, or written by hand, and that a
person confirmed. Out: the mapping, every key checked; ``Refusal`` names the key
that is missing, is not known (a misspelt one would be passed over in silence and
its column with it), or cannot be right.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wardmote.measuring.catalogue.area_ids import slug
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.catalogue.strict_toml import FieldFault, record_of, toml_of
from wardmote.measuring.sources.mapping import PartnerMapping


def check_name(name: str) -> None:
    """A mapping's name is also a file name and the feed's name."""
    if not name or slug(name) != name:
        raise Refusal(
            "That cannot be the name of a mapping.",
            found=repr(name),
            todo=f"Use small letters, digits and hyphens, as --mapping {slug(name) or 'fire-2021'}.",
        )


def saved_values(path: Path) -> dict[str, Any] | None:
    """What a mapping says, as plain values; None where there is none or it cannot be read."""
    try:
        return toml_of(path)
    except Refusal:
        return None


def public_words_of(path: Path) -> tuple[str, ...]:
    """The words that somebody confirmed as public, as the mapping stands now."""
    words = (saved_values(path) or {}).get("public", ())
    return tuple(map(str, [words] if isinstance(words, str) else words))


def is_confirmed(path: Path) -> bool:
    """Has a person confirmed it? A file that cannot be read counts as confirmed: reading it says why."""
    kept = saved_values(path)
    return kept is None or kept.get("confirmed") is True


def read_mapping(path: Path) -> PartnerMapping:
    """The mapping at ``path``, checked; whether it is confirmed is for the caller to ask."""
    return mapping_of(path.stem, toml_of(path, f"mappings/{path.name}"))


def mapping_of(name: str, values: Mapping[str, Any]) -> PartnerMapping:
    """The mapping that a file of this name would hold."""
    where = f"mappings/{name}.toml"
    mapping = record_of(PartnerMapping, values, where=where)
    if mapping.name != name:
        todo = f'Write name = "{name}".'
        raise FieldFault("name", "It is not the name of the file.", mapping.name, todo).refusal(where)
    return mapping
