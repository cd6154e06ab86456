"""A fixed sample of changed files for every reader; `./wardmote test faults` tries thousands."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.faults.readers_faults import find, in_words
from wardmote.measuring.catalogue.refusals import Refusal


def test_every_reader_answers_or_refuses_in_words(tmp_path: Path) -> None:
    assert list(find(seed=1, number=20, folder=tmp_path)) == []


def test_a_librarys_words_are_accused_and_what_a_refusal_quotes_is_not() -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as member:
        member.writestr("a.csv", "Month")
    damaged = zipped.getvalue().replace(b"Month", b"Mouth", 1)
    with zipfile.ZipFile(io.BytesIO(damaged)) as member, pytest.raises(zipfile.BadZipFile) as of_zip:
        member.read("a.csv")
    with pytest.raises(gzip.BadGzipFile) as of_gzip:
        gzip.decompress(gzip.compress(b"Month")[:-8] + bytes(8))
    for told in (of_zip.value, of_gzip.value, "IOException", "ValueError"):
        assert in_words(Refusal("It cannot be read.", found=str(told))) != "refusal"
    for ours in ("CrCme ID, Month", "records/plan.planexception.jsonl"):
        assert in_words(Refusal("A column is missing.", found=ours)) == "refusal"
