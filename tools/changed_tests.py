"""`./wardmote test --changed`: the tests nearest to what you touched, as many as fit in a minute.

In: what differs from `main` (commits of this branch, uncommitted and new files), and what is meant for
pytest. Out: a list of the files that run, each with the reason, and of those left out; then their tests and
the house tests. Nearest first: a test file that was changed; one named for the changed file in the same room
(`plan/owed_items.py`, `deciding/plan/test_owed_items.py`); one that imports a changed module; the others
of its room; one that reaches it through one or two modules between. A template or data file stands for the
modules that name it; fixtures in a conftest.py stand for the tests of its folder. The settings and the table
of addresses reach every test: what they can break is looked at by those that walk all pages. A first answer,
not the last: only `./wardmote test` runs everything.
"""

import ast
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.house.tracked import parse
from tests.long_files import long_files

ROOT = Path(__file__).resolve().parents[1]
HOUSE = "tests/house"
# Seconds: what one worker can do in a minute less its start, the house tests, a file that is not long.
PER_WORKER, HOUSE_TAKES, ORDINARY = 42, 25, 2
WIRING = {f"src/wardmote/site/{name}.py" for name in ("access", "settings", "urls")}
# What the table of addresses and the settings can break, with the seconds of what is no whole file.
WALK = "tests/site/test_every_page.py::test_every_link_opens_and_asks_at_most_fifteen_questions"
WALKS = (WALK, *(f"tests/site/test_{name}.py" for name in ("front", "log_sentences", "monday", "read_log")))
WALK_TAKES = 15
CHANGED, NAMED, IMPORTS, SAME_ROOM, THROUGH_ONE, THROUGH_TWO = range(6)
REASONS = {
    CHANGED: "changed",
    NAMED: "named for {}",
    IMPORTS: "using {}",
    SAME_ROOM: "in the room of {}",
    THROUGH_ONE: "one module away from {}",
    THROUGH_TWO: "two modules away from {}",
}
Found = dict[str, tuple[int, str]]  # test file -> how near, and to what


def main(words: Sequence[str]) -> int:
    """Say what runs and why, then run it; 2 where git cannot tell what changed."""
    try:
        changed = changed_files()
    except (OSError, subprocess.CalledProcessError):
        print("What changed cannot be told: this is no clone with git.\n  to do: name the files to test.")
        return 2
    if not changed:
        print("Nothing differs from main.")
        return 0
    workers = int(words[words.index("-n") + 1]) if "-n" in words else 1
    chosen, left_out = within_a_minute(nearest(changed), workers)
    tell(changed, chosen, left_out)
    os.chdir(ROOT)
    command = [sys.executable, "-m", "pytest", *words, HOUSE, *(name for name in chosen if HOUSE not in name)]
    return subprocess.call(command)


def tell(changed: Sequence[str], chosen: Found, left_out: Found) -> None:
    print(f"Changed: {some(changed)}\nRuns {HOUSE} and {len(chosen)} files:")
    grouped = defaultdict(list)
    for name, reason in chosen.items():
        grouped[reason].append(name.removeprefix("tests/"))
    for (near, what), names in grouped.items():
        print(f"  {REASONS[near].format(what.removeprefix('src/wardmote/'))}")
        print("".join(f"    {name}\n" for name in names), end="")
    if left_out:
        print(f"Left out, for it would take more than a minute: {some(sorted(left_out))}")
    print("`./wardmote test` runs all tests.", flush=True)


def some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more


def within_a_minute(found: Found, workers: int) -> tuple[Found, Found]:
    """What runs and what is left out; what was changed or is named for it always runs."""
    left: float = workers * PER_WORKER - HOUSE_TAKES
    chosen: Found = {}
    seconds = {WALK: WALK_TAKES, **long_files()}
    for name in sorted(found, key=lambda name: (found[name][0], seconds.get(name, ORDINARY), name)):
        takes = seconds.get(name, ORDINARY)
        if found[name][0] <= NAMED or takes <= left:
            chosen[name] = found[name]
            left -= takes
    return chosen, {name: near for name, near in found.items() if name not in chosen}


