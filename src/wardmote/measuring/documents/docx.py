"""A document as an editable Word file: real styles, headings, tables and fields.

In: a ``Document``. Out: the file's bytes; the same document gives the same
bytes (fixed properties, fixed zip times). Pictures are PNGs of the same SVG
with their alternative text; numbers link to their annex entries; header rows
repeat; the header carries partnership, title, marking and banner, the footer
the page number. The contents list is a field that Word can bring up to date.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from wardmote.measuring.documents import word_parts
from wardmote.measuring.documents.model import Document
from wardmote.measuring.documents.numbered import Data, numbered
from wardmote.measuring.documents.pdf import render_pngs
from wardmote.measuring.drawing.typefaces import text_width

_LONGEST = 255  # characters Word keeps of a property
_NO_CLOCK = datetime(2000, 1, 1)
_TEXT_WIDTH = 174.0  # mm
_HALF_WIDTH = 80.0
_FINDING_WIDTH = 70.0
_WIDER = 1.35  # a reader without Calibri takes a wider face; a number must never break
_SLACK = 2.5  # a picture as wide as its cell is clipped by some readers


def render_docx(document: Document) -> bytes:
    """The Word file."""
    data = numbered(document)
    word = docx.Document()
    styles = word_parts.set_styles(word, top=data["top"])
    _properties(word, data)
    _furniture(word, data)
    writer = _Writer(word, _drawn(data), styles)
    writer.title(data)
    for block in data["front"]:
        writer.block(word, block)
    writer.contents(data)
    for block in (*data["body"], {"kind": "pagebreak"}, *data["annex"]):
        writer.block(word, block)
    writer.behind(data)
    writer.notes(data)
    return _settled(word)


def _drawn(data: Data) -> dict[int, bytes]:
    """Every picture's PNG by its number, drawn in one go."""
    pictures = list(_pictures([*data["front"], *data["body"], *data["annex"]]))
    pngs = render_pngs([p["svg"] for p in pictures])
    return {p["number"]: png for p, png in zip(pictures, pngs, strict=True)}


def _pictures(blocks: list[Data]) -> Iterator[Data]:
    for block in blocks:
        if block["kind"] == "picture":
            yield block
        elif block["kind"] == "pair":
            yield from block["pictures"]
        elif block["kind"] == "finding" and block["picture"]:
            yield block["picture"]


def _properties(word: WordDocument, data: Data) -> None:
    properties = word.core_properties
    properties.title, properties.author = data["title"][:_LONGEST], data["partnership"][:_LONGEST]
    properties.subject, properties.language = data["subtitle"][:_LONGEST], data["language"]
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = _NO_CLOCK
    properties.last_modified_by, properties.revision = data["partnership"][:_LONGEST], 1


