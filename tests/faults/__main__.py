"""`./wardmote test faults --seed N [--number N] [--only NAME] [--reader NAME]`: faults by the thousand.

In: the seed, how many of each kind, and which kinds. Every file of this folder named `NAME_faults.py` is a
kind: its function `find(seed, number, folder)` prints what it did and yields a line for each fault it found;
`NUMBER` is how many a whole run takes.
Out: the lines, and status 1 where there is one. Django is set up, on a data folder of its own.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

HERE = Path(__file__).parent


def main() -> int:
    kinds = sorted(path.stem.removesuffix("_faults") for path in HERE.glob("*_faults.py"))
    parser = argparse.ArgumentParser(prog="./wardmote test faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, help="how many of each (default: the kind's own NUMBER)")
    parser.add_argument("--only", choices=kinds, action="append", help="only this kind")
    parser.add_argument("--reader", action="append", help="of the readers only this one", default=[])
    wanted = parser.parse_args()
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"WARDMOTE_DATA": f"{folder}/data", "DJANGO_SETTINGS_MODULE": "wardmote.site.settings"}
        django.setup()
        for kind in wanted.only or kinds:
            module = import_module(f"tests.faults.{kind}_faults")
            own = Path(folder) / kind
            own.mkdir()
            some = (wanted.reader,) if wanted.reader and kind == "readers" else ()
            for line in module.find(wanted.seed, wanted.number or module.NUMBER, own, *some):
                found += 1
                print(f"FAULT {kind}: {line}", flush=True)
    print(f"{found} faults with seed {wanted.seed}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
