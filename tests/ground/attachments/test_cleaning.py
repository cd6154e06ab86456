"""What a photograph or a PDF says beyond what it shows goes; what it shows stays, to the last pixel."""

import doctest
import io
import random
import struct
import zlib

import pikepdf
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from wardmote.ground.attachments import adding
from wardmote.ground.attachments.cleaning import cleaned
from wardmote.measuring.catalogue.refusals import Refusal

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def picture() -> Image.Image:
    return Image.frombytes("RGB", (90, 60), random.Random(1).randbytes(90 * 60 * 3))


def exif(way: int = 6) -> Image.Exif:
    found = Image.Exif()
    found[ORIENTATION], found[MAKER] = way, "SECRET phone"
    found[GPS] = {1: "N", 2: (51.0, 54.0, 7.0)}
    return found


def jpeg(**given: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif(), comment=b"SECRET words", icc_profile=PROFILE, **given)
    return out.getvalue()


def shown(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_keeps_its_pixels_its_colours_and_which_way_up_it_is(progressive):
    sent = jpeg(progressive=progressive) + b"SECRET film behind the picture"
    kind, kept = cleaned(sent)
    assert kind == "jpg"
    assert shown(kept) == shown(sent)
    found = Image.open(io.BytesIO(kept))
    assert dict(found.getexif()) == {ORIENTATION: 6}
    assert found.info["icc_profile"] == PROFILE
    assert b"SECRET" not in kept
    assert cleaned(kept) == (kind, kept), "cleaned once, it stays as it is"


def test_a_png_keeps_its_pixels_alone():
    said, out = PngInfo(), io.BytesIO()
    said.add_text("Author", "SECRET Jane")
    picture().save(out, "PNG", pnginfo=said, exif=exif())
    kind, kept = cleaned(out.getvalue() + b"SECRET")
    assert (kind, shown(kept)) == ("png", picture().tobytes())
    assert b"SECRET" not in kept
    assert b"eXIf" not in kept


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


@pytest.mark.parametrize(
    "said",
    [
        segment(0xE0, b"JFXX\0\x10SECRET"),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + b"SECRET" * 30),
        segment(0xEE, b"Adobe\0d\0\0\0\0\1SECRET"),
        segment(0xF5, b"SECRET"),
        segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\1\2SECRET"),
    ],
    ids=["small picture", "no profile of colours", "behind the kind of colours", "reserved", "in its head"],
)
def test_a_photograph_keeps_no_small_picture_and_nothing_in_a_profile_s_name(said):
    out = io.BytesIO()
    picture().save(out, "JPEG")
    plain = out.getvalue()
    _, kept = cleaned(b"\xff\xd8" + said + plain[2:])
    assert shown(kept) == shown(plain)
    assert b"SECRET" not in kept


def test_a_png_keeps_a_profile_of_colours_without_its_name_and_nothing_else_in_its_place():
    for profile, stays in ((PROFILE, True), (b"SECRET" * 50, False)):
        out = io.BytesIO()
        picture().save(out, "PNG", icc_profile=profile)
        sent = out.getvalue()
        _, kept = cleaned(sent)
        assert Image.open(io.BytesIO(kept)).info.get("icc_profile") == (PROFILE if stays else None)
        assert shown(kept) == picture().tobytes()
        assert b"ICC Profile" not in kept


def paper() -> pikepdf.Pdf:
    """A page with a photograph, an author, a script, an attached file and a button that starts a program."""
    pdf, name = pikepdf.new(), pikepdf.Name
    pdf.add_blank_page(page_size=(200, 200))
    with pdf.open_metadata() as said:
        said["dc:creator"] = ["SECRET Jane"]
    pdf.docinfo["/Author"] = "SECRET Jane"
    pdf.Root.OpenAction = pikepdf.Dictionary(S=name.JavaScript, JS="app.alert('SECRET')")
    photograph = pikepdf.Stream(
        pdf, jpeg(), Type=name.XObject, Subtype=name.Image, Width=90, Height=60, ColorSpace=name.DeviceRGB,
        BitsPerComponent=8, Filter=name.DCTDecode,
    )  # fmt: skip
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photograph))
    page.Contents = pdf.make_stream(b"q 90 0 0 60 0 0 cm /Im0 Do Q")
    start = pikepdf.Dictionary(S=name.Launch, F="program.exe")
    button = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 9, 9], A=start)
    page.Annots = pikepdf.Array([button])
    pdf.attachments["SECRET.txt"] = b"SECRET"
    return pdf


def saved(pdf: pikepdf.Pdf, **given: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **given)
    return out.getvalue()


def test_a_pdf_keeps_its_pages_and_tells_acts_and_carries_nothing():
    kind, kept = cleaned(saved(paper()))
    assert kind == "pdf"
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(kept)) as found:
        assert len(found.pages) == 1
        assert set(found.trailer.keys()) == {"/ID", "/Root", "/Size"}
        assert not {"/Metadata", "/OpenAction"} & set(found.Root.keys())
        assert list(found.attachments) == []
        assert "/S" not in found.pages[0].Annots[0].A
        image = found.pages[0].Resources.XObject.Im0.read_raw_bytes()
        assert shown(image) == shown(jpeg())
        found.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    assert b"SECRET" not in plain.getvalue()
    assert cleaned(kept) == (kind, kept), "cleaned once, it stays as it is"


def jpeg_2000() -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG2000")
    return out.getvalue() + struct.pack(">I4s", 14, b"xml ") + b"SECRET"


