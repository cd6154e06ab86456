"""A document with every kind of block, and one made of nothing but a given text."""

from tests.measuring.drawing.examples import EVERY
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
    Table,
)

FIGURE = "0123456789ab" + "c" * 52
UNKNOWN = "f" * 64


def picture(kind: str, width: int, title: str = "Vehicle crime has doubled") -> Picture:
    drawing = EVERY[kind](width)
    behind = Table(
        name=kind,
        caption=title,
        columns=tuple(Column(c, numeric=c != drawing.columns[0]) for c in drawing.columns),
        rows=tuple(tuple((Run(str(cell)),) for cell in row) for row in drawing.rows),
    )
    return Picture(
        name=kind,
        svg=drawing.svg,
        title=title,
        subtitle="Vehicle crime by month, Stevenage, 2021",
        alt=f"Bars: {title}",
        source="police.uk",
        table=behind,
        width="half" if width < 480 else "full",
    )


def table(rows: int = 3) -> Table:
    body = tuple(((Run(f"Area {n}"),), (Run(str(n), figure=FIGURE),)) for n in range(rows))
    columns = (Column("Area"), Column("Offences", numeric=True))
    return Table(
        name="areas",
        caption="Offences by area",
        columns=columns,
        rows=body,
        note="A note.",
        source="police.uk",
    )


def body(table_rows: int) -> tuple[Block, ...]:
    roles = tuple(
        Paragraph((Run(f"A {role} paragraph."),), role=role) for role in ("body", "lead", "caution", "small")
    )
    return (
        Heading(1, "Levels", "levels"),
        *roles,
        picture("map", 640),
        Heading(2, "By month", "by-month"),
        picture("months", 312),
        picture("shares", 312),
        PageBreak(),
        Heading(3, "Deeper", "deeper"),
        BulletList(((Run("First"),), (Run("Second"),)), numbered=True),
        BulletList(((Run("Bullet"),),)),
        table(table_rows),
    )


def document(*, table_rows: int = 3, banner: str = "Synthetic data") -> Document:
    front = (
        Heading(1, "Vehicle crime is the one thing clearly worse", "headline"),
        FindingBlock(
            1,
            (Run("Vehicle crime has doubled: "), Run("194", strong=True, figure=FIGURE), Run(" now")),
            (Run("Clear rise", emphasis=True), Run(" from 92.", figure=UNKNOWN)),
            (Run("These data do not split it."),),
            picture("months", 312),
        ),
        FindingBlock(2, (Run("Theft moved"),), (Run("It did."),)),
    )
    return Document(
        partnership="Stevenage Community Safety Partnership",
        title="Strategic assessment 2021",
        subtitle="January to December 2021",
        marking="OFFICIAL",
        date="Draft 1, 2 March 2022",
        front=front,
        body=body(table_rows),
        annex=(Heading(1, "Annex", "annex"), Paragraph((Run("Method."),))),
        banner=banner,
        figure_notes=(
            FigureNote(
                figure=FIGURE,
                what="Vehicle crime",
                value="194",
                method="Count of rows",
                period="October to December 2021",
                caveats="Map points are shared.",
            ),
        ),
    )


def made_of(text: str) -> Document:
    """The same words everywhere a document can hold words."""
    runs = (Run(text),)
    return Document(
        partnership=text,
        title=text,
        subtitle=text,
        marking=text,
        date=text,
        banner=text,
        front=(Heading(1, text, "top"), FindingBlock(1, runs, runs, runs, picture("months", 312, text))),
        body=(
            Heading(1, text, text),
            Paragraph(runs),
            Paragraph((Run(text, strong=True, figure=FIGURE),), role="caution"),
            BulletList((runs,)),
            Table(text, text, (Column(text),), ((runs,),), text, text),
        ),
        annex=(),
        figure_notes=(FigureNote(FIGURE, text, text, text, text, text),),
    )
