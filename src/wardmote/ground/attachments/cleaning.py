"""What a file says beyond what it shows is taken out: where it was photographed, with what, by whom.

In: the bytes somebody sent; neither their name nor an announced type is looked at. Out: what they are
(``jpg``, ``png``, ``pdf``), and the bytes without it; pixels and pages stay as they were. ``Refusal`` where
they are none of the three, or not whole.

Of a JPEG stay the segments that draw it, its colours and which way up it is; of a PNG the chunks that draw
it; of a PDF its pages, without author, title and history, without who wrote a note, without scripts, attached
files, what acts by itself and what leads elsewhere than to the web or a letter. A photograph in it is cleaned
however it is packed; what cannot be told is refused. A PDF is written anew: a signature that seals its
bytes does not hold any more.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Final

from wardmote.measuring.catalogue.refusals import Refusal

JPEG, PNG, PDF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_ICC: Final = b"ICC_PROFILE\0"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_DRAWS: Final = _FRAMES | {0xC4, 0xCC, *range(0xDA, 0xE0)}
_MOST_SEGMENTS: Final = 5000
_MOST_PADDING: Final = 65536
_MOST_PIXELS: Final = 250_000_000  # the largest of a telephone has 200 million
_LARGEST_PROFILE: Final = 4 << 20
_ORIENTATION: Final = 0x0112
_DEEPEST: Final = 50  # what stands in one object of a PDF
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_CHUNKS: Final = {  # with the most bytes each takes to draw
    b"IHDR": 13, b"PLTE": 768, b"IEND": 0, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"sBIT": 4,
    b"pHYs": 9,
}  # fmt: skip
_BOXES: Final = frozenset({b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", b"jp2c"})
_TRAILER: Final = frozenset({"/Root", "/Size", "/ID", "/Encrypt", "/Prev", "/XRefStm"})
_ROOT: Final = frozenset(
    {"/Type", "/Version", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences", "/PageLayout"}
    | {"/PageMode", "/Outlines", "/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Lang", "/OutputIntents"}
    | {"/OCProperties"}
)
_SAYS: Final = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles"}
    | {"/EF", "/AF", "/XFA", "/Collection", "/SigFlags"}
)
_NOTE_SAYS: Final = frozenset(
    {"/T", "/NM", "/M", "/CreationDate", "/FS"}
)  # who wrote a note on a page, when, with what file
_ELSEWHERE: Final = frozenset({"/F", "/FFilter", "/FDecodeParms"})  # a stream that lies in another file
_ACTS: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie"}
    | {"/EmbeddedFile", "/RichMediaExecute"}
)
_LEADS: Final = re.compile(rb"(https?://|mailto:)", re.IGNORECASE)
_PHOTOGRAPH: Final = frozenset({"/DCTDecode", "/DCT", "/JPXDecode"})
_PACKED: Final = _PHOTOGRAPH | {"/JBIG2Decode", "/CCITTFaxDecode", "/CCF"}
_INLINE: Final = re.compile(rb"\bBI\b")
_INLINE_PHOTOGRAPH: Final = re.compile(rb"/(?:D|#44)(?:C|#43)(?:T|#54)")


def cleaned(content: bytes) -> tuple[str, bytes]:
    """What it is, and its bytes without what it says beyond what it shows."""
    try:
        if content.startswith(JPEG):
            return "jpg", b"".join(_jpeg(content))
        if content.startswith(PNG):
            return "png", b"".join(_png(content))
        if content.startswith(PDF):
            return "pdf", _pdf(content)
    except (struct.error, LookupError, ValueError, zlib.error) as error:
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
    segments = list(_segments(content))
    frames = [whole for marker, whole in segments if marker in _FRAMES]
    if not frames or not any(marker == 0xDA for marker, _ in segments):
        raise ValueError("there is no picture in it")
    height, width = struct.unpack_from(">HH", frames[0], 5)
    if not height or not width:
        raise ValueError("the picture has no size")
    _check_size(width, height)
    colours = [whole for marker, whole in segments if marker == 0xE2 and whole[4:].startswith(_ICC)]
    keeps_colours = _is_profile(b"".join(whole[18:] for whole in colours))
    yield JPEG
    once: set[int] = set()
    for marker, whole in segments:
        if marker in _DRAWS or (keeps_colours and marker == 0xE2 and whole[4:].startswith(_ICC)):
            yield whole
        elif marker not in once and (said := _said(marker, whole[4:])):
            once.add(marker)
            yield struct.pack(">BBH", 0xFF, marker, len(said) + 2) + said
    yield b"\xff\xd9"


def _check_size(width: int, height: int) -> None:
    """A few kilobytes can draw more than the computer of whoever opens them has memory for."""
    if width * height > _MOST_PIXELS:
        raise Refusal(
            "This picture is too large to open.",
            where="file",
            found=f"{width:,} by {height:,} points",
            todo="Make it smaller, then add that.",
        )


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its whole segment, a scan's picture among it; what stands behind the end is left."""
    at, count = 2, 0
    while True:
        at, padded = at + 1, at
        while content[at] == 0xFF and at < padded + _MOST_PADDING:
            at += 1
        marker, count = content[at], count + 1
        if content[padded] != 0xFF or marker in (0x00, 0xD8, 0xFF) or count > _MOST_SEGMENTS:
            raise ValueError("no marker where a segment begins, or too many")
        if marker == 0xD9:
            return
        (length,) = struct.unpack_from(">H", content, at + 1)
        end = at + 1 + length
        if marker == 0xDA:
            found = _NEXT_MARKER.search(content, end)
            if not found or found.start() == end:
                raise ValueError("a scan without a picture")
            end = found.start()
        if end > len(content) or length < 2:
            raise ValueError("a segment ends too early")
        yield marker, content[at - 1 : end]
        at = end


