"""The head of a record's page: its name, its state in words, the steps of its life, the one thing to do.

In: what a room knows of a record. Out: a ``RecordHead`` for ``{% record_head head %}``; between the tag and
``{% endrecord_head %}`` stands what is to be known in a sentence. Steps are those a record usually takes, in
their order: what happened says by whom and when, what is in hand says who has the pen and until when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DONE, NOW, NEXT, SKIPPED = "done", "now", "next", "skipped"


@dataclass(frozen=True)
class LifeStep:
    """One step. ``place``: done, now, next, or skipped where the record went on without it."""

    label: str
    place: str
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class HeadAction:
    """The one thing to do; ``post``: its button writes at once."""

    label: str
    url: str
    post: bool = False


@dataclass(frozen=True)
class RecordHead:
    """``state``: a status (on-track near off-track not-set contextual) and its words."""

    title: str
    state: tuple[str, str]
    steps: Sequence[LifeStep] = ()
    action: HeadAction | None = None


def life_steps(
    steps: Sequence[tuple[str, str]], now: str, words: Mapping[str, str], *, url: str = ""
) -> tuple[LifeStep, ...]:
    """The steps of a life, each (key, label); ``now``: the one in hand, or nothing where all are past.

    ``words`` by key; a step before ``now`` that has none was skipped. ``url``: where the one in hand is done.

    >>> path = [("draft", "Draft"), ("checked", "Checked"), ("signed", "Signed")]
    >>> [(step.label, step.place) for step in life_steps(path, "signed", {"draft": "Amira, 8 April"})]
    [('Draft', 'done'), ('Checked', 'skipped'), ('Signed', 'now')]
    """
    keys = [key for key, _ in steps]
    at = keys.index(now) if now else len(keys)

    def place(index: int, key: str) -> str:
        if index >= at:
            return NOW if index == at else NEXT
        return DONE if key in words else SKIPPED

    return tuple(
        LifeStep(label, place(index, key), words.get(key, ""), url if index == at else "")
        for index, (key, label) in enumerate(steps)
    )
