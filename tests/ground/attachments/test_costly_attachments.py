"""A file that was made to cost much is given up in a process of its own; the site goes on."""

import io
import struct
import zlib

import pytest
from PIL import Image

from wardmote.ground.attachments.adding import COSTLY, LIMITS
from wardmote.ground.attachments.cleaning import cleaned
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import run_in_child

resource = pytest.importorskip("resource", reason="Windows limits no memory")


def cleaned_apart(content: bytes) -> tuple[str, bytes]:
    return run_in_child(cleaned, content, limits=LIMITS, where="file", todo=COSTLY)


def blanks() -> bytes:
    """1,500 MB of blanks, deflated twice."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return zlib.compress(head + block * 1500, 9)


def bomb() -> bytes:
    """A PDF of some kilobytes, whose objects stand in blanks without end."""
    packed = blanks()
    content = b"%PDF-1.5\n"
    objects = len(content)
    content += b"2 0 obj\n<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]"
    content += b"/Length %d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    table = len(content)
    rows = b"".join(
        struct.pack(">BIB", *row) for row in ((0, 0, 255), (2, 2, 0), (1, objects, 0), (1, table, 0))
    )
    content += b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
    return content + rows + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % table


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "JPEG", comment=b"SECRET")
    return out.getvalue()


def test_what_is_cleaned_comes_back_whole():
    kind, kept = cleaned_apart(photograph())
    assert kind == "jpg"
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(photograph())).tobytes()
    assert b"SECRET" not in kept


def test_a_refusal_comes_back_in_its_own_words():
    with pytest.raises(Refusal, match="Only photographs") as refusal:
        cleaned_apart(b"GIF89a")
    assert (refusal.value.where, refusal.value.todo) == ("file", "Save it as one of these, then add that.")


def test_a_pdf_that_unpacks_to_more_than_the_memory_is_refused_and_takes_none_of_it_here():
    content = bomb()
    assert len(content) < 4096
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(Refusal):
        cleaned_apart(content)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert most <= max(before, LIMITS.memory >> 10), "kilobytes, of the largest process so far"


def test_a_page_that_unpacks_to_more_than_the_memory_takes_too_much():
    packed = blanks()
    content = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    content += b"2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n"
    content += b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>> endobj\n"
    content += b"4 0 obj <</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n" % len(packed)
    content += packed + b"\nendstream endobj\ntrailer <</Root 1 0 R/Size 5>>\n%%EOF\n"
    assert len(content) < 8192
    with pytest.raises(Refusal, match="takes too much to read"):
        cleaned_apart(content)
