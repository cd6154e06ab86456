"""A person's words written over a stored paper at once, until the paper is made again.

In: a document and edits by finding id (``headline`` for the headline). Out: the
document with each sentence of an edited finding in the person's words, and
hidden ones left out. What a whole draft changes (order, pictures, priorities) waits for the next draft.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from wardmote.measuring.documents.model import (
    Block,
    BulletList,
    Document,
    FindingBlock,
    Heading,
    Paragraph,
    Run,
    Runs,
)
from wardmote.measuring.drafting.words import owned, plain, relinked, runs


@dataclass(frozen=True)
class Pencilled:
    """One edit: the words to stand (empty: the sentence is as it was), a comment, whether it is hidden.

    ``automatic`` are the finding's own words with their figure links.
    """

    words: str
    comment: str
    hidden: bool
    automatic: str


def pencilled(document: Document, edits: Mapping[str, Pencilled]) -> Document:
    """The document with the edits on it; headings, tables and pictures stay."""
    if not edits:
        return document
    return replace(
        document,
        front=tuple(_blocks(document.front, edits)),
        body=tuple(_blocks(document.body, edits)),
        annex=tuple(_blocks(document.annex, edits)),
    )


def _blocks(blocks: Iterable[Block], edits: Mapping[str, Pencilled]) -> Iterable[Block]:
    for block in blocks:
        match block:
            case Paragraph():
                left = _sentences(block.runs, edits)
                if left:
                    yield replace(block, runs=left)
            case BulletList():
                items = tuple(left for item in block.items if (left := _sentences(item, edits)))
                if items:
                    yield replace(block, items=items)
            case Heading(anchor="headline") if "headline" in edits and edits["headline"].words:
                yield replace(block, text=edits["headline"].words)
            case FindingBlock():
                done = _finding(block, edits)
                if done:
                    yield done
            case _:
                yield block


def _finding(block: FindingBlock, edits: Mapping[str, Pencilled]) -> FindingBlock | None:
    """The numbered finding; none where its leading sentence is hidden."""
    lead = edits.get(block.keys[0]) if block.keys else None
    if lead is None:
        return replace(block, body=_sentences(block.body, edits))
    if lead.hidden:
        return None
    key = block.keys[0]
    if not lead.words:  # a comment alone: it stands below
        body = _sentences(block.body, {**edits, key: replace(lead, words="")})
        return replace(block, body=body)
    headline = _without_last_stop(_sentences(block.headline, {key: replace(lead, comment="")}))
    note = (Run(f"({lead.comment}) ", finding=key),) if lead.comment else ()
    return replace(
        block, headline=headline, body=(*note, *_sentences(block.body, edits, told=frozenset({key})))
    )


def _without_last_stop(found: Runs) -> Runs:
    """A person's full stop and the headline's own would stand twice."""
    text = "".join(run.text for run in found)
    return (*found[:-1], replace(found[-1], text=found[-1].text[:-1])) if text.endswith("..") else found


def _sentences(found: Runs, edits: Mapping[str, Pencilled], *, told: frozenset[str] = frozenset()) -> Runs:
    """Each edited sentence once, in the person's words; ``told`` are already said above."""
    out: list[Run] = []
    said = set(told)
    for key, group in groupby(found, key=lambda run: run.finding):
        edit = edits.get(key) if key else None
        if edit is None:
            out += group
        elif not edit.hidden and key not in said:
            said.add(key)
            out += _written(key, edit, tuple(group))
    return tuple(out) if any(run.text.strip() for run in out) else ()


def _written(key: str, edit: Pencilled, group: Runs) -> Runs:
    strong = bool(group) and group[0].strong
    words = relinked(edit.words, edit.automatic) if edit.words else ""
    sentence = runs(owned(words, key), strong=strong) if words else group
    if not edit.comment or edit.comment in "".join(run.text for run in sentence):
        return sentence
    return (*sentence, Run(f" ({plain(edit.comment)})", emphasis=True, finding=key))