def _said(marker: int, data: bytes) -> bytes:
    """What is kept of a segment that does not draw: the density and the kind of colours without a small
    picture, and of EXIF only which way up the picture is."""
    if marker == 0xE0 and data.startswith(b"JFIF\0") and len(data) >= 14:
        return data[:12] + b"\0\0"
    if marker == 0xEE and data.startswith(b"Adobe") and len(data) >= 12:
        return data[:12]
    if marker == 0xE1 and data.startswith(b"Exif\0\0") and 1 < (way := _way_up(data[6:])) < 9:
        return b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, way, 0, 0)
    return b""


def _is_profile(profile: bytes) -> bool:
    """Whether it is a profile of colours: it tells its own size and its kind."""
    return profile[36:40] == b"acsp" and struct.unpack_from(">I", profile)[0] == len(profile)


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
    seen: set[bytes] = set()
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        (check,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != check:
            raise ValueError("a chunk is damaged")
        if not seen and (name != b"IHDR" or length != 13 or 0 in struct.unpack_from(">II", content, at + 8)):
            raise ValueError("the picture has no size")
        if not seen:
            _check_size(*struct.unpack_from(">II", content, at + 8))
        if name == b"IDAT" or (name not in seen and length <= _CHUNKS.get(name, -1)):
            yield content[at:end]
        if name == b"iCCP" and name not in seen:
            yield from _profile_chunk(content[at + 8 : end - 4])
        seen.add(name)
        at = end
    if b"IDAT" not in seen:
        raise ValueError("there is no picture in it")


def _profile_chunk(data: bytes) -> Iterator[bytes]:
    """The profile of colours without the name it was given, where it is one."""
    packed = data[data.index(b"\0") + 2 :]
    unpacking = zlib.decompressobj()
    profile = unpacking.decompress(packed, _LARGEST_PROFILE)
    if unpacking.eof and not unpacking.unused_data and _is_profile(profile):
        chunk = b"iCCPicc\0\0" + packed
        yield struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))


# ---- JPEG 2000, in a PDF alone: boxes, each a length, a name and data ----


