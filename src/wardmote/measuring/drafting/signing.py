"""A stored paper as it is signed: who, as what, on which day, and the reason for each missing part.

In: a ``Paper`` and a ``SignOffRecord``. Out: the document to be kept; its words,
numbers and pictures are the paper's own. ``unsigned_because`` (``parts``) says
beforehand whether it may stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wardmote.measuring.documents.model import Block, Document, Heading, Paragraph, paragraph
from wardmote.measuring.drafting.judgement import SignOffRecord
from wardmote.measuring.drafting.paper import Paper
from wardmote.measuring.drafting.parts import missing
from wardmote.measuring.drafting.sentences import say


def signed(paper: Paper, sign_off: SignOffRecord) -> Document:
    """The document with the sign-off in its subtitle and the reasons under the parts they excuse."""
    document = paper.document
    given = {part.key: sign_off.missing[part.key] for part in missing(paper.parts)}
    head = document.subtitle.removesuffix(", draft")
    return replace(
        document,
        subtitle=f"{head}, {say('signed-off', by=sign_off.by, role=sign_off.role, on=sign_off.on)}",
        body=tuple(_excused(document.body, given)),
    )


def _excused(blocks: Iterable[Block], given: Mapping[str, str]) -> Iterable[Block]:
    """After the sentence that says what is missing: the reason to sign without it."""
    reason = ""
    for block in blocks:
        yield block
        if isinstance(block, Heading):
            reason = given.get(block.anchor, "")
        elif reason and isinstance(block, Paragraph):
            yield paragraph(reason, strong=f"{say('signed-without')} ")
            reason = ""
