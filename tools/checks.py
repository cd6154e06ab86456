"""`./wardmote check` and `./wardmote fix`: what a change must pass, one line a step with its time.

In: "check", "fix" or "fix --quick", run from the project's folder by the Python of `.venv-test`.
Out: exit status 0 when every step passed, else 1, with what the failing steps
said. `check` changes nothing; `fix` repairs what a machine can and then says
what is left for a person by running `check`; `fix --quick` repairs alone. The
steps run two at a time; those that stand on the catalogue's data files are left
out while these are refused.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
RUFF = [PYTHON, "-m", "ruff"]
CONTRACTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
PAGES = [PYTHON, "-m", "tools.reference_pages"]
# The folders whose tests belong to `check`; `.ci/run`, which runs both, leaves them out of `test`.
TESTS = ["tests/house", "tests/measuring/catalogue"]
PAGES_TEST = "tests/house/test_docs.py::test_the_reference_pages_are_current"  # a step of its own here
PYTEST = [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--deselect", PAGES_TEST]

CHECKS = {
    "types": [PYTHON, "-m", "mypy"],  # first, for it takes longest
    "lint": [*RUFF, "check", "--output-format=concise"],
    "format": [*RUFF, "format", "--check", "--output-format=concise"],
    "generated docs": [*PAGES, "--check"],
    "house tests": [*PYTEST, *TESTS],
    "import contracts": [PYTHON, "-c", CONTRACTS, "--no-logo"],
}
ON_CATALOGUE = ("house tests",)  # what waits for the generated docs, which read all of the catalogue
REFUSED = 2  # the status of the generated docs when the catalogue is refused
REPAIRS = {
    "lint": [*RUFF, "check", "--fix", "--quiet", "--exit-zero"],
    "format": [*RUFF, "format", "--quiet"],
    "generated docs": PAGES,
}


@dataclass(frozen=True)
class Ended:
    """A step that ran: its exit status (``None``: left out), what it said, and the seconds it took."""

    name: str
    status: int | None
    said: str = ""
    seconds: float = 0.0


def main(words: list[str]) -> int:
    """Run the steps of `check` or `fix`; 2 when it is neither."""
    if words in (["fix"], ["fix", "--quick"]):
        failed = report(run(name, command) for name, command in REPAIRS.items())
        if words[1:]:
            return failed
        print("\nWhat is left (`./wardmote fix --quick` leaves this out):", flush=True)
        return report(run_checks(CHECKS))
    if words == ["check"]:
        return report(run_checks(CHECKS))
    print("usage: ./wardmote check | ./wardmote fix [--quick]", file=sys.stderr)
    return 2


def run_checks(steps: dict[str, list[str]]) -> Iterator[Ended]:
    """Every step, two at a time, whatever the others said; each as it ends."""
    started: dict[str, Future[Ended]] = {}

    def step(name: str) -> Ended:
        if name in ON_CATALOGUE and started["generated docs"].result().status == REFUSED:
            return Ended(name, None)
        return run(name, steps[name])

    with ThreadPoolExecutor(2) as both:
        for name in steps:
            started[name] = both.submit(step, name)
        for ended in as_completed(started.values()):
            yield ended.result()


def run(name: str, command: list[str]) -> Ended:
    """One step to its end."""
    begun = time.monotonic()
    ended = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return Ended(name, ended.returncode, ended.stdout, time.monotonic() - begun)


def report(steps: Iterator[Ended]) -> int:
    """A line for each step, and what a failed one said; 1 when any failed."""
    failed = []
    for step in steps:
        if step.status is None:
            print(f"  {step.name:18} left out until the catalogue can be read", flush=True)
            continue
        word = "FAILED" if step.status else "ok"
        print(f"  {step.name:18} {word:8} {step.seconds:5.1f} s", flush=True)
        if step.status:
            failed.append(step.name)
            print("\n".join(f"      {line}" for line in step.said.strip().splitlines()), flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