def _jpx(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\xff\x4f"):  # the picture without boxes
        yield content
        return
    at = 0
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, at + 8)
        end = at + length if length else len(content)
        if end > len(content) or end < at + 8:
            raise ValueError("a box ends too early")
        if name in _BOXES:
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
            for whole, known in ((pdf.trailer, _TRAILER), (pdf.Root, _ROOT)):
                for key in set(whole.keys()) - known:
                    del whole[key]
            for found in list(pdf.objects):
                _quieten(pdf, found)
            pdf.save(out, deterministic_id=True)
    except pikepdf.PikepdfError as error:
        if "bad_alloc" in str(error):  # what its library says where there is no memory left
            raise MemoryError from error
        raise ValueError(str(error)) from error
    return out.getvalue()


def _quieten(pdf: Any, found: Any, depth: int = 0) -> None:
    """Take out of an object, and of what stands in it, what speaks or acts; a photograph is cleaned."""
    import pikepdf

    if isinstance(found, pikepdf.Array):
        inside = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for key in _too_much_said(found).intersection(found.keys()):
            del found[key]
        inside = [value for _, value in found.items()]
    else:
        return
    if isinstance(found, pikepdf.Stream):
        _clean_stream(pdf, found)
    if depth > _DEEPEST:
        raise ValueError("it is nested too deep")
    for each in inside:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            _quieten(pdf, each, depth + 1)


def _too_much_said(found: Any) -> frozenset[str]:
    """The keys that go: all of what acts, of a file that is named, and of a seal; of a note its author."""
    import pikepdf

    keys = frozenset(found.keys())
    if isinstance(found, pikepdf.Stream):
        return _SAYS | _ELSEWHERE
    kind, act = str(found.get("/Type", "")), str(found.get("/S", ""))
    leads = found.get("/URI")
    astray = act == "/URI" and not (isinstance(leads, pikepdf.String) and _LEADS.match(bytes(leads)))
    if astray or act in _ACTS or kind in ("/Filespec", "/F", "/Sig", "/DocTimeStamp") or "/EF" in keys:
        return keys
    note = {"/Rect", "/Subtype"} <= keys and str(found["/Subtype"]) != "/Widget"
    return _SAYS | _NOTE_SAYS if note else _SAYS


def _clean_stream(pdf: Any, found: Any) -> None:
    """Clean a photograph, however it is packed; refuse one that stands within a page's own text."""
    import pikepdf

    filters, settings = (_listed(found.get(key)) for key in ("/Filter", "/DecodeParms"))
    names = [str(each) for each in filters]
    if _PHOTOGRAPH.intersection(names[:-1]):
        raise _cannot_tell()
    if names and names[-1] in _PHOTOGRAPH:
        outer = pdf.make_stream(b"")
        before = settings[: len(names) - 1] if len(settings) == len(names) else []
        outer.write(
            found.read_raw_bytes(),
            filter=pikepdf.Array(filters[:-1]) if filters[:-1] else None,
            decode_parms=pikepdf.Array(before) if before else None,
        )
        clean, last = (_jpx, filters[-1]) if names[-1] == "/JPXDecode" else (_jpeg, pikepdf.Name.DCTDecode)
        raw = b"".join(clean(outer.read_bytes()))
        found.write(raw, filter=last, decode_parms=settings[-1] if settings else None)
    elif not _PACKED.intersection(names) and not _is_table(found):
        text = found.read_bytes()
        if _INLINE.search(text) and _INLINE_PHOTOGRAPH.search(text):
            raise _cannot_tell()


def _cannot_tell() -> Refusal:
    return Refusal(
        "A photograph in this PDF is kept in a way that cannot be cleaned.",
        where="file",
        todo="Print it to a new PDF, then add that.",
    )


def _is_table(found: Any) -> bool:
    """Whether a stream holds points of a picture, or the file's own objects: nothing that draws by words."""
    kind = str(found.get("/Type", ""))
    return kind in ("/ObjStm", "/XRef") or str(found.get("/Subtype", "")) == "/Image"


def _listed(found: Any) -> list[Any]:
    """One or several, as a list."""
    import pikepdf

    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]
