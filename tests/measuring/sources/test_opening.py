"""Files somebody sent: what is refused, and that the words say where and why."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.opening import SourceText, UnpackLimits, check_text, entries, read_text
from wardmote.measuring.sources.tables import read_table, require_columns

TABLE = b"code,name\nE1,Stevenage\nE2,Luton\n"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def read_all(path: Path) -> None:
    for entry in entries(path):
        check_text(entry)
        read_text(entry)


BAD = {
    "an HTML error page": ("a.csv", b"<!DOCTYPE html><html><body>502 Bad Gateway", "web page"),
    "an XML error": ("a.csv", b'<?xml version="1.0"?><Error>AccessDenied</Error>', "web page"),
    "empty": ("a.csv", b"", "empty"),
    "only a byte-order mark": ("a.csv", b"\xef\xbb\xbf\r\n", "empty"),
    "binary": ("a.csv", b"code,na\x00\x01\x02me", "binary"),
    "a spreadsheet named csv": ("a.csv", zipped(**{"xl/workbook.xml": b"x"}), "zip or spreadsheet"),
    "UTF-16": ("a.csv", TABLE.decode().encode("utf-16"), "not UTF-8"),
    "Windows text": ("a.csv", b"code,name\nE1,Caf\xe9\n", "not UTF-8"),
    "a truncated gzip": ("a.csv.gz", gzip.compress(TABLE * 500)[:-20], "cut off or damaged"),
    "a damaged gzip": ("a.csv.gz", gzip.compress(TABLE)[:12] + b"\xff" * 30, "cut off or damaged"),
    "gzip not named so": ("a.csv", gzip.compress(TABLE), "gzip but is not named so"),
    "named gzip and is not": ("a.csv.gz", TABLE, "named .gz but is not"),
    "a truncated zip": ("a.zip", zipped(a=TABLE * 500)[:-30], "cut off or damaged"),
    "a name that climbs out": ("a.zip", zipped(**{"../../etc/a.csv": TABLE}), "outside itself"),
    "an absolute name": ("a.zip", zipped(**{"/etc/a.csv": TABLE}), "outside itself"),
    "a gzip bomb": ("a.csv.gz", lambda: gzip.compress(b"0" * 40_000_000), "unpacks to far more"),
    "a zip bomb": ("a.zip", lambda: zipped(**{"a.csv": b"0" * 40_000_000}), "unpacks to far more"),
    "an empty zip": ("a.zip", zipped(), "empty"),
}


@pytest.mark.parametrize("case", BAD, ids=str)
def test_a_bad_file_is_refused_with_its_name(case: str, tmp_path: Path) -> None:
    name, content, words = BAD[case]
    path = tmp_path / name
    path.write_bytes(content() if callable(content) else content)  # bombs are made where they are tried
    with pytest.raises(Refusal) as refused:
        read_all(path)
    assert words in refused.value.what
    assert name in refused.value.where


def test_a_damaged_member_of_a_zip_is_refused(tmp_path: Path) -> None:
    raw = bytearray(zipped(**{"2021-01/a.csv": TABLE}))
    raw[45] ^= 0xFF
    path = tmp_path / "a.zip"
    path.write_bytes(raw)
    with pytest.raises(Refusal, match=r"cut off or damaged|web page|UTF-8"):
        read_all(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        entries(tmp_path / "nothing.csv")


def test_the_number_of_files_in_a_zip_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(**{f"{i}.csv": TABLE for i in range(4)}))
    with pytest.raises(Refusal, match="unpacks to far more"):
        entries(path, limits=UnpackLimits(entries=3))


def test_wrong_encoding_names_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,name,key\nE1,Luton,A1\nE2,Caf\xe9,A2\n")
    with pytest.raises(Refusal) as refused:
        read_all(path)
    assert refused.value.where == "a.csv, row 3, column name"
    assert refused.value.found == "byte 0xE9"


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip"])
def test_plain_gzip_and_zip_give_the_same_table(name: str, tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + TABLE.replace(b"\n", b"\r\n")
    packed = {"a.csv": content, "a.csv.gz": gzip.compress(content), "a.zip": zipped(**{"x/a.csv": content})}
    path = tmp_path / name
    path.write_bytes(packed[name])
    (entry,) = entries(path)
    table = read_table(entry)
    assert table.header == ("code", "name")
    assert table.rows == (("E1", "Stevenage"), ("E2", "Luton"))
    assert table.numbers == (2, 3)


def test_mac_leftovers_in_a_zip_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(**{"b/a.csv": TABLE, "__MACOSX/b/._a.csv": b"\x00", "b/.DS_Store": b"\x00"}))
    assert [entry.member for entry in entries(path)] == ["b/a.csv"]


@pytest.mark.parametrize(
    ("text", "words", "where"),
    [
        ("code,name\nE1,a,b,c\n", "does not have the columns", "row 2"),
        ('code,name\nE1,"open\n', "cannot be taken apart", "line"),
        ("just a line\n", "one column only", "row 1"),
        ("code,name\n", "header and no rows", "a.csv"),
    ],
)
def test_a_broken_table_is_refused(text: str, words: str, where: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(Refusal) as refused:
        read_table(SourceText(path))
    assert words in refused.value.what
    assert where in refused.value.where


@pytest.mark.parametrize(
    ("header", "nearest"),
    [
        (("Ref", "Occurred From", "To"), "From may be Occurred From"),
        (("Ref", "from", "To"), "From may be from"),
        (("Ref", "Form", "To"), "From may be Form"),
        (("Ref", "When", "To"), "with the column From."),
    ],
)
def test_a_missing_column_is_told_with_the_nearest_heading(header: tuple[str, ...], nearest: str) -> None:
    with pytest.raises(Refusal, match="A column is missing") as refused:
        require_columns(header, ["Ref", "From", "To"], where="a.csv")
    assert refused.value.where == "a.csv, row 1, column From"
    assert nearest in refused.value.todo


def test_a_semicolon_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code;name\n\nE1;Luton, north\n")
    table = read_table(SourceText(path))
    assert table.rows == (("E1", "Luton, north"),)
    assert table.numbers == (3,)
