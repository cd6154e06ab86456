"""`./wardmote test states|requests|lives|towns [--seed N] [--count N]`: more of what the suite only samples.

states: every page of a partnership over states that are drawn. requests: random requests against the printed
access table. lives: whole lives of a plan. towns: the demonstration town and its twins, as other seeds draw
them (``--seed`` the first of ``--count``; minutes each). In: a seed (a new one each time where none is given;
it is printed and stands in what fails) and how many. Out: pytest's answer.
"""

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Sequence

FILES = {
    "states": (("tests/site/test_generated_states.py",), 20),
    "requests": (("tests/site/test_random_requests.py",), 20_000),
    "lives": (("tests/deciding/performance/test_lives.py",), 20),
    "towns": (("tests/measuring/demonstration", "tests/measuring/drafting/test_town_and_twins.py"), 5),
}


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="wardmote test", allow_abbrev=False)
    parser.add_argument("what", choices=FILES)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--count", type=int)
    args = parser.parse_args(words)
    files, usual = FILES[args.what]
    count = args.count or usual
    print(f"{args.what}: {count:,} with seed {args.seed}", flush=True)
    if args.what == "towns":
        runs = [{"WARDMOTE_TOWN_SEED": str(args.seed + number)} for number in range(count)]
    else:
        runs = [{"WARDMOTE_SEED": str(args.seed), "WARDMOTE_COUNT": str(count)}]
    command = [sys.executable, "-m", "pytest", "-q", "-x", *files]
    return max(subprocess.call(command, env={**os.environ, **drawn}) for drawn in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
