"""The files that belong to the project: what git would hold, or in an unpacked zip what lies there."""

import ast
import gc
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"wardmote-data", "wardmote-demo", "build", "dist", "__pycache__", "node_modules"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project, new ones not yet committed among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / line for line in listed.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not _foreign(path.relative_to(ROOT))]
    return tuple(path for path in found if path.is_file())


def _foreign(path: Path) -> bool:
    hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in path.parts)
    return hidden or bool(NOT_OURS & set(path.parts))


def python_files(*folders: str) -> list[Path]:
    """The project's Python files under the named folders, in order."""
    return sorted(
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders
    )


def parse(path: Path) -> ast.Module:
    """A Python file as a tree.

    The collector of garbage is held meanwhile: it would look through each new tree again and again and
    take twice the time of the parsing.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text("utf-8"))
    finally:
        if running:
            gc.enable()