@pytest.mark.parametrize(
    ("filters", "packed"),
    [
        (["/DCT"], jpeg()),
        (["/FlateDecode", "/DCTDecode"], zlib.compress(jpeg())),
        (["/ASCIIHexDecode", "/FlateDecode", "/DCT"], zlib.compress(jpeg()).hex().encode() + b">"),
        (["/JPXDecode"], jpeg_2000()),
    ],
    ids=["its short name", "packed once more", "packed twice more", "jpeg 2000"],
)
def test_a_photograph_in_a_pdf_is_cleaned_however_it_is_packed(filters, packed):
    pdf = paper()
    image = pdf.pages[0].Resources.XObject.Im0
    image.write(packed, filter=pikepdf.Array([pikepdf.Name(each) for each in filters]))
    _, kept = cleaned(saved(pdf))
    with pikepdf.open(io.BytesIO(kept)) as found:
        raw = found.pages[0].Resources.XObject.Im0.read_raw_bytes()
    assert b"SECRET" not in raw
    assert shown(raw) == shown(jpeg_2000() if filters == ["/JPXDecode"] else jpeg())


@pytest.mark.parametrize("name", [b"/DCTDecode", b"/DCT", b"/#44C#54", b"[/Fl /DCT]"])
def test_a_photograph_within_a_page_s_own_text_is_refused(name):
    pdf = paper()
    words = b"q BI /W 90/H 60/BPC 8/CS/RGB/F " + name + b" ID " + jpeg() + b" EI Q"
    pdf.pages[0].Contents = pdf.make_stream(words)
    with pytest.raises(Refusal, match="in a way that cannot be cleaned"):
        cleaned(saved(pdf))


def test_a_pdf_names_no_author_of_a_note_and_leads_nowhere_but_to_the_web():
    pdf, name = paper(), pikepdf.Name
    pdf.trailer.Own, pdf.Root.Own = pikepdf.String("SECRET"), pikepdf.String("SECRET")
    note = {"Type": name.Annot, "Rect": [0, 0, 9, 9]}
    actions = [
        pikepdf.Dictionary(S=name.URI, URI=where)
        for where in (
            "https://example.org/",
            "mailto:a@example.org",
            "javascript:alert('SECRET')",
            "SECRET/x",
        )
    ]
    actions += [
        pikepdf.Dictionary(S=pikepdf.Name(kind), F="SECRET")
        for kind in ("/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE")
    ]
    pdf.pages[0].Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(Subtype=name.Text, T="SECRET Jane", NM="SECRET", Contents="Mend it.", **note),
            pikepdf.Dictionary(Subtype=name.FileAttachment, FS=pikepdf.Dictionary(F="SECRET"), **note),
            pikepdf.Dictionary(Subtype=name.Widget, T="Place", FT=name.Tx, V="Park", **note),
            pikepdf.Dictionary(V=pikepdf.Dictionary(Type=name.Sig, Name="SECRET Jane"), FT=name.Sig),
            *(pikepdf.Dictionary(Subtype=name.Link, A=each, **note) for each in actions),
        ]
    )
    _, kept = cleaned(saved(pdf))
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(kept)) as found:
        words, _, field, _, *links = found.pages[0].Annots
        assert (str(words.Contents), str(field.T), str(field.V)) == ("Mend it.", "Place", "Park")
        assert [sorted(each.A.keys()) for each in links] == [["/S", "/URI"]] * 2 + [[]] * 7
        found.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    assert b"SECRET" not in plain.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"GIF89a", b"<html><script>alert(1)</script>", b"", b"MZ\x90\0", b" %PDF-1.4"],
    ids=["gif", "html", "nothing", "program", "not at its beginning"],
)
def test_nothing_else_is_kept_whatever_it_is_called(content):
    with pytest.raises(Refusal, match="Only photographs"):
        cleaned(content)


def test_a_picture_that_no_computer_could_open_is_refused() -> None:
    """A few kilobytes draw 65,535 by 65,535 points, which take 12 GB where a colleague opens them."""
    drawn = io.BytesIO()
    picture().save(drawn, "PNG")
    head = b"IHDR" + b"\0\0\xff\xff" * 2 + drawn.getvalue()[24:29]
    png = drawn.getvalue()[:12] + head + struct.pack(">I", zlib.crc32(head)) + drawn.getvalue()[33:]
    for content in (png, jpeg().replace(struct.pack(">HH", 60, 90), b"\xff" * 4, 1)):
        with pytest.raises(Refusal) as refused:
            cleaned(content)
        assert "too large to open" in refused.value.what


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data) ^ 1)


@pytest.mark.parametrize(
    "content",
    [
        jpeg()[:200],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda\0\2<script>alert(1)</script>\xff\xd9",
        b"\xff\xd8" + b"\xff\xfe\0\2" * 6000 + jpeg()[2:],
        b"\xff\xd8" + b"\xff" * 70000 + jpeg()[2:],
        b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"x" * 13),
        b"%PDF-1.4 and nothing more",
        saved(pikepdf.new()),
        saved(paper(), encryption=pikepdf.Encryption(user="word", owner="other")),
    ],
    ids=[
        "jpeg cut off",
        "no picture",
        "a script for a picture",
        "thousands of empty segments",
        "padding without end",
        "png without a picture",
        "a head",
        "png cut off",
        "wrong sum",
        "pdf cut off",
        "no page",
        "locked",
    ],
)
def test_what_is_not_whole_is_refused_with_what_to_do(content):
    with pytest.raises(Refusal, match="damaged or locked") as refusal:
        cleaned(content)
    assert "Save it again" in refusal.value.todo


def test_a_name_leads_nowhere_and_ends_as_what_the_file_is():
    assert doctest.testmod(adding) == (0, 1)
