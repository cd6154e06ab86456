"""What the program's own log says of requests that are refused unread: one line each.

In: a record of logging. Out: the same without its insides, where outsiders can bring it about at will.
"""

import logging
from typing import Final

LONGEST: Final = 200  # characters


def in_one_line(record: logging.LogRecord) -> bool:
    """A filter that keeps every record; those of ``django.security`` without a traceback, and short."""
    if record.name.startswith("django.security"):
        record.msg, record.args = record.getMessage()[:LONGEST], ()
        record.exc_info = record.exc_text = record.stack_info = None
    return True
