"""What check-deploy says where the limits of what people send and bring do not hold."""

from collections import namedtuple
from typing import Any

import pytest

from wardmote.site import body_limits
from wardmote.site.body_limits import check_body_limits

Usage = namedtuple("Usage", "free")


def test_what_does_not_hold_is_said_and_nothing_where_all_holds(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.WARDMOTE_DATA = tmp_path
    monkeypatch.setattr(body_limits.shutil, "disk_usage", lambda path: Usage(4 << 30))
    monkeypatch.setattr(body_limits, "_connections", lambda: 4096)
    assert list(check_body_limits()) == []
    monkeypatch.setattr(body_limits, "run_in_child", lambda *args, **named: 0)
    monkeypatch.setattr(body_limits, "_connections", lambda: 256)
    settings.WARDMOTE_UPLOAD_LIMIT = 2 << 30
    assert [(level, what.split(":")[0].split(" of ")[0]) for level, what, _ in check_body_limits()] == [
        ("refuse", "A file that people bring may take all memory"),
        ("look", "The web process may hold 256 connections"),
        ("look", "The largest upload"),
    ]
