"""`./wardmote check`: every step runs whatever the others said; a refusal is told in its words, once."""

import sys
from pathlib import Path

import pytest

from tests.house.tracked import ROOT
from tools import checks, plan_reference, reference_pages
from wardmote.measuring.catalogue.measures import read_measures

ROBBERY = ROOT / "src/wardmote/measuring/catalogue/measures/robbery.toml"


def step(status: int, said: str = "") -> list[str]:
    return [sys.executable, "-S", "-c", f"print({said!r}); raise SystemExit({status})"]


def test_every_step_runs_and_each_failure_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    steps = {"lint": step(1, "a.py:1"), "generated docs": step(1, "stale"), "house tests": step(0, "fine")}
    assert checks.report(checks.run_checks(steps)) == 1
    told = capsys.readouterr().out
    assert "      a.py:1" in told and "      stale" in told and "fine" not in told
    assert told.count("FAILED") == 2 and told.count("ok") == 1


def test_all_is_well_when_no_step_fails() -> None:
    assert checks.report(checks.run_checks({"lint": step(0), "generated docs": step(0)})) == 0


def test_what_stands_on_a_refused_catalogue_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    steps = {"generated docs": step(2, "That word is not known."), "house tests": step(0)}
    assert checks.report(checks.run_checks(steps)) == 1
    told = capsys.readouterr().out
    assert "That word is not known." in told
    assert "left out until the catalogue can be read" in told


def test_a_measure_that_is_wrong_is_told_by_file_and_key_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "robbery.toml").write_text(ROBBERY.read_text("utf-8").replace('"rate"', '"ratio"'), "utf-8")
    monkeypatch.setattr(plan_reference, "measures", lambda: read_measures(tmp_path))
    assert reference_pages.main(["--check"]) == checks.REFUSED
    told = capsys.readouterr().out
    assert "where: measures/robbery.toml, form" in told
    assert "to do: Use one of: rate, share" in told
    assert "Traceback" not in told


def test_fix_repairs_and_checks_and_where_it_is_to_be_quick_repairs_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "REPAIRS", {"format": step(0)})
    monkeypatch.setattr(checks, "CHECKS", {"generated docs": step(0), "house tests": step(1, "a bare list")})
    assert checks.main(["fix", "--quick"]) == 0
    assert "house tests" not in capsys.readouterr().out
    assert checks.main(["fix"]) == 1
    assert "a bare list" in capsys.readouterr().out
    assert checks.main(["fix", "--slow"]) == 2


def test_where_both_run_nothing_runs_twice() -> None:
    """.ci/run leaves out of `test` what it runs in `check`."""
    words = next(
        line for line in (ROOT / ".ci/run").read_text("utf-8").splitlines() if "wardmote test" in line
    )
    assert words.split()[2 : 2 + len(checks.TESTS)] == [f"--ignore={folder}" for folder in checks.TESTS]