# ---- what changed ----


def changed_files() -> list[str]:
    """Everything that differs from where this branch left main, by its path in the project."""
    base = git("merge-base", "main", "HEAD") or ["HEAD"]
    return sorted({*git("diff", "--name-only", base[0]), *git("ls-files", "--others", "--exclude-standard")})


def git(*words: str) -> list[str]:
    """The lines of git's answer; nothing where there is no branch `main`."""
    ran = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=words[0] != "merge-base"
    )
    return ran.stdout.splitlines()


# ---- which tests are near ----


def nearest(changed: Iterable[str]) -> Found:
    """Every test file that something leads to from what changed, and how near it is."""
    imported = {name: imports(ROOT / name) for name in python_files()}
    found: Found = {}
    for name in changed:
        for test, near in near_to(name, imported):
            if is_test(test) and near < found.get(test, (len(REASONS), ""))[0]:
                found[test] = near, "" if near == CHANGED else name
    return found


def near_to(changed: str, imported: dict[str, set[str]]) -> Iterator[tuple[str, int]]:
    """Test files with how near they are to one changed file; ``imported``: each file's imports."""
    if changed in imported:
        yield changed, CHANGED
    stem, tests = Path(changed).stem, [name for name in imported if is_test(name)]
    if changed.startswith("src/") and changed not in WIRING:
        for test in (test for test in tests if room_of(test) == room_of(changed)):
            named = f"{Path(test).stem}_".startswith(f"test_{stem}_")
            yield test, NAMED if named else SAME_ROOM
    users = defaultdict(set)
    for name, modules in imported.items():
        for module in modules:
            users[module].add(name)
    reached = {changed} if changed.endswith(".py") else named_in(changed, imported)
    for near in (IMPORTS, THROUGH_ONE, THROUGH_TWO):
        if reached & WIRING:
            yield from ((walk, near) for walk in WALKS)
            reached -= WIRING
        fixtures = {str(Path(name).parent) for name in reached if Path(name).name == "conftest.py"} - {
            "tests"
        }
        reached = {user for name in reached for user in users[module_of(name)]}
        reached |= {test for test in tests if str(Path(test).parent) in fixtures}
        yield from ((test, near) for test in reached)


def named_in(file: str, imported: Iterable[str]) -> set[str]:
    """The modules of its room that name a template or a data file, or the folder that it lies in; those of
    the tests that name a page of the manual."""
    within = Path(file).parent
    words = [f'{within.name}/{Path(file).name}"', f'"{Path(file).name}"', f'"{within.name}"']
    if file.startswith("docs/"):
        near, words = [name for name in imported if name.startswith("tests/")], words[1:2]
    elif file.startswith("src/"):
        near = [name for name in imported if name.startswith("src/") and room_of(name) == room_of(file)]
    else:
        return set()
    return {name for name in near if any(word in (ROOT / name).read_text("utf-8") for word in words)}


def room_of(name: str) -> str:
    """`deciding/plan` of the source and of its tests, which lie in a folder of the same name."""
    if name.startswith("tests/specs/"):
        return "measuring/analysis"
    parts = Path(name.removeprefix("src/wardmote/").removeprefix("tests/")).parent.parts
    return "/".join(parts[:2] if parts[:1] != ("site",) else parts[:1])


def is_test(name: str) -> bool:
    return name.startswith("tests/") and Path(name).name.startswith("test_")


def python_files() -> list[str]:
    paths = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def module_of(name: str) -> str:
    return name.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: Path) -> set[str]:
    """The modules that a file imports anywhere in it, or names in a string by their dotted path."""
    found = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[:9] == "wardmote.":
            found |= {node.value, node.value.rpartition(".")[0]}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
