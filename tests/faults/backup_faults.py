"""Backups killed at any moment, and every damage to one.

In: a seed, how many damaged files, a folder. Out: a line for each file that was taken though it gives back
something else, refused in a library's words, or left behind by a kill. A hundredth as many kills as
damaged files: each takes a second or two. Damage: bits, cuts, pieces left out, doubled and exchanged, members
swapped, another backup's manifest or signature, of a plain, a signed and an encrypted file.
"""

import contextlib
import io
import os
import random
import re
import shutil
import signal
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyrage.x25519 import Identity

from tests.faults.mutations import CHANGES
from tests.faults.readers_faults import in_words
from tests.installation import Installation, installation
from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.site.backup import archive, recovery

NUMBER = 4000
KILLS = 100  # damaged files for each kill
LIVE = """
from wardmote.ground.audit import log
from wardmote.ground.partners import joining
joining.begin_partnership(slug="stevenage", name="Stevenage", by="tests")
for n in range(30):
    log.record(partnership="stevenage", by="tests", what="tests.row", detail={"n": n})
"""


def find(seed: int, number: int, folder: Path) -> Iterator[str]:
    """Damage the backups of one installation, then kill commands that make and restore them."""
    with installation(folder) as installed:
        installed.answer(LIVE)
        (installed.data / "loads" / "ab").mkdir(parents=True)
        (installed.data / "loads" / "ab" / "receipt.json").write_bytes(os.urandom(3000))
        made = [_backed_up(installed, folder / "older.zip")]
        key = _new_key(installed)
        installed.answer(
            "from wardmote.ground.audit import log; log.record(partnership='s', by='t', what='t.x')"
        )
        made += [_backed_up(installed, folder / "kept.zip.age")]
        with recovery.decrypted(made[1], key, folder) as stream:
            assert stream
            stream.seek(0)
            plain = {"older": made[0].read_bytes(), "newer": stream.read()}
        yield from damage(seed, number, plain, (made[1].read_bytes(), key), folder)
        yield from _killed(seed, max(2, number // KILLS), installed, key, folder)


def _backed_up(installed: Installation, file: Path) -> Path:
    ran = installed.command("backup", str(file))
    assert ran.returncode in (0, 1), ran.stderr
    return file


def _new_key(installed: Installation) -> Identity:
    ran = installed.command("backup", "--new-recovery-key")
    (key,) = re.findall(r"^AGE-SECRET-KEY-1\S+$", ran.stdout, re.MULTILINE)
    return recovery.identity_in(key)


# ---- damage ----


def damage(
    seed: int, number: int, plain: dict[str, bytes], sealed_with: tuple[bytes, Identity], folder: Path
) -> Iterator[str]:
    """``plain``: an older and a newer zip; ``sealed_with``: the newer one encrypted, and its key."""
    sealed, key = sealed_with
    chance, outcomes = random.Random(seed), Counter[str]()
    wanted = {name: _content(io.BytesIO(content), folder) for name, content in plain.items()}
    for at in range(number):
        name = chance.choice(("older", "newer", "sealed"))
        if name == "sealed":
            content = chance.choice(CHANGES)(sealed, chance)
            said = _tried(content, key, wanted["newer"], folder, same=content == sealed)
        else:
            content = _changed(name, plain, chance)
            said = _tried(content, None, wanted[name], folder, same=content == plain[name])
        outcomes["fault" if said not in ("refused", "the same") else said] += 1
        if said not in ("refused", "the same"):
            yield f"damaged file {at + 1} ({name}): {said}"
    print(f"  {number} damaged backups: {dict(outcomes)}", flush=True)


def _changed(name: str, plain: dict[str, bytes], chance: random.Random) -> bytes:
    """A few bytes, or the members of a zip exchanged, left out or taken from the other backup."""
    if chance.random() < 0.5:
        return chance.choice(CHANGES)(plain[name], chance)
    other = plain["older" if name == "newer" else "newer"]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain[name])) as own, zipfile.ZipFile(io.BytesIO(other)) as theirs:
        members = {each: own.read(each) for each in own.namelist()}
        way, comment = chance.choice(("swap", "drop", "older", "manifest", "signature", "add")), own.comment
        first, second = chance.sample(sorted(members), 2)
        if way == "swap":
            members[first], members[second] = members[second], members[first]
        elif way == "drop":
            del members[first]
        elif way == "add":
            members["files/more"] = b"more"
        elif way == "older" and first in theirs.namelist():
            members[first] = theirs.read(first)
        elif way == "manifest":
            members["manifest.json"], comment = theirs.read("manifest.json"), theirs.comment
        elif way == "signature" and "manifest.sig" in members:
            members["manifest.sig"] = bytes(reversed(members["manifest.sig"]))
        with zipfile.ZipFile(out, "w") as target:
            for each, content in members.items():
                target.writestr(each, content)
            target.comment = comment
    return out.getvalue()


def _tried(
    content: bytes, key: Identity | None, wanted: dict[str, bytes], folder: Path, *, same: bool
) -> str:
    """What becomes of it: refused in words, or all of it as it was."""
    file = folder / "damaged"
    file.write_bytes(content)
    try:
        with recovery.decrypted(file, key, folder) as stream:
            got = _content(stream or io.BytesIO(content), folder)
    except Refusal as refusal:
        said = in_words(refusal)
        return "refused" if said == "refusal" else said
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    return "the same" if got == wanted else "it was taken and gives back something else"


def _content(stream: "io.BytesIO | object", folder: Path) -> dict[str, bytes]:
    into = folder / "into"
    shutil.rmtree(into, ignore_errors=True)
    archive.unpack(folder / "damaged", into, lambda *_: None, stream=stream)  # type: ignore[arg-type]
    return {
        path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if path.is_file()
    }


# ---- kills ----


def _killed(seed: int, number: int, installed: Installation, key: Identity, folder: Path) -> Iterator[str]:
    chance, nightly = random.Random(seed), folder / "nightly"
    nightly.mkdir()
    (folder / "key").write_text(f"{key}\n")
    whole = 0
    for _ in range(number):
        process = installed.begin("backup", str(nightly))
        time.sleep(chance.uniform(0.5, 3.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path in (*nightly.iterdir(), *(installed.data / "backups").iterdir()):
            if path.suffix == ".age":
                whole += 1
                with contextlib.ExitStack() as held:
                    stream = held.enter_context(recovery.decrypted(path, key, folder))
                    archive.unpack(path, None, lambda *_: None, stream=stream)
                path.unlink()
            elif path.name not in ("last.json", "drill.json"):
                os.utime(path, (0, 0))  # two days later
    ran = installed.command("backup", str(nightly))
    if ran.returncode not in (0, 1):
        yield f"no backup after the kills: {ran.stderr[-300:]}"
    left = [path.name for path in (*nightly.iterdir(), *(installed.data / "backups").iterdir())]
    stray = [name for name in left if not name.endswith((".age", "last.json", "drill.json"))]
    if stray:
        yield f"left behind by killed backups: {stray}"
    if installed.command("audit", "verify").returncode:
        yield "the log does not verify after killed backups"
    print(f"  {number} backups killed, {whole} of them after they were whole", flush=True)