def _furniture(word: WordDocument, data: Data) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(24), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (head, foot):
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(Mm(_TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    head.add_run(f"{data['partnership']}: {data['title']}\t")
    head.add_run(data["marking"]).bold = True
    if data["banner"]:
        head.add_run().add_break()
        head.add_run(data["banner"]).bold = True
    foot.add_run(f"{data['date']}\tPage ")
    word_parts.add_field(foot, "PAGE", "1")
    foot.add_run(" of ")
    word_parts.add_field(foot, "NUMPAGES", "1")


@dataclass
class _Writer:
    """Writes blocks in order into the document or a cell; ``pictures`` are PNGs by number."""

    word: WordDocument
    pictures: dict[int, bytes]
    styles: dict[str, str]
    bookmarks: word_parts.Bookmarks = field(default_factory=word_parts.Bookmarks)
    turn_page: bool = False

    def line(self, place: WordDocument | _Cell, style: str, text: str = "") -> Paragraph:
        """A new paragraph in a style; the first after a page break turns the page."""
        line = place.add_paragraph()
        word_parts.set_style(line, self.styles[style])
        if text:
            word_parts.add_text(line, text)
        if self.turn_page:
            line.paragraph_format.page_break_before, self.turn_page = True, False
        return line

    def title(self, data: Data) -> None:
        self.line(self.word, "Partnership", data["partnership"])
        self.line(self.word, "Title", data["title"])
        self.line(self.word, "Subtitle", data["subtitle"])

    def block(self, place: WordDocument | _Cell, block: Data) -> None:
        match block["kind"]:
            case "heading":
                level = min(block["level"], 4)
                line = self.line(place, f"Heading {level}", block["text"])
                self.bookmarks.around(line, block["anchor"])
            case "paragraph":
                style = {"lead": "Lead", "caution": "Caution", "small": "Small"}.get(block["role"], "Normal")
                self.runs(self.line(place, style), block["runs"])
            case "listing":
                self.listing(place, block)
            case "table":
                self.table(block)
            case "picture":
                self.picture(place, block)
            case "pair":
                self.pair(block)
            case "finding":
                self.finding(block)
            case "pagebreak":
                self.turn_page = True

    def runs(self, line: Paragraph, runs: list[Data]) -> None:
        for run in runs:
            if run["link"]:
                word_parts.add_link(line, run, self.bookmarks)
            else:
                word_parts.add_run(line, run)

    def listing(self, place: WordDocument | _Cell, block: Data) -> None:
        style = "List Number" if block["numbered"] else "List Bullet"
        number = word_parts.new_numbering(self.word, style) if block["numbered"] else None
        for item in block["items"]:
            line = self.line(place, style)
            if number is not None:
                word_parts.set_numbering(line, number)
            self.runs(line, item)

    def finding(self, block: Data) -> None:
        if block["picture"] is None:
            self._finding_words(self.word, block)
            return
        left, right = word_parts.side_by_side(
            self.word, (_TEXT_WIDTH - _FINDING_WIDTH, _FINDING_WIDTH), rule=True
        )
        self._finding_words(left, block)
        self.picture(right, block["picture"], wide=_FINDING_WIDTH)
        word_parts.drop_first_line(left)
        word_parts.drop_first_line(right)

    def _finding_words(self, place: WordDocument | _Cell, block: Data) -> None:
        heading = self.line(place, "Finding")
        ordinal = heading.add_run(f"{block['number']}  ")
        ordinal.font.color.rgb = RGBColor(0x0B, 0x64, 0x74)
        self.runs(heading, block["headline"])
        if block["body"]:
            line = self.line(place, "Normal")
            self.runs(line, block["body"])
            line.paragraph_format.keep_with_next = bool(block["limit"])
        if block["limit"]:
            self.runs(self.line(place, "Caution"), block["limit"])

    def picture(self, place: WordDocument | _Cell, block: Data, *, wide: float = 0.0) -> None:
        """A picture; ``wide`` is given in a finding, whose headline is the title already."""
        titled = not wide
        line = self.line(place, "Caption")
        if titled:
            line.add_run(f"Figure {block['number']}. {block['title']}").bold = True
            line.add_run().add_break()
        else:
            line.add_run(f"Figure {block['number']}. ")
        line.add_run(block["subtitle"])
        self.bookmarks.around(line, block["anchor"])
        room = wide or (_HALF_WIDTH if block["width"] == "half" else _TEXT_WIDTH + _SLACK)
        holder = self.line(place, "Picture")
        holder.add_run().add_picture(io.BytesIO(self.pictures[block["number"]]), width=Mm(room - _SLACK))
        word_parts.describe(holder, number=block["number"], title=block["title"], alt=block["alt"])
        holder.paragraph_format.keep_with_next = bool(block["source"] and titled)
        if block["source"] and titled:
            self.line(place, "Small", f"Source: {block['source']}")

    def pair(self, block: Data) -> None:
        cells = word_parts.side_by_side(self.word, (_TEXT_WIDTH / 2, _TEXT_WIDTH / 2), rule=False)
        for cell, picture in zip(cells, block["pictures"], strict=True):
            self.picture(cell, picture)
            word_parts.drop_first_line(cell)

    def table(self, block: Data) -> None:
        caption = self.line(self.word, "Table caption", block["caption"])
        self.bookmarks.around(caption, block["anchor"])
        columns = block["columns"]
        table = self.word.add_table(rows=1 + len(block["rows"]), cols=len(columns))
        word_parts.shape_table(table, caption=block["caption"])
        word_parts.set_widths(table, _column_widths(block))
        rows = [[[{"text": c["header"], "strong": True}] for c in columns], *block["rows"]]
        for number, (cells, row) in enumerate(zip(_grid(table), rows, strict=True)):
            for cell, column, runs in zip(cells, columns, row, strict=True):
                line = Paragraph(cell._tc.p_lst[0], cell)
                word_parts.set_style(line, self.styles["Table text"])
                if column["numeric"]:
                    word_parts.align_right(line)
                self.runs(line, [{"emphasis": False, "link": "", "use": "", **run} for run in runs])
                if number == 0:
                    line.paragraph_format.keep_with_next = True
        for words in (block["note"], block["source"] and f"Source: {block['source']}"):
            if words:
                self.line(self.word, "Small", words)

    def contents(self, data: Data) -> None:
        if not data["contents"]:
            return
        self.turn_page = True
        self.line(self.word, "Contents heading", "Contents")
        lines = [self.line(self.word, "Contents line") for _ in data["contents"]]
        word_parts.add_contents(lines, data["contents"], self.bookmarks)
        self.block(self.word, {"kind": "pagebreak"})

    def behind(self, data: Data) -> None:
        if data["behind"]:
            heading = {"level": data["top"], "text": "The numbers behind each picture", "anchor": "behind"}
            self.block(self.word, {"kind": "heading", **heading})
            for table in data["behind"]:
                self.table(table)

    def notes(self, data: Data) -> None:
        if not data["notes"]:
            return
        heading = {"level": data["top"], "text": "Where each number comes from", "anchor": "figures"}
        self.block(self.word, {"kind": "heading", **heading})
        for note in data["notes"]:
            line = self.line(self.word, "Small")
            word_parts.add_run(line, _plain(f"{note['what']}: {note['value']}. ", strong=True))
            word_parts.add_text(
                line, f"{note['period']}. {note['method']}. {note['caveats']} {note['short']}"
            )
            for place, use in enumerate(note["uses"], start=1):
                word_parts.add_text(line, ", " if place > 1 else " Used: ")
                word_parts.add_link(line, {**_plain(str(place)), "link": use, "use": ""}, self.bookmarks)
            self.bookmarks.around(line, note["anchor"])


def _plain(text: str, *, strong: bool = False) -> Data:
    return {"text": text, "strong": strong, "emphasis": False}


def _column_widths(block: Data) -> list[float]:
    """Millimetres for each column: as wide as its longest text, the widest giving way first."""
    texts = [[c["header"] for c in block["columns"]]]
    texts += [["".join(run["text"] for run in cell) for cell in row] for row in block["rows"]]
    wide = [
        max(text_width(row[i], 9.0, bold=True) for row in texts) * _WIDER * 0.3528 + 5
        for i in range(len(texts[0]))
    ]
    while sum(wide) > _TEXT_WIDTH:
        over, most = sum(wide) - _TEXT_WIDTH, max(wide)
        widest = [i for i, w in enumerate(wide) if w > most - 0.5]
        for i in widest:
            wide[i] -= max(min(over / len(widest), most * 0.1), 0.1)
    return wide


def _grid(table: Any) -> list[list[_Cell]]:
    """All cells at once: python-docx looks each row up anew, which is slow on long tables."""
    return [[_Cell(cell, table) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def _settled(word: WordDocument) -> bytes:
    """The saved file with every zip entry at one fixed time, in one fixed order."""
    body = word.element.body
    for number, shape in enumerate(body.iter(qn("wp:docPr")), start=1):
        shape.set("id", str(number))
    saved, settled = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, source.read(name))
    return settled.getvalue()
