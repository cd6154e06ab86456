"""The files of an assessment: all of them, or those that stood before."""

import errno
from pathlib import Path
from typing import Any

import pytest

from wardmote.measuring.drafting import outputs


def test_an_assessment_for_which_the_disk_has_no_room_leaves_what_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "findings.json").write_text("[]")

    def full(document: object, folder: Path) -> None:
        (folder / "tables" / "half.csv").write_text("ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(outputs, "_write_pieces", full)
    nothing: Any = None
    with pytest.raises(OSError, match="No space left"):
        outputs.write_outputs(nothing, nothing, tmp_path, data=tmp_path, began=0)
    assert [path.name for path in tmp_path.rglob("*")] == ["findings.json"]
