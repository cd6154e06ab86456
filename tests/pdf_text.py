"""The words of a PDF that the program wrote, by the maps from glyphs to letters that its fonts carry."""

import io
import re
from collections.abc import Iterator

import pikepdf

_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")


def words_of(content: bytes) -> str:
    """Everything that is drawn as text, in pictures on a page too, and what pictures are said to show."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = ["".join(_drawn(page.obj, page.obj)) for page in pdf.pages]
        dictionaries = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
        found += [
            str(each[key])
            for each in dictionaries
            for key in ("/Alt", "/ActualText", "/Title")
            if key in each
        ]
    return "\n".join(found)


def _drawn(stream: pikepdf.Object, owner: pikepdf.Object) -> Iterator[str]:
    resources = owner.get("/Resources", pikepdf.Dictionary())
    letters = {
        str(name): _letters(font) for name, font in resources.get("/Font", pikepdf.Dictionary()).items()
    }
    now: dict[int, str] = {}
    for each in pikepdf.parse_content_stream(stream):
        operands, operator = list(each.operands), str(each.operator)
        match operator:
            case "Tf":
                now = letters[str(operands[0])]
            case "Tj" | "TJ":
                pieces = operands[0] if operator == "TJ" else operands
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        glyphs = bytes(piece)
                        pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
                        yield "".join(now.get(256 * high + low, "?") for high, low in pairs)
            case "ET" | "Td" | "Tm" | "T*":
                yield " "
            case "Do":
                inside = resources["/XObject"][str(operands[0])]
                if inside.get("/Subtype") == "/Form":
                    yield from _drawn(inside, inside)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """Glyph -> letters, as ``ToUnicode`` tells it: single ones and runs of them."""
    table = bytes(font["/ToUnicode"].read_bytes())
    found: dict[int, str] = {}
    for kind, body in re.findall(rb"begin(bfchar|bfrange)(.*?)endbf", table, re.DOTALL):
        if b"[" in body:
            raise NotImplementedError("a run with a list of letters")
        values = [bytes.fromhex(each.decode()) for each in _HEX.findall(body)]
        step = 2 if kind == b"bfchar" else 3
        for first, *more in (values[at : at + step] for at in range(0, len(values), step)):
            last, text = (more[0], more[1]) if kind == b"bfrange" else (first, more[0])
            begins, ends = int.from_bytes(first), int.from_bytes(last)
            for glyph in range(begins, ends + 1):
                letter = int.from_bytes(text) + glyph - begins
                found[glyph] = letter.to_bytes(len(text)).decode("utf-16-be")
    return found
