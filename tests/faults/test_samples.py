"""A fixed sample of each kind of fault; `./wardmote test faults` lets hundreds and thousands happen."""

import io
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.faults import backup_faults, disk_faults, mail_faults
from tests.faults.killed_faults import WEB, kills
from tests.faults.writing import written_on
from tests.site.test_backup import empty, write
from wardmote.ground.audit import heads
from wardmote.site.backup import archive, recovery


@pytest.mark.slow
def test_whatever_happens_while_people_write_nothing_promised_is_lost_and_nothing_is_half_there(
    tmp_path: Path,
) -> None:
    mounted = disk_faults.mount("-t", "tmpfs", "-o", "size=128m", "tmpfs", str(tmp_path))
    kinds = [disk_faults.CLOCK, disk_faults.RUDE]
    if mounted:
        kinds = [disk_faults.FULL, disk_faults.READ_ONLY, *kinds]
    try:
        with written_on(tmp_path / "town", 1, more=disk_faults.moved_clock(tmp_path)) as run:
            assert list(disk_faults.happenings(run, kinds, tmp_path)) == []
            assert list(kills(run, 1, first=(WEB,))) == []
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_a_moody_mail_server_gets_every_letter_at_last(tmp_path: Path) -> None:
    assert list(mail_faults.find(seed=1, number=20, folder=tmp_path)) == []


def test_a_damaged_backup_is_refused_or_gives_back_all(tmp_path: Path) -> None:
    key, plain = Ed25519PrivateKey.generate(), {}
    for name, rows in (("older", b"[1]\n"), ("newer", b"[1]\n[2]\n")):
        manifest = archive.Manifest(**{**vars(empty()), "schema": 2, "signer": heads.public_key(key)})
        members = {"files/loads/a/receipt.json": b"{}" * 100, "records/x.y.jsonl": rows}
        write(tmp_path / name, manifest, members, signs=key)
        plain[name] = (tmp_path / name).read_bytes()
    identity, sealed = recovery.new_identity(), tmp_path / "sealed"
    recovery.encrypt(io.BytesIO(plain["newer"]), sealed, [identity.to_public()])
    found = backup_faults.damage(1, 300, plain, (sealed.read_bytes(), identity), tmp_path)
    assert list(found) == []
