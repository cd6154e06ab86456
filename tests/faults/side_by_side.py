"""Several runs at the same time, as one over each database: most of a run is waiting for a process to begin.

In: the faults of each run, as it finds them. Out: all of them, as they are found; a run's death is raised.
"""

import queue
import threading
from collections.abc import Iterator


def side_by_side(*runs: Iterator[str]) -> Iterator[str]:
    """The faults of several runs at the same time, each as it is found."""
    told: queue.Queue[str | BaseException | None] = queue.Queue()

    def go(run: Iterator[str]) -> None:
        try:
            for line in run:
                told.put(line)
        except BaseException as error:
            told.put(error)
        told.put(None)

    for run in runs:
        threading.Thread(target=go, args=(run,), daemon=True).start()
    left = len(runs)
    while left:
        line = told.get()
        if isinstance(line, BaseException):
            raise line
        left -= line is None
        if line is not None:
            yield line
