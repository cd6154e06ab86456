"""Two people at one record: the one exception that says so, until casework brings its own."""

from typing import Any


class EditConflict(Exception):
    """Somebody else saved first. ``now`` is the row as they left it, ``None`` where they took it away."""

    def __init__(self, now: Any) -> None:
        super().__init__("somebody else saved first")
        self.now = now
