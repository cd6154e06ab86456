"""``wardmote plan``: an edition taken in, and its thread checked, from the command line."""

import json

import pytest

from tests.deciding.conftest import STEVENAGE
from wardmote.site.commands import command_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_records(monkeypatch):
    """The tests' own records stand in for the data folder's."""
    monkeypatch.setattr("wardmote.site.commands.starting.prepare", lambda data, say: None)


def test_one_command_loads_the_edition_and_again_changes_nothing(cast, quick, capsys):
    words = ["plan", "load", STEVENAGE, "--partnership", "holmbridge", "--json"]
    assert command_line.main(words) == 0
    counts = {"priorities": 7, "sub-priorities": 14, "actions": 54, "indicators": 19, "measures": 20}
    assert json.loads(capsys.readouterr().out) == {"edition": STEVENAGE, "new": True, **counts}
    assert command_line.main(words) == 0
    assert json.loads(capsys.readouterr().out)["new"] is False


def test_the_check_ends_with_1_where_the_thread_breaks(edition, capsys):
    assert command_line.main(["plan", "check", STEVENAGE, "--partnership", "holmbridge", "--json"]) == 1
    broken = json.loads(capsys.readouterr().out)["broken"]
    assert len(broken["no target"]) == 19  # anti-social behaviour is contextual and owes none
    assert broken["no action"] == []  # PM-01: 7 plans of 7
    assert {"domestic-violence", "hate-crime"} <= set(broken["no measure"])


def test_bad_input_is_refused_with_the_place_and_the_reason(cast, tmp_path, capsys):
    (tmp_path / "edition.toml").write_text('[edition]\nkey = "x"\nwrong = 1\n', "utf-8")
    assert command_line.main(["plan", "load", str(tmp_path), "--partnership", "holmbridge"]) == 2
    assert "edition.toml, edition x, wrong" in capsys.readouterr().err
    assert command_line.main(["plan", "load", STEVENAGE, "--partnership", "nobody"]) == 2
    assert "There is no such partnership" in capsys.readouterr().err
