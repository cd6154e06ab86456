"""The parts of WordprocessingML python-docx has no words for: fields, links, styles, shapes.

In: python-docx objects and plain data (``numbered.py``). Out: nothing; the
objects are changed. Element order inside properties follows the schema, for
Word refuses a file that breaks it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from wardmote.measuring.documents.numbered import Data

_INK, _QUIET = RGBColor(0x14, 0x21, 0x3D), RGBColor(0x4C, 0x56, 0x6B)
_TYPE = "Calibri"  # every Word has it; a missing family would be replaced by whatever Word likes

# name: base style, size, bold, colour, space before, space after
_STYLES: dict[str, tuple[str, float, bool, RGBColor, float, float]] = {
    "Normal": ("", 10, False, _INK, 0, 5),
    "Title": ("Normal", 24, True, _INK, 2, 2),
    "Subtitle": ("Normal", 11, False, _QUIET, 0, 10),
    "Heading 1": ("Normal", 0, True, _INK, 16, 6),
    "Heading 2": ("Normal", 0, True, _INK, 12, 4),
    "Heading 3": ("Normal", 0, True, _INK, 8, 3),
    "Heading 4": ("Normal", 0, True, _INK, 8, 3),
    "Finding": ("Heading 2", 12, True, _INK, 8, 3),
    "Caption": ("Normal", 9, False, _QUIET, 4, 2),
    "List Bullet": ("Normal", 10, False, _INK, 0, 3),
    "List Number": ("Normal", 10, False, _INK, 0, 3),
    "Header": ("Normal", 8.5, False, _QUIET, 0, 0),
    "Footer": ("Normal", 8.5, False, _QUIET, 0, 0),
    "Partnership": ("Normal", 11, False, _QUIET, 0, 0),
    "Lead": ("Normal", 12.5, False, _INK, 2, 6),
    "Caution": ("Normal", 9.5, False, _QUIET, 0, 6),
    "Small": ("Normal", 9, False, _QUIET, 2, 4),
    "Picture": ("Normal", 10.5, False, _INK, 0, 4),
    "Table caption": ("Normal", 10, True, _INK, 10, 4),
    "Table text": ("Normal", 9, False, _INK, 1, 1),
    "Contents heading": ("Normal", 17, True, _INK, 0, 8),
    "Contents line": ("Normal", 10.5, False, _INK, 0, 3),
}
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
_AFTER_TABLE_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")
_HEADING_SIZES = (17, 13, 11.5, 10.5)
_KEPT_WITH_NEXT = {"Caption", "Table caption", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Finding"}


def set_styles(word: WordDocument, *, top: int) -> dict[str, str]:
    """House type, sizes and colours on Word's own style names, in en-GB; gives each style's id."""
    held = {style.name for style in word.styles}
    for name, (base, size, bold, colour, before, after) in _STYLES.items():
        style: Any = (
            word.styles[name] if name in held else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        if base:
            style.base_style = word.styles[base]
        if name.startswith("Heading "):
            size = _HEADING_SIZES[max(int(name[-1]) - top, 0)]
        font = style.font
        font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, colour
        _set_type(style)
        for spread in list(style.element.rPr.iter(qn("w:spacing"))):
            style.element.rPr.remove(spread)
        shape = style.paragraph_format
        shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.1
        shape.keep_with_next = name in _KEPT_WITH_NEXT
        style.quick_style = True
    _rule(word.styles["Caution"], "left", "C9CED8", 12, 6)
    _rule(word.styles["Subtitle"], "bottom", "0B6474", 16, 6)
    for border in word.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name in ("Header", "Footer"):
        for stops in list(word.styles[name].element.iter(qn("w:tabs"))):
            stops.getparent().remove(stops)
    word.styles["Caution"].element.get_or_add_pPr().get_or_add_ind().left = Mm(3)
    return {name: str(word.styles[name].style_id) for name in _STYLES}


def set_style(line: Paragraph, style_id: str) -> None:
    """The style of a new paragraph, by its id: python-docx looks names up in every style."""
    properties = line._p.pPr
    if properties is None:
        properties = _child(line._p, "w:pPr")
    properties.insert(0, _element("w:pStyle", val=style_id))


def align_right(line: Paragraph) -> None:
    """For a paragraph that has a style and no more."""
    _child(line._p.pPr, "w:jc", val="right")


def _set_type(style: Any) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), _TYPE)


def _rule(style: Any, side: str, colour: str, eighths: int, space: int) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_element(f"w:{side}", val="single", sz=str(eighths), space=str(space), color=colour))
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, *_AFTER_BORDERS)


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(_name(f"w:{key}"), value)
    return made


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    """A new last child: a quarter of the time that python-docx takes to find its place."""
    made = parent.makeelement(_name(tag), {_name(f"w:{key}"): value for key, value in attributes.items()})
    parent.append(made)
    return made


_name = cache(qn)


@dataclass
class Bookmarks:
    """Names Word accepts (40 characters, unique) for our anchors, numbered as they come."""

    _names: dict[str, str] = field(default_factory=dict)
    _placed: int = 0

    def name(self, anchor: str) -> str:
        return self._names.setdefault(anchor, f"w{len(self._names) + 1}_{anchor.replace('-', '_')}"[:40])

    def around(self, line: Paragraph, anchor: str) -> None:
        """Marks a whole paragraph as the place an anchor names."""
        start, end = self.pair(anchor)
        properties = line._p.pPr
        line._p.insert(0 if properties is None else 1, start)
        line._p.append(end)

    def pair(self, anchor: str) -> tuple[Any, Any]:
        self._placed += 1
        number = str(self._placed)
        start = _element("w:bookmarkStart", id=number, name=self.name(anchor))
        return start, _element("w:bookmarkEnd", id=number)


def add_run(line: Paragraph, run: Data) -> Any:
    """Text as it stands, strong or emphasised; the run's element."""
    made = _child(line._p, "w:r")
    look = _child(made, "w:rPr")
    if run["strong"]:
        _child(look, "w:b")
    if run["emphasis"]:
        _child(look, "w:i")
    _write(made, run["text"])
    return made


