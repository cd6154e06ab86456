"""What may be added to a record, and taken away again. Pure: values in, a reason or ``None`` out."""

from typing import Final

LARGEST: Final = 10 << 20
LONGEST: Final = 2000


def why_not_add(adds: bool) -> str | None:
    """Whether who looks adds to the record; its room has said so."""
    return None if adds else "You may read this, and add nothing to it."


def why_not_keep(size: int) -> str | None:
    """Whether a file has a size that is kept."""
    if not size:
        return "This file is empty."
    if size > LARGEST:
        return f"This file has {size / (1 << 20):.1f} MB; at most {LARGEST >> 20} MB are kept."
    return None


def why_not_say(words: str) -> str | None:
    """Whether a comment is whole."""
    if not words.strip():
        return "Write what you want to say."
    if len(words) > LONGEST:
        return f"Say it in at most {LONGEST:,} characters."
    return None


def why_not_take_away(*, own: bool, keeps: bool) -> str | None:
    """Who takes away what was added: who added it, and who keeps the record."""
    return None if own or keeps else "Who added it takes it away, or who runs the partnership."
