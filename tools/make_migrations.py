"""`./wardmote migrations [ROOM ...]`: write the migrations that changed models need, formatted as the rest.

In: names of rooms (none: every room); what else Django's `makemigrations` takes. Out: new files in their
`migrations` folders, or "No changes detected". Nothing of a data folder is read or made: Django looks at a
database of its own in a folder that is thrown away. tests/house/test_migrations.py finds what was forgotten.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path("src/wardmote")


def main(words: list[str]) -> int:
    """Write them and format them; Django's exit status."""
    before = _written()
    with tempfile.TemporaryDirectory(prefix="wardmote-migrations-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        named = {"WARDMOTE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
        command = [sys.executable, "-m", "django", "makemigrations", *words]
        status = subprocess.call(command, env={**os.environ, **named})
    if new := sorted(_written() - before):
        subprocess.check_call([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", *new])
        subprocess.check_call([sys.executable, "-m", "ruff", "format", "--quiet", *new])
    return status


def _written() -> set[str]:
    return {str(path) for path in SOURCE.rglob("migrations/*.py")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