def add_text(line: Paragraph, text: str) -> None:
    """Text with nothing said of its look."""
    _write(_child(line._p, "w:r"), text)


def _write(run: Any, text: str) -> None:
    if any(sign in text for sign in "\t\n\r"):
        run.text = text  # these are elements of their own
    elif text:
        written = _child(run, "w:t")
        written.text = text
        if text != text.strip():
            written.set(_name("xml:space"), "preserve")


def add_link(line: Paragraph, run: Data, bookmarks: Bookmarks) -> None:
    """A run that leads to a bookmark and, if it has a ``use``, can be led back to."""
    made = add_run(line, run)
    _child(made[0], "w:u", val="dotted", color="4C566B")
    link = _element("w:hyperlink", anchor=bookmarks.name(run["link"]), history="1")
    link.append(made)
    if run["use"]:
        start, end = bookmarks.pair(run["use"])
        line._p.extend([start, link, end])
    else:
        line._p.append(link)


def add_field(line: Paragraph, instruction: str, shown: str) -> None:
    """A simple field such as PAGE, showing ``shown`` until Word counts."""
    made = _element("w:fldSimple", instr=instruction)
    run = line.add_run(shown)._r
    line._p.remove(run)
    made.append(run)
    line._p.append(made)


def add_contents(lines: list[Paragraph], contents: list[Data], bookmarks: Bookmarks) -> None:
    """The contents as a TOC field already filled in with links; Word adds page numbers when updated."""
    top = min(entry["level"] for entry in contents)
    for line, entry in zip(lines, contents, strict=True):
        line.paragraph_format.left_indent = Mm(6 * (entry["level"] - top))
        link = _element("w:hyperlink", anchor=bookmarks.name(entry["anchor"]), history="1")
        run = line.add_run(entry["text"])._r
        line._p.remove(run)
        link.append(run)
        line._p.append(link)
    begin, end = lines[0]._p, lines[-1]._p
    opening = [
        _field_char("begin"),
        _instruction(f' TOC \\o "{top}-{top + 1}" \\h \\z \\u '),
        _field_char("separate"),
    ]
    for offset, run in enumerate(opening, start=1):
        begin.insert(offset, run)
    end.append(_field_char("end"))


def _field_char(kind: str) -> Any:
    run = OxmlElement("w:r")
    run.append(_element("w:fldChar", fldCharType=kind))
    return run


def _instruction(text: str) -> Any:
    run, words = OxmlElement("w:r"), OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.append(words)
    return run


def new_numbering(word: WordDocument, style: str) -> int:
    """A numbered list that begins again at 1: a new instance of the style's own list."""
    numbering = word.part.numbering_part.element
    styled: Any = word.styles[style]
    held = styled.element.pPr.numPr.numId.val
    abstract = next(n.abstractNumId.val for n in numbering.num_lst if n.numId == held)
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def set_numbering(line: Paragraph, number: int) -> None:
    """Puts a paragraph into a numbered list."""
    properties = line._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def describe(holder: Paragraph, *, number: int, title: str, alt: str) -> None:
    """Names the picture of a paragraph and gives its alternative text."""
    for shape in holder._p.iter(qn("wp:docPr")):
        shape.set("name", f"Figure {number}")
        shape.set("title", title)
        shape.set("descr", alt)
        for side in "TBLR":  # without these some readers leave 3 mm about the picture
            shape.getparent().set(f"dist{side}", "0")


def shape_table(table: Table, *, caption: str) -> None:
    """Hair lines, a header row that repeats, rows that do not break, columns as wide as their text."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("insideH", "bottom"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="DCDFE5"))
    properties.insert_element_before(borders, *_AFTER_TABLE_BORDERS)
    properties.append(_element("w:tblCaption", val=caption))
    for place, row in enumerate(table._tbl.tr_lst):
        settings = row.get_or_add_trPr()
        settings.append(_element("w:cantSplit"))
        if place == 0:
            settings.append(_element("w:tblHeader"))


def side_by_side(word: WordDocument, widths: tuple[float, float], *, rule: bool) -> tuple[_Cell, _Cell]:
    """Two cells for words and picture, without lines but for a hair line above the row."""
    table = word.add_table(rows=1, cols=2)
    table.autofit = False
    table._tbl.tr_lst[0].get_or_add_trPr().append(_element("w:cantSplit"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")
    if rule:
        borders = OxmlElement("w:tblBorders")
        borders.append(_element("w:top", val="single", sz="4", space="0", color="C9CED8"))
        table._tbl.tblPr.insert_element_before(borders, *_AFTER_TABLE_BORDERS)
    set_widths(table, widths)
    left, right = table.rows[0].cells
    gap = OxmlElement("w:tcMar")
    gap.append(_element("w:right", w="240", type="dxa"))
    left._tc.get_or_add_tcPr().append(gap)
    return left, right


def set_widths(table: Table, widths: Sequence[float]) -> None:
    """Column widths in millimetres, in the grid and in every cell, for readers that heed only one."""
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)


def drop_first_line(cell: _Cell) -> None:
    """A new cell begins with an empty paragraph: gone once others follow."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text:
        first._p.getparent().remove(first._p)
