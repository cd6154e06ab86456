"""Documents kept by every version so far are read: their kinds are words, not names of classes."""

from typing import Any

from wardmote.measuring.documents.keeping import document_as_json, document_of
from wardmote.measuring.documents.model import (
    BulletList,
    Column,
    Document,
    FindingBlock,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Table,
)

TABLE = {
    "kind": "Table", "name": "months", "caption": "By month", "columns": [{"header": "Month"}],
    "rows": [[[{"text": "June"}]]],
}  # fmt: skip
PICTURE = {
    "kind": "Picture", "name": "chart", "svg": "<svg/>", "title": "Up", "subtitle": "", "alt": "A line.",
    "table": TABLE,
}  # fmt: skip
FINDING = {
    "kind": "Finding", "number": 1, "headline": [{"text": "Burglary rose.", "strong": True}],
    "body": [{"text": "605", "figure": "ab12"}], "picture": PICTURE, "keys": ["a", "b"],
}  # fmt: skip
KEPT: dict[str, Any] = {
    "partnership": "Barchester", "title": "Assessment", "subtitle": "", "marking": "OFFICIAL",
    "date": "1 May 2008",
    "front": [FINDING],
    "body": [
        {"kind": "Heading", "level": 2, "text": "Where", "anchor": "where"},
        {"kind": "Paragraph", "runs": [{"text": "Words."}], "role": "lead"},
        {"kind": "Listing", "items": [[{"text": "One"}], [{"text": "Two"}]], "numbered": True},
        {"kind": "PageBreak"},
    ],
    "annex": [TABLE, PICTURE],
}  # fmt: skip
"""As the first version of Schema 1 wrote it."""
TABLE_READ = Table("months", "By month", (Column("Month"),), (((Run("June"),),),))
PICTURE_READ = Picture("chart", "<svg/>", "Up", "", "A line.", table=TABLE_READ)
READ = Document(
    partnership="Barchester",
    title="Assessment",
    subtitle="",
    marking="OFFICIAL",
    date="1 May 2008",
    front=(
        FindingBlock(
            1,
            (Run("Burglary rose.", strong=True),),
            (Run("605", figure="ab12"),),
            picture=PICTURE_READ,
            keys=("a", "b"),
        ),
    ),
    body=(
        Heading(2, "Where", "where"),
        Paragraph((Run("Words."),), "lead"),
        BulletList(((Run("One"),), (Run("Two"),)), numbered=True),
        PageBreak(),
    ),
    annex=(TABLE_READ, PICTURE_READ),
)


def test_a_kept_document_is_read_and_written_again_as_it_was() -> None:
    assert document_of(KEPT) == READ
    assert document_as_json(READ) == KEPT, "an older program can read what this one keeps"


def test_a_kind_that_a_version_in_between_wrote_is_read() -> None:
    between = {**KEPT, "front": [{**FINDING, "kind": "FindingBlock"}]}
    assert document_of(between) == READ
