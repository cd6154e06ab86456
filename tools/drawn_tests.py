"""`./wardmote test states|requests [--seed N] [--count N]`: more of what the suite tries a fixed sample of.

states: every page of a partnership over states that are drawn. requests: random requests against the printed
access table. In: a seed (a new one each time where none is given; it is printed and stands in what fails) and
how many. Out: pytest's answer.
"""

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Sequence

FILES = {
    "states": ("tests/site/test_generated_states.py", 20),
    "requests": ("tests/site/test_random_requests.py", 20_000),
}


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="wardmote test", allow_abbrev=False)
    parser.add_argument("what", choices=FILES)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--count", type=int)
    args = parser.parse_args(words)
    file, usual = FILES[args.what]
    count = args.count or usual
    print(f"{args.what}: {count:,} with seed {args.seed}", flush=True)
    drawn = {"WARDMOTE_SEED": str(args.seed), "WARDMOTE_COUNT": str(count)}
    return subprocess.call([sys.executable, "-m", "pytest", "-q", "-x", file], env={**os.environ, **drawn})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
