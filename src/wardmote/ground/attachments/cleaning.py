"""What a file says beyond what it shows is taken out: where it was photographed, with what, by whom.

In: the bytes somebody sent; neither their name nor an announced type is looked at. Out: what they are
(``jpg``, ``png``, ``pdf``), and the bytes without it; pixels and pages stay as they were. ``Refusal`` where
they are none of the three, or not whole.

Of a JPEG stay the segments that draw it, its colours and which way up it is; of a PNG the chunks that draw
it; of a PDF its pages, without author, title and history, without scripts, attached files and what acts by
itself. A PDF is written anew: a signature that seals its bytes does not hold any more.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Final

from wardmote.measuring.catalogue.refusals import Refusal

JPEG, PNG, PDF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_COLOURS: Final = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_ORIENTATION: Final = 0x0112
_DEEPEST: Final = 50  # what stands in one object of a PDF
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_SAYS: Final = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles"}
    | {"/EF", "/AF", "/XFA", "/Collection"}
)
_ACTS: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie"}
)


def cleaned(content: bytes) -> tuple[str, bytes]:
    """What it is, and its bytes without what it says beyond what it shows."""
    try:
        if content.startswith(JPEG):
            return "jpg", b"".join(_jpeg(content))
        if content.startswith(PNG):
            return "png", b"".join(_png(content))
        if content.startswith(PDF):
            return "pdf", _pdf(content)
    except (struct.error, IndexError, ValueError) as error:
        raise Refusal(
            "This file is damaged or locked: it cannot be read.",
            where="file",
            todo="Save it again, without a password, then add that.",
        ) from error
    raise Refusal(
        "Only photographs (JPEG or PNG) and PDF files are kept.",
        where="file",
        todo="Save it as one of these, then add that.",
    )


# ---- JPEG: segments, each a marker with its length and data; after a scan's head its picture ----


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield JPEG
    at, drawn = 2, False
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker where a segment begins")
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker == 0xD9:  # the end: what stands behind it draws nothing
            if not drawn:
                raise ValueError("there is no picture in it")
            yield content[at : at + 2]
            return
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            end = at + 2 + length
            if marker == 0xDA:
                found = _NEXT_MARKER.search(content, end)
                end, drawn = found.start() if found else len(content), True
            if end > len(content) or length < 2:
                raise ValueError("a segment ends too early")
            yield from _segment(marker, content[at:end])
            at = end


def _segment(marker: int, whole: bytes) -> Iterator[bytes]:
    """The segment where it draws; of EXIF only which way up the picture is; of anything else nothing."""
    data = whole[4:]
    if marker == 0xE1 and data.startswith(b"Exif\0\0"):
        if 1 < (way := _way_up(data[6:])) < 9:
            exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, way, 0, 0)
            yield struct.pack(">BBH", 0xFF, 0xE1, len(exif) + 2) + exif
        return
    says = 0xE0 <= marker <= 0xEF or marker == 0xFE
    if not says or any(marker == number and data.startswith(begins) for number, begins in _COLOURS):
        yield whole


def _way_up(tiff: bytes) -> int:
    """The orientation that EXIF tells, 0 where it tells none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order:
        return 0
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(first + 2, first + 2 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION:
            return int(value)
    return 0


# ---- PNG: chunks, each a length, a name, data and a sum over both ----


def _png(content: bytes) -> Iterator[bytes]:
    yield PNG
    at, name = len(PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        (check,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != check:
            raise ValueError("a chunk is damaged")
        if name in _CHUNKS:
            yield content[at:end]
        at = end


# ---- PDF: objects that name one another; what no page reaches any more is not written again ----


def _pdf(content: bytes) -> bytes:
    import pikepdf  # only who adds a PDF pays for it

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not len(pdf.pages):
                raise ValueError("it has no page")
            del pdf.docinfo
            for found in pdf.objects:
                _quieten(found)
            pdf.save(out, deterministic_id=True)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise ValueError(str(error)) from error
    return out.getvalue()


def _quieten(found: Any, depth: int = 0) -> None:
    """Take out of an object, and of what stands in it, what speaks or acts; a photograph is cleaned."""
    import pikepdf

    if isinstance(found, pikepdf.Array):
        inside = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for key in _SAYS.intersection(found.keys()):
            del found[key]
        if str(found.get("/S", "")) in _ACTS:
            del found["/S"]
        inside = [value for _, value in found.items()]
    else:
        return
    photograph = (pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode]))
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") in photograph:
        settings: Any = found.get("/DecodeParms")
        raw = b"".join(_jpeg(found.read_raw_bytes()))
        found.write(raw, filter=pikepdf.Name.DCTDecode, decode_parms=settings)
    if depth > _DEEPEST:
        raise ValueError("it is nested too deep")
    for each in inside:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            _quieten(each, depth + 1)
