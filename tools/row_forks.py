"""Runs tests again and again from one start: everything is imported once, then each run is a fork.

In: test ids as arguments, imported first; then one line of JSON on standard input for each run: pytest's
arguments. Out: one line of JSON for each: its exit status and what it printed. For changes that need no
import, as of a template; started by ``row_breaks.py`` in its copy of the project.
"""

import json
import os
import sys
import tempfile

import pytest


def main(tests: list[str]) -> None:
    answers = os.fdopen(os.dup(1), "w")
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *tests])
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as out:
            child = os.fork()
            if child == 0:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
                status = pytest.main(json.loads(line))
                sys.stdout.flush()
                os._exit(status)
            _, ended = os.waitpid(child, 0)
            out.seek(0)
            print(json.dumps([os.waitstatus_to_exitcode(ended), out.read()]), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
