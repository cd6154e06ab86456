"""A real file, changed a little in a way files are damaged, edited or made to harm; the same for a seed."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable

TOKENS = (  # what readers trip over
    b'"', b"'", b"\n", b"\r", b"\r\n", b",", b";", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9",
    b"NaN", b"inf", b"-0", b"1e308", b"1e999", b"9" * 400, b"-1", b"0", b"2007-02-30", b"31/12/9999 23:59",
    b"0001-01-01", b"24:00", b"[", b"]", b"{", b"}", b"{" * 2000, b"[" * 200_000, b"<", b"</", b"&#0;",
    b"&lol;", b"=1+1", b"\\", b"%", b"null", b"true", b"\xf0\x9f\x94\xa5", b"\xed\xa0\x80", b" " * 5000,
    b"A1048576", b"XFD1048576", b"4294967296",
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to four changes; of a zip mostly its members, packed anew."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _members_changed(content, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = chance.choice(CHANGES)(content, chance)
    return content


def _members_changed(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        names = archive.namelist()
        changed = {chance.choice(names) for _ in range(chance.choice((1, 1, 2)))}
        for name in names:
            member = archive.read(name)
            if name in changed and chance.random() < 0.1:
                continue
            made.writestr(name, chance.choice(CHANGES)(member, chance) if name in changed else member)
    return out.getvalue()


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 8, 64))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _leave_out(content: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(content) + 1)
    return content[:first] + content[first + chance.choice((1, 2, 10, 200)) :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(content) + 1)
    last = first + chance.choice((1, 10, 200, 2000))
    return content[:last] + content[first:last] * chance.choice((1, 2, 20)) + content[last:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(TOKENS) + content[place:]


def _swap_pieces(content: bytes, chance: random.Random) -> bytes:
    """Lines, cells or tags change places, or one stands where another did."""
    mark = chance.choice((b"\n", b",", b">", b'"', b" "))
    pieces = content.split(mark)
    first, second = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    pieces[first], pieces[second] = pieces[second], chance.choice((pieces[first], b"", chance.choice(TOKENS)))
    return mark.join(pieces)


def _pack(content: bytes, chance: random.Random) -> bytes:
    """Something else under the same name."""
    return chance.choice(
        (zlib.compress(content), b"PK\x03\x04" + content, b"%PDF-1.7\n" + content, content[::-1])
    )


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _cut, _leave_out, _repeat, _insert, _insert, _swap_pieces, _swap_pieces, _pack,
)  # fmt: skip
