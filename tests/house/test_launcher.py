"""`./wardmote`: a set-up is done once, survives being killed, and two at a time do not meet.

The installers themselves are stood in for (tests use no network); what is real
is the environment, the stamp, the lock and the processes.
"""

import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAD = f"""
import sys, time, types
launcher = types.ModuleType("launcher")
launcher.__file__ = {str(ROOT / "wardmote")!r}
exec(open(launcher.__file__).read(), launcher.__dict__)
place = sys.argv[1]
def pip_install(*args, **named): pass
def uv_install(python, requirements):
    open(place + ".log", "a").write("begun\\n")
    time.sleep(float(sys.argv[2]))
    open(place + ".log", "a").write("ended\\n")
    return 0
launcher.pip_install, launcher.uv_install = pip_install, uv_install
print(launcher.ready(place))
"""


@pytest.fixture
def launcher() -> Any:
    module = ModuleType("launcher")
    module.__file__ = str(ROOT / "wardmote")
    exec(Path(module.__file__).read_text("utf-8"), module.__dict__)
    return module


def set_up(place: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEAD, str(place), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def log(place: Path) -> list[str]:
    path = Path(f"{place}.log")
    return path.read_text().split() if path.exists() else []


def test_a_second_run_finds_all_ready(tmp_path: Path) -> None:
    place = tmp_path / ".venv"
    for _ in range(2):
        out, err = set_up(place, 0).communicate(timeout=60)
        assert Path(out.strip()).exists(), err
    assert log(place) == ["begun", "ended"]


def test_two_at_once_set_up_once(tmp_path: Path) -> None:
    place = tmp_path / ".venv"
    both = [set_up(place, 1), set_up(place, 1)]
    told = [process.communicate(timeout=60) for process in both]
    assert all(Path(out.strip()).exists() for out, _ in told), told
    assert log(place) == ["begun", "ended"]
    assert sum("waiting for it" in err for _, err in told) == 1


def test_a_killed_set_up_begins_again_from_nothing(tmp_path: Path) -> None:
    place = tmp_path / ".venv"
    killed = set_up(place, 60)
    while log(place) != ["begun"]:
        time.sleep(0.05)
    (place / "half a package").write_text("")
    killed.kill()
    killed.communicate()
    out, err = set_up(place, 0).communicate(timeout=60)
    assert Path(out.strip()).exists(), err
    assert not (place / "half a package").exists()
    assert log(place) == ["begun", "begun", "ended"]


def test_another_list_or_another_python_sets_up_again(
    launcher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(place: str, python: str) -> None:
        Path(python).parent.mkdir(parents=True, exist_ok=True)
        Path(python).touch()
        made.append(python)

    (tmp_path / "requirements").mkdir()
    locked = tmp_path / "requirements" / "run.txt"
    locked.write_text("one")
    monkeypatch.setattr(launcher, "ROOT", str(tmp_path))
    monkeypatch.setattr(launcher, "make", make)
    place = str(tmp_path / ".venv")
    for expected, change in [
        (1, lambda: None),
        (1, lambda: None),
        (2, lambda: locked.write_text("two")),
        (3, lambda: monkeypatch.setattr(sys, "version", "3.99.0")),
        (4, lambda: Path(made[-1]).unlink()),
    ]:
        change()
        assert launcher.ready(place)
        assert len(made) == expected


def test_pip_steps_in_where_uv_does_not_run(
    launcher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(launcher, "pip_install", lambda python, which, **_: asked.append(Path(which).name))
    assert launcher.ready(str(tmp_path / ".venv"))
    assert asked == ["installer.txt", "run.txt"]
    assert "using pip" in capsys.readouterr().err


def test_a_failed_installation_says_what_to_do(
    launcher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*args: object, **named: object) -> None:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(launcher, "pip_install", fail)
    assert launcher.ready(str(tmp_path / ".venv")) is None
    assert "No network: connect" in capsys.readouterr().err


def test_an_old_python_is_told_and_a_newer_one_used(
    launcher: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(launcher.shutil, "which", lambda name: None)
    assert launcher.main(["demo"]) == 2
    assert "needs Python 3.11 or newer; this is Python 3.9" in capsys.readouterr().err
    called: list[list[str]] = []
    monkeypatch.setattr(launcher.shutil, "which", lambda name: "newer/python3.12" if "12" in name else None)
    monkeypatch.setattr(launcher.subprocess, "call", lambda command, **_: called.append(command) or 0)
    assert launcher.main(["demo"]) == 0
    assert called[-1] == ["newer/python3.12", str(ROOT / "wardmote"), "demo"]


def test_bytecode_is_kept_in_the_environment_where_it_may_not_lie_beside_the_source(
    launcher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert "PYTHONPYCACHEPREFIX" not in launcher.surroundings(bytecode="there")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    kept = launcher.surroundings(bytecode="there")
    assert kept["PYTHONPYCACHEPREFIX"] == "there"
    assert "PYTHONDONTWRITEBYTECODE" not in kept


def test_bytecode_of_folders_that_are_gone_is_dropped_before_a_test_run(
    launcher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two checkouts one was taken away, and of the other one a folder."""
    here, kept = tmp_path / "here", tmp_path / ".venv-test" / "bytecode"
    (here / "src" / "rooms").mkdir(parents=True)
    for folder in (here / "src" / "rooms", here / "src" / "moved", tmp_path / "gone" / "src"):
        inside = kept / folder.relative_to(folder.anchor)
        inside.mkdir(parents=True)
        (inside / "models.cpython-311.pyc").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(launcher, "ROOT", str(tmp_path))
    monkeypatch.setattr(launcher, "ready", lambda place: sys.executable)
    monkeypatch.setattr(launcher.os, "execve", lambda *_: sys.exit(0))
    with pytest.raises(SystemExit):
        launcher.main(["test"])
    left = [path.relative_to(kept / tmp_path.relative_to(tmp_path.anchor)) for path in kept.rglob("*.pyc")]
    assert left == [Path("here/src/rooms/models.cpython-311.pyc")]


@pytest.mark.parametrize("there", [True, False])
def test_an_environment_that_is_a_link_is_named_as_one_and_left_alone(
    launcher: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, there: bool
) -> None:
    """To another checkout's, made from another list; or to one that was taken away."""
    other, place = tmp_path / "other", tmp_path / ".venv-test"
    if there:
        other.mkdir()
        (other / "made-from").write_text("another list")
    place.symlink_to(other)
    assert launcher.ready(str(place)) is None
    told = capsys.readouterr().err
    assert ".venv-test is a link to a folder that " in told
    assert ("is not there" in told) is not there
    assert str(other) in told and "delete the link" in told
    assert "free some room" not in told
    assert place.is_symlink() and (other / "made-from").exists() is there


def test_help_needs_no_set_up() -> None:
    ended = subprocess.run(
        [sys.executable, "-S", str(ROOT / "wardmote"), "--help"], capture_output=True, text=True, check=True
    )
    assert "assess" in ended.stdout
    assert "check" in ended.stdout
    assert "Setting up" not in ended.stderr
