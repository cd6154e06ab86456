"""Do the limits of what people send and bring hold on this machine? Asked by ``wardmote check-deploy``.

In: the settings, the data folder, the system. Out: (level, what, what to do) for each that does not: a child
tries to take more memory than it may; connections, and room for the largest upload, are counted.
That bodies are read before a thread has to do with them needs no setting and no proxy: see ``site/asgi.py``.
"""

import shutil
import sys
from collections.abc import Iterator
from typing import Final

from django.conf import settings

from wardmote.measuring.catalogue.refusals import Refusal
from wardmote.measuring.sources.child_process import ChildLimits, run_in_child

REFUSE, LOOK = "refuse", "look"
FEWEST_CONNECTIONS: Final = 1024
TRIED: Final = ChildLimits(memory=1 << 30, seconds=30)
COPIES: Final = 3  # of an upload: as it comes, as Django takes it apart, as it is kept


def check_body_limits() -> Iterator[tuple[str, str, str]]:
    """Whatever does not hold."""
    if _takes_more_than_it_may():
        what = "A file that people bring may take all memory: this system does not limit it."
        level = LOOK if sys.platform == "win32" else REFUSE
        yield level, what, "Run it on Linux, or with a limit of memory around it (MemoryMax= in the unit)."
    allowed = _connections()
    if allowed < FEWEST_CONNECTIONS:
        what = f"The web process may hold {allowed:,} connections: as many slow ones keep everybody out."
        yield LOOK, what, "Raise the number of open files (LimitNOFILE=16384 in the unit)."
    most, data = int(settings.WARDMOTE_UPLOAD_LIMIT), settings.WARDMOTE_DATA
    free = shutil.disk_usage(data).free if data.is_dir() else COPIES * most
    if free < COPIES * most:
        what = f"The largest upload of {most >> 20:,} MB may fill the disk, which has {free >> 20:,} MB left."
        yield LOOK, what, "Set WARDMOTE_UPLOAD_LIMIT to fewer bytes, or make room."


def take_memory(bytes_: int) -> int:
    """What the child tries."""
    return len(bytearray(bytes_))


def _takes_more_than_it_may() -> bool:
    try:
        run_in_child(take_memory, 2 * TRIED.memory, limits=TRIED)
    except Refusal:
        return False
    return True


def _connections() -> int:
    if sys.platform == "win32":
        return FEWEST_CONNECTIONS  # it counts them otherwise
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return FEWEST_CONNECTIONS if hard == resource.RLIM_INFINITY else hard
