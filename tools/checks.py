"""`./wardmote check` and `./wardmote fix`: what a change must pass, one line a step with its time.

In: "check" or "fix", run from the project's folder by the Python of `.venv-test`.
Out: exit status 0 when every step passed, else 1, with what the failing steps
said. `check` changes nothing; `fix` repairs what a machine can and then says
what is left for a person by running `check`.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
RUFF = [PYTHON, "-m", "ruff"]
CONTRACTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
PAGES = [PYTHON, "-m", "tools.reference_pages"]

CHECKS = {
    "lint": [*RUFF, "check", "--output-format=concise"],
    "format": [*RUFF, "format", "--check", "--output-format=concise"],
    "types": [PYTHON, "-m", "mypy"],
    "import contracts": [PYTHON, "-c", CONTRACTS, "--no-logo"],
    "house tests": [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/house"],
    "generated docs": [*PAGES, "--check"],
}
REPAIRS = {
    "lint": [*RUFF, "check", "--fix", "--quiet", "--exit-zero"],
    "format": [*RUFF, "format", "--quiet"],
    "generated docs": PAGES,
}


def main(words: list[str]) -> int:
    """Run the steps of `check` or `fix`; 2 when it is neither."""
    if words == ["fix"]:
        run(REPAIRS)
        print("\nWhat is left:")
        return run(CHECKS)
    if words == ["check"]:
        return run(CHECKS)
    print("usage: ./wardmote check | ./wardmote fix (no options)", file=sys.stderr)
    return 2


def run(steps: dict[str, list[str]]) -> int:
    """Every step, whatever the ones before said; 1 when any failed."""
    failed = []
    for name, command in steps.items():
        begun = time.monotonic()
        ended = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        word = "ok" if ended.returncode == 0 else "FAILED"
        print(f"  {name:18} {word:8} {time.monotonic() - begun:5.1f} s", flush=True)
        if ended.returncode:
            failed.append(name)
            print("\n".join(f"      {line}" for line in ended.stdout.strip().splitlines()), flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
