"""The systemd units that docs/how-to/deploy.md shows: well formed, and those that run it are closed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tracked import ROOT

NAMED = re.compile(r"`/etc/systemd/system/([\w.-]+)`.*?```ini\n(.*?)```", re.DOTALL)
UNITS = dict(NAMED.findall((ROOT / "docs" / "how-to" / "deploy.md").read_text("utf-8")))
MOST_OPEN = 20  # as systemd-analyze counts: 2.0 of 10


def test_the_units_are_there() -> None:
    assert set(UNITS) == {"wardmote.service", "wardmote-backup.service", "wardmote-backup.timer"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_the_units_are_well_formed_and_those_that_run_the_program_are_closed(tmp_path: Path) -> None:
    for name, text in UNITS.items():
        (tmp_path / name).write_text(text.replace("/opt/wardmote/wardmote", "/bin/true"))
    for name in UNITS:
        asked = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
        told = subprocess.run(asked, capture_output=True, text=True, timeout=60)
        assert (told.returncode, told.stderr) == (0, "")
    for name in ("wardmote.service", "wardmote-backup.service"):
        unit = str(tmp_path / name)
        asked = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_OPEN}", unit]
        told = subprocess.run(asked, capture_output=True, text=True, timeout=60)
        assert told.returncode == 0, told.stdout[-2000:]
