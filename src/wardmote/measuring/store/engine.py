"""The embedded engine behind the store: one in memory for each process, at most two threads, no extensions.

In: SQL of this room only. Out: rows or numpy columns. Data stay in Parquet
files; a connection holds nothing that would be missed, and sees no other's
temporary tables. A process that has used the engine must not be forked.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from wardmote.measuring.catalogue.refusals import Refusal

THREADS = 2


def connect() -> duckdb.DuckDBPyConnection:
    """A connection of the caller's own to the engine of this process, which takes 20 ms to start."""
    connection = _engine().cursor()
    connection.execute("SET enable_progress_bar = false")
    return connection


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return start(threads=THREADS, memory="700MB")


def start(*, threads: int, memory: str, scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A new engine that neither loads nor fetches extensions, and spills only into ``scratch``."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if scratch is not None:
        config["temp_directory"] = str(scratch)
    return duckdb.connect(":memory:", config=config)


def write_arrays(arrays: Mapping[str, NDArray[Any]], target: Path) -> int:
    """Columns of equal length as one Parquet file; the number of rows."""
    connection = connect()
    try:
        connection.register("columns_to_write", dict(arrays))
        connection.execute(f"COPY (FROM columns_to_write) TO {text(target)} (FORMAT parquet)")
    except duckdb.IOException as error:
        raise Refusal(
            "The rows could not be written.",
            found=str(error).splitlines()[0],
            todo="Check that the disk has room and can be written, then load again; nothing was loaded.",
        ) from None
    finally:
        connection.close()
    return len(np.asarray(next(iter(arrays.values()))))


def text(value: str | Path) -> str:
    """A string as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(paths: Iterable[Path], *, numbered: bool = False) -> str:
    """Files as the ``FROM`` of a query takes them; what folder names say is not read as columns.

    ``numbered`` adds ``file_row_number``, the place of each row in its file.
    """
    listed = ", ".join(text(path) for path in paths)
    number = "file_row_number = true, " if numbered else ""
    return f"read_parquet([{listed}], {number}hive_partitioning = false)"
