"""Writes requirements/*.txt again from pyproject.toml: `.venv-test/bin/python tools/locks.py [--upgrade]`.

Out: one list for every platform and every Python from the floor on, each file
of each package by its hash, and no registry address. Without --upgrade versions
that still fit are kept. Needs the network.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "run.txt": ["pyproject.toml", "--extra", "postgresql"],
    "test.txt": ["pyproject.toml", "--group", "test", "--constraint", "requirements/run.txt"],
}
OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--python-version",
    "3.11",
    "--no-emit-index-url",
    "--no-header",
]


def main(words: list[str]) -> int:
    """Write the three lists; the status of the first that failed, else 0."""
    with tempfile.TemporaryDirectory() as folder:
        installer = Path(folder) / "installer.in"
        installer.write_text("uv\n", "utf-8")
        for name, sources in {"installer.txt": [os.fspath(installer), "--no-annotate"], **LOCKS}.items():
            command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *words, "--quiet"]
            status = subprocess.call([*command, *sources, "--output-file", f"requirements/{name}"], cwd=ROOT)
            if status:
                return status
            print(f"requirements/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
