"""Sentences as templates in one place for each room (its ``sentences.toml``), filled here.

In: a sentence's key and its parts. Out: the sentence as text, with the ties of its numbers. ``say`` says
those of an assessment; a room above says its own by ``say_from`` with the name of its package. In a
template ``{count}`` is a part as it is; ``{count:is|are}`` the word that goes with a whole number, and
``{subject:is|are}`` that which goes with a subject's name. A key or part that is not known is a
``KeyError``: a fault of the program. Each template has an example with the words it must give; the
manual lists them, and they were read aloud.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wardmote.measuring.catalogue.strict_toml import read_by_key
from wardmote.measuring.drafting.words import Amount

ASSESSMENT = "wardmote.measuring.drafting"


@dataclass(frozen=True)
class Sentence:
    """``says`` is the template; filled with ``given`` it must give ``reads``."""

    key: str
    says: str
    given: Mapping[str, str | int]
    reads: str


@cache
def sentences(room: str = ASSESSMENT) -> Mapping[str, Sentence]:
    """Every sentence of a room by its key, in the file's order; ``room``: the package that holds the file."""
    return read_by_key(files(room).joinpath("sentences.toml"), Sentence)


def say(key: str, /, **parts: object) -> str:
    """A sentence of an assessment, filled; a plain whole number is shown with its commas.

    >>> say("areas-none", subject="Burglary", units="13 wards")
    'Burglary: none of the 13 wards stands out far from the others.'
    """
    return say_from(ASSESSMENT, key, **parts)


def say_from(room: str, key: str, /, **parts: object) -> str:
    """The same for a sentence of any room."""
    return sentences(room)[key].says.format(
        **{name: Amount.of(part) if type(part) is int else part for name, part in parts.items()}
    )
